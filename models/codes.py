"""Municipality codes of Statistics Netherlands (CBS), also as spreadsheets spoil them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from models.language import Text
from models.values import DecimalSign, ValueProblem, quoted, reading

WRITTEN = re.compile(r"(?:GM)?\s*0*([1-9][0-9]{0,3})", re.IGNORECASE | re.ASCII)


TOTALS = re.compile(
    r"(?:(?:eind|sub)?totaal|(?:grand |sub)?total|som|sum|(?:de )?regio|(?:the )?region)\b",
    re.IGNORECASE,
)
"""What rows are called that add up the others."""


class CodeProblem(ValueProblem):
    """A text or cell that is not a municipality code."""


def municipality_code(value: object) -> str:
    """Read a municipality code, also one that lost its letters, zeros or blanks.

    Parameters
    ----------
    value
        ``GM0014``, ``GM14``, ``0014``, ``14`` or ``"GM0014 "``; a cell's number too.

    Returns
    -------
    str
        ``GM`` and four digits.

    Raises
    ------
    CodeProblem
        ``unknown-code`` for anything else, such as a name.
    """
    text = f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
    found = WRITTEN.fullmatch(text.strip())
    if not found or isinstance(value, bool):
        raise CodeProblem(
            "unknown-code",
            Text(
                "“{value}” is a row that adds up others. Leave it out: what municipalities have "
                "together is added up here."
                if TOTALS.match(text.strip())
                else "“{value}” is not a municipality code. Write GM and four digits, such as "
                "GM0202.",
                value=quoted(value),
            ),
        )
    return f"GM{found[1]:0>4}"


def is_code(value: object) -> bool:
    """Tell whether something can be read as a municipality code.

    Parameters
    ----------
    value
        What was written.

    Returns
    -------
    bool
        Whether `municipality_code` reads it.
    """
    try:
        municipality_code(value)
    except CodeProblem:
        return False
    return True


def place_of_origin(value: object) -> object:
    """Read where somebody comes from: a municipality's code, or any other word as it is.

    Parameters
    ----------
    value
        What was written.

    Returns
    -------
    object
        A code, or the word as it was written.
    """
    try:
        return municipality_code(value)
    except CodeProblem:
        return value


def _code(value: object, _decimal_sign: DecimalSign | None) -> str:
    return municipality_code(value)


MunicipalityCode = Annotated[
    str,
    BeforeValidator(reading(_code)),
    WithJsonSchema({"type": "string", "pattern": "^GM[0-9]{4}$", "examples": ["GM0202"]}),
]
"""A municipality code, as `municipality_code` reads it."""

PlaceOfOrigin = Annotated[str, BeforeValidator(place_of_origin, json_schema_input_type=str)]
"""A municipality's code, or a word for a place elsewhere, as `place_of_origin` reads it."""
