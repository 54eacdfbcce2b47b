"""Maps of differences: who builds more or less in a plan than in the best one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.scenario import Scenario
from optimiser.drawings.maps import MappedPlace, mapped_places
from optimiser.plans.comparison_tables import DIFFERENT

SEEN = 0.5
"""Dwellings from which a difference is one."""


def maps_of_differences(
    scenario: Scenario, rows: Sequence[Mapping[str, Any]]
) -> list[tuple[str, Sequence[MappedPlace]]]:
    """Draw per plan who builds more or less than in the best one.

    Parameters
    ----------
    scenario
        Whose municipalities.
    rows
        The table of a comparison by municipality.

    Returns
    -------
    list
        Plans in which anybody does, with where municipalities lie; none where that is not known.
    """
    found: list[tuple[str, Sequence[MappedPlace]]] = []
    for plan in dict.fromkeys(row["plan"] for row in rows):
        off = {
            row["municipality"]: row["number"] - row["best"]
            for row in rows
            if row["plan"] == plan and row["municipality"] and differs(row)
        }
        marks = {code: "more" if number > 0 else "less" for code, number in off.items()}
        if off and (drawn := mapped_places(scenario, off, marks)):
            found.append((plan, drawn))
    return found


def differs(row: Mapping[str, Any]) -> bool:
    """Tell whether a plan builds otherwise there, and no plan that is as good does."""
    return (
        row["quantity"] == "new_build"
        and row["best"] is not None
        and row.get("judgement", DIFFERENT) == DIFFERENT
        and abs(row["number"] - row["best"]) >= SEEN
    )
