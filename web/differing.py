"""What differs between what two people saved, in the words of the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from dossiers.version_conflict import VersionConflict
from models.language import Both, Part, Text, Word
from models.scenario import Scenario
from scenarios import ScenarioDifference, to_json
from web.faults import agreement_field
from web.form import agreement_in
from web.labels import label_of, told_name

NOTHING = "–"
"""What stands where one of them says nothing."""


@dataclass(frozen=True, slots=True)
class ToldDifference:
    """One difference, as a row of the table shows it.

    Parameters
    ----------
    where
        What it is about.
    theirs, yours
        What each of them says of it, line by line.
    """

    where: Part
    theirs: Sequence[Part]
    yours: Sequence[Part]


def told_differences(conflict: VersionConflict) -> list[ToldDifference]:
    """Tell what differs between the version that was saved and the one that was to be.

    Parameters
    ----------
    conflict
        Both versions.

    Returns
    -------
    list of ToldDifference
        In the order of the document.
    """
    both = (conflict.theirs, conflict.yours)
    return [ToldDifference(_where(one, both), *_said(one, both)) for one in conflict.differences]


def _where(one: ScenarioDifference, both: tuple[Scenario, Scenario]) -> Part:
    """Say what a difference is about: an agreement, a row of a table, or a part of its own."""
    match one.at:
        case ("agreements", identifier, *path):
            documents = (agreement_in(to_json(each), identifier) for each in both)
            agreement = next(each for each in documents if each is not None)
            return agreement_field(agreement, ".".join(path))
        case ("tables", table, row, *path):
            parts = tuple(_told(part, both[0]) for part in row.split("/") if part)
            named = Text("{title} ({group})", title=Word(table), group=parts)
            fields = tuple(map(label_of, path))
            return Text("{row}: {field}", row=named, field=fields) if fields else named
        case ("tables", table):
            return Word(table)
        case ("goals",):
            return Text("What is wanted, in this order")
    first, *rest = map(label_of, one.at)
    return Text("{row}: {field}", row=first, field=tuple(rest)) if rest else first


def _said(one: ScenarioDifference, both: tuple[Scenario, Scenario]) -> list[Sequence[Part]]:
    """Give what each of them says: agreements and goals by their sentences, a table by its size."""
    values = (one.one, one.other)
    match one.at:
        case ("agreements", identifier):
            said = [
                [each.sentence(own) for each in own.agreements if each.id == identifier]
                for own in both
            ]
        case ("goals",):
            said = [[goal.sentence(own) for goal in own.goals] for own in both]
        case ("tables", _):
            said = [[Text("rows: {number}", number=len(rows))] if rows else [] for rows in values]
        case _:
            name = one.at[-1]
            return [_lines(value, own, name) for value, own in zip(values, both, strict=True)]
    return [lines or [NOTHING] for lines in said]


def _lines(value: Any, scenario: Scenario, name: str) -> Sequence[Part]:
    """Say a value on a line, or each field of a row on its own."""
    told = _told(value, scenario, name)
    return told if isinstance(value, dict) and isinstance(told, tuple) else [told]


def _told(value: Any, scenario: Scenario, name: str = "") -> Part:
    """Say a value as JSON has it in a reader's words: names for codes, words for ours, numbers."""
    match value:
        case bool():
            return Text("yes" if value else "no")
        case {"nl": str(dutch), "en": str(english)}:
            return Both(dutch, english)
        case dict():
            return tuple(
                Text("{row}: {field}", row=label_of(field), field=_told(said, scenario, field))
                for field, said in value.items()
                if field != "code"  # its row is called by the municipality's name
            )
        case list():
            return tuple(_told(each, scenario, name) for each in value)
        case int() | float() if "year" not in name:
            return Fraction(str(value))
        case None:
            return NOTHING
    names = {each.code: each.name for each in scenario.municipalities}
    return told_name(str(value), {**names, **scenario.pools_called})
