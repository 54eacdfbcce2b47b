"""The form of a scenario: its numbers as fields, and what was filled in as a scenario again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.agreements import Agreement
from models.language import Language, Percent, rendered
from models.scenario import Scenario
from scenarios.document.document import REMOVE
from web.agreement_kinds import is_demand
from web.answers import as_shown, as_written

FormDocument = dict[str, Any]

NUMBERS = (
    "at_least",
    "at_most",
    "exactly",
    "rise",
    "tolerance",
    "rounding",
    "beyond",
    "places",
    "reach",
)
"""Fields of an agreement that are numbers somebody negotiates about."""

LEFT_OUT = "remove/"
"""What the name of the field begins with that leaves an agreement out, before its id."""

LEAST_SAID = 10
"""A smaller number in a name can be anything."""

SLIDING = re.compile(r"(?:\d{1,2}|100)(?=%$)|\d{1,7}$")
"""What a slider can move, as a document has it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence: words, or a number to fill in.

    Parameters
    ----------
    words
        What is read.
    field
        The number's field; empty where there are only words.
    value
        What stands in the field.
    unit
        ``%`` behind a percentage.
    at
        Where its slider stands; none when no slider can move it.
    """

    words: str
    field: str = ""
    value: str = ""
    unit: str = ""
    at: int | None = None

    @property
    def most(self) -> int:
        """Where its slider ends: a hundred per cent, or one to two times the number."""
        return 100 if self.unit == "%" else self.moves_by * 40

    @property
    def moves_by(self) -> int:
        """By how much its slider moves: a per cent, or about a twentieth of the number."""
        if self.unit == "%":
            return 1
        twentieth = max(1, (self.at or 0) // 20)
        size = int("1".ljust(len(str(twentieth)), "0"))
        return twentieth // size * size


def pieces(
    agreement: Agreement, scenario: Scenario, says: Mapping[str, Any], language: Language
) -> list[Piece]:
    """Take an agreement's sentence apart, so that its numbers can be filled in where they stand.

    Parameters
    ----------
    agreement, scenario
        The agreement, and where it was made.
    says
        The agreement as JSON has it.
    language
        The reader's.

    Returns
    -------
    list of Piece
        Words and fields in the order of the sentence; a number that it does not say comes last.
    """
    found: list[Piece] = []
    rest = agreement.sentence(scenario).render(language)
    for field in (one for one in NUMBERS if one in says):
        written = spelled(getattr(agreement, field), language)
        place = re.search(rf"(?<![\d.,]){re.escape(written)}(?!\d)", rest)
        value = fillable(says[field], getattr(agreement, field), language)
        sliding = SLIDING.match(as_written(value, language))
        at = int(sliding[0]) if sliding else None
        piece = Piece("", field, value, "%" if value.endswith("%") else "", at)
        if place is None:
            found.append(piece)
        else:
            found += [Piece(rest[: place.start()]), piece]
            rest = rest[place.end() :]
    return [one for one in (*found, Piece(rest)) if one.words or one.field]


def spelled(value: int | Fraction, language: Language) -> str:
    """Write a number of an agreement as its sentence does: a ratio as a percentage."""
    return rendered(Percent(value) if isinstance(value, Fraction) else value, language)


def fillable(says: object, value: int | Fraction, language: Language) -> str:
    """Give what stands in a field: what a document says as a reader does, a ratio of 1 as 100%."""
    said = str(says)
    whole = isinstance(value, Fraction) and said == str(value.numerator) and value.denominator == 1
    return spelled(value, language) if whole else as_shown(said, language)


def filled_in(document: FormDocument, given: Mapping[str, str], language: Language) -> FormDocument:
    """Give a scenario's document with what was filled in of its agreements and goals.

    Parameters
    ----------
    document
        As it was.
    given
        What stands in the form, by the names of its fields: ``agreements/social-rent/at_least``,
        ``goals`` in their order.
    language
        In which it was filled in.

    Returns
    -------
    dict
        Another document; what was left as it was is the same in it. What cannot be understood
        stands in it as it was given, so that whoever reads it says what is wrong.
    """
    agreements = {one["id"]: dict(one) for one in document.get("agreements", [])}
    made = dict(document)
    for name, value in given.items():
        match name.split("/"):
            case ["agreements", key, field] if key in agreements:
                one = agreements[key]
                before = one.get(field)
                fill_in(one, field, as_written(value.strip(), language))
                if field in NUMBERS and "title" in one:
                    one["title"] = following(one["title"], before, one.get(field))
            case ["goals"]:
                put_in_order(made, value)
    made["agreements"] = [
        one for key, one in agreements.items() if not given.get(f"{LEFT_OUT}{key}")
    ]
    return made


def leaves_out(field: str) -> bool:
    """Tell whether a field leaves out what it is named after: an agreement, or a row of a table."""
    return field.startswith(LEFT_OUT) or field.endswith(f"/{REMOVE}")


def fill_in(row: dict[str, Any], field: str, value: str) -> None:
    """Put a value in a row, unless it says what stands there."""
    if field == "binding":
        if is_demand(row) != (value == "yes"):
            row["binding"] = value == "yes"
        return
    before = row.get(field)
    if value == ("" if before is None else str(before)):
        return
    if not value:
        row.pop(field, None)
        return
    row[field] = value


def following(title: Any, before: object, after: object) -> Any:
    """Give a name that says a number with the number that stands there now.

    Parameters
    ----------
    title
        What people call an agreement, in one language or in each.
    before, after
        A number of it, as it was and as it is: ``30%`` or a whole number.

    Returns
    -------
    str or dict
        The name; as it was when it does not say the number, or not so that it can only be that.
    """
    if isinstance(title, dict):
        return {one: renamed(said, before, after, one) for one, said in title.items()}
    return renamed(title, before, after, "nl")


def renamed(title: str, before: object, after: object, language: Language) -> str:
    """Give a name in a language with another number in it."""
    was, becomes = (re.fullmatch(r"(\d+(?:\.\d+)?)(%?)", str(one)) for one in (before, after))
    if not was or not becomes or was[2] != becomes[2]:
        return title
    if was[2]:
        number = re.escape(as_shown(was[1], language))
        said = rf"(?<![\d.,]){number}(?=\s?%|\s(?:procent|percent)\b)"
        return re.sub(said, as_shown(becomes[1], language), title)
    if "." in was[1] + becomes[1]:
        return title
    if int(was[1]) < LEAST_SAID:
        return title
    said = rf"(?<![\d.,-]){re.escape(rendered(int(was[1]), language))}(?![.,-]?\d)"
    return re.sub(said, rendered(int(becomes[1]), language), title)


def put_in_order(document: FormDocument, order: str) -> None:
    """Put the goals in the order of their places before: ``2 0 1``."""
    goals = document.get("goals", [])
    places = [int(one) for one in order.split() if one.isdecimal()]
    if sorted(places) == list(range(len(goals))):
        document["goals"] = [goals[place] for place in places]


def agreement_in(document: FormDocument, identifier: str) -> FormDocument | None:
    """Give what a document says of an agreement; None when it has none of that name."""
    agreements: list[FormDocument] = document.get("agreements", [])
    return next((one for one in agreements if one["id"] == identifier), None)
