"""Shares a hair beside a simple one, as a sweep in floats gives them: whole plans keep them."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.exact import next_fraction
from models.measure import Measure
from optimiser import Status, solve
from optimiser.explore.pyomo_model import Workbench
from optimiser.solver.tolerances import HELD
from tests.readers import everywhere
from tests.regions import amount, pool, scenario, share

MEASURE = {"quantity": "new_build", "segments": ["social_rent"]}


@given(st.fractions(0, 3, max_denominator=10**12), st.integers(1, 60))
def test_of_up_to_so_many_the_next_fraction_asks_the_same(ratio: Fraction, most: int) -> None:
    told = next_fraction(ratio, most)
    assert told.denominator <= most
    assert all(ceil(told * whole) == ceil(ratio * whole) for whole in range(most + 1))


@settings(max_examples=10, deadline=None)
@given(
    st.integers(1, 9),
    st.integers(2, 40),
    st.integers(8, 17),
    st.sampled_from(["at_least", "at_most"]),
    st.sampled_from([-1, 0, 1]),
)
def test_a_share_a_hair_beside_a_round_one_is_kept_to_the_dwelling(
    part: int, groups: int, digits: int, side: str, hair: int
) -> None:
    """Of a total that the round share divides, the hair decides over one dwelling."""
    ratio = Fraction(part, 10) + Fraction(hair, 10**digits)
    total = 10 * groups
    sought = "social_rent" if side == "at_least" else "market"
    region = scenario(
        share(**{side: str(ratio)}),
        amount("total", exactly=total),
        capacity=[pool(0, total)],
        goals=[{"kind": "least", "measure": {**MEASURE, "segments": [sought]}}],
    )
    result = solve(region)
    assert result.status is Status.OPTIMAL, result.fault
    assert result.plan is not None
    built = sum(
        number
        for cell, number in result.plan.cells.get("new_build", {}).items()
        if "social_rent" in cell
    )
    assert built == (ceil(ratio * total) if side == "at_least" else floor(ratio * total))


@pytest.mark.parametrize("ratio", ["0.30000000000000004", "0.3000000001"])
def test_where_a_hair_is_impossible_it_is_said(ratio: str) -> None:
    """Three of ten are not enough, and there may be no fourth."""
    region = scenario(
        share(at_least=ratio),
        amount("total", exactly=10),
        amount("room", measure=MEASURE, at_most=3),
        capacity=[pool(0, 10)],
    )
    result = solve(region)
    assert result.status in (Status.INFEASIBLE, Status.INFEASIBLE_IN_WHOLE_DWELLINGS)
    assert result.infeasibility is not None


@pytest.mark.parametrize("weight", [1, "1/3"])
def test_a_wish_is_kept_where_it_can_be_though_a_miss_is_too_little_to_see(weight: object) -> None:
    """Two of three miss it by a billionth of a dwelling, and three of three keep it."""
    region = scenario(
        share(at_least="0.6666666667", binding=False, weight=weight),
        amount("total", exactly=3),
        amount("few", measure=MEASURE, at_most=2, binding=False, priority=2),
        capacity=[pool(0, 3)],
    )
    result = solve(region, free=True)
    assert result.status is Status.OPTIMAL
    assert result.audit is not None
    assert result.audit.goals["shortfall"] == 1


def test_what_is_seen_of_a_wish_goes_before_what_is_not() -> None:
    """Nine tenths of a dwelling are not given up for a billionth of another."""
    hair = share("hair", at_least="0.6666666667", binding=False)
    few = share("few", at_most="0.3", binding=False)
    region = scenario(hair, few, amount("total", exactly=3), capacity=[pool(0, 3)])
    result = solve(region)
    assert result.status is Status.OPTIMAL
    assert result.audit is not None
    assert result.audit.goals["shortfall"] == Fraction(11, 10) + Fraction(1, 10**10)


@pytest.mark.parametrize(
    ("hair", "least"),
    [({"at_least": "0.6666666667"}, 3), ({"exactly": "0.6666666667"}, 5), ({"at_least": "2/3"}, 2)],
)
def test_an_option_is_not_kept_by_what_is_a_hair_short_of_it(
    hair: dict[str, str], least: int
) -> None:
    """Three dwellings in all; the other option asks for five dwellings of market beside them."""
    options = [share("hair", **hair), amount("many", at_least=8)]
    region = scenario(
        {"id": "either", "kind": "either", "options": options},
        amount("total", at_least=3),
        amount("social", measure=MEASURE, at_least=2),
        capacity=[pool(0, 8)],
        goals=[
            {"kind": "least", "measure": {"quantity": "new_build"}},
            {"kind": "least", "measure": MEASURE},
        ],
    )
    result = solve(region)
    assert result.status is Status.OPTIMAL
    assert result.plan is not None
    built = result.plan.cells["new_build"]
    total = sum(built.values())
    social = sum(number for cell, number in built.items() if "social_rent" in cell)
    assert (total, social) == {3: (3, 3), 5: (8, 2), 2: (3, 2)}[least]


def test_exactly_a_hair_beside_a_round_share_is_that_of_none() -> None:
    region = scenario(
        share(exactly="0.3333333333"),
        amount("wanted", at_least=3, binding=False),
        capacity=[pool(0, 6)],
    )
    result = solve(region)
    assert result.status is Status.OPTIMAL, result.fault
    assert result.audit is not None
    assert result.audit.goals["shortfall"] == 3


def test_explorations_are_told_the_same_and_weigh_as_little() -> None:
    """Twelve wished for at a weight of a billionth are no less than twelve to the workbench."""
    region = scenario(
        amount("wanted", at_least=12, binding=False, weight="0.000000001"),
        share(at_least="0.6666666667"),
        capacity=[pool(0, 12)],
    )
    bench = Workbench(region)
    assert bench.minimise(bench.goal("shortfall:1")) == pytest.approx(0, abs=1e-12)
    bench.hold("shortfall:1", 0.0, HELD)
    scope = everywhere(region)
    built = bench.programme.measure(Measure.model_validate(MEASURE), scope)
    assert bench.minimise(built) >= Fraction("0.6666666667") * 12 - Fraction(1, 10**5)
