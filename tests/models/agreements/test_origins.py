"""The rule `origins`, and shares by where households come from or work."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.measure import Measure
from models.plan import Plan
from optimiser import Status, solve
from tests.readers import Golden, audited, range_by_both, sentences
from tests.regions import CODES, Document, amount, scenario

A, B, _ = CODES
NEEDS = [
    {"group": "workers", "origin": A, "year": 2025, "households": 4},
    {"group": "workers", "origin": B, "year": 2025, "households": 3},
    {"group": "workers", "origin": "outside", "year": 2025, "households": 2},
]


def part(origin: str, **bound: str) -> Document:
    """Give an agreement on the part of the workers somewhere that comes from an origin."""
    return {
        "id": origin,
        "kind": "share",
        "measure": {"quantity": "placed", "origins": [origin]},
        "of": {"quantity": "placed"},
        "each": "municipality",
        **bound,
    }


PARTS = (
    part("own", at_least="80%"),
    part("elsewhere", at_most="10%"),
    part("outside", at_most="10%"),
)
REGION = scenario(groups=["workers"], needs=NEEDS, capacity=[])


def placing(numbers: dict[tuple[str, str], int], housed: dict[str, int]) -> Plan:
    """Give a plan by where workers live and where they come from."""
    return Plan(
        {
            "placed": {(at, "workers", origin, 2025): n for (at, origin), n in numbers.items()},
            "housed": {(at, "workers", 2025): n for at, n in housed.items()},
        }
    )


GOOD = placing({(A, A): 4, (A, B): 1, (B, B): 2, (B, "outside"): 1}, {A: 5, B: 3})


def test_everyone_is_housed_once_and_nobody_is_invented() -> None:
    """Five in Aarle, three in Beek; of the two from outside the region one is left."""
    rows = audited(REGION, "origins", GOOD)
    found = [(row.requirement.scope.municipality, row.requirement.scope.label) for row in rows]
    assert found == [
        (A, "workers"),
        (B, "workers"),
        (None, f"workers {A}"),
        (None, f"workers {B}"),
        (None, "workers outside"),
    ]
    assert [row.slack for row in rows] == [0, 0, 0, 0, 1]
    wrong = placing({(A, A): 5, (B, "outside"): 1}, {A: 4, B: 1})
    assert [row.slack for row in audited(REGION, "origins", wrong)] == [-1, 0, -1, 3, 1]


def test_eighty_ten_ten() -> None:
    """In Aarle 4 of 5 work there: exactly 80%. In Beek 2 of 3 do, where 2.4 are asked."""
    region = scenario(*PARTS, groups=["workers"], needs=NEEDS, capacity=[])
    slacks = {
        each["id"]: [row.slack for row in audited(region, each["id"], GOOD)] for each in PARTS
    }
    assert slacks == {
        "own": [0, Fraction(-2, 5)],
        "elsewhere": [Fraction(-1, 2), Fraction(3, 10)],
        "outside": [Fraction(1, 2), Fraction(-7, 10)],
    }


def test_the_most_that_can_be_housed_under_eighty_ten_ten() -> None:
    """Nine would like to. Four and three at home; whoever comes from elsewhere needs ten."""
    most = {
        "id": "all",
        "kind": "share",
        "measure": {"quantity": "housed"},
        "of": {"quantity": "need"},
        "at_least": "100%",
        "binding": False,
    }
    region = scenario(
        *PARTS, most, groups=["workers"], needs=NEEDS, capacity=[], goals=["shortfall"]
    )
    result = solve(region)
    assert result.plan
    assert result.plan.cells == placing({(A, A): 4, (B, B): 3}, {A: 4, B: 3}).cells
    assert result.audit
    assert result.audit.goals["shortfall"] == 2


def test_to_the_municipality_they_come_from() -> None:
    """Who comes from Aarle is housed there: the origin is a code."""
    measure = {"quantity": "placed", "origins": [A], "municipalities": [A]}
    region = scenario(
        amount("home", measure=measure, at_least=3), groups=["workers"], needs=NEEDS, capacity=[]
    )
    assert [row.slack for row in audited(region, "home", GOOD)] == [1]


def test_years_outside_the_horizon_do_not_count() -> None:
    before = [{**row, "year": 2024} for row in NEEDS]
    region = scenario(groups=["workers"], needs=before, capacity=[])
    assert audited(region, "origins", Plan()) == []
    assert solve(region).status is Status.OPTIMAL


def test_both_solvers_read_the_same() -> None:
    """Nine households need a dwelling; none has to get one."""
    for quantity in ("housed", "placed"):
        measure = Measure(quantity=quantity)
        assert range_by_both(REGION, measure) == pytest.approx((0, 9))


def test_the_sentence() -> None:
    assert sentences(REGION, "origins") == (
        "huishoudens van wie de herkomst telt, worden één keer gehuisvest, en niet meer dan er "
        "zijn",
        "households whose origin matters are housed once, and no more than there are",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    region = scenario(*PARTS, groups=["workers"], needs=NEEDS, capacity=[])
    golden("origins", region)


def test_households_whose_origin_does_not_matter_are_housed_anywhere() -> None:
    """Four from Aarle must return there; five more can live in either, and none are invented."""
    needs = [
        {"group": "workers", "origin": A, "year": 2025, "households": 4},
        {"group": "workers", "year": 2025, "households": 5},
    ]
    housed = {"quantity": "housed"}
    everyone = {"id": "all", "kind": "share", "measure": housed, "of": {"quantity": "need"}}
    region = scenario(
        {**everyone, "exactly": "100%"},
        {"id": "most", "kind": "amount", "measure": housed, "at_least": 5, "municipalities": [B]},
        {
            "id": "return",
            "kind": "share",
            "measure": {"quantity": "placed", "origins": ["own"]},
            "of": {"quantity": "need"},
            "at_least": "4/9",
        },
        groups=["workers"],
        needs=needs,
        capacity=[],
    )
    result = solve(region)
    assert result.status is Status.OPTIMAL
    assert result.plan
    assert result.plan.cells["housed"] == {(A, "workers", 2025): 4, (B, "workers", 2025): 5}
    assert result.plan.cells["placed"] == {(A, "workers", A, 2025): 4}
    more = {"id": "more", "kind": "amount", "measure": housed, "at_least": 10}
    without = scenario(more, groups=["workers"], needs=needs, capacity=[])
    assert solve(without).status is Status.INFEASIBLE


def test_an_origin_that_is_named_in_one_year_brings_nobody_in_another() -> None:
    years = {"first_year": 2025, "last_year": 2026}
    housed = {"quantity": "housed"}
    one = {"id": "one", "kind": "amount", "measure": housed, "at_least": 1, "years": [2026]}
    region = scenario(one, groups=["workers"], needs=NEEDS, capacity=[], horizon=years)
    assert solve(region).status is Status.INFEASIBLE


@pytest.mark.parametrize("written", ["1", "0001", "GM1", 1, "gm0001"])
def test_codes_of_origins_are_read_as_everywhere(written: str | int) -> None:
    needs = [{**NEEDS[0], "origin": written}, *NEEDS[1:]]
    read = scenario(*PARTS, groups=["workers"], needs=needs, capacity=[])
    assert read == scenario(*PARTS, groups=["workers"], needs=NEEDS, capacity=[])
    measure = {"quantity": "placed", "origins": [written]}
    assert Measure.model_validate(measure).origins == (A,)
