"""Balance: of all plans that are equally good the one nearest to the reference mix."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from models.scenario import Scenario
from optimiser import solve
from optimiser.results.result import Result
from tests.regions import amount, municipality, pool, scenario, share

SEGMENTS = ["social_rent", "mid_rent", "affordable_owner", "market"]
MIX = [
    {"segment": name, "share": part}
    for name, part in zip(SEGMENTS, ("30%", "15%", "20%", "35%"), strict=True)
]


def region(*agreements: Any, **rest: Any) -> Scenario:
    large = {"capacity": [pool(0, 600), pool(1, 400)], "segments": SEGMENTS}
    return scenario(*agreements, **{**large, **rest})


def built(result: Result, axis: int) -> dict[tuple[Any, Any], Fraction | int]:
    assert result.plan is not None
    sums: dict[tuple[Any, Any], Fraction | int] = {}
    for cell, number in result.plan.cells["new_build"].items():
        sums[cell[0], cell[axis]] = sums.get((cell[0], cell[axis]), 0) + number
    return sums


@pytest.mark.parametrize("preview", [True, False])
def test_where_nothing_stands_in_the_way_the_mix_is_the_reference(preview: bool) -> None:
    years = {"horizon": {"first_year": 2025, "last_year": 2027}}
    result = solve(region(amount(exactly=500), reference=MIX, **years), preview=preview)
    dwellings = {"GM0001": 300, "GM0002": 200}
    for (code, segment), number in built(result, 1).items():
        part = next(Fraction(row["share"][:-1]) / 100 for row in MIX if row["segment"] == segment)
        assert abs(number - part * dwellings[code]) <= 2
    for (code, _), number in built(result, 2).items():
        assert abs(number - Fraction(dwellings[code], 3)) <= 2


def test_a_total_that_thirds_need_is_balanced_too() -> None:
    """Two thirds of the one and a third of the other leave nothing of 500, and need 501."""
    market = {"measure": {"quantity": "new_build", "segments": ["market"]}, "at_least": "1/3"}
    rest = {"quantity": "new_build", "segments": SEGMENTS[:-1]}
    thirds = share("dear", **market), share("affordable", measure=rest, at_least="2/3")
    years = {"horizon": {"first_year": 2025, "last_year": 2027}}
    result = solve(region(amount(at_least=500), *thirds, reference=MIX, **years))
    sums = built(result, 2)
    assert sum(sums.values()) == 501
    for (code, _), number in sums.items():
        assert abs(number - Fraction(300 if code == "GM0001" else 200, 3)) <= 2


def test_only_what_is_forced_lies_away_from_the_reference() -> None:
    asked = share(at_least="60%", municipalities=["GM0001"], each="municipality")
    sums = built(solve(region(amount(exactly=500), asked, reference=MIX), preview=True), 1)
    total = sum(number for (code, _), number in sums.items() if code == "GM0001")
    assert float(sums["GM0001", "social_rent"] / total) == pytest.approx(0.6, abs=1e-6)
    # What is left over keeps its proportions, 15 : 20 : 35.
    rest = [float(sums["GM0001", name] / total) for name in SEGMENTS[1:]]
    assert rest == sorted(rest)
    elsewhere = sum(number for (code, _), number in sums.items() if code == "GM0002")
    assert float(sums["GM0002", "social_rent"] / elsewhere) == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("preview", [True, False])
def test_a_year_with_little_room_has_its_part_of_every_segment(preview: bool) -> None:
    """Seventy can be built in the first year: all of them were social rent, which is asked most."""
    later = {**pool(0, 800), "pool": "later", "first_year": 2026}
    places = {"capacity": [pool(0, 70), later, pool(1, 400)], "reference": MIX}
    years = {"horizon": {"first_year": 2025, "last_year": 2027}}
    here = ["GM0001"]
    rent = share(at_least="60%", each="municipality", municipalities=here)
    asked = amount(exactly=600, municipalities=here), rent
    result = solve(region(*asked, **places, **years), preview=preview)
    assert result.plan
    sums = result.plan.totals("new_build", "municipality", "segment", "year")
    first, second = ([sums["GM0001", name, year] for name in SEGMENTS] for year in (2025, 2026))
    assert min(first) >= 4
    for early, late in zip(first, second, strict=True):
        assert abs(Fraction(early, sum(first)) - Fraction(late, sum(second))) < Fraction(8, 100)


@pytest.mark.parametrize("goals", [["smooth_years"], ["cost", "smooth_years"]])
def test_a_choice_lies_near_the_reference_in_whole_dwellings_too(goals: list[str]) -> None:
    """Each could as well choose social rent, which the reference has less of."""
    options = [
        share("a", at_least="60%"),
        share("b", measure={"quantity": "new_build", "segments": ["market"]}, at_least="60%"),
    ]
    places = {
        "municipalities": [municipality(number) for number in range(3)],
        "capacity": [pool(number, 10, cost_per_dwelling=100 - number) for number in range(3)],
        "horizon": {"first_year": 2025, "last_year": 2027},
    }
    mix = [{"segment": "social_rent", "share": "45%"}, {"segment": "market", "share": "55%"}]
    either = {"id": "either", "kind": "either", "options": options, "each": "municipality"}
    result = solve(scenario(amount(exactly=26), either, **places, reference=mix, goals=goals))
    assert [row["option"] for row in result.records("choices") if row["chosen"]] == ["b"] * 3


def test_a_choice_lies_near_what_everybody_can_have() -> None:
    """Beek must have 70 % social rent; by the reference 55 to 75 % would do as well as 60 to 80."""
    places = {"horizon": {"first_year": 2025, "last_year": 2027}, "reference": MIX}
    forced = share(at_least="70%", municipalities=["GM0002"], each="municipality")
    affordable = {"quantity": "new_build", "segments": SEGMENTS[:-1]}
    apart = share("apart", measure=affordable, apart="20%", step="5%", each="municipality")
    result = solve(region(amount(exactly=500), forced, apart, **places))
    sums = built(result, 1)
    assert sums["GM0002", "affordable_owner"] >= 10


def test_the_written_goals_come_first() -> None:
    wish = amount("wish", measure={"quantity": "new_build", "segments": ["market"]}, at_least=400)
    wanted = region(amount(exactly=500), {**wish, "binding": False}, reference=MIX)
    result = solve(wanted)
    assert [goal.value for goal in result.goals] == [0]
    assert sum(number for (_, name), number in built(result, 1).items() if name == "market") == 400


def test_a_form_that_nobody_asked_for_is_not_built() -> None:
    forms = ["regular", "zero_step", "clustered"]
    asked = amount("steps", measure={"quantity": "new_build", "forms": ["zero_step"]}, at_least=100)
    sums = built(solve(region(amount(exactly=500), asked, forms=forms)), 3)
    assert sum(number for (_, form), number in sums.items() if form == "clustered") <= 10
    assert sum(number for (_, form), number in sums.items() if form == "zero_step") == 100


@pytest.mark.parametrize("dear", [25_000, 10_000_000])
def test_what_costs_nothing_at_best_costs_nothing_beside_what_is_dear(dear: int) -> None:
    """A dwelling of three euros is hardly seen in a row where another counts for millions."""
    rates = [
        {"rate": "subsidy", "euros": dear, "form": "regular"},
        {"rate": "subsidy", "euros": 3, "segment": "social_rent"},
    ]
    least = {"kind": "least", "measure": {"quantity": "euros", "rates": ["subsidy"]}}
    asked = scenario(
        amount(at_least=12),
        horizon={"first_year": 2025, "last_year": 2027},
        forms=["regular", "zero_step"],
        rates=rates,
        goals=["smooth_years", least, "shortfall"],
    )
    result = solve(asked, preview=True)
    assert result.audit
    assert result.audit.goals["least:euros+subsidy"] == 0
    assert {row["segment"] for row in result.records("new_build", "en")} == {"market"}
