"""The columns of a scenario's tables in its form: what can stand in them, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, get_args, get_origin

from models.language import LANGUAGES, Language, Part, rendered
from models.number_fields import Ratio
from models.scenario import Scenario
from scenarios.document.document import COUNTED, ROWS, has_figures
from web.answers import POINT, YEARS, as_shown, as_written
from web.choices import OfferedChoices, choices
from web.fields import bare, spelled_out

FIGURES = ("inhabitants", "households", "stock", "stock_social_rent", "vacancies")
"""Figures that the model knows by name."""

UNSHOWN = frozenset(("boundary",))
"""What nobody types: it is brought as a file."""

CHOSEN = {
    **dict.fromkeys(("segment", "segments", "becomes", "frees", "otherwise"), "segments"),
    **dict.fromkeys(("form", "forms"), "forms"),
    **dict.fromkeys(("municipality", "origin", "destination"), "municipality"),
    "group": "groups",
    "facility": "facilities",
}
"""Of which names something in a column is one."""


@dataclass(frozen=True)
class FormColumn:
    """A column, and how what stands in it is written.

    Parameters
    ----------
    name
        The column's.
    options
        The names of which one, or several, can stand in it; others can as well.
    number, whole, ratio, several
        Whether it has numbers, whole ones, parts of one, or several names.
    called
        What stands for names that are codes, where their row says of whom they are.
    """

    name: str
    options: OfferedChoices = ()
    number: bool = False
    whole: bool = False
    ratio: bool = False
    several: bool = False
    called: Mapping[str, Part] = field(default_factory=dict)

    @cached_property
    def named(self) -> Mapping[str, str]:
        """What each name stands for, in either language; nothing for what two have."""
        found: dict[str, set[str]] = {}
        for value, called in self.options:
            for language in LANGUAGES:
                found.setdefault(rendered(called, language).casefold(), set()).add(value)
        return {name: min(values) for name, values in found.items() if len(values) == 1}

    @cached_property
    def words(self) -> Mapping[Language, Mapping[str, str]]:
        """What a reader calls each name, by the reader's language, where nothing else is so."""
        return {
            language: {
                value: said
                for value, called in self.options
                if (said := rendered(called, language)).casefold() in self.named
            }
            for language in LANGUAGES
        }

    def shown(self, value: object, language: Language) -> str:
        """Write what stands in a cell for a reader."""
        match value:
            case None:
                return ""
            case str() if value in self.called:
                return rendered(self.called[value], language)
            case str() if self.several:
                return ", ".join(self.words[language].get(one, one) for one in value.split())
            case float() | int() if self.ratio and 0 <= value <= 1:
                return percentage(value, language)
            case float():
                return str(value).replace(".", POINT[language])
            case int() if self.whole and self.name not in YEARS:
                return as_shown(value, language)
        return self.words[language].get(str(value), str(value))

    def understood(self, said: str, language: Language) -> object:
        """Read what a reader wrote; what cannot be understood stays as it was written."""
        if self.several:
            # A name may be of several words: then commas part the names, and else blanks.
            one_name = said.casefold() in self.named
            parts = re.split(r"\s*,\s*" if one_name or "," in said else r"\s+", said)
            return " ".join(self.named.get(one.casefold(), one) for one in parts if one)
        if not self.number:
            return self.named.get(said.casefold(), said)
        if self.whole:
            return as_written(said, language)
        decimal = re.fullmatch(rf"-?\d+[{POINT[language]}]\d+", said)
        return float(said.replace(POINT[language], ".")) if decimal else said


def percentage(value: float, language: Language) -> str:
    """Write a part of one, whatever it is exactly."""
    part = Fraction(str(value)) * 100
    said = str(part.numerator) if part.denominator == 1 else str(float(part))
    return f"{as_shown(said, language)}%"


def columns_of(
    table: str, rows: Iterable[Mapping[str, Any]], scenario: Scenario
) -> list[FormColumn]:
    """Give all columns of a table.

    Parameters
    ----------
    table
        Its name.
    rows
        What stands in it: figures of its own are columns too.
    scenario
        Whose names can be chosen.

    Returns
    -------
    list of Column
        In the order of the model, figures last.
    """
    known = choices(scenario)
    found = []
    for name, about in ROWS[table].model_fields.items():
        kind = bare(about.annotation)
        options = (
            spelled_out(kind)
            if get_origin(kind) is Literal
            else known.get(CHOSEN.get(name, ""), ())
        )
        found.append(
            FormColumn(
                name,
                options,
                kind in (int, Fraction),
                kind is int,
                set(get_args(Ratio)[1:]) <= set(about.metadata),
                get_origin(kind) is tuple,
                scenario.pools_within if name == "pool" else {},
            )
        )
    named = {one.name for one in found}
    if has_figures(table):
        said = dict.fromkeys(name for row in rows for name in row)
        figures = (*FIGURES, *("latitude", "longitude")) if table == "municipalities" else ()
        found += (
            FormColumn(name, number=True, whole=name in COUNTED)
            for name in dict.fromkeys((*figures, *said))
            if name not in named
        )
    return [one for one in found if one.name not in UNSHOWN]
