"""The steps of fairness in words: who was fixed at what, and what held them there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from models.language import Part, Percent, Text

MOST_NAMED = 30
"""Of more municipalities that are fixed together the others are counted."""

THOUSANDTHS = 1000
"""A deviation is told in tenths of a per cent."""


def steps_in_words(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Text]]:
    """Say the steps of fairness.

    Parameters
    ----------
    rows
        The table of the steps, as JSON has it.

    Returns
    -------
    dict
        By the sentence of each goal what its steps did, in their order; what several steps did
        alike, as of the same municipality in several years, once.
    """
    steps: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for row in rows:
        steps.setdefault((row["sentence"], row["step"]), []).append(row)
    found: dict[str, dict[Text, None]] = {}
    whole = Counter(sentence for (sentence, _), own in steps.items() for _ in own)
    for (sentence, _), own in steps.items():
        names = _listed([*dict.fromkeys(row["name"] for row in own)])
        if len(own) == whole[sentence]:
            names = Text("everybody")
        off = Percent(Fraction(round(own[0]["deviation"] * THOUSANDTHS), THOUSANDTHS))
        held = own[0]["held_by_names"]
        said = (
            Text("{names}: {off} off, held there by {held}", names=names, off=off, held=held)
            if held
            else Text("{names}: {off} off", names=names, off=off)
        )
        found.setdefault(sentence, {})[said] = None
    return {sentence: [*said] for sentence, said in found.items()}


def _listed(names: Sequence[str]) -> Part:
    """List names, the first of them where there are many."""
    if len(names) <= MOST_NAMED:
        return ", ".join(names)
    first = ", ".join(names[:MOST_NAMED])
    return Text("{names} and {number} more", names=first, number=len(names) - MOST_NAMED)
