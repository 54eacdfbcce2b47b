"""The steps of fairness in words: of many only some are named, and who are all is everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from optimiser.presentation.steps_in_words import MOST_NAMED, steps_in_words


def steps(*sizes: int) -> Iterator[dict[str, Any]]:
    """Give a row of each municipality, in steps of so many of them."""
    for step, size in enumerate(sizes, 1):
        for number in range(size):
            yield {
                "sentence": "evenly",
                "step": step,
                "name": f"Plaats {step}.{number}",
                "deviation": step / 10,
                "held_by_names": "",
            }


def said(*sizes: int) -> list[str]:
    return [one.render("nl") for one in steps_in_words(steps(*sizes))["evenly"]]


def test_of_many_in_a_step_the_others_are_counted() -> None:
    first, second = said(MOST_NAMED + 12, 2)
    assert first.startswith("Plaats 1.0, Plaats 1.1, ")
    assert first.endswith(f"Plaats 1.{MOST_NAMED - 1} en 12 andere: 10% ernaast")
    assert second == "Plaats 2.0, Plaats 2.1: 20% ernaast"


def test_what_several_steps_did_alike_is_said_once() -> None:
    """A municipality is off as much in each of four years, and another in one."""
    rows = [{**row, "step": year, "deviation": 0.5} for year in range(1, 5) for row in steps(1)] + [
        {**row, "step": 5, "name": "Elders", "deviation": 0.1} for row in steps(1)
    ]
    told = [one.render("nl") for one in steps_in_words(rows)["evenly"]]
    assert told == ["Plaats 1.0: 50% ernaast", "Elders: 10% ernaast"]


def test_all_in_one_step_are_everybody() -> None:
    assert said(3) == ["iedereen: 10% ernaast"]
