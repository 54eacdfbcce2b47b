"""A comparison as its page shows it: the best and the negotiated plan in columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dossiers import Access, KeptJob
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
    """

    labels: tuple[str, ...]
    beside: Beside


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
    best
        The dwellings of the best plan; empty while that is still worked out.
    """

    scenario: Scenario
    record: Mapping[str, Any]
    negotiated: Rows
    best: Rows

    def table(self, name: str) -> Rows:
        """Give a table of the comparison; empty when it has no rows."""
        rows: Rows = self.record["tables"].get(name, [])
        return rows

    @property
    def municipalities(self) -> list[Compared]:
        """Dwellings per municipality, the region last."""
        return [
            Compared((row["name"],), Beside(row["number"], row["best"]))
            for row in self.table("by_municipality")
            if row["quantity"] == "new_build"
        ]

    @property
    def segments(self) -> list[Compared]:
        """Dwellings per segment."""
        return [
            Compared((row["segment"],), Beside(row["number"], row["best"]))
            for row in self.table("by_segment")
            if row["quantity"] == "new_build"
        ]

    @cached_property
    def cells(self) -> list[Compared]:
        """Dwellings per municipality and segment, where the negotiated plan tells them apart."""
        if not self.best or not all("segment" in row for row in self.negotiated):
            return []
        theirs, ours = per_cell(self.negotiated), per_cell(self.best)
        return [
            Compared(
                (one.name, segment), Beside(theirs[one.code, segment], ours[one.code, segment])
            )
            for one in self.scenario.municipalities
            for segment in self.scenario.segments
        ]

    @property
    def different(self) -> int:
        """How many of these differ."""
        return sum(one.beside.mark != "same" for one in self.cells)


def per_cell(rows: Iterable[Mapping[str, Any]]) -> Mapping[tuple[str, str], float]:
    """Add dwellings up per municipality and segment."""
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        sums[row["municipality"], row["segment"]] += float(row["dwellings"])
    return sums


def compared(
    access: Access, job: KeptJob, opened: Opened, record: Mapping[str, Any]
) -> ComparisonView:
    """Give what the page of a comparison shows.

    Parameters
    ----------
    access
        What is kept.
    job
        The comparison.
    opened
        The version that it is about.
    record
        What came of it.

    Returns
    -------
    ComparisonView
        With the best plan's dwellings, when that was worked out too.
    """
    (tables,) = job.asked["plans"].values()
    solved = (
        one
        for one in access.jobs.list(job.dossier)
        if (one.kind, one.scenario, one.version) == ("solve", job.scenario, job.version)
    )
    answers = [access.jobs.answer(one.id) for one in solved if one.state == "done"]
    best = answers[0]["tables"].get("new_build", []) if answers else []
    return ComparisonView(opened.scenario, record, tables.get("new_build", []), best)
