"""Limits: when a solve that was asked for on the command line stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class AskedLimits:
    """How many parts are solved at once, in what time, and how far from the best is enough."""

    jobs: int | None
    seconds: float | None
    gap: float
