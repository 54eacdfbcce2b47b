"""Meant: what a text of a file stands for."""

from __future__ import annotations

from typing import NamedTuple

from models.language import Part, Text
from models.values import quoted


class Meant(NamedTuple):
    """What a text stands for.

    Parameters
    ----------
    name
        The code, identifier or year; None when it is not clear.
    literal
        Whether it stands there as it is known here, and nothing had to be recognised.
    near
        What may be meant, for a reader, when it is not clear.
    """

    name: str | int | None
    literal: bool = False
    near: tuple[Part, ...] = ()


def unknown_text(written: object, near: tuple[Part, ...], known: tuple[Part, ...] = ()) -> Text:
    """Say that a text stands for nothing that is known, and what may be meant."""
    name = quoted(written)
    if len(near) == 1:
        return Text("“{name}” is not known here. Is “{near}” meant?", name=name, near=near[0])
    if near:
        return Text("“{name}” is not known here. Perhaps meant: {near}.", name=name, near=near)
    if known:
        return Text("“{name}” is not known here. Known: {known}.", name=name, known=known)
    return Text("“{name}” is not known here.", name=name)
