"""Drawings: where bars and circles stand, in the units of an SVG; templates draw them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.scenario import Scenario

WIDTH, HEIGHT = 640, 260
LEFT, BOTTOM, TOP = 56, 28, 12
ROUND = (1, 2, 2.5, 5, 10)
BAR_LETTER = 8.0
"""What a letter takes below a bar."""


@dataclass(frozen=True, slots=True)
class BarPart:
    """A part of a bar.

    Parameters
    ----------
    x, y, width, height
        Where it stands.
    kind
        Which of the things that are told apart it is, from 0.
    """

    x: float
    y: float
    width: float
    height: float
    kind: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A number on an axis.

    Parameters
    ----------
    at
        Where it stands.
    value
        The number.
    """

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Stacked bars, upright.

    Parameters
    ----------
    boxes
        The parts of the bars.
    ticks
        The numbers on the axis.
    labels
        What stands under each bar, and where.
    """

    boxes: Sequence[BarPart]
    ticks: Sequence[Tick]
    labels: Sequence[tuple[float, str]]


def stacked_bars(numbers: Sequence[tuple[str, Sequence[float]]]) -> Bars:
    """Stack numbers that are not negative.

    Parameters
    ----------
    numbers
        Under each bar its label, with the number of each kind.

    Returns
    -------
    Bars
        The drawing.
    """
    most = max((sum(parts) for _, parts in numbers), default=0) or 1
    spacing = round_spacing(max(most / 4, 1))
    top = spacing * math.ceil(most / spacing)
    high = HEIGHT - BOTTOM - TOP
    pitch = (WIDTH - LEFT) / max(len(numbers), 1)
    # Of many bars so many have their label as there is room for.
    longest = max((len(label) for label, _ in numbers), default=0)
    labelled = math.ceil((longest + 1) * BAR_LETTER / pitch)
    boxes: list[BarPart] = []
    labels: list[tuple[float, str]] = []
    for place, (label, parts) in enumerate(numbers):
        x, y = LEFT + pitch * (place + 0.15), float(HEIGHT - BOTTOM)
        for kind, number in enumerate(parts):
            tall = high * number / top
            y -= tall
            if tall:
                boxes.append(BarPart(round(x, 1), round(y, 1), round(pitch * 0.7, 1), tall, kind))
        if place % labelled == 0:
            labels.append((round(x + pitch * 0.35, 1), label))
    ticks = [
        Tick(round(HEIGHT - BOTTOM - high * spacing * n / top, 1), spacing * n)
        for n in range(round(top / spacing) + 1)
    ]
    return Bars(boxes, ticks, labels)


def round_spacing(spacing: float) -> float:
    """Give a round spacing that is at least as large."""
    power = float(10 ** math.floor(math.log10(spacing)))
    round_ones = (one * power for one in ROUND)
    # Of things that are whole nobody has two and a half.
    return next(one for one in round_ones if one >= spacing and (one < 1 or one.is_integer()))


def by_year(rows: Sequence[Mapping[str, Any]], scenario: Scenario, axis: str) -> list[Any]:
    """Add dwellings up per year and whatever else an axis tells apart."""
    kinds = getattr(scenario, f"{axis}s")
    sums: dict[tuple[int, str], float] = {}
    for row in rows:
        place = row["year"], row[axis]
        sums[place] = sums.get(place, 0) + row["dwellings"]
    years = scenario.horizon.years
    return [(str(year), [sums.get((year, kind), 0) for kind in kinds]) for year in years]
