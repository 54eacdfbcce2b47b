"""Limits: when to stop, who is told meanwhile, and by which numbers is searched."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import inf
from numbers import Real
from typing import Any, TypedDict

from models.language import Text
from optimiser.solver.ladder import ALL_NODES
from optimiser.solver.params import DEFAULT, SearchParams

Progress = Callable[[Text, int, int], None]
"""Told what is being done, how much is done, and how much there is in all."""


class Cancelled(Exception):
    """The user's callback asked to stop."""


class NoPlan(Exception):
    """No plan, not even in fractions of dwellings, keeps all that the workbench holds."""


class TimeUp(Exception):
    """The time was up before all was found."""


class StopOptions(TypedDict, total=False):
    """What every search takes by keyword; `Limits` says what each means."""

    time_limit: float | None
    cancelled: Callable[[], bool] | None
    params: SearchParams
    started: float


class RunOptions(StopOptions, total=False):
    """What a search that takes a while has besides."""

    progress: Progress | None


@dataclass(slots=True)
class Limits:
    """When to stop, who is told meanwhile, and by which numbers is searched.

    Parameters
    ----------
    time_limit
        Wall-clock seconds from the start of the solve; None for no limit.
    cancelled
        Asked now and then, also in the middle of a pass; stops the solve when it says yes.
    gap
        Relative gap at which a search for whole numbers may end; 0 asks for proof.
    progress
        Told what is being done, how much is done, and how much there is in all.
    params
        The numbers that steer searches.
    nodes
        Nodes that each search for whole numbers may take; if few, what is impossible is asked once.
    started
        When the clock began.

    Raises
    ------
    ValueError
        If the seconds or the gap cannot be what was meant.
    """

    time_limit: float | None = None
    cancelled: Callable[[], bool] | None = None
    gap: float = 0.0
    progress: Progress | None = None
    params: SearchParams = DEFAULT
    nodes: int = ALL_NODES
    started: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        """Refuse what HiGHS would refuse, before anything is done."""
        for name, value, most in (("time limit", self.time_limit, inf), ("gap", self.gap, 1)):
            fits = value is None or (isinstance(value, Real) and 0 <= value <= most)
            if not fits:
                most_said = "" if most == inf else f" and at most {most}"
                raise ValueError(f"{name} must be a number of at least 0{most_said}, not {value!r}")

    def tell(self, what: Text, done: int, in_all: int) -> None:
        """Say what is being done, to whoever wants to know."""
        if self.progress is not None:
            self.progress(what, done, in_all)

    def remaining(self) -> float:
        """Give the seconds that are left, at least zero."""
        if self.time_limit is None:
            return inf
        return max(0.0, self.time_limit - (time.perf_counter() - self.started))

    def left(self) -> StopOptions:
        """Give what is left of them as options of another search, of which nobody is told."""
        return {
            "time_limit": None if self.time_limit is None else self.remaining(),
            "cancelled": self.cancelled,
            "params": self.params,
        }

    def said(self) -> dict[str, Any]:
        """Give what was asked of them, as it goes into JSON; of the numbers what is not usual."""
        said = {"timeLimit": self.time_limit, "gap": self.gap}
        changed = self.params.changed()
        return {**said, "params": changed} if changed else said

    def soon(self, seconds: float) -> Limits:
        """Give the limits of a search that may take so many seconds from now, if they are left."""
        return replace(self, time_limit=min(seconds, self.remaining()), started=time.perf_counter())

    def patient(self) -> Limits:
        """Give the limits of one search for whole numbers that may be left undecided."""
        return self.soon(self.params.conflict.patience)

    def silent(self) -> Limits:
        """Give the same limits with nobody who is told."""
        return replace(self, progress=None)

    def stop(self) -> bool:
        """Ask whether the user wants to stop."""
        return self.cancelled is not None and self.cancelled()

    def check(self) -> None:
        """Stop here if the user asked to.

        Raises
        ------
        Cancelled
            If so.
        """
        if self.stop():
            raise Cancelled


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
