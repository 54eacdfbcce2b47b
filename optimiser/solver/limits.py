"""Limits: when to stop, and what is said when the time is up or nobody wants to wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from numbers import Real


class Cancelled(Exception):
    """The user's callback asked to stop."""


@dataclass(slots=True)
class Limits:
    """When to stop.

    Parameters
    ----------
    seconds
        Wall-clock seconds from the start of the solve; None for no limit.
    cancelled
        Asked now and then, also in the middle of a pass; stops the solve when it says yes.
    gap
        Relative gap at which a search for whole numbers may end; 0 asks for proof.
    nodes
        Nodes that each search for whole numbers may take at most.

    Raises
    ------
    ValueError
        If the seconds or the gap cannot be what was meant.
    """

    seconds: float | None = None
    cancelled: Callable[[], bool] | None = None
    gap: float = 0.0
    nodes: int = 2**31 - 1
    started: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        """Refuse what HiGHS would refuse, before anything is done."""
        for name, value, most in (("time limit", self.seconds, inf), ("gap", self.gap, 1)):
            fits = value is None or (isinstance(value, Real) and 0 <= value <= most)
            if not fits:
                most_said = "" if most == inf else f" and at most {most}"
                raise ValueError(f"{name} must be a number of at least 0{most_said}, not {value!r}")

    def remaining(self) -> float:
        """Give the seconds that are left, at least zero."""
        if self.seconds is None:
            return float("inf")
        return max(0.0, self.seconds - (time.perf_counter() - self.started))

    def check(self) -> None:
        """Stop here if the user asked to.

        Raises
        ------
        Cancelled
            If so.
        """
        if self.cancelled is not None and self.cancelled():
            raise Cancelled


class NoPlan(Exception):
    """No plan, not even in fractions of dwellings, keeps all that the workbench holds."""


class TimeUp(Exception):
    """The time was up before all was found."""


def check_time(limits: Limits) -> None:
    """Go on only when there is time left, and nobody asked to stop.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    TimeUp
        If the time is up.
    """
    limits.check()
    if limits.remaining() <= 0:
        raise TimeUp
