"""The generated pages: each ``docs/<name>_page.py`` writes ``docs/<name>.md``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

FOLDER = Path(__file__).parent

Write = Callable[[Path], None]


def found() -> dict[Path, Write]:
    """Find the pages: where each belongs, and what writes it there."""
    names = sorted(name for _, name, _ in iter_modules([str(FOLDER)]) if name.endswith("_page"))
    return {
        FOLDER / f"{name.removesuffix('_page')}.md": import_module(f"docs.{name}").write
        for name in names
    }


PAGES = found()
