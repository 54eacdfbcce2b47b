"""Weighing: figures of municipalities weighed together as the key by which something is divided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models.agreements import FairShare
from models.language import Part, Text, Word
from models.numbers import NumberProblem, parse_ratio
from models.scenario import Scenario
from web.choices import figures_of
from web.form import FormDocument

if TYPE_CHECKING:
    from optimiser.keys.result import ComparedKey, KeyComparison

WEIGH = "weigh"
"""What the names of the sliders begin with."""

WEIGHED = "weighed_key"
"""What a key that was weighed is called."""

MOST = 100
"""Where a slider ends: what a figure weighs is its part of all sliders together."""

PLACES = ("latitude", "longitude")
"""Figures that say where something lies, by which nothing can be divided."""

Weights = Mapping[str, int]
"""By figure what it weighs: a whole number from 0 to `MOST`."""


@dataclass(frozen=True, slots=True)
class Slider:
    """What a figure weighs.

    Parameters
    ----------
    name
        The slider's name in the form.
    figure
        The figure.
    weight
        What it weighs now.
    """

    name: str
    figure: str
    weight: int

    @property
    def label(self) -> Part:
        """What the figure is called."""
        return Word(self.figure)


def sliders(agreement: FairShare, scenario: Scenario, document: FormDocument) -> list[Slider]:
    """Give the sliders of an agreement's key.

    Parameters
    ----------
    agreement
        The agreement.
    scenario
        Where it was made.
    document
        What stands in the form.

    Returns
    -------
    list of Slider
        One for each figure that all whom the agreement holds for have; none for given numbers.
    """
    said = next((one for one in document.get("agreements", []) if one["id"] == agreement.id), None)
    weights = None if said is None else weights_of(said, document)
    if weights is None:
        return []
    members = agreement.members(scenario)
    known = [
        name
        for name in figures_of(scenario)
        if name not in PLACES and all(name in one.__pydantic_extra__ for one in members)
    ]
    names = dict.fromkeys((*known, *weights))
    return [Slider(f"{WEIGH}/{agreement.id}/{one}", one, weights.get(one, 0)) for one in names]


def weights_of(agreement: FormDocument, document: FormDocument) -> Weights | None:
    """Give what each figure weighs in an agreement's key, in per cent; None for given numbers."""
    name = str(agreement.get("key", ""))
    key = document.get("keys", {}).get(name, {"mix": {name: 1}})
    try:
        return {
            figure: round(parse_ratio(part) * 100) for figure, part in key.get("mix", {}).items()
        } or None
    except NumberProblem:
        return None


def weighed_in(given: Mapping[str, str], identifier: str) -> dict[str, int]:
    """Give what was weighed for an agreement, as far as it weighs anything."""
    start = f"{WEIGH}/{identifier}/"
    return {
        name.removeprefix(start): min(int(value), MOST)
        for name, value in given.items()
        if name.startswith(start) and value.isdecimal() and len(value) < 4 and int(value)
    }


def parts(weights: Weights) -> dict[str, str]:
    """Give the part that each figure has, exact, together one."""
    total = sum(weights.values())
    return {name: str(Fraction(weight, total)) for name, weight in sorted(weights.items())}


def with_weights(document: FormDocument, given: Mapping[str, str]) -> FormDocument:
    """Give a scenario's document with the keys that were weighed.

    Parameters
    ----------
    document
        As it was.
    given
        What stands in the form: ``weigh/urgent-fair-share/households`` among it.

    Returns
    -------
    dict
        The document; an agreement whose sliders stand as they did keeps its key.
    """
    agreements = list(document.get("agreements", []))
    keys = dict(document.get("keys", {}))
    for at, one in enumerate(agreements):
        weights = weighed_in(given, one["id"])
        before = weights_of(one, document) if weights else None
        if before is None or weights == {name: part for name, part in before.items() if part}:
            continue
        users = [each["id"] for each in agreements if each.get("key") == one["key"]]
        own = one["key"].startswith(WEIGHED) and users == [one["id"]]
        name = one["key"] if own else free_name(keys)
        keys[name] = {"mix": parts(weights)}
        agreements[at] = {**one, "key": name}
    if not keys:
        return document
    return {**document, "agreements": agreements, "keys": keys}


def free_name(taken: Mapping[str, Any]) -> str:
    """Give a name for a key that no other has."""
    number = 1
    while (name := WEIGHED if number == 1 else f"{WEIGHED}_{number}") in taken:
        number += 1
    return name


@dataclass(frozen=True, slots=True)
class WeighedShare:
    """What a municipality gets by the key that was weighed, and by the one in force.

    Parameters
    ----------
    name
        The municipality.
    part, part_before
        Its part of the whole.
    share, share_before
        Its fair share in whole units; None where the plan decides what there is to divide.
    """

    name: str
    part: Fraction
    part_before: Fraction
    share: int | None
    share_before: int | None


def weighed_shares(compared: KeyComparison) -> tuple[Text, Sequence[WeighedShare]]:
    """Tell what a key that was weighed gives each municipality, beside the one in force.

    Parameters
    ----------
    compared
        The key in force and, unless it is the same, the one that was weighed.

    Returns
    -------
    tuple
        What the key says, and a row for each municipality.
    """
    before, now = compared.keys[0], compared.keys[-1]
    return now.text(), [*_shares(compared.scenario, before, now)]


def _shares(scenario: Scenario, before: ComparedKey, now: ComparedKey) -> Iterator[WeighedShare]:
    whole = [
        {code: one.whole for code, one in key.over_all_years.shares.items()}
        if key.over_all_years
        else {}
        for key in (now, before)
    ]
    for code, part in now.weights.items():
        name = scenario.municipality(code).name
        shares = (one.get(code) for one in whole)
        yield WeighedShare(name, part, before.weights[code], *shares)
