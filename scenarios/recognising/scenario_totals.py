"""Totals in a sheet of a scenario: whether they are what the numbers beside and above come to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from models.findings import Finding
from models.language import Text
from models.numbers import NumberProblem, parse_number
from scenarios.document.grid import CellPlace, SheetGrid
from scenarios.recognising.headers import TOTALS
from scenarios.recognising.left_out import LeftOut
from scenarios.recognising.number_cells import is_number
from scenarios.recognising.reading_notes import note
from scenarios.recognising.rows import SHARE_ROW, TOTAL_ROW

LEAST_ALIKE = 3
"""How many rows and numbers there are, at least, of which one is no accident if it adds up."""


class SheetTotals:
    """Leaves totals out, and tells of those that are not what they add up.

    Parameters
    ----------
    grid
        The sheet.
    headers
        The headers of its columns, by position.
    left, notes
        What is left out, and what differs, is added here.
    """

    def __init__(
        self,
        grid: SheetGrid,
        headers: Mapping[int, object],
        left: LeftOut,
        notes: list[Finding],
    ) -> None:
        self.grid, self.headers = grid, headers
        self.left, self.notes = left, notes

    def below(self, totals: Sequence[int], rows: Sequence[int], places: Collection[int]) -> None:
        """Leave rows out that add up others, in columns of whole numbers.

        They add up those above them, of these those since the total before, or all.
        """
        right: list[int] = []
        for total in totals:
            above = [row for row in rows if row < total]
            before = max((row for row in totals if row < total), default=0)
            since = [row for row in above if row > before]
            differing = []
            for place in sorted(places):
                at = (total, place)
                said, summed = self._sums(at, [(row, place) for row in above])
                others = (
                    self._sums(at, [(row, place) for row in group])[1] for group in (since, rows)
                )
                if said is not None and said not in (summed, *others):
                    text = Text("This total says {said}, and the numbers above it come to "
                                "{summed}.", said=said, summed=summed)  # fmt: skip
                    differing.append(self._note(at, text))
            self.notes += differing
            if differing:
                self.left.rows(self.grid, [total], Text("does not add up"))
            else:
                right.append(total)
        self.left.rows(self.grid, right, Text("adds up"))

    def unnamed(self, rows: Sequence[int], places: Collection[int]) -> list[int]:
        """Give the row that adds up all others, whatever it is called: the region, by its name.

        One number that is the sum of two others may be so by chance; two are not, nor one of many.
        """
        numbers = {
            place: [self._number(row, place) or Fraction(0) for row in rows] for place in places
        }
        twice = {place: sum(own, Fraction(0)) for place, own in numbers.items()}
        for at, row in enumerate(rows):
            said = {place: 2 * own[at] for place, own in numbers.items() if own[at]}
            alike = all(twice[place] == own for place, own in said.items())
            if alike and len(rows) - 1 + len(said) > LEAST_ALIKE:
                return [row]
        return []

    def means(self, rows: Sequence[int]) -> None:
        """Leave rows out that are a mean or a difference of others."""
        self.left.rows(self.grid, rows, Text("a mean or a difference"))

    def beside(self, total: int, rows: Sequence[int], places: Collection[int]) -> None:
        """Leave a column out that adds up those beside it."""
        differing = []
        for row in rows:
            said, summed = self._sums((row, total), [(row, place) for place in places])
            if said is not None and said != summed:
                text = Text("This total says {said}, and the numbers beside it come to {summed}.",
                            said=said, summed=summed)  # fmt: skip
                differing.append(self._note((row, total), text))
        self.notes += differing
        why = Text("does not add up") if differing else Text("adds up")
        self.left.column(total, self.headers[total], why)

    def _sums(
        self, total: CellPlace, places: Sequence[CellPlace]
    ) -> tuple[Fraction | None, Fraction]:
        """Give what a total says, and what it is the total of comes to."""
        numbers = [self._number(*place) for place in places]
        return self._number(*total), sum((one for one in numbers if one is not None), Fraction(0))

    def _note(self, total: CellPlace, text: Text) -> Finding:
        where = self.grid.origin(*total, str(self.headers[total[1]]))
        return note("total-differs", text, where, "warning")

    def _number(self, row: int, place: int) -> Fraction | None:
        cell = self.grid.rows[row].get(place)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return Fraction(cell)
        if isinstance(cell, str) and cell.isdecimal() and cell.isascii():  # as CSV has it
            return Fraction(int(cell))
        whole = whole_number_in(cell)
        return None if whole is None else Fraction(whole)


def holds_number(cell: object) -> bool:
    """Tell whether a cell holds a number in any way that one may be written."""
    if is_number(cell) or not isinstance(cell, str):
        return is_number(cell)
    try:
        parse_number(cell)
    except NumberProblem as problem:
        return problem.code != "not-a-number"
    return True


def is_total_label(text: str) -> bool:
    """Tell whether a text, as it is compared, stands before a total."""
    return text in TOTALS or TOTAL_ROW.search(text) is not None


def is_mean_label(text: str) -> bool:
    """Tell whether a text, as it is compared, stands before a mean or a difference."""
    return SHARE_ROW.search(text) is not None and not text[:1].isdigit()


def whole_number_in(cell: object) -> int | None:
    """Give the whole number that a text with points or blanks between thousands stands for."""
    if not isinstance(cell, str):
        return None
    groups = cell.replace("\u00a0", ".").replace("\u202f", ".").replace(" ", ".").split(".")
    right = len(groups) > 1 and groups[0] != "" and len(groups[0]) <= len("999")
    if not right or not all(group.isdecimal() and group.isascii() for group in groups):
        return None
    return int("".join(groups)) if all(len(group) == len("999") for group in groups[1:]) else None
