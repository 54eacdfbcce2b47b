"""The pages with something generated: some are, others show what commands print.

Each ``docs/<name>_page.py`` has for each language in which it writes ``docs/<name>.md`` what writes
it; what a page shows is printed anew. What planners and negotiators read is there in Dutch too, in
``docs/nl``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from docs.shown import refresh, shows
from models.language import Language

FOLDER = Path(__file__).parent
README = FOLDER.parent / "README.md"

Write = Callable[[Path], None]

DUTCH = {
    "README": "begin",
    "agreements": "afspraken",
    "command-line": "opdracht",
    "glossary": "begrippen",
    "how-to-batch": "varianten",
    "how-to-compare-keys": "sleutels-vergelijken",
    "how-to-compare-plans": "programmas-vergelijken",
    "how-to-country": "land",
    "how-to-find-a-compromise": "compromis",
    "how-to-negotiate": "onderhandelen",
    "how-to-use-the-page": "pagina",
    "how-to-work-in-a-workbook": "werkmap",
    "scenario-format": "scenario",
    "vocabulary": "woorden",
}
"""What the pages are called that are there in Dutch too."""


def page(name: str, language: Language = "en") -> Path:
    """Say where a page is in a language."""
    if language == "nl":
        return FOLDER / "nl" / f"{DUTCH[name]}.md"
    return README if name == README.stem else FOLDER / f"{name}.md"


def generated() -> dict[Path, Write]:
    """Find the pages that are generated: where each belongs, and what writes it there."""
    names = sorted(name for _, name, _ in iter_modules([str(FOLDER)]) if name.endswith("_page"))
    return {
        page(name.removesuffix("_page"), language): write
        for name in names
        for language, write in import_module(f"docs.{name}").WRITE.items()
    }


GENERATED = generated()

WRITTEN = (README, *sorted(FOLDER.rglob("*.md")))
"""All pages."""

SHOWING = tuple(page for page in WRITTEN if page not in GENERATED and shows(page))
"""The pages that show what commands print."""

PAGES: dict[Path, Write] = {**GENERATED, **{page: partial(refresh, page) for page in SHOWING}}
"""All that have something generated, and what writes each."""
