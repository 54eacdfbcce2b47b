"""A preview goes on from the one before, and gives the same bytes as one from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from models.recollection import forget
from models.scenario import Scenario
from optimiser import solve
from optimiser.quadratic import best_point
from optimiser.solver.highs import Engine
from scenarios import changed_scenario, library_scenario


def percents(least: int, most: int) -> list[str]:
    return [f"{part}%" for part in range(least, most)]


FICTITIOUS, REAL = "fictitious-region", "arnhem-nijmegen"
BOUNDS: dict[str, dict[str, tuple[str, list[Any]]]] = {
    FICTITIOUS: {
        "regional-total": ("at_least", [*range(3000, 3700, 20)]),
        "social-rent": ("at_least", percents(20, 40)),
        "affordable": ("at_least", percents(50, 75)),
        "urgent-cap": ("at_most", percents(20, 60)),
    },
    REAL: {
        "regional-total": ("at_least", [*range(22000, 24500, 50)]),
        "social-rent-region": ("at_least", percents(20, 60)),
        "affordable-region": ("at_least", percents(50, 95)),
        "social-rent-municipality": ("at_least", percents(20, 40)),
        "elderly-zero-step": ("at_least", [*range(3000, 9000, 100)]),
        "mid-segment-high-stock": ("at_least", percents(30, 60)),
        "urgent-cap": ("at_most", percents(15, 40)),
    },
}
"""What is changed in a region: of each agreement one threshold."""


def walk(number: int, steps: int, region: str = FICTITIOUS) -> Iterator[Scenario]:
    """Give scenarios of which each has one other number than the one before."""
    random, scenario = Random(number), library_scenario(region)
    for _ in range(steps):
        name = random.choice([*BOUNDS[region]])
        field, values = BOUNDS[region][name]
        change = {"id": name, field: random.choice(values)}
        scenario = changed_scenario(scenario, {"agreements": [change]})
        yield scenario


def said(scenario: Scenario, *, cold: bool) -> str:
    if cold:
        forget()
    result = solve(scenario, preview=True)
    shares = [(each.municipality, each.year, each.assigned) for each in result.exact_shares]
    return f"{result.status} {result.as_record()} {result.plan} {shares}"


def walked(numbers: range, steps: int, region: str = FICTITIOUS) -> None:
    for number in numbers:
        forget()
        warm = [said(scenario, cold=False) for scenario in walk(number, steps, region)]
        assert len({*warm}) > 1
        assert warm == [said(scenario, cold=True) for scenario in walk(number, steps, region)]


def test_a_few_walks_of_changed_numbers_give_the_same_bytes() -> None:
    walked(range(2), steps=3)


@pytest.mark.long
def test_a_hundred_walks_of_changed_numbers_give_the_same_bytes() -> None:
    walked(range(100), steps=3)


@pytest.mark.long
def test_long_walks_of_changed_numbers_give_the_same_bytes() -> None:
    walked(range(1, 4), steps=40)
    # In the second 79 % affordable takes many guesses from nothing at what is tight.
    walked(range(1, 3), steps=25, region=REAL)


def test_a_number_without_a_price_needs_no_goal_to_be_pursued_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    region = library_scenario("fictitious-region")
    caps = ({"id": "urgent-cap", "at_most": f"{part}%"} for part in (40, 41, 45))
    first, *others = (changed_scenario(region, {"agreements": [cap]}) for cap in caps)
    expected = [said(scenario, cold=True) for scenario in others]
    forget()
    solve(first, preview=True)
    monkeypatch.setattr(Engine, "run", lambda *_: pytest.fail("a linear problem was solved"))
    assert [said(scenario, cold=False) for scenario in others] == expected


def test_a_second_preview_needs_no_interior_point(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = walk(7, 4)
    forget()
    solve(first, preview=True)
    asked: list[float] = []
    monkeypatch.setattr(best_point, "interior", lambda _, near, __=0.0: asked.append(near))
    for scenario in others:
        solve(scenario, preview=True)
    assert not asked


def test_what_is_called_impossible_on_the_way_to_balance_is_found_with_shorter_steps() -> None:
    # With long steps alone PIQP calls both impossible, and a different one of many points came out.
    changes = [
        {"id": "social-rent-municipality", "at_least": "30.3%"},
        {"id": "elderly-zero-step", "at_least": 5020},
        {"id": "social-rent-low-stock", "at_least": "30.6%"},
        {"id": "regional-total", "at_least": 23466},
    ]
    before, after = (
        changed_scenario(library_scenario(REAL), {"agreements": some})
        for some in (changes[:-1], changes)
    )
    said(before, cold=True)
    assert said(after, cold=False) == said(after, cold=True)
