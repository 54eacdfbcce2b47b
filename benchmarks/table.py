"""A table of measurements, as Markdown."""

from __future__ import annotations

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
        return f"| {self.what} | {self.measured:.3g} {self.unit} | {target} | {verdict} |"


@dataclass(frozen=True, slots=True)
class Report:
    """Measurements of one run, under a title."""

    title: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        head = [f"## {self.title}", "", "| what | measured | must reach | |", "|---|---:|---|---|"]
        return "\n".join([*head, *map(str, self.lines)])
