"""The kind `capacity`: every scenario has it, unwritten."""

from __future__ import annotations

import pytest

from optimiser import Status, solve
from tests.readers import NEW_BUILD, Golden, audited, plan_of, range_by_both, sentences
from tests.regions import CODES, Document, amount, pool, scenario

A, B, _ = CODES
REGION = scenario(
    horizon={"first_year": 2025, "last_year": 2026},
    capacity=[pool(0, 10, most_per_year=6, last_year=2025), pool(1, 10, most_per_year=7)],
)


@pytest.mark.parametrize(
    ("in_b", "slacks"),
    [
        (7, [3, 0, 7]),  # exactly what Beek's location supplies in a year
        (8, [2, -1, 7]),  # one more than in a year
        (11, [-1, -4, 7]),  # one more than it has
    ],
)
def test_a_location_has_a_most_in_all_and_a_most_per_year(in_b: int, slacks: list[int]) -> None:
    """All of it in 2025, so that 2026 has its 7 left."""
    plan = plan_of(REGION, {(A, "market"): 6, (B, "market"): in_b})
    rows = audited(REGION, "capacity", plan)
    places = [(row.requirement.scope.label, row.requirement.scope.year) for row in rows]
    assert places == [("p0", None), ("p0", 2025), ("p1", None), ("p1", 2025), ("p1", 2026)]
    assert [row.slack for row in rows] == [4, 0, *slacks]


def test_both_solvers_read_the_same() -> None:
    """Aarle can build in one year only, 6. Beek can build all its 10 in two years."""
    assert range_by_both(REGION, NEW_BUILD) == pytest.approx((0, 16))


def test_the_sentence() -> None:
    assert sentences(REGION, "capacity") == (
        "geen planlocatie levert meer woningen dan haar plancapaciteit",
        "no plan location supplies more dwellings than its plan capacity",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    golden("capacity", REGION)


@pytest.mark.parametrize(
    ("site", "by_year"),
    [
        ({"supply": "flex", "end_year": 2027}, {2025: 4, 2026: 4}),
        ({"end_year": 2026, "first_year": 2024}, {2025: 4}),
        ({"end_year": 2025}, {}),
    ],
)
def test_on_a_site_that_is_gone_nothing_is_completed(
    site: Document, by_year: dict[int, int]
) -> None:
    most = pool(0, 12, most_per_year=4, **site)
    region = scenario(
        amount(at_least=4 * len(by_year)),
        capacity=[most],
        horizon={"first_year": 2025, "last_year": 2028},
        goals=[{"kind": "least", "measure": {"quantity": "new_build"}}],
    )
    built: dict[int, int] = {}
    for row in solve(region).records("new_build"):
        built[row["year"]] = built.get(row["year"], 0) + row["dwellings"]
    assert built == by_year
    one_more = amount("more", at_least=4 * len(by_year) + 1)
    infeasible = region.model_copy(update={"agreements": scenario(one_more).agreements})
    assert solve(infeasible).status is not Status.OPTIMAL
