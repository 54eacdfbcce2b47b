"""Agreements on each plan location by itself."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.findings import InvalidScenario
from models.plan import Plan
from models.quantity import Cell
from optimiser import Status, solve
from optimiser.presentation.retold import retold
from scenarios import check, scenario_from_json
from tests.readers import NEW_BUILD, SOCIAL_RENT, audited, range_by_both, sentences
from tests.regions import CODES, Document, amount, document, fair_share, scenario, share

A, _, _ = CODES
TWO_SITES = [
    {"pool": "mill", "municipality": A, "dwellings": 6},
    {"pool": "quay", "municipality": A, "dwellings": 4},
]
REGION = scenario(
    share(at_least="1/2", each="pool"), amount(exactly=10), capacity=TWO_SITES, goals=[]
)


def plan(mill: int, quay: int) -> Plan:
    """Build both sites full, with so much social rent."""
    built = {"mill": (mill, 6 - mill), "quay": (quay, 4 - quay)}
    cells: dict[Cell, int | Fraction] = {
        (A, segment, 2025, "regular", pool): number
        for pool, numbers in built.items()
        for segment, number in zip(("social_rent", "market"), numbers, strict=True)
    }
    return Plan({"new_build": cells})


@pytest.mark.parametrize(("mill", "quay", "slacks"), [(3, 2, (0, 0)), (5, 1, (2, -1))])
def test_each_plan_location_keeps_it_by_itself(
    mill: int, quay: int, slacks: tuple[int, int]
) -> None:
    """6 of 10 is more than half of the town, and still one too few on the quay."""
    rows = audited(REGION, "social", plan(mill, quay))
    assert [row.requirement.scope.label for row in rows] == ["mill", "quay"]
    assert tuple(row.slack for row in rows) == tuple(map(Fraction, slacks))


def test_both_solvers_read_the_same() -> None:
    assert range_by_both(REGION, SOCIAL_RENT) == pytest.approx((5, 10))
    assert range_by_both(REGION, NEW_BUILD) == pytest.approx((10, 10))


def test_what_the_measure_leaves_out_counts_nowhere() -> None:
    """Only hard plans count, so on the soft one half of nothing is asked."""
    region = scenario(
        share(
            measure={"quantity": "new_build", "segments": ["social_rent"], "status": ["hard"]},
            of={"quantity": "new_build", "status": ["hard"]},
            at_least="1/2",
            each="pool",
        ),
        capacity=[TWO_SITES[0], {**TWO_SITES[1], "status": "soft"}],
    )
    rows = audited(region, "social", plan(3, 0))
    assert [row.left for row in rows] == [row.right for row in rows] == [3, 0]


def test_it_can_hold_in_each_year_too() -> None:
    region = scenario(
        amount(at_most=3, each=["pool", "year"]),
        capacity=TWO_SITES,
        horizon={"first_year": 2025, "last_year": 2026},
    )
    result = solve(region)
    assert result.status is Status.OPTIMAL
    assert range_by_both(region, NEW_BUILD) == pytest.approx((0, 10))  # 6 and 4 in two years
    assert len(audited(region, "total", result.plan or Plan())) == 4


def test_whole_dwellings_are_found_where_every_plan_is_full() -> None:
    """30% of 7 and of 6 is 2.1 and 1.8: three and two on the sites, though 3.9 in all."""
    region = scenario(
        share(at_least="30%", each="pool"),
        amount(exactly=13),
        capacity=[{**TWO_SITES[0], "dwellings": 7}, {**TWO_SITES[1], "dwellings": 6}],
        goals=[
            {"kind": "least", "measure": {"quantity": "new_build", "segments": ["social_rent"]}}
        ],
    )
    result = solve(region)
    assert result.status is Status.OPTIMAL
    assert [goal.value for goal in result.goals if goal.id != "shortfall"] == [5]


def test_a_reader_sees_where_it_holds() -> None:
    nl, en = sentences(REGION, "social")
    assert nl.endswith("op elke planlocatie")
    assert en.endswith("at each plan location")


def test_what_a_code_names_is_called_by_its_municipality_and_how_certain_it_is() -> None:
    """What people gave a name keeps it, and so does each row for programs."""
    named = [f"{A}-hard", f"{A}-soft-2026", f"{A}-soft-2030", "mill"]
    several = [
        {"pool": one, "municipality": A, "dwellings": 5, "status": status}
        for one, status in zip(named, ("hard", "soft", "soft", "hard"), strict=True)
    ]
    last = {"id": "last", "kind": "phasing", "pools": named[1:], "follows": named[:1]}
    where = {"quantity": "new_build", "pools": named[:1]}
    region = scenario(last, amount(measure=where, at_least=1), capacity=several, goals=[])
    town = region.municipality(A).name
    nl, en = sentences(region, "last")
    assert nl.startswith(
        f"zachte plannen (2026) van {town}, zachte plannen (2030) van {town} en mill: "
    )
    assert en.endswith(f"not before hard plans of {town} is complete")
    assert f"nieuwbouw (harde plannen van {town})" in sentences(region, "total")[0]
    result = solve(region)
    capacity = [row for row in result.records("requirements") if row["agreement"] == "capacity"]
    assert {row["label"] for row in capacity} == {*named}
    told = [
        row["label"] for row in retold(region, result.as_record(), "nl")["tables"]["requirements"]
    ]
    assert {"harde plannen", "zachte plannen (2026)", "mill"} < {*told}


@pytest.mark.parametrize(
    "agreement",
    [
        amount(measure={"quantity": "vacancies"}, at_most=1, each="pool"),
        fair_share(each=["municipality", "pool"]),
        {"id": "cap", "kind": "vacancy_cap", "at_most": "30%", "each": "pool"},
    ],
    ids=["vacancies", "fair_share", "vacancy_cap"],
)
def test_households_and_shares_have_no_plan_location(agreement: Document) -> None:
    municipalities = [
        {**row, "vacancies": 1, "households": 1} for row in document()["municipalities"]
    ]
    written = document(agreement, municipalities=municipalities)
    written["tables"] = {"municipalities": written.pop("municipalities")}
    written["tables"]["capacity"] = written.pop("capacity")
    with pytest.raises(InvalidScenario) as invalid:
        check(scenario_from_json(written))
    assert {finding.code for finding in invalid.value.findings} == {"restriction-without-meaning"}
