"""How a command ends: its exit code, and the one way to stop early with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from types import TracebackType
from typing import Self

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
    OUTPUT_CLOSED = 141


class Stop(Exception):
    """The command cannot go on.

    Parameters
    ----------
    text
        Why, and what to do about it.
    code
        What the shell is told.
    others
        What else is wrong.
    """

    def __init__(self, text: Text, code: Exit = Exit.USAGE, others: Sequence[Text] = ()) -> None:
        self.texts = (text, *others)
        self.code = code
        super().__init__(text.render("en"))


class Mistakes:
    """What is wrong with what was asked, told together: ``with mistakes: ...`` for each part."""

    def __init__(self) -> None:
        self._stops: list[Stop] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if isinstance(error, Stop):
            self._stops.append(error)
        return isinstance(error, Stop)

    def check(self) -> None:
        """Go on only when there are none.

        Raises
        ------
        Stop
            With all of them.
        """
        if self._stops:
            first, *others = (text for stop in self._stops for text in stop.texts)
            raise Stop(first, self._stops[0].code, others)


class OutputClosed(Exception):
    """Who read our output has closed it, as ``head`` does."""
