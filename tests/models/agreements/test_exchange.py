"""The kind `exchange`."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.measure import Measure
from models.plan import Plan
from models.scenario import Scenario
from optimiser import Status, audit, solve
from optimiser.explore.pyomo_model import Workbench
from tests.examples import examples
from tests.readers import Golden, audited, range_by_both, sentences
from tests.regions import CODES, Document, fair_share, municipality, scenario

A, B, _ = CODES
CREDITED = {"quantity": "credited", "groups": ["urgent"]}
NEED = {"quantity": "need", "groups": ["urgent"]}
ALL_HOUSED = {
    "id": "housed",
    "kind": "share",
    "measure": {"quantity": "housed", "groups": ["urgent"]},
    "of": NEED,
    "exactly": "100%",
}
CAP = {"id": "cap", "kind": "vacancy_cap", "at_most": "25%"}
EXCHANGE: Document = {
    "id": "takeover",
    "kind": "exchange",
    "of": "fair",
    "groups": ["urgent"],
    "givers": [A],
    "takers": [B],
    "at_most": "50%",
}


def region(*agreements: Document, vacancies: tuple[int, int] = (8, 40), need: int = 10) -> Scenario:
    """Give a region that divides households by 60 and 40, with few vacancies in Aarle."""
    return scenario(
        fair_share(measure=CREDITED, of=NEED),
        ALL_HOUSED,
        CAP,
        *agreements,
        groups=["urgent"],
        needs=[{"group": "urgent", "year": 2025, "households": need}],
        municipalities=[
            municipality(number, households=households, vacancies=vacant)
            for number, (households, vacant) in enumerate(zip((60, 40), vacancies, strict=True))
        ],
        capacity=[],
        goals=[{"fair_share": "fair"}],
    )


REGION = region(EXCHANGE)


def housing(in_a: int, in_b: int, transferred: int) -> Plan:
    """Give a plan in which Beek houses some households on Aarle's behalf."""
    return Plan(
        {
            "housed": {(A, "urgent", 2025): in_a, (B, "urgent", 2025): in_b},
            "transferred": {(A, B, "urgent", 2025): transferred},
        }
    )


@pytest.mark.parametrize(
    ("transferred", "given", "taken"),
    [
        (3, 0, 5),  # half of Aarle's fair share of six
        (4, -1, 4),  # one more than that
        (9, -6, -1),  # one more than Beek houses, too
    ],
)
def test_half_of_the_fair_share_may_be_given(transferred: int, given: int, taken: int) -> None:
    rows = audited(REGION, "takeover", housing(2, 8, transferred))
    assert [row.slack for row in rows] == [given, taken]
    assert [row.requirement.scope.municipality for row in rows] == [A, B]


def test_what_is_taken_over_counts_for_the_one_who_gives() -> None:
    """Aarle houses 2 and has 3 housed: 5 of its 6. Beek houses 8, of which 5 count: 4 is fair."""
    outcomes = audit(REGION, housing(2, 8, 3)).outcomes
    assert [row.assigned for row in outcomes] == [5, 5]
    assert [row.deviation for row in outcomes] == [Fraction(-1, 6), Fraction(1, 4)]


def test_without_a_list_everyone_may_give_and_take() -> None:
    open_to_all = {key: EXCHANGE[key] for key in ("id", "kind", "of", "groups", "at_most")}
    rows = [row.requirement for row in audited(region(open_to_all), "takeover", Plan())]
    places = [(row.scope.municipality, row.firm) for row in rows]
    assert places == [(A, False), (B, False), (A, True), (B, True)]


def test_the_exchange_brings_the_fair_share_nearer() -> None:
    """A quarter of Aarle's 8 vacancies is 2. With 3 taken over, Beek is furthest: a quarter off.

    Without an exchange Beek keeps all 8 households: twice its fair share.
    """
    alone, together = solve(region()), solve(REGION)
    assert [goal.value for goal in alone.goals if goal.id == "fair_share:fair"] == [1]
    assert [goal.value for goal in together.goals if goal.id == "fair_share:fair"] == [
        Fraction(1, 4)
    ]
    assert together.plan
    assert together.plan.cells == housing(2, 8, 3).cells
    (row,) = together.records("transferred")
    assert (row["name"], row["to"], row["households"]) == ("Aarle", B, 3)


@examples(60)
@given(
    st.tuples(st.integers(0, 16), st.integers(0, 16)),
    st.integers(0, 5),
    st.sampled_from(["0%", "25%", "50%", "100%"]),
    st.sampled_from(["0%", "25%", "50%"]),
)
def test_no_plan_needs_fewer_transfers(
    vacancies: tuple[int, int], need: int, at_most: str, tolerance: str
) -> None:
    """Every way to house and exchange a few households, worked out without any formula."""
    document = {key: EXCHANGE[key] for key in ("id", "kind", "of", "groups")}
    fair = fair_share(measure=CREDITED, of=NEED, tolerance=tolerance, binding=True)
    agreed = region({**document, "at_most": at_most}, vacancies=vacancies, need=need)
    agreements = [fair, *(a.model_dump(mode="json") for a in agreed.agreements if a.id != "fair")]
    agreed = Scenario.model_validate(
        {
            **agreed.model_dump(mode="json"),
            "agreements": agreements,
            "goals": [{"least": {"quantity": "transferred"}}],
        }
    )
    result = solve(agreed)
    part, off = (Fraction(text.rstrip("%")) / 100 for text in (at_most, tolerance))
    shares = (Fraction(6 * need, 10), Fraction(4 * need, 10))
    fewest = None
    for in_a, a_to_b, b_to_a in product(range(need + 1), repeat=3):
        housed, given = (in_a, need - in_a), (a_to_b, b_to_a)
        credited = (in_a + a_to_b - b_to_a, need - in_a + b_to_a - a_to_b)
        if (
            all(4 * h <= v for h, v in zip(housed, vacancies, strict=True))
            and all(t <= part * share for t, share in zip(given, shares, strict=True))
            and all(t <= h for t, h in zip(reversed(given), housed, strict=True))
            and all(
                abs(c - share) <= off * share for c, share in zip(credited, shares, strict=True)
            )
        ):
            fewest = sum(given) if fewest is None else min(fewest, sum(given))
    if fewest is None:
        assert result.status in (Status.INFEASIBLE, Status.INFEASIBLE_IN_WHOLE_DWELLINGS)
    else:
        assert result.goals[0].value == fewest


def test_both_solvers_read_the_same() -> None:
    """At most half of six is transferred; the largest deviation is a quarter at best."""
    transferred = Measure(quantity="transferred")
    assert range_by_both(REGION, transferred) == pytest.approx((0, 3))
    workbench = Workbench(REGION)
    assert workbench.minimise(workbench.goal("fair_share:fair")) == pytest.approx(1 / 4)


def test_the_sentence() -> None:
    assert sentences(REGION, "takeover") == (
        "van Aarle mogen huishoudens (urgente huishoudens) overgenomen worden door Beek, tot 50% "
        "van het evenredig aandeel",
        "Beek may house households (urgent) on behalf of Aarle, up to 50% of the fair share",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    golden("exchange", REGION)
