"""The page of the vocabulary: every word that is read in files, and what it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from docs.docstrings import in_cell
from models.language import dutch_catalogue
from scenarios.recognising.known_words import all_words, known_words
from scenarios.recognising.our_words import OPTIONS

INTRODUCTION = """# The words that files may use

*Written by `make docs` from `scenarios/vocabulary.toml` and the Dutch catalogue.*

Keys, values, columns and names may stand in a scenario, in a table, in JSON and in a workbook in
Dutch or in English, in any mixture: `soort: aandeel`, `minstens: 30%`, `segmenten: [sociale huur]`.
Capitals, accents, hyphens and dots do not matter. A name that has words here is read as that name
wherever it stands, also as a segment or a form of your own.
"""

PARTS = (
    ("keys", "Keys of scenarios, agreements and goals"),
    ("values", "Values: kinds, quantities, and other words of a few"),
    ("names", "Segments, forms and target groups"),
    ("tables", "Tables and sheets"),
)
"""The parts of one table each, and what they hold."""


def rows(words: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """Give a row for each name: its word in Dutch, and what else it is called."""
    yield "| name | in Dutch | also |"
    yield "|---|---|---|"
    for name, others in words:
        dutch = dutch_catalogue().get(name, "")
        yield f"| `{name}` | {in_cell(dutch)} | {in_cell(', '.join(others))} |"


def section(title: str, words: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """Give a section with its table."""
    return "\n".join([f"\n## {title}\n", *rows(words), ""])


def write(path: Path) -> None:
    """Write the page."""
    text = INTRODUCTION
    options = sorted({name for names in OPTIONS.values() for name in names})
    for part, title in PARTS:
        words = dict(known_words(part))
        if part == "values":
            words = {**dict.fromkeys(options, ()), **words}
        text += section(title, words.items())
    for table in all_words()["columns"]:
        text += section(f"Columns of `{table}`", known_words("columns", table).items())
    path.write_text(text, encoding="utf-8")
