"""Tables of a result as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from cli.outcome import Stop
from models.language import Text

Records = Sequence[Mapping[str, Any]]


def check_tables(names: Sequence[str], known: Sequence[str]) -> None:
    """See whether there are tables of such names.

    Raises
    ------
    Stop
        If there is none of some name.
    """
    wrong = [name for name in names if name not in known]
    if wrong:
        text = Text(
            "There is no table “{name}”. There are {known}.", name=wrong[0], known=tuple(known)
        )
        raise Stop(text)


def as_csv(name: str, records: Records, *, dutch: bool) -> bytes:
    """Write a table as CSV.

    Numbers that have no finite decimals become the nearest number of floating point.

    Parameters
    ----------
    name
        Which table it is.
    records
        Its rows.
    dutch
        As Excel in Dutch opens it: ``;``, decimal commas and a byte order mark. Otherwise as most
        programs expect: commas and decimal points.
    """
    from scenarios.csv_files import write_csv
    from scenarios.tables import Table

    columns = tuple(records[0]) if records else ()
    rows = tuple(
        {column: near(cell) for column, cell in row.items() if cell is not None and cell != ""}
        for row in records
    )
    table = Table(name, name, columns, rows, tuple(range(2, len(rows) + 2)))
    return write_csv(table, dutch=dutch, separator=";" if dutch else ",")


def near(cell: object) -> object:
    """Give a cell as a number that has decimals."""
    return cell if not isinstance(cell, Fraction) else plain(cell)


def plain(value: Fraction) -> int | float:
    """Give a fraction as a whole number, or as the nearest float."""
    return value.numerator if value.denominator == 1 else float(value)
