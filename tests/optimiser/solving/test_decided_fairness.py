"""Fair shares of what the plan itself decides: one measure, and the total stays free."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from models.scenario import Scenario
from optimiser import Status, solve
from tests.brute_force import EveryPlan
from tests.examples import examples
from tests.optimiser.solving.test_brute_force import PLANS, dividing_what_is_decided
from tests.regions import (
    CODES,
    Document,
    amount,
    documents,
    fair_share,
    municipality,
    pool,
    scenario,
    share,
)

FAIR = "fair_share:fair"


def ranked(region: Scenario, got: dict[str, int]) -> tuple[Fraction, ...]:
    """Give the deviations of what each gets from what all get together, the largest first."""
    figures = {one.code: one.figure("households") for one in region.municipalities}
    every, together = sum(got.values()), sum(figures.values())
    fair = {code: Fraction(own) * every / together for code, own in figures.items() if own}
    off = (abs(got[code] - own) / own if own else Fraction(0) for code, own in fair.items())
    return tuple(sorted(off, reverse=True))


@given(documents(fair=True).map(dividing_what_is_decided))
@examples(15)
def test_no_plan_is_fairer_beside_what_it_divides(document: Document) -> None:
    """Among the plans with the least shortfall, and the least for who has no weight."""
    region = Scenario.model_validate(document)
    result = solve(region)
    if result.status not in PLANS:
        return
    assert result.audit
    goal = next(one for one in result.goals if one.id == FAIR)
    nothing = [one.code for one in region.municipalities if not one.figure("households")]
    found = EveryPlan(region)
    _, good = found.least_shortfall()
    outcomes = found.outcomes()
    numbers = np.unique([got[good] for got in outcomes.values()], axis=1).T.tolist()
    codes = [code for code, _ in outcomes]
    every = [dict(zip(codes, got, strict=True)) for got in numbers]
    best = min((sum(got[code] for code in nothing), ranked(region, got)) for got in every)[1]
    reached = region.goal(FAIR).ranked_values(result.audit.objectives[FAIR])
    assert reached >= best
    if goal.proven:
        assert (reached, goal.value) == (best, max(best, default=Fraction(0)))
    if goal.least is not None:
        assert goal.least <= max(best, default=Fraction(0))


FREE = scenario(
    amount(exactly=100),
    fair_share(measure={"quantity": "new_build", "segments": ["social_rent"]}),
    capacity=[pool(0, 60), pool(1, 40)],
    goals=[{"fair_share": "fair"}],
)
"""Social rent by households, 60 to 40; how much of it is for the plan."""


def test_a_total_that_fairness_says_nothing_of_is_left_to_balance() -> None:
    """As much social rent as of the market, to the dwelling, and in a preview too."""
    for preview in (True, False):
        result = solve(FREE, preview=preview)
        assert result.status is Status.OPTIMAL
        assert result.plan
        assert result.plan.totals("new_build", "segment")[("social_rent",)] == 50
        assert {one.municipality: one.assigned for one in result.exact_shares} == {
            CODES[0]: 30,
            CODES[1]: 20,
        }


def test_no_less_is_built_to_be_off_by_fewer_dwellings() -> None:
    """At most half in Aarle, whose share is 60 %: a sixth and a quarter off, of 8 and of 20."""
    region = scenario(
        amount(at_least=8),
        amount("wish", at_least=20, binding=False),
        share(
            "half", measure={"quantity": "new_build", "municipalities": CODES[:1]}, at_most="1/2"
        ),
        fair_share(),
        goals=[{"fair_share": "fair"}, "shortfall"],
    )
    whole, preview = solve(region), solve(region, preview=True)
    for result in (whole, preview):
        assert result.audit
        assert result.audit.goals == {"shortfall": 0, FAIR: Fraction(1, 4)}
        assert [step.deviation for step in result.steps] == pytest.approx([1 / 4, 1 / 6])
        (goal,) = [goal for goal in result.goals if goal.id == FAIR]
        assert goal.bound == pytest.approx(1 / 4)
        assert goal.unit == "ratio"
    assert whole.status is Status.OPTIMAL


def test_nobody_is_given_a_plan_without_dwellings_because_that_divides_them_best() -> None:
    """By sixty and forty households, where one and two dwellings fit: nothing would be fairer."""
    pools = [pool(0, 1), pool(1, 2)]
    region = scenario(fair_share(), capacity=pools, goals=[{"fair_share": "fair"}])
    result = solve(region)
    assert result.plan
    assert sum(result.plan.cells["new_build"].values()) > 0
    assert result.status is Status.FEASIBLE


def of_five_to_nine(*agreements: Document, **rest: object) -> Scenario:
    """Build five to nine dwellings by three, two and one household, in three municipalities."""
    places = [(3, 5), (2, 4), (1, 2)]
    return scenario(
        amount(at_least=5),
        amount("most", at_most=9),
        fair_share(),
        *agreements,
        municipalities=[
            {"code": code, "name": code, "households": households}
            for code, (households, _) in zip(CODES, places, strict=True)
        ],
        capacity=[pool(number, most) for number, (_, most) in enumerate(places)],
        goals=[{"fair_share": "fair"}, {"least": {"quantity": "new_build"}}],
        **rest,
    )


CHOICE = {
    "id": "choice",
    "kind": "either",
    "each": "municipality",
    "options": [share("much", at_least="60%"), share("little", at_most="20%")],
}


@pytest.mark.parametrize(
    ("agreements", "limit"),
    [((), 0), ((CHOICE,), 0), ((CHOICE,), 1), ((), 2)],
)
def test_of_all_totals_the_one_that_is_divided_most_fairly(
    agreements: tuple[Document, ...], limit: int
) -> None:
    """Six are divided evenly; where few fit somewhere, what comes nearest to that is."""
    fewer = [amount(f"few-{limit}", at_most=limit, municipalities=[CODES[0]])] if limit else []
    region = of_five_to_nine(*agreements, *fewer)
    result = solve(region)
    plans = EveryPlan(region)
    got = plans.outcomes()
    numbers = np.unique([own[plans.kept] for own in got.values()], axis=1).T.tolist()
    codes = [code for code, _ in got]
    every = [dict(zip(codes, own, strict=True)) for own in numbers]
    best = min(ranked(region, own) for own in every)
    fewest = min(sum(own.values()) for own in every if ranked(region, own) == best)
    assert result.status is Status.OPTIMAL
    assert result.audit
    assert region.goal(FAIR).ranked_values(result.audit.objectives[FAIR]) == best
    assert {goal.id: goal.least for goal in result.goals}["least:new_build"] == fewest


def test_shares_of_hundreds_that_count_in_parts_are_proven() -> None:
    """Aarle builds five for every four of Beek's: no allotments of a total are all there is."""
    villages = amount("villages", at_most=60, each="municipality", municipalities=[*CODES[1:3]])
    exchange = {
        "id": "exchange",
        "kind": "exchange",
        "of": "fair",
        "exchanged": "dwellings",
        "givers": [CODES[1]],
        "takers": [CODES[0]],
        "at_most": "40%",
        "takes_at_most": 10,
        "exchange_rate": "5/4",
    }
    households, supply = (57, 25, 18), (300, 200, 200)
    task = fair_share(measure={"quantity": "attributed"}, of={"quantity": "new_build"})
    region = scenario(
        amount(at_least=301),
        task,
        exchange,
        villages,
        municipalities=[municipality(at, households=some) for at, some in enumerate(households)],
        capacity=[pool(at, most) for at, most in enumerate(supply)],
        goals=[{"fair_share": "fair"}],
    )
    result = solve(region)
    assert result.status is Status.OPTIMAL
    assert [goal.proven for goal in result.goals] == [True, True]


def test_of_totals_that_are_divided_as_fairly_the_balanced_one_is_taken() -> None:
    """Each hundred is divided evenly: five left none for anything but social rent."""
    households = (57, 25, 18)
    region = scenario(
        amount(exactly=500),
        fair_share(measure={"quantity": "new_build", "segments": ["social_rent"]}),
        municipalities=[municipality(at, households=some) for at, some in enumerate(households)],
        capacity=[pool(at, 500) for at in range(3)],
        reference=[
            {"segment": "social_rent", "share": "30%"},
            {"segment": "market", "share": "70%"},
        ],
        goals=[{"fair_share": "fair"}],
    )
    result = solve(region)
    assert result.plan
    assert result.plan.totals("new_build", "segment")[("social_rent",)] == 100
    assert [goal.proven for goal in result.goals] == [True, True]


def test_a_year_in_which_nothing_can_be_built_is_divided_as_any() -> None:
    """Its total has no unknown, so that a bound of a deviation holds it there, and no row."""
    region = scenario(
        fair_share(each=["municipality", "year"]),
        amount("wanted", at_least=7),
        amount("more", at_least=9, binding=False),
        horizon={"first_year": 2025, "last_year": 2026},
        capacity=[pool(0, 9, first_year=2026), pool(1, 5, first_year=2026, cost_per_dwelling=2)],
        goals=[{"fair_share": "fair"}, "shortfall", "cost"],
    )
    result = solve(region)
    assert result.status is Status.OPTIMAL
    assert [goal.value for goal in result.goals] == [0, 0, 8]
