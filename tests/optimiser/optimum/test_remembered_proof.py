"""A kept proof proves the next preview only where all that it rests on is still so."""

from __future__ import annotations

from typing import Any

import pytest

from models.recollection import forget
from models.scenario import Scenario
from optimiser import Status, solve
from scenarios import changed_scenario
from tests.regions import Document, amount, fair_share, scenario, share

SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}
MARKET = {"quantity": "new_build", "segments": ["market"]}


def previews(*scenarios: Scenario) -> dict[str, Any]:
    """Preview one scenario after the other, and give what is told of the last."""
    forget()
    results = [solve(one, preview=True) for one in scenarios]
    assert {result.status for result in results} == {Status.OPTIMAL}
    return results[-1].as_record()


def wish(name: str, measure: Document, weight: int) -> Document:
    return amount(name, measure=measure, at_least=8, binding=False, weight=weight)


def test_what_a_wish_weighs_is_looked_at_again() -> None:
    """Ten dwellings cannot be eight for rent and eight for the market: who weighs more has them."""
    region = scenario(
        amount(exactly=10),
        wish("social", SOCIAL, 3),
        wish("market", MARKET, 2),
        goals=["shortfall"],
    )
    other = changed_scenario(region, {"agreements": [{"id": "social", "weight": 1}]})
    region_total = previews(region, other)["tables"]["totals"][-1]
    assert (region_total["social_rent"], region_total["market"]) == (2, 8)
    assert previews(region)["tables"]["totals"][-1]["social_rent"] == 8


@pytest.mark.parametrize("moved", ["first", "second"])
def test_who_holds_somebody_back_is_told_as_from_nothing(moved: str) -> None:
    """Two caps hold Aarle back as well; once one of them did alone."""
    caps = [amount(name, at_most=4, municipalities=["GM0001"]) for name in ("first", "second")]
    region = scenario(
        amount(exactly=10), *caps, fair_share(), goals=["shortfall", {"fair_share": "fair"}]
    )
    before = changed_scenario(region, {"agreements": [{"id": moved, "at_most": 5}]})
    assert previews(before, region) == previews(region)


def test_no_more_is_built_than_is_agreed_now_to_mend_the_mix() -> None:
    """Twelve for the market are bid, and half is for rent: with more in all more of them fit."""
    bids = [
        {"municipality": code, "segment": "market", "dwellings": 6, "party": "all"}
        for code in ("GM0001", "GM0002")
    ]
    region = scenario(amount(at_least=14), share(at_least="50%"), bids=bids, goals=["shortfall"])
    other = changed_scenario(region, {"agreements": [{"id": "total", "at_least": 13}]})
    assert previews(region)["tables"]["totals"][-1]["new_build"] == 14
    assert previews(region, other)["tables"]["totals"][-1]["new_build"] == 13
