"""The status of a solve: what happened, as a word and as a sentence."""

from __future__ import annotations

from enum import Enum

from models.language import Text


class Status(Enum):
    """What happened; never a plan that looks fine."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    INFEASIBLE_IN_WHOLE_DWELLINGS = "infeasible_in_whole_dwellings"
    TIME_LIMIT_WITHOUT_PLAN = "time_limit_without_plan"
    CANCELLED = "cancelled"
    FAILED = "failed"

    def text(self) -> Text:
        """Say it, for a reader.

        Returns
        -------
        Text
            The status in words, in both languages.
        """
        return STATUS_TEXTS[self]


STATUS_TEXTS = {
    Status.OPTIMAL: Text("the best plan, proven"),
    Status.FEASIBLE: Text("a plan that keeps every binding agreement, not proven to be the best"),
    Status.INFEASIBLE: Text("no plan keeps all binding agreements"),
    Status.INFEASIBLE_IN_WHOLE_DWELLINGS: Text(
        "no plan in whole dwellings keeps all binding agreements"
    ),
    Status.TIME_LIMIT_WITHOUT_PLAN: Text("the time was up before there was a plan"),
    Status.CANCELLED: Text("stopped by the user"),
    Status.FAILED: Text("the solve failed: this is our fault, please report it"),
}
