"""Rows of explorations, put together as people read them: on the page and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

RecordsByTable = Mapping[str, Sequence[Mapping[str, Any]]]

KINDS = {"dwellings": "segment", "households": "group", "places": "facility"}
"""What alternatives are told apart by (the first that there is), and what there are kinds of."""


@dataclass(frozen=True, slots=True)
class PricedAgreement:
    """What an agreement costs.

    Parameters
    ----------
    title
        What people call it.
    status
        Whether there is a plan without it.
    goals
        The goals that change without it.
    municipalities
        Those that must build or house otherwise without it.
    """

    title: str
    status: str
    goals: list[Mapping[str, Any]]
    municipalities: list[Mapping[str, Any]]


def agreements_with_prices(tables: RecordsByTable) -> Sequence[PricedAgreement]:
    """Put together what each agreement costs when it is left out.

    Parameters
    ----------
    tables
        The tables of prices.

    Returns
    -------
    sequence of PricedAgreement
        Those that cost something first.
    """
    found: dict[str, PricedAgreement] = {}
    for row in tables.get("prices", ()):
        if row["agreement"] and row["case"] == "without":
            own = found.setdefault(
                row["agreement"], PricedAgreement(row["title"], row["status"], [], [])
            )
            if row["effect"]:
                own.goals.append(row)
    for row in tables.get("municipal", ()):
        if row["effect"] and row["case"] == "without" and row["agreement"] in found:
            found[row["agreement"]].municipalities.append(row)
    return sorted(found.values(), key=lambda one: not (one.goals or one.municipalities))


@dataclass(frozen=True, slots=True)
class AlternativesBeside:
    """Alternatives beside the best plan, per municipality.

    Parameters
    ----------
    unit
        What is counted: ``dwellings``, or where nothing is built ``households`` or ``places``.
    rows
        Each municipality's name, its number in the best plan, and those in the alternatives.
    kinds
        The same of each segment, group or facility in which any of them differs: by the name of the
        municipality and what it is.
    """

    unit: str
    rows: Sequence[tuple[str, float, Sequence[float]]]
    kinds: Sequence[tuple[str, str, float, Sequence[float]]]


def alternatives_beside(tables: RecordsByTable) -> AlternativesBeside:
    """Put alternatives beside the best plan: municipalities, and in what they differ.

    Parameters
    ----------
    tables
        The tables of alternatives.

    Returns
    -------
    AlternativesBeside
        A row per municipality, and per kind of dwelling, household or place that differs.
    """
    unit = next((each for each in KINDS if tables.get(each)), "dwellings")
    best: dict[str, float] = {}
    own: dict[str, dict[int, float]] = {}
    kinds: dict[tuple[str, str], tuple[float, dict[int, float]]] = {}
    for row in tables.get(unit, ()):
        name, which = row["name"], row["alternative"]
        if which == 1:
            best[name] = best.get(name, 0) + row["best"]
        numbers = own.setdefault(name, {})
        numbers[which] = numbers.get(which, 0) + row[unit]
        _, beside = kinds.setdefault((name, row[KINDS[unit]]), (row["best"], {}))
        beside[which] = row[unit]
    return AlternativesBeside(
        unit,
        [(name, best[name], list(own[name].values())) for name in best],
        [
            (*named, number, list(beside.values()))
            for named, (number, beside) in kinds.items()
            if {*beside.values()} != {number}
        ],
    )
