"""Hints: the known name that an unknown one comes nearest to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches

from models.language import Both, Text, word
from models.values import as_in_a_file, quoted
from scenarios.document.known_words import known_words
from scenarios.document.spelling import identifier

MOST_NAMED = 16
"""More names than this are no help to a reader; all kinds of agreement are."""

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
    ends = (path for path in elsewhere if path.rpartition(".")[2] == name)
    written = name if isinstance(name, str) else ""
    near = next(ends, None) or nearest(written[:100], names, few)
    ours, dutch = quoted(as_in_a_file(name)), quoted(as_in_a_file(in_dutch(written) or name))
    said = ours if dutch == ours else Both(dutch, ours)
    if near:
        return Text("“{name}” is not known here. Is “{near}” meant?", name=said, near=near)
    if not 0 < len(few) <= MOST_NAMED:
        return Text("“{name}” is not known here.", name=said)
    return Text(
        "“{name}” is not known here. Known: {known}.",
        name=said,
        known=names_in_words(few),
    )


def unknown_without_value(key: object, known: Iterable[str]) -> Text:
    """Say that a key is not known and has no value: what follows a decimal comma looks like one.

    Parameters
    ----------
    key
        The key.
    known
        Those that are known where it stands.
    """
    if not str(key).isdecimal():
        return unknown(key, known)
    return Text(
        "“{key}” is no key: between braces a comma parts keys. Write decimals with a point: "
        "1.{key}",
        key=str(key),
    )


def names_in_words(names: Iterable[str]) -> Both:
    """Give names of ours one after the other, by the words of each language."""
    ours = tuple(names)
    return Both(", ".join(map(in_dutch, ours)), ", ".join(ours))


def nearest(name: str, names: Collection[str], few: Sequence[str]) -> Both | str | None:
    """Give the name that a text comes nearest to, in the language in which it comes near."""
    ours = identifier(name)
    if ours in names:
        return ours
    dutch = {"_".join(in_dutch(one).casefold().split()): one for one in few}
    for found in get_close_matches(ours, [*few, *dutch], n=1, cutoff=0.6):
        return found if found in names else Both(in_dutch(dutch[found]), dutch[found])
    return None


def in_dutch(name: str) -> str:
    """Give the Dutch word for a name of ours, and the name itself where it is the user's own."""
    dutch = word(name, "nl")
    if dutch != name.replace("_", " "):
        return dutch
    (said, *_) = known_words("values").get(name) or known_words("keys").get(name) or (name,)
    return said
