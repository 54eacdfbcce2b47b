"""A scenario of two municipalities: the example in the documentation, and what warms a worker."""

from __future__ import annotations

from typing import Any

EXAMPLE: dict[str, Any] = {
    "id": "voorbeeld",
    "name": {"nl": "Twee gemeenten", "en": "Two municipalities"},
    "horizon": {"first_year": 2025, "last_year": 2026},
    "segments": ["social_rent", "market"],
    "groups": ["urgent"],
    "tables": {
        "municipalities": [
            {
                "code": "GM0202",
                "name": "Arnhem",
                "inhabitants": 168000,
                "stock": 80000,
                "stock_social_rent": 28000,
                "vacancies": 1900,
            },
            {
                "code": "GM0275",
                "name": "Rheden",
                "inhabitants": 44000,
                "stock": 21000,
                "stock_social_rent": 6500,
                "vacancies": 450,
            },
        ],
        "capacity": [
            {"pool": "centrum", "municipality": "GM0202", "dwellings": 500},
            {"pool": "dorp", "municipality": "GM0275", "dwellings": 200, "status": "soft"},
        ],
        "needs": [
            {"group": "urgent", "year": 2025, "households": 300},
            {"group": "urgent", "year": 2026, "households": 301},
        ],
        "sources": [
            {"table": table, "column": column, "source": "voorbeeld", "assumption": "yes"}
            for table, column in (
                ("municipalities", "inhabitants"),
                ("municipalities", "stock"),
                ("municipalities", "stock_social_rent"),
                ("municipalities", "vacancies"),
                ("capacity", "dwellings"),
                ("needs", "households"),
            )
        ],
    },
    "agreements": [
        {
            "id": "regional-total",
            "kind": "amount",
            "title": {"nl": "Samen 600 woningen", "en": "Together 600 dwellings"},
            "measure": {"quantity": "new_build"},
            "at_least": 600,
            "binding": True,
        },
        {
            "id": "social-rent",
            "kind": "share",
            "title": {"nl": "30 procent sociale huur", "en": "30 percent social rent"},
            "measure": {"quantity": "new_build", "segments": ["social_rent"]},
            "of": {"quantity": "new_build"},
            "at_least": "30%",
            "each": "municipality",
            "binding": True,
        },
        {
            "id": "urgent-housed",
            "kind": "share",
            "title": {"nl": "Alle urgenten gehuisvest", "en": "All urgent households housed"},
            "measure": {"quantity": "housed", "groups": ["urgent"]},
            "of": {"quantity": "need", "groups": ["urgent"]},
            "exactly": "100%",
            "each": "year",
            "binding": True,
        },
        {
            "id": "urgent-fair-share",
            "kind": "fair_share",
            "title": {"nl": "Urgenten naar inwoners", "en": "Urgent households by inhabitants"},
            "measure": {"quantity": "housed", "groups": ["urgent"]},
            "of": {"quantity": "need", "groups": ["urgent"]},
            "key": "inhabitants",
            "each": ["municipality", "year"],
            "binding": False,
        },
    ],
    "goals": [{"fair_share": "urgent-fair-share"}, "smooth_years"],
}
"""The figures are round, and stand for nothing but themselves."""

PLAN: dict[str, Any] = {
    "newBuild": [
        {
            "municipality": "GM0202",
            "segment": "social_rent",
            "year": 2025,
            "form": "regular",
            "pool": "centrum",
            "dwellings": 250,
        },
        {
            "municipality": "GM0202",
            "segment": "market",
            "year": 2026,
            "form": "regular",
            "pool": "centrum",
            "dwellings": 250,
        },
        {
            "municipality": "GM0275",
            "segment": "market",
            "year": 2026,
            "form": "regular",
            "pool": "dorp",
            "dwellings": 100,
        },
    ],
    "housed": [
        {"municipality": "GM0202", "group": "urgent", "year": 2025, "households": 240},
        {"municipality": "GM0275", "group": "urgent", "year": 2025, "households": 60},
        {"municipality": "GM0202", "group": "urgent", "year": 2026, "households": 301},
    ],
}
"""A negotiated plan for `EXAMPLE`, which builds too little social rent in Rheden."""

KEYS: dict[str, Any] = {
    "scenario": EXAMPLE,
    "agreement": "urgent-fair-share",
    "keys": ["stock_social_rent", "inhabitants=50%,stock=50%"],
}
"""Other keys for the urgent households of `EXAMPLE`."""

BATCH: dict[str, Any] = {
    "scenario": EXAMPLE,
    "vary": {
        "agreements.social-rent.at_least": ["25%", "30%", "35%"],
        "agreements.regional-total.at_least": [500, 600],
    },
}
"""Six variants of `EXAMPLE`."""

BY_NAME: dict[str, Any] = {
    "library": "arnhem-nijmegen",
    "overrides": {"agreements": [{"id": "regional-total", "at_least": 20000}]},
}
"""The shipped region, with less to build."""

TOTALS: dict[str, Any] = {
    "newBuild": [
        {"municipality": "GM0202", "dwellings": 450},
        {"municipality": "GM0275", "dwellings": 150},
    ]
}
"""A plan for `EXAMPLE` that says no more than what each municipality builds."""

PARTIES: dict[str, Any] = {
    "corporatie": {"agreements": [{"id": "social-rent", "at_least": "60%"}]},
    "bouwer": {
        "agreements": [
            {
                "id": "market",
                "kind": "share",
                "measure": {"quantity": "new_build", "segments": ["market"]},
                "of": {"quantity": "new_build"},
                "at_least": "60%",
            }
        ]
    },
}
"""Two parties that cannot both have what they want of `EXAMPLE`."""
