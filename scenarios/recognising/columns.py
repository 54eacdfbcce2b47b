"""Columns of a table in a sheet: what each holds, by its header and by its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from models.language import Text
from models.values import quoted
from scenarios.document.tables import column_letters
from scenarios.recognising.comparing import compared
from scenarios.recognising.headers import HeaderMeaning, HeaderMeanings
from scenarios.recognising.number_cells import DASHES, is_number
from scenarios.recognising.regions import SheetRegion
from scenarios.recognising.words import Vocabulary

MOST_SEEN = 2_000
"""Cells of a column that are looked at to see what it holds."""

BY_CELLS = ("municipality", "segment", "form", "group", "facility")
"""The axes that a column's cells give away, whatever its header is."""

MOST_OF = 0.6
"""The part of a column's different texts that have to be names of an axis."""


@dataclass(frozen=True)
class SheetColumn:
    """A column of a table.

    Parameters
    ----------
    place
        Its position.
    parts
        What the cells of its header say, from the top down.
    role
        ``label`` (names of an axis), ``number``, ``total``, ``percent``, ``remark``, ``figure`` (a
        number that is no plan's), ``project``, ``same`` (names that another column has too),
        ``unclear`` (numbers of which the header does not say what they are), ``text``, ``empty``.
    axis
        Of names: the axis.
    values
        Of numbers: the names that all of them are of, by axis.
    by_cells
        Whether its cells gave it away, and not its header.
    """

    place: int
    parts: tuple[HeaderMeaning, ...]
    role: str = ""
    axis: str = ""
    values: Mapping[str, str | int] | None = None
    by_cells: bool = False

    @property
    def header(self) -> str:
        """The header in one line, as it stands."""
        return " / ".join(part.text for part in self.parts)

    @property
    def letters(self) -> str:
        """What a spreadsheet calls it."""
        return column_letters(self.place)

    @property
    def marks(self) -> frozenset[str]:
        """What else its header says."""
        return frozenset(mark for part in self.parts for mark in part.marks)

    @property
    def unit(self) -> str:
        """What it counts, when it says so."""
        return next((part.unit for part in reversed(self.parts) if part.unit), "")

    @property
    def quantity(self) -> str:
        """What its numbers are of, when it says so."""
        return next((part.quantity for part in reversed(self.parts) if part.quantity), "")

    @property
    def axes(self) -> tuple[str, ...]:
        """The axes that its header names."""
        return tuple(axis for part in self.parts for axis in part.axes)

    @property
    def understood(self) -> bool:
        """Whether its header says what it holds; a band above it may say more."""
        return bool(self.parts) and self.parts[-1].understood

    @property
    def clear(self) -> bool:
        """Whether all that stands above it is understood."""
        return all(part.understood for part in self.parts) and "aside" not in self.marks

    @property
    def literal(self) -> bool:
        """Whether its header stands there as it is known here."""
        *bands, last = self.parts or (HeaderMeaning(""),)
        return last.literal and all(band.understood for band in bands) and not self.by_cells


def sheet_columns(
    region: SheetRegion, meanings: HeaderMeanings, vocabulary: Vocabulary
) -> list[SheetColumn]:
    """Give the columns of a table with what each holds."""
    parts = header_parts(region, meanings)
    found = [
        with_role(SheetColumn(place, tuple(parts[place])), cells_below(region, place), vocabulary)
        for place in region.places
    ]
    return list(without_doubles(found, region, vocabulary))


def header_parts(region: SheetRegion, meanings: HeaderMeanings) -> dict[int, list[HeaderMeaning]]:
    """Give the header cells above each column; one that spans several stands above them all."""
    rows = [region.cells(row) for row in region.headers]
    parts: dict[int, list[HeaderMeaning]] = {place: [] for place in region.places}
    for at, cells in enumerate(rows):
        below = {place for lower in rows[at + 1 :] for place in lower}
        spanning: object = None
        for place in region.places:
            if place in cells:
                spanning = cells[place] if place in below else None
                parts[place].append(meanings.of(cells[place]))
            elif spanning is not None and place in below:
                parts[place].append(meanings.of(spanning))
            else:
                spanning = None
    return {place: joined_header(own, meanings) for place, own in parts.items()}


def joined_header(parts: list[HeaderMeaning], meanings: HeaderMeanings) -> list[HeaderMeaning]:
    """Read a header with the band above it where only both are a name: koop, and sociaal below."""
    *above, band, own = [HeaderMeaning("")] * (2 - len(parts)) + parts
    tenure = "tenure" in band.marks
    if len(parts) < 2 or (band.understood and not tenure):
        return parts
    header = f"{band.text} / {own.text}"
    both = meanings.of(f"{band.text} {own.text}")
    if both.values and both.understood:
        return [*above, replace(both, text=header, literal=False)]
    if compared(band.text) in compared(own.text):
        return [*above, replace(own, text=header)]
    if tenure and own.values:
        return [*above, HeaderMeaning(header, rest=header)]
    return parts


def cells_below(region: SheetRegion, place: int) -> list[object]:
    """Give the filled cells of a column, up to so many."""
    found: list[object] = []
    for row in region.body:
        cell = region.grid.rows[row].get(place)
        if cell is not None:
            found.append(cell)
        if len(found) >= MOST_SEEN:
            break
    return found


def with_role(column: SheetColumn, cells: list[object], vocabulary: Vocabulary) -> SheetColumn:
    """Tell what a column holds."""
    texts = [cell for cell in cells if isinstance(cell, str) and not is_number(cell)]
    texts = [text for text in texts if text.casefold() not in DASHES]
    numbers = sum(map(is_number, cells))
    values: dict[str, str | int] = {}
    for part in column.parts:
        values |= part.values
    if not cells and not values:
        return replace(column, role="empty")
    mostly_numbers = numbers >= len(texts)
    if named := axis_of(column, texts, mostly_numbers, vocabulary):
        axis, by_cells = named
        return replace(column, role="label", axis=axis, by_cells=by_cells)
    of_something = bool(values) and column.understood
    if "remark" in column.marks and not (values and mostly_numbers):
        return replace(column, role="remark")
    if not mostly_numbers and not of_something:
        role = "project" if "project" in column.marks else "text" if column.parts else "remark"
        return replace(column, role=role)
    return replace(column, role=number_role(column, values, cells), values=values)


def axis_of(
    column: SheetColumn, texts: list[str], mostly_numbers: bool, vocabulary: Vocabulary
) -> tuple[str, bool] | None:
    """Give the axis whose names stand in a column, and whether only its cells say so."""
    named = [part for part in column.parts if part.axes and not part.values]
    if column.marks & {"yearly", "cumulative"}:
        named = []
    if named and column.parts[-1] is named[-1]:
        axis = named[-1].axes[-1]
        if axis in ("municipality", "year", "pool") or not mostly_numbers:
            return axis, False
    if mostly_numbers:
        return None
    if "kind" in column.marks:
        counted = {axis: names_in(texts, axis, vocabulary) for axis in ("segment", "form")}
        return max(counted, key=lambda axis: counted[axis]), True
    if "project" in column.marks and names_in(texts, "pool", vocabulary) >= MOST_OF:
        return "pool", False
    if column.marks & {"remark", "percent", "figure"}:
        return None
    shares = {axis: names_in(texts, axis, vocabulary) for axis in BY_CELLS}
    best = max(shares, key=lambda axis: shares[axis])
    return (best, True) if shares[best] >= MOST_OF else None


def names_in(texts: Iterable[str], axis: str, vocabulary: Vocabulary) -> float:
    """Give the part of the different texts that are names of an axis."""
    different = set(texts)
    known = sum(vocabulary.meant(axis, text).name is not None for text in different)
    return known / len(different) if different else 0.0


def number_role(column: SheetColumn, values: Mapping[str, str | int], cells: list[object]) -> str:
    """Tell what the numbers of a column are."""
    marks = column.marks
    percent = [isinstance(cell, str) and cell.rstrip().endswith("%") for cell in cells]
    if "percent" in marks or any(percent):
        return "percent"
    if "figure" in marks and not ("realised" in marks and set(values) == {"year"}):
        return "figure"
    if (marks & {"yearly", "cumulative"}) and "year" not in values:
        return "unclear"
    if "total" in marks:
        return "total"
    if column.understood and (values or column.unit or column.quantity or "count" in marks):
        return "number"
    if column.understood and column.parts[-1].period:
        return "number"
    fractions = [cell for cell in cells if isinstance(cell, float) and not cell.is_integer()]
    if fractions and all(isinstance(cell, int | float) and 0 <= cell <= 1 for cell in cells):
        return "percent"
    return "unclear"


def without_doubles(
    columns: list[SheetColumn], region: SheetRegion, vocabulary: Vocabulary
) -> Iterator[SheetColumn]:
    """Of columns with names of one axis (a code and a name) let one count: the best known one.

    One that only its cells give away, and that names others than what is called so, is a text.
    """
    columns = [
        replace(column, role="text", axis="") if contradicted(column, columns, region, vocabulary)
        else column
        for column in columns
    ]  # fmt: skip
    counted = Counter(column.axis for column in columns if column.role == "label")
    best: dict[str, int] = {}
    for axis, number in counted.items():
        if number > 1:
            own = [column for column in columns if column.axis == axis]
            known = {
                column.place: -names_in(
                    map(str, cells_below(region, column.place)), axis, vocabulary
                )
                for column in own
            }
            best[axis] = min(known, key=lambda place: (known[place], place))
    for column in columns:
        if column.role == "label" and best.get(column.axis, column.place) != column.place:
            yield replace(column, role="same")
        else:
            yield column


def contradicted(
    column: SheetColumn,
    columns: Iterable[SheetColumn],
    region: SheetRegion,
    vocabulary: Vocabulary,
) -> bool:
    """Tell whether a column that is called after an axis says otherwise than one that is not."""
    if column.role != "label" or not column.by_cells:
        return False
    named = [one for one in columns if one.axis == column.axis and not one.by_cells]

    def meant(row: int, one: SheetColumn) -> object:
        return vocabulary.meant(one.axis, region.grid.rows[row].get(one.place, "")).name

    return any(
        None not in (said := {meant(row, column), meant(row, other)}) and len(said) > 1
        for other in named
        for row in region.body
    )


def column_text(place: int, header: object) -> Text:
    """Give what a reader calls a column."""
    letters = column_letters(place)
    if not header:
        return Text("column {letters}", letters=letters)
    return Text("column {letters} “{header}”", letters=letters, header=quoted(header))
