"""Hints: the known name that an unknown one comes nearest to."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from models.language import Text
from models.values import quoted
from scenarios.document.spelling import identifier

MOST_NAMED = 12
"""More names than this are no help to a reader."""

MOST_COMPARED = 1_000
"""Comparing a name with more than this takes longer than all the rest of a reading."""


def unknown(name: object, known: Iterable[str], elsewhere: Iterable[str] = ()) -> Text:
    """Say that a name is not known, and which known one it may stand for, also in Dutch.

    Parameters
    ----------
    name
        The name.
    known
        Those that are known where it stands.
    elsewhere
        Paths to others, with dots: one that ends in the name may be meant.
    """
    names = set(known)
    few = sorted(names) if len(names) <= MOST_COMPARED else []
    ours = identifier(str(name)[:100])
    near = [path for path in elsewhere if path.rpartition(".")[2] == name]
    near = near or ([ours] if ours in names else get_close_matches(ours, few, n=1, cutoff=0.6))
    if near:
        return Text(
            "“{name}” is not known here. Is “{near}” meant?", name=quoted(name), near=near[0]
        )
    if not 0 < len(few) <= MOST_NAMED:
        return Text("“{name}” is not known here.", name=quoted(name))
    return Text(
        "“{name}” is not known here. Known: {known}.", name=quoted(name), known=", ".join(few)
    )
