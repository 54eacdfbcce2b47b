"""The page: where negotiators and planners work, in a browser."""

from __future__ import annotations

from web.site import Site
from web.visitor import Doors

__all__ = ["Doors", "Site"]
