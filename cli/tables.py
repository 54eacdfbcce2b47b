"""Tables of a result as CSV."""

from __future__ import annotations

from collections.abc import Sequence

from cli.ending import Stop
from models.language import Language, Text
from optimiser.presentation.columns import Records


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


def as_csv(name: str, records: Records, language: Language, *, dutch: bool) -> bytes:
    """Write a table as CSV.

    Numbers that have no finite decimals become the nearest number of floating point.

    Parameters
    ----------
    name
        Which table it is.
    records
        Its rows.
    language
        Of the words in a Dutch CSV.
    dutch
        For people, as Excel in Dutch opens it: ``;``, decimal commas and a byte order mark, with
        headers and words of the domain in the reader's language. Otherwise for programs, with ids:
        commas and decimal points.
    """
    from optimiser.presentation.columns import column_header, in_csv, shown_cell, without_ids
    from scenarios.document.tables import Table
    from scenarios.forms.csv_files import write_csv

    columns = tuple(records[0]) if records else ()
    headers: Sequence[str] = columns
    if dutch and records:
        columns = tuple(without_ids(records))
        headers = [column_header(column, records, language) for column in columns]
        records = [
            {column: shown_cell(name, row, column, language) for column in columns}
            for row in records
        ]
    rows = tuple(
        {column: in_csv(cell) for column, cell in row.items() if cell is not None and cell != ""}
        for row in records
    )
    table = Table(name, name, columns, rows, tuple(range(2, len(rows) + 2)))
    return write_csv(table, dutch=dutch, separator=";" if dutch else ",", header=headers)
