"""The kind `pace`."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.plan import Plan
from optimiser.results.audit import AuditedRequirement
from tests.readers import NEW_BUILD, Golden, audited, range_by_both, sentences
from tests.regions import CODES, amount, pool, scenario

A, B, _ = CODES
PACE = {"id": "pace", "kind": "pace", "at_least": 2, "at_most": 8, "rise": "50%"}
REGION = scenario(
    PACE,
    horizon={"first_year": 2025, "last_year": 2027},
    capacity=[pool(0, 10, most_per_year=4), pool(1, 10, first_year=2026)],
)


def in_years(built: dict[tuple[str, int], int]) -> Plan:
    """Give a plan by municipality and year."""
    pools = {A: "p0", B: "p1"}
    return Plan(
        {
            "new_build": {
                (code, "market", year, "regular", pools[code]): dwellings
                for (code, year), dwellings in built.items()
            }
        }
    )


def slacks(rows: list[AuditedRequirement]) -> list[tuple[object, ...]]:
    return [(row.requirement.scope.year, row.requirement.sense, row.slack) for row in rows]


def test_a_band_in_each_year_and_a_rise_from_each_year_to_the_next() -> None:
    """4, then 6: exactly half more. Then 10: over the band by 2, and 9 would be half more."""
    rows = audited(REGION, "pace", in_years({(A, 2025): 4, (B, 2026): 6, (B, 2027): 10}))
    assert slacks(rows) == [
        (2025, ">=", 2),
        (2025, "<=", 4),
        (2026, ">=", 4),
        (2026, "<=", 2),
        (2027, ">=", 8),
        (2027, "<=", -2),
        (2026, "<=", 0),
        (2027, "<=", -1),
    ]
    assert [row.right for row in rows[-2:]] == [6, 9]


def test_after_a_year_of_nothing_nothing_may_follow() -> None:
    rows = audited(REGION, "pace", in_years({(A, 2026): 1}))
    assert slacks(rows)[-2:] == [(2026, "<=", -1), (2027, "<=", Fraction(3, 2))]


def test_years_that_do_not_follow_each_other_are_not_held_against_each_other() -> None:
    apart = scenario(
        {"id": "pace", "kind": "pace", "rise": "50%", "step": 3, "years": [2025, 2027]},
        horizon={"first_year": 2025, "last_year": 2027},
    )
    assert audited(apart, "pace", in_years({(A, 2025): 1, (A, 2027): 9})) == []


def test_each_municipality_may_have_a_pace_of_its_own() -> None:
    """Aarle goes from 2 to 4 where 3 would be half more; Beek from 2 to 3."""
    region = scenario(
        {"id": "pace", "kind": "pace", "rise": "50%", "each": ["municipality", "year"]},
        horizon={"first_year": 2025, "last_year": 2026},
    )
    plan = in_years({(A, 2025): 2, (A, 2026): 4, (B, 2025): 2, (B, 2026): 3})
    rows = audited(region, "pace", plan)
    assert [row.requirement.scope.municipality for row in rows] == [A, B]
    assert [row.slack for row in rows] == [-1, 0]


def test_both_solvers_read_the_same() -> None:
    """At least 2 a year. At most 4, which Aarle has in 2025, then 6, then 8 as the band says."""
    assert range_by_both(REGION, NEW_BUILD) == pytest.approx((6, 18))


def test_the_sentence() -> None:
    assert sentences(REGION, "pace") == (
        "nieuwbouw per jaar: minstens 2 woningen, hoogstens 8 woningen en hoogstens 50% meer dan "
        "het jaar ervoor in elk jaar",
        "new build per year: at least 2 dwellings, at most 8 dwellings, and at most 50% more than "
        "the year before in each year",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    golden("pace", REGION)


def test_a_step_is_so_many_more_or_fewer() -> None:
    """4, then 9, then 2: five more where three may be, and seven fewer."""
    region = scenario(
        {"id": "pace", "kind": "pace", "step": 3},
        horizon={"first_year": 2025, "last_year": 2027},
    )
    rows = audited(region, "pace", in_years({(A, 2025): 4, (A, 2026): 9, (B, 2027): 2}))
    assert slacks(rows) == [
        (2026, "<=", -2),
        (2026, ">=", 8),
        (2027, "<=", 10),
        (2027, ">=", -4),
    ]
    assert sentences(region, "pace")[1] == (
        "new build per year: at most 3 dwellings more or fewer than the year before in each year"
    )


def test_both_solvers_read_a_step_the_same() -> None:
    """At most 2, 5 and 8: ten of Aarle's and five of Beek's."""
    region = scenario(
        {"id": "pace", "kind": "pace", "step": 3},
        amount("first", at_most=2, years=[2025]),
        horizon={"first_year": 2025, "last_year": 2027},
    )
    assert range_by_both(region, NEW_BUILD) == pytest.approx((0, 15))
