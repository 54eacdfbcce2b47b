"""Conditions on the figures of municipalities and neighbourhoods."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer
from pydantic_core import PydanticCustomError

from models.language import Percent, Text, Word
from models.numbers import NumberProblem, parse_number, parse_ratio
from models.tables import Municipality, Neighbourhood

COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a municipality's figures: ``social_stock_share < 26%``.

    Parameters
    ----------
    figure
        The name of a figure, or a quotient of two.
    sign
        ``<``, ``<=``, ``>``, ``>=`` or ``=``.
    number
        What it is compared with, exactly.
    written
        The condition as it was written.
    """

    figure: str
    sign: str
    number: Fraction
    written: str

    def text(self) -> Text:
        """Say the condition, for a reader.

        Returns
        -------
        Text
            The phrase, in both languages.
        """
        sign = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "=": "equal to"}
        return Text(
            "{figure} {sign} {number}",
            figure=Word(self.figure),
            sign=Word(sign[self.sign]),
            number=Percent(self.number) if "%" in self.written else self.number,
        )

    def holds(self, place: Municipality | Neighbourhood) -> bool:
        """Tell whether a municipality or a neighbourhood meets it, in exact numbers.

        Parameters
        ----------
        place
            Whose figures are looked at.

        Returns
        -------
        bool
            True when it is met.
        """
        return bool(COMPARISONS[self.sign](place.figure(self.figure), self.number))


def _condition(value: object) -> object:
    if isinstance(value, Condition):
        return value
    found = re.fullmatch(
        r"\s*([a-z_0-9]+(?:\s*/\s*[a-z_0-9]+)?)\s*(<=|>=|<|>|=)\s*(\S.*?)\s*", str(value)
    )
    if not found:
        raise PydanticCustomError(
            "condition-not-understood",
            "a condition is written like: social_stock_share < 26%",
            {
                "text": Text(
                    "a condition is written like: {example}", example="social_stock_share < 26%"
                )
            },
        )
    figure, sign, number = found.groups()
    try:
        exact = parse_ratio(number) if "%" in number else parse_number(number)
    except NumberProblem as problem:
        raise PydanticCustomError(problem.code, "not a number", {"text": problem.text}) from problem
    return Condition(figure, sign, exact, str(value).strip())


def _conditions(value: object) -> object:
    return (value,) if isinstance(value, str) else value


OneCondition = Annotated[
    Condition,
    BeforeValidator(_condition, json_schema_input_type=str),
    PlainSerializer(lambda c: c.written, return_type=str),
]
Conditions = Annotated[
    tuple[OneCondition, ...],
    BeforeValidator(_conditions, json_schema_input_type=str | tuple[str, ...]),
]
"""One condition or several that must all hold."""
