"""The region in a spreadsheet: a list of cells, ``SUMIFS`` over it, and Calc's own linear solver.

What a planner has open already. The numbers to decide stand under each other with their labels;
every agreement is a formula over that list and a condition on it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.peers.answer import HELD, Answer, Reached
from benchmarks.peers.region import Dwellings, Region

DRIVER = Path(__file__).with_name("calc.py")
NUMBERS = 5
"""The column of the numbers to decide, after municipality, segment, year, form and pool."""
TOTALS = 7
"""The column of the formulas."""


@cache
def python_with_uno() -> str | None:
    """Find a Python that can drive LibreOffice; None when nothing here can."""
    if shutil.which("soffice") is None:
        return None
    for found in filter(None, map(shutil.which, ("/usr/bin/python3", "python3"))):
        if subprocess.run([found, "-c", "import uno"], check=False, capture_output=True).returncode:
            continue
        return found
    return None


def solve(region: Region, seconds: float) -> Answer:
    """Write the sheet, let Calc solve it, and read the numbers back."""
    python = python_with_uno()
    if python is None:
        return Answer(fault="LibreOffice with its Python bridge is not installed here")
    sheet = Sheet(region)
    document = json.dumps(sheet.as_record(seconds))
    ended = subprocess.run(
        [python, str(DRIVER)], input=document, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        return Answer(fault=(ended.stderr.strip().splitlines() or ["Calc ended"])[-1])
    found = json.loads(ended.stdout)
    values = dict(zip(sheet.decided, found["values"], strict=False))
    return Answer(
        # Calc tells neither a bound nor whether it ended at its limit.
        [Reached(name, value, None, False, spent) for name, value, spent in found["goals"]],
        {cell: values[cell] for cell in region.cells if cell in values},
        {place: values[place] for place in region.places if place in values},
        found["fault"],
    )


class Sheet:
    """The region as one sheet."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.contents: list[tuple[int, int, str | float]] = []
        self.constraints: list[tuple[tuple[int, int], str, float]] = []
        self.decided: list[Any] = [*region.cells, *region.places]
        self.rows = {what: row for row, what in enumerate(self.decided, 1)}
        self.helpers: list[tuple[int, int]] = []
        self.formulas = 0
        for what, row in self.rows.items():
            labels = what if len(what) > 2 else (what[0], region.group, what[1])
            self.contents += [(column, row, label) for column, label in enumerate(labels)]
        self.last = len(self.rows) + 1
        self.agreements()
        self.goals = [(name, self.goal(name)) for name in region.goals]

    def as_record(self, seconds: float) -> dict[str, Any]:
        """Give the sheet as the driver reads it."""
        numbers = [(NUMBERS, row) for row in self.rows.values()]
        return {
            "contents": self.contents,
            "variables": [*numbers, *self.helpers],
            "whole": numbers,
            "constraints": self.constraints,
            "goals": self.goals,
            "seconds": seconds,
            "held": HELD,
        }

    def formula(self, text: str) -> tuple[int, int]:
        """Write a formula in the next free cell; gives where."""
        self.formulas += 1
        self.contents.append((TOTALS, self.formulas, f"={text}"))
        return TOTALS, self.formulas

    def helper(self) -> str:
        """Take a cell that the solver may change, for a distance; gives its name."""
        self.helpers.append((TOTALS + 2, len(self.helpers) + 1))
        return name(self.helpers[-1])

    def hold(self, text: str, sense: str, number: float) -> None:
        """Ask that a formula keeps to a number."""
        self.constraints.append((self.formula(text), sense, number))

    def sums(self, *conditions: tuple[int, str | int]) -> str:
        """Add up the numbers whose labels in some columns are these."""
        numbers = self.column(NUMBERS)
        if not conditions:
            return f"SUM({numbers})"
        pairs = ";".join(f"{self.column(at)};{quoted(label)}" for at, label in conditions)
        return f"SUMIFS({numbers};{pairs})"

    def column(self, at: int) -> str:
        """Name the list's part of a column."""
        return f"${letter(at)}$2:${letter(at)}${self.last}"

    def count(self, wanted: Dwellings) -> str:
        """Add up dwellings."""
        region = self.region
        fixed: list[tuple[int, str | int]] = []
        if wanted.municipality is not None:
            fixed.append((0, wanted.municipality))
        if wanted.year is not None:
            fixed.append((2, wanted.year))
        segments = wanted.segments or region.scenario.segments
        forms = [(3, form) for form in wanted.forms or ()]
        sums = [
            self.sums(*fixed, (1, segment), *form)
            for segment in segments
            for form in ([[one] for one in forms] or [[]])
        ]
        return f"({'+'.join(sums)})"

    def agreements(self) -> None:
        """Write a formula and a condition for all that was agreed."""
        region = self.region
        for pool, most in region.pools.items():
            self.hold(self.sums((4, pool)), "<=", most)
        for (pool, year), most in region.per_year.items():
            self.hold(self.sums((4, pool), (2, year)), "<=", most)
        for quota in region.quotas:
            self.hold(self.count(quota.counted), quota.sense, quota.number)
        self.lacking: list[str] = []
        for share in region.parts:
            above, below = share.ratio.numerator, share.ratio.denominator
            text = f"{below}*{self.count(share.part)}-{above}*{self.count(share.whole)}"
            if not share.binding:
                helper = self.helper()
                self.lacking.append(f"{share.weight}*{helper}")
                text += f"{'+' if share.sense == '>=' else '-'}{below}*{helper}"
            self.hold(text, share.sense, 0)
        for year, households in region.need.items():
            self.hold(self.sums((1, region.group), (2, year)), "==", households)
        if region.cap is None:
            return
        above, below = region.cap.numerator, region.cap.denominator
        for code, year in region.places:
            social = self.count(Dwellings(code, year, ("social_rent",)))
            text = f"{below}*{self.number(code, year)}-{above}*{social}"
            self.hold(text, "<=", above * region.vacancies[code])

    def number(self, code: str, year: int) -> str:
        """Name the cell of the households housed in a municipality and year."""
        return name((NUMBERS, self.rows[code, year]))

    def goal(self, goal: str) -> tuple[int, int]:
        """Write a goal as one cell."""
        region = self.region
        match goal:
            case "shortfall":
                return self.formula("+".join(self.lacking) or "0")
            case "fairness":
                largest = self.helper()
                for place, fair in region.fair.items():
                    self.hold(f"{self.number(*place)}-{fair}*{largest}", "<=", fair)
                    self.hold(f"{self.number(*place)}+{fair}*{largest}", ">=", fair)
                return self.formula(largest)
            case "evenness":
                return self.distances(
                    (self.number(*place), fair) for place, fair in region.fair.items()
                )
            case "nearness":
                return self.distances((self.count(wanted), bid) for wanted, bid in region.bids)
            case _:
                per_year = {place: self.count(Dwellings(*place)) for place in region.places}
                return self.distances(
                    (f"{per_year[code, year]}-{per_year[code, year - 1]}", 0)
                    for code in region.codes
                    for year in region.years[1:]
                )

    def distances(self, pairs: Iterable[tuple[str, float]]) -> tuple[int, int]:
        """Add up how far formulas are from numbers."""
        helpers = []
        for text, number in pairs:
            helpers.append(self.helper())
            self.hold(f"{text}-{helpers[-1]}", "<=", number)
            self.hold(f"{text}+{helpers[-1]}", ">=", number)
        return self.formula("+".join(helpers) or "0")


def quoted(label: str | int) -> str:
    """Write a label in a formula."""
    return str(label) if isinstance(label, int) else f'"{label}"'


def letter(column: int) -> str:
    """Give the letter of one of the first columns."""
    return "ABCDEFGHIJ"[column]


def name(place: tuple[int, int]) -> str:
    """Name a cell as formulas do."""
    column, row = place
    return f"${letter(column)}${row + 1}"
