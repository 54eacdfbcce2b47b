"""Plans beside each other: what each municipality gains and loses against a baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from optimiser.drawings.maps import MappedPlace
from optimiser.presentation.columns import Records
from optimiser.presentation.whole_table import whole_rows

SEEN = 0.5
"""Dwellings from which a difference is one: a preview counts in fractions of dwellings."""

Mark = Literal["more", "less", "same"]


@dataclass(frozen=True, slots=True)
class Beside:
    """A number, and what it was in the baseline.

    Parameters
    ----------
    number
        The number.
    before
        The baseline's; None without a baseline.
    whole
        The number as it stands in a table of whole numbers; rounded by itself if absent.
    """

    number: float
    before: float | None
    whole: int | None = None

    @property
    def shown(self) -> float:
        """The number as it is shown."""
        return self.number if self.whole is None else self.whole

    @property
    def difference(self) -> float:
        """How much more it is."""
        return 0.0 if self.before is None else self.number - self.before

    @property
    def mark(self) -> Mark:
        """Whether it is more, less or the same."""
        if abs(self.difference) < SEEN:
            return "same"
        return "more" if self.difference > 0 else "less"


@dataclass(frozen=True, slots=True)
class Line:
    """What a municipality builds.

    Parameters
    ----------
    code, name
        The municipality; both empty for the region.
    numbers
        All its dwellings, and behind that those of each segment.
    """

    code: str
    name: str
    numbers: Sequence[Beside]

    @property
    def total(self) -> Beside:
        """All its dwellings."""
        return self.numbers[0]


def lines(totals: Records, baseline: Records, segments: Sequence[str]) -> list[Line]:
    """Hold the totals of a plan beside those of a baseline.

    Parameters
    ----------
    totals
        A row per municipality, the region last, as a result has them.
    baseline
        Those of the baseline; none when there is none.
    segments
        The segments in their order.

    Returns
    -------
    list of Line
        A line per municipality, the region last.
    """
    before = {row["municipality"]: row for row in baseline}
    columns = ("new_build", *segments)

    def beside(row: Mapping[str, Any], whole: Mapping[str, Any], column: str) -> Beside:
        old = before.get(row["municipality"])
        number = None if not baseline else float(old[column]) if old and column in old else 0.0
        return Beside(float(row[column]), number, whole[column])

    return [
        Line(
            row["municipality"],
            row["name"],
            [beside(row, whole, column) for column in columns],
        )
        for row, whole in zip(totals, whole_rows(totals, segments) if totals else (), strict=True)
    ]


def moved(map_: Sequence[MappedPlace], found: Sequence[Line]) -> list[MappedPlace]:
    """Mark on a map who builds more or less in all than in a baseline.

    Parameters
    ----------
    map_
        Where municipalities lie.
    found
        What each builds, beside the baseline.

    Returns
    -------
    list of MappedPlace
        The map; none when nobody does.
    """
    totals = {line.code: line.total for line in found if line.code}
    if all(one.mark == "same" for one in totals.values()):
        return []
    return [
        replace(place, number=total.difference, mark=total.mark)
        for place in map_
        if (total := totals.get(place.code))
    ]


@dataclass(frozen=True, slots=True)
class DividedShare:
    """What a municipality should get by a key, and what it gets, over all years.

    Parameters
    ----------
    name
        The municipality.
    fair, assigned
        Its fair share, and what the plan gives it.
    """

    name: str
    fair: Beside
    assigned: Beside


def shares_beside(rows: Records, baseline: Records, agreement: str) -> list[DividedShare]:
    """Hold what an agreement divides beside what it divided in a baseline.

    Parameters
    ----------
    rows
        Fair shares per municipality and year, as a result has them.
    baseline
        Those of the baseline; none when there is none.
    agreement
        The agreement's id.

    Returns
    -------
    list of DividedShare
        One per municipality.
    """
    now, before = (added_up(some, agreement) for some in (rows, baseline))
    names = {row["municipality"]: row["name"] for row in rows}
    return [
        DividedShare(
            names[code],
            *(
                Beside(float(number), float(before[code][at]) if code in before else None)
                for at, number in enumerate(numbers)
            ),
        )
        for code, numbers in now.items()
    ]


def added_up(rows: Records, agreement: str) -> Mapping[str, tuple[float, float]]:
    """Add up the years of what an agreement divides: fair shares, and what is given."""
    found: dict[str, tuple[float, float]] = {}
    for row in rows:
        if row["agreement"] == agreement and row["municipality"]:
            fair, assigned = found.get(row["municipality"], (0.0, 0.0))
            more = (row["fair_share"] or 0, row["assigned"] or 0)
            found[row["municipality"]] = (fair + more[0], assigned + more[1])
    return found
