"""Price classes: a dwelling counts by its price, and by the limit of the year it is built in."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.measure import Measure
from models.plan import Plan
from models.scenario import Scenario
from optimiser import solve
from scenarios import check, scenario_from_json
from scenarios.writing import to_json
from tests.brute_force import EveryPlan
from tests.readers import Golden, audited, range_by_both
from tests.regions import CODES, Document, amount, pool, scenario, share

A, B, _ = CODES
AFFORDABLE: Document = {"quantity": "new_build", "segments": ["affordable_owner"]}
LIMITS = [
    {"price_class": "affordable_owner", "euros": 405000},
    {"price_class": "affordable_owner", "year": 2026, "euros": 420000},
]
PRICES = [
    {"segment": "owner_400", "price_class": "affordable_owner", "euros": 400000},
    {
        **{"segment": "owner_415", "price_class": "affordable_owner", "otherwise": "market"},
        "euros": 415000,
    },
]


def region(*agreements: Document, **rest: Any) -> Scenario:
    """Give a region where a dwelling of 415,000 is affordable from 2026 on."""
    return scenario(
        *agreements,
        **{
            "segments": ["owner_400", "owner_415", "market"],
            "horizon": {"first_year": 2025, "last_year": 2026},
            "prices": PRICES,
            "price_limits": LIMITS,
            **rest,
        },
    )


def built(*numbers: int) -> Plan:
    """Give what Aarle builds: of 400, of 415 and dear, in 2025, and again in 2026."""
    kinds = ("owner_400", "owner_415", "market")
    cells = [(A, kind, year, "regular", "p0") for year in (2025, 2026) for kind in kinds]
    return Plan({"new_build": dict(zip(cells, numbers, strict=True))})


def test_the_class_is_that_of_the_year_in_which_it_is_built() -> None:
    """Of 1, 2 and 4 one is affordable in 2025; of 8, 16 and 32 eight and sixteen are in 2026."""
    here = region(
        amount("each", measure=AFFORDABLE, at_least=0, each="year"),
        amount("all", measure=AFFORDABLE, at_least=0),
        amount("dear", measure={"quantity": "new_build", "segments": ["market"]}, at_least=0),
        amount("stands", measure={**AFFORDABLE, "quantity": "standing"}, at_least=0, each="year"),
        amount("kind", measure={"quantity": "new_build", "segments": ["owner_415"]}, at_least=0),
    )
    plan = built(1, 2, 4, 8, 16, 32)
    found = {
        name: [row.slack for row in audited(here, name, plan)]
        for name in ("each", "all", "dear", "stands", "kind")
    }
    assert found == {
        **{"each": [1, 24], "all": [25], "dear": [38], "stands": [1, 25], "kind": [18]},
    }


def test_all_readers_and_every_plan_agree() -> None:
    half = share(measure=AFFORDABLE, at_least="50%", each="year")
    here = region(half, amount(at_least=8, each="year"))
    measure = Measure(quantity="new_build", segments=("owner_400",))
    assert range_by_both(here, measure) == (4, 20)
    small = region(
        half,
        amount(exactly=1, each=["municipality", "year"], municipalities=[A]),
        capacity=[pool(0, 2)],
        goals=[{"kind": "least", "measure": {"quantity": "new_build", "segments": ["owner_400"]}}],
    )
    every, result = EveryPlan(small), solve(small)
    cells = [n for (_, cell), n in every.columns.items() if cell[1] == "owner_400"]
    assert result.plan is not None
    least = np.sum(cells, axis=0)[every.kept].min()
    assert result.plan.totals("new_build", "segment")[("owner_400",)] == least == 1


def test_a_price_without_a_limit_is_told_and_the_tables_are_read_again() -> None:
    here = region(amount(measure=AFFORDABLE, at_least=1))
    assert not [one for one in check(here) if one.severity == "error"]
    assert scenario_from_json(to_json(here)).content_hash == here.content_hash
    for lacking in (
        {"price_limits": LIMITS[1:]},
        {"prices": [{**PRICES[0], "year": 2026}, PRICES[1]]},
    ):
        wrong = region(amount(measure=AFFORDABLE, at_least=1), **lacking)
        assert "price-class-unknown" in {one.code for one in check(wrong)}
    strange = region(
        amount(measure=AFFORDABLE, at_least=1), prices=[{**PRICES[1], "otherwise": "dear"}]
    )
    assert "unknown-segment" in {one.code for one in check(strange)}


def test_what_plan_capacity_allows_is_that_of_some_year() -> None:
    """Ten of them at two locations: more than twenty are not possible, and nothing less is told."""
    told = {}
    for least in (20, 21):
        here = region(amount(measure=AFFORDABLE, at_least=least))
        told[least] = "capacity-below-target" in {one.code for one in check(here)}
    assert told == {20: False, 21: True}


def test_the_problem_as_written(golden: Golden) -> None:
    here = region(share(measure=AFFORDABLE, at_least="50%"), capacity=[pool(0, 2)])
    golden("price_classes", here)
