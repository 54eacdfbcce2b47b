"""Answers: what one pass of the solver ended with."""

from __future__ import annotations

from enum import Enum
from typing import Any

import highspy
import numpy as np

from optimiser.solver.tolerances import TOLERANCE


class Answer(Enum):
    """What one pass ended with."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


FOUND = (Answer.OPTIMAL, Answer.FEASIBLE)
"""Answers that come with a point."""


class SolverFault(RuntimeError):
    """HiGHS refused an option or a model, or ended in a way that no scenario should cause."""


class NoEnd(SolverFault):
    """A sum has no least, or no most: what it counts is bounded by nothing."""


def answer_of(highs: Any, info: Any, *, whole: bool) -> Answer:
    """Tell what HiGHS' last run ended with.

    Parameters
    ----------
    highs
        The instance.
    info
        What it says of that run.
    whole
        Whether whole numbers were asked for: only then a run that was stopped has an answer.

    Raises
    ------
    SolverFault
        If it ended in a way that no scenario should cause.
    """
    status, wanted = highs.getModelStatus(), highspy.HighsModelStatus
    if status == wanted.kOptimal:
        if info.max_primal_infeasibility > TOLERANCE:
            raise SolverFault(f"optimal, but a row is off by {info.max_primal_infeasibility:g}")
        return Answer.OPTIMAL
    if status in (wanted.kInfeasible, wanted.kUnboundedOrInfeasible):
        return Answer.INFEASIBLE
    if status in (wanted.kTimeLimit, wanted.kInterrupt, wanted.kSolutionLimit):
        has_plan = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        usable = has_plan and whole and info.max_primal_infeasibility <= TOLERANCE
        return Answer.FEASIBLE if usable else Answer.STOPPED
    if status == wanted.kModelEmpty:
        # Without unknowns HiGHS does not look at the rows.
        rows = highs.getLp()
        kept = np.all(np.less_equal(rows.row_lower_, TOLERANCE)) and np.all(
            np.greater_equal(rows.row_upper_, -TOLERANCE)
        )
        return Answer.OPTIMAL if kept else Answer.INFEASIBLE
    if status == wanted.kUnbounded:
        raise NoEnd(highs.modelStatusToString(status))
    raise SolverFault(highs.modelStatusToString(status))
