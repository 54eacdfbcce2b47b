"""Names of columns and sheets, however a person spells them, and texts that no sheet may run."""

from __future__ import annotations

import re
from functools import cache
from unicodedata import normalize

from models.language import dutch_catalogue
from models.numbers import NumberProblem, parse_number, write_number
from models.values import DecimalSign

IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

NUMBER = r"[-−]?[0-9](?:[0-9., \u00a0\u2009\u202f]*%?|[0-9]*/[0-9]+)"
GUARDED = re.compile(rf"'+(?:\s*[=+\-@\0]|[\t\r]|<r>|{NUMBER}$)")
RISKY = re.compile(rf"'*(?!{NUMBER}$)(?:\s*[=+\-@\0]|[\t\r]|<r>)|'+{NUMBER}$")


FORMER = {"duur": "market"}
"""Words that our own files had for a name before, and that may still stand in files."""


def normal(text: str) -> str:
    """Give a text as it is known here, wherever it came from.

    Its letters are composed (NFC: a Mac writes an e and an accent where others write é), its
    lines end with LF, and there are no blanks around it.
    """
    composed = text if text.isascii() else normalize("NFC", text)
    return composed.replace("\r\n", "\n").replace("\r", "\n").strip()


def identifier(label: str) -> str:
    """Give the name that a label stands for: ``municipality`` for ``Gemeente``.

    Case and blanks do not matter. A label that two Dutch words of ours share, or that we do not
    know, stands for itself.
    """
    folded = _folded(label)
    return _dutch_labels().get(folded, folded)


def is_dutch(label: str) -> bool:
    """Tell whether a label is a Dutch word for one of our names, and not the name itself."""
    return identifier(label) != _folded(label)


def guarded(text: str) -> str:
    """Give a text as a sheet may hold it: what a spreadsheet would run gets a leading ``'``.

    The rule is the one of OWASP ASVS 5.0, 1.2.10. A negative number is left alone. ``<r>`` is
    there because the writer of workbooks takes it for markup.
    """
    return f"'{text}" if RISKY.match(text) else text


def unguarded(text: str) -> str:
    """Take the guard off again, and nothing else: ``'s-Gravenhage`` keeps its apostrophe."""
    return text[1:] if text.startswith("'") and GUARDED.match(text) else text


def restated(text: str, read: DecimalSign, written: DecimalSign) -> str:
    """Write a number that is a text with another decimal sign; other texts stay as they are."""
    number, percent = (text[:-1], "%") if text.endswith("%") else (text, "")
    if not number.strip("-−0123456789"):
        return text
    try:
        return write_number(parse_number(number, read), written) + percent
    except NumberProblem:
        return text


def _folded(label: str) -> str:
    return "_".join(label.casefold().split())


@cache
def _dutch_labels() -> dict[str, str]:
    names: dict[str, set[str]] = {}
    for name, dutch in dutch_catalogue().items():
        if IDENTIFIER.fullmatch(name) and dutch:
            names.setdefault(_folded(dutch), set()).add(name)
    return FORMER | {label: found.pop() for label, found in names.items() if len(found) == 1}
