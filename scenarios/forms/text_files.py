"""The text of a file that a person made, whichever program wrote it."""

from __future__ import annotations

import codecs
import re

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from scenarios.document.tables import UNFIT

LARGEST_FILE = 16 * 2**20
"""The longest table that may be (`scenarios.document.tables.MOST_ROWS`), with 160 bytes a row; a
workbook with as much is smaller. No form and no attachment may be larger."""

ARCHIVE = b"PK\x03\x04"
DOUBLE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
ACCENTED = re.compile(rb"[\xc3\xe2][\x80-\xbf]")
"""An accented letter or typographic sign in UTF-8; in cp1252 it is a letter with a symbol."""


def decoded(source: bytes, file: str) -> str:
    """Give the text of a file in UTF-8, cp1252 or Excel's "Unicode text" (UTF-16).

    Parameters
    ----------
    source
        The file's content.
    file
        Its name, as the findings give it.

    Raises
    ------
    InvalidScenario
        ``file-too-large``, ``mixed-encoding``, or ``not-text`` for anything else than text.
    """
    if len(source) > LARGEST_FILE:
        large = Text("This file is larger than {most} megabytes.", most=LARGEST_FILE // 2**20)
        raise _refused("file-too-large", large, file)
    if source.startswith(ARCHIVE):
        archive = Text("This is a workbook or an archive, not text. A workbook ends in .xlsx.")
        raise _refused("not-text", archive, file)
    text = _text(source, file)
    if unfit := UNFIT.search(text):
        control = Text(
            "This file contains a character that is no text ({character}).",
            character=f"U+{ord(unfit[0]):04X}",
        )
        raise _refused("not-text", control, file, text.count("\n", 0, unfit.start()) + 1)
    return text


def _text(source: bytes, file: str) -> str:
    encodings = ("utf-16",) if source.startswith(DOUBLE) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        if encoding == "cp1252" and ACCENTED.search(source):
            mixed = Text(
                "Part of this file is in UTF-8 and part is not. Save it again as CSV UTF-8."
            )
            raise _refused("mixed-encoding", mixed, file)
        try:
            return source.decode(encoding)
        except UnicodeDecodeError:
            continue
    unknown = Text("This file is not a text in UTF-8 or Windows-1252. Save it as CSV UTF-8.")
    raise _refused("not-text", unknown, file)


def _refused(code: str, text: Text, file: str, row: int | None = None) -> InvalidScenario:
    return InvalidScenario([Finding(code, "error", text, Origin(file, row))])
