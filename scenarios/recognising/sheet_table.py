"""A table in a sheet, as a plan's numbers: which of its columns count, and what they are of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from models.findings import Finding, Origin
from models.language import Part, Text, Word
from models.numbers import NumberProblem, parse_number
from models.quantity import QUANTITIES
from models.values import DecimalSign
from scenarios.document.grid import CellPlace
from scenarios.recognising.columns import SheetColumn, column_text, sheet_columns
from scenarios.recognising.comparing import compared
from scenarios.recognising.decimals import signs_of
from scenarios.recognising.headers import HeaderMeaning, HeaderMeanings
from scenarios.recognising.number_cells import bare_number, is_number
from scenarios.recognising.regions import SheetRegion
from scenarios.recognising.rows import SheetRows, rows_of
from scenarios.recognising.totals import column_differs, row_differs, sum_of_filled

OF_UNIT = {"dwellings": "new_build", "households": "housed", "places": "places"}
"""The quantity that is meant where only its unit is told."""

OF_AXIS = {
    "becomes": "withdrawn",
    **{"segment": "new_build", "form": "new_build", "group": "housed", "facility": "places"},
}
"""The quantity that is meant where one of its axes is told."""


@dataclass(frozen=True)
class Difference:
    """A total that is not what the numbers beside it come to."""

    place: CellPlace
    said: Fraction
    summed: Fraction


@dataclass
class Chosen:
    """The columns of a table by what becomes of them.

    Parameters
    ----------
    numbers
        The columns that count.
    totals
        Columns that add up the others.
    across
        Columns that divide the same numbers in another way.
    outside
        Columns of numbers that are not the plan's.
    """

    numbers: list[SheetColumn] = field(default_factory=list)
    totals: list[SheetColumn] = field(default_factory=list)
    across: list[SheetColumn] = field(default_factory=list)
    outside: list[SheetColumn] = field(default_factory=list)


class SheetTable:
    """A table in a sheet.

    Parameters
    ----------
    region
        Where it stands.
    meanings
        Reads its headers.
    named
        The quantity that its sheet is called after; nothing for another sheet.
    """

    def __init__(self, region: SheetRegion, meanings: HeaderMeanings, named: str = "") -> None:
        self.region, self.grid = region, region.grid
        self.vocabulary = meanings.vocabulary
        self.meanings, self.named = meanings, named
        self.columns = sheet_columns(region, meanings, self.vocabulary)
        self.rows: SheetRows = rows_of(region, self.columns, self.vocabulary)
        self.context: dict[str, str | int] = {}
        self.findings: list[Finding] = []
        self.chosen = Chosen()
        self._choose()

    @cached_property
    def labels(self) -> dict[str, SheetColumn]:
        """The columns with names, by axis."""
        return {each.axis: each for each in self.columns if each.role == "label"}

    @property
    def axes(self) -> frozenset[str]:
        """What its numbers are told apart by."""
        valued = {axis for each in self.chosen.numbers for axis in each.values or {}}
        return frozenset(self.labels) | valued | frozenset(self.context)

    @property
    def is_plan(self) -> bool:
        """Whether it has numbers, by municipality; its title may say of which one they all are."""
        places = self.axes | set(self.title_values)
        return bool(self.chosen.numbers and self.rows.plan and "municipality" in places)

    @cached_property
    def title_values(self) -> dict[str, str | int]:
        """The names that its titles say all its numbers are of."""
        found: dict[str, str | int] = {}
        for title in self.titles:
            if title.understood:
                for axis, value in title.values.items():
                    if axis not in self.axes:
                        found.setdefault(axis, value)
        return found

    @cached_property
    def titles(self) -> list[HeaderMeaning]:
        """What the sheet's title and the rows above the header say, the nearest first."""
        above = [
            cell
            for row in reversed(self.region.titles)
            for cell in self.region.cells(row).values()
            if isinstance(cell, str)
        ]
        return [self.meanings.of(text) for text in (*above, self.grid.sheet) if text]

    @property
    def quantity(self) -> str:
        """What its numbers are of."""
        if self.named:
            return self.named
        for axis, quantity in OF_AXIS.items():
            if axis in self.axes:
                return quantity
        parts = [part for each in self.chosen.numbers for part in reversed(each.parts)]
        for said in (*parts, *self.titles):
            if said.unit in OF_UNIT:
                return OF_UNIT[said.unit]
            if said.quantity:
                return said.quantity
            if "group" in said.values:
                return "housed"
        return "new_build"

    @property
    def unit(self) -> str:
        """What its numbers count."""
        return QUANTITIES[self.quantity].unit

    @property
    def origin(self) -> Origin:
        """Where it stands."""
        rows = [*self.region.headers, *self.rows.plan]
        counted = ("label", "number", "total", "same")
        places = [each.place for each in self.columns if each.role in counted]
        return self.grid.area(rows, places or self.region.places)

    @cached_property
    def sign(self) -> tuple[DecimalSign | None, DecimalSign | None]:
        """How its numbers that are texts write decimals: what they prove, and what is presumed."""
        if self.grid.decimal_sign or self.grid.presumed_sign:
            return self.grid.decimal_sign, self.grid.presumed_sign
        return signs_of(self._texts())

    def _texts(self) -> Iterator[str]:
        for each in self.chosen.numbers:
            for row in self.rows.plan:
                cell = bare_number(self.grid.rows[row].get(each.place), self.unit)
                if isinstance(cell, str) and is_number(cell):
                    yield cell

    def value(self, row: int, place: int) -> Fraction | None:
        """Give the number in a cell; None where there is none."""
        cell = bare_number(self.grid.rows[row].get(place), self.unit)
        if not is_number(cell):
            return None
        try:
            return parse_number(cell, self.sign[0] or self.sign[1])
        except NumberProblem:
            return None

    def add_finding(self, code: str, text: Text, column: SheetColumn) -> None:
        """Add that a column keeps the table from being read."""
        row = self.region.headers[-1]
        where = self.grid.origin(row, column.place, column.header or None)
        self.findings.append(Finding(code, "error", text, where))

    def _choose(self) -> None:
        """Choose the columns that count, and find what stands in the way."""
        by_role: dict[str, list[SheetColumn]] = {}
        for each in self.columns:
            by_role.setdefault(each.role, []).append(each)
        numbers, unclear = by_role.get("number", []), by_role.get("unclear", [])
        totals, outside = by_role.get("total", []), by_role.get("figure", [])
        valued = [each for each in numbers if each.values]
        plain = [each for each in numbers if not each.values]
        if valued:
            divisions: dict[frozenset[str], list[SheetColumn]] = {}
            for each in valued:
                divisions.setdefault(frozenset(each.values or {}), []).append(each)
            main = max(divisions.values(), key=len)
            across = [each for each in valued if each not in main]
            households = [each for each in plain if each.unit == "households"]
            groups = {"group"} & set(main[0].values or {})
            outside = [*outside, *([] if groups else households)]
            totals = [*totals, *(each for each in plain if each not in outside)]
            self.chosen = Chosen(main, totals, across, outside)
        else:
            self.chosen = self._unvalued(plain, totals, unclear, outside)
        self._judge([each for each in unclear if each not in self.chosen.numbers])

    def _unvalued(
        self,
        plain: list[SheetColumn],
        totals: list[SheetColumn],
        unclear: list[SheetColumn],
        outside: list[SheetColumn],
    ) -> Chosen:
        """Choose among columns of which none says what its numbers are of."""
        named = [each for each in plain if each.unit]
        best = next((few for few in (named, plain, totals, unclear) if few), [])
        if len(best) > 1 and all(self._alike(best[0], each) for each in best):
            best = best[:1]
        quantities = {OF_UNIT.get(each.unit, each.quantity or "new_build") for each in best}
        if len(best) > 1 and len(quantities) == 1:
            self._several(best)
        rest = [each for each in (*plain, *totals) if each not in best]
        return Chosen(best, rest, [], outside)

    def _several(self, columns: Sequence[SheetColumn]) -> None:
        """Say that one column only can be the plan's."""
        text = Text(
            "{columns} can each be the plan's numbers. Leave one of them, or name one "
            "“{dwellings}” and the others “{note}”.",
            columns=tuple(column_name(each) for each in columns),
            dwellings=Word("dwellings"),
            note=Word("note"),
        )
        self.add_finding("several-columns", text, columns[0])

    def _alike(self, one: SheetColumn, other: SheetColumn) -> bool:
        """Tell whether two columns hold the same numbers."""
        return all(
            self.grid.rows[row].get(one.place) == self.grid.rows[row].get(other.place)
            for row in self.rows.plan
        )

    def _judge(self, unclear: list[SheetColumn]) -> None:
        """Refuse numbers of which nobody can tell whether they are the plan's."""
        chosen = self.chosen
        for each in (*chosen.numbers, *unclear):
            if "thousands" in each.marks or any("thousands" in one.marks for one in self.titles):
                text = Text("These are thousands of dwellings. Write whole dwellings.")
                self.add_finding("thousands", text, each)
                return
        if not (chosen.numbers and self.rows.plan):
            return
        self._judge_years()
        doubled: dict[tuple[object, ...], list[SheetColumn]] = {}
        for each in chosen.numbers if any(each.values for each in chosen.numbers) else ():
            doubled.setdefault(tuple(sorted((each.values or {}).items())), []).append(each)
        for same in doubled.values():
            # Dear rent and dear owner add up; what was and what becomes do not.
            different = len({compared(each.header) for each in same}) == len(same)
            if len(same) > 1 and not (different and all(each.clear for each in same)):
                self._several(same)
        for each in unclear:
            if chosen.totals and self._outside(each):
                chosen.outside.append(each)
                continue
            text = Text(
                "What the numbers of {column} are of is unclear. Give the column the name of one "
                "of {known}, or put “{note}” before it to leave it out.",
                column=column_name(each),
                known=tuple(map(Word, self._names())),
                note=Word("note"),
            )
            self.add_finding("unclear-column", text, each)

    def _judge_years(self) -> None:
        """Refuse numbers of one year on average, and those of all years up to one."""
        said = [*(each.marks for each in self.chosen.numbers), *(one.marks for one in self.titles)]
        marks = {mark for marks in said for mark in marks}
        years = "year" in self.axes
        if "cumulative" in marks and years:
            text = Text(
                "These numbers are of all years up to and with each year. Write for each year what "
                "is built in it."
            )
            self.add_finding("cumulative", text, self.chosen.numbers[0])
        elif "yearly" in marks and not years:
            text = Text(
                "These numbers are of one year. Write those of all years together, or a column for "
                "each year."
            )
            self.add_finding("yearly", text, self.chosen.numbers[0])

    def _names(self) -> Sequence[str]:
        """Give the names that a column of numbers may have."""
        axes = [axis for each in self.chosen.numbers for axis in each.values or {}]
        axis = next((axis for axis in axes if axis in self.vocabulary.axes), "segment")
        return self.vocabulary.axes[axis].names

    def _outside(self, unclear: SheetColumn) -> bool:
        """Tell whether the totals show that a column is not part of the plan."""
        (total, *_) = self.chosen.totals
        counts = False
        for row in self.rows.plan:
            said, more = self.value(row, total.place), self.value(row, unclear.place)
            if said is None or not more:
                continue
            if said != sum_of_filled(self.value(row, each.place) for each in self.chosen.numbers):
                return False
            counts = True
        return counts

    @cached_property
    def whole(self) -> SheetColumn | None:
        """The column that says what there is in all, where some segments have no column.

        It is not below what the others come to, and above it in most rows: else it is a total that
        should have been their sum.
        """
        columns = self.chosen.numbers
        if self.complete or any((each.values or {}).keys() != {"segment"} for each in columns):
            return None
        wholes = [each for each in self.chosen.totals if not each.values]
        if len(wholes) != 1:
            return None
        left = [self.left_of(wholes[0], row) for row in self.rows.plan]
        known = [each for each in left if each is not None and each >= 0]
        most = 2 * sum(each > 0 for each in known) > len(left)
        return wholes[0] if most and len(known) == len(left) else None

    def left_of(self, whole: SheetColumn, row: int) -> Fraction | None:
        """Give by how much a column is above what the numbers in its row come to."""
        said = self.value(row, whole.place)
        if said is None:
            return None
        return said - sum_of_filled(self.value(row, each.place) for each in self.chosen.numbers)

    def differences(self) -> list[Difference]:
        """Give the totals that are not what the numbers beside them come to."""
        found = [
            Difference(*one)
            for total in self.chosen.totals
            if total is not self.whole
            for one in column_differs(
                total, self.chosen.numbers, self.chosen.totals, self.rows.plan, self.value
            )
        ]
        for row in self.rows.totals:
            counted = row_differs(
                row, self.chosen.numbers, list(self.rows.plan), self.rows.totals, self.value
            )
            found.extend(Difference(*one) for one in counted)
        return found

    @cached_property
    def cells(self) -> frozenset[tuple[tuple[str, str | int | None], ...]]:
        """What its numbers are of, by axis: none where it is not known."""
        return frozenset(
            tuple(sorted((axis, self.vocabulary.meant(axis, one).name) for axis, one in of.items()))
            for given in self.rows.plan.values()
            for each in self.chosen.numbers
            for of in ({**given, **(each.values or {})},)
        )

    @property
    def complete(self) -> bool:
        """Whether the columns of numbers name all that there is on their axes."""
        for axis in {axis for each in self.chosen.numbers for axis in each.values or {}}:
            named = {(each.values or {})[axis] for each in self.chosen.numbers}
            known: set[str | int] = (
                set(self.vocabulary.scenario.codes)
                if axis == "municipality"
                else set(self.vocabulary.years)
                if axis == "year"
                else set(self.vocabulary.axes[axis].names)
            )
            if known - named:
                return False
        return True


def column_name(column: SheetColumn) -> Part:
    """Give what a reader calls a column."""
    return column_text(column.place, column.header)
