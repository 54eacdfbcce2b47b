"""A table of measurements, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement, and what it must reach when it must reach anything."""

    what: str
    measured: float
    unit: str
    at_most: float | None = None

    def __str__(self) -> str:
        target, verdict = "", ""
        if self.at_most is not None:
            target = f"at most {self.at_most:g} {self.unit}"
            verdict = "reached" if self.measured <= self.at_most else "**missed**"
        return f"| {self.what} | {shown(self.measured)} {self.unit} | {target} | {verdict} |"


@dataclass(frozen=True, slots=True)
class Table:
    """Measurements side by side, of which nothing is asked.

    Parameters
    ----------
    title
        Above it; empty for none.
    head
        The columns: what was measured, then its numbers.
    rows
        As many columns each.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[object]]

    def __str__(self) -> str:
        lines = [self.head, ["---", *["---:"] * (len(self.head) - 1)], *self.rows]
        written = [f"| {' | '.join(map(str, line))} |" for line in lines]
        return "\n".join([*([f"### {self.title}", ""] if self.title else []), *written])


@dataclass(frozen=True, slots=True)
class Report:
    """Measurements of one run, under a title.

    Parameters
    ----------
    title
        What was measured.
    lines
        Measurements, and what they must reach.
    tables
        Measurements of which nothing is asked.
    notes
        Paragraphs that say how to read them.
    """

    title: str
    lines: Sequence[Line] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()

    def __str__(self) -> str:
        head = ["| what | measured | must reach | |", "|---|---:|---|---|"]
        lines = ["\n".join([*head, *map(str, self.lines)])] if self.lines else []
        return "\n\n".join([f"## {self.title}", *lines, *map(str, self.tables), *self.notes])


def shown(number: float | None) -> str:
    """Write a number in three digits, or as many as a whole number has."""
    if number is None:
        return "-"
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
