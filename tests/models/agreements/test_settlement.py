"""The kind `settlement`."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from models.agreements import Settlement
from models.plan import Plan
from models.scenario import Scenario
from optimiser import solve
from optimiser.results.audit import audit
from tests.readers import audited, plan_of, sentences
from tests.regions import CODES, amount, fair_share, municipality, scenario

A, B, C = CODES
HOUSED = {"quantity": "housed"}
NEED = {"quantity": "need"}


def region(rate: str = "5000", **rest: object) -> Scenario:
    """Give a region that divides ten households by 60 and 40, at a rate per household."""
    return scenario(
        fair_share(measure=HOUSED, of=NEED),
        {"id": "pay", "kind": "settlement", "of": "fair", "rate": rate},
        **{
            "groups": ["urgent"],
            "needs": [{"group": "urgent", "year": 2025, "households": 10}],
            **rest,
        },
    )


def paid(agreed: Scenario, plan: Plan) -> list[Fraction]:
    """Give what each municipality receives, by the agreement and the audit."""
    settlement = agreed.agreement("pay")
    assert isinstance(settlement, Settlement)
    return [settlement.receives(row.outcome) for row in audit(agreed, plan).outcomes]


def housing(in_a: int, in_b: int) -> Plan:
    return Plan({"housed": {(A, "urgent", 2025): in_a, (B, "urgent", 2025): in_b}})


def test_who_does_less_than_its_share_pays_who_does_more() -> None:
    """Fair is 6 and 4: Aarle houses 2 and pays for 4, Beek houses 8 and receives for 4."""
    assert paid(region(), housing(2, 8)) == [-20000, 20000]


def test_what_nobody_did_nobody_is_paid_for() -> None:
    """One household of ten was not housed, so 5000 euros less are received than paid."""
    assert paid(region(), housing(2, 7)) == [-20000, 15000]


def test_it_asks_for_no_number() -> None:
    assert audited(region(), "pay", housing(2, 8)) == []


def test_the_table_of_a_result() -> None:
    """Aarle can build 10 and Beek 2, where 12 are divided by 60 and 40: 7.2 and 4.8."""
    agreed = scenario(
        amount(at_least=12),
        fair_share(),
        {"id": "pay", "kind": "settlement", "of": "fair", "rate": "2500.50"},
        capacity=[
            {"pool": "p0", "municipality": A, "dwellings": 10},
            {"pool": "p1", "municipality": B, "dwellings": 2},
        ],
    )
    rows = solve(agreed).records("settlements")
    assert [(row["name"], row["fair_share"], row["assigned"]) for row in rows] == [
        ("Aarle", Fraction(72, 10), 10),
        ("Beek", Fraction(48, 10), 2),
    ]
    assert [row["receives"] for row in rows] == [Fraction("7001.4"), Fraction("-7001.4")]


@given(
    st.lists(st.integers(0, 9), min_size=3, max_size=3),
    st.lists(st.integers(1, 9), min_size=3, max_size=3),
    st.fractions(0, 10000, max_denominator=100),
)
def test_all_that_is_divided_is_paid_for_by_each_other(
    built: list[int], weights: list[int], rate: Fraction
) -> None:
    agreed = scenario(
        fair_share(),
        {"id": "pay", "kind": "settlement", "of": "fair", "rate": str(rate)},
        municipalities=[municipality(n, households=w) for n, w in enumerate(weights)],
        capacity=[{"pool": code, "municipality": code, "dwellings": 9} for code in CODES],
    )
    plan = plan_of(agreed, {(code, "market"): n for code, n in zip(CODES, built, strict=True)})
    assert sum(paid(agreed, plan)) == 0


def test_the_sentence() -> None:
    assert sentences(region(), "pay") == (
        "5.000 euro per eenheid boven of onder het evenredig aandeel van “fair”",
        "5,000 euros for each unit above or below the fair share of “fair”",
    )
