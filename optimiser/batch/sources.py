"""Where variants come from: a folder of scenarios, and a table of changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.values import as_in_a_file, quoted
from optimiser.batch.variation import NAME, BatchSource, Override, VariantRow
from scenarios.document.spelling import restated
from scenarios.document.tables import Table
from scenarios.forms.archive import is_workbook
from scenarios.forms.csv_files import read_csv
from scenarios.forms.folder_form import KEYS_FILE, file_bytes
from scenarios.forms.workbook import read_workbook
from scenarios.shipped import folders

FORMS = (".json", ".xlsx", ".ods", ".xls")
"""How the name of a scenario in one file ends."""


def scenarios_in(source: str | Path) -> tuple[BatchSource, ...] | None:
    """List the scenarios in a folder, sorted by name; None if this is no folder of scenarios.

    They are its folders with a ``scenario.yaml``, and its files that end in ``.json`` or as a
    workbook does. None of them is read yet.

    Parameters
    ----------
    source
        A path, or the id of a shipped scenario.

    Returns
    -------
    tuple of BatchSource or None
        The scenarios, by name.
    """
    folder = Path(source)
    if source in folders() or not os.path.isdir(folder) or (folder / KEYS_FILE).exists():
        return None
    found = {
        each.name: each
        for each in folder.iterdir()
        if (each / KEYS_FILE).is_file() or each.suffix.casefold() in FORMS
    }
    return tuple(BatchSource(name, path) for name, path in sorted(found.items())) or None


def read_changes(path: str | Path) -> tuple[VariantRow, ...]:
    """Read a table of changes: a variant per row, a path as the header of each column.

    It is CSV, as Excel in Dutch writes it too, or a workbook (xlsx, ods, xls) with one sheet, or
    one that is called ``variants``. A column ``variant`` names the variants. An empty cell leaves
    its value as it is.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    tuple of VariantRow
        A row per variant, in the order of the table.

    Raises
    ------
    InvalidScenario
        With all that is wrong with the table.
    """
    path = Path(path)
    source = file_bytes(path, path.name)
    if is_workbook(source):
        table = variants_sheet(read_workbook(source, path.name), path.name)
    else:
        table = read_csv(source, path.name, "variants")
    return tuple(variant_rows(table))


def variants_sheet(sheets: dict[str, Table], file: str) -> Table:
    """Give the sheet that holds the variants.

    Raises
    ------
    InvalidScenario
        If that is not clear.
    """
    table = next(iter(sheets.values())) if len(sheets) == 1 else sheets.get("variants")
    if table is None:
        text = Text("The workbook has one sheet, or one that is called “variants”.")
        raise InvalidScenario([Finding("unknown-table", "error", text, Origin(file))])
    return table


def variant_rows(table: Table) -> Iterator[VariantRow]:
    """Give the rows of a table as changes.

    Raises
    ------
    InvalidScenario
        If the table has no rows.
    """
    if not table.rows:
        text = Text("This table has no rows.")
        raise InvalidScenario([Finding("empty-table", "error", text, table.origin())])
    headers = dict(zip(table.columns, table.headers, strict=True))
    filled = {NAME}.union(*table.rows)
    empty = tuple(
        Override(headers[column].strip(), "", table.origin(None, column))
        for column in table.columns
        if column not in filled
    )
    for index, cells in enumerate(table.rows):
        changes = (
            Override(headers[column].strip(), plain_cell(cell, table), table.origin(index, column))
            for column, cell in cells.items()
            if column != NAME
        )
        name = cells.get(NAME, table.row_numbers[index] - 1)
        yield VariantRow(quoted(as_in_a_file(name)), tuple(changes), empty)


def plain_cell(cell: object, table: Table) -> object:
    """Give a cell as it can be said in words, whatever the file's decimal sign is."""
    if isinstance(cell, str) and table.decimal_sign:
        return restated(cell, table.decimal_sign, ".")
    return cell if isinstance(cell, int | float) else str(cell)
