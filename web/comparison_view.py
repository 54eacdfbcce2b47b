"""A comparison as its page shows it: the best and the negotiated plan in columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dossiers import KeptJob
from models.scenario import Scenario
from web.beside import Beside
from web.workplace import Opened

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A number of the negotiated plan beside that of the best one.

    Parameters
    ----------
    labels
        Where it stands: a municipality, a segment, a year.
    beside
        The negotiated number, and the best one's as what it is held beside.
    free
        Whether a plan that is as good as the best can have it: then it is no difference.
    """

    labels: tuple[str, ...]
    beside: Beside
    free: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any], *labels: str) -> Compared:
        """Take a row of a table that compares."""
        beside = Beside(row["number"], row["best"])
        told = row["least"] is not None and beside.mark != "same"
        return cls(labels, beside, told and row["least"] <= row["number"] <= row["most"])

    @property
    def differs(self) -> bool:
        """Whether it is a difference to the best plan."""
        return self.beside.mark != "same" and not self.free


@dataclass(frozen=True)
class ComparisonView:
    """What the page of a comparison shows.

    Parameters
    ----------
    scenario
        What was agreed.
    record
        The comparison, as the service gives it.
    negotiated
        The dwellings of the negotiated plan, as it was brought.
    """

    scenario: Scenario
    record: Mapping[str, Any]
    negotiated: Rows

    def table(self, name: str) -> Rows:
        """Give a table of the comparison; empty when it has no rows."""
        rows: Rows = self.record["tables"].get(name, [])
        return rows

    @property
    def municipalities(self) -> list[Compared]:
        """Dwellings per municipality, the region last."""
        return [
            Compared.of(row, row["name"])
            for row in self.table("by_municipality")
            if row["quantity"] == "new_build"
        ]

    @property
    def segments(self) -> list[Compared]:
        """Dwellings per segment."""
        return [
            Compared.of(row, row["segment"])
            for row in self.table("by_segment")
            if row["quantity"] == "new_build"
        ]

    @cached_property
    def cells(self) -> list[Compared]:
        """Dwellings per municipality and segment, where the negotiated plan tells them apart."""
        if not all("segment" in row for row in self.negotiated):
            return []
        return [
            Compared.of(row, row["name"], row["segment"])
            for row in self.table("by_municipality_and_segment")
        ]

    @property
    def different(self) -> int:
        """How many of these differ."""
        return sum(one.differs for one in self.cells)


def compared(job: KeptJob, opened: Opened, record: Mapping[str, Any]) -> ComparisonView:
    """Give what the page of a comparison shows.

    Parameters
    ----------
    job
        The comparison.
    opened
        The version that it is about.
    record
        What came of it.

    Returns
    -------
    ComparisonView
        What the page shows.
    """
    (tables,) = job.asked["plans"].values()
    return ComparisonView(opened.scenario, record, tables.get("new_build", []))
