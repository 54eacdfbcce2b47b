"""The kind `fair_share`."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.measure import Measure
from models.plan import Plan
from optimiser.results.audit import audit
from tests.readers import Golden, audited, plan_of, range_by_both, sentences
from tests.regions import CODES, amount, fair_share, municipality, pool, scenario

A, B, _ = CODES
IN_AARLE = Measure(quantity="new_build", municipalities=(A,))
FIGURES = [municipality(0, households=60, stock=50), municipality(1, households=40, stock=50)]
# In 2025, halfway from the stock (50, 50) to the households (60, 40), the weights are 55 and 45.
REGION = scenario(
    amount(exactly=20),
    fair_share(
        tolerance="10%",
        binding=True,
        each=["municipality", "year"],
        path={"start": "stock", "from_year": 2024, "to_year": 2026},
    ),
    municipalities=FIGURES,
    capacity=[pool(0, 20), pool(1, 20)],
)


def test_the_weights_of_a_key_sum_to_one_and_a_mix_is_by_parts() -> None:
    """3/4 by households (60, 40) and 1/4 by stock (50, 50): 57.5% and 42.5%."""
    region = scenario(
        fair_share(key="mixed"),
        keys={"mixed": {"mix": {"households": "3/4", "stock": "1/4"}}},
        municipalities=FIGURES,
    )
    outcomes = audit(region, plan_of(region, {(A, "market"): 10})).outcomes
    assert [row.outcome.weight for row in outcomes] == [Fraction(23, 40), Fraction(17, 40)]
    assert [row.fair for row in outcomes] == [Fraction(23, 4), Fraction(17, 4)]
    assert [row.deviation for row in outcomes] == [Fraction(17, 23), Fraction(-1)]


def test_given_numbers_are_a_key_and_who_is_not_named_has_no_share() -> None:
    region = scenario(fair_share(key="given"), keys={"given": {"given": {B: 5}}})
    outcomes = audit(region, plan_of(region, {(A, "market"): 1, (B, "market"): 4})).outcomes
    assert [row.outcome.weight for row in outcomes] == [0, 1]
    assert [row.deviation for row in outcomes] == [None, Fraction(-1, 5)]


def test_the_tolerance_is_a_band_around_the_fair_share() -> None:
    """Of 20 dwellings 11 and 9 are fair, give or take 10%: Aarle 9.9 to 12.1, Beek 8.1 to 9.9."""
    plan = plan_of(REGION, {(A, "market"): 12, (B, "market"): 8})
    rows = audited(REGION, "fair", plan)
    assert [(row.requirement.scope.municipality, row.requirement.sense) for row in rows] == [
        (A, ">="),
        (A, "<="),
        (B, ">="),
        (B, "<="),
    ]
    tenths = [row.slack * 10 for row in rows]
    assert tenths == [21, 1, -1, 19]


@pytest.mark.parametrize(
    ("year", "weight"),
    [
        (2024, Fraction(50, 100)),
        (2025, Fraction(55, 100)),
        (2026, Fraction(60, 100)),
        (2027, Fraction(60, 100)),
    ],
)
def test_the_growth_path_goes_in_equal_steps(year: int, weight: Fraction) -> None:
    region = scenario(
        *(agreement.model_dump(mode="json") for agreement in REGION.agreements),
        municipalities=FIGURES,
        horizon={"first_year": year, "last_year": year},
    )
    outcomes = audit(region, plan_of(region, {}, year)).outcomes
    assert [row.outcome.weight for row in outcomes] == [weight, 1 - weight]


def test_both_solvers_read_the_same() -> None:
    """Beek gets 8.1 to 9.9 of the 20, so Aarle gets 10.1 to 11.9."""
    assert range_by_both(REGION, IN_AARLE) == pytest.approx((10.1, 11.9))


def test_without_a_tolerance_it_asks_for_no_number() -> None:
    region = scenario(fair_share(binding=True))
    assert audited(region, "fair", plan_of(region, {(A, "market"): 10})) == []


def test_the_sentence() -> None:
    assert sentences(REGION, "fair") == (
        "nieuwbouw: gespreid naar huishoudens in elke gemeente en elk jaar, met een ingroeipad "
        "van voorraad in 2024 naar de verdeelsleutel in 2026, hoogstens 10% erboven of eronder",
        "new build: spread by households in each municipality and year, growing from stock in "
        "2024 to the key in 2026, at most 10% above or below",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    as_goal = scenario(amount(at_least=11), fair_share(), goals=[{"fair_share": "fair"}])
    golden("fair_share", REGION)
    golden("fair_share_goal", as_goal)


@pytest.mark.parametrize(
    ("side", "senses", "dutch"),
    [
        ("above", ["<=", "<="], "hoogstens 50% erboven"),
        ("below", [">=", ">="], "hoogstens 50% eronder"),
        ("both", [">=", "<=", ">=", "<="], "hoogstens 50% erboven of eronder"),
    ],
)
def test_a_tolerance_can_hold_on_one_side(side: str, senses: list[str], dutch: str) -> None:
    """Of ten, Aarle's fair share is six: it may have nine, and with `above` also nothing."""
    region = scenario(fair_share(tolerance="50%", side=side, binding=True))
    plan = plan_of(region, {(A, "market"): 0, (B, "market"): 10})
    rows = audited(region, "fair", plan)
    assert [row.requirement.sense for row in rows] == senses
    missed = [(row.requirement.scope.municipality, row.slack) for row in rows if not row.kept]
    expected = [(A, Fraction(-3))] * (side != "above") + [(B, Fraction(-4))] * (side != "below")
    assert missed == expected
    assert sentences(region, "fair")[0].endswith(dutch)


def test_over_several_years_the_path_weighs_each_by_what_there_is_to_divide() -> None:
    """Aarle's part goes from 10% to 50%: 31 of 310, then 9 and 15 and 15 of 30 each."""
    region = scenario(
        fair_share(
            measure={"quantity": "housed"},
            of={"quantity": "need"},
            path={"start": "stock", "from_year": 2025, "to_year": 2027},
        ),
        horizon={"first_year": 2025, "last_year": 2028},
        municipalities=[
            municipality(0, households=50, stock=10),
            municipality(1, households=50, stock=90),
        ],
        groups=["urgent"],
        needs=[
            {"group": "urgent", "year": year, "households": 310 if year == 2025 else 30}
            for year in range(2025, 2029)
        ],
        goals=[{"fair_share": "fair"}],
    )
    assert [row.fair for row in audit(region, Plan({})).outcomes] == [70, 330]
    nothing = scenario(**{**region.model_dump(mode="json", exclude={"needs"}), "needs": []})
    assert [row.fair for row in audit(nothing, Plan({})).outcomes] == [0, 0]


def test_what_the_plan_decides_is_weighed_by_the_years_in_which_it_is_built() -> None:
    """55% of the ten of 2025 and 60% of the thirty of 2026 are fair for Aarle: 23.5."""
    path = {"start": "stock", "from_year": 2024, "to_year": 2026}
    region = scenario(
        amount("first", exactly=10, years=[2025]),
        amount("second", exactly=30, years=[2026]),
        fair_share(tolerance="10%", binding=True, path=path),
        municipalities=FIGURES,
        horizon={"first_year": 2025, "last_year": 2026},
        capacity=[pool(0, 40), pool(1, 40)],
    )
    plan = plan_of(region, {(A, "market"): 10}, 2025)
    more = plan_of(region, {(B, "market"): 30}, 2026)
    both = Plan({"new_build": {**plan.cells["new_build"], **more.cells["new_build"]}})
    assert [row.fair for row in audit(region, both).outcomes] == [Fraction(47, 2), Fraction(33, 2)]
    # Beek's 16.5, give or take a tenth, leaves Aarle 21.85 to 25.15.
    assert range_by_both(region, IN_AARLE) == pytest.approx((21.85, 25.15))
