"""How a command ends: its exit code, and the one way to stop early with a sentence."""

from __future__ import annotations

from enum import IntEnum

from models.language import Text


class Exit(IntEnum):
    """What happened, for the shell that started the command."""

    FOUND = 0
    FAULT = 1
    USAGE = 2
    INVALID = 3
    INFEASIBLE = 4
    TIME_UP = 5
    CANCELLED = 130
    READER_GONE = 141


class Stop(Exception):
    """The command cannot go on.

    Parameters
    ----------
    text
        Why, and what to do about it.
    code
        What the shell is told.
    """

    def __init__(self, text: Text, code: Exit = Exit.USAGE) -> None:
        self.text = text
        self.code = code
        super().__init__(text.render("en"))


class ReaderGone(Exception):
    """Who read our output has closed it, as ``head`` does."""
