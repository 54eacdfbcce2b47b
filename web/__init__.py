"""The page: where negotiators and planners work, in a browser."""

from __future__ import annotations

from web.site import Site

__all__ = ["Site"]
