"""A sheet as a table of a scenario: where it begins, what its columns mean, what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import chain

from models.codes import is_code
from models.findings import Finding, Origin
from models.language import Text, Word
from models.values import quoted
from scenarios.document.document import COUNTED, ROWS, has_figures
from scenarios.document.grid import Cells, SheetGrid
from scenarios.document.spelling import identifier
from scenarios.document.tables import Table, build_table
from scenarios.recognising.columns import column_text
from scenarios.recognising.comparing import compared
from scenarios.recognising.fractions import simple_fraction
from scenarios.recognising.header_rows import said_above, second_row
from scenarios.recognising.headers import REMARKS, TOTALS
from scenarios.recognising.known_municipalities import real_names
from scenarios.recognising.left_out import LeftOut
from scenarios.recognising.own_names import OwnNames
from scenarios.recognising.reading_notes import hidden_note, note
from scenarios.recognising.scenario_totals import (
    SheetTotals,
    holds_number,
    is_mean_label,
    is_total_label,
    whole_number_in,
)
from scenarios.recognising.scenario_words import OTHERS, column_meant, own_name
from scenarios.recognising.wide_table import UNITS, WideColumns, WideTable, wide_values

MOST_TITLES = 30
"""Rows above a header, at most."""

MOST_NOTE_CELLS = 2
"""Filled cells of a row that is a remark below a table."""

WHOLE = ("dwellings", "households", "inhabitants", "stock", "stock_social_rent")
"""Columns whose totals are looked at."""

MOST_SHOWN = 3
"""Fractions of which more are counted only."""


class SheetReading:
    """Reads one sheet as one table of a scenario.

    Parameters
    ----------
    name
        The table.
    grid
        The sheet.
    names
        The segments, forms and groups that the scenario has.
    findings, notes
        As for `ScenarioSheets`.
    """

    def __init__(
        self,
        name: str,
        grid: SheetGrid,
        names: OwnNames,
        findings: list[Finding],
        notes: list[Finding],
    ) -> None:
        self.name, self.grid, self.names = name, grid, names
        self.findings, self.notes = findings, notes
        self.left = LeftOut()
        self.first = self.header = self._header_row()
        self.headers = self._headers()
        self.totals = SheetTotals(grid, self.headers, self.left, notes)
        self.sums: list[int] = []
        self.meant = {place: column_meant(name, cell) for place, cell in self.headers.items()}
        self._name_beside_codes()
        self.wide = self._wide()

    def table(self) -> Table:
        """Give the table, and say what was recognised and left out."""
        rows = [row for row in sorted(self.grid.rows) if row > self.header]
        titles = [row for row in sorted(self.grid.rows) if row < self.first]
        self.left.rows(self.grid, titles, Text("a title"))
        without = self._columns_left_out(rows)
        rows = self._rows_that_count(rows)
        places = set(self.headers) - without
        unnamed = {
            place
            for row in rows
            for place, cell in self.grid.rows[row].items()
            if place not in self.headers and not holds_number(cell)
        }
        for place in sorted(unnamed - {p for r in rows for p in self._numbers_at(r)}):
            without.add(place)
            self.left.column(place, "", Text("remarks"))
        for fault in self.grid.faults:
            if fault[0] == self.header or (fault[0] in rows and fault[1] not in without):
                called_so = str(self.headers.get(fault[1], "")) or None
                self.findings.append(self.grid.fault(fault, called_so))
        kept = [
            (row, {p: cell for p, cell in self.grid.rows[row].items() if p not in without})
            for row in rows
        ]
        header_cells = {place: self.headers[place] for place in sorted(places)}
        table = self._renamed(self._built(header_cells, self._with_fractions(kept)))
        self._tell()
        # The cells of CSV have no names, and how it writes numbers is seen from the whole file.
        return self._with_thousands(table) if self.grid.sheet else replace(table, places=())

    def _built(
        self, headers: Mapping[int, object], rows: Sequence[tuple[int, Mapping[int, object]]]
    ) -> Table:
        """Give the rows as a table, a row per number where numbers stand side by side."""

        def built(header: Mapping[int, object], body: Iterable[tuple[int, Cells]]) -> Table:
            records = ((row, list(cells.items())) for row, cells in body if cells)
            first = (self.header, list(header.items()))
            made = build_table(
                self.name,
                self.grid.source,
                chain((first,), records),
                self.findings,
                self.grid.decimal_sign,
                in_sheet=True,
            )
            return replace(made, presumed_sign=self.grid.presumed_sign)

        if self.wide is None:
            return built(headers, rows)
        beside = {place: each for place, each in headers.items() if place not in self.wide.values}
        after = 1 + max(headers)
        new = dict(enumerate(self.wide.columns, after))
        gathered = list(self.wide.rows(rows, after))
        table = built(beside | new, ((row, cells) for row, _, cells in gathered))
        spots = tuple((place, str(self.headers[place])) for _, place, _ in gathered)
        return WideTable(
            **{each.name: getattr(table, each.name) for each in fields(table)},
            spots=spots,
            written=self.wide.columns,
        )

    def _wide(self) -> WideColumns | None:
        """Give how numbers stand side by side; the column beside them that has them all adds up."""
        meant = self._columns() - {UNITS.get(self.name)}
        values = wide_values(self.name, self.headers, meant, self.names)
        if not values:
            return None
        for place, header in self.headers.items():
            if compared(str(header)) in TOTALS or self.meant[place] == UNITS[self.name]:
                self.meant[place] = None
                self.sums.append(place)
        named = {column: place for place, column in self.meant.items() if column}
        return WideColumns(self.name, values, named)

    def _columns(self) -> set[str | None]:
        return set(self.meant.values())

    def _header_row(self) -> int:
        """Give the row in which the most columns are known: the first one, unless it is a title."""
        rows = sorted(self.grid.rows)[:MOST_TITLES]

        def known(row: int) -> int:
            cells = self.grid.rows[row]
            texts = (cell for cell in cells.values() if isinstance(cell, str))
            meant = {column_meant(self.name, cell) for cell in texts} - {None}
            beside = wide_values(self.name, cells, meant, self.names) if meant else ()
            return len(meant) + len(beside)

        return max(rows, key=lambda row: (known(row), -row), default=1)

    def _headers(self) -> dict[int, object]:
        """Give the headers; one that is merged over two rows stands in the row above."""
        headers = dict(self.grid.rows.get(self.header, {}))
        if (below := second_row(self.grid.rows, self.header)) is not None:
            self.header = below
            return said_above(self.name, headers, self.grid.rows[below])
        above = [row for row in self.grid.rows if self.header - 2 <= row < self.header]
        for row in sorted(above, reverse=True):
            for place, cell in self.grid.rows[row].items():
                if place not in headers and column_meant(self.name, cell) not in (
                    None,
                    *(column_meant(self.name, each) for each in headers.values()),
                ):
                    headers[place] = cell
        return headers

    def _name_beside_codes(self) -> None:
        """Tell a column of names from the codes of municipalities that it stands beside."""
        codes = [place for place, column in self.meant.items() if column == "municipality"]
        literal = [
            place for place in codes if identifier(str(self.headers[place])) == "municipality"
        ]
        for place in set(codes) - set(literal[:1] or codes[:1]):
            self.meant[place] = "name"

    def _columns_left_out(self, rows: Sequence[int]) -> set[int]:
        """Give the columns that say nothing of a scenario, and names that stand beside codes."""
        if self.name in OTHERS:
            return set()
        left: set[int] = set()
        for place, header in self.headers.items():
            if self.meant[place] is not None or (self.wide and place in self.wide.values):
                continue
            if place in self.sums:
                left.add(place)
                self.totals.beside(place, rows, self.wide.values if self.wide else ())
                continue
            texts = not any(place in self._numbers_at(row) for row in rows)
            remark = compared(str(header)) in REMARKS or identifier(str(header)) == "note"
            if identifier(str(header)) == "name" and "municipality" in self.meant.values():
                continue
            if remark and texts:
                left.add(place)
                self.left.column(place, header, Text("remarks"))
            elif texts and has_figures(self.name) and identifier(str(header)) not in COUNTED:
                left.add(place)
                self.left.column(place, header, Text("text that is not known here"))
        return left

    def _numbers_at(self, row: int) -> Iterator[int]:
        return (place for place, cell in self.grid.rows[row].items() if holds_number(cell))

    def _rows_that_count(self, rows: Sequence[int]) -> list[int]:
        """Give the rows of the table, without totals and remarks below it."""
        if self.name in OTHERS:
            return list(rows)
        needed = {
            place
            for place, column in self.meant.items()
            if column in ROWS[self.name].model_fields
            and ROWS[self.name].model_fields[column].is_required()
        }
        counted: list[int] = []
        totals: list[int] = []
        means: list[int] = []
        remarks: list[int] = []
        for row in rows:
            cells = self.grid.rows[row]
            if row != self.header and cells == self.grid.rows[self.header]:
                self.left.rows(self.grid, [row], Text("the header again"))
                continue
            words = [cell for cell in cells.values() if not holds_number(cell)]
            # A place that is called so has all that its row needs, and more words than that.
            complete = needed <= cells.keys() and len(words) > 1
            said = [compared(str(word)) for word in words]
            if not complete and any(map(is_total_label, said)):
                totals.append(row)
            elif not complete and any(map(is_mean_label, said)) and any(self._numbers_at(row)):
                means.append(row)
            elif len(cells) <= MOST_NOTE_CELLS < len(self.headers) and not (
                needed <= cells.keys() or list(self._numbers_at(row))
            ):
                remarks.append(row)
            else:
                counted.append(row)
        whole = {
            place
            for place, column in self.meant.items()
            if (column or identifier(str(self.headers[place]))) in WHOLE
        }
        if self.wide is not None and self.name != "reference":
            whole |= self.wide.values.keys()
        if self.name == "municipalities" and any(any(self._numbers_at(row)) for row in counted):
            # A name without figures below those that have some is a note: Bron: CBS.
            remarks += [row for row in counted if self._says_nothing(row)]
            counted = [row for row in counted if row not in remarks]
        regions = self.totals.unnamed(counted, whole) if self.name == "municipalities" else []
        totals += [row for row in regions if self._is_nobody(row)]
        counted = [row for row in counted if row not in totals]
        self.totals.below(sorted(totals), counted, whole)
        self.totals.means(means)
        self.left.rows(self.grid, remarks, Text("a note in words"))
        return counted

    def _says_nothing(self, row: int) -> bool:
        """Tell whether a row is one text, and no municipality's."""
        return (
            len(self.grid.rows[row]) == 1
            and not any(self._numbers_at(row))
            and (self._is_nobody(row))
        )

    def _is_nobody(self, row: int) -> bool:
        """Tell whether a row has no code of a municipality, nor the name of one that there is."""
        cells = self.grid.rows[row]
        named = [cells[place] for place, column in self.meant.items()
                 if column in ("code", "name") and place in cells]  # fmt: skip
        return not any(real_names().codes_of(str(one)) or is_code(one) for one in named)

    def _with_fractions(
        self, rows: Sequence[tuple[int, Mapping[int, object]]]
    ) -> list[tuple[int, Mapping[int, object]]]:
        """Read what a spreadsheet worked out as the fraction that it stands for."""
        found: list[tuple[int, Mapping[int, object]]] = []
        told: list[Text] = []
        first: Origin | None = None
        for row, cells in rows:
            read = dict(cells)
            for place, cell in cells.items():
                simple = simple_fraction(cell) if isinstance(cell, float) else None
                if simple is not None:
                    whole = simple.denominator == 1
                    read[place] = int(simple) if whole else str(simple)
                    first = first or self.grid.origin(row, place, str(self.headers.get(place, "")))
                    said = Text("{number} as {fraction}", number=str(cell), fraction=str(simple))
                    told.append(said)
            found.append((row, read))
        if first is not None:
            text = Text("A number that was worked out is read as a fraction: {few}.",
                        few=tuple(dict.fromkeys(told[:MOST_SHOWN])))  # fmt: skip
            if len(told) > MOST_SHOWN:
                text = Text("{said} So are {number} others.", said=text,
                            number=len(told) - MOST_SHOWN)  # fmt: skip
            self.notes.append(note("read-as-fraction", text, first))
        return found

    def _renamed(self, table: Table) -> Table:
        """Give the table with the columns by the names that they have here."""
        names = {
            column: self.meant.get(place) or column
            for column, place in zip(table.columns, table.places, strict=True)
        }
        recognised = [
            Text(
                "{column} as {meant}", column=column_text(place, header), meant=Word(names[column])
            )
            for column, place, header in zip(
                table.columns, table.places, table.headers, strict=True
            )
            if names[column] != own_name(header)
        ]
        if self.wide is not None:
            recognised += [
                Text("{column} as {meant}", column=column_text(place, self.headers[place]),
                     meant=str(value.name) if value.axis == "year" else Word(str(value.name)))
                for place, value in self.wide.values.items()
            ]  # fmt: skip
        if recognised:
            text = Text("Recognised: {pairs}.", pairs=tuple(recognised))
            self.notes.append(note("recognised", text, Origin(self.grid.source)))
        if len(set(names.values())) < len(names):
            twice = next(each for each in names.values() if [*names.values()].count(each) > 1)
            one, other = (key for key, each in [*names.items()] if each == twice)
            text = Text("“{one}” and “{other}” are the same column.", one=one, other=other)
            where = table.origin(None, other)
            self.findings.append(Finding("duplicate-column", "error", text, where))
            return table
        rows = tuple({names[key]: cell for key, cell in row.items()} for row in table.rows)
        return replace(table, columns=tuple(names[one] for one in table.columns), rows=rows)

    def _with_thousands(self, table: Table) -> Table:
        """Read points in whole numbers as what stands between thousands, and say so."""
        if table.name not in ROWS:
            return table
        fields = ROWS[table.name].model_fields
        counts = {column for column in table.columns if column in fields
                  and fields[column].annotation in (int, int | None)}  # fmt: skip
        counts |= {"inhabitants", "households", "stock", "stock_social_rent", "vacancies"}
        found: list[tuple[str, int, Origin]] = []
        rows: list[Mapping[str, object]] = []
        for index, row in enumerate(table.rows):
            read = dict(row)
            for column, cell in row.items():
                if column in counts and (whole := whole_number_in(cell)) is not None:
                    read[column] = whole
                    found.append((str(cell), whole, table.origin(index, column)))
            rows.append(read)
        if found:
            said, number, where = found[0]
            text = Text(
                "“{value}” is read as {number}: whole numbers have no decimals.",
                value=quoted(said),
                number=number,
            )
            self.notes.append(note("read-as-thousands", text, where))
        return replace(table, rows=tuple(rows))

    def _tell(self) -> None:
        """Say what was left out, and what a spreadsheet does not show."""
        where = Origin(self.grid.source)
        if self.left.parts:
            text = Text("Left out: {parts}.", parts=tuple(self.left.parts))
            self.notes.append(note("left-out", text, where))
        self.notes += hidden_note(self.grid)
