"""Known words: every word that is recognised in files, from one file of data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "vocabulary.toml"
"""Where the words are; what each part of it holds stands there."""


@cache
def all_words() -> Mapping[str, Any]:
    """Give all of it, by part."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def known_words(*part: str) -> Mapping[str, tuple[str, ...]]:
    """Give the words of a part, by the name that each of them stands for here."""
    found: Any = all_words()
    for name in part:
        found = found.get(name, {})
    return {name: tuple(said) for name, said in found.items()}
