"""The rule `history`: every scenario has it, unwritten."""

from __future__ import annotations

import pytest

from models.plan import Plan
from optimiser import Status, solve
from tests.readers import NEW_BUILD, Golden, audited, range_by_both, sentences
from tests.regions import CODES, Document, amount, pool, scenario

A, B, _ = CODES
YEARS = {"first_year": 2025, "last_year": 2026}
REALISED: list[Document] = [
    {"municipality": A, "year": 2025, "segment": "social_rent", "number": 3},
    {"municipality": B, "year": 2025, "number": 4},
    {"municipality": A, "year": 2025, "group": "urgent", "number": 2},
]
REGION = scenario(horizon=YEARS, realised=REALISED, groups=["urgent"])


def plan(social: int, market: int, in_b: int, urgent: int) -> Plan:
    """Give what was built and housed in 2025."""
    return Plan(
        {
            "new_build": {
                (A, "social_rent", 2025, "regular", "p0"): social,
                (A, "market", 2025, "regular", "p0"): market,
                (B, "market", 2025, "regular", "p1"): in_b,
            },
            "housed": {(A, "urgent", 2025): urgent},
        }
    )


@pytest.mark.parametrize(
    ("of_2025", "slacks"),
    [
        (plan(3, 0, 4, 2), [0, 0, 0, 0]),
        (plan(3, 1, 4, 2), [0, 0, -1, 0]),  # nothing else was built in Aarle
        (plan(2, 1, 6, 0), [-2, -1, 0, -2]),
    ],
)
def test_what_was_realised_is_fixed(of_2025: Plan, slacks: list[int]) -> None:
    rows = audited(REGION, "history", of_2025)
    found = [(row.requirement.scope.municipality, row.requirement.scope.label) for row in rows]
    assert found == [(A, "urgent"), (A, "social_rent"), (A, ""), (B, "")]
    assert [row.slack for row in rows] == slacks


def test_the_rest_of_the_plan_is_for_the_years_that_are_left() -> None:
    """Of 15 dwellings 7 were built, so 2026 gets 8, from locations that have 7 and 6 left."""
    result = solve(
        scenario(amount(exactly=15), horizon=YEARS, realised=REALISED, groups=["urgent"])
    )
    by_year: dict[int, int] = {}
    for row in result.records("new_build"):
        by_year[row["year"]] = by_year.get(row["year"], 0) + row["dwellings"]
    assert by_year == {2025: 7, 2026: 8}
    assert result.audit
    assert result.audit.kept


def test_years_before_the_horizon_do_not_count() -> None:
    before = [{**row, "year": 2024} for row in REALISED]
    region = scenario(amount(exactly=15), horizon=YEARS, realised=before, groups=["urgent"])
    assert audited(region, "history", Plan()) == []
    assert solve(region).status is Status.OPTIMAL


def test_a_past_that_no_location_can_hold_is_a_conflict_that_names_it() -> None:
    region = scenario(
        horizon=YEARS, realised=REALISED, capacity=[pool(0, 2), pool(1, 10)], groups=["urgent"]
    )
    result = solve(region)
    assert result.status is Status.INFEASIBLE
    assert {row["agreement"] for row in result.records("conflict")} == {"history", "capacity"}


def test_both_solvers_read_the_same() -> None:
    """7 dwellings are there already; 20 fit in all."""
    assert range_by_both(REGION, NEW_BUILD) == pytest.approx((7, 20))


def test_the_sentence() -> None:
    assert sentences(REGION, "history") == (
        "jaren die voorbij zijn, zijn zoals ze gerealiseerd zijn",
        "years that are past are as they were realised",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    golden("history", REGION)


MONTHLY = {"municipality": A, "year": 2025}
KINDS = {"segments": ["social_rent", "market"], "forms": ["regular", "zero_step"]}


@pytest.mark.parametrize(
    ("rows", "in_2025"),
    [
        # Three of the ten are social rent.
        ([{"number": 10}, {"segment": "social_rent", "number": 3}], {"social_rent": 3, "all": 10}),
        # By segment and by form: the same ten.
        (
            [
                {"segment": "social_rent", "number": 3},
                {"segment": "market", "number": 7},
                {"form": "zero_step", "number": 2},
                {"form": "regular", "number": 8},
            ],
            {"social_rent": 3, "zero_step": 2, "all": 10},
        ),
        # Two zero-step, one of them social rent; nothing else was built.
        (
            [
                {"form": "zero_step", "number": 2},
                {"segment": "social_rent", "number": 1},
                {"segment": "social_rent", "form": "zero_step", "number": 1},
            ],
            {"social_rent": 1, "zero_step": 2, "all": 2},
        ),
    ],
)
def test_rows_that_contain_or_cross_each_other_speak_of_one_set_of_dwellings(
    rows: list[Document], in_2025: dict[str, int]
) -> None:
    realised = [{**MONTHLY, **row} for row in rows]
    result = solve(scenario(amount(exactly=15), horizon=YEARS, realised=realised, **KINDS))
    built = [
        row
        for row in result.records("new_build")
        if (row["municipality"], row["year"]) == (A, 2025)
    ]
    found = {
        name: sum(row["dwellings"] for row in built if name in (row["segment"], row["form"], "all"))
        for name in in_2025
    }
    found["all"] = sum(row["dwellings"] for row in built)
    assert found == in_2025
    assert result.audit
    assert result.audit.kept
