"""A plan as its page shows it: tables, drawings, and what was kept and missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import inf
from typing import Any
from urllib.parse import quote_plus

from models.language import Language, Text, capital
from models.scenario import Scenario
from optimiser.drawings.drawing import Bars, by_year, stacked_bars
from optimiser.drawings.maps import MappedPlace, mapped_places
from optimiser.presentation.portions import Portions, portions
from optimiser.presentation.steps_in_words import steps_in_words
from optimiser.results.account import Record

FULL = 0.1
"""A deviation that is drawn as long as there is room, unless another is larger."""


@dataclass(frozen=True, slots=True)
class AgreementResult:
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
    rows: list[Record]
    missed: list[Record]

    @property
    def tight(self) -> int:
        """How many of them leave nothing over."""
        return sum(bool(row["tight"]) for row in self.rows)


@dataclass(frozen=True, slots=True)
class PlanNumber:
    """A number of a plan, of which a reader may ask why it is what it is.

    Parameters
    ----------
    value
        The number.
    asked
        What is asked then, as a query.
    words
        What it counts, besides whose it is.
    span
        Between what it may lie; None where that was not asked.
    """

    value: float
    asked: str
    words: Sequence[str]
    span: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class PlanGrid:
    """Numbers per municipality in columns.

    Parameters
    ----------
    id, title
        What it is called, for programs and people.
    columns
        Years, or forms.
    rows
        Each municipality's name and numbers; the region last, without a name.
    later
        Whether there are so many numbers that they are brought to who opens them only.
    """

    id: str
    title: Text
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[PlanNumber]]]
    later: bool = False


GRIDS = {
    ("new_build", "year"): ("dwellings", Text("Dwellings per municipality and year")),
    ("new_build", "form"): ("dwellings", Text("Dwellings per municipality and form")),
    ("housed", "year"): ("households", Text("Households housed per municipality and year")),
}
"""What is counted by quantity and axis, and what that is called."""

MOST_AT_ONCE = 1000
"""Numbers beyond which what is folded is left out of a page until somebody opens it."""

AXES = ("municipality", "segment", "form", "group", "facility", "year")
"""What tells numbers of a quantity apart."""


@lru_cache(maxsize=10_000)  # each name stands in many questions of a page
def in_query(name: str) -> str:
    """Write a name as a query has it."""
    return quote_plus(name)


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

    def table(self, name: str) -> list[Record]:
        """Give a table of the result; empty when it has no rows."""
        rows: list[Record] = self.record["tables"].get(name, [])
        return rows

    def said(self, language: Language) -> str:
        """Say what came of it; what was kept by an earlier release says it in one language."""
        summary: list[dict[Language, str]] = self.record.get("summary", [])
        kept: str = summary[0][language] if summary else f"{self.record['statusText']}."
        return capital(kept)

    @cached_property
    def ranges(self) -> Mapping[tuple[Any, ...], Mapping[str, Any]]:
        """Between what each number may lie, by what tells it from the others."""
        return {
            (row["quantity"], *(row.get(axis) or "" for axis in AXES)): row
            for row in self.table("free_ranges")
        }

    def span(self, quantity: str, where: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Give between what a number may lie; None where that was not asked."""
        return self.ranges.get((quantity, *(where.get(axis) or "" for axis in AXES)))

    def numbers(self, row: Mapping[str, Any]) -> list[PlanNumber]:
        """Give the dwellings of a municipality, or of the region: in all, and by segment."""
        where = {"municipality": row["municipality"]}
        return [
            self._number("new_build", where, row["new_build"]),
            *(
                self._number("new_build", {**where, "segment": one}, row[one])
                for one in self.scenario.segments
            ),
        ]

    @cached_property
    def grids(self) -> list[PlanGrid]:
        """Dwellings per municipality by year and by form, and households by year."""
        found = (self._grid(quantity, axis) for quantity, axis in GRIDS)
        return [one for one in found if one is not None]

    def grid(self, name: str) -> PlanGrid | None:
        """Give one of these in full, however many numbers it has; None where there is none."""
        asked = {f"{quantity}-{axis}": (quantity, axis) for quantity, axis in GRIDS}
        return self._grid(*asked[name], at_most=inf) if name in asked else None

    def _grid(self, quantity: str, axis: str, at_most: float = MOST_AT_ONCE) -> PlanGrid | None:
        counted, title = GRIDS[quantity, axis]
        rows = self.table(quantity)
        columns = list(dict.fromkeys(row[axis] for row in rows))
        if not rows or (axis == "form" and len(columns) < 2):
            return None
        if len(columns) * len(self.scenario.municipalities) > at_most:
            return PlanGrid(f"{quantity}-{axis}", title, (), (), later=True)
        sums: dict[tuple[str, Any], float] = {}
        for row in rows:
            for code in (row["municipality"], ""):
                place = code, row[axis]
                sums[place] = sums.get(place, 0) + row[counted]
        columns.sort(key=[*self.scenario.forms, *self.scenario.horizon.years].index)
        named = [(one.code, one.name) for one in self.scenario.municipalities]
        return PlanGrid(
            f"{quantity}-{axis}",
            title,
            [str(one) for one in columns],
            [
                (
                    name,
                    [
                        self._number(
                            quantity, {"municipality": code, axis: one}, sums.get((code, one), 0)
                        )
                        for one in columns
                    ],
                )
                for code, name in (*named, ("", ""))
            ],
        )

    def _number(self, quantity: str, where: Mapping[str, Any], value: float) -> PlanNumber:
        told = {axis: str(name) for axis, name in where.items() if name}
        asked = "&".join(f"{axis}={in_query(name)}" for axis, name in told.items())
        asked = f"{asked}&quantity={quantity}".removeprefix("&")
        words = [name for axis, name in told.items() if axis != "municipality"]
        return PlanNumber(value, asked, words, self.span(quantity, where))

    @cached_property
    def portions(self) -> Sequence[Portions]:
        """What each part of a country gets of what parts share; nothing of a plan in one go."""
        return portions(self.table("division"))

    @property
    def steps(self) -> Mapping[str, Sequence[Text]]:
        """How fairness came about, step by step, by goal."""
        return steps_in_words(self.table("fairness_steps"))

    def served(self, facility: str, host: str) -> list[Record]:
        """Give who is served by a facility, and how far away that is."""
        rows = self.table("served")
        return [row for row in rows if (row["facility"], row["host"]) == (facility, host)]

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
        return stacked_bars(self.years)

    @cached_property
    def map(self) -> Sequence[MappedPlace]:
        """The municipalities where they lie, with what they build."""
        numbers = {row["municipality"]: row["new_build"] for row in self.table("totals")}
        return mapped_places(self.scenario, numbers, {})

    @cached_property
    def agreements(self) -> list[AgreementResult]:
        """What came of each agreement, what is missed first."""
        found: dict[str, list[Record]] = {}
        for row in self.table("requirements"):
            found.setdefault(row["agreement"], []).append(row)
        kept = [
            AgreementResult(
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
            largest = max(FULL, *(abs(sums["off"]) for sums in own.values()))
            for sums in own.values():
                sums["drawn"] = abs(sums["off"]) / largest
        return [(title, list(own.values())) for title, own in found.items()]
