"""Completions of plans that say totals only, by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from models.negotiated import REST, Negotiated, Totals
from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser import Status, audit
from optimiser.plans.complete import Completion, Span, complete, of_options, over_capacity, wished
from optimiser.solver.limits import Cancelled, Limits
from tests.regions import CODES, Document, amount, document, pool, scenario, share

A, B, _ = CODES
Built = dict[tuple[str, str], int | Fraction]


def totals(numbers: dict[Cell, int | Fraction], *axes: str, quantity: str = "new_build") -> Any:
    """Write down totals of one quantity."""
    return Negotiated({quantity: Totals(axes, numbers)})


def by_segment(plan: Plan | None) -> Built:
    """Give the dwellings of a plan by municipality and segment."""
    assert plan
    found: Built = {}
    for (code, segment, *_), dwellings in plan.cells["new_build"].items():
        found[str(code), str(segment)] = found.get((str(code), str(segment)), 0) + dwellings
    return found


def ranges(found: Completion) -> dict[tuple[str, str], tuple[float, float]]:
    """Give the least and the most slack by agreement and municipality."""
    return {
        (each.agreement.id, each.municipality): (each.span.worst, each.span.best)
        for each in found.ranges
    }


def test_a_plan_that_leaves_nothing_open_is_given_back_as_it_is() -> None:
    region = scenario(amount(at_least=15))
    plan = Plan({"new_build": {(A, "market", 2025, "regular", "p0"): 1}})
    found = complete(region, Negotiated.of(plan), Limits())
    assert found == Completion(Status.OPTIMAL, (), plan)


def test_totals_are_kept_and_the_rest_is_as_good_as_it_can_be() -> None:
    """Of 6 in Aarle and 4 in Beek half must be social; of Aarle's 6 two more are wished."""
    region = scenario(
        share(at_least="1/2", each="municipality"),
        amount(
            "wish",
            measure={"quantity": "new_build", "segments": ["social_rent"]},
            at_least=5,
            each="municipality",
            municipalities=[A],
            binding=False,
        ),
        amount(
            "few",
            measure={"quantity": "new_build", "segments": ["social_rent"]},
            at_most=7,
        ),
    )
    found = complete(region, totals({(A,): 6, (B,): 4}, "municipality"), Limits())
    assert (found.status, found.open) == (Status.OPTIMAL, ("new_build",))
    assert by_segment(found.plan) == {
        (A, "social_rent"): 5,
        (A, "market"): 1,
        (B, "social_rent"): 2,
        (B, "market"): 2,
    }
    # All is kept at best. Of the shares either may be missed altogether, or be had in full: while
    # the region has at most 7. That may be 6 + 4 when nobody holds it, and is 0 at best.
    assert ranges(found) == {
        ("social", A): (-3, 3),
        ("social", B): (-2, 2),
        ("few", ""): (-3, 2),
    }


def test_what_segments_come_to_together_is_kept_and_divided_as_well_as_can_be() -> None:
    """Two of six in Aarle and none of four in Beek are social; five of the rest are mid rent."""
    segments = ["social_rent", "mid_rent", "market"]
    mid = {"quantity": "new_build", "segments": ["mid_rent"]}
    region = scenario(amount("mid", measure=mid, exactly=5), segments=segments)
    told: dict[Cell, int | Fraction] = {
        (A, "social_rent"): 2,
        (A, REST): 4,
        (B, "social_rent"): 0,
        (B, REST): 4,
    }
    said = totals(told, "municipality", "segment")
    found = complete(region, said, Limits())
    built = by_segment(found.plan)
    assert [built.get((code, "social_rent"), 0) for code in (A, B)] == [2, 0]
    others = [sum(built.get((code, one), 0) for one in ("mid_rent", "market")) for code in (A, B)]
    assert others == [4, 4]
    assert sum(number for (_, one), number in built.items() if one == "mid_rent") == 5
    assert over_capacity(region, said) == {}
    for where, known in (
        ({"municipality": A}, True),
        ({"municipality": A, "segment": "social_rent"}, True),
        ({"segment": "mid_rent"}, False),
        ({"year": 2025}, False),
    ):
        assert said.tells("new_build", where, segments) is known
    assert not said.tells("housed", {}, segments)


def test_while_one_agreement_is_looked_at_the_others_that_can_be_kept_are() -> None:
    """Six social in Aarle, which counts double, and Beek's half of four: one more than seven."""
    region = scenario(
        share(at_least="1/2", each="municipality", municipalities=[B]),
        amount(
            "aarle",
            measure={"quantity": "new_build", "segments": ["social_rent"]},
            at_least=6,
            weight=2,
            each="municipality",
            municipalities=[A],
        ),
        amount(
            "few",
            measure={"quantity": "new_build", "segments": ["social_rent"]},
            at_most=7,
        ),
    )
    found = complete(region, totals({(A,): 6, (B,): 4}, "municipality"), Limits())
    assert by_segment(found.plan)[B, "social_rent"] == 2
    assert ranges(found) == {
        ("social", B): (-2, 2),
        ("aarle", A): (-6, 0),
        ("few", ""): (-3, -1),
    }


def test_a_total_that_is_not_named_is_nothing() -> None:
    found = complete(scenario(amount(at_least=15)), totals({(A,): 6}, "municipality"), Limits())
    assert {code for code, _ in by_segment(found.plan)} == {A}
    assert ranges(found) == {("total", ""): (-9, -9)}


def test_what_binds_comes_before_what_is_wished() -> None:
    """A wish for ten social dwellings weighs a thousand; a half at most is binding."""
    region = scenario(
        share(at_most="1/2"),
        amount(
            "wish",
            measure={"quantity": "new_build", "segments": ["social_rent"]},
            at_least=10,
            binding=False,
            weight=1000,
        ),
    )
    found = complete(region, totals({(2025,): 10}, "year"), Limits())
    assert sum(v for (_, segment), v in by_segment(found.plan).items() if segment == "market") == 5
    priorities = [(one.id, one.binding, one.priority) for one in wished(region).agreements]
    assert priorities == [("social", False, 1), ("wish", False, 2)]


def test_what_is_told_in_full_is_held_and_what_it_does_not_name_is_nothing() -> None:
    """Who is housed where is told, what is built is not: it houses them with 3 vacancies more."""
    region = scenario(
        {"id": "cap", "kind": "vacancy_cap", "at_most": "1/2", "each": "municipality"},
        groups=["urgent"],
        needs=[{"group": "urgent", "year": 2025, "households": 4}],
        municipalities=[
            {"code": A, "name": "Aarle", "households": 60, "vacancies": 3},
            {"code": B, "name": "Beek", "households": 40, "vacancies": 3},
        ],
    )
    told = totals({(A, "urgent", 2025): 4}, "municipality", "group", "year", quantity="housed")
    found = complete(region, told, Limits())
    assert found.open == ("new_build",)
    assert found.plan
    assert found.plan.cells["housed"] == {(A, "urgent", 2025): 4}
    assert by_segment(found.plan).get((A, "social_rent"), 0) >= 5
    # With all ten of Aarle's built as social rent half of 13 is room for 6.5; with none for 1.5.
    assert ranges(found)["cap", A] == (-2.5, 2.5)


def test_households_are_no_more_than_there_are_at_worst() -> None:
    region = scenario(
        {"id": "cap", "kind": "vacancy_cap", "at_most": "1/2"},
        groups=["urgent"],
        needs=[{"group": "urgent", "year": 2025, "households": 4}],
        municipalities=[{"code": A, "name": "Aarle", "vacancies": 2}],
        capacity=[pool(0, 10)],
    )
    found = complete(region, totals({(A,): 0}, "municipality"), Limits())
    assert found.open == ("new_build", "housed")
    assert ranges(found)["cap", A] == (-3, 1)


@pytest.mark.parametrize(
    ("agreement", "slack"),
    [
        (amount(exactly=5, measure={"quantity": "new_build", "segments": ["market"]}), (-5, 0)),
        (amount(exactly=12, measure={"quantity": "new_build", "segments": ["market"]}), (-12, -2)),
        (amount(at_most=5, measure={"quantity": "new_build", "segments": ["market"]}), (-5, 5)),
        (amount(at_least=5, measure={"quantity": "new_build", "segments": ["market"]}), (-5, 5)),
    ],
)
def test_slack_is_below_zero_where_it_is_missed(
    agreement: Document, slack: tuple[float, float]
) -> None:
    found = complete(scenario(agreement), totals({(2025,): 10}, "year"), Limits())
    assert ranges(found) == {("total", ""): slack}


def test_of_a_choice_the_option_that_counts_last_has_the_range() -> None:
    """Of three social or eight market one is kept: whatever the ten are, one always can be."""
    region = scenario(
        {
            "id": "choice",
            "kind": "either",
            "options": [
                amount(
                    segment,
                    at_least=least,
                    measure={"quantity": "new_build", "segments": [segment]},
                )
                for segment, least in (("social_rent", 3), ("market", 8))
            ],
        }
    )
    found = complete(region, totals({(2025,): 10}, "year"), Limits())
    assert found.status is Status.OPTIMAL
    ((worst, best),) = ranges(found).values()
    # Each option by itself lies between -3 and 7, or -8 and 2: the better of both counts.
    assert (worst, best) == (-3, 7)
    both = [[Span(-3, 7, 3, 0)], [Span(-8, 2, 8, 0)]]
    assert [of_options(number, both).worst for number in (1, 2)] == [-3, -8]


def test_totals_that_do_not_fit_are_completed_beyond_the_capacity_and_that_is_told() -> None:
    region = Scenario.model_validate(
        document(
            amount(at_least=1), capacity=[pool(0, 10), pool(1, 10), pool(1, 3, pool="late") | LATE]
        )
    )
    told = totals({(A, 2025): 10, (B, 2025): 12}, "municipality", "year")
    found = complete(region, told, Limits())
    assert found.status is Status.OPTIMAL
    assert found.plan is not None
    assert found.plan.totals("new_build", "municipality") == {(A,): 10, (B,): 12}
    (missed,) = audit(region, found.plan).missed
    assert missed.requirement.agreement.id == "capacity"
    assert missed.shortfall == 2
    # The late one is past the horizon, so it adds nothing.
    assert over_capacity(region, told) == {B: (12, 10)}
    assert over_capacity(region, totals({}, "municipality", quantity="housed")) == {}


LATE = {"first_year": 2030}


def test_a_completion_can_be_stopped() -> None:
    region = scenario(amount(at_least=15))
    with pytest.raises(Cancelled):
        complete(region, totals({(2025,): 15}, "year"), Limits(cancelled=lambda: True))
    found = complete(region, totals({(2025,): 15}, "year"), Limits(0.0))
    assert found == Completion(Status.TIME_LIMIT_WITHOUT_PLAN, ("new_build",))
