"""A tiny region that houses urgent households: small enough to divide by hand."""

from __future__ import annotations

from typing import Any

from tests.regions import SEGMENTS, Document, document, fair_share, municipality, pool


def region(need: int = 70, **rest: Any) -> Document:
    """Three municipalities that house urgent households, at most half of what comes free.

    By households 35, 21 and 14 of 70: possible. By inhabitants 28, 28 and 14: the cap of Beek is
    22. In 2025 Cuijk completes ten dwellings of social rent.
    """
    urgent = {"quantity": "housed", "groups": ["urgent"]}
    need_of_urgent = {"quantity": "need", "groups": ["urgent"]}
    agreements = [
        fair_share(measure=urgent, of=need_of_urgent, each=["municipality", "year"]),
        {
            "id": "all-housed",
            "kind": "share",
            "measure": urgent,
            "of": need_of_urgent,
            "exactly": "100%",
            "each": "year",
        },
        {"id": "half", "kind": "vacancy_cap", "at_most": "50%"},
        {
            "id": "ten",
            "kind": "amount",
            "measure": {"quantity": "new_build", "segments": ["social_rent"]},
            "years": [2025],
            "exactly": 10,
        },
    ]
    return document(
        *agreements,
        **{
            "horizon": {"first_year": 2025, "last_year": 2026},
            "segments": list(SEGMENTS),
            "groups": ["urgent"],
            "municipalities": [
                municipality(0, households=50, inhabitants=100, vacancies=100, empty=0),
                municipality(1, households=30, inhabitants=100, vacancies=44, empty=0),
                municipality(2, households=20, inhabitants=50, vacancies=40, empty=0),
            ],
            "capacity": [pool(2, 10)],
            "needs": [
                {"group": "urgent", "year": year, "households": need} for year in (2025, 2026)
            ],
            "goals": ["shortfall", {"fair_share": "fair"}],
            **rest,
        },
    )
