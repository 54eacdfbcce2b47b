"""Elastic: a scenario in which agreements may give, at a cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, lcm

import numpy as np
import numpy.typing as npt

from optimiser.box import around
from optimiser.conflict import (
    FEW_CELLS,
    NONE,
    Group,
    Trial,
    by_agreement,
    can_give,
    group_of,
    is_rule,
    levels,
    nothing_more,
    patient,
)
from optimiser.engine import FOUND, Answer, Engine, Limits
from optimiser.matrix import Floats
from optimiser.passes import still_kept
from optimiser.problem import Problem, Row
from optimiser.relaxed import Relaxation, Side, Verifier

HALF = 0.5
"""What whole numbers may be off, for a float to mean them: less than this."""
REACHES = (2, 5, 20)
"""Units that numbers may lie from the best in fractions: the next where the one before is too near,
and the second from what was found, for as long as that gains."""
NODES = 10
"""Nodes that each of these searches may take: near a point few are enough, proof takes too long."""
NEAR_ENOUGH = 0.01
"""Part by which more may be given than there must be at least, before that is sought further off.
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """Something to make as small as can be: its costs, and the row that can hold it."""

    row: int
    costs: Mapping[int, float]

    def value(self, values: Floats) -> float:
        """Give its value at a point."""
        return float(sum(cost * values[column] for column, cost in self.costs.items()))


@dataclass(frozen=True, slots=True, eq=False)
class Giver:
    """A side of a requirement that can give.

    Parameters
    ----------
    position, row
        The requirement.
    side
        Whether there may be less, or more.
    missing, amount
        Positions of the unknown for what is missing, and for the whole units given for it.
    weight
        What a unit counts for, in whole numbers.
    """

    position: int
    row: Row
    side: Side
    missing: int
    amount: int
    weight: int

    @property
    def agreement(self) -> str:
        """The agreement's id."""
        return self.row.requirement.agreement.id

    def relaxation(self, amount: int) -> Relaxation:
        """Say what it gives."""
        requirement = self.row.requirement
        return Relaxation(
            self.position,
            requirement.agreement,
            requirement.scope,
            self.side,
            amount,
            requirement.unit,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What gives.

    Parameters
    ----------
    relaxations
        Which requirements, and by how much.
    cost
        All of it, by weight.
    largest
        The most that one agreement gives in one municipality, by weight.
    by_rules
        Units that rules give.
    proven
        Whether nothing is better at what was wished for.
    near
        The numbers of a plan that keeps all else, or in fractions almost does.
    """

    relaxations: tuple[Relaxation, ...]
    cost: Fraction
    largest: Fraction
    by_rules: int
    proven: bool
    near: Floats

    @property
    def agreements(self) -> frozenset[str]:
        """The ids of the agreements that give."""
        return frozenset(one.agreement.id for one in self.relaxations)

    @property
    def order(self) -> tuple[Fraction, int, int, list[str]]:
        """The cheaper, and the less the rules give, the sooner."""
        return self.cost, self.by_rules, len(self.agreements), sorted(self.agreements)


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
    fractions
        Whether fractions of dwellings will do.

    Attributes
    ----------
    agreements
        The ids of those that can give.
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
        self._conflicts: list[frozenset[str]] = []

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
            self._stage("rules", lambda giver: is_rule(giver.agreement)),
        ]
        try:
            return self._search(stages, kept)
        finally:
            for stage in stages:
                self._engine.bound_row(stage.row, -np.inf, np.inf)

    def enough(self, found: Found) -> Found | None:
        """Have what gives give a little more, where whole dwellings need that.

        None when no plan in whole dwellings was found near.
        """
        if self._verifier.plan(found.relaxations, found.near, further=False) is not None:
            return found
        gives = {(one.position, one.side): one.amount for one in found.relaxations}
        point = np.zeros(self._engine.values().size)
        point[self._cells] = found.near
        for giver in self._givers:
            point[[giver.missing, giver.amount]] = gives.get((giver.position, giver.side), 0)
        self._allow(self.agreements - found.agreements)
        total = self._total()
        with self._engine.at_most(NODES):
            walked = self._walk(total, np.inf, self._everything(), point)
        self._hold_near(point, np.inf)
        self._engine.bound_row(total.row, -np.inf, np.inf)
        if walked is None:
            return None
        wider = replace(walked[0], proven=False)
        return None if self._verifier.plan(wider.relaxations, wider.near) is None else wider

    def _everything(self) -> list[int]:
        """Give what is whole in a way out in whole dwellings."""
        return [*sorted({giver.amount for giver in self._givers}), *self._levels[-1]]

    def needs_whole(self, givers: Collection[str]) -> bool:
        """Tell whether it takes whole dwellings to contradict, when these give all they can."""
        self._allow(self.agreements - frozenset(givers))
        self._engine.whole([])
        self._engine.costs({})
        return self._engine.run() is not Answer.INFEASIBLE

    def _search(self, stages: Sequence[Stage], kept: Collection[str]) -> Found | None:
        if self._fractions:
            return self._in_fractions(stages)
        amounts = sorted({giver.amount for giver in self._givers})
        *early, cells = self._levels
        reached: list[float] = []
        found: Found | None = None
        few = len(cells) <= FEW_CELLS
        for level in early:
            best = self._best(stages, [*amounts, *level])
            if best is None:
                return None
            found = self._found(round)
            if self._verifier.plan(found.relaxations, found.near, further=few) is not None:
                return found
            reached = best
        if few:
            best = self._best(stages, self._everything())
            return None if best is None else self._found(round)
        whole = self._focused(stages, kept, reached, self._everything())
        # What costs no more than there must be at least may do where fewer rows give, too.
        if found is None or whole is None or not whole.proven or whole.cost > found.cost:
            return whole
        return whole if self._verifier.plan(found.relaxations, found.near) is None else found

    def _focused(
        self,
        stages: Sequence[Stage],
        kept: Collection[str],
        least: Sequence[float],
        whole: Sequence[int],
    ) -> Found | None:
        """Find what gives in whole dwellings among agreements that are in some conflict.

        That the others give nothing makes the search many times as fast. Only when no more is given
        than there must be at least, it is proven that they could not make it cheaper.
        """
        focus, costs = self._focus(kept)
        if focus is None:
            return None
        self._allow(self.agreements - (focus - frozenset(kept)))
        lowest = {self._total().row: sum(costs), self._even().row: max(costs, default=0.0)}
        bounds = [
            max(value, lowest.get(stage.row, 0.0))
            for stage, value in zip(stages, least, strict=True)
        ]
        found = self._near(stages, bounds, whole)
        if found is None:  # which is no proof that there is nothing further off
            self.undecided = True
            return self._in_fractions(stages)
        evenly = stages[0].row == self._even().row
        reached = (found.largest if evenly else found.cost) * self._unit
        return replace(found, proven=float(reached) < bounds[0] + HALF)

    def _focus(self, kept: Collection[str]) -> tuple[frozenset[str] | None, list[float]]:
        """Give agreements of which some have to give, and the least that each conflict costs.

        None when what is kept contradicts itself in whole dwellings.
        """
        trial = Trial(self._problem, self._limits, whole=True, extend=nothing_more)
        weights = {giver.agreement: giver.weight for giver in self._givers}
        focus, costs = frozenset[str](), list[float]()
        while True:
            conflict = next((one for one in self._conflicts if not one & focus), None)
            if conflict is None:
                rest = [
                    row for row in self._problem.rows if row.requirement.agreement.id not in focus
                ]
                parts = by_agreement(rest)
                if not trial.contradicts(frozenset().union(*parts)):
                    return focus, costs
                groups = frozenset().union(*trial.needed([], parts, known=False))
                conflict = frozenset(identifier for identifier, _ in groups)
                self._conflicts.append(conflict)
            giving = conflict & self.agreements - frozenset(kept)
            if not giving:
                return None, costs
            focus |= giving
            costs.append(float(min(weights[one] for one in giving)))

    def _best(
        self,
        stages: Sequence[Stage],
        whole: Sequence[int],
        least: Sequence[float] = (),
        *,
        start: bool = False,
    ) -> list[float] | None:
        """Make stage after stage as small as can be; give what each reached.

        Parameters
        ----------
        stages
            What to make small.
        whole
            What is in whole numbers.
        least
            What the stages cannot go below, when that is known.
        start
            Whether to start at the last answer, which then cannot be lost.
        """
        self._engine.whole(whole)
        self._proven = True
        for stage in stages:
            self._engine.bound_row(stage.row, -np.inf, np.inf)
        reached: list[float] = []
        for stage, bound in zip(stages, least or [-np.inf] * len(stages), strict=True):
            value = stage.value(self._engine.values()) if reached or start else np.inf
            if value >= bound + HALF:
                self._engine.costs(stage.costs)
                if start or (least and reached):
                    self._engine.start_here()
                answer = self._run(whole, least)
                if answer not in FOUND:
                    return None
                self._proven &= answer is Answer.OPTIMAL
                value = self._engine.objective()
            reached.append(value)
            self._engine.bound_row(
                stage.row, -np.inf, round(value) + HALF if whole else still_kept(value)
            )
        return reached

    def _in_fractions(self, stages: Sequence[Stage]) -> Found | None:
        """Find what gives in fractions of dwellings, rounded up; None where they need nothing."""
        if self._best(stages, []) is None:
            return None
        found = replace(self._found(ceil), proven=False)
        self.undecided |= not found.relaxations
        return found if found.relaxations else None

    def _near(
        self, stages: Sequence[Stage], least: Sequence[float], whole: Sequence[int]
    ) -> Found | None:
        """Find what gives in whole dwellings near where fractions of them are best.

        From what was found it goes on, as long as that gains.
        """
        undecided = self.undecided
        if self._best(stages, []) is None:
            return None
        for stage in stages:
            self._engine.bound_row(stage.row, -np.inf, np.inf)
        found, point = None, self._engine.values()
        with self._engine.at_most(NODES):
            walked = self._walk(stages[0], least[0], whole, point)
            if walked is not None:
                found, reached = walked
                if self._best(stages, whole, [reached, *least[1:]], start=True) is not None:
                    found = self._found(round)
        self._hold_near(point, np.inf)
        self.undecided = undecided
        return found

    def _walk(
        self, stage: Stage, least: float, whole: Sequence[int], point: Floats
    ) -> tuple[Found, float] | None:
        """Make a stage small from a point on, step by step, for as long as that gains enough."""
        found: tuple[Found, float] | None = None
        place, wanted = 0, np.inf
        while place < len(REACHES):
            self._hold_near(point, REACHES[place])
            best = self._best([stage], whole, [least], start=found is not None)
            if best is None and found is None:
                place += 1
                continue
            if best is None:
                break
            (value,) = best
            found, point = (self._found(round), value), self._engine.values()
            if value > wanted or value < (1 + NEAR_ENOUGH) * least + HALF:
                break
            place, wanted = max(place, 1), value - max(HALF, NEAR_ENOUGH * value)
        return found

    def _hold_near(self, point: Floats, reach: float) -> None:
        """Hold the cells near a point, and what gives a little less near."""
        for columns, within in (
            (self._cells, reach),
            (np.array(list(self._most)), max(reach, REACHES[1])),
        ):
            box = around(point[columns], self._bounds(columns), within)
            self._engine.bound(columns, *box)

    def _bounds(self, columns: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Give between what unknowns may lie in any case."""
        matrix = self._problem.matrix
        lower = [0.0 if at in self._most else matrix.lower[at] for at in columns]
        upper = [self._most[at] if at in self._most else matrix.upper[at] for at in columns]
        return np.array(lower), np.array(upper)

    def _run(self, whole: Sequence[int], least: Sequence[float]) -> Answer:
        # A search that is held near a point ends by its nodes, the same on every machine.
        self._engine.limits = patient(self._limits) if whole and not least else self._limits
        answer = self._engine.run()
        self.undecided |= answer is Answer.STOPPED
        return answer

    def _found(self, as_whole: Callable[[float], int]) -> Found:
        values = self._engine.values()
        amounts = {
            giver: amount
            for giver in self._givers
            if (amount := as_whole(float(values[giver.amount]) - NONE)) > 0
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
        above = row.requirement.sense == "<=" or place == 1
        return Giver(position, row, "above" if above else "below", missing, amount, weight)

    def _stage(self, name: str, of: Callable[[Giver], int]) -> Stage:
        """Give something to make small, as a row that can hold it."""
        if name not in self._stages:
            costs = {giver.amount: float(part) for giver in self._givers if (part := of(giver))}
            self._stages[name] = Stage(self._engine.add_row(-np.inf, np.inf, costs), costs)
        return self._stages[name]

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
            self._stages["even"] = Stage(self._engine.add_row(-np.inf, np.inf, costs), costs)
        return self._stages["even"]
