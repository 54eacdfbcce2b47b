"""Numbers of a plan that are told of it: rows of its tables, and sums over them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from models.language import Percent
from optimiser import Result


def rows(result: Result, table: str, **wanted: Any) -> list[dict[str, Any]]:
    """Give the rows of a table that say this in these columns."""
    found = result.records(table, "en")
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def total(result: Result, table: str, column: str, **wanted: Any) -> Fraction:
    """Add up a column over the rows that say this."""
    return sum((Fraction(row[column]) for row in rows(result, table, **wanted)), Fraction(0))


def counted(result: Result, agreement: str, column: str = "left", **wanted: Any) -> Fraction:
    """Give what the plan has in the first row of an agreement (``right``: what was agreed)."""
    return Fraction(rows(result, "requirements", agreement=agreement, **wanted)[0][column])


def kept(result: Result, agreement: str) -> tuple[int, int]:
    """Count the rows of an agreement, and those that are kept."""
    found = rows(result, "requirements", agreement=agreement)
    return len(found), sum(row["kept"] for row in found)


def missing(result: Result, agreement: str) -> Fraction:
    """Add up by how much the rows of an agreement are missed."""
    slacks = (row["slack"] for row in rows(result, "requirements", agreement=agreement))
    return sum((max(Fraction(0), -Fraction(slack)) for slack in slacks), Fraction(0))


def goal(result: Result, name: str) -> Fraction:
    """Give the value of a goal."""
    return next(each.value for each in result.goals if each.id == name)


def off_exact(result: Result, agreement: str) -> Fraction:
    """Give the most that a fair outcome lies off the exact one."""
    found = rows(result, "fair_shares", agreement=agreement)
    return max(Fraction(str(row["off_exact"])) for row in found)


def percent(value: Fraction) -> Percent:
    """Give a percentage, to a tenth."""
    return Percent(round(Fraction(value) * 1000) / Fraction(1000))


def built(result: Result, **wanted: Any) -> Fraction:
    """Count the dwellings of a kind that are built."""
    return total(result, "new_build", "dwellings", **wanted)


def built_in(result: Result, years: range, **wanted: Any) -> Fraction:
    """Count the dwellings of a kind that are built in some years."""
    return sum((built(result, year=year, **wanted) for year in years), Fraction(0))


def places(result: Result) -> dict[str, int]:
    """Add up the places of each facility."""
    found = Counter[str]()
    for row in rows(result, "facilities"):
        found[row["facility"]] += row["places"]
    return found
