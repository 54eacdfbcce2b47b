"""A document: a scenario as somebody wrote it, before anything in it is understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeAlias, get_args

from models.codes import CodeProblem, municipality_code
from models.findings import Origin
from models.noun import Noun
from models.recollection import recalled
from models.scenario import Scenario
from models.values import DecimalSign, presumed_of
from scenarios.document.spelling import identifier, restated
from scenarios.document.tables import Table

ValuePath: TypeAlias = tuple[str, ...]
"""The way to a value: ``("agreements", "social-rent", "at_least")``."""


def _row_kinds() -> Iterator[tuple[str, type[Noun]]]:
    for name, table in Scenario.model_fields.items():
        kind = next(iter(get_args(table.annotation)), None)
        if isinstance(kind, type) and issubclass(kind, Noun):
            yield name, kind


ROWS = dict(_row_kinds())
"""The tables that a scenario knows, and what a row of each is."""


ROW_KEYS: dict[str, tuple[str, ...]] = {
    "municipalities": ("code",),
    "capacity": ("pool",),
    "needs": ("group", "municipality", "origin", "year"),
    "bids": ("party", "municipality", "segment"),
    "areas": ("area", "municipality"),
    "neighbourhoods": ("neighbourhood",),
    "offers": ("facility", "municipality"),
    "travel": ("origin", "destination"),
    "realised": ("municipality", "year", "segment", "form", "group"),
    "demands": ("variant", "municipality", "segment", "form"),
    "prices": ("segment", "year"),
    "price_limits": ("price_class", "year"),
    "withdrawals": ("municipality", "year", "segment", "becomes"),
    "moving_on": ("municipality", "segment", "form", "frees"),
    "rates": (
        *("rate", "per", "municipality", "year"),
        *("segment", "form", "becomes", "group"),
    ),
    "reference": ("municipality", "segment", "form"),
    "sources": ("table", "column"),
}
"""The columns by which a row is told from the others, and by which another scenario changes it."""


CODES = ("code", "municipality", "origin", "destination")
"""The columns that hold, or can hold, a municipality's code."""


DEEPEST = 12
"""Twice the deepest that a scenario's keys go."""


COUNTED = frozenset(
    ("inhabitants", "inhabitants_65_plus", "households", "stock", "stock_social_rent", "vacancies")
)
"""Figures that are whole numbers: a point in them stands between thousands where commas are
decimal."""

REMOVE = "remove"
"""The key or column by which an agreement or a row of the extended scenario is taken away."""


YES_OR_NO = {
    **dict.fromkeys(("yes", "true", "1", "x", "ja", "waar"), True),
    **dict.fromkeys(("no", "false", "0", "nee", "onwaar"), False),
}


REMEMBERED = 4096
"""Rows that are remembered: eight times those of a region of seventeen municipalities."""

PLAIN = frozenset((str, int, float, bool))
"""What cells of rows that are remembered may be."""


@dataclass(frozen=True)
class DocumentRow:
    """A row of a table, which may lie over the row of an extended scenario.

    Parameters
    ----------
    table, index
        Where it was read.
    says
        The columns that it speaks of; the others are as in the row below.
    below
        The row that it changes.
    """

    table: Table
    index: int
    says: frozenset[str]
    below: DocumentRow | None = None

    @property
    def key(self) -> ValuePath:
        """What tells it from the other rows, however it is spelled."""
        cells = self.table.rows[self.index]
        return tuple(_key(name, cells.get(name)) for name in ROW_KEYS[self.table.name])

    @property
    def complete(self) -> bool:
        """Whether it has every column that a row of its own must have."""
        fields = ROWS[self.table.name].model_fields
        return all(name in self.says for name, field in fields.items() if field.is_required())

    @property
    def replaced(self) -> frozenset[str]:
        """The columns that it says anew: what is said anew is for everyone, also in Dutch."""
        known = ROWS[self.table.name].model_fields
        return self.says | {dutch for name in self.says if (dutch := f"{name}_nl") in known}

    @property
    def removes(self) -> object:
        """What the column ``remove`` says, when there is one."""
        return self.table.rows[self.index].get(REMOVE)

    @property
    def decimal_sign(self) -> DecimalSign | None:
        """How its numbers write decimals, when that is known."""
        if self.below is None or self.below.decimal_sign == self.table.decimal_sign:
            return self.table.decimal_sign
        return None

    @property
    def context(self) -> dict[str, DecimalSign | None]:
        """What its values are validated with."""
        presumed = self.table.presumed_sign if self.below is None else None
        return {"decimal_sign": self.decimal_sign, "presumed_sign": presumed}

    def cells(self) -> dict[str, object]:
        """Give the filled cells by column, so that `decimal_sign` holds for all numbers."""
        above = {k: v for k, v in self.table.rows[self.index].items() if k != REMOVE}
        if self.below is None:
            return above
        below = {k: v for k, v in self.below.cells().items() if k not in self.replaced}
        if self.decimal_sign != self.table.decimal_sign:
            above = _clear(self.table.name, above, self.table.decimal_sign)
        if self.decimal_sign != self.below.decimal_sign:
            below = _clear(self.table.name, below, self.below.decimal_sign)
        return below | above

    def fields(self) -> dict[str, object]:
        """Give the filled cells of the columns that the table knows."""
        name = self.table.name
        if has_figures(name):
            sign = self.context["presumed_sign"]
            return {
                column: restated(cell, presumed, ".")
                if (presumed := presumed_of(cell, sign))
                and isinstance(cell, str)
                and column in COUNTED
                else cell
                for column, cell in self.cells().items()
            }
        known = ROWS[name].model_fields
        return {column: cell for column, cell in self.cells().items() if column in known}

    @cached_property
    def noun(self) -> Noun:
        """What it says, validated once: scenarios that change other rows share it.

        Raises
        ------
        ValidationError
            With all that is wrong with it.
        """
        fields, context = self.fields(), self.context
        if PLAIN.issuperset(map(type, fields.values())):
            cells = tuple((name, type(cell), cell) for name, cell in fields.items())
            return recalled(_rows_read)(self.table.name, cells, tuple(context.items()))
        return ROWS[self.table.name].model_validate(fields, context=context)

    def origin(self, column: str | None = None) -> Origin:
        """Give where the row, or its cell in a column, was read."""
        if column is None or self.below is None or column in self.replaced:
            return self.table.origin(self.index, column)
        return self.below.origin(column)


def _rows_read() -> Callable[..., Noun]:
    return lru_cache(REMEMBERED)(_row_read)


def _row_read(
    name: str,
    cells: tuple[tuple[str, type, object], ...],
    context: tuple[tuple[str, DecimalSign | None], ...],
) -> Noun:
    """Validate a row, or find it: the next variant of a scenario has nearly all the same rows.

    Parameters
    ----------
    name
        The table.
    cells
        The filled cells by column, each with what kind of value it is: ``1`` is not ``true``.
    context
        What its values are validated with.

    Returns
    -------
    Noun
        The row.

    Raises
    ------
    ValidationError
        With all that is wrong with it.
    """
    fields = {column: cell for column, _, cell in cells}
    return ROWS[name].model_validate(fields, context=dict(context))


@dataclass(frozen=True)
class Document:
    """A scenario as it was written: keys with values, tables, and where each of them stands.

    Parameters
    ----------
    file
        What it was read from, as a user knows it.
    content
        The keys. The agreements are by id; a key without a value is left out.
    tables
        The rows by table and key.
    origins
        Where keys stand, at least the outermost ones.
    extends
        The scenario that this one changes.
    removed
        The paths of what is taken away from that scenario.
    """

    file: str
    content: Mapping[str, Any]
    tables: Mapping[str, Mapping[ValuePath, DocumentRow]] = field(default_factory=dict)
    origins: Mapping[ValuePath, Origin] = field(default_factory=dict)
    extends: str | None = None
    removed: frozenset[ValuePath] = frozenset()

    def numbered(self, path: ValuePath) -> ValuePath:
        """Give a path as it is written: by number in a list, where it says an id."""
        found: list[str] = []
        inside: Any = self.content
        for name in path:
            if isinstance(inside, list):
                ids = [str(each.get("id")) if isinstance(each, dict) else "" for each in inside]
                found.append(str(ids.index(name)) if name in ids else name)
                inside = dict(enumerate(inside)).get(ids.index(name)) if name in ids else None
            else:
                found.append(name)
                inside = inside.get(name) if isinstance(inside, dict) else None
        return tuple(found)

    def origin(self, path: ValuePath) -> Origin:
        """Give where a value stands, or else what it is in; the column is its path."""
        return placed_origin(self.origins, path, self.file)


def nearest_origin(places: Mapping[ValuePath, Origin], path: ValuePath, file: str) -> Origin:
    """Give where a value stands, or else what it is in."""
    if not places:  # of JSON nothing is known, and it has hundreds of values
        return Origin(file)
    nearer = (places.get(path[:length]) for length in range(len(path), -1, -1))
    return next((found for found in nearer if found is not None), Origin(file))


def placed_origin(places: Mapping[ValuePath, Origin], path: ValuePath, file: str) -> Origin:
    """Give the same with a column in any case: the path, where none was read."""
    found = nearest_origin(places, path, file)
    return found if found.column else replace(found, column=".".join(path) or None)


def _key(column: str, cell: object) -> str:
    text = "" if cell is None else str(cell)
    if column in CODES and cell is not None:
        try:
            return municipality_code(cell)
        except CodeProblem:
            return text
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return text


def _clear(name: str, cells: Mapping[str, object], sign: DecimalSign | None) -> dict[str, object]:
    """Write the numbers of a row so that they are clear without the decimal sign of their file."""
    return {
        column: restated(cell, sign, ".")
        if sign is not None and isinstance(cell, str) and _is_number(name, column)
        else cell
        for column, cell in cells.items()
    }


def _is_number(name: str, column: str) -> bool:
    known = ROWS[name].model_fields.get(column)
    return known is None or bool({int, Fraction} & set(_types(known.annotation)))


def _types(annotation: object) -> Iterator[object]:
    inner = get_args(annotation)
    if not inner:
        yield annotation
    for each in inner:
        yield from _types(each)


def has_figures(table: str) -> bool:
    """Tell whether a table may have columns of the user's own, with numbers."""
    return ROWS[table].model_config.get("extra") == "allow"


def given_columns(record: Mapping[Any, Any]) -> frozenset[str]:
    """Give the columns that a record of JSON speaks of, also those that it empties."""
    return frozenset(identifier(str(key)) for key in record)
