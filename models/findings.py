"""What is wrong, or worth knowing, about a scenario before it is solved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from models.language import Text

Severity = Literal["error", "warning", "note"]

MOST_FINDINGS = 200
"""More than this tells nobody anything new, and a table can be wrong in every cell."""

LONGEST_PLACE = 200
"""Characters of a file's name or a path that are told: a key of a million is not said again."""


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where a value was read: a file, and in it a row (from 1, headers count) and a column.

    ``column`` is the column's header, or the path of a key in a YAML or JSON document
    (``agreements.social-rent.at_least``).

    Parameters
    ----------
    file
        What it was read from, as a user knows it.
    row
        The row, from 1; None where there are no rows.
    column
        The column or the key; None for a whole row or file.
    cell
        What the place is called: ``B7`` in a spreadsheet, ``A3:F20`` for a whole table, and in what
        changes a scenario the row by its key.
    """

    file: str
    row: int | None = None
    column: str | None = None
    cell: str | None = None

    def __post_init__(self) -> None:
        """Tell no more of the names in it than a reader needs to find them."""
        for name in ("file", "column"):
            said = getattr(self, name)
            if said is not None and len(said) > LONGEST_PLACE:
                object.__setattr__(self, name, f"{said[: LONGEST_PLACE - 1]}…")

    def __str__(self) -> str:
        """Give the place as people write it: ``bids.csv:3, dwellings``."""
        place = self.cell or self.row
        file = self.file if place is None else f"{self.file}:{place}"
        return ", ".join(filter(None, (file, self.column)))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, with a fixed code that programs may rely on.

    Parameters
    ----------
    code
        Kebab-case, stable: ``ambiguous-number``, ``capacity-below-target``.
    severity
        An ``error`` stops the solve, a ``warning`` is worth a look, a ``note`` is for the record.
    text
        What is the matter and what to do about it.
    origin
        Where it was read, when it was read somewhere.
    """

    code: str
    severity: Severity
    text: Text
    origin: Origin | None = None

    def __str__(self) -> str:
        """Say it in a line, for who reads an exception."""
        said = (self.code, str(self.origin or ""), self.text.render("en"))
        return ": ".join(filter(None, said))

    def as_record(self) -> dict[str, object]:
        """Give the finding as it goes into JSON, with the text in both languages.

        Returns
        -------
        dict
            What goes into JSON.
        """
        where = self.origin or Origin("")
        return {
            "code": self.code,
            "severity": self.severity,
            "text": self.text.as_record(),
            "file": where.file or None,
            "row": where.row,
            "column": where.column,
            "cell": where.cell,
        }


def findings_told(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give what is told of what was found: all of it, or the first and how much there is.

    Parameters
    ----------
    findings
        All that was found.

    Returns
    -------
    tuple of Finding
        At most `MOST_FINDINGS`, and one that says so when there are more.
    """
    found = tuple(findings)
    if len(found) <= MOST_FINDINGS + 1:
        return found
    text = Text(
        "Only the first {most} of {all} findings are shown.", most=MOST_FINDINGS, all=len(found)
    )
    return (*found[:MOST_FINDINGS], Finding("more-findings", "note", text))


class InvalidScenario(ValueError):
    """A scenario that cannot be used; carries every finding, not only the first.

    Parameters
    ----------
    findings
        All that was found, at least one of them an error; what is `findings_told` of them stays.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = findings_told(findings)
        super().__init__("; ".join(map(str, self.findings)))

    def __reduce__(self) -> tuple[type[InvalidScenario], tuple[tuple[Finding, ...]]]:
        # Exceptions are made anew from their text, and this one is made from its findings.
        return type(self), (self.findings,)
