"""How large a number may be: beyond it a solver's floats cannot tell one dwelling from none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from pydantic import BaseModel

from models.findings import Origin
from models.language import Text
from models.noun import Noun
from models.scenario import Scenario
from scenarios.checks.places import Places
from scenarios.document.document import ROWS, ValuePath
from scenarios.document.size import LARGEST, too_large


def number_too_large(scenario: Scenario, places: Places) -> Iterator[tuple[Text, Origin | None]]:
    """Find numbers that nothing counted here can come to."""
    for table in ROWS:
        for row in getattr(scenario, table):
            for (column, *_), number in row.remembered(large_in):
                yield too_large(number), places.row(row, column)
    for name, key in scenario.keys.items():
        for path, number in key.remembered(large_in):
            yield too_large(number), places.key("keys", name, *path)
    for agreement in scenario.agreements:
        for path, number in agreement.remembered(large_in):
            yield too_large(number), places.key("agreements", agreement.id, *path)


def large_in(noun: Noun) -> tuple[tuple[ValuePath, int | Fraction], ...]:
    """Give the numbers in a row, key or agreement that are too large, with the ways to them."""
    return tuple(large(noun))


def large(value: object, path: ValuePath = ()) -> Iterator[tuple[ValuePath, int | Fraction]]:
    """Give the numbers in a value that are too large, with the ways to them."""
    if value is None or isinstance(value, str):
        return
    if isinstance(value, int | Fraction):
        if abs(value.numerator) > LARGEST * value.denominator:
            yield path, value
        return
    match value:
        case BaseModel():
            for name, inner in value:
                yield from large(inner, (*path, name))
        case Mapping():
            for name, inner in value.items():
                yield from large(inner, (*path, str(name)))
        case tuple():
            for number, inner in enumerate(value):
                yield from large(inner, (*path, str(number)))
