"""What is drawn of something that was found: each drawing by the name of its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.language import Language
from models.scenario import Scenario
from optimiser.drawings.differences import maps_of_differences
from optimiser.drawings.drawing import by_year, stacked_bars
from optimiser.drawings.front import front_rows
from optimiser.drawings.maps import mapped_places
from optimiser.drawings.svg import bars_svg, places_svg, plane_svg

MOST_PLANS = 20

NAMES = ("years", "map", "front", *(f"map-{number}" for number in range(1, MOST_PLANS + 1)))
"""What drawings can be called."""


def drawings(scenario: Scenario, record: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Draw what was found.

    Parameters
    ----------
    scenario
        What it is about.
    record
        What was found, as JSON has it: a plan, plans beside the best one, or a front.
    language
        The reader's.

    Returns
    -------
    dict
        SVG by name: the ``years`` and the ``map`` of a plan, ``map-1`` with the differences of the
        first plan that has any, a ``front``; empty where there is nothing to draw.
    """
    tables = record["tables"]
    if "front" in tables:
        return {"front": plane_svg(front_rows(scenario, tables["front"]), language)}
    if "by_municipality" in tables:
        maps = maps_of_differences(scenario, tables["by_municipality"])
        return {
            f"map-{number}": places_svg(drawn, language, signed=True)
            for number, (_, drawn) in enumerate(maps[:MOST_PLANS], 1)
        }
    if "totals" not in tables:
        return {}
    bars = stacked_bars(by_year(tables.get("new_build", ()), scenario, "segment"))
    found = {"years": bars_svg(bars, scenario.segments, language)}
    numbers = {row["municipality"]: row["new_build"] for row in tables["totals"]}
    if drawn := mapped_places(scenario, numbers, {}):
        found["map"] = places_svg(drawn, language)
    return found
