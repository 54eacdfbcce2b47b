"""Templates: sentences from the one catalogue, numbers as the reader writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dossiers import JOBS, job_called
from models.language import (
    MINUS,
    Language,
    Part,
    Percent,
    Text,
    Units,
    capital,
    grouped_number,
    rendered,
    to_places,
    word,
)
from models.shortfall_text import shortfall_text
from web.language import CHOICE, language_of
from web.parts import address_of
from web.visitor import visitor_of

MANY = 40
"""Of more rows a table is slid beneath its heads, and a municipality in it is looked up."""

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Give the templates; a name that nobody gave is a fault, and not an empty place.

    Returns
    -------
    Environment
        Jinja's.
    """
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"part": address_of, "job_called": job_called, "MANY": MANY}
    return made


def page(
    request: Request, template: str, values: Mapping[str, Any], status: int = 200
) -> HTMLResponse:
    """Render a page, or a part of one, in the reader's language.

    Parameters
    ----------
    request
        The reader's.
    template
        The template's name.
    values
        What it tells.
    status
        The status of HTTP.

    Returns
    -------
    HTMLResponse
        The page.
    """
    language = language_of(request)
    around = {
        "language": language,
        "visitor": visitor_of(request),
        "address": address_in(request),
        **Speech(language).functions,
    }
    content = environment().get_template(template).render({**around, **values})
    return HTMLResponse(content, status, {"Content-Language": language, "Vary": "Accept-Language"})


def address_in(request: Request) -> str:
    """Give the address at which a reader finds the same page again; the beginning, where none."""
    if request.method != "GET":
        return "/"
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != CHOICE]
    return request.url.path + ("?" + urlencode(asked) if asked else "")


@lru_cache(maxsize=10_000)  # a page is drawn again with nearly the same numbers
def written(value: float | Fraction, decimals: int, language: Language) -> str:
    """Write a number, rounded as people do, with a minus where it is below zero."""
    return grouped_number(to_places(value, decimals), language).replace("-", MINUS)


class Speech:
    """How things are written in a language.

    Parameters
    ----------
    language
        The reader's.
    """

    def __init__(self, language: Language) -> None:
        self.language = language

    @property
    def functions(self) -> dict[str, Any]:
        """What templates write with, by name."""
        return {
            "t": self.sentence,
            "say": self.said,
            "word": self.word,
            "words": self.words,
            "num": self.number,
            "diff": self.difference,
            "pct": self.percentage,
            "tenth": self.tenth,
            "tenth_pct": self.tenth_percentage,
            "units": self.units,
            "shortfall": self.shortfall,
            "capital": capital,
            "date": self.moment,
            "job_kind": lambda kind: self.said(JOBS.get(kind, kind)),
        }

    def sentence(self, message: str, **parts: Part) -> str:
        """Give a message of the catalogue.

        Parameters
        ----------
        message
            In English.
        **parts
            The values of its places.
        """
        return Text(message, **parts).render(self.language)

    def said(self, part: Part | Mapping[str, str]) -> str:
        """Give what has its words in both languages already."""
        if isinstance(part, Mapping):
            return part[self.language]
        return rendered(part, self.language)

    def word(self, name: str) -> str:
        """Give the word of the field for an identifier."""
        return word(name, self.language)

    def words(self, names: Iterable[str]) -> str:
        """Give the words of the field for several identifiers, with commas between."""
        return ", ".join(map(self.word, names))

    def number(self, value: float | Fraction | None, decimals: int = 2) -> str:
        """Write a number; nothing where there is none."""
        return "" if value is None else written(value, decimals, self.language)

    def difference(self, value: float | Fraction, decimals: int = 2) -> str:
        """Write a difference with its sign, also where it is nothing: ±0."""
        shown = to_places(value, decimals)
        sign = "+" if shown > 0 else MINUS if shown < 0 else "±"
        return f"{sign}{grouped_number(abs(shown), self.language)}"

    def percentage(self, value: float | Fraction | None, decimals: int = 1) -> str:
        """Write a ratio as a percentage."""
        if value is None:
            return ""
        said = rendered(Percent(to_places(value, decimals + 2)), self.language)
        return said.replace("-", MINUS)

    def tenth_percentage(self, value: float | Fraction | None) -> str:
        """Write a ratio as a percentage with its tenths; nothing where there is none."""
        return "" if value is None else f"{self.tenth(100 * value)}%"

    def tenth(self, value: float | Fraction) -> str:
        """Write a number with its tenths, also where it has none: in a column all stand alike."""
        said, mark = written(value, 1, self.language), "," if self.language == "nl" else "."
        return said if mark in said[-2:] else f"{said}{mark}0"

    def units(self, value: float | Fraction, unit: str) -> str:
        """Write a number with its unit."""
        if unit == "ratio":
            return self.percentage(value)
        return rendered(Units(to_places(value, 2), unit), self.language).replace("-", MINUS)

    def shortfall(self, value: float | Fraction, unit: str) -> str:
        """Write a shortfall, with its unit."""
        if unit == "ratio":
            return self.percentage(value)
        return rendered(shortfall_text(Units(to_places(value, 6), unit)), self.language)

    def moment(self, when: datetime) -> str:
        """Write a day and a time."""
        return format_datetime(when, "d MMMM y HH:mm", locale=self.language)
