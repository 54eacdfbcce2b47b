"""The pages with something generated: some are, others show what commands print.

Each ``docs/<name>_page.py`` writes ``docs/<name>.md``; what a page shows is printed anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from docs.shown import refresh, shows

FOLDER = Path(__file__).parent

Write = Callable[[Path], None]


def generated() -> dict[Path, Write]:
    """Find the pages that are generated: where each belongs, and what writes it there."""
    names = sorted(name for _, name, _ in iter_modules([str(FOLDER)]) if name.endswith("_page"))
    return {
        FOLDER / f"{name.removesuffix('_page')}.md": import_module(f"docs.{name}").write
        for name in names
    }


GENERATED = generated()

SHOWING = tuple(
    page
    for page in (FOLDER.parent / "README.md", *sorted(FOLDER.glob("*.md")))
    if page not in GENERATED and shows(page)
)
"""The pages that show what commands print."""

PAGES: dict[Path, Write] = {**GENERATED, **{page: partial(refresh, page) for page in SHOWING}}
"""All of them, and what writes each."""
