"""The result of a batch: a tidy table with a row per variant, and long tables of their plans.

Nothing in it depends on which process was ready first: rows are in the order of the variants.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, partial
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.language import Language, Percent, Text
from models.numbers import decimal_sign_of
from models.values import DecimalSign
from optimiser.batch.entry import VARIANTS, BatchOptions, Entry
from optimiser.batch.ledger import Entries
from optimiser.batch.variation import NAME, Variant, Variants
from optimiser.presentation.columns import column_header, in_csv
from optimiser.presentation.columns import shown_cell as worded
from optimiser.results.account import Record, UnknownTable
from scenarios.document.hints import in_dutch
from scenarios.document.spelling import restated
from scenarios.document.tables import Table
from scenarios.forms.csv_files import write_csv
from scenarios.forms.whole_files import replaced

if TYPE_CHECKING:
    from pandas import DataFrame


PARQUET = ".parquet"
"""The ending of a file that is written as Parquet; any other is CSV."""

DECIMALS = 6
"""Of a number that a person reads."""

AT_ONCE = 2_000
"""Rows that are held in memory while a table is written."""


class Ended(Enum):
    """How a run ended."""

    COMPLETE = "complete"
    CANCELLED = "cancelled"
    LOST = "lost"
    NOT_WRITTEN = "not_kept"


@dataclass(frozen=True)
class BatchResult:
    """What came of the variants of a batch.

    Parameters
    ----------
    variants, options
        What was asked.
    keys
        Per variant its key in the ledger; fewer than there are variants when a run ended early.
    ledger
        What is finished.
    besides
        What the ledger does not keep, by the same keys.
    ended
        How the run ended.
    reason
        Why it ended early, when somebody should do something about it.
    """

    variants: Variants
    options: BatchOptions
    keys: tuple[str, ...]
    ledger: Entries
    besides: dict[str, Entry]
    ended: Ended
    reason: Text | None = None

    @property
    def complete(self) -> bool:
        """Whether every variant has its row."""
        return self.ended is Ended.COMPLETE

    def entries(self) -> Iterator[tuple[Variant, Entry]]:
        """Go through what is finished, in the order of the variants.

        Yields
        ------
        tuple
            A variant, and what came of it.
        """
        with self.ledger.opened() as read:
            for variant, key in zip(self.variants, self.keys, strict=False):
                if key in self.besides:
                    yield variant, self.besides[key]
                elif key in self.ledger:
                    yield variant, read(key)

    @cached_property
    def goals(self) -> tuple[str, ...]:
        """The goals that any of them has, in the order in which they come."""
        named = (goal for _, entry in self.entries() for goal in entry.get("goals", ()))
        return tuple(dict.fromkeys(named))

    def statuses(self) -> Counter[str]:
        """Count the variants by their status.

        Returns
        -------
        Counter
            Numbers of variants by status.
        """
        return Counter(str(entry["status"]) for _, entry in self.entries())

    def records(
        self, table: str = VARIANTS, language: Language = "nl", *, timings: bool = False
    ) -> Iterator[Record]:
        """Give a table as tidy rows, in the order of the variants.

        Parameters
        ----------
        table
            ``variants``, or one of the tables that were asked for.
        language
            Of its sentences.
        timings
            Whether the seconds that each variant took are told too; they differ from run to run.

        Yields
        ------
        dict
            A row: values by column.

        Raises
        ------
        UnknownTable
            If that table was not asked for.
        """
        if table != VARIANTS and table not in self.options.tables:
            raise UnknownTable(table, (VARIANTS, *self.options.tables))
        for variant, entry in self.entries():
            if table == VARIANTS:
                named = self.variants.named(variant)
                yield result_row(named, entry, self.goals, language, timings=timings)
            else:
                for row in entry.get("tables", {}).get(table, ()):
                    yield named_row(variant, row)

    def frame(self, table: str = VARIANTS, language: Language = "nl") -> DataFrame:
        """Give a table as a pandas frame.

        Parameters
        ----------
        table, language
            As for `records`.

        Returns
        -------
        DataFrame
            The rows; numbers are floats where they are no whole numbers.

        Raises
        ------
        UnknownTable
            If that table was not asked for.
        """
        from pandas import DataFrame

        return DataFrame(list(self.records(table, language)))

    def write(
        self,
        output: str | Path,
        language: Language = "nl",
        *,
        dutch: bool = False,
        timings: bool = False,
    ) -> tuple[Path, ...]:
        """Write every table that was asked for, each whole or not at all.

        Parameters
        ----------
        output
            The file of the table with a row per variant. Another table stands beside it
            (``out.totals.csv``). One that ends in ``.parquet`` is Parquet, any other CSV.
        language
            Of sentences.
        dutch
            CSV as Excel in Dutch opens it.
        timings
            Whether the seconds that each variant took are told too, as for `records`.

        Returns
        -------
        tuple of Path
            The files.

        Raises
        ------
        OSError
            If one cannot be written.
        """
        written = []
        for table, path in files_of(Path(output), self.options.tables).items():
            rows = partial(self.records, table, language, timings=timings)
            kinds = column_types(rows())
            spoken = language if dutch else None
            with replaced(path) as file:
                if path.suffix == PARQUET:
                    write_parquet(file, kinds, rows())
                else:
                    for piece in csv_pieces(table, tuple(kinds), rows(), spoken):
                        file.write(piece)
            written.append(path)
        return tuple(written)


def named_row(variant: Variant, row: Record) -> Record:
    """Name the variant that a row of a plan's table is of.

    A segment may be called like that column; then its own is the second of that name.
    """
    if NAME in row:
        second = next(name for number in count(2) if (name := f"{NAME}_{number}") not in row)
        row = {second if column == NAME else column: cell for column, cell in row.items()}
    return {NAME: variant.id, **row}


def result_row(
    named: Record,
    entry: Entry,
    goals: Iterable[str],
    language: Language,
    *,
    timings: bool = False,
) -> Record:
    """Give a variant's row.

    Parameters
    ----------
    named
        What it says of the variant itself.
    entry
        What came of it.
    goals
        The goals that have columns.
    language
        Of its sentences.
    timings
        Whether the seconds that it took are told too.
    """
    reached = entry.get("goals", {})
    return {
        **named,
        "scenario_hash": entry.get("scenario_hash"),
        "status": entry["status"],
        "status_text": entry["status_text"][language],
        "dwellings": entry.get("dwellings"),
        **{
            f"{goal}{name}": reached[goal][place] if goal in reached else None
            for goal in goals
            for place, name in enumerate(("", ":bound"))
        },
        **{name: entry.get(name) for name in ("largest_deviation", "hoover", "gini")},
        "message": entry["message"][language],
        **({"seconds": entry.get("seconds")} if timings else {}),
    }


def files_of(output: Path, tables: Iterable[str]) -> dict[str, Path]:
    """Give the file of each table."""
    others = {table: output.with_name(f"{output.stem}.{table}{output.suffix}") for table in tables}
    return {VARIANTS: output, **others}


def column_types(rows: Iterable[Record]) -> dict[str, type]:
    """Give the columns that any row has, and what each holds: whole numbers, numbers or texts."""
    order = (bool, int, float, str)
    kinds: dict[str, type] = {}
    for row in rows:
        for column, cell in row.items():
            before, now = kinds.get(column), type(cell)
            if cell is None:
                kinds.setdefault(column, type(None))
            elif before in (None, type(None)) or before is now:
                kinds[column] = now
            else:
                numbers = {before, now} <= {int, float}
                kinds[column] = float if numbers else str
    return {column: kind if kind in order else str for column, kind in kinds.items()}


def csv_pieces(
    name: str, columns: tuple[str, ...], rows: Iterator[Record], spoken: Language | None
) -> Iterator[bytes]:
    """Write rows as CSV, a piece at a time; in a language as Excel in Dutch opens it."""
    sign: DecimalSign = "," if spoken else "."
    headers = [column_called(column, spoken) if spoken else column for column in columns]
    named = False
    while (piece := tuple(islice(rows, AT_ONCE))) or not named:
        filled = tuple(
            {
                column: noted(cell, sign)
                if "." in column
                else in_csv(plainly(worded(name, row, column, spoken)) if spoken else cell)
                for column, cell in row.items()
                if cell not in (None, "")
            }
            for row in piece
        )
        table = Table(name, name, columns, filled, tuple(range(2, len(filled) + 2)))
        yield write_csv(table, sign == ",", ";" if spoken else ",", header=not named and headers)
        named = True


def column_called(column: str, language: Language) -> str:
    """Name a column in the reader's words; what was varied with dots, as a user may type it."""
    if "." in column:
        return ".".join(our_word(each, language) for each in column.split("."))
    goal, _, rest = column.partition(":")
    own = column_header(goal, [{}], language)
    return ": ".join([own, *(our_word(each, language) for each in rest.split(":") if each)])


def our_word(name: str, language: Language) -> str:
    """Give our word for a name of ours, and the name itself where it is the user's own."""
    return in_dutch(name) if language == "nl" else name


def plainly(value: object) -> object:
    """Give a number without the dust of floating point, as a person reads it."""
    match value:
        case Percent(ratio):
            return Percent(round(ratio, DECIMALS))
        case float():
            return round(value, DECIMALS) + 0.0
    return value


def noted(value: object, sign: DecimalSign) -> object:
    """Write a number that was varied, such as ``12,5%``, with a file's own decimal sign.

    With the other sign it would be taken for a text, and get what keeps a text from being run.
    """
    if not isinstance(value, str):
        return value
    own = decimal_sign_of(value.removesuffix("%").rstrip())
    return restated(value, own, sign) if own else value


def write_parquet(file: Any, kinds: dict[str, type], rows: Iterator[Record]) -> None:
    """Write rows as Parquet, a piece at a time."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    arrow = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string()}
    schema = pa.schema([(column, arrow[kind]) for column, kind in kinds.items()])
    with ParquetWriter(file, schema) as writer:
        while piece := list(islice(rows, AT_ONCE)):
            columns = {
                column: [None if (cell := row.get(column)) is None else kind(cell) for row in piece]
                for column, kind in kinds.items()
            }
            writer.write_table(pa.table(columns, schema=schema))
