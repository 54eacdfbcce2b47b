"""A first look at a workbook's bytes, before any spreadsheet code sees what is in it."""

from __future__ import annotations

import io
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.values import ValueProblem
from scenarios.forms.text_files import LARGEST_FILE

MOST_PARTS = 500
"""A workbook of Excel has a dozen parts, and a few more per sheet."""

MOST_INFLATED = 32 * 2**20
"""The largest table that may be comes to 28 MB; inflating this much takes a tenth of a second."""

MOST_RATIO = 200
"""Sheets shrink to a tenth, repetitive ones to a hundredth; bombs to a thousandth."""

SMALL = 2**20
"""A part up to this size may shrink as it likes."""

DIRECTORY_ENTRY = b"PK\x01\x02"
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an .xls begins, and a workbook with a password."""

CONTENT_TYPES, MANIFEST = "[Content_Types].xml", "META-INF/manifest.xml"
"""The parts by which an .xlsx and an .ods say what they hold."""

ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
LONGEST_DOCTYPE = max(map(len, DOCTYPES))

ACTIVE = {
    "externallink": "external-links",
    "connections": "external-links",
    "querytable": "external-links",
    "vbaproject": "macros",
    "macroenabled": "macros",
    "macrosheet": "macros",
    "activex": "macros",
    # In an .ods.
    "basic/": "macros",
    "scripts/": "macros",
}
"""What names of parts and content types give away, in lower case."""

BINARY = "ms-excel.sheet.binary"
"""What a content type of an .xlsb has; it always says that it may have macros."""

STREAMS = {
    "EncryptedPackage".encode("utf-16-le"): "encrypted-workbook",
    "_VBA_PROJECT".encode("utf-16-le"): "macros",
}
"""What names of streams in a compound file give away."""

SHEETS = tuple(name.encode("utf-16-le") + b"\0\0" for name in ("Workbook", "Book", "WORKBOOK"))
"""The stream that holds the sheets of an .xls."""

NO_WORKBOOK = Text("This is not a workbook (.xlsx, .ods or .xls).")
ENCRYPTED = Text("This workbook has a password. Save it without one.")
IN_BINARY = Text("This workbook is in Excel's binary form (.xlsb). Save it as .xlsx.")
MACROS = Text("This workbook has macros. Save it as a workbook without (.xlsx).")
TOO_LARGE = Text(
    "This workbook is too large: packed at most {packed} megabytes, unpacked {unpacked}.",
    packed=LARGEST_FILE // 2**20,
    unpacked=MOST_INFLATED // 2**20,
)


def is_workbook(source: bytes) -> bool:
    """Tell whether a file begins as a workbook, or another archive, and not as a text."""
    return source.startswith((b"PK\x03\x04", COMPOUND_FILE))


def check_archive(source: bytes, file: str) -> None:
    """Refuse what is no plain workbook, or unpacks to more than one.

    Every part is unpacked once, piece by piece, and thrown away: what the archive says about its
    own sizes is not believed. An .xls is no archive; its streams are known by their names.

    Raises
    ------
    InvalidScenario
        ``not-a-workbook``, ``encrypted-workbook``, ``damaged-workbook``, ``file-too-large``,
        ``external-links`` or ``macros``.
    """
    try:
        if source.startswith(COMPOUND_FILE):
            _check_streams(source)
            return
        _check_signature(source)
        with ZipFile(io.BytesIO(source)) as archive:
            parts = archive.infolist()
            _check_directory(parts)
            _check_contents(archive, parts)
            _check_kind(archive, parts)
    except ValueProblem as problem:
        finding = Finding(problem.code, "error", problem.text, Origin(file))
        raise InvalidScenario([finding]) from None
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise InvalidScenario([damaged_workbook(file)]) from None


def damaged_workbook(file: str) -> Finding:
    """Give the finding for a workbook that no reader understands."""
    text = Text("This workbook is damaged. Open it in a spreadsheet program and save it again.")
    return Finding("damaged-workbook", "error", text, Origin(file))


def _check_streams(source: bytes) -> None:
    if len(source) > LARGEST_FILE:
        raise ValueProblem("file-too-large", TOO_LARGE)
    found = [code for name, code in STREAMS.items() if name in source]
    if found:
        code = found[0]
        raise ValueProblem(code, MACROS if code == "macros" else ENCRYPTED)
    if not any(name in source for name in SHEETS):
        raise ValueProblem("not-a-workbook", NO_WORKBOOK)


def _check_signature(source: bytes) -> None:
    if not source.startswith(b"PK"):
        raise ValueProblem("not-a-workbook", NO_WORKBOOK)
    # Counted before the archive is opened, because opening it makes an object of each entry.
    if len(source) > LARGEST_FILE or source.count(DIRECTORY_ENTRY) > MOST_PARTS:
        raise ValueProblem("file-too-large", TOO_LARGE)


def _check_directory(parts: list[ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if CONTENT_TYPES not in names and MANIFEST not in names:
        raise ValueProblem("not-a-workbook", NO_WORKBOOK)
    if any(part.flag_bits & 1 for part in parts):
        raise ValueProblem("encrypted-workbook", ENCRYPTED)
    if len(names) != len(parts):
        raise BadZipFile("two parts have the same name")
    if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
        raise BadZipFile("a part is packed as no workbook is")
    shrunk = any(
        part.file_size > SMALL and part.file_size > MOST_RATIO * part.compress_size
        for part in parts
    )
    if shrunk or sum(part.file_size for part in parts) > MOST_INFLATED:
        raise ValueProblem("file-too-large", TOO_LARGE)


def _check_contents(archive: ZipFile, parts: list[ZipInfo]) -> None:
    unpacked = 0
    for part in parts:
        with archive.open(part) as content:
            end = b""
            while piece := content.read(2**16):
                unpacked += len(piece)
                if unpacked > MOST_INFLATED:
                    raise ValueProblem("file-too-large", TOO_LARGE)
                seen = end + piece
                if any(doctype in seen for doctype in DOCTYPES):
                    raise BadZipFile("no spreadsheet program declares a document type")
                end = seen[-LONGEST_DOCTYPE:]


def _check_kind(archive: ZipFile, parts: list[ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if CONTENT_TYPES in names:
        _check_activity(archive.read(CONTENT_TYPES).decode("utf-8", "replace"), names)
        return
    if "mimetype" not in names or archive.read("mimetype").strip() != ODS_TYPE:
        raise ValueProblem("not-a-workbook", NO_WORKBOOK)
    if b"encryption-data" in archive.read(MANIFEST):
        raise ValueProblem("encrypted-workbook", ENCRYPTED)
    _check_activity("", names)


def _check_activity(types: str, names: list[str]) -> None:
    said = " ".join([types, *names]).lower()
    if BINARY in said:
        raise ValueProblem("not-a-workbook", IN_BINARY)
    found = {code for word, code in ACTIVE.items() if word in said}
    if "macros" in found:
        raise ValueProblem("macros", MACROS)
    if "external-links" in found:
        text = Text(
            "This workbook takes values from other files. Replace the links by their values "
            "(Data, Edit links, Break link) and save it again."
        )
        raise ValueProblem("external-links", text)
