"""Points in a plane: what one goal costs another, with plans among them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from optimiser.drawings.drawing import Tick, round_spacing
from optimiser.drawings.maps import Rectangle, overlap

WIDTH, HEIGHT = 640, 394
LEFT, RIGHT, TOP, BOTTOM = 76, 20, 30, 56
TICKS = 5
SQUARE = 5
"""Half of the square that stands for a point by itself."""
POINT_LETTER, LINE = 8.0, 14.0
"""The width of a sign of its name, and the height."""
NEAR = 12
"""Points that are nearer than this cannot be told apart: their names would stand on one another."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A point.

    Parameters
    ----------
    x, y
        Where it stands, in the units of an SVG.
    label
        What it is called; empty for a point of the line.
    across, foot
        Where the middle of its name is, and the foot.
    """

    x: float
    y: float
    label: str
    across: float = 0.0
    foot: float = 0.0


@dataclass(frozen=True, slots=True)
class Plane:
    """Points, with the axes that tell what they are worth.

    Parameters
    ----------
    line
        The points that are joined, from left to right.
    others
        Points that stand by themselves.
    across, up
        The numbers on the axes.
    left, right, top, bottom
        Where the axes end.
    """

    line: Sequence[Dot]
    others: Sequence[Dot]
    across: Sequence[Tick]
    up: Sequence[Tick]

    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM

    @property
    def path(self) -> str:
        """The line, as an SVG has it."""
        return " ".join(f"{one.x},{one.y}" for one in self.line)


def plane(
    line: Sequence[tuple[float, float]],
    others: Sequence[tuple[str, float, float]],
    finest: tuple[float, float] = (0.0, 0.0),
) -> Plane:
    """Place points in a plane, with axes that hold them all.

    Parameters
    ----------
    line
        The values of the points that are joined.
    others
        What other points are called, and their values.
    finest
        The smallest difference that is told on each axis: what is less is none in the drawing.

    Returns
    -------
    Plane
        The drawing.
    """
    values = [*line, *((x, y) for _, x, y in others)]
    across = axis([x for x, _ in values], finest[0])
    up = axis([y for _, y in values], finest[1])

    def at(x: float, y: float, label: str = "") -> Dot:
        wide = (x - across[0]) / (across[-1] - across[0]) * (WIDTH - LEFT - RIGHT)
        high = (y - up[0]) / (up[-1] - up[0]) * (HEIGHT - TOP - BOTTOM)
        return Dot(round(LEFT + wide, 1), round(HEIGHT - BOTTOM - high, 1), label)

    joined = [at(x, y) for x, y in sorted(line)]
    return Plane(
        joined,
        with_names(joined_dots(at(x, y, label) for label, x, y in others), joined),
        [Tick(at(x, up[0]).x, x) for x in across],
        [Tick(at(across[0], y).y, y) for y in up],
    )


def joined_dots(dots: Iterable[Dot]) -> list[Dot]:
    """Join points that lie on one another: the one that is left has the names of all."""
    found: list[Dot] = []
    for dot in dots:
        for place, one in enumerate(found):
            if max(abs(one.x - dot.x), abs(one.y - dot.y)) < NEAR:
                found[place] = replace(one, label=f"{one.label}, {dot.label}")
                break
        else:
            found.append(dot)
    return found


def with_names(dots: Sequence[Dot], line: Sequence[Dot]) -> list[Dot]:
    """Write the name of each point where it covers least of other points and names.

    Parameters
    ----------
    dots
        The points that have names.
    line
        The others.

    Returns
    -------
    list of Dot
        With where their names stand, rather on the right than on the left, above or below.
    """
    taken: list[Rectangle] = [(one.x, one.y, SQUARE, SQUARE) for one in (*dots, *line)]
    found: list[Dot] = []
    for dot in dots:
        wide, high = len(dot.label) * POINT_LETTER / 2, LINE / 2
        aside, off = wide + SQUARE + 3, high + SQUARE + 1
        offsets = ((aside, 0.0), (-aside, 0.0), (0.0, -off), (0.0, off))
        boxes = [(dot.x + right, dot.y + down, wide, high) for right, down in offsets]
        inside = [box for box in boxes if wide <= box[0] <= WIDTH - wide]
        box = min(inside, key=lambda box: sum(overlap(box, one) for one in taken))
        taken.append(box)
        found.append(replace(dot, across=round(box[0], 1), foot=round(box[1] + 4, 1)))
    return found


def axis(values: Sequence[float], finest: float = 0.0) -> list[float]:
    """Give round numbers from below the least to above the most, each told apart from the next."""
    least, most = min(values, default=0.0), max(values, default=1.0)
    spread = most - least if most - least > finest else max(abs(most), 1.0)
    spacing = max(round_spacing(spread / TICKS), finest)
    first, last = math.floor(least / spacing), math.ceil(most / spacing)
    return [spacing * place for place in range(first, max(last, first + 1) + 1)]
