"""Shares beside one another: own thresholds, the regional share, the highest and the lowest."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from models.plan import Plan
from models.scenario import Scenario
from optimiser import solve
from scenarios import check
from tests.brute_force import EveryPlan
from tests.readers import SOCIAL_RENT, Golden, audited, plan_of, range_by_both, sentences
from tests.regions import CODES, Document, amount, municipality, pool, scenario, share

A, B, _ = CODES
OWN = [municipality(0, households=60, own="0.3"), municipality(1, households=40, own="0.5")]


def region(*agreements: Document, **rest: Any) -> Scenario:
    return scenario(*agreements, municipalities=OWN, **rest)


def social(**rest: Any) -> Document:
    return share(each="municipality", **rest)


def built(here: Scenario, *dwellings: int) -> Plan:
    """Give a plan of social rent and the rest in Aarle, and the same in Beek."""
    cells = [(A, "social_rent"), (A, "market"), (B, "social_rent"), (B, "market")]
    return plan_of(here, dict(zip(cells, dwellings, strict=True)))


def test_each_municipality_has_its_own_threshold() -> None:
    """30% of 10 less 5 points is 2.5; 50% of 10 less 5 points is 4.5. Less 40 is never below 0."""
    for margin, slacks in (("5%", [Fraction(1, 2), Fraction(-1, 2)]), ("40%", [3, 3])):
        here = region(social(at_least_by="own", margin=margin))
        rows = audited(here, "social", built(here, 3, 7, 4, 6))
        assert [row.slack for row in rows] == slacks


def test_the_regional_share_of_what_is_given() -> None:
    """6 beside 100 households are 6%: 3.6 for 60 of them, 2.4 for 40, a point less 3 and 2."""
    of = {"quantity": "households"}
    here = region(social(of=of, at_least_by="region", margin="1%"))
    rows = audited(here, "social", built(here, 5, 0, 1, 0))
    assert [row.slack for row in rows] == [2, -1]


def test_highest_and_lowest_of_what_is_given() -> None:
    """3 of 60 and 4 of 40 are 5% and 10%, of which 3 points is 1.2 of 40 dwellings."""
    of = {"quantity": "households"}
    here = region(social(of=of, apart="3%"))
    rows = audited(here, "social", built(here, 3, 0, 4, 0))
    assert [row.slack for row in rows] == [Fraction(24, 5), Fraction(-4, 5)]


@pytest.mark.parametrize(
    ("dwellings", "rule", "kept"),
    [
        ((3, 7, 4, 6), {"apart": "10%"}, True),
        ((3, 7, 5, 5), {"apart": "10%"}, False),
        ((3, 7, 0, 0), {"apart": "10%"}, True),  # what builds nothing is held against nothing
        ((3, 7, 5, 5), {"at_least_by": "region", "margin": "10%"}, True),  # 40% of all
        ((2, 8, 5, 5), {"at_least_by": "region", "margin": "10%"}, False),  # 35% of all
        ((3, 7, 6, 4), {"at_most_by": "region", "margin": "10%"}, False),  # 45% of all
        ((3, 7, 5, 5), {"at_most_by": "region", "margin": "10%"}, True),
    ],
)
def test_where_the_plan_decides_of_what_a_level_is_chosen(
    dwellings: tuple[int, ...], rule: Document, kept: bool
) -> None:
    here = region(social(**rule, step="5%"))
    rows = [row for row in audited(here, "social", built(here, *dwellings)) if row.chosen]
    assert all(row.kept for row in rows) is kept


RULES: list[Document] = [
    {"apart": "20%", "step": "10%"},
    {"at_least_by": "region", "margin": "10%", "step": "10%"},
    {"at_least_by": "own", "at_most_by": "region", "margin": "20%", "step": "20%"},
]


@pytest.mark.parametrize("rule", RULES, ids=["apart", "region", "own"])
def test_all_readers_and_every_plan_agree(rule: Document) -> None:
    """Three of social rent in a region of three and two dwellings: who builds what is searched."""
    here = region(
        social(**rule),
        amount("all", exactly=5),
        capacity=[pool(0, 3), pool(1, 2)],
        goals=[{"kind": "least", "measure": SOCIAL_RENT.model_dump(exclude_none=True)}],
    )
    every = EveryPlan(here)
    kept = [numbers for (_, cell), numbers in every.columns.items() if cell[1] == "social_rent"]
    numbers = np.sum(kept, axis=0)[every.kept]
    assert range_by_both(here, SOCIAL_RENT)[0] <= numbers.min()
    assert range_by_both(here, SOCIAL_RENT)
    result = solve(here)
    assert result.plan is not None
    found = result.plan.totals("new_build", "segment")
    assert found.get(("social_rent",), 0) == numbers.min()


def test_the_share_of_the_stock_beside_the_region() -> None:
    """33 of 110 and 20 of 50 are 33% of all, rounded up to 35%: 33 of 110 are 5 points less."""
    here = scenario(
        {
            **{"id": "stock", "kind": "stock_share", "segments": ["social_rent"]},
            **{"each": "municipality", "at_least_by": "region", "margin": "5%", "step": "5%"},
        },
        municipalities=[
            municipality(0, stock=100, stock_social_rent=28),
            municipality(1, stock=50, stock_social_rent=20),
        ],
    )
    rows = [row for row in audited(here, "stock", built(here, 5, 5, 0, 0)) if row.chosen]
    assert [row.slack for row in rows] == [3, 0, 5]


def test_the_sentences() -> None:
    here = region(
        social(at_least_by="own", margin="5%"),
        share("spread", apart="10%", at_most_by="region", each="municipality"),
    )
    assert sentences(here, "social")[1] == (
        "new build (social rent) as a part of new build: at least own less 5 percentage points in "
        "each municipality"
    )
    assert sentences(here, "spread")[0] == (
        "nieuwbouw (sociale huur) als deel van nieuwbouw: hoogstens het aandeel van de regio en "
        "hoogste en laagste hoogstens 10 procentpunt uit elkaar in elke gemeente"
    )


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(ValueError, match="make a whole"):
        region(social(apart="10%", step="30%"))
    housed = {"quantity": "housed"}
    endless = social(measure=housed, of=housed, apart="10%")
    percents = [municipality(0, own=30), municipality(1, own="0.3")]
    found = [
        *check(region(endless, groups=["urgent"])),
        *check(scenario(social(at_least_by="own"), municipalities=percents)),
        *check(region(share(apart="10%"))),
    ]
    assert [one.code for one in found if one.severity == "error"] == [
        "option-without-limit",
        "share-above-100",
        "relative-without-municipality",
    ]


def test_the_problem_as_written(golden: Golden) -> None:
    here = region(
        social(at_least_by="own"),
        share("spread", apart="20%", step="50%", each="municipality"),
        share("beside", of={"quantity": "households"}, at_most_by="region", each="municipality"),
    )
    golden("relative_shares", here)
