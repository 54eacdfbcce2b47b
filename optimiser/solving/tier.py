"""The tier: unknowns that become whole together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Care(Enum):
    """How much becomes whole together before anything is fixed."""

    NONE = "fair outcomes, then marginals"
    SOME = "fair outcomes, then marginals and all that agreements speak of"
    MOST = "all of these at once"


@dataclass(frozen=True, slots=True)
class Tier:
    """Unknowns that become whole together, the goals that they matter to, and whether they dive."""

    columns: tuple[int, ...]
    goals: tuple[int, ...]
    dives: bool = False
