"""Spreadsheets of all forms, written by hand where no library of ours writes them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from math import ceil

import xlsxwriter

Rows = Sequence[Sequence[object]]
Sheets = Mapping[str, Rows]
"""Sheets by their titles: rows of texts, numbers, truth values and nothing."""

SECTOR = 512
END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


class Wrong(str):
    """A cell with an error, such as ``#DIV/0!``."""


class Down(int):
    """A number in a cell that is merged with the one below it."""


def xlsx(sheets: Sheets, merged: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """Write a workbook of Excel; ranges that are merged keep their first cell."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        for title, rows in sheets.items():
            page = book.add_worksheet(title)
            for area in (merged or {}).get(title, ()):
                page.merge_range(area, "")
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, Wrong):
                        page.write_formula(number, place, "=1/0", value=str(value))
                    elif isinstance(value, Down):
                        page.merge_range(number, place, number + 1, place, value)
                    elif value is not None:
                        page.write(number, place, value)
    return content.getvalue()


def ods(sheets: Sheets) -> bytes:
    """Write a workbook of LibreOffice."""
    spaces = " ".join(
        f'xmlns:{short}="urn:{name}"'
        for short, name in (
            ("office", "oasis:names:tc:opendocument:xmlns:office:1.0"),
            ("table", "oasis:names:tc:opendocument:xmlns:table:1.0"),
            ("text", "oasis:names:tc:opendocument:xmlns:text:1.0"),
            ("calcext", "org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"),
        )
    )
    pages = "".join(
        f'<table:table table:name="{escape(title)}">'
        + "".join(
            f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows
        )
        + '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        for title, rows in sheets.items()
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    parts = {
        "mimetype": kind,
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": (
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{pages}"
            "</office:spreadsheet></office:body></office:document-content>"
        ),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return content.getvalue()


def ods_row(row: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>"


def ods_cell(value: object) -> str:
    match value:
        case None:
            return "<table:table-cell/>"
        case Wrong():
            kinds = 'office:value-type="string" calcext:value-type="error"'
            return f"<table:table-cell {kinds}><text:p>{value}</text:p></table:table-cell>"
        case Down():
            over = f'table:number-rows-spanned="2" office:value="{value}"'
            return f'<table:table-cell office:value-type="float" {over}/>'
        case bool():
            said = str(value).lower()
            return f'<table:table-cell office:value-type="boolean" office:boolean-value="{said}"/>'
        case int() | float():
            return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
        case _:
            text = f"<text:p>{escape(str(value))}</text:p>"
            return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


def xls(
    sheets: Sheets, hidden: Mapping[str, tuple[Sequence[int], Sequence[int]]] | None = None
) -> bytes:
    """Write a workbook of Excel 97: the stream of its records in a compound file.

    ``hidden`` has the positions of the rows and columns of a sheet that are not shown.
    """
    pages = [
        b"".join(sheet_records(rows, *(hidden or {}).get(title, ((), ()))))
        for title, rows in sheets.items()
    ]
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    start += record(0x0042, struct.pack("<H", 1200))
    names = [title.encode("utf-16-le") for title in sheets]
    offset = len(start) + sum(4 + 8 + len(name) for name in names) + 4
    for name, page in zip(names, pages, strict=True):
        start += record(0x0085, struct.pack("<IBBBB", offset, 0, 0, len(name) // 2, 1) + name)
        offset += len(page)
    return compound_file(start + record(0x000A, b"") + b"".join(pages))


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def sheet_records(
    rows: Rows, hidden_rows: Sequence[int], hidden_columns: Sequence[int]
) -> Sequence[bytes]:
    found = [record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))]
    for place in hidden_columns:
        found.append(record(0x007D, struct.pack("<HHHHHH", place, place, 2048, 0, 1, 0)))
    for number in hidden_rows:
        about = struct.pack("<HHHHHHI", number, 0, 256, 255, 0, 0, 0x120)
        found.append(record(0x0208, about))
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            where = struct.pack("<HHH", number, place, 0)
            match value:
                case None:
                    continue
                case Wrong():
                    found.append(record(0x0205, where + bytes((7, 1))))
                case bool():
                    found.append(record(0x0205, where + bytes((value, 0))))
                case int() | float():
                    if isinstance(value, Down):
                        area = struct.pack("<HHHHH", 1, number, number + 1, place, place)
                        found.append(record(0x00E5, area))
                    found.append(record(0x0203, where + struct.pack("<d", value)))
                case _:
                    text = str(value).encode("utf-16-le")
                    found.append(
                        record(0x0204, where + struct.pack("<HB", len(text) // 2, 1) + text)
                    )
    return [*found, record(0x000A, b"")]


def compound_file(stream: bytes) -> bytes:
    """Put one stream into a compound file, whose sectors are listed in an allocation table."""
    stream = stream.ljust(4096, b"\0")  # shorter ones would lie in a stream of their own
    sectors = ceil(len(stream) / SECTOR)
    tables = ceil((sectors + 1) / (SECTOR // 4 - 1))
    first = tables + 1
    chain = [FAT] * tables + [END] + [first + at + 1 for at in range(sectors - 1)] + [END]
    chain += [FREE] * (tables * SECTOR // 4 - len(chain))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        letters = name.encode("utf-16-le")
        head = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters) + 2, kind, 1)
        links = struct.pack("<III", NONE, NONE, child)
        return head + links + bytes(36) + struct.pack("<IQ", start, size)

    folder = entry("Root Entry", 5, 1, END, 0) + entry("Workbook", 2, NONE, first, len(stream))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, END, 0, END, 0)
    listed = [*range(tables), *[FREE] * (109 - tables)]
    return b"".join(
        [
            header + struct.pack("<109I", *listed),
            struct.pack(f"<{len(chain)}I", *chain),
            folder.ljust(SECTOR, b"\0"),
            stream.ljust(sectors * SECTOR, b"\0"),
        ]
    )


FORMS = {".xlsx": xlsx, ".ods": ods, ".xls": xls}
"""How a workbook is written, by how its name ends."""
