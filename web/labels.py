"""What the fields of a form are called, where the word for it says too little."""

from __future__ import annotations

from collections.abc import Mapping

from models.language import Part, Text, Word, dutch_catalogue

LABELS: Mapping[str, Part] = {
    "either.at_least": Text("how many of them at least"),
    "title": Text("what people call it"),
    "givers": Text("who gives"),
    "takers": Text("who takes over"),
    "of": Text("part of what"),
    "at_least_by": Text("at least as the region or a figure says"),
    "at_most_by": Text("at most as the region or a figure says"),
    "explained": Text("why somebody need not comply"),
    "where": Text("only where"),
    "where_neighbourhood": Text("only in neighbourhoods where"),
    "weight": Text("weight among wishes"),
    "priority": Text("which wishes come first"),
    "nl": Text("in Dutch"),
    "en": Text("in English"),
}
"""What some fields are called in a form, where the word for it says too little."""

ITEMS: Mapping[str, Part] = {
    "options": Word("option"),
    "near": Word("facility"),
    "where": Word("condition"),
    "where_neighbourhood": Word("condition"),
}
"""What one of several is called."""

PART = Text("a percentage or a part, as 30% or 2/3")
"""What is written where a part of something is meant."""

UNITS: Mapping[str, Part] = {
    "facility.between": Word("minutes"),
    "share.delay": Word("years"),
    "settlement.rate": Word("euros"),
    "exchange.exchange_rate": Text("for each one that is given"),
    "facility.opens": Text("in which year"),
    **{f"{kind}.{bound}": Text("how many of what it counts")
       for kind in ("amount", "pace") for bound in ("at_least", "at_most", "exactly")},
}  # fmt: skip
"""In what numbers are written that are no parts of something, where their names do not say it."""


def label_of(name: str) -> Part:
    """Say what a field is called."""
    return LABELS.get(name, Word(name))


def item_of(name: str) -> Part:
    """Say what one of several is called."""
    return ITEMS.get(name, label_of(name))


def numbered(name: str, at: int) -> Text:
    """Say which of several it is."""
    return Text("{what} {number}", what=item_of(name), number=at + 1)


def told_name(name: str, names: Mapping[str, Part]) -> Part:
    """Say a name in a reader's words: what has a code by its name, and words for ours."""
    return names.get(name) or (Word(name) if name in dutch_catalogue() else name)
