"""Pricing: a scenario solved again and again, with less agreed each time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from models.agreements import Agreement
from models.scenario import Scenario
from optimiser.effects import Reached, reach, reached_by
from optimiser.engine import Answer, Cancelled, Engine, Limits
from optimiser.problem import Problem
from optimiser.relaxed import left_out
from optimiser.result import Status
from optimiser.solving import solve


class Pricing:
    """Solves a scenario again and again, with less agreed.

    Parameters
    ----------
    scenario
        The scenario.
    limits
        When to stop.
    whole
        Whether in whole dwellings.
    """

    def __init__(self, scenario: Scenario, limits: Limits, *, whole: bool) -> None:
        self.scenario, self.limits, self.whole = scenario, limits, whole
        self._problem = None if whole else Problem(scenario)

    def all_agreements(self) -> Reached:
        """Solve with all agreements."""
        return self._solved(self.scenario) if self.whole else reach(self.problem, self.limits)

    def without(self, agreement: Agreement) -> Reached:
        """Solve without an agreement.

        What goals or other agreements say of it stays; what the plan decides because of it (who
        hosts, who is housed elsewhere) does not.
        """
        if self.whole or any(True for _ in agreement.unknowns(self.scenario)):
            return self._solved_or_reached(self._left_out(agreement))
        freed = [
            self.problem.matrix.rows[row.name]
            for row in self.problem.rows
            if row.requirement.agreement.id == agreement.id and not row.requirement.firm
        ]

        def free(engine: Engine) -> None:
            for row in freed:
                engine.bound_row(row, -np.inf, np.inf)

        return reach(self.problem, self.limits, free)

    def with_threshold(self, agreement: Agreement, field: str, value: int | Fraction) -> Reached:
        """Solve with another threshold."""
        other = agreement.model_copy(update={field: value})
        return self._solved_or_reached(self._with(agreement, other))

    @property
    def problem(self) -> Problem:
        """The scenario as a problem."""
        if self._problem is None:
            self._problem = Problem(self.scenario)
        return self._problem

    def _left_out(self, agreement: Agreement) -> Scenario:
        if any(True for _ in agreement.unknowns(self.scenario)):
            return self._with(agreement, None)
        return left_out(self.scenario, agreement.id)

    def _with(self, agreement: Agreement, other: Agreement | None) -> Scenario:
        agreements = tuple(
            one
            for known in self.scenario.agreements
            if (one := other if known.id == agreement.id else known) is not None
        )
        return self.scenario.model_copy(update={"agreements": agreements})

    def _solved_or_reached(self, scenario: Scenario) -> Reached:
        return self._solved(scenario) if self.whole else reach(Problem(scenario), self.limits)

    def _solved(self, scenario: Scenario) -> Reached:
        if self.limits.remaining() <= 0:
            return Reached(Answer.STOPPED)
        seconds = None if self.limits.seconds is None else self.limits.remaining()
        result = solve(scenario, time_limit=seconds, cancelled=self.limits.cancelled)
        if result.status is Status.CANCELLED:
            raise Cancelled
        if result.plan is None:
            stopped = result.status is Status.TIME_LIMIT_WITHOUT_PLAN
            return Reached(Answer.STOPPED if stopped else Answer.INFEASIBLE)
        reached = reached_by(result)
        gaps = {goal.id: Fraction(str(goal.bound)) for goal in result.goals}
        return replace(
            reached,
            gaps={
                goal: (abs(values[0] - gaps[goal]),) * len(values)
                for goal, values in reached.values.items()
                if values and goal in gaps
            },
        )
