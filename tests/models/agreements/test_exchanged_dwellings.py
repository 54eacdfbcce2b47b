"""The kind `exchange` for dwellings: a part of a municipality's task that another builds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from models.measure import Measure
from models.plan import Plan
from models.scenario import Scenario
from optimiser import Result, audit, solve
from scenarios import check
from tests.brute_force import EveryPlan
from tests.readers import Golden, audited, plan_of, range_by_both, sentences
from tests.regions import CODES, Document, amount, fair_share, pool, scenario

A, B, _ = CODES
ATTRIBUTED = {"quantity": "attributed"}
CEDED = Measure(quantity="ceded")
EXCHANGE: Document = {
    **{"id": "swap", "kind": "exchange", "of": "fair", "exchanged": "dwellings"},
    **{"segments": ["social_rent"], "givers": [A], "takers": [B], "at_most": "50%"},
}


def region(*agreements: Document, **rest: Any) -> Scenario:
    """Give a region that builds ten by 60 and 40, where Aarle has room for four."""
    return scenario(
        fair_share(measure=ATTRIBUTED, of={"quantity": "new_build"}),
        amount(exactly=10),
        *agreements,
        **{"capacity": [pool(0, 4), pool(1, 10)], "goals": [{"fair_share": "fair"}], **rest},
    )


def built(here: Scenario, social: int, ceded: int) -> Plan:
    """Give a plan in which Beek builds six, some of them on Aarle's behalf."""
    dwellings = {(A, "market"): 4, (B, "social_rent"): social, (B, "market"): 6 - social}
    cells = plan_of(here, dwellings).cells
    return Plan({**cells, "ceded": {(A, B, "social_rent", 2025): ceded}})


@pytest.mark.parametrize(
    ("social", "ceded", "slacks"),
    [
        (6, 3, [0, 3, -1]),  # half of Aarle's task of six; one more than Beek agreed to
        (2, 4, [-1, -2, -2]),  # one more than half, two more than Beek builds of these
    ],
)
def test_what_may_be_given_is_taken_and_built(social: int, ceded: int, slacks: list[int]) -> None:
    here = region({**EXCHANGE, "takes_at_most": 2})
    rows = audited(here, "swap", built(here, social, ceded))
    assert [row.slack for row in rows] == slacks


@pytest.mark.parametrize(("rate", "beek"), [("1", 4), ("1,5", 3)])
def test_what_is_taken_over_counts_for_the_one_who_gives(rate: str, beek: int) -> None:
    """Aarle builds 4 and has 2 built; of Beek's 6 two, or three at 1.5 for one, are for Aarle."""
    here = region({**EXCHANGE, "exchange_rate": rate})
    assert [row.assigned for row in audit(here, built(here, 6, 2)).outcomes] == [6, beek]


def fairness(result: Result) -> Fraction:
    """Give the largest deviation from the fair share."""
    return next(goal.value for goal in result.goals if goal.id == "fair_share:fair")


def test_the_task_is_met_where_there_is_room() -> None:
    """Alone Aarle is a third off, and Beek half; together nobody is, with two dwellings moved."""
    alone, together = solve(region()), solve(region(EXCHANGE))
    assert [fairness(result) for result in (alone, together)] == [Fraction(1, 2), 0]
    (row,) = together.records("ceded")
    assert (row["name"], row["to"], row["segment"], row["dwellings"]) == (
        "Aarle",
        B,
        "social_rent",
        2,
    )


@pytest.mark.parametrize("rate", ["1", "3/2"])
def test_all_readers_and_every_plan_agree(rate: str) -> None:
    here = region({**EXCHANGE, "exchange_rate": rate})
    assert range_by_both(here, CEDED)
    small = scenario(
        fair_share(measure=ATTRIBUTED, of={"quantity": "new_build"}),
        amount(exactly=4),
        {**EXCHANGE, "exchange_rate": rate, "at_most": "100%"},
        capacity=[pool(0, 1), pool(1, 4)],
        goals=[{"fair_share": "fair"}],
    )
    every, result = EveryPlan(small), solve(small)
    got, fair = every.outcomes(), {A: Fraction(12, 5), B: Fraction(8, 5)}
    # What is taken over at 3/2 is no whole number.
    numbers = {code: [Fraction(str(one)) for one in got[code, None]] for code in fair}
    off = [
        max(abs(numbers[code][at] / fair[code] - 1) for code in fair)
        for at in np.flatnonzero(every.kept)
    ]
    fairest = min(off)
    assert fairness(result) == fairest


def test_an_option_may_be_of_what_is_attributed() -> None:
    """Half social of what is built at home, or elsewhere: Aarle builds none, and cedes one."""
    social, all_built = {"segments": ["social_rent"]}, {"quantity": "new_build"}
    half = {"kind": "share", "of": all_built, "at_least": "100%"}
    here = scenario(
        fair_share(measure=ATTRIBUTED, of=all_built),
        amount(exactly=1, each="municipality"),
        amount(
            "dear", measure={**all_built, "segments": ["market"], "municipalities": [A]}, at_least=1
        ),
        {
            **{"id": "either", "kind": "either", "each": "municipality", "municipalities": [A]},
            "options": [
                {"id": "own", **half, "measure": {**all_built, **social}},
                {"id": "elsewhere", **half, "measure": {**ATTRIBUTED, **social}},
            ],
        },
        {**EXCHANGE, "at_most": "100%"},
        capacity=[pool(0, 1), pool(1, 2)],
    )
    every, result = EveryPlan(here), solve(here)
    ceded = [one for (name, _), one in every.columns.items() if name == "ceded"]
    assert result.plan is not None
    least = np.sum(ceded, axis=0)[every.kept].min()
    assert result.plan.totals("ceded")[()] == least == 1


def test_an_exchange_of_both_or_for_nothing_is_refused() -> None:
    for wrong in (
        {"groups": ["urgent"]},
        {"exchange_rate": 0},
        {"exchange_rate": 2026},
        {"exchanged": "households"},
    ):
        with pytest.raises(ValueError, match=r"exchange|rate"):
            region({**EXCHANGE, **wrong})
    people = region(
        fair_share("people", measure={"quantity": "credited"}, of={"quantity": "need"}),
        {**EXCHANGE, "of": "people"},
    )
    assert "exchange-of-other-unit" in {one.code for one in check(people)}
    twice = region(EXCHANGE, {**EXCHANGE, "id": "again", "exchange_rate": 2})
    assert "exchange-at-two-rates" in {one.code for one in check(twice)}


def test_the_sentence() -> None:
    here = region({**EXCHANGE, "takes_at_most": 5, "exchange_rate": "1.5"})
    assert sentences(here, "swap") == (
        "namens Aarle mogen woningen (sociale huur) gebouwd worden door Beek, tot 50% van het "
        "evenredig aandeel, elk hoogstens 5 woningen en voor elk daarvan komen er 1,5",
        "Beek may build dwellings (social rent) on behalf of Aarle, up to 50% of the fair share, "
        "each takes over at most 5 dwellings, and 1.5 are built for each of them",
    )


def test_the_problem_as_written(golden: Golden) -> None:
    here = region({**EXCHANGE, "exchange_rate": "3/2", "takes_at_most": 5})
    golden("exchanged_dwellings", here)
