"""Oddities: what a council would wonder at in a plan, and whether it could be otherwise.

Each is a bound on a few sums of cells that the plan does not keep: that five times what is built of
one segment is at most four times all. So the same bound is held against the plan's own numbers, and
asked of all plans that are equally good: as far as the best of those goes towards it, without
another oddity elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

import numpy as np

from models.exact import Number
from models.plan import Plan
from models.quantity import QUANTITIES, Cell
from models.reference import ReferenceMix, reference_mixes
from models.scenario import Scenario
from optimiser.balance.free_ranges import EquallyGood
from optimiser.formulation.reuse import problem_of
from optimiser.results.audit import Audit
from optimiser.solver.limits import Limits
from optimiser.solver.tolerances import ACTIVE, SAME

ONE_SEGMENT = Fraction(4, 5)
"""Above this part of a municipality's dwellings one segment is nearly all of them."""
STEP = 3
"""A year with this many times the dwellings of the year before, or after, is a step."""
LARGE = 50
"""In a municipality that builds more than so many, a number below ``CRUMB`` is a crumb."""
CRUMB = 3
GAP_YEAR = Fraction(3, 20)
"""A year of nothing beside one with this part of a municipality's dwellings is a gap."""
FORM = Fraction(1, 10)
"""So far, as a part of it, may a form be from its reference."""

Where = tuple[tuple[str, str | int], ...]
"""Which dwellings: by axis the member that counts, in the order of the axes."""


class Kind(StrEnum):
    """What is odd."""

    SEGMENT = "over 80 % in one segment"
    LACKING = "lacks a segment"
    YEAR = "over 80 % in one segment in a year"
    STEP = "step of threefold"
    GAP = "year of nothing"
    FORM = "form over 10 % off"


class Verdict(StrEnum):
    """Whether it could be otherwise."""

    FORCED = "forced"
    ONE_YEAR = "forced by one of the two years"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Bound:
    """That a sum is at most a number.

    Parameters
    ----------
    terms
        What each of some dwellings counts for.
    most
        The number.
    """

    terms: Mapping[Where, Number]
    most: Number


@dataclass(frozen=True, slots=True)
class Expected:
    """What a planner would see to.

    Parameters
    ----------
    kind
        What is odd where it is not so.
    place
        The municipality, or the form.
    planned
        What the plan has there.
    ways
        Bounds, of which one holds where it is so.
    alone
        Of a year step, bounds on one of the years beside what the plan has in the other: what
        either would have to be for a step to end there.
    """

    kind: Kind
    place: str
    planned: str
    ways: tuple[Bound, ...]
    alone: tuple[Bound, ...] = ()

    def __str__(self) -> str:
        return f"{self.place} {self.planned}"


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is odd in a plan, and whether it could be otherwise.

    Parameters
    ----------
    expected
        What is not as a planner would see to.
    verdict
        Whether it could be otherwise.
    held
        The ids of the agreements that hold it, where it is forced. Goals and plan capacity, which
        may hold it too, are not among them.
    """

    expected: Expected
    verdict: Verdict
    held: tuple[str, ...] = ()


class Built:
    """A plan's new build, added up.

    Parameters
    ----------
    plan
        The plan.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._totals: dict[tuple[str, ...], Mapping[Cell, Number]] = {}

    def __getitem__(self, where: Where) -> Number:
        """Give how many dwellings there are somewhere."""
        axes = tuple(axis for axis, _ in where)
        if axes not in self._totals:
            self._totals[axes] = self._plan.totals("new_build", *axes)
        return self._totals[axes][tuple(member for _, member in where)]

    def keeps(self, bound: Bound) -> bool:
        """Tell whether the plan keeps a bound."""
        return sum(part * self[where] for where, part in bound.terms.items()) <= bound.most


def expected(scenario: Scenario, plan: Plan) -> Iterator[Expected]:
    """Give what a planner would see to in a plan.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        A plan in whole dwellings.
    """
    built, mixes = Built(plan), reference_mixes(scenario)
    codes = [code for code in sorted(scenario.codes) if built[somewhere(municipality=code)]]
    for code in codes:
        yield from in_segments(scenario, built, code, mixes[code])
        yield from over_years(scenario, built, code)
    yield from in_forms(scenario, built, {code: mixes[code] for code in codes})


def somewhere(**members: str | int) -> Where:
    """Say which dwellings."""
    return tuple(members.items())


def in_segments(
    scenario: Scenario, built: Built, code: str, mix: ReferenceMix
) -> Iterator[Expected]:
    """Give what is expected of a municipality's segments, over all years and in each."""
    name, whole = scenario.municipality(code).name, somewhere(municipality=code)
    several = len(scenario.segments) > 1
    for segment in scenario.segments:
        here = somewhere(municipality=code, segment=segment)
        if several:
            said = f"{built[here]} of {built[whole]} {segment}"
            yield Expected(Kind.SEGMENT, name, said, (not_all(here, whole),))
        if (wanted := mix.segments[segment] * built[whole]) >= 1:
            # A plan that has none of it may have some, but no crumb.
            least = 1 if built[here] or built[whole] <= LARGE else CRUMB
            said = f"{segment} ({round(wanted)} of {built[whole]} by the reference)"
            yield Expected(Kind.LACKING, name, said, (Bound({here: -1}, -least),))
        for year in scenario.horizon.years if several else ():
            within = somewhere(municipality=code, year=year)
            here = somewhere(municipality=code, year=year, segment=segment)
            said = f"{built[here]} of {built[within]} {segment} in {year}"
            if built[within] * (1 - ONE_SEGMENT) >= CRUMB:  # else the others would be crumbs
                yield Expected(Kind.YEAR, name, said, (not_all(here, within),))


def not_all(part: Where, whole: Where) -> Bound:
    """Say that a part is not nearly all."""
    return Bound({part: ONE_SEGMENT.denominator, whole: -ONE_SEGMENT.numerator}, 0)


def over_years(scenario: Scenario, built: Built, code: str) -> Iterator[Expected]:
    """Give what is expected of a municipality's years, each beside the next."""
    name, whole = scenario.municipality(code).name, somewhere(municipality=code)
    for years in pairwise(scenario.horizon.years):
        both = [somewhere(municipality=code, year=year) for year in years]
        few, many = sorted(both, key=built.__getitem__)
        ways = [Bound({many: 1, few: -STEP}, -1)]
        kind = Kind.STEP if built[few] else Kind.GAP
        if kind is Kind.GAP:
            parts = {many: GAP_YEAR.denominator, whole: -GAP_YEAR.numerator}
            ways.append(Bound(parts, -1))
        numbers = " and ".join(str(built[year]) for year in both)
        said = f"{numbers} of {built[whole]} in {years[0]} and {years[1]}"
        alone = (
            Bound({few: -STEP}, -built[many] - 1),
            Bound({many: 1}, STEP * built[few] - 1),
        )
        yield Expected(kind, name, said, tuple(ways), alone)


def in_forms(
    scenario: Scenario, built: Built, mixes: Mapping[str, ReferenceMix]
) -> Iterator[Expected]:
    """Give what is expected of the forms, everywhere together."""
    for form in scenario.forms if len(scenario.forms) > 1 else ():
        here = somewhere(form=form)
        parts = {somewhere(municipality=code): mix.forms[form] for code, mix in mixes.items()}
        wanted = sum(part * built[where] for where, part in parts.items())
        said = f"{built[here]} ({round(wanted)} by the reference)"
        for sign in (1, -1):  # one dwelling is never too far
            beyond = {where: -(sign + FORM) * part for where, part in parts.items()}
            yield Expected(Kind.FORM, form, said, (Bound({here: sign, **beyond}, 1),))


def judged(scenario: Scenario, plan: Plan, audited: Audit) -> list[Oddity]:
    """List what is odd in a plan, and find of each whether it could be otherwise.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        A plan in whole dwellings.
    audited
        The same, held against the scenario.
    """
    keeps = Built(plan).keeps
    every = [*expected(scenario, plan)]
    odd = [one for one in every if not any(map(keeps, one.ways))]
    if not odd:
        return []
    plans = EquallyGoodPlans(scenario, plan, audited, every)
    return [judgement(one, plans) for one in odd]


def judgement(odd: Expected, plans: EquallyGoodPlans) -> Oddity:
    """Tell whether an oddity could be otherwise in plans that are as good."""
    if (held := plans.holding(odd.ways)) is not None:
        return Oddity(odd, Verdict.FORCED, held)
    for bound in odd.alone:
        if (held := plans.holding([bound])) is not None:
            return Oddity(odd, Verdict.ONE_YEAR, held)
    return Oddity(odd, Verdict.FREE)


class EquallyGoodPlans:
    """All plans that are as good as another, in fractions, and keep what it keeps of some bounds.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        The plan.
    audited
        The same, held against the scenario.
    every
        What a planner would see to: where it is so, it stays so.
    """

    def __init__(
        self, scenario: Scenario, plan: Plan, audited: Audit, every: Sequence[Expected]
    ) -> None:
        self._problem = problem_of(scenario)
        self._plans = EquallyGood(self._problem, plan, audited, Limits())
        matrix = self._problem.matrix
        some = (matrix.lower != 0) | (matrix.upper != 0)
        self._cells = [
            (cell, at)
            for quantity, cell, at in self._problem.decided
            if quantity == "new_build" and some[at]
        ]
        self._along: dict[tuple[str, ...], dict[Cell, list[int]]] = {}
        keeps = Built(plan).keeps
        for one in every:
            if (bound := next(filter(keeps, one.ways), None)) is not None:
                self._plans.hold(self._costs(bound.terms), float(bound.most) + SAME)

    def holding(self, ways: Sequence[Bound]) -> tuple[str, ...] | None:
        """List the agreements that keep all from some bounds; None where one of the plans is there.

        Parameters
        ----------
        ways
            The bounds, of which keeping one is enough.
        """
        held: set[str] = set()
        for bound in ways:
            if self._least(bound.terms) <= bound.most + SAME:
                return None
            engine = self._plans.engine
            duals, rows = engine.row_duals(), engine.matrix.rows
            held |= {
                row.requirement.agreement.id
                for row in self._problem.rows
                if abs(duals[rows[row.name]]) > ACTIVE
            }
        return tuple(sorted(held))

    def _least(self, terms: Mapping[Where, Number]) -> float:
        """Give what a sum does not go below in any of the plans, as far as that is proven."""
        found = self._plans.least(self._costs(terms))
        return -np.inf if found is None else found[0]

    def _costs(self, terms: Mapping[Where, Number]) -> dict[int, float]:
        """Give what each unknown counts for in a sum."""
        costs: dict[int, float] = defaultdict(float)
        for where, part in terms.items():
            for at in self._positions(where):
                costs[at] += float(part)
        return costs

    def _positions(self, where: Where) -> Sequence[int]:
        axes = tuple(axis for axis, _ in where)
        if axes not in self._along:
            places = [QUANTITIES["new_build"].axes.index(axis) for axis in axes]
            along: dict[Cell, list[int]] = defaultdict(list)
            for cell, at in self._cells:
                along[tuple(cell[place] for place in places)].append(at)
            self._along[axes] = along
        return self._along[axes].get(tuple(member for _, member in where), ())
