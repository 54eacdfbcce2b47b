"""Numbers as fields of a noun: read as people write them, and described as that."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from models.numbers import (
    MOST_DIGITS,
    parse_natural,
    parse_number,
    parse_ratio,
    parse_weight,
    simplest,
)
from models.values import reading

WRITTEN = r"^\s*[-−]?[0-9][0-9.,\s]*(/[0-9]+)?\s*%s$"
"""How a number begins and ends that `models.numbers.parse_number` can read, as JSON Schema has it.

What can be read in two ways, or is too much, has the same signs.
"""


def number_schema(
    kind: str,
    *examples: int | str,
    least: int = 1 - 10**MOST_DIGITS,
    above: int | None = None,
    most: int = 10**MOST_DIGITS - 1,
    percent: bool = False,
) -> WithJsonSchema:
    """Describe a field: a number, or a text that is read as one.

    Parameters
    ----------
    kind
        ``number`` or ``integer``.
    *examples
        What may stand there.
    least, most
        Between what the number lies.
    above
        What it is more than; None where it may be the least.
    percent
        Whether a text may be a percentage.
    """
    text = {"type": "string", "pattern": WRITTEN % (r"(%\s*)?" if percent else "")}
    bound = {"minimum": least} if above is None else {"exclusiveMinimum": above}
    number = {"type": kind, **bound, "maximum": most}
    return WithJsonSchema({"anyOf": [number, text], "examples": [*examples]})


Natural = Annotated[
    int,
    BeforeValidator(reading(parse_natural, whole=True)),
    number_schema("integer", 23945, least=0),
]
"""A whole number of zero or more, as `parse_natural` reads it."""

AnyNumber = Annotated[
    Fraction,
    BeforeValidator(reading(parse_number)),
    PlainSerializer(simplest),
    number_schema("number", 23945, "12.5", "2/3"),
]
"""An exact number, as `parse_number` reads it."""

Ratio = Annotated[
    Fraction,
    BeforeValidator(reading(parse_ratio)),
    PlainSerializer(simplest),
    number_schema("number", "30%", "2/3", least=0, most=1, percent=True),
]
"""A ratio from 0 to 1, as `parse_ratio` reads it."""

Weight = Annotated[
    Fraction,
    BeforeValidator(reading(parse_weight)),
    PlainSerializer(simplest),
    number_schema("number", 1, "1/3", least=0),
]
"""An exact number of zero or more, as `parse_weight` reads it."""

Multiple = Annotated[
    Fraction,
    BeforeValidator(reading(partial(parse_ratio, most=None))),
    PlainSerializer(simplest),
    number_schema("number", "30%", "200%", least=0, most=1, percent=True),
]
"""A ratio that may be above 1: a doubling is 200%."""
