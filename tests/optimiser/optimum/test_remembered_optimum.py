"""A kept optimum is taken where the same is asked once more, and only there."""

from __future__ import annotations

from typing import Any

import pytest

from models.language import Text
from models.recollection import forget
from models.scenario import Scenario
from optimiser import Status, solve
from scenarios import changed_scenario, library_scenario
from tests.hosting_regions import region as hosting_region
from tests.regions import amount, fair_share, scenario, share

REGION = scenario(
    amount(exactly=17),
    share(at_least="40%"),
    fair_share(),
    goals=["shortfall", {"fair_share": "fair"}, "smooth_years"],
)


def told(asked: Scenario, **options: Any) -> tuple[dict[str, Any], bool]:
    """Solve, and give the tables with whether any goal was pursued in fractions."""
    steps: list[str] = []

    def progress(what: Text, done: int, of: int) -> None:
        steps.append(what.message)

    result = solve(asked, progress=progress, **options)
    assert result.status is Status.OPTIMAL
    return result.as_record()["tables"], any(step.startswith("goal") for step in steps)


@pytest.mark.parametrize("asked", [REGION, hosting_region(5)], ids=["few", "with facilities"])
def test_the_same_is_told_without_pursuing_goals_again(asked: Scenario) -> None:
    forget()
    first, pursued = told(asked)
    again, pursued_again = told(changed_scenario(asked, {"name": "Nog eens"}))
    assert (pursued, pursued_again) == (True, False)
    assert again == first


def test_it_is_taken_for_a_region_of_many_cells() -> None:
    forget()
    asked = library_scenario("r06-rivierenland")
    first, again = told(asked), told(asked)
    assert (first[1], again[1]) == (True, False)
    assert again[0] == first[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"agreements": [{"id": "total", "exactly": 16}]},
        {"agreements": [{"id": "social", "at_least": "60%"}]},
        {"agreements": [{"id": "total", "note": "op 1 mei"}]},
    ],
)
def test_what_was_agreed_otherwise_is_pursued_as_from_nothing(changed: dict[str, Any]) -> None:
    other = changed_scenario(REGION, changed)
    forget()
    afresh, _ = told(other)
    forget()
    told(REGION)
    beside, pursued = told(other)
    assert pursued
    assert beside == afresh


def test_a_search_that_may_end_sooner_is_another() -> None:
    forget()
    told(REGION)
    assert told(REGION, gap=0.01)[1]


def test_hosts_that_were_sought_under_a_time_limit_are_sought_again() -> None:
    forget()
    asked = hosting_region(5)
    told(asked, time_limit=300.0)
    assert told(asked)[1]
