"""The kind `phasing`, and limits that plan capacity implies."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser import solve
from scenarios import check
from tests.brute_force import EveryPlan
from tests.readers import NEW_BUILD, Golden, audited, range_by_both, sentences
from tests.regions import CODES, Document, amount, pool, scenario

A, B, _ = CODES
MILL, STATION = pool(0, 4), pool(1, 3)


def region(*agreements: Document, **rest: Any) -> Scenario:
    return scenario(
        *agreements,
        **{
            "segments": ["market"],
            "capacity": [MILL, STATION],
            "horizon": {"first_year": 2025, "last_year": 2027},
            **rest,
        },
    )


def order(**rest: Any) -> Document:
    return {"id": "order", "kind": "phasing", "pools": ["p1"], **rest}


def plan(numbers: Mapping[tuple[str, int], int]) -> Plan:
    """Give a plan by location and year."""
    places = {"p0": A, "p1": B}
    cells: dict[Cell, int | Fraction] = {
        (places[name], "market", year, "regular", name): number
        for (name, year), number in numbers.items()
    }
    return Plan({"new_build": cells})


IN_TURN = plan({("p0", 2025): 3, ("p0", 2026): 1, ("p1", 2026): 1, ("p1", 2027): 2})


@pytest.mark.parametrize(
    ("said", "slacks"),
    [
        ({"follows": ["p0"]}, [0, 0, 0]),  # complete in 2026, in which the station begins
        ({"follows": ["p0"], "later": 1}, [0, -1, 0]),  # of four three were there a year before
        ({"follows": ["p0"], "once": "begun", "later": 1}, [0, 2, 3]),
        ({"all_or_nothing": True}, [0]),
    ],
)
def test_what_comes_after_what(said: Document, slacks: list[int]) -> None:
    rows = [row for row in audited(region(order(**said)), "order", IN_TURN) if row.chosen]
    assert [row.slack for row in rows] == slacks


def test_one_only_if_the_other_and_all_or_nothing() -> None:
    """Two of three dwellings are neither all nor none, and the mill is not built at all."""
    half = plan({("p1", 2025): 2})
    only_if = region(order(follows=["p0"], once="begun", each="region", all_or_nothing=True))
    rows = [row for row in audited(only_if, "order", half) if row.chosen]
    assert [row.slack for row in rows] == [-1, -1]


CASES = [
    order(follows=["p0"], later=1),
    order(follows=["p0"], once="begun"),
    order(pools=["p0", "p1"], all_or_nothing=True),
]


@pytest.mark.parametrize("rule", CASES, ids=["complete", "begun", "whole"])
def test_all_readers_and_every_plan_agree(rule: Document) -> None:
    """At least three, as many as can be in the first year: what is left open is searched."""
    here = region(
        rule,
        amount(at_least=3),
        capacity=[pool(0, 2), pool(1, 3, most_per_year=2)],
        horizon={"first_year": 2025, "last_year": 2026},
        goals=[{"kind": "least", "measure": {"quantity": "new_build", "pools": ["p0"]}}],
    )
    every, result = EveryPlan(here), solve(here)
    mill = [one for (_, cell), one in every.columns.items() if cell[-1] == "p0"]
    assert result.plan is not None
    found = result.plan.totals("new_build", "pool").get(("p0",), 0)
    assert found == np.sum(mill, axis=0)[every.kept].min()
    assert range_by_both(here, NEW_BUILD)


def test_the_sentences() -> None:
    assert sentences(region(order(follows=["p0"], later=2, all_or_nothing=True)), "order") == (
        "p1: niet voordat p0 voltooid is, minstens 2 jaar later en elk in zijn geheel of niet",
        "p1: not before p0 is complete, at least 2 years later, and each in full or not at all",
    )
    only_if = region(order(follows=["p0"], once="begun", each="region"))
    assert sentences(only_if, "order")[1] == "p1: only if p0 is built as well"


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing is asked"):
        region(order())
    with pytest.raises(ValueError, match="phasing is of years"):
        region(order(follows=["p0"], each="municipality"))
    with pytest.raises(ValueError, match="come after itself"):
        region(order(pools=["p0", "p1"], follows=["p1"]))
    unknown = check(region(order(follows=["p9"])))
    assert [one.code for one in unknown if one.severity == "error"] == ["unknown-pool"]


@pytest.mark.parametrize(
    ("most", "told"), [(7, True), (6, False)], ids=["all there is", "less than there is"]
)
def test_a_limit_that_capacity_implies_is_told(most: int, told: bool) -> None:
    """There are seven dwellings in all, and four in Aarle."""
    found = [check(region(amount(at_most=most)))]
    found.append(check(region(amount(at_most=most - 3, municipalities=[A]))))
    for findings in found:
        assert ("agreement-without-effect" in {one.code for one in findings}) is told


def test_the_problem_as_written(golden: Golden) -> None:
    here = region(order(follows=["p0"], later=1, all_or_nothing=True))
    golden("phasing", here)
