"""Elastic: a scenario in which agreements may give, at a cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, lcm

import numpy as np

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
from optimiser.engine import Answer, Engine, Limits
from optimiser.matrix import Floats
from optimiser.passes import still_kept
from optimiser.problem import Problem, Row
from optimiser.relaxed import Relaxation, Side, Verifier

HALF = 0.5
"""What whole numbers may be off, for a float to mean them: less than this."""
STEPS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 128)
"""How much more than in fractions is tried in whole dwellings, where searching all takes long."""


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


@dataclass(frozen=True, slots=True)
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
    """

    relaxations: tuple[Relaxation, ...]
    cost: Fraction
    largest: Fraction
    by_rules: int
    proven: bool

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
        Looks for a plan in whole dwellings; without one, fractions of dwellings will do.

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
        verifier: Verifier | None,
    ) -> None:
        self._problem, self._limits, self._verifier = problem, limits, verifier
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

    def needs_whole(self, givers: Collection[str]) -> bool:
        """Tell whether it takes whole dwellings to contradict, when these give all they can."""
        self._allow(self.agreements - frozenset(givers))
        self._engine.whole([])
        self._engine.costs({})
        return self._engine.run() is not Answer.INFEASIBLE

    def _search(self, stages: Sequence[Stage], kept: Collection[str]) -> Found | None:
        if self._verifier is None:
            return None if self._best(stages, []) is None else self._found(ceil)
        amounts = sorted({giver.amount for giver in self._givers})
        *early, cells = self._levels
        reached: list[float] = []
        for level in early:
            best = self._best(stages, [*amounts, *level])
            if best is None:
                return None
            found = self._found(round)
            if self._verifier.plan(found.relaxations) is not None:
                return found
            reached = best
        if len(cells) <= FEW_CELLS:
            best = self._best(stages, [*amounts, *cells])
            return None if best is None else self._found(round)
        return self._focused(stages, kept, reached, [*amounts, *cells])

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
        if found is None:
            return None
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

    def _best(self, stages: Sequence[Stage], whole: Sequence[int]) -> list[float] | None:
        """Make stage after stage as small as can be; give what each reached."""
        self._engine.whole(whole)
        self._proven = True
        for stage in stages:
            self._engine.bound_row(stage.row, -np.inf, np.inf)
        reached: list[float] = []
        for stage in stages:
            self._engine.costs(stage.costs)
            answer = self._run(whole)
            if answer not in (Answer.OPTIMAL, Answer.FEASIBLE):
                return None
            self._proven &= answer is Answer.OPTIMAL
            value = self._engine.objective()
            reached.append(value)
            self._engine.bound_row(
                stage.row, -np.inf, round(value) + HALF if whole else still_kept(value)
            )
        return reached

    def _near(
        self, stages: Sequence[Stage], least: Sequence[float], whole: Sequence[int]
    ) -> Found | None:
        """Find something in whole dwellings that gives little more than there must be at least."""
        self._engine.whole(whole)
        self._engine.costs({})
        for stage in stages:
            self._engine.bound_row(stage.row, -np.inf, np.inf)
        for stage, value in zip(stages, least, strict=True):
            for more in STEPS:
                most = round(value) + more + HALF
                self._engine.bound_row(stage.row, -np.inf, most)
                known = stage is not stages[0] and stage.value(self._engine.values()) < most
                if known or self._run(whole) in (Answer.OPTIMAL, Answer.FEASIBLE):
                    break
            else:
                self.undecided = True
                return None
        return self._found(round)

    def _run(self, whole: Sequence[int]) -> Answer:
        self._engine.limits = patient(self._limits) if whole else self._limits
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
            self._proven and self._verifier is not None,
        )

    def _allow(self, kept: Collection[str]) -> None:
        for giver in self._givers:
            most = 0.0 if giver.agreement in kept else np.inf
            for column in {giver.missing, giver.amount}:
                self._engine.bound([column], [0.0], [most])

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
