"""Where an agreement holds, said for a reader."""

from __future__ import annotations

from models.agreements.agreement import Agreement
from models.language import Text
from models.measure import PLACES
from models.region import Region

HOLDS = {
    ("region", False): Text("over the region"),
    ("region", True): Text("in each year"),
    ("municipality", False): Text("in each municipality"),
    ("municipality", True): Text("in each municipality and year"),
    ("area", False): Text("in each area"),
    ("area", True): Text("in each area and year"),
    ("neighbourhood", False): Text("in each neighbourhood"),
    ("neighbourhood", True): Text("in each neighbourhood and year"),
    ("pool", False): Text("at each plan location"),
    ("pool", True): Text("at each plan location in each year"),
}
"""For each of what an agreement holds by itself, and whether for each year."""


def where_text(agreement: Agreement, region: Region) -> Text:
    """Say where and for each of what it holds, for a reader.

    Parameters
    ----------
    agreement
        The agreement.
    region
        The region, or the scenario that it is.

    Returns
    -------
    Text
        The place, and for each of what it holds.
    """
    place = next((axis for axis in PLACES if axis in agreement.each), "region")
    holds = HOLDS[place, "year" in agreement.each]
    if "segment" in agreement.each:
        holds = Text("{holds}, for each segment", holds=holds)
    if "form" in agreement.each:
        holds = Text("{holds}, for each form", holds=holds)
    if agreement.area:
        holds = Text("{holds}, within {area}", holds=holds, area=agreement.area)
    if agreement.where:
        holds = Text(
            "{holds} with {conditions}",
            holds=holds,
            conditions=tuple(condition.text() for condition in agreement.where),
        )
    if years := agreement.years_text:
        holds = Text("{holds}, {years}", holds=holds, years=years)
    if agreement.municipalities:
        names = tuple(region.municipality(code).name for code in agreement.municipalities)
        holds = Text("{holds} ({names})", holds=holds, names=names)
    return holds
