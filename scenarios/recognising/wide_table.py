"""Wide tables: the numbers of a scenario's table side by side, a column per segment or year."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from models.existing_stock import DEMOLISHED
from models.findings import Origin
from models.territory import Territory
from scenarios.document.tables import Table, cell_name
from scenarios.recognising.number_cells import DASHES
from scenarios.recognising.own_names import OwnNames
from scenarios.recognising.words import SYNONYMS, AxisWords, year_meant

SEGMENTS: tuple[str, ...] = Territory.model_fields["segments"].default

FORMS = (
    *("regular", "zero_step", "clustered", "care_suitable", "wheelchair", "student", "flex"),
    "caravan_pitch",
)

UNITS: Mapping[str, str] = {
    "capacity": "dwellings",
    "needs": "households",
    "bids": "dwellings",
    "realised": "number",
    "demands": "dwellings",
    "reference": "share",
}
"""The column of numbers of a table that people write as several."""

AXES: Mapping[str, tuple[str, ...]] = {
    "capacity": ("year", "segments"),
    "needs": ("year", "group"),
    "bids": ("segment",),
    "realised": ("year", "segment", "form", "group"),
    "demands": ("segment", "form"),
    "reference": ("segment", "form"),
}
"""What the columns beside one another may be of, the most usual first."""

YEARS = ("first_year", "last_year")
"""The columns that say of plan capacity in which years it is."""

FIRST, LAST = 1990, 2100
"""Years between which a number above a column is one."""

LEAST = 2
"""Columns of one kind that make a wide table."""


class ColumnValue(NamedTuple):
    """What a column of numbers is of.

    Parameters
    ----------
    axis
        Of what kind: ``year``, ``segment`` ...
    name
        Which of them.
    """

    axis: str
    name: str | int


@cache
def words_of(axis: str, own: tuple[str, ...] = ()) -> AxisWords:
    """Give the words for what a column may be of, with those of a scenario's own."""
    known = {"segment": SEGMENTS, "segments": SEGMENTS, "form": FORMS}
    known["becomes"] = (*SEGMENTS, DEMOLISHED)
    others = [name for name in SYNONYMS if name not in (*SEGMENTS, *FORMS)]
    ours = known.get(axis, others)
    words = AxisWords(ours)
    return AxisWords((*ours, *(name for name in own if words.name(name) is None))) if own else words


def value_meant(axis: str, header: object, own: OwnNames) -> str | int | None:
    """Give the year, segment, form or group that a header names."""
    if axis == "year":
        year = year_meant(header).name
        return year if isinstance(year, int) and FIRST <= year <= LAST else None
    return words_of(axis, own.get(axis.removesuffix("s"), ())).meant(header).name


def wide_values(
    table: str, headers: Mapping[int, object], meant: Collection[str | None], own: OwnNames
) -> dict[int, ColumnValue]:
    """Find the columns that hold a table's numbers side by side.

    Parameters
    ----------
    table
        The table.
    headers
        The headers by position.
    meant
        The columns that headers are known to mean.
    own
        The segments, forms and groups that the scenario has.

    Returns
    -------
    dict
        By position what a column's numbers are of; empty when the table is not wide.
    """
    for axis in AXES.get(table, ()):
        columns = YEARS if (table, axis) == ("capacity", "year") else (axis,)
        if set(columns) & set(meant):
            continue
        found = {
            place: ColumnValue(axis, name)
            for place, header in headers.items()
            if (name := value_meant(axis, header, own)) is not None
        }
        if len(found) >= LEAST and len(set(found.values())) == len(found):
            return found
    return {}


@dataclass(frozen=True)
class WideTable(Table):
    """A table whose numbers stood side by side; each row knows the column that it was in.

    Parameters
    ----------
    spots
        Per row the position of its number, and that column's header.
    written
        The columns that the position and header are of.
    """

    spots: tuple[tuple[int, str], ...] = ()
    written: tuple[str, ...] = ()

    def origin(self, row_index: int | None = None, column: str | None = None) -> Origin:
        """Give where a cell, a row, a column or (without either) the table was read."""
        if row_index is None or column not in self.written:
            return super().origin(row_index, column)
        place, header = self.spots[row_index]
        row = self.row_numbers[row_index]
        return Origin(self.file, row, header, cell_name(row, place))


@dataclass(frozen=True)
class WideColumns:
    """How the numbers of a table stand side by side.

    Parameters
    ----------
    table
        The table.
    values
        By position what a column's numbers are of.
    named
        The positions of the other columns that are known, by what they mean.
    """

    table: str
    values: Mapping[int, ColumnValue]
    named: Mapping[str, int]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a row gets for one of its numbers."""
        axis = next(iter(self.values.values())).axis
        of = YEARS if (self.table, axis) == ("capacity", "year") else (axis,)
        pool = ("pool",) if self.table == "capacity" and "pool" not in self.named else ()
        return (UNITS[self.table], *of, *pool)

    def rows(
        self, rows: Sequence[tuple[int, Mapping[int, object]]], after: int
    ) -> Iterator[tuple[int, int, dict[int, object]]]:
        """Give a row for each number.

        Parameters
        ----------
        rows
            The rows as they stand, by number.
        after
            The position from which on the new columns stand.

        Yields
        ------
        tuple
            The row's number, the position that its number stood at, and its cells by position.
        """
        for number, cells in rows:
            shared = {place: cell for place, cell in cells.items() if place not in self.values}
            for place, value in self.values.items():
                cell = cells.get(place)
                if cell is None or (isinstance(cell, str) and cell.casefold() in DASHES):
                    continue
                own: dict[str, object] = dict.fromkeys(self.columns, value.name)
                own[UNITS[self.table]] = cell
                made = {**shared, **{after + at: own[one] for at, one in enumerate(self.columns)}}
                if self.table == "capacity":
                    # Each number is plan capacity of its own, and no two may have one name.
                    at = self.named.get("pool", after + len(self.columns) - 1)
                    whose = cells.get(at, cells.get(self.named.get("municipality", -1), ""))
                    made[at] = f"{whose} {value.name}".strip()
                yield number, place, made
