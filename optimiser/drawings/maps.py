"""Maps: municipalities within their boundaries, or as circles where they lie."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from models.boundary import Point, Ring, in_degrees, rings
from models.scenario import Scenario
from optimiser.drawings.drawing import WIDTH

HEIGHT = 416
"""What a map may be high, with the same width as other drawings."""

LARGEST, LEAST = 44, 8
"""The radius of the largest circle, and of any."""

EDGE = 6
"""Space around boundaries."""

FULLEST = 0.25
"""The part of a map that its circles have together: of more municipalities they are smaller."""

MOST_NAMED, LARGEST_NAMED = 40, 12
"""Of more municipalities only those have their name on the map in which it fits, and those with
the most households."""

NAME_LETTER = 6.6
"""The width of a sign of a name."""

LINE = 13
"""The height of a name, and of the number below it."""

BESIDE = 4
"""Space between a circle and the name on its left or right."""

ROUNDS = 3
"""How often each name chooses its place."""

NAMES_FIRST = 4
"""How much worse it is to cover a name than a circle."""

Rectangle = tuple[float, float, float, float]
"""The middle of a rectangle, half of its width, and half of its height."""


@dataclass(frozen=True, slots=True)
class MappedPlace:
    """A municipality on the map.

    Parameters
    ----------
    x, y
        The middle of its circle; within boundaries where its name has space.
    radius
        Of its circle, whose surface tells how many households it has; within boundaries half of
        the space that a name has.
    name
        Its name.
    mark
        Whether it builds ``more``, ``less`` or the ``same``.
    number
        The number that it shows.
    outline
        Its boundary, as an SVG has a path; empty for a circle.
    named
        Whether its name and number are written.
    label
        Where they are, from the top: amid its shape, or beside a circle in which they do not fit.
    across
        Where their middle is, from the left.
    code
        Which municipality it is.
    """

    x: float
    y: float
    radius: float
    name: str
    mark: str
    number: float
    outline: str = ""
    named: bool = True
    label: float = 0.0
    across: float = 0.0
    code: str = ""


def mapped_places(
    scenario: Scenario, numbers: Mapping[str, float], marks: Mapping[str, str]
) -> Sequence[MappedPlace]:
    """Draw municipalities: within their boundaries where all are known, else as circles.

    Parameters
    ----------
    scenario
        Whose municipalities.
    numbers
        What each shows, by code.
    marks
        Who builds more or less, by code.

    Returns
    -------
    sequence of MappedPlace
        The largest first, so that a small one lies on top; none unless all places are known.
    """
    drawn = outlined(scenario) or circles(scenario)
    few = len(scenario.municipalities) <= MOST_NAMED
    by_size = sorted(zip(sizes(scenario), scenario.codes, strict=True), reverse=True)
    large = {code for size, code in by_size[:LARGEST_NAMED] if size > by_size[-1][0]}
    found = [
        MappedPlace(
            round(x, 1),
            round(y, 1),
            round(radius, 1),
            one.name,
            marks.get(one.code, "same"),
            numbers.get(one.code, 0),
            outline,
            few or one.code in large or len(one.name) * NAME_LETTER <= 2 * radius,
            code=one.code,
        )
        for one, (x, y, radius, outline) in zip(scenario.municipalities, drawn, strict=False)
    ]
    return labelled(sorted(found, key=lambda one: -one.radius))


def labelled(drawn: Sequence[MappedPlace]) -> list[MappedPlace]:
    """Write each name where it covers least of other names and circles, rather below than above.

    Parameters
    ----------
    drawn
        The places, the largest first.

    Returns
    -------
    list of MappedPlace
        With where each name stands.
    """
    shapes = [None if one.outline else (one.x, one.y, one.radius, one.radius) for one in drawn]
    written: dict[int, Rectangle] = {}
    named = [at for at, one in enumerate(drawn) if one.named]
    # Who came first made way for nobody: the others' names are known when they choose again.
    for at in named[::-1] * ROUNDS:
        names = [box for other, box in written.items() if other != at]
        circles = [box for other, box in enumerate(shapes) if box and other != at]
        written[at] = min(
            label_places(drawn[at]),
            key=partial(covered, names=names, circles=circles),
        )
    return [
        replace(one, across=round(box[0], 1), label=round(box[1], 1))
        for at, one in enumerate(drawn)
        for box in (written.get(at, (one.x, one.y, 0.0, 0.0)),)
    ]


def label_places(one: MappedPlace) -> list[Rectangle]:
    """Give where a name can stand: amid its shape, else around its circle first."""
    wide = len(one.name) * NAME_LETTER / 2
    amid = (one.x, one.y, wide, LINE)
    if wide <= one.radius:
        return [amid]
    far, aside = one.radius + LINE, one.radius + wide + BESIDE
    straight = ((0, far), (0, -far), (aside, 0), (-aside, 0))
    askew = [(right * wide, down) for right in (0.5, 1) for down in (far, -far)]
    beside = [(aside, down) for down in (LINE, -LINE)]
    offsets = (*straight, *(off for x, y in (*askew, *beside) for off in ((x, y), (-x, y))), (0, 0))
    around: list[Rectangle] = [(one.x + right, one.y + down, wide, LINE) for right, down in offsets]
    # What is amid a shape covers no circle.
    found = [amid, *around] if one.outline else around
    return [
        box for box in found if wide <= box[0] <= WIDTH - wide and LINE <= box[1] <= HEIGHT - LINE
    ] or found


def covered(box: Rectangle, names: Sequence[Rectangle], circles: Sequence[Rectangle]) -> float:
    """Give how much a name covers of others: a name under it cannot be read, a circle can."""
    return sum(NAMES_FIRST * overlap(box, one) for one in names) + sum(
        overlap(box, one) for one in circles
    )


def overlap(one: Rectangle, other: Rectangle) -> float:
    """Give the surface that two boxes have in common."""
    wide = one[2] + other[2] - abs(one[0] - other[0])
    high = one[3] + other[3] - abs(one[1] - other[1])
    return max(wide, 0.0) * max(high, 0.0)


def circles(scenario: Scenario) -> list[tuple[float, float, float, str]]:
    """Give circles as large as their households are many; none unless all places are known."""
    figures = [one.__pydantic_extra__ for one in scenario.municipalities]
    if not figures or not all({"latitude", "longitude"} <= one.keys() for one in figures):
        return []
    lie = [(float(one["longitude"]), float(one["latitude"])) for one in figures]
    large = sizes(scenario)
    radii = [max(LEAST, LARGEST * math.sqrt(size / max(large))) for size in large]
    on_paper = Projection.of(lie, degrees=True, edge=LARGEST)
    points = [on_paper.at(point) for point in lie]
    east, south = ([each[axis] for each in points] for axis in (0, 1))
    area = (max(east) - min(east) + LARGEST) * (max(south) - min(south) + LARGEST)
    covered = math.pi * sum(radius**2 for radius in radii)
    shrunk = min(1.0, math.sqrt(FULLEST * area / covered))
    return [(*point, radius * shrunk, "") for point, radius in zip(points, radii, strict=True)]


def sizes(scenario: Scenario) -> list[float]:
    """Give how many households municipalities have; one where that is not known."""
    figures = [one.__pydantic_extra__ for one in scenario.municipalities]
    return [float(one.get("households", 1)) for one in figures]


def outlined(scenario: Scenario) -> list[tuple[float, float, float, str]]:
    """Give boundaries, with where a name has space; none unless all are known, in one system."""
    written = [one.boundary for one in scenario.municipalities]
    if not written or not all(written):
        return []
    several = [rings(one) for one in written]
    degrees = [in_degrees(one) for one in several]
    if len({*degrees}) > 1:
        return []
    points = [point for one in several for ring in one for point in ring]
    on_paper = Projection.of(points, degrees=degrees[0], edge=EDGE)
    found = []
    for one in several:
        drawn = [[on_paper.at(point) for point in ring] for ring in one]
        path = "".join("M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in drawn)
        found.append((*space_within(drawn[0]), path))
    return found


@dataclass(frozen=True, slots=True)
class Projection:
    """How places in the country lie on a drawing, the north above.

    Parameters
    ----------
    west, north
        The corner at the top left.
    squeeze
        How much shorter a way to the east is than the same number to the north.
    scale
        Units of the drawing for one to the north.
    left, top
        Space on the left and above.
    """

    west: float
    north: float
    squeeze: float
    scale: float
    left: float
    top: float

    @classmethod
    def of(cls, points: Sequence[Point], *, degrees: bool, edge: float) -> Projection:
        """Make all points fit."""
        east = [x for x, _ in points]
        north = [y for _, y in points]
        # A degree of longitude is shorter than one of latitude.
        middle = (min(north) + max(north)) / 2
        squeeze = math.cos(math.radians(middle)) if degrees else 1.0
        wide = max((max(east) - min(east)) * squeeze, 1e-6)
        high = max(max(north) - min(north), 1e-6)
        scale = min((WIDTH - 2 * edge) / wide, (HEIGHT - 2 * edge) / high)
        left = (WIDTH - wide * scale) / 2 if len(points) > 1 else edge
        return cls(min(east), max(north), squeeze, scale, left, edge)

    def at(self, point: Point) -> Point:
        """Give where a place lies."""
        x, y = point
        return (
            self.left + (x - self.west) * self.squeeze * self.scale,
            self.top + (self.north - y) * self.scale,
        )


def space_within(ring: Ring) -> tuple[float, float, float]:
    """Give where in an area a name has space: amid its widest part halfway, and half of that."""
    ys = [y for _, y in ring]
    # No corner lies exactly there.
    height = (min(ys) + max(ys)) / 2 + 1e-7
    across = sorted(crossings(ring, height))
    spans = list(zip(across[::2], across[1::2], strict=False))
    west, east = max(spans, key=lambda span: span[1] - span[0])
    return (west + east) / 2, height, (east - west) / 2


def crossings(ring: Ring, height: float) -> Iterator[float]:
    """Give where a ring crosses a height."""
    for (x, y), (to_x, to_y) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y > height) != (to_y > height):
            yield x + (height - y) / (to_y - y) * (to_x - x)
