"""Tags of tables: heads of rows and what each table is about, which Typst cannot say yet.

Typst has them (`pdf.header-cell`, `pdf.table-summary`) behind a feature (`a11y-extras`) that its
Python package does not pass on, so they are put into the file that it made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import SEEK_CUR, BytesIO
from typing import Any

VERSION = "%PDF-1.7"

END = b"\nendstream"


class Written(BytesIO):
    """A file being written, in which no end of data can be taken for the end of a line."""

    def write(self, given: Any) -> int:
        """Write what is given; after a carriage return of the data a line ends with both signs."""
        if given == END:
            self.seek(-1, SEEK_CUR)
            given = END if self.read(1) != b"\r" else b"\r" + END
        return super().write(given)


def with_row_heads(file: bytes, names: Sequence[str]) -> bytes:
    """Make the first cell of each row its head, and say what each table is about.

    Parameters
    ----------
    file
        A tagged PDF.
    names
        What its tables are about, in their order.

    Returns
    -------
    bytes
        The file's content; the same content gives the same bytes.
    """
    from pypdf import PdfWriter
    from pypdf.generic import NameObject, TextStringObject

    writer = PdfWriter(clone_from=BytesIO(file))
    writer.pdf_header = VERSION
    tags = [*within(writer.root_object["/StructTreeRoot"])]
    tables = (one for one in tags if one["/S"] == "/Table")
    for table, name in zip(tables, names, strict=True):
        about_table(table)[NameObject("/Summary")] = TextStringObject(name)
    for row in (one for one in tags if one["/S"] == "/TR"):
        first, *others = within(row, deep=False)
        if first["/S"] == "/TD":
            first[NameObject("/S")] = NameObject("/TH")
            about_table(first)[NameObject("/Scope")] = NameObject("/Row")
            for one in (first, *others):
                # A list of heads of columns would hide those of rows; scopes tell both.
                about_table(one).pop("/Headers", None)
    made = Written()
    writer.write(made)
    return made.getvalue()


def within(tag: Any, *, deep: bool = True) -> Iterator[Any]:
    """Give the tags in a tag, in the order of reading."""
    inside = tag.get("/K", ())
    for given in inside if isinstance(inside, list) else (inside,):
        one = given.get_object()
        if isinstance(one, dict) and "/S" in one:
            yield one
            if deep:
                yield from within(one)


def about_table(tag: Any) -> Any:
    """Give what a tag says as a part of a table."""
    from pypdf.generic import DictionaryObject, NameObject

    given = (one.get_object() for one in tag["/A"])
    found = next((one for one in given if one["/O"] == "/Table"), None)
    if found is None:
        found = DictionaryObject({NameObject("/O"): NameObject("/Table")})
        tag["/A"].append(found)
    return found
