"""What is counted: the measures of a scenario, and what each of them can be told apart by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from models.agreements import Agreement
from models.goals import Goal
from models.measure import Measure
from models.noun import Noun
from models.quantity import QUANTITIES
from models.scenario import Scenario
from scenarios.document.document import ValuePath

COUNTED = {
    **{name: quantity.axes for name, quantity in QUANTITIES.items()},
    "standing": QUANTITIES["new_build"].axes,
    "credited": QUANTITIES["housed"].axes,
    "capacity": QUANTITIES["new_build"].axes,
    **dict.fromkeys(("euros", "rated"), (*QUANTITIES["new_build"].axes, "rate")),
    **dict.fromkeys(("net", "freed", "attributed"), ("municipality", "segment", "year")),
    "need": ("municipality", "group", "year"),
}
"""What can be counted besides the figures of municipalities, and what it is told apart by."""


def told_apart_by(measure: Measure, scenario: Scenario) -> frozenset[str]:
    """Give what a measure can be told apart by: one by rates as all that these are for."""
    axes = COUNTED.get(measure.quantity, ("municipality",))
    if "rate" not in axes:
        return frozenset(axes)
    fors = {row.per for row in scenario.rates if row.rate in (measure.rates or ())}
    of_each = [{*QUANTITIES[name].axes, "rate"} for name in fors or {"new_build"}]
    return frozenset.intersection(*map(frozenset, of_each))


def agreements_and_options(scenario: Scenario) -> Iterator[tuple[ValuePath, Agreement]]:
    """Give the agreements, and the options in them, with their paths."""
    for agreement in scenario.agreements:
        path = ("agreements", agreement.id)
        yield path, agreement
        for name, option in agreement.choices.items():
            yield (*path, "options", name), option


def measures(scenario: Scenario) -> tuple[tuple[ValuePath, Measure], ...]:
    """Give the measures of agreements and goals, with their paths."""
    return scenario.remembered(_measures)


def _measures(scenario: Scenario) -> tuple[tuple[ValuePath, Measure], ...]:
    said: list[tuple[ValuePath, Agreement | Goal]] = [
        *agreements_and_options(scenario),
        *((("goals", str(index)), goal) for index, goal in enumerate(scenario.goals)),
    ]
    return tuple(
        ((*path, name), value)
        for path, noun in said
        for name in type(noun).model_fields
        if isinstance(value := getattr(noun, name), Measure)
    )


def field_of(noun: Noun, field: str) -> Any:
    """Give what a noun says in a field; None where its kind has no such field."""
    return vars(noun).get(field)  # an attribute that is not there is looked for long


def names_in_field(value: str | Iterable[str] | None) -> tuple[str, ...]:
    """Give the names in a field that holds one, several or none."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def named_in(scenario: Scenario, *fields: str) -> set[str]:
    """Give the names that agreements, goals and their measures have in some fields."""
    nouns = [noun for _, noun in (*agreements_and_options(scenario), *measures(scenario))]
    values = (field_of(noun, field) for noun in nouns for field in fields)
    return {name for value in values for name in names_in_field(value)}
