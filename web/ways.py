"""Ways out: a scenario in which what has to give does so, to be tried as a new version."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from models.scenario import Scenario

CAPACITY = "capacity"
"""The rule that no plan location supplies more than its plan capacity."""

FINE = 10_000
"""A share that gives is written in hundredths of a per cent."""

FIELDS = {"below": ("at_least", "exactly"), "above": ("at_most", "exactly")}
"""What an agreement asks that there may be less, or more, of than agreed."""

OTHER_SIDE = {"below": "at_most", "above": "at_least"}


def document_of_way(
    document: Mapping[str, Any], scenario: Scenario, way: Iterable[Mapping[str, Any]], reason: str
) -> dict[str, Any]:
    """Give a scenario's document with what a way out asks.

    Parameters
    ----------
    document, scenario
        The scenario that has no plan, as JSON has it and understood.
    way
        The rows of the table ``ways_out`` that are one way.
    reason
        What is written where one municipality need not comply: it explains why not.

    Returns
    -------
    dict
        Another document, from which a scenario that asks less is read.
    """
    made = copy.deepcopy(dict(document))
    agreements = {one["id"]: one for one in made.get("agreements", [])}
    pools = {one["pool"]: one for one in made["tables"].get("capacity", [])}
    for row in way:
        if row["agreement"] == CAPACITY and row["label"] in pools:
            pool = pools[row["label"]]
            column = "most_per_year" if row["year"] else "dwellings"
            pool[column] = int(pool[column]) + row["gives"]
        elif row["agreement"] in agreements:
            give_way(agreements[row["agreement"]], scenario, row, reason)
    return made


def give_way(says: dict[str, Any], scenario: Scenario, row: Mapping[str, Any], reason: str) -> None:
    """Let an agreement ask less: of one municipality when it asks it of several."""
    code = row["municipality"]
    if code and says.get("municipalities") != [code]:
        says["explained"] = {**says.get("explained", {}), code: reason}
        return
    side = row["side"]
    field = next((one for one in FIELDS[side] if one in says), None)
    agreed = getattr(scenario.agreement(row["agreement"]), field) if field else None
    asked, becomes = row["asked"], row["becomes"]
    if agreed is None or not asked or becomes is None:
        says["binding"] = False
        return
    if isinstance(agreed, int):
        lower = agreed + row["gives"] * (1 if side == "above" else -1)
        threshold: int | str = max(lower, 0)
    else:
        threshold = percentage(agreed * Fraction(becomes) / Fraction(asked), side)
    if field == "exactly":
        says[OTHER_SIDE[side]] = says.pop("exactly")
    says[FIELDS[side][0]] = threshold


def percentage(ratio: Fraction, side: str) -> str:
    """Write a share in hundredths of a per cent, on the side that leaves room."""
    fine = math.floor(ratio * FINE) if side == "below" else math.ceil(ratio * FINE)
    whole, rest = divmod(fine, FINE // 100)
    return f"{whole}.{rest:02d}%" if rest else f"{whole}%"
