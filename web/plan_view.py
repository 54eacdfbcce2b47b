"""A plan as its page shows it: tables, drawings, and what was kept and missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models.language import Language
from models.scenario import Scenario
from optimiser.drawings.drawing import Bars, by_year, stacked
from optimiser.drawings.places import MappedPlace, places
from web.rendering import capital

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of one agreement.

    Parameters
    ----------
    title
        What people call it.
    sentence
        What it says.
    binding
        Whether it must be kept.
    rows
        Its requirements.
    missed
        Those that are not kept.
    """

    title: str
    sentence: Any
    binding: bool
    rows: Rows
    missed: Rows

    @property
    def tight(self) -> int:
        """How many of them leave nothing over."""
        return sum(bool(row["tight"]) for row in self.rows)


@dataclass(frozen=True)
class PlanView:
    """What the page of a plan shows.

    Parameters
    ----------
    scenario
        What it is a plan for.
    record
        The result, as the service gives it.
    """

    scenario: Scenario
    record: Mapping[str, Any]

    def table(self, name: str) -> Rows:
        """Give a table of the result; empty when it has no rows."""
        rows: Rows = self.record["tables"].get(name, [])
        return rows

    def outcome(self, language: Language) -> str:
        """Say what came of it; what was kept by an earlier release says it in one language."""
        summary: list[dict[Language, str]] = self.record.get("summary", [])
        kept: str = summary[0][language] if summary else f"{self.record['statusText']}."
        return capital(kept)

    @cached_property
    def ranges(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """Between what each number of the table of municipalities and segments may lie."""
        return {
            (row["municipality"], row["segment"]): row
            for row in self.table("free_ranges")
            if row["quantity"] == "new_build" and not row["form"] and row["year"] is None
        }

    @cached_property
    def years(self) -> list[tuple[str, list[float]]]:
        """Dwellings per year and segment."""
        return by_year(self.table("new_build"), self.scenario, "segment")

    @cached_property
    def forms(self) -> list[tuple[str, list[float]]]:
        """Dwellings per year and form."""
        return by_year(self.table("new_build"), self.scenario, "form")

    @property
    def chart(self) -> Bars:
        """Dwellings per year and segment, drawn."""
        return stacked(self.years)

    @cached_property
    def map(self) -> Sequence[MappedPlace]:
        """The municipalities where they lie, with what they build."""
        numbers = {row["municipality"]: row["new_build"] for row in self.table("totals")}
        return places(self.scenario, numbers, {})

    @cached_property
    def agreements(self) -> list[Kept]:
        """What came of each agreement, what is missed first."""
        found: dict[str, Rows] = {}
        for row in self.table("requirements"):
            found.setdefault(row["agreement"], []).append(row)
        kept = [
            Kept(
                rows[0]["title"],
                self.scenario.agreement(name).sentence(self.scenario),
                rows[0]["binding"],
                rows,
                [row for row in rows if not row["kept"]],
            )
            for name, rows in found.items()
        ]
        return sorted(kept, key=lambda one: (not one.missed, not one.binding, one.title))

    @cached_property
    def deviations(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """How far each municipality is off its fair share, per agreement, all years together."""
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for row in self.table("fair_shares"):
            own = found.setdefault(row["title"], {})
            sums = own.setdefault(
                row["municipality"],
                {"name": row["name"], "fair": 0.0, "assigned": 0.0, "unit": row["unit"]},
            )
            sums["fair"] += row["fair_share"]
            sums["assigned"] += row["assigned"]
        for own in found.values():
            for sums in own.values():
                fair = sums["fair"]
                sums["off"] = (sums["assigned"] - fair) / fair if fair else 0.0
        return [(title, list(own.values())) for title, own in found.items()]
