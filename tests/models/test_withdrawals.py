"""Withdrawals that the plan decides: what it may demolish or sell, and what follows from that."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.findings import InvalidScenario
from models.measure import Measure
from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser import solve
from scenarios import check, read_negotiated, scenario_from_json
from scenarios.writing import to_json
from tests.brute_force import EveryPlan
from tests.readers import Golden, audited, plan_of, range_by_both, sentences
from tests.regions import CODES, Document, amount, municipality, pool, scenario

A, B, _ = CODES
GONE = Measure(quantity="withdrawn", segments=("social_rent",))
MAY_GO = [
    {"municipality": A, "year": 2025, "segment": "social_rent", "at_most": 6},
    {
        **{"municipality": A, "year": 2025, "segment": "social_rent", "becomes": "market"},
        **{"at_least": 1, "at_most": 4},
    },
    {"municipality": B, "year": 2026, "segment": "market", "dwellings": 5},
]


def region(*agreements: Document, **rest: Any) -> Scenario:
    """Give a region where Aarle may demolish six and sell four, and Beek demolishes five."""
    return scenario(
        *agreements,
        **{
            "municipalities": [
                municipality(0, stock=100, stock_social_rent=30),
                municipality(1, stock=50, stock_social_rent=20),
            ],
            "withdrawals": MAY_GO,
            "horizon": {"first_year": 2025, "last_year": 2026},
            **rest,
        },
    )


def built(here: Scenario, social: int, market: int, demolished: int, sold: int) -> Plan:
    """Give what Aarle builds, demolishes and sells in 2025."""
    gone: dict[Cell, int] = {
        (A, "social_rent", "demolished", 2025): demolished,
        (A, "social_rent", "market", 2025): sold,
    }
    cells = plan_of(here, {(A, "social_rent"): social, (A, "market"): market}).cells
    return Plan({**cells, "withdrawn": gone})


NET = amount(measure={"quantity": "net"}, at_least=0, each=["municipality", "segment"])
STOCK: Document = {
    **{"id": "stock", "kind": "stock_share", "segments": ["social_rent"]},
    **{"at_most": "25%", "municipalities": [A]},
}


def test_net_additions_and_the_stock_follow_what_the_plan_withdraws() -> None:
    """Of 3 social built 5 leave and of 2 for the market 3 come; 28 of 103 are over a quarter."""
    here = region(NET, STOCK, amount("few", measure={"quantity": "withdrawn"}, at_most=9))
    plan = built(here, 3, 2, demolished=2, sold=3)
    net = [row.slack for row in audited(here, "total", plan)]
    assert net == [-2, 5, 0, -5]
    assert [row.slack for row in audited(here, "stock", plan)] == [Fraction(-9, 4)]
    # Beek's five count with Aarle's five.
    assert [row.slack for row in audited(here, "few", plan)] == [-1]


def test_it_lies_between_its_bounds_and_in_the_stock() -> None:
    """Seven where six may, none where one must, and 41 of a stock of 30 and 3 new ones."""
    here = region(NET)
    over = audited(here, "withdrawals", built(here, 0, 0, demolished=7, sold=0))
    assert [row.slack for row in over] == [-1, -1, 4, 23]
    many = region(NET, withdrawals=[{**MAY_GO[0], "at_most": 50}])
    rows = audited(
        many, "withdrawals", Plan({"withdrawn": {(A, "social_rent", "demolished", 2025): 41}})
    )
    assert [row.slack for row in rows] == [9, -11]
    assert sentences(here, "withdrawals") == (
        "wat gesloopt of verkocht wordt ligt tussen zijn grenzen, en is niet meer dan er is",
        "what is demolished or sold lies between its bounds, and is no more than there is",
    )


def test_no_more_is_withdrawn_than_is_needed() -> None:
    """One must be sold. With four sold and one demolished 25 of 99 are over a quarter."""
    alone = solve(region(amount(at_least=4)))
    assert alone.plan is not None
    assert alone.plan.cells["withdrawn"] == {(A, "social_rent", "market", 2025): 1}
    result = solve(region(STOCK, amount(at_most=0)))
    assert result.plan is not None
    net = {(row["name"], row["segment"]): row["net"] for row in result.records("net")}
    assert net == {("Aarle", "social_rent"): -6, ("Aarle", "market"): 4, ("Beek", "market"): -5}


def test_all_readers_and_every_plan_agree() -> None:
    here = region(STOCK, amount("net", measure={"quantity": "net"}, at_least=0, municipalities=[A]))
    assert range_by_both(here, GONE)
    small = region(
        STOCK,
        amount("net", measure={"quantity": "net"}, at_least=1, municipalities=[A]),
        capacity=[pool(0, 2), pool(1, 1)],
        horizon={"first_year": 2025, "last_year": 2025},
        goals=[{"kind": "least", "measure": {"quantity": "withdrawn"}}],
    )
    every, result = EveryPlan(small), solve(small)
    numbers = [one for (name, _), one in every.columns.items() if name == "withdrawn"]
    assert result.plan is not None
    least = np.sum(numbers, axis=0)[every.kept].min()
    assert result.plan.totals("withdrawn")[()] == least > 1


def test_the_table_is_read_and_what_is_unclear_in_it_refused(tmp_path: Path) -> None:
    here = region(NET)
    assert scenario_from_json(to_json(here)).content_hash == here.content_hash
    for wrong in (
        {"dwellings": 3, "at_most": 4},
        {},
        {"at_least": 2},
        {"at_least": 5, "at_most": 4},
    ):
        row = {"municipality": A, "year": 2025, "segment": "market", **wrong}
        with pytest.raises(ValueError, match=r"given or bounded|no number"):
            region(NET, withdrawals=[row])
    document = to_json(here)
    for written in document["tables"]["withdrawals"]:
        if "at_least" in written:
            written["at_most"] = 0
    with pytest.raises(InvalidScenario) as told:
        scenario_from_json(document)
    assert [one.code for one in told.value.findings] == ["withdrawal-unclear"]
    must = [{**MAY_GO[0], "at_least": 31, "at_most": 40}]
    assert "withdrawn-above-stock" in {one.code for one in check(region(NET, withdrawals=must))}


def test_a_plan_with_withdrawals_is_read_and_held_against_the_agreements(tmp_path: Path) -> None:
    here = region(NET)
    path = tmp_path / "withdrawn.csv"
    path.write_text(
        "gemeente;segment;wordt;jaar;woningen\n"
        "Aarle;sociale huur;gesloopt;2025;2\nAarle;sociale huur;market;2025;3\n",
        encoding="utf-8",
    )
    found = read_negotiated(here, path)
    assert found.tables["withdrawn"].numbers == built(here, 0, 0, 2, 3).cells["withdrawn"]


def test_the_problem_as_written(golden: Golden) -> None:
    golden("withdrawals", region(NET, STOCK))
