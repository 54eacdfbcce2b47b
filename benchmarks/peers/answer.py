"""What a peer gives back: its plan in our cells, and how far it came."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.peers.region import Cell, Place

HELD = 1e-6
"""How much a goal may give way to rounding while the next is pursued."""


@dataclass(frozen=True, slots=True)
class Reached:
    """One goal, pursued.

    Parameters
    ----------
    goal
        Which.
    value
        What the solver reached.
    bound
        The least it may be, when the library tells.
    proven
        Whether the library says that nothing better can be.
    seconds
        How long it took.
    """

    goal: str
    value: float
    bound: float | None
    proven: bool
    seconds: float


@dataclass(slots=True)
class Answer:
    """The goals that were reached in time, and the plan of the last of them.

    Parameters
    ----------
    goals
        In their order; the last one may be unproven.
    built
        Dwellings by cell.
    housed
        Households by municipality and year.
    fault
        Why there is no plan, in the words of the library.
    """

    goals: list[Reached] = field(default_factory=list)
    built: Mapping[Cell, float] = field(default_factory=dict)
    housed: Mapping[Place, float] = field(default_factory=dict)
    fault: str = ""

    def cells(self, group: str) -> dict[str, list[tuple[Any, ...]]]:
        """Give the plan's cells with their whole numbers, as they go into JSON."""
        built = [(*cell, round(number)) for cell, number in self.built.items()]
        housed = [
            (code, group, year, round(number)) for (code, year), number in self.housed.items()
        ]
        return {"new_build": built, "housed": housed}


@dataclass(slots=True)
class Clock:
    """The time that a peer has for all goals together."""

    seconds: float
    started: float = field(default_factory=time.perf_counter)

    def left(self) -> float:
        """Give what is left, and never quite nothing: zero means no limit to some libraries."""
        return max(0.1, self.seconds - (time.perf_counter() - self.started))


def compared(left: Any, sense: str, right: Any) -> Any:
    """Write a constraint with its sense, in any library that overloads the operators."""
    return left >= right if sense == ">=" else left <= right if sense == "<=" else left == right
