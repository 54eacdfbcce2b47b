"""The existing stock: demolition and sale, moving on, and averages over what is built."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from models.measure import Measure
from models.plan import Plan
from models.scenario import Scenario
from optimiser import solve
from scenarios import check, scenario_from_json
from scenarios.writing import to_json
from tests.brute_force import EveryPlan
from tests.readers import NEW_BUILD, SOCIAL_RENT, Golden, audited, plan_of, range_by_both, sentences
from tests.regions import CODES, Document, amount, municipality, pool, scenario

A, B, _ = CODES
STOCK = [
    municipality(0, stock=100, stock_social_rent=30, vacancies=4, vacancies_market=2),
    municipality(1, stock=50, stock_social_rent=20, vacancies=1, vacancies_market=0),
]
GONE = [
    {"municipality": A, "year": 2025, "segment": "social_rent", "dwellings": 6},
    {
        "municipality": A,
        "year": 2025,
        "segment": "social_rent",
        "becomes": "market",
        "dwellings": 4,
    },
    {"municipality": B, "year": 2026, "segment": "market", "dwellings": 5},
]
CHAIN = [{"segment": "market", "frees": "social_rent", "per_dwelling": "0.5"}]


def region(*agreements: Document, **rest: Any) -> Scenario:
    return scenario(
        *agreements,
        **{
            "municipalities": STOCK,
            "groups": ["urgent"],
            "withdrawals": GONE,
            "horizon": {"first_year": 2025, "last_year": 2026},
            **rest,
        },
    )


def built(here: Scenario, social: int, market: int, housed: int = 0) -> Plan:
    """Give what Aarle builds in 2025, and whom it houses."""
    cells = plan_of(here, {(A, "social_rent"): social, (A, "market"): market}).cells
    return Plan({**cells, "housed": {(A, "urgent", 2025): housed}})


def net(**rest: Any) -> Document:
    return amount(measure={"quantity": "net", **rest}, at_least=0, each=["municipality", "year"])


def test_what_is_demolished_and_sold_is_less_what_is_sold_is_something_else() -> None:
    """Of social rent 10 leave, of all 6, and to the market 4 come; Beek loses 5 a year later."""
    slacks = {}
    for name, only in {"social": ["social_rent"], "market": ["market"], "all": None}.items():
        here = region(net(**({"segments": only} if only else {})))
        slacks[name] = [row.slack for row in audited(here, "total", built(here, 3, 2))]
    assert slacks == {"social": [-7, 0, 0, 0], "market": [6, 0, 0, -5], "all": [-1, 0, 0, -5]}


def test_the_stock_follows() -> None:
    """Of 30 social rent 10 leave and 3 come: 23 of 99, where a quarter is 24.75; Beek 20 of 45."""
    here = region(
        {
            **{"id": "stock", "kind": "stock_share", "segments": ["social_rent"]},
            **{"at_least": "25%", "each": "municipality"},
        }
    )
    rows = audited(here, "stock", built(here, 3, 2))
    assert [row.slack for row in rows] == [Fraction(-7, 4), Fraction(35, 4)]


def test_who_moves_on_leaves_a_dwelling() -> None:
    """4 vacancies, 2 new and half of 3: half of 7.5 is 3.75 households."""
    cap: Document = {"id": "cap", "kind": "vacancy_cap", "at_most": "50%", "each": "municipality"}
    here = region({**cap, "years": [2025]}, moving_on=CHAIN)
    row, other = audited(here, "cap", built(here, 2, 3, housed=4))
    assert [row.slack, other.slack] == [Fraction(-1, 4), Fraction(1, 2)]


def test_a_cap_on_another_segment_has_vacancies_of_its_own() -> None:
    cap: Document = {"id": "cap", "kind": "vacancy_cap", "at_most": "50%", "segments": ["market"]}
    here = region({**cap, "years": [2025]}, moving_on=CHAIN)
    row, other = audited(here, "cap", built(here, 9, 4, housed=3))
    assert [row.slack, other.slack] == [0, 0]
    assert sentences(here, "cap")[1] == (
        "at most 50% of the dwellings (market) that come free or are built go to urgent, in each "
        "municipality and year, 2025"
    )


def average(**rest: Any) -> Document:
    measure = {"quantity": "euros", "rates": ["rent"]}
    return {"id": "rent", "kind": "average", "measure": measure, **rest}


RENTS = [
    {"rate": "rent", "segment": "social_rent", "euros": 600},
    {"rate": "rent", "segment": "market", "euros": 1500},
]


def test_a_mean_rent() -> None:
    """3 of 600 and 2 of 1,500 are 4,800 together, and 960 each."""
    here = region(average(at_most="900"), rates=RENTS)
    (row,) = audited(here, "rent", built(here, 3, 2))
    assert [row.slack, row.requirement.unit] == [-300, "euros"]
    assert sentences(here, "rent") == (
        "euro (rent) gemiddeld over nieuwbouw: hoogstens 900 euro in de hele regio",
        "euros (rent) on average over new build: at most 900 euros over the region",
    )


def test_all_readers_and_every_plan_agree() -> None:
    """Six social dwellings are demolished and four sold, so ten are built for a net of none."""
    here = region(
        amount("net", measure={"quantity": "net", "segments": ["social_rent"]}, at_least=0),
        average(at_most=900),
        rates=RENTS,
    )
    assert range_by_both(here, NEW_BUILD)
    assert range_by_both(here, SOCIAL_RENT)[0] == 10
    small = region(
        average(at_most=900),
        {"id": "cap", "kind": "vacancy_cap", "at_most": "100%", "each": "year"},
        amount("housed", measure={"quantity": "housed"}, at_least=2),
        rates=RENTS,
        moving_on=CHAIN,
        municipalities=[municipality(0, vacancies=0), municipality(1, vacancies=0)],
        horizon={"first_year": 2025, "last_year": 2025},
        capacity=[pool(0, 3), pool(1, 1)],
        withdrawals=[],
        needs=[{"group": "urgent", "year": 2025, "households": 2}],
        goals=[{"kind": "least", "measure": {"quantity": "new_build"}}],
    )
    every, result = EveryPlan(small), solve(small)
    numbers = [one for (name, _), one in every.columns.items() if name == "new_build"]
    assert result.plan is not None
    assert result.plan.totals("new_build")[()] == np.sum(numbers, axis=0)[every.kept].min() == 2


def test_the_tables_are_written_and_read_again_and_their_names_checked() -> None:
    here = region(amount(at_least=1), moving_on=CHAIN)
    assert scenario_from_json(to_json(here)).content_hash == here.content_hash
    wrong = region(
        amount(at_least=1),
        moving_on=[{"frees": "dear", "per_dwelling": 1}],
        withdrawals=[{**GONE[1], "becomes": "cheap"}],
    )
    assert [one.code for one in check(wrong) if one.severity == "error"] == ["unknown-segment"] * 2
    forms = Measure(quantity="net", segments=("market",), forms=("regular",))
    found = check(region(amount(measure=forms.model_dump(exclude_none=True), at_least=1)))
    assert "restriction-without-meaning" in {one.code for one in found}


def test_more_withdrawn_than_there_is_is_told() -> None:
    """Beek has 20 of social rent."""
    told = {}
    for leave in (20, 21):
        here = region(
            amount(at_least=1), withdrawals=[{**GONE[0], "municipality": B, "dwellings": leave}]
        )
        told[leave] = [one.code for one in check(here) if "above-stock" in one.code]
    assert told == {20: [], 21: ["withdrawn-above-stock"]}


def test_the_problem_as_written(golden: Golden) -> None:
    here = region(
        net(segments=["social_rent"]),
        average(at_most=900),
        {"id": "cap", "kind": "vacancy_cap", "at_most": "50%", "segments": ["social_rent"]},
        rates=RENTS,
        moving_on=CHAIN,
    )
    golden("existing_stock", here)
