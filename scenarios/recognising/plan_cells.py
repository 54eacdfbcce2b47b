"""The cells of a plan: a table's rows as numbers of a quantity, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from models.codes import TOTALS, municipality_code
from models.findings import Finding
from models.language import Part, Text, Units, Word
from models.negotiated import REST
from models.numbers import parse_natural, parse_whole
from models.quantity import Cell, Quantity
from models.scenario import Scenario
from models.values import ValueProblem, quoted
from scenarios.document.size import LARGEST, too_large
from scenarios.document.tables import Table
from scenarios.recognising.decimals import signs_of
from scenarios.recognising.doubts import doubts, not_mentioned
from scenarios.recognising.meant import unknown_text
from scenarios.recognising.reorganisations import with_what_became
from scenarios.recognising.words import MUNICIPAL, Vocabulary

READ_AS, NOT_MENTIONED = "read-as", "not-mentioned"
"""The notes that only say what is there and what is not; others tell of something recognised."""

MOST_KNOWN = 12
"""More names than this are no help to who wrote another one."""


class PlanCells:
    """Reads one table of a plan, and finds what is wrong in it.

    Parameters
    ----------
    vocabulary
        The names and words of the scenario that it is a plan for.
    quantity
        What the table is of.
    table
        The table.
    findings
        What is wrong is added here.
    axes
        What its rows are told apart by; without them all that the quantity has.
    presume
        Whether a sign before three digits of a text stands between thousands: it is said that it
        was read so, and where nobody hears that it is refused.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        quantity: Quantity,
        table: Table,
        findings: list[Finding],
        axes: Sequence[str] = (),
        *,
        presume: bool = True,
    ) -> None:
        self.vocabulary, self.scenario = vocabulary, vocabulary.scenario
        self.quantity = quantity
        self.table, self.findings = table, findings
        self.rest = False
        self.axes = tuple(axes) or quantity.axes
        self.known_cells = {*self.scenario.cells(quantity.name)}
        if self.axes != quantity.axes:
            places = [quantity.axes.index(axis) for axis in self.axes]
            self.known_cells = {tuple(map(one.__getitem__, places)) for one in self.known_cells}
        if "segment" in self.axes and any(row.get("segment") == REST for row in table.rows):
            # What the rest comes to is possible wherever anything is; it has no plan of its own.
            at = self.axes.index("segment")
            self.rest = True
            self.known_cells |= {(*one[:at], REST, *one[at + 1 :]) for one in self.known_cells}
        self.recognised: dict[tuple[str, str], str | int] = {}
        self.sign = table.whole_sign
        self.grouped = ""
        if self.sign is None and presume:
            texts = [text for row in table.rows if isinstance(text := row.get(quantity.unit), str)]
            proven, presumed = signs_of(texts)
            self.sign = proven or presumed
            if presumed:
                self.grouped = next(text for text in texts if "." in text or "," in text)
        self.total = 0
        self.said: dict[Cell, int | Fraction] = {}
        self.told: set[Finding] = set()
        self.doubled: set[tuple[int, int]] = set()

    def cells(self) -> dict[Cell, int | Fraction]:
        """Give the numbers that are not zero, by cell."""
        wanted = (*self.axes, self.quantity.unit)
        missing = [column for column in wanted if column not in self.table.columns]
        for column in missing:
            text = Text(
                "The column “{column}” is missing, or empty.", column=self.table.called(column)
            )
            where = self.table.origin(None, column)
            self.findings.append(Finding("missing-column", "error", text, where))
        numbers = self.said
        rows: dict[Cell, list[int]] = {}
        for index in range(0 if missing else len(self.table.rows)):
            read = self.literal(index, wanted)
            if read is None:
                read = [self.value(index, column) for column in wanted]
            if None in read:
                continue
            *axes, number = read
            cell = tuple(axes)
            if cell in rows and not self.spelled_apart(index, rows[cell]):
                self.twice(index, rows[cell][0], cell)
            elif not number or self.possible(index, cell):
                rows.setdefault(cell, []).append(index)
                self.total += number
                numbers[cell] = numbers.get(cell, 0) + number
        return {cell: number for cell, number in numbers.items() if number}

    @cached_property
    def names(self) -> Mapping[str, Collection[object]]:
        """What can stand on each axis: most of a table has what it has as the scenario has it."""
        found: dict[str, Collection[object]] = {
            axis: {cell[place] for cell in self.known_cells} for place, axis in enumerate(self.axes)
        }
        rest = (REST,) if self.rest else ()
        # What the scenario knows and has no cell for is possible nowhere, but not unknown.
        return {
            **found,
            "municipality": self.scenario.codes,
            "segment": (*self.scenario.segments, *rest),
            "form": self.scenario.forms,
            "group": self.scenario.groups,
        }

    def literal(self, index: int, wanted: Sequence[str]) -> list[Any] | None:
        """Give a row that says what the scenario has as it has it; None of another."""
        *axes, number = read = [*map(self.table.rows[index].get, wanted)]
        most = LARGEST if self.quantity.most is None else self.quantity.most
        fits = type(number) is int and 0 <= number <= most
        return read if fits and tuple(axes) in self.known_cells else None

    def twice(self, index: int, other: int, cell: Cell) -> None:
        """Say of a row, once, that another one is for the same."""
        first, own = self.table.row_numbers[other], self.table.row_numbers[index]
        if (first, own) not in self.doubled:
            text = Text("Row {row} is also for “{key}”.", row=str(first), key=self.words(cell))
            self.add_finding("duplicate-row", text, index, None)
        self.doubled.add((first, own))

    def spelled_apart(self, index: int, others: Sequence[int]) -> bool:
        """Tell whether a row says with other words what another one says: they add up.

        So do dear rent and dear owner, where the scenario has one segment for both.
        """
        return all(
            self.table.adds_up(index, other)
            or any(
                self.table.rows[index].get(axis) != self.table.rows[other].get(axis)
                and (axis, str(self.table.rows[index].get(axis))) in self.recognised
                for axis in self.axes
                if axis not in (*MUNICIPAL, "year")
            )
            for other in others
        )

    def value(self, index: int, column: str) -> Any:
        """Give the value of a cell, or None when something is wrong with it."""
        given = self.table.rows[index].get(column)
        if given is None:
            self.add_finding("missing-value", Text("A value is missing here."), index, column)
            return None
        sign = self.sign
        try:
            if column == self.quantity.unit:
                return self.number(index, parse_natural(without_float_noise(given), sign))
            if column == "year":
                meant = self.vocabulary.meant("year", given).name
                return self.year(index, parse_whole(given, sign) if meant is None else meant)
        except ValueProblem as problem:
            self.add_finding(problem.code, problem.text, index, column)
            return None
        return self.name(index, column, given)

    def name(self, index: int, column: str, given: object) -> str | int | None:
        """Give what a cell means on an axis."""
        known = self.names[column]
        if self.rest and (column, given) == ("segment", REST):
            return REST
        meant = self.vocabulary.meant(column, given)
        if meant.name is not None and meant.name in known:
            if not meant.literal:
                self.recognised[column, str(given)] = meant.name
            return meant.name
        if column in MUNICIPAL:
            self.unknown_municipality(index, column, given, meant.near)
            return None
        few = sorted(map(str, known)) if len(known) <= MOST_KNOWN else []
        text = unknown_text(given, meant.near, tuple(map(Word, few)))
        self.add_finding(f"unknown-{column}", text, index, column)
        return None

    def unknown_municipality(
        self, index: int, column: str, given: object, near: tuple[Part, ...]
    ) -> None:
        """Say that a cell names no municipality of the scenario."""
        try:
            code = municipality_code(given)
        except ValueProblem as problem:
            text = problem.text
            if near:
                text = unknown_text(given, near)
            elif not TOTALS.match(str(given).strip()):
                text = Text(
                    "“{value}” is not a municipality of this scenario, by its name or code.",
                    value=quoted(given),
                )
            self.add_finding("unknown-code", with_what_became(text, str(given)), index, column)
        else:
            known = self.scenario.codes if len(self.scenario.codes) <= MOST_KNOWN else ()
            text = with_what_became(unknown_text(code, (), known), code)
            self.add_finding("unknown-municipality", text, index, column)

    def number(self, index: int, number: int) -> int | None:
        """Give a number that the quantity can be."""
        if number > LARGEST:
            self.add_finding("number-too-large", too_large(number), index, self.quantity.unit)
            return None
        most = self.quantity.most
        if most is None or number <= most:
            return number
        text = Text("“{value}” is more than {most}.", value=str(number), most=most)
        self.add_finding("above-most", text, index, self.quantity.unit)
        return None

    def year(self, index: int, year: object) -> object:
        """Give a year of the horizon."""
        years = self.scenario.horizon.years
        if year in years:
            return year
        text = Text(
            "{year} lies outside the horizon, {first}-{last}.",
            year=str(year),
            first=str(years[0]),
            last=str(years[-1]),
        )
        self.add_finding("year-outside-horizon", text, index, "year")
        return None

    def possible(self, index: int, cell: Cell) -> bool:
        """Tell whether the scenario has such a cell."""
        if cell in self.known_cells:
            return True
        says = dict(zip(self.axes, cell, strict=True))
        place = {pool.pool: pool.municipality for pool in self.scenario.capacity}.get(
            str(says.get("pool"))
        )
        if place is None or place == says["municipality"]:
            text = Text("The scenario leaves no room for this: {cell}.", cell=self.words(cell))
            self.add_finding("not-possible", text, index, None)
        else:
            text = Text(
                "“{pool}” lies in {place}.",
                pool=quoted(says["pool"]),
                place=self.scenario.municipality(place).name,
            )
            self.add_finding("pool-elsewhere", text, index, "pool")
        return False

    def words(self, cell: Cell) -> tuple[Part, ...]:
        """Give what a cell is told apart by, for a reader."""
        return cell_words(self.scenario, cell)

    def add_finding(self, code: str, text: Text, index: int, column: str | None) -> None:
        """Add what is wrong with a cell, or with a row."""
        finding = Finding(code, "error", text, self.table.origin(index, column))
        # A name beside several numbers, and a year above several rows, is wrong once.
        if finding not in self.told:
            self.findings.append(finding)
        self.told.add(finding)

    def notes(self) -> Iterator[Finding]:
        """Say what the table was read as, and what was recognised; nothing of a refused one."""
        if self.findings:
            return
        where = self.table.origin()
        read = Text(
            "Read as “{quantity}” by {axes}: {total} in {rows}.",
            quantity=Word(self.quantity.name),
            axes=tuple(map(Word, self.axes)),
            total=Units(self.total, self.quantity.unit),
            rows=Units(len(set(self.table.row_numbers)), "rows"),
        )
        yield Finding(READ_AS, "note", read, where)
        names = self.vocabulary.municipalities.names
        pairs = tuple(
            Text(
                "“{written}” as {meant}",
                written=quoted(written),
                meant=names.get(str(meant), Word(str(meant))),
            )
            for (_, written), meant in self.recognised.items()
        )
        if pairs:
            text = Text("Recognised: {pairs}.", pairs=pairs)
            yield Finding("recognised", "note", text, where)
        if self.grouped:
            text = Text(
                "“{value}” is read as {number}: whole numbers have no decimals.",
                value=quoted(self.grouped),
                number="".join(filter(str.isdigit, self.grouped)),
            )
            yield Finding("thousands-sign", "note", text, where)
        for text in not_mentioned(self.axes, self.said, self.known_cells, names):
            yield Finding(NOT_MENTIONED, "note", text, where)
        for text in doubts(self.axes, {cell: one for cell, one in self.said.items() if one}):
            yield Finding("doubtful-numbers", "warning", text, where)


def cell_words(scenario: Scenario, cell: Cell) -> tuple[Part, ...]:
    """Give what a cell is told apart by, for a reader."""
    names = {one.code: one.name for one in scenario.municipalities}
    return tuple(names.get(str(name), Word(str(name))) for name in cell)


def without_float_noise(given: object) -> object:
    """Give a number without what floating point added in its sixteenth digit."""
    if isinstance(given, float) and not given.is_integer() and float(f"{given:.14g}").is_integer():
        return round(given)
    return given
