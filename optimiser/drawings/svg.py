"""Drawings as files (SVG) that need nothing beside them: for a report, or to be taken along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from textwrap import shorten

from models.language import (
    MINUS,
    Language,
    Percent,
    capital,
    grouped_number,
    rendered,
    to_places,
    word,
)
from optimiser.drawings import points
from optimiser.drawings.drawing import HEIGHT, LEFT, WIDTH, Bars
from optimiser.drawings.front import FrontRows
from optimiser.drawings.maps import MappedPlace

COLOURS = (
    *("#0b5c6b", "#d9822b", "#7ab6c2", "#6b6f76"),
    *("#a04a6e", "#b9c27a", "#3e4a8c", "#e3b7a0"),
)
"""Colours that people who are colour-blind can tell apart; the page has the same."""

PLACE = {"same": "#0b5c6b", "more": "#1c6b3a", "less": "#a8321e"}
"""The colours of municipalities that build the same, more or less; their numbers say it too."""

AXIS = 'stroke="#8a8f8b" stroke-width="0.6"'
"""How the lines of axes are drawn."""

CLEAR = (
    'text-anchor="middle" paint-order="stroke" stroke="#fff" stroke-width="3" '
    'stroke-linejoin="round"'
)
"""How names on a map are written: what they cross is not read with them."""

TYPEFACE = "Libertinus Serif, serif"
"""The letter that the typesetter brings itself; elsewhere any other."""

KEY_HEIGHT = 26
"""The height of the line that says which colour is what."""

LETTER_WIDTH = 6.6
"""The width of a sign in the line below a drawing."""

MOST_SIGNS = 90
"""Signs that fit beside an axis."""

MAP_HEIGHT = 420

NAMES = 40
"""Space on both sides of a map, into which names reach."""


def bars_svg(bars: Bars, kinds: Sequence[str], language: Language) -> str:
    """Draw stacked bars, with the words for their colours below.

    Parameters
    ----------
    bars
        Where all of it stands.
    kinds
        What the parts of a bar are, in their order.
    language
        The reader's.

    Returns
    -------
    str
        The SVG.
    """
    parts = [
        *(
            f'<line x1="{LEFT - 4}" x2="{WIDTH}" y1="{tick.at}" y2="{tick.at}" '
            f"{AXIS}/>"
            f'<text x="{LEFT - 10}" y="{tick.at + 4}" text-anchor="end">'
            f"{grouped_number(to_places(tick.value, 0), language)}</text>"
            for tick in bars.ticks
        ),
        *(
            f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{round(box.height, 2)}" '
            f'fill="{colour(box.kind)}" stroke="#ffffff"/>'
            for box in bars.boxes
        ),
        *(
            f'<text x="{x}" y="{HEIGHT - 8}" text-anchor="middle">{escape(label)}</text>'
            for x, label in bars.labels
        ),
        *key(kinds, language),
    ]
    return drawn(WIDTH, HEIGHT + KEY_HEIGHT, parts)


def places_svg(places: Sequence[MappedPlace], language: Language, *, signed: bool = False) -> str:
    """Draw municipalities where they lie, with their names and numbers.

    Parameters
    ----------
    places
        Where they stand.
    language
        The reader's.
    signed
        Whether the numbers are differences.

    Returns
    -------
    str
        The SVG.
    """
    parts = [shape(one) for one in places]
    for one in (place for place in places if place.named):
        shown = to_places(one.number, 0)
        sign = "+" if signed and shown > 0 else ""
        said = sign + grouped_number(shown, language).replace("-", MINUS)
        parts.append(
            f'<text x="{one.across}" y="{one.label - 1}" {CLEAR}>{escape(one.name)}</text>'
        )
        # Of differences those that are none are not told: who moves is seen at once.
        if not signed or one.mark != "same":
            where = f'x="{one.across}" y="{one.label + 12}" {CLEAR} font-weight="bold"'
            parts.append(f"<text {where}>{said}</text>")
    return drawn(WIDTH, MAP_HEIGHT, parts, beside=NAMES)


def shape(place: MappedPlace) -> str:
    """Draw a municipality: its boundary, or a circle."""
    inked = f'fill="{PLACE[place.mark]}" fill-opacity="0.16" stroke="{PLACE[place.mark]}"'
    if place.outline:
        return f'<path d="{place.outline}" fill-rule="evenodd" {inked}/>'
    return f'<circle cx="{place.x}" cy="{place.y}" r="{place.radius}" {inked}/>'


def plane_svg(rows: FrontRows, language: Language) -> str:
    """Draw points in a plane, those that are joined and those that stand by themselves.

    Parameters
    ----------
    rows
        The points.
    language
        The reader's.

    Returns
    -------
    str
        The SVG.
    """
    plane, ends = rows.plane, rows.line[0]
    units = ends["first_unit"], ends["second_unit"]
    across, up = (
        shorten(capital(text.render(language)), MOST_SIGNS, placeholder=" …")
        for text in rows.counted_as
    )
    bottom, right = plane.bottom, plane.right
    parts = [
        f'<text x="4" y="14">↑ {escape(up)}</text>',
        f'<text x="{right}" y="{bottom + 42}" text-anchor="end">{escape(across)} →</text>',
        *(
            f'<line x1="{tick.at}" x2="{tick.at}" y1="{plane.top}" y2="{bottom}" {AXIS}/>'
            f'<text x="{tick.at}" y="{bottom + 18}" text-anchor="middle">'
            f"{marked(tick.value, units[0], language)}</text>"
            for tick in plane.across
        ),
        *(
            f'<line x1="{plane.left}" x2="{right}" y1="{tick.at}" y2="{tick.at}" {AXIS}/>'
            f'<text x="{plane.left - 6}" y="{tick.at + 4}" text-anchor="end">'
            f"{marked(tick.value, units[1], language)}</text>"
            for tick in plane.up
        ),
        f'<polyline points="{plane.path}" fill="none" stroke="#0b5c6b" stroke-width="2"/>',
        *(f'<circle cx="{one.x}" cy="{one.y}" r="4" fill="#0b5c6b"/>' for one in plane.line),
        *(
            f'<rect x="{one.x - 5}" y="{one.y - 5}" width="10" height="10" fill="{colour(1)}"/>'
            f'<text x="{one.across}" y="{one.foot}" text-anchor="middle" font-weight="bold">'
            f"{escape(one.label)}</text>"
            for one in plane.others
        ),
    ]
    return drawn(points.WIDTH, points.HEIGHT, parts)


def marked(value: float, unit: str, language: Language) -> str:
    """Write a number on an axis."""
    if unit == "ratio":
        return rendered(Percent(to_places(value, 4)), language)
    return grouped_number(to_places(value, 2), language)


def key(kinds: Sequence[str], language: Language) -> Iterator[str]:
    """Say which colour is what."""
    x = float(LEFT)
    for place, kind in enumerate(kinds):
        said = word(kind, language)
        yield (
            f'<rect x="{round(x, 1)}" y="{HEIGHT + 6}" width="11" height="11" '
            f'fill="{colour(place)}"/>'
            f'<text x="{round(x + 16, 1)}" y="{HEIGHT + 16}">{escape(said)}</text>'
        )
        x += 32 + LETTER_WIDTH * len(said)


def colour(kind: int) -> str:
    """Give the colour of one of the things that are told apart."""
    return COLOURS[kind % len(COLOURS)]


def drawn(width: float, height: float, parts: Sequence[str], beside: float = 0) -> str:
    """Put the parts of a drawing together, with space for names on both sides."""
    wide = width + 2 * beside
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-beside} 0 {wide} {height}" '
        f'width="{wide}" height="{height}" font-family="{TYPEFACE}" font-size="13" '
        f'fill="#1b1f1d">{"".join(parts)}</svg>'
    )
