"""Recollection: what was worked out before and may be asked again, for each asker apart.

An answer that comes quickly because somebody else asked nearly the same would tell what they asked.
So what one asker's questions left is there for their own next question, and for nobody else's.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

MOST_ASKERS = 64
"""Askers of whom something is remembered: more than sit at a table."""

MOST_CELLS = 100_000
"""Cells of all problems that are remembered together: thirty times two of a region of seventeen
municipalities, some 200 MB."""


class Recollection:
    """What is remembered of one asker's questions."""

    def __init__(self) -> None:
        self.known: dict[Callable[[], Any], Any] = {}
        self.cells = 0


class Recollections:
    """What is remembered of all askers; the present one is who asks now."""

    def __init__(self) -> None:
        self.present = Recollection()
        self._of: OrderedDict[str, Recollection] = OrderedDict()

    def turn_to(self, asker: str) -> None:
        """Begin to work for an asker, and forget whoever asked longest ago when it is too much.

        Parameters
        ----------
        asker
            Who it is.
        """
        self.present = self._of.setdefault(asker, Recollection())
        self._of.move_to_end(asker)
        while len(self._of) > 1 and self._too_much:
            self._of.popitem(last=False)

    def forget(self) -> None:
        """Remember nothing any more."""
        self._of.clear()
        self.present = Recollection()

    @property
    def _too_much(self) -> bool:
        cells = sum(each.cells for each in self._of.values())
        return len(self._of) > MOST_ASKERS or cells > MOST_CELLS


RECOLLECTIONS = Recollections()
"""Those of this process."""


def recalled(make: Callable[[], T]) -> T:
    """Give what the present asker has of something, made when it is asked for first.

    Parameters
    ----------
    make
        Makes it: empty, for what follows to be put in.

    Returns
    -------
    T
        What it made, with all that was put in since.
    """
    known = RECOLLECTIONS.present.known
    if make not in known:
        known[make] = make()
    found: T = known[make]
    return found


def weigh(cells: int) -> None:
    """Tell how large the problems are that the present asker has.

    Parameters
    ----------
    cells
        Cells of all of them together.
    """
    RECOLLECTIONS.present.cells = cells


def recall_for(asker: str) -> None:
    """Begin to work for an asker: with what they left, and nothing that another did.

    Parameters
    ----------
    asker
        Who it is; empty where nobody has to say who they are.
    """
    RECOLLECTIONS.turn_to(asker)


def forget() -> None:
    """Remember nothing any more, of anybody."""
    RECOLLECTIONS.forget()
