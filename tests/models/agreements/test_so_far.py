"""Running totals: by the end of each year, the years before it included."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser import solve
from scenarios import check
from tests.brute_force import EveryPlan
from tests.readers import (
    NEW_BUILD,
    SOCIAL_RENT,
    Golden,
    audited,
    everywhere,
    range_by_both,
    sentences,
)
from tests.regions import CODES, Document, amount, pool, scenario, share

A, B, _ = CODES
YEARS = {"first_year": 2025, "last_year": 2027}


def region(*agreements: Document) -> Scenario:
    return scenario(*agreements, horizon=YEARS, capacity=[pool(0, 10, most_per_year=4)])


def built(*numbers: int, social: int = 0) -> Plan:
    """Give a plan of Aarle by year, and social rent in the last."""
    cells: dict[Cell, int | Fraction] = {
        (A, "market", year, "regular", "p0"): number
        for year, number in zip((2025, 2026, 2027), numbers, strict=True)
    }
    return Plan({"new_build": {**cells, (A, "social_rent", 2027, "regular", "p0"): social}})


def test_each_year_counts_with_those_before_it() -> None:
    """1, 1 + 4, 1 + 4 + 2 where 3 is asked by the end of each year."""
    rows = audited(region(amount(at_least=3, each="year", so_far=True)), "total", built(1, 4, 2))
    assert [row.slack for row in rows] == [-2, 2, 4]


def test_a_running_share() -> None:
    """0 of 1, 0 of 2, then 2 of 4: half."""
    rows = audited(
        region(share(at_least="1/2", each="year", so_far=True)), "social", built(1, 1, 0, social=2)
    )
    assert [row.slack * 2 for row in rows] == [-1, -2, 0]


def test_years_that_do_not_count_are_no_part_of_it() -> None:
    rows = audited(
        region(amount(at_least=3, each="year", years=[2026, 2027], so_far=True)),
        "total",
        built(4, 1, 3),
    )
    assert [row.slack for row in rows] == [-2, 1]


def later(**rest: Any) -> Document:
    """Give: of all that was built until a year before, so much is social rent by now."""
    return share(**{"each": "year", "so_far": True, "delay": 1, **rest})


def test_with_a_delay_it_is_of_what_there_was_before() -> None:
    """Social rent 0, 0, 2 of 0, 1, 1 + 1; each year's half of that."""
    rows = audited(region(later(at_least="1/2")), "social", built(1, 1, 0, social=2))
    assert [row.slack * 2 for row in rows] == [0, -1, 2]
    assert sentences(region(later(at_least="1/2")), "social") == (
        "nieuwbouw (sociale huur): minstens 50% van de nieuwbouw in elk jaar, de jaren ervoor "
        "meegeteld, van wat er een jaar eerder was",
        "new build (social rent): at least 50% of new build in each year, with the years before "
        "it, of what there was a year before",
    )


def test_a_longer_delay_never_asks_more_at_least_nor_less_at_most() -> None:
    least = [range_by_both(region(later(at_least="1/2", delay=d)), SOCIAL_RENT) for d in (0, 1, 2)]
    most = [range_by_both(region(later(at_most="1/2", delay=d)), NEW_BUILD) for d in (1, 2, 3)]
    assert [low for low, _ in least] == sorted((low for low, _ in least), reverse=True)
    assert [high for _, high in most] == sorted((high for _, high in most), reverse=True)
    assert range_by_both(region(later(at_most="1/2")), SOCIAL_RENT)


def test_every_plan_agrees_with_a_delay() -> None:
    """Two in the first year need one of social rent by the end of the second."""
    small = scenario(
        amount(at_least=2, years=[2025]),
        later(at_least="1/2"),
        horizon={"first_year": 2025, "last_year": 2026},
        capacity=[pool(0, 4), pool(1, 0)],
        goals=[
            {"kind": "least", "measure": {"quantity": "new_build", "segments": ["social_rent"]}}
        ],
    )
    every, result = EveryPlan(small), solve(small)
    social = every.programme.measure(SOCIAL_RENT, everywhere(small))
    assert result.plan is not None
    least = result.plan.totals("new_build", "segment")["social_rent",]
    assert least == np.min(social[every.kept]) == 1


def test_a_delay_is_of_a_running_total() -> None:
    with pytest.raises(ValidationError, match="a delay is of a running total"):
        region(later(at_least="1/2", so_far=False))


def test_the_problem_with_a_delay(golden: Golden) -> None:
    golden("delay", region(later(at_least="1/2")))


def test_of_a_single_year_it_says_what_it_says_without() -> None:
    for so_far in (True, False):
        one = scenario(amount(at_least=3, each="year", so_far=so_far))
        assert range_by_both(one, NEW_BUILD) == pytest.approx((3, 20))


def test_all_readers_and_every_plan_agree() -> None:
    """By the end of each year at most 2, so 2 in all."""
    most = region(amount(at_most=2, each="year", so_far=True))
    assert range_by_both(most, NEW_BUILD) == pytest.approx((0, 2))
    small = scenario(
        amount(at_least=2, each="year", so_far=True),
        horizon={"first_year": 2025, "last_year": 2026},
        segments=["market"],
        capacity=[pool(0, 3), pool(1, 1)],
        goals=[{"kind": "least", "measure": {"quantity": "new_build"}}],
    )
    every, result = EveryPlan(small), solve(small)
    in_all = np.sum(list(every.columns.values()), axis=0)
    assert result.plan is not None
    assert result.plan.totals("new_build")[()] == in_all[every.kept].min() == 2


def test_the_sentence() -> None:
    assert sentences(region(amount(at_least=3, each="year", so_far=True)), "total") == (
        "nieuwbouw: minstens 3 woningen in elk jaar, de jaren ervoor meegeteld",
        "new build: at least 3 dwellings in each year, with the years before it",
    )


def test_without_years_it_has_no_meaning() -> None:
    with pytest.raises(ValueError, match="running total"):
        region(amount(at_least=3, so_far=True))


def test_a_part_of_itself_is_told() -> None:
    one = region(share(of={"quantity": "new_build", "segments": ["social_rent"]}, at_least="30%"))
    assert "agreement-without-effect" in {finding.code for finding in check(one)}
    assert "agreement-without-effect" not in {
        finding.code for finding in check(region(share(at_least="30%")))
    }


def test_the_problem_as_written(golden: Golden) -> None:
    golden("so_far", region(amount(at_least=3, each="year", so_far=True)))


def test_a_part_of_a_sum_of_money_is_said_as_such() -> None:
    euros = {"quantity": "euros", "rates": ["rent"]}
    part = share(measure={**euros, "segments": ["social_rent"]}, of=euros, at_least="1/2")
    rent = [{"rate": "rent", "segment": "social_rent", "euros": 100}]
    said = sentences(scenario(part, horizon=YEARS, capacity=[pool(0, 10)], rates=rent), "social")
    assert "50% van het totaal in euro (" in said[0]
    assert "50% of the total in euros (" in said[1]
