"""Imported before much else: nothing of that is garbage, and to look for some takes long."""

from __future__ import annotations

import gc

gc.disable()
