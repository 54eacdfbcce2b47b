"""The numbers that steer searches: where and how long something is sought.

They decide what is found and how soon, never what counts as found: a plan is audited in exact
numbers, and what is called proven is proven, whatever stands here. Each says what its default was
measured on; `docs/benchmarks.md` has the times and `docs/decisions.md` what was not chosen.
Tolerances of floats stand in `optimiser.solver.tolerances`; what marginals count for, and what the
best point of that takes, in `optimiser.balance` and `optimiser.quadratic`, which search nothing.
"""

from __future__ import annotations

import json
from math import inf
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from optimiser.solver.ladder import ALL_NODES, AtLeastZero, Count, Ladder, ParamGroup, Rung, UpToOne

Seconds = Annotated[float, Field(ge=0)]


class MatrixParams(ParamGroup):
    """How a problem is handed to HiGHS.

    Parameters
    ----------
    few_unknowns
        Problems with so few unknowns are solved without presolve: HiGHS 1.15.1 has never come back
        from the presolve of one of them, with 49 unknowns, and no limit is looked at there.
    as_they_are
        Up to so many unknowns a preview's linear problems are solved without presolve, scaling and
        perturbation: in half to nine tenths of the time, with 53,000 cells in as much.
    soon_solved
        Linear problems of so few unknowns are not asked meanwhile whether they should stop: each
        takes less than a fifth of a second, and asking took a tenth of a whole solve.
    few_rows
        A total that so many other rows use is written out in them for the best point in fractions.
        The best of one to six over all shipped scenarios: a quarter less time than with none.
    """

    few_unknowns: Annotated[int, Field(ge=0)] = 100
    as_they_are: Annotated[int, Field(ge=0)] = 20_000
    soon_solved: Annotated[int, Field(ge=0)] = 6_000
    few_rows: Annotated[int, Field(ge=0)] = 3


class OptionParams(ParamGroup):
    """How choices between options are made where no choice keeps all that a part of each would.

    Parameters
    ----------
    deepest
        Deviations of a goal of fairness, from the largest on, that each get a search of their own.
        On Arnhem-Nijmegen with a choice in each of its 17 municipalities all took three minutes.
    """

    deepest: Count = 6


class WholeParams(ParamGroup):
    """How whole dwellings are found around the best point in fractions.

    Parameters
    ----------
    widest
        Dwellings that a fair outcome may lie from the exact one before it is said that it cannot be
        kept. No shipped scenario needs more than two.
    few_cells
        With so few cells goals are pursued anew in whole numbers: 3 s for the 980 of r07. Of twenty
        municipalities by twelve years it took 8.6 s, and tier by tier 9.1 s.
    few_shares
        With so few fair outcomes the least number of them at each level is sought.
    proof_nodes
        Nodes of each such search. In a region of a few cells the root is enough.
    rounds
        Times that less deviation is sought from the last point, where the plan decides the total.
    few_totals
        Of so few totals that the plan may divide each is looked at. Ten thousand take 20 ms.
    allotments
        Allotments for which a plan is sought, and that are held to where they are as fair.
    few_units
        Where no number in fractions is larger, such searches go anywhere, else near them only.
    near
        Where a tier is sought, from the last point. HiGHS 1.15.1 spends a time per whole number
        that grows with the square of its range, two thirds of a solve of Arnhem-Nijmegen.
    near_enough
        Part by which a goal may be worse for whole numbers, before they are sought on the next
        rung too.
    loosened
        Units that marginals and years are loosened by where the cells cannot be whole. R1 with its
        facilities needs one.
    loosened_nodes
        Nodes per goal that is pursued again after that: with proof R1 took seven seconds.
    swaps
        Times that fairer shares are sought among those the rest leaves room for; n07-n08 takes 3.
    rounding_nodes
        Nodes of the rounding of what is divided fairly: its ties are many, and of no weight.
    careful_nodes
        Nodes per search where all becomes whole at once, or segments and forms are one.
    tie
        What a place further in the order of codes counts for while fair outcomes are rounded: less
        than any difference between remainders on the shipped scenarios.
    """

    widest: Count = 3
    few_cells: Annotated[int, Field(ge=0)] = 1000
    few_shares: Annotated[int, Field(ge=0)] = 12
    proof_nodes: Count = 100
    rounds: Count = 10
    few_totals: Count = 20_000
    allotments: Count = 30
    few_units: AtLeastZero = 30.0
    near: Ladder = Ladder(
        rungs=(Rung(radius=2.0, begins=0.0), Rung(radius=20.0), Rung(radius=inf)), nodes=ALL_NODES
    )
    near_enough: AtLeastZero = 0.1
    loosened: Ladder = Ladder.of(1, 2, 5)
    loosened_nodes: Count = 1
    swaps: Count = 6
    rounding_nodes: Count = 200
    careful_nodes: Count = 500
    tie: Annotated[float, Field(gt=0, le=1e-2)] = 1e-4


class WalkParams(ParamGroup):
    """How whole numbers are walked to where they lie far from fractions.

    On Arnhem-Nijmegen with a cap of 13 % on urgent households it takes two seconds, and ten boxes
    of two bring a shortfall of 5,251 to 5,067; one search found no plan in ten minutes.

    Parameters
    ----------
    start
        Where the first whole numbers are sought, from the best point in fractions. Its nodes are
        those of every later search, too.
    boxes
        Units around the last whole numbers, and in how many boxes one after the other, the wide
        ones first.
    onward
        Where is searched on where a negotiated plan is better than what was found. Within one, with
        nothing new begun, it takes a second; wider up to fifty, and that found no better.
    """

    start: Ladder = Ladder.of(20, 100, inf, nodes=10)
    boxes: tuple[tuple[AtLeastZero, Count], ...] = ((20.0, 3), (2.0, 10))
    onward: Ladder = Ladder(rungs=(Rung(radius=1.0, begins=0.0),), nodes=1)


class DiveParams(ParamGroup):
    """How unknowns are rounded one after the other.

    Sums that come near to balance take two to eight; where a dozen are in vain a hundred are too.

    Parameters
    ----------
    clear
        Units from a whole number within which all are rounded at once; else only the nearest is.
    rounds, each
        Roundings after which one is given up; of a country one for each so many numbers, if needed.
    """

    clear: UpToOne = 0.1
    rounds: Count = 12
    each: Count = 30


class TidyParams(ParamGroup):
    """How whole dwellings come near the balanced point, and into few rows.

    Parameters
    ----------
    sums
        Where sums are made whole; one node: what is not found at once is found tier by tier.
    gap
        Part by which they may lie further from balance than the nearest: two dwellings of 36.
    near
        Where whole cells are sought from fractions that are not whole, at one node too.
    large
        Dwellings of a form in a year, or of a segment in a form, from which they are spread.
    apart
        Part by which these may lie from where they are at the balanced point. Without that Nijmegen
        built 1,151 zero-step dwellings in one year and none in the next two.
    loose
        Steps per sum by which the last goal may be worse until swaps make it smaller again.
    swaps
        Swaps between sums that are tried to make a goal smaller: often the first can be.
    crumbs
        Ways that are tried to be rid of each crumb, where the best of all at once are not possible.
    """

    large: AtLeastZero = 6.0
    apart: AtLeastZero = 0.2
    loose: AtLeastZero = 0.08
    swaps: Count = 6
    crumbs: Count = 6
    sums: Ladder = Ladder.of(1, 10, nodes=1)
    gap: AtLeastZero = 0.05
    near: Ladder = Ladder.of(2, nodes=1)


class ConflictParams(ParamGroup):
    """How agreements that cannot hold together are found.

    Parameters
    ----------
    patience
        Seconds after which one search for whole numbers is left undecided.
    most_corrections
        Sets of agreements whose giving way mends all, looked at for a conflict of fewer of them. Of
        Arnhem-Nijmegen with any cap on urgent households that cannot be kept, up to 35 settle it.
    few_cells
        Cells up to which that is done in whole dwellings too.
    most
        Contradictions that stand by themselves and are looked for: each costs some linear problems.
    most_branches
        Branches after which the search for a smallest hitting set gives up.
    """

    patience: Seconds = 5.0
    most_corrections: Count = 60
    few_cells: Annotated[int, Field(ge=0)] = 300
    most: Count = 8
    most_branches: Count = 20_000


class WaysOutParams(ParamGroup):
    """How is found what has to give way, and by how much.

    Measured on 32 pairs of demands on Arnhem-Nijmegen, from an urgent cap of 0 % to 12.73 %, and on
    R1: each within three seconds, and what is found 0.1 to 6.3 % above what fractions need.

    Parameters
    ----------
    patience
        Seconds in which one in whole dwellings must be found, when nobody gave a time limit.
    near
        Where whole dwellings are sought from the best in fractions.
    near_enough, not_far
        Parts by which more may be given than must be: where that is all that is wished for, and
        where something else comes first. To come nearer takes up to thirty times as long.
    tolerance, more
        Part, and units, by which what comes first may be more than its least: whole dwellings are
        many times as hard to find without.
    over
        What a unit more than those costs, beside one given: forbidden, it takes ten times as long.
    most_tied
        Ways up to which others are looked for that ask no more than the first.
    verified
        Where a plan is sought that keeps what is left, from where what gives was found. Without
        costs it is found anywhere sooner than within twenty, where HiGHS can take seconds.
    """

    patience: Seconds = 60.0
    near: Ladder = Ladder(rungs=(Rung(radius=10.0, begins=0.25), Rung(radius=100.0)), nodes=1)
    near_enough: UpToOne = 0.01
    not_far: UpToOne = 0.15
    tolerance: AtLeastZero = 0.1
    more: Annotated[int, Field(ge=0)] = 2
    over: AtLeastZero = 20.0
    most_tied: Count = 6
    verified: Ladder = Ladder.of(0, 5, inf, nodes=10)

    @model_validator(mode="after")
    def _verified_near(self) -> Self:
        if self.verified.rungs[0].radius == inf:
            raise ValueError("a plan is sought near what was found, before it is sought anywhere")
        return self


class AlternativesParams(ParamGroup):
    """How plans are found that differ from the best one.

    Measured on Arnhem-Nijmegen: ten alternatives in eight seconds, 7,070 dwellings apart.

    Parameters
    ----------
    points
        Points in fractions per alternative, to choose from.
    keep
        Part of what a goal may be worse that a point in fractions takes: rounding needs the rest.
    spared
        What a municipality that is spared builds, relative to the least: whole dwellings need room.
    near
        How far a total may lie beyond the whole numbers around a point, and nodes per search there.
        Where that is not at all goals are not held in whole dwellings: there is too little room.
    gap
        Relative gap of a goal near a point: no plan need be the very best there.
    nothing
        A goal that may be less than this is nothing where a point is rounded straight: a search
        that took seconds takes tenths of them.
    beside_nodes
        Nodes of a search for a plan beside the best one: what takes more is left open.
    """

    points: Count = 4
    keep: UpToOne = 0.5
    spared: Annotated[float, Field(ge=1)] = 1.005
    near: Ladder = Ladder.of(0, 3, 20, nodes=500)
    gap: UpToOne = 0.001
    nothing: AtLeastZero = 2.0
    beside_nodes: Count = 20


class WhyParams(ParamGroup):
    """How is found what holds a number where it is.

    Parameters
    ----------
    far
        Units beyond its value within which a limit is sought; shipped regions build 25,000 in all.
    from_nothing
        Up to so many unknowns a limit is sought from nothing, and few hold it; 87,000 took 21 s.
    """

    far: Annotated[float, Field(gt=0)] = 100_000.0
    from_nothing: Annotated[int, Field(ge=0)] = 40_000


class CountryParams(ParamGroup):
    """How a country is divided, and why it cannot be.

    Parameters
    ----------
    tie
        What a place further in the order of the parts counts for, where remainders are the same:
        with 35 parts less than any difference between remainders of a thousandth.
    wish
        What a unit of a wish counts for beside remainders, which differ by less: none is given up.
    readable
        Municipalities of which a proof with all its numbers can be read: of a region it names ten.
    """

    tie: Annotated[float, Field(gt=0, le=1e-2)] = 1e-5
    wish: Annotated[float, Field(gt=2)] = 4.0
    readable: Annotated[int, Field(ge=0)] = 100


class SearchParams(ParamGroup):
    """All numbers that steer searches, by what is sought.

    Parameters
    ----------
    matrix
        How a problem is handed to HiGHS.
    options
        Choices between options.
    whole
        Whole dwellings around the best point in fractions.
    walk
        Whole dwellings far from there.
    dive
        Roundings one after the other.
    tidy
        Fewer rows.
    conflict
        Agreements that cannot hold together.
    ways_out
        What has to give way.
    alternatives
        Plans that differ from the best one.
    preference
        Weight of the second goal on a front while the first is pursued: no point is beaten.
    why
        What holds a number where it is.
    country
        A country and its parts.

    Examples
    --------
    >>> solve(scenario, params=SearchParams(whole=WholeParams(few_cells=0)))  # doctest: +SKIP
    """

    matrix: MatrixParams = MatrixParams()
    options: OptionParams = OptionParams()
    whole: WholeParams = WholeParams()
    walk: WalkParams = WalkParams()
    dive: DiveParams = DiveParams()
    tidy: TidyParams = TidyParams()
    conflict: ConflictParams = ConflictParams()
    ways_out: WaysOutParams = WaysOutParams()
    alternatives: AlternativesParams = AlternativesParams()
    preference: Annotated[float, Field(gt=0, le=1e-2)] = 1e-6
    why: WhyParams = WhyParams()
    country: CountryParams = CountryParams()

    def changed(self) -> dict[str, Any]:
        """Give what is not as by default, as it goes into JSON beside a result.

        Returns
        -------
        dict
            Numbers by name, nested as they are here.
        """
        changed: dict[str, Any] = json.loads(self.model_dump_json(exclude_defaults=True))
        return changed


DEFAULT = SearchParams()
"""What is used where nobody says otherwise."""
