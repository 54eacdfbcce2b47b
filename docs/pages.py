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


def found() -> dict[Path, Write]:
    """Find the pages: where each belongs, and what writes it there."""
    names = sorted(name for _, name, _ in iter_modules([str(FOLDER)]) if name.endswith("_page"))
    generated = {
        FOLDER / f"{name.removesuffix('_page')}.md": import_module(f"docs.{name}").write
        for name in names
    }
    pages = (FOLDER.parent / "README.md", *sorted(FOLDER.glob("*.md")))
    return generated | {
        page: partial(refresh, page) for page in pages if page not in generated and shows(page)
    }


PAGES = found()
