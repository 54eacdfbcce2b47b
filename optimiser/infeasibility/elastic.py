"""The elastic problem: a scenario in which requirements can be relaxed, at a cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm

import numpy as np

from models.key import largest_remainders
from optimiser.contradiction.conflict import RowGroup, can_give, group_of, is_rule, whole_tiers
from optimiser.formulation.objectives import pursue
from optimiser.formulation.problem import Problem, Row
from optimiser.infeasibility.relaxation import FoundRelaxations, Giver, side_of
from optimiser.infeasibility.unattained_shares import columns_given
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import EXACT
from optimiser.solver.vicinity import Vicinity

HALF = 0.5
"""What whole numbers may be off, for a float to mean them: less than this."""


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
    """A scenario in which requirements can be relaxed, solved again and again.

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

    Attributes
    ----------
    agreements
        The ids of those that can give.
    weight
        What a unit of each counts for in whole numbers, by its id.
    tiers
        What to ask whole numbers in, tier by tier.
    undecided
        Whether the time was up for some search; there may be more than was found.
    """

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        fixed: Collection[str],
        weights: Mapping[str, Fraction],
    ) -> None:
        self.problem, self.limits = problem, limits
        self.cells = np.array([at for _, _, at in problem.decided], dtype=int)
        self.undecided = False
        self.engine = Engine(problem.matrix, limits)
        # In whole numbers, so that one way out is worse than another by one at least.
        self.unit = lcm(*(weight.denominator for weight in weights.values()))
        self.weight = {name: int(weight * self.unit) for name, weight in weights.items()}
        self._givers = [
            self._giver(index, row, place, shortfall)
            for index, row in enumerate(problem.rows)
            if can_give(row) and row.requirement.agreement.id not in fixed
            for place, shortfall in enumerate(columns_given(problem, self.engine, row))
        ]
        self.agreements = frozenset(giver.agreement for giver in self._givers)
        self.tiers = whole_tiers(problem)
        self._stages: dict[tuple[str, str], Stage] = {}
        self._proven = True
        self.allow(())

    def places(self, agreements: Collection[str]) -> int:
        """Count where some agreements can give: municipalities, years and sides."""
        return sum(giver.agreement in agreements for giver in self._givers)

    @property
    def amounts(self) -> list[int]:
        """The columns of what is given."""
        return sorted({giver.amount for giver in self._givers})

    def allow(self, kept: Collection[str]) -> None:
        """Let all agreements give but those that are kept."""
        most = {
            column: 0.0 if giver.agreement in kept else np.inf
            for giver in self._givers
            for column in (giver.shortfall, giver.amount)
        }
        bounds = np.zeros(len(most)), np.fromiter(most.values(), dtype=float)
        self._given = Vicinity(self.engine, most, bounds)
        self._given.let_go()

    def at_least(self, kept: Collection[str]) -> Fraction | None:
        """Give what must be given in all at least, by weight; None when nothing is enough."""
        self.allow(kept)
        self.engine.whole([])
        self.engine.costs(self.total.costs)
        answer = self.engine.run()
        self.undecided |= answer is Answer.STOPPED
        if answer not in FOUND:
            return None
        return Fraction(ceil(self.engine.objective() - EXACT), self.unit)

    def needs_whole(self, givers: Collection[str]) -> bool:
        """Tell whether it takes whole dwellings to contradict, when these give all they can."""
        self.allow(self.agreements - frozenset(givers))
        self.engine.whole([])
        self.engine.costs({})
        return self.engine.run() is not Answer.INFEASIBLE

    def best(self, stages: Sequence[Stage], whole: Sequence[int]) -> list[float] | None:
        """Make stage after stage as small as can be; give what each reached.

        Parameters
        ----------
        stages
            What to make small.
        whole
            What is in whole numbers.
        """
        self.engine.whole(whole)
        self.engine.limits = self.limits.patient() if whole else self.limits
        self._proven = True
        self.release()
        reached: list[float] = []
        for stage in stages:
            worst = up_to_half if whole else None
            found = pursue(self.engine, stage.costs, worst=worst, row=stage.row)
            if found.answer not in FOUND:
                self.undecided |= found.answer is Answer.STOPPED
                return None
            self._proven &= found.answer is Answer.OPTIMAL
            reached.append(found.value)
        return reached

    def release(self) -> None:
        """Let everything be of any size again."""
        for stage in self._stages.values():
            self.engine.bound_row(stage.row, -np.inf, np.inf)
            self.engine.bound([stage.over], [0.0], [0.0])

    def near(
        self, stages: Sequence[Stage], least: Sequence[float], point: Floats
    ) -> FoundRelaxations | None:
        """Find what gives in whole dwellings near a point; None when nothing was found.

        What comes before the last stage may then be more than it should, at a cost.

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
        self.engine.bound(over, [0.0] * len(over), [np.inf] * len(over))
        cells = Vicinity(self.engine, self.cells)

        def seek() -> Answer:
            self._given.hold(point, cells.radius)
            return self.engine.run()

        self._whole()
        answer = cells.first(point, self.limits.params.ways_out.near, seek, gap=gap)
        found = self.found(round) if answer in FOUND else None
        cells.let_go()
        self._given.let_go()
        return found

    def near_plan(
        self,
        stages: Sequence[Stage],
        least: Sequence[float],
        plan: Floats,
        more: float,
        free: Collection[int],
    ) -> FoundRelaxations | None:
        """Find what gives in whole dwellings, with all as in a plan but for what may be otherwise.

        Many times as fast as everything at once. None when nothing was found, or much more would be
        given than in the plan.

        Parameters
        ----------
        stages
            What to make small.
        least
            What they must be at least.
        plan
            The cells of the plan.
        more
            What the plan gives beyond the least.
        free
            Columns of what may be otherwise.
        """
        params = self.limits.params.ways_out
        point = np.full(self.engine.values().size, np.nan)
        point[self.cells] = plan
        gap = self._aim(stages, least)
        lowest = least[len(stages) - 1]
        loose = np.isin(self.cells, [*free])
        freed = Vicinity(self.engine, self.cells[loose])
        others = Vicinity(self.engine, self.cells[~loose])
        freed.hold(point, params.near.rungs[-1].radius)
        others.hold(point, 0)
        one = None
        if self._in_fractions() <= lowest + max(more, gap * lowest) + params.more * self.unit:
            self._whole()
            with self.engine.at_most(params.near.nodes, gap):
                answer = self.engine.run()
            if answer in FOUND:
                if len(stages) == 1:
                    self._spread_out()
                one = self.found(round)
        for each in (freed, others, self._given):
            each.let_go()
        return one

    def _spread_out(self) -> None:
        """Have whoever gives most give little, with no more given in all than was found."""
        params = self.limits.params.ways_out
        most = up_to_half(self.engine.objective())
        self.engine.bound_row(self.total.row, -np.inf, most)
        self.engine.costs(self.even.costs)
        self.engine.start_here()
        with self.engine.at_most(params.near.nodes, params.not_far):
            self.engine.run()

    def _in_fractions(self) -> float:
        """Give the least in fractions within the bounds that stand; infinite when there is none."""
        self.engine.whole([])
        self.engine.bounds_changed()
        return self.engine.objective() if self.engine.run() in FOUND else np.inf

    def _aim(self, stages: Sequence[Stage], least: Sequence[float]) -> float:
        """Make the last stage small, while the others are little more than they must; give a gap.

        The gap is the part by which the last may be more than it must.
        """
        params = self.limits.params.ways_out
        self.release()
        *others, last = stages
        for stage, value in zip(others, least, strict=False):
            most = (1 + params.tolerance) * value + params.more * self.unit
            self.engine.bound_row(stage.row, -np.inf, floor(most) + HALF)
        self.engine.costs({**last.costs, **{stage.over: params.over for stage in others}})
        self.engine.limits = self.limits
        return params.not_far if others else params.near_enough

    def _whole(self) -> None:
        """Ask for whole numbers in a plan, and in what is given."""
        self.engine.whole([*self.amounts, *self.tiers[-1]])

    def found(self, as_whole: Callable[[float], int]) -> FoundRelaxations:
        """Read what gives at the last point, each in whole units by itself."""
        return self._read([as_whole(each) for each in self._read_amounts()])

    def found_in_sum(self) -> FoundRelaxations:
        """Read what gives at the last point, in whole units that add up to all that has to."""
        parts = {
            f"{index:09}": Fraction(max(0.0, each))
            for index, each in enumerate(self._read_amounts())
        }
        return self._read([*largest_remainders(ceil(sum(parts.values())), parts).values()])

    def _read_amounts(self) -> list[float]:
        values = self.engine.values()
        return [float(values[giver.amount]) - EXACT for giver in self._givers]

    def _read(self, whole: Sequence[int]) -> FoundRelaxations:
        amounts = {
            giver: amount for giver, amount in zip(self._givers, whole, strict=True) if amount > 0
        }
        by_group: dict[RowGroup, int] = {}
        for giver, amount in amounts.items():
            group = group_of(giver.row)
            by_group[group] = by_group.get(group, 0) + self.weight[giver.agreement] * amount
        return FoundRelaxations(
            tuple(giver.relaxation(amount) for giver, amount in amounts.items()),
            Fraction(sum(by_group.values()), self.unit),
            Fraction(max(by_group.values(), default=0), self.unit),
            sum(amount for giver, amount in amounts.items() if is_rule(giver.agreement)),
            self._proven,
            self.engine.values()[self.cells],
        )

    def point_of(self, found: FoundRelaxations) -> Floats:
        """Give what was found as a point: its cells, and what is given."""
        gives = {(one.index, one.side): one.amount for one in found.relaxations}
        point = np.zeros(self.engine.values().size)
        point[self.cells] = found.near
        for giver in self._givers:
            point[[giver.shortfall, giver.amount]] = gives.get((giver.index, giver.side), 0)
        return point

    def _giver(self, index: int, row: Row, place: int, shortfall: int) -> Giver:
        """Make an unknown for the whole units that a side gives."""
        amount = shortfall
        if row.requirement.sense == "==":
            # What is missing of an equality is what it is; what is given is as much or more.
            amount = self.engine.add_column(0.0, 0.0)
            self.engine.add_row(-np.inf, 0.0, {shortfall: 1.0, amount: -1.0})
        return Giver(index, row, side_of(row, place), shortfall, amount)

    @property
    def total(self) -> Stage:
        """All that is given, by weight."""
        return self._stage(("", "total"), lambda giver: self.weight[giver.agreement])

    @property
    def even(self) -> Stage:
        """The most that one agreement gives in one municipality."""
        key = "", "even"
        if key not in self._stages:
            most = self.engine.add_column(0.0, np.inf)
            by_group: dict[RowGroup, dict[int, float]] = {}
            for giver in self._givers:
                weight = float(self.weight[giver.agreement])
                by_group.setdefault(group_of(giver.row), {})[giver.amount] = weight
            for entries in by_group.values():
                self.engine.add_row(-np.inf, 0.0, {**entries, most: -1.0})
            self._stages[key] = self._held({most: 1.0})
        return self._stages[key]

    def of_one(self, agreement: str) -> Stage:
        """Give what one agreement gives."""
        return self._stage(("of", agreement), lambda giver: giver.agreement == agreement)

    def of_rules(self, kept: Collection[str]) -> list[Stage]:
        """Give what rules give, which is left where it can; none where it is nothing, or all."""
        if len({is_rule(one) for one in self.agreements - frozenset(kept)}) < 2:
            return []
        return [self._stage(("", "rules"), lambda giver: is_rule(giver.agreement))]

    def _stage(self, key: tuple[str, str], of: Callable[[Giver], int]) -> Stage:
        if key not in self._stages:
            costs = {giver.amount: float(part) for giver in self._givers if (part := of(giver))}
            self._stages[key] = self._held(costs)
        return self._stages[key]

    def _held(self, costs: Mapping[int, float]) -> Stage:
        """Give what can be held by a row, or exceed it at a cost."""
        over = self.engine.add_column(0.0, 0.0)
        return Stage(costs, self.engine.add_row(-np.inf, np.inf, {**costs, over: -1.0}), over)


def up_to_half(value: float) -> float:
    """Give the most that means the same whole number."""
    return round(value) + HALF
