"""The country as one problem in which parts get a portion of what they share, by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.agreements import Amount
from models.scenario import Scenario
from optimiser.country.apportionment import coordinate, engine_of, read
from optimiser.country.master_problem import MasterProblem, Shared
from optimiser.country.part_scenario import part_of
from optimiser.country.partition import partition
from optimiser.optimum.lexicographic import Optimum, optimum
from optimiser.solver.answers import Answer
from optimiser.solver.limits import Limits
from tests.regions import CODES, amount, fair_share, pool, scenario, share

A, B, C = CODES
PARTS = [
    {"area": area, "municipality": code, "kind": "province"}
    for area, code in (("Oost", A), ("West", B))
]
THREE_PARTS = [*PARTS, {"area": "Zuid", "municipality": C, "kind": "province"}]
NEED = [{"group": "urgent", "year": 2025, "households": 10}]
URGENT = {"quantity": "housed", "groups": ["urgent"]}


def posed(country: Scenario) -> MasterProblem:
    return MasterProblem(country, partition(country, "province"))


def solved(problem: MasterProblem) -> Optimum:
    return optimum(engine_of(problem, Limits()), problem)


def portions(problem: MasterProblem) -> dict[str, list[Fraction]]:
    """Give what Oost and West get of each shared number, in fractions of dwellings."""
    best = solved(problem)
    assert best.answer is Answer.OPTIMAL
    return {
        shared.subject: [
            read(problem, of_part, best.values) for of_part in shared.unknowns.values()
        ]
        for shared in problem.shared
    }


def one(problem: MasterProblem, subject: str) -> Shared:
    (found,) = [shared for shared in problem.shared if shared.subject == subject]
    return found


def test_a_tolerance_around_a_part_of_the_whole_is_in_whole_households() -> None:
    """Of ten, six are fair for Oost, give or take a fifth: 4.8 to 7.2."""
    country = scenario(
        share("all", measure=URGENT, of={"quantity": "need"}, exactly="100%"),
        fair_share(measure=URGENT, of={"quantity": "need"}, tolerance="20%", binding=True),
        groups=["urgent"],
        needs=NEED,
        areas=PARTS,
    )
    division = coordinate(country, partition(country, "province"), Limits()).division
    assert division is not None
    own = part_of(country, division, "Oost").agreements
    (band,) = [one for one in own if one.id.startswith("fair@")]
    assert isinstance(band, Amount)
    assert (band.at_least, band.at_most) == (5, 7)


def test_what_is_shared_is_what_several_parts_bring_together() -> None:
    """What holds in each municipality, or in one part only, is nobody else's."""
    problem = posed(
        scenario(
            amount("together", at_least=15),
            amount("each", at_least=1, each="municipality"),
            amount("oost", at_least=2, municipalities=[A]),
            areas=PARTS,
        )
    )
    shared = one(problem, "together")
    assert [each.subject for each in problem.shared] == ["together"]
    assert (shared.total, shared.sense, shared.year, shared.binding) == (15, ">=", None, True)
    assert [shared.by_key(part) for part in ("Oost", "West")] == [9, 6]
    assert [row.requirement.agreement.id for row in problem.replaced] == ["together"]


def test_the_portions_are_those_of_the_key_where_all_can_carry_them() -> None:
    """60 to 40 households; by stock it would be half each."""
    assert portions(posed(scenario(amount(at_least=15), areas=PARTS))) == {"total": [9, 6]}
    by_stock = amount(at_least=15, divided_by="stock")
    municipalities = [
        {"code": code, "name": code, "households": size, "stock": 50}
        for code, size in ((A, 60), (B, 40))
    ]
    even = scenario(by_stock, municipalities=municipalities, areas=PARTS)
    assert portions(posed(even)) == {"total": [Fraction(15, 2)] * 2}


def test_who_has_no_room_leaves_its_portion_to_the_others_and_is_named() -> None:
    country = scenario(amount(at_least=15), capacity=[pool(0, 4), pool(1, 20)], areas=PARTS)
    problem = posed(country)
    assert portions(problem) == {"total": [4, 11]}
    ((step, *_),) = solved(problem).steps.values()
    assert {row.requirement.agreement.id for row in step.held_by} == {"capacity"}


@pytest.mark.parametrize(
    ("oost", "divided"), [({"at_most": 5}, [5, 9, 6]), ({"at_least": 15}, [15, 3, 2])]
)
def test_what_one_cannot_have_goes_round_by_the_key(
    oost: dict[str, int], divided: list[int]
) -> None:
    """Of twenty 10, 6 and 4 are fair; what Oost has less or more is 3 to 2 for the others."""
    country = scenario(
        amount(exactly=20),
        amount("oost", municipalities=[A], **oost),
        municipalities=[
            {"code": code, "name": code, "households": size}
            for code, size in zip(CODES, (50, 30, 20), strict=True)
        ],
        capacity=[pool(number, 20) for number in range(3)],
        areas=THREE_PARTS,
    )
    assert portions(posed(country)) == {"total": divided}


def test_several_amounts_are_divided_together_the_worst_off_first() -> None:
    """West has no social rent, so all eight are for Oost; of all fifteen it has its 60% still."""
    social = {"quantity": "new_build", "segments": ["social_rent"]}
    country = scenario(
        amount(exactly=15),
        amount("social", measure=social, at_least=8),
        capacity=[pool(0, 10), pool(1, 10, segments=["market"])],
        areas=PARTS,
    )
    problem = posed(country)
    assert [rows.goal.agreement for rows in problem.fairness] == ["amounts"]
    assert portions(problem) == {"social": [8, 0], "total": [9, 6]}


def test_first_shares_then_needs_then_amounts_are_made_fair() -> None:
    country = scenario(
        amount(at_least=10),
        share(at_least="1/2"),
        share("housed", measure=URGENT, of={"quantity": "need"}, exactly="100%"),
        fair_share(measure=URGENT, of={"quantity": "need"}),
        groups=["urgent"],
        needs=NEED,
        areas=PARTS,
    )
    problem = posed(country)
    assert [rows.goal.agreement for rows in problem.fairness] == ["shares", "needs", "amounts"]
    assert problem.scenario.goals[0].id == "shortfall"
    need = problem.needs["urgent", 2025]
    assert (need.total, need.sense, need.need) == (10, "==", True)
    # Each part houses all of its own portion of the need, which is by the key of the fair share.
    assert portions(problem) == {"social": [0, 0], "urgent": [6, 4], "total": [6, 4]}


def test_of_a_share_a_part_may_miss_what_another_has_beyond_it() -> None:
    """Oost builds four, none social: two short, which West has beyond its own half of eight."""
    country = scenario(
        share(at_least="1/2"),
        amount("oost", exactly=4, municipalities=[A]),
        amount("west", exactly=8, municipalities=[B]),
        capacity=[pool(0, 10, segments=["market"]), pool(1, 10)],
        areas=PARTS,
    )
    shared = one(posed(country), "social")
    assert shared.of_share
    assert shared.total == 0
    assert portions(posed(country)) == {"social": [-2, 2]}


def test_what_is_beyond_a_share_goes_round_by_the_size_of_the_parts() -> None:
    """Oost misses its half of four; West and Zuid, 60 to 40 households, have two beyond theirs."""
    country = scenario(
        share(at_least="1/2"),
        amount("oost", exactly=4, municipalities=[A]),
        amount("others", exactly=10, each="municipality", municipalities=[B, C]),
        municipalities=[
            {"code": code, "name": code, "households": size}
            for code, size in zip(CODES, (50, 60, 40), strict=True)
        ],
        capacity=[pool(0, 10, segments=["market"]), pool(1, 10), pool(2, 10)],
        areas=THREE_PARTS,
    )
    assert portions(posed(country)) == {"social": [-2, Fraction(6, 5), Fraction(4, 5)]}


def test_a_need_of_groups_that_count_as_another_is_divided_as_that_of_the_other() -> None:
    """Of ten six are fair for Oost, by households: three to two; inhabitants would be even."""
    counted = {"quantity": "housed", "groups": ["with_priority"]}
    country = scenario(
        share("housed", measure=counted, of=counted | {"quantity": "need"}, exactly="100%"),
        fair_share(measure=counted, of=counted | {"quantity": "need"}, key="inhabitants"),
        municipalities=[
            {"code": code, "name": code, "households": size, "inhabitants": 100}
            for code, size in zip(CODES[:2], (60, 40), strict=True)
        ],
        groups=["urgent"],
        counts_as={"urgent": "with_priority"},
        capacity=[pool(0, 10), pool(1, 10)],
        needs=NEED,
        areas=PARTS,
    )
    assert portions(posed(country)) == {"urgent": [5, 5]}


def test_a_delayed_share_of_a_divided_need_counts_the_years_before_it() -> None:
    """Oost houses one in two years: one of the first year's ten, and the second year's can wait."""
    country = scenario(
        share("in-time", measure=URGENT, of=URGENT | {"quantity": "need"}, exactly="100%",
              each="year", so_far=True, delay=1),
        fair_share(measure=URGENT, of={"quantity": "need"}),
        amount("oost", measure=URGENT, at_most=1, municipalities=[A]),
        horizon={"first_year": 2025, "last_year": 2026},
        groups=["urgent"],
        needs=[*NEED, {"group": "urgent", "year": 2026, "households": 20}],
        areas=PARTS,
    )  # fmt: skip
    problem = posed(country)
    best = solved(problem)
    assert best.answer is Answer.OPTIMAL
    divided = {
        year: [read(problem, each, best.values) for each in shared.unknowns.values()]
        for (_, year), shared in problem.needs.items()
    }
    assert divided == {2025: [1, 9], 2026: [12, 8]}


def test_a_need_that_one_part_cannot_house_goes_to_the_other() -> None:
    """Six of ten are Oost's, which houses one at most; that is of two where half is enough."""
    for bounds in ({"exactly": "100%"}, {"at_least": "1/2", "at_most": "3/4"}):
        country = scenario(
            share("housed", measure=URGENT, of={"quantity": "need"}, **bounds),
            fair_share(measure=URGENT, of={"quantity": "need"}),
            amount("oost", measure=URGENT, at_most=1, municipalities=[A]),
            groups=["urgent"],
            needs=NEED,
            areas=PARTS,
        )
        most = 1 if "exactly" in bounds else 2
        assert portions(posed(country))["urgent"] == [most, 10 - most]


def test_a_wish_is_divided_as_far_as_it_can_be_had() -> None:
    country = scenario(
        amount(at_least=30, binding=False),
        capacity=[pool(0, 4), pool(1, 10)],
        goals=["shortfall"],
        areas=PARTS,
    )
    assert one(posed(country), "total").binding is False
    assert portions(posed(country)) == {"total": [4, 10]}


def test_what_has_no_number_to_divide_each_part_keeps_by_itself() -> None:
    """A share that is exactly a half: in the country Oost could build market, and West social."""
    split = [pool(0, 10, segments=["market"]), pool(1, 10, segments=["social_rent"])]
    country = scenario(amount(at_least=10), share(exactly="1/2"), capacity=split, areas=PARTS)
    assert [row.requirement.agreement.id for row in posed(country).replaced] == ["total"]
    assert solved(posed(country)).answer is Answer.INFEASIBLE


def test_a_part_that_weighs_nothing_gets_only_what_the_others_cannot_build() -> None:
    """By households all fifteen are West's, which has room for ten."""
    municipalities = [
        {"code": code, "name": code, "households": size} for code, size in ((A, 0), (B, 40))
    ]
    country = scenario(amount(at_least=15), municipalities=municipalities, areas=PARTS)
    of_part = one(posed(country), "total").unknowns["Oost"]
    assert of_part.weight == 0
    assert of_part.fair.deviation is None
    assert portions(posed(country)) == {"total": [5, 10]}


@pytest.mark.parametrize(("parts", "total"), [(5, 12), (7, 10), (9, 13)])
def test_of_parts_that_are_alike_the_first_get_one_more(parts: int, total: int) -> None:
    """By the order of their names, whichever the solver comes upon first."""
    codes = [f"GM{100 + place:04}" for place in range(parts)]
    names = [f"part {number}" for number in range(parts)]
    country = scenario(
        amount(exactly=total),
        municipalities=[{"code": code, "name": code, "households": 10} for code in codes],
        capacity=[{"pool": code, "municipality": code, "dwellings": 9} for code in codes],
        areas=[
            {"area": name, "municipality": code, "kind": "province"}
            for name, code in zip(reversed(names), codes, strict=True)
        ],
    )
    found = coordinate(country, partition(country, "province"), Limits())
    assert found.division
    least, more = divmod(total, parts)
    assert {each.part: each.number for each in found.division.portions} == {
        name: least + (place < more) for place, name in enumerate(names)
    }
