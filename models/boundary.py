"""Boundaries: where a municipality ends, as a map draws it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from models.language import Text
from models.values import DecimalSign, ValueProblem, quoted, reading

Point = tuple[float, float]
Ring = Sequence[Point]

NUMBER = r"-?[0-9]{1,7}(?:\.[0-9]{1,8})?"
RING = rf"M{NUMBER} {NUMBER}(?: {NUMBER} {NUMBER}){{2,}}Z"
WRITTEN = re.compile(rf"(?:{RING})+", re.ASCII)

LONGEST = 32_000
"""Characters: what a cell of a spreadsheet holds."""

DEGREES = 180.0
"""Coordinates that are larger are metres."""


def boundary(value: object) -> str:
    """Read a boundary: rings of points, as a drawing has them (``M5.9 52.1 6 52 6.1 52.1Z``).

    Parameters
    ----------
    value
        What was written.

    Returns
    -------
    str
        The same.

    Raises
    ------
    ValueProblem
        ``not-a-boundary`` for anything else.
    """
    if not isinstance(value, str) or len(value) > LONGEST or not WRITTEN.fullmatch(value):
        said = Text(
            "“{value}” is no boundary. Bring boundaries as GeoJSON; how to is in the scenario "
            "format.",
            value=quoted(value),
        )
        raise ValueProblem("not-a-boundary", said)
    return value


def rings(written: str) -> list[list[Point]]:
    """Give the rings of a boundary: the outer ones, and holes in them."""
    found: list[list[Point]] = []
    for part in written.split("Z")[:-1]:
        numbers = [float(number) for number in part[1:].split(" ")]
        found.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return found


def rings_written(several: Iterable[Ring], decimals: int) -> str:
    """Write the rings of a boundary."""
    return "".join(
        "M" + " ".join(f"{x:.{decimals}f} {y:.{decimals}f}" for x, y in ring) + "Z"
        for ring in several
    )


def in_degrees(several: Iterable[Ring]) -> bool:
    """Tell whether coordinates are degrees (WGS84), and not metres (RD)."""
    return all(max(abs(x), abs(y)) <= DEGREES for ring in several for x, y in ring)


def _read(value: object, _decimal_sign: DecimalSign | None) -> str:
    return boundary(value) if value else ""


Boundary = Annotated[
    str,
    BeforeValidator(reading(_read)),
    WithJsonSchema({"type": "string", "pattern": f"^(?:{RING})*$"}),
]
"""A boundary, as `boundary` reads it; empty where it is not known."""
