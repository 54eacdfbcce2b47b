"""Elastic: a scenario in which agreements may give, at a cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, lcm

import numpy as np
import numpy.typing as npt

from optimiser.formulation.objectives import still_kept
from optimiser.formulation.problem import Problem, Row
from optimiser.infeasibility.conflict import (
    FEW_CELLS,
    Group,
    Trial,
    can_give,
    group_of,
    groups_of,
    is_rule,
    levels,
    patient,
)
from optimiser.infeasibility.relaxation import Found, Giver, side_of
from optimiser.infeasibility.verifier import NEAR, NEXT_TO, Verifier
from optimiser.solver.highs import FOUND, Answer, Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.neighbourhood import around
from optimiser.solver.tolerances import EXACT

HALF = 0.5
"""What whole numbers may be off, for a float to mean them: less than this."""
REACHES = ((10, 0.25), (100, 1.0))
"""Units that numbers may lie from a point, and the part of what is nothing there that may become
something: the next where the one before leads to nothing. With all of it HiGHS takes up to ten
times as long, nearly all to round at the root, and what it finds is hardly cheaper."""
GOLDEN = 0.6180339887498949
"""The part of a turn after which each next place lies as far as can be from those before."""
NODES = 1
"""Nodes that each of these searches may take: what is found near a point is found at the root."""
NEAR_ENOUGH, NOT_FAR = 0.01, 0.15
"""Parts by which more may be given than there must be at least: where that is all that is wished
for, and where something else comes first. To come nearer then takes up to thirty times as long."""
MARGIN, MORE = 0.1, 2
"""Part, and units, by which what comes before that may be more: whole dwellings are many times as
hard to find without."""
OVER = 20.0
"""What a unit more than those costs, beside one given: HiGHS takes ten times as long to find a
first point where more is forbidden."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Something to make as small as can be.

    Parameters
    ----------
    costs
        What it is made of.
    row
        The row that can hold it.
    over
        The unknown for what it may exceed that by.
    """

    costs: Mapping[int, float]
    row: int
    over: int


class Elastic:
    """A scenario in which agreements may give, solved again and again.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        When to stop.
    fixed
        Ids of agreements that give nothing.
    weights
        What a unit counts for, by agreement.
    verifier
        Looks for a plan in whole dwellings.
    conflicts
        Ids of agreements that are known not to hold together.
    fractions
        Whether fractions of dwellings will do.

    Attributes
    ----------
    agreements
        The ids of those that can give.
    conflicts
        Those of them that are known not to hold together, with what was found meanwhile.
    undecided
        Whether the time was up for some search; there may be more than was found.
    """

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        fixed: Collection[str],
        weights: Mapping[str, Fraction],
        verifier: Verifier,
        *,
        conflicts: Iterable[frozenset[str]],
        fractions: bool,
    ) -> None:
        self._problem, self._limits, self._verifier = problem, limits, verifier
        self._fractions = fractions
        self._cells = np.array([at for _, _, at in problem.positions], dtype=int)
        self.undecided = False
        self._engine = Engine(problem.matrix, limits)
        # In whole numbers, so that one way out is worse than another by one at least.
        self._unit = lcm(*(weight.denominator for weight in weights.values()))
        self._givers = [
            self._giver(
                position, row, place, int(weights[row.requirement.agreement.id] * self._unit)
            )
            for position, row in enumerate(problem.rows)
            if can_give(row) and row.requirement.agreement.id not in fixed
            for place in range(len(row.missing))
        ]
        self.agreements = frozenset(giver.agreement for giver in self._givers)
        self._levels = levels(problem)
        self._stages: dict[str, Stage] = {}
        self._proven = True
        self.conflicts = [one & self.agreements for one in conflicts]
        self._known: tuple[Floats, float] | None = None
        self._tried: dict[tuple[frozenset[str], tuple[int, ...]], Found | None] = {}

    def places(self, agreements: Collection[str]) -> int:
        """Count where some agreements can give: municipalities, years and sides."""
        return sum(giver.agreement in agreements for giver in self._givers)

    def at_least(self, kept: Collection[str]) -> Fraction | None:
        """Give what must be given in all at least, by weight; None when nothing is enough.

        Parameters
        ----------
        kept
            Ids of agreements that give nothing.
        """
        self._allow(kept)
        self._engine.whole([])
        self._engine.costs(self._total().costs)
        answer = self._engine.run()
        self.undecided |= answer is Answer.STOPPED
        if answer not in FOUND:
            return None
        return Fraction(ceil(self._engine.objective() - EXACT), self._unit)

    def cheapest(
        self, kept: Collection[str] = (), *, even: bool = False, spared: str = ""
    ) -> Found | None:
        """Find what has to give, as little as can be; None when that is not enough, or undecided.

        Parameters
        ----------
        kept
            Ids of agreements that give nothing.
        even
            Whether the most that one agreement gives in one municipality comes first.
        spared
            An agreement that gives as little as can be, before anything else.
        """
        self._allow(kept)
        stages = [
            *([self._stage(spared, lambda giver: giver.agreement == spared)] if spared else []),
            *([self._even()] if even else []),
            self._total(),
        ]
        try:
            return self._search(stages, kept)
        finally:
            self._release()

    def enough(self, found: Found) -> Found | None:
        """Have what gives give a little more, where whole dwellings need that.

        None when no plan in whole dwellings was found near.
        """
        if self._verifier.plan(found.relaxations, found.near, within=NEXT_TO) is not None:
            return found
        gives = {(one.position, one.side): one.amount for one in found.relaxations}
        point = np.zeros(self._engine.values().size)
        point[self._cells] = found.near
        for giver in self._givers:
            point[[giver.missing, giver.amount]] = gives.get((giver.position, giver.side), 0)
        self._allow(self.agreements - found.agreements)
        wider = self._near([self._total()], [], point)
        if wider is None or self._verifier.plan(wider.relaxations, wider.near) is None:
            return None
        return replace(wider, proven=False)

    def _everything(self) -> list[int]:
        """Give what is whole in a way out in whole dwellings."""
        return [*self._amounts(), *self._levels[-1]]

    def _amounts(self) -> list[int]:
        """Give the positions of what is given."""
        return sorted({giver.amount for giver in self._givers})

    def needs_whole(self, givers: Collection[str]) -> bool:
        """Tell whether it takes whole dwellings to contradict, when these give all they can."""
        self._allow(self.agreements - frozenset(givers))
        self._engine.whole([])
        self._engine.costs({})
        return self._engine.run() is not Answer.INFEASIBLE

    def _search(self, stages: Sequence[Stage], kept: Collection[str]) -> Found | None:
        if self._fractions:
            return self._in_fractions(stages)
        in_turn = [*stages, *self._by_rules(kept)]
        amounts = self._amounts()
        *early, cells = self._levels
        reached: tuple[Found, list[float]] | None = None
        for level in early:
            least = self._best(in_turn, [*amounts, *level])
            if least is None:
                return None
            found = self._found(round)
            reached = found, least
            # What must be given at least is often enough for a plan in whole dwellings too, but
            # seldom after it was not.
            within = NEAR if self._known is None else NEXT_TO
            if found.relaxations and self._verifier.plan(
                found.relaxations, found.near, within=within
            ):
                return found
        if reached is not None and len(cells) > FEW_CELLS:
            return self._focused(stages, kept, *reached)
        best = self._best(in_turn, self._everything())
        return None if best is None else self._found(round)

    def _focused(
        self, stages: Sequence[Stage], kept: Collection[str], found: Found, least: Sequence[float]
    ) -> Found | None:
        """Find what gives in whole dwellings among few agreements, near the best in fractions.

        That the others give nothing makes the search many times as fast. Only when no more is given
        than there must be at least, it is proven that they could not make it cheaper.

        Parameters
        ----------
        stages
            What to make small.
        kept
            Ids of agreements that give nothing.
        found
            What gives when only what is given is whole.
        least
            What the stages reached then.
        """
        for focus, costs in self._focuses(found, kept):
            if focus is None:
                return None
            givers = focus - frozenset(kept)
            self._allow(self.agreements - givers)
            key = givers, tuple(stage.row for stage in stages)
            if key not in self._tried:
                self._tried[key] = self._among(givers, stages, least)
            one = self._tried[key]
            if one is not None:
                evenly = stages[0].row == self._even().row
                reached = (one.largest if evenly else one.cost) * self._unit
                lowest = max(costs, default=0.0) if evenly else sum(costs)
                return replace(one, proven=float(reached) < max(least[0], lowest) + HALF)
        self.undecided = True  # that there is nothing near is no proof
        return self._in_fractions(stages)

    def _among(
        self, givers: frozenset[str], stages: Sequence[Stage], least: Sequence[float]
    ) -> Found | None:
        """Find what gives in whole dwellings when only these can; None when nothing was found."""
        # Where whoever gives most gives little, whole numbers are found sooner, and cheaper.
        in_turn = [*stages, *self._by_rules(self.agreements - givers), self._even()]
        if self._best(in_turn, []) is None:
            return None
        best = self._engine.values()
        one = self._near_known(stages, least, givers) or self._near(stages, least, best)
        if one is not None and len(stages) == 1:
            self._remember(one, float(one.cost * self._unit) - least[0])
        return one

    def _remember(self, found: Found, more: float) -> None:
        """Remember what leads to others: the plan that gives the least more than in fractions."""
        if self._known is None or more < self._known[1]:
            self._known = found.near, more

    def _focuses(
        self, found: Found, kept: Collection[str]
    ) -> Iterator[tuple[frozenset[str] | None, list[float]]]:
        """Give agreements that may be enough, and the least that some of them must cost."""
        if found.relaxations:
            yield found.agreements, []
        yield self._focus(kept)

    @cached_property
    def _trial(self) -> Trial:
        return Trial(self._problem, self._limits, whole=True)

    def _focus(self, kept: Collection[str]) -> tuple[frozenset[str] | None, list[float]]:
        """Give agreements of which some have to give, and the least that each conflict costs.

        None when what is kept contradicts itself in whole dwellings.
        """
        weights = {giver.agreement: giver.weight for giver in self._givers}
        focus, costs = frozenset[str](), list[float]()
        while True:
            conflict = next((one for one in self.conflicts if not one & focus), None)
            if conflict is None:
                rest = self._without(focus)
                if not self._trial.contradicts(frozenset(groups_of(rest))):
                    return focus, costs
                conflict = self._learnt(self._trial, rest)
            giving = conflict - frozenset(kept)
            if not giving:
                return None, costs
            focus |= giving
            costs.append(float(min(weights[one] for one in giving)))

    def learn(self, givers: frozenset[str]) -> None:
        """Know agreements that contradict each other when some that can give are let go."""
        if all(one & givers for one in self.conflicts):
            trial = Trial(self._problem, self._limits, whole=self.needs_whole(givers))
            self._learnt(trial, self._without(givers))

    def _without(self, agreements: frozenset[str]) -> list[Row]:
        """Give the rows of all other agreements."""
        return [row for row in self._problem.rows if row.requirement.agreement.id not in agreements]

    def _learnt(self, trial: Trial, rows: Iterable[Row]) -> frozenset[str]:
        """Find which of some agreements contradict each other, and remember it."""
        self.conflicts.append(trial.agreements(rows) & self.agreements)
        return self.conflicts[-1]

    def _best(self, stages: Sequence[Stage], whole: Sequence[int]) -> list[float] | None:
        """Make stage after stage as small as can be; give what each reached.

        Parameters
        ----------
        stages
            What to make small.
        whole
            What is in whole numbers.
        """
        self._engine.whole(whole)
        self._engine.limits = patient(self._limits) if whole else self._limits
        self._proven = True
        self._release()
        reached: list[float] = []
        for stage in stages:
            self._engine.costs(stage.costs)
            answer = self._engine.run()
            if answer not in FOUND:
                self.undecided |= answer is Answer.STOPPED
                return None
            self._proven &= answer is Answer.OPTIMAL
            reached.append(self._engine.objective())
            self._engine.bound_row(
                stage.row, -np.inf, round(reached[-1]) + HALF if whole else still_kept(reached[-1])
            )
        return reached

    def _release(self) -> None:
        """Let everything be of any size again."""
        for stage in self._stages.values():
            self._engine.bound_row(stage.row, -np.inf, np.inf)
            self._engine.bound([stage.over], [0.0], [0.0])

    def _in_fractions(self, stages: Sequence[Stage]) -> Found | None:
        """Find what gives in fractions of dwellings, rounded up; None where they need nothing."""
        if self._best(stages, []) is None:
            return None
        found = replace(self._found(ceil), proven=False)
        self.undecided |= not found.relaxations
        return found if found.relaxations else None

    def _near_known(
        self, stages: Sequence[Stage], least: Sequence[float], givers: Collection[str]
    ) -> Found | None:
        """Find what gives in whole dwellings once a plan is known; None when nothing was found.

        What the givers speak of is sought while all else is as in the plan: many times as fast as
        everything at once, and about as little is given as in the plan. It is not where much more
        would be.

        Parameters
        ----------
        stages
            What to make small.
        least
            What they must be at least.
        givers
            Ids of the agreements that can give.
        """
        if self._known is None:
            return None
        cells, more = self._known
        best = self._engine.values()
        known = np.full(best.size, np.nan)
        known[self._cells] = cells
        far, _ = REACHES[-1]
        spoken_of = sorted({*self._amounts(), *self._problem.spoken_of(givers)})
        gap = self._aim(stages, least)
        lowest = least[len(stages) - 1]
        most = lowest + max(more, gap * lowest) + MORE * self._unit
        one = None
        self._hold_near(known, np.where(np.isin(self._cells, spoken_of), far, 0.0))
        if self._in_fractions_here() <= most and self._seek(self._everything(), gap):
            if len(stages) == 1:
                self._spread_out()
            one = self._found(round)
        self._hold_near(best, np.inf)
        return one

    def _spread_out(self) -> None:
        """Have whoever gives most give little, with no more given in all than was found."""
        self._engine.bound_row(self._total().row, -np.inf, round(self._engine.objective()) + HALF)
        self._engine.costs(self._even().costs)
        self._engine.start_here()
        with self._engine.at_most(NODES, NOT_FAR):
            self._engine.run()

    def _in_fractions_here(self) -> float:
        """Give the least in fractions within the bounds that stand; infinite when there is none."""
        self._engine.whole([])
        self._engine.bounds_changed()
        return self._engine.objective() if self._engine.run() in FOUND else np.inf

    def _near(self, stages: Sequence[Stage], least: Sequence[float], point: Floats) -> Found | None:
        """Find what gives in whole dwellings near a point; None when nothing was found.

        What comes before the total may then be more than it should, at a cost.

        Parameters
        ----------
        stages
            What to make small.
        least
            What they must be at least.
        point
            Where to look.
        """
        gap = self._aim(stages, least)
        over = [stage.over for stage in stages[:-1]]
        self._engine.bound(over, [0.0] * len(over), [np.inf] * len(over))
        found = None
        for reach, part in REACHES:
            self._hold_near(point, reach, part)
            if self._seek(self._everything(), gap):
                found = self._found(round)
                break
        self._hold_near(point, np.inf)
        return found

    def _aim(self, stages: Sequence[Stage], least: Sequence[float]) -> float:
        """Make the last stage small, while the others are little more than they must; give a gap.

        The gap is the part by which the last may be more than it must.
        """
        self._release()
        *others, last = stages
        for stage, value in zip(others, least, strict=False):
            most = (1 + MARGIN) * value + MORE * self._unit
            self._engine.bound_row(stage.row, -np.inf, floor(most) + HALF)
        self._engine.costs({**last.costs, **{stage.over: OVER for stage in others}})
        self._engine.limits = self._limits
        return NOT_FAR if others else NEAR_ENOUGH

    def _seek(self, whole: Sequence[int], gap: float) -> bool:
        """Look for whole numbers within the bounds that stand, as far as few nodes lead."""
        self._engine.whole(whole)
        with self._engine.at_most(NODES, gap):
            return self._engine.run() in FOUND

    def _hold_near(self, point: Floats, reach: float | Floats, part: float = 1.0) -> None:
        """Hold the cells near a point, and what gives within the most.

        Parameters
        ----------
        point
            The point.
        reach
            Units that the cells may lie from it, all or each.
        part
            The part of the cells that may become something where they are nothing, spread over
            municipalities, segments and years.
        """
        amounts = np.array(list(self._most), dtype=int)
        begins = np.arange(self._cells.size) * GOLDEN % 1 < part
        above = np.where(begins | (point[self._cells] > EXACT), reach, 0.0)
        most = np.max(reach)
        for columns, below, more in ((self._cells, reach, above), (amounts, most, most)):
            bounds = self._bounds(columns)
            self._engine.bound(columns, *around(point[columns], bounds, below, more))

    def _bounds(self, columns: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Give between what unknowns may lie in any case."""
        matrix = self._problem.matrix
        lower = [0.0 if at in self._most else matrix.lower[at] for at in columns]
        upper = [self._most[at] if at in self._most else matrix.upper[at] for at in columns]
        return np.array(lower), np.array(upper)

    def _found(self, as_whole: Callable[[float], int]) -> Found:
        values = self._engine.values()
        amounts = {
            giver: amount
            for giver in self._givers
            if (amount := as_whole(float(values[giver.amount]) - EXACT)) > 0
        }
        by_group: dict[Group, int] = {}
        for giver, amount in amounts.items():
            group = group_of(giver.row)
            by_group[group] = by_group.get(group, 0) + giver.weight * amount
        return Found(
            tuple(giver.relaxation(amount) for giver, amount in amounts.items()),
            Fraction(sum(by_group.values()), self._unit),
            Fraction(max(by_group.values(), default=0), self._unit),
            sum(amount for giver, amount in amounts.items() if is_rule(giver.agreement)),
            self._proven and not self._fractions,
            values[self._cells],
        )

    def _allow(self, kept: Collection[str]) -> None:
        self._most = {
            column: 0.0 if giver.agreement in kept else np.inf
            for giver in self._givers
            for column in (giver.missing, giver.amount)
        }
        self._engine.bound(self._most, [0.0] * len(self._most), self._most.values())

    def _giver(self, position: int, row: Row, place: int, weight: int) -> Giver:
        """Make an unknown for the whole units that a side gives."""
        missing = self._problem.matrix.columns[row.missing[place]]
        amount = missing
        if row.requirement.sense == "==":
            # What is missing of an equality is what it is; what is given is as much or more.
            amount = self._engine.add_column(0.0, 0.0)
            self._engine.add_row(-np.inf, 0.0, {missing: 1.0, amount: -1.0})
        return Giver(position, row, side_of(row, place), missing, amount, weight)

    def _stage(self, name: str, of: Callable[[Giver], int]) -> Stage:
        """Give something to make small."""
        if name not in self._stages:
            costs = {giver.amount: float(part) for giver in self._givers if (part := of(giver))}
            self._stages[name] = self._held(costs)
        return self._stages[name]

    def _held(self, costs: Mapping[int, float]) -> Stage:
        """Give what can be held by a row, or exceed it at a cost."""
        over = self._engine.add_column(0.0, 0.0)
        return Stage(costs, self._engine.add_row(-np.inf, np.inf, {**costs, over: -1.0}), over)

    def _by_rules(self, kept: Collection[str]) -> list[Stage]:
        """Give what rules give, which is left where it can; none where it is nothing, or all."""
        if len({is_rule(one) for one in self.agreements - frozenset(kept)}) < 2:
            return []
        return [self._stage("rules", lambda giver: is_rule(giver.agreement))]

    def _total(self) -> Stage:
        """Give all that is given, by weight."""
        return self._stage("", lambda giver: giver.weight)

    def _even(self) -> Stage:
        """Give the most that one agreement gives in one municipality."""
        if "even" not in self._stages:
            most = self._engine.add_column(0.0, np.inf)
            by_group: dict[Group, dict[int, float]] = {}
            for giver in self._givers:
                by_group.setdefault(group_of(giver.row), {})[giver.amount] = float(giver.weight)
            for entries in by_group.values():
                self._engine.add_row(-np.inf, 0.0, {**entries, most: -1.0})
            costs = {most: 1.0}
            self._stages["even"] = self._held(costs)
        return self._stages["even"]
