"""A region with facilities, made to measure: thirteen municipalities, or the first of them."""

from __future__ import annotations

from collections.abc import Mapping

from models.scenario import Scenario
from tests.regions import Document, amount, share

CODES = [f"GM{number:04d}" for number in range(1, 14)]
HOUSEHOLDS = [4000 + number * 7919 % 23000 for number in range(13)]
Facility = tuple[int, int, int, int, int]
FACILITIES: Mapping[str, Facility] = {
    "skaeve_huse": (12, 1, 3, 4, 12),
    "domus": (40, 2, 4, 8, 16),
    "housing_first": (60, 3, 6, 10, 20),
    "walk_in": (20, 2, 4, 5, 10),
}
"""Places, hosts at least and at most, and places at one location at least and at most."""


def region(size: int = 13, facilities: Mapping[str, Facility] = FACILITIES) -> Scenario:
    """Give municipalities that build, house and host, at most two facilities each."""
    codes, fitting = CODES[:size], HOUSEHOLDS[:size]
    at = [complex(number * 37 % 100, number * 61 % 100) for number in range(size)]
    urgent = {"measure": {"quantity": "housed", "groups": ["urgent"]}} | {
        "of": {"quantity": "need", "groups": ["urgent"]}
    }
    agreements: list[Document] = [
        {
            "id": name,
            "kind": "facility",
            "facility": name,
            "places": places,
            "hosts": {"at_least": fewest, "at_most": most},
            "per_location": {"at_least": least, "at_most": full},
            "key": "households",
        }
        for name, (places, fewest, most, least, full) in facilities.items()
    ] + [
        amount("few", measure={"quantity": "hosts"}, at_most=2, each="municipality"),
        amount(at_least=sum(each // 25 for each in fitting) * 4 // 5),
        share(at_least="30%"),
        {"id": "housed", "kind": "share", **urgent, "exactly": "100%", "each": "year"},
        {
            "id": "spread",
            "kind": "fair_share",
            **urgent,
            "key": "households",
            "each": ["municipality", "year"],
        },
    ]
    return Scenario.model_validate(
        {
            "id": "thirteen",
            "name": "thirteen",
            "horizon": {"first_year": 2026, "last_year": 2029},
            "segments": ["social_rent", "mid_rent", "affordable_owner", "market"],
            "groups": ["urgent"],
            "municipalities": [
                {"code": code, "name": f"Place {code}", "households": households}
                for code, households in zip(codes, fitting, strict=True)
            ],
            "capacity": [
                {"pool": f"site {code}", "municipality": code, "dwellings": households // 25}
                for code, households in zip(codes, fitting, strict=True)
            ],
            "needs": [
                {"group": "urgent", "year": year, "households": 25 * size + 5}
                for year in range(2026, 2030)
            ],
            "travel": [
                {
                    "origin": CODES[one],
                    "destination": CODES[other],
                    "minutes": 5 + int(abs(at[one] - at[other]) / 3),
                }
                for one in range(size)
                for other in range(size)
                if one != other
            ],
            "agreements": agreements,
            "goals": ["shortfall", "travel", {"fair_share": "spread"}, "smooth_years"],
        }
    )
