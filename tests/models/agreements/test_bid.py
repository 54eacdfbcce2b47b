"""The kind `bid`, and the goal that lies near it."""

from __future__ import annotations

import pytest

from optimiser import solve
from optimiser.explore.pyomo_model import Workbench
from optimiser.results.audit import audit
from tests.readers import Golden, audited, plan_of, sentences
from tests.regions import CODES, amount, scenario

A, B, _ = CODES
BIDS = [
    {"party": "north", "municipality": A, "dwellings": 8},
    {"party": "south", "municipality": B, "segment": "social_rent", "dwellings": 3},
]
REGION = scenario(
    amount(at_least=15),
    {"id": "bids", "kind": "bid"},
    bids=BIDS,
    goals=[{"nearness": "bids"}],
)


def test_the_distance_is_what_lies_above_and_below() -> None:
    """Aarle builds 7 where 8 were bid, Beek 5 of social rent where 3 were: 1 + 2."""
    plan = plan_of(REGION, {(A, "market"): 7, (B, "social_rent"): 5, (B, "market"): 4})
    assert audit(REGION, plan).goals["nearness:bids"] == 3


def test_a_bid_is_never_a_rule() -> None:
    assert audited(REGION, "bids", plan_of(REGION, {})) == []


def test_one_party_bids_for_itself() -> None:
    region = scenario(
        {"id": "bids", "kind": "bid", "party": "south"}, bids=BIDS, goals=[{"nearness": "bids"}]
    )
    assert audit(region, plan_of(region, {})).goals["nearness:bids"] == 3


@pytest.mark.parametrize(("total", "distance"), [(15, 0), (19, 1)])
def test_both_solvers_read_the_same(total: int, distance: int) -> None:
    """Beek has 7 places beside its bid, in another segment: from 19 on Aarle builds beyond 8."""
    region = scenario(
        amount(at_least=total),
        {"id": "bids", "kind": "bid"},
        bids=BIDS,
        goals=[{"nearness": "bids"}],
    )
    (nearness, shortfall) = solve(region).goals
    assert [nearness.id, nearness.value, shortfall.value] == ["nearness:bids", distance, 0]
    assert nearness.bound == pytest.approx(distance, abs=1e-5)
    workbench = Workbench(region)
    assert workbench.minimise(workbench.goal("nearness:bids")) == pytest.approx(distance)


def test_the_sentence() -> None:
    assert sentences(REGION, "bids") == (
        "de biedingen van alle partijen",
        "the bids of all parties",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    golden("bid", REGION)
