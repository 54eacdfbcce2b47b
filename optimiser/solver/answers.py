"""Answers: what one pass of the solver ended with."""

from __future__ import annotations

from enum import Enum


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
