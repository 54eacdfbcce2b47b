"""A comparison as its page shows it: the best plan, and the others in columns beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models.language import Text, Units
from models.scenario import Scenario
from optimiser.drawings.differences import maps_of_differences
from optimiser.drawings.maps import MappedPlace
from optimiser.plans.comparison_tables import DIFFERENT, FILLED_IN, WITHIN
from optimiser.results.account import Record
from web.beside import Beside


@dataclass(frozen=True, slots=True)
class Compared:
    """A number of a plan beside that of the best one.

    Parameters
    ----------
    beside
        The plan's number, and the best one's as what it is held beside.
    judgement
        Whether that is a difference: none is what a plan that is as good can have, nor what the
        plan did not say.
    """

    beside: Beside
    judgement: str

    @property
    def free(self) -> bool:
        """Whether a plan that is as good as the best can have it."""
        return self.judgement == WITHIN

    @property
    def told(self) -> bool:
        """Whether the plan says it, and it was not filled in."""
        return self.judgement != FILLED_IN

    @property
    def differs(self) -> bool:
        """Whether it is a difference to the best plan."""
        return self.judgement == DIFFERENT and self.beside.mark != "same"

    @property
    def mark(self) -> str:
        """Whether it is more, less, or no difference."""
        return self.beside.mark if self.differs else "same"


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A number of the best plan, and the same of each other plan.

    Parameters
    ----------
    labels
        Where it stands: a municipality, a segment.
    best
        The best plan's; None without one.
    cells
        Those of the others, in their order.
    """

    labels: tuple[str, ...]
    best: float | None
    cells: Sequence[Compared]

    @property
    def differs(self) -> bool:
        """Whether any plan has another number."""
        return any(one.differs for one in self.cells)

    @property
    def free(self) -> bool:
        """Whether any plan has another number that a plan as good as the best can have."""
        return any(one.free and one.beside.mark != "same" for one in self.cells)


@dataclass(frozen=True)
class ComparisonView:
    """What the page of a comparison shows.

    Parameters
    ----------
    scenario
        What was agreed.
    record
        The comparison, as the service gives it.
    """

    scenario: Scenario
    record: Mapping[str, Any]

    def table(self, name: str, plan: str | None = None) -> list[Record]:
        """Give a table of the comparison, or what it has of one plan."""
        rows: list[Record] = self.record["tables"].get(name, [])
        return rows if plan is None else [row for row in rows if row["plan"] == plan]

    def open(self, plan: str) -> list[Record]:
        """Give the requirements for which it matters how a plan is filled in."""
        rows = self.table("completions", plan)
        return [row for row in rows if row["worst_slack"] < min(0, row["best_slack"])]

    @cached_property
    def plans(self) -> list[str]:
        """The names of the plans beside the best one, in their order."""
        return [row["plan"] for row in self.table("plans") if row["plan"]]

    @cached_property
    def municipalities(self) -> list[ComparedRow]:
        """Dwellings per municipality, the region last."""
        return self._rows("by_municipality", "name")

    @cached_property
    def segments(self) -> list[ComparedRow]:
        """Dwellings per segment."""
        return self._rows("by_segment", "segment")

    @cached_property
    def cells(self) -> list[ComparedRow]:
        """Dwellings per municipality and segment, if a plan tells them apart."""
        found = self._rows("by_municipality_and_segment", "name", "segment")
        return found if any(one.told for row in found for one in row.cells) else []

    def _rows(self, table: str, *labels: str) -> list[ComparedRow]:
        best: dict[tuple[str, ...], float | None] = {}
        cells: dict[tuple[str, ...], dict[str, Compared]] = {}
        for row in self.table(table):
            if row.get("quantity", "new_build") == "new_build":
                where = tuple(row[label] or "" for label in labels)
                best[where] = row["best"]
                beside = Beside(row["number"], row["best"])
                cells.setdefault(where, {})[row["plan"]] = Compared(
                    beside, row.get("judgement", DIFFERENT)
                )
        return [
            ComparedRow(where, best[where], [own[plan] for plan in self.plans if plan in own])
            for where, own in cells.items()
        ]

    @property
    def summaries(self) -> list[tuple[str, Text]]:
        """Each plan in a sentence: how much it builds, where that differs, and what it misses."""
        *towns, region = self.municipalities
        found = []
        for at, plan in enumerate(self.plans):
            missed = sum(row["binding"] for row in self.table("missed", plan))
            text = Text(
                "{total} in all, {compared}; another number in {different} of {all} "
                "municipalities; {kept}",
                total=Units(round(region.cells[at].beside.number), "dwellings"),
                compared=_beside_best(region.cells[at].beside),
                different=sum(row.cells[at].differs for row in towns),
                all=len(towns),
                kept=Text("binding requirements missed: {number}", number=missed)
                if missed
                else Text("keeps all that binds"),
            )
            found.append((plan, text))
        return found

    @property
    def different(self) -> int:
        """How many of the numbers per municipality and segment differ."""
        return sum(one.differs for row in self.cells for one in row.cells)

    @property
    def counted(self) -> int:
        """How many of them are told."""
        return sum(one.told for row in self.cells for one in row.cells)

    @property
    def maps(self) -> list[tuple[str, Sequence[MappedPlace]]]:
        """Per plan that has any, who builds more or less, where places are known."""
        return maps_of_differences(self.scenario, self.table("by_municipality"))

    @property
    def goals(self) -> list[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
        """Each goal, with what it comes to in each plan."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.table("goals"):
            found.setdefault(row["goal"], []).append(row)
        return [(rows[0], rows) for rows in found.values()]


def _beside_best(total: Beside) -> Text:
    """Say how many dwellings a plan has more or fewer than the best one."""
    number = Units(round(abs(total.difference or 0)), "dwellings")
    match total.mark:
        case "more":
            return Text("{number} more than the best plan", number=number)
        case "less":
            return Text("{number} fewer than the best plan", number=number)
    return Text("as many as the best plan")
