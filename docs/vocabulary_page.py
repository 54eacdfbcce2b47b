"""The page of the vocabulary: every word that is read in files, and what it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from docs.docstrings import in_cell
from models.language import LANGUAGES, Language, dutch_catalogue
from scenarios.document.known_words import all_words, known_words
from scenarios.recognising.value_words import OPTIONS

INTRODUCTION = {
    "en": """# The words that files may use

*Written by `make docs` from `scenarios/vocabulary.toml` and the Dutch catalogue.*

Keys, values, columns and names may stand in a scenario, in a table, in JSON, in a workbook and on
the command line (`--set`, `--vary`) in Dutch or in English, in any mixture: `soort: aandeel`,
`minstens: 30%`, `segmenten: [sociale huur]`. Capitals, accents, hyphens and dots do not matter. A
name that has words here is read as that name wherever it stands, also as a segment or a form of
your own.
""",
    "nl": """# De woorden die bestanden mogen gebruiken

*Geschreven door `make docs`, uit `scenarios/vocabulary.toml` en de Nederlandse catalogus.*

Sleutels, waarden, kolommen en namen mogen in een scenario, een tabel, JSON en een werkmap in het
Nederlands of in het Engels staan, ook door elkaar: `soort: aandeel`, `minstens: 30%`,
`segmenten: [sociale huur]`. Hoofdletters, accenten, streepjes en punten maken niet uit. Een naam
met woorden in deze lijst wordt overal als die naam gelezen, ook als u hem als eigen segment of
woonvorm gebruikt. Op de opdrachtregel mag het ook, bij `--set` en `--vary`.
""",
}

PARTS = (
    (
        "keys",
        {
            "en": "Keys of scenarios, agreements and goals",
            "nl": "Sleutels van scenario's, afspraken en doelen",
        },
    ),
    (
        "values",
        {
            "en": "Values: kinds, quantities, and other words of a few",
            "nl": "Waarden: soorten, grootheden en andere vaste woorden",
        },
    ),
    (
        "names",
        {
            "en": "Segments, forms and target groups",
            "nl": "Segmenten, woonvormen en aandachtsgroepen",
        },
    ),
    ("tables", {"en": "Tables and sheets", "nl": "Tabellen en bladen"}),
    (
        "axes",
        {
            "en": "Headers of a plan: what names below them are of",
            "nl": "Koppen in een programma: waarvan de namen eronder zijn",
        },
    ),
    (
        "units",
        {
            "en": "Headers of a plan: what numbers count",
            "nl": "Koppen in een programma: wat aantallen tellen",
        },
    ),
    (
        "quantities",
        {
            "en": "Headers of a plan: what numbers are of",
            "nl": "Koppen in een programma: waarvan aantallen zijn",
        },
    ),
)
"""The parts of one table each, and what they hold."""

HEADERS = {
    "kinds": {"en": "what kind of dwelling", "nl": "wat voor woning"},
    "projects": {"en": "the name of a project", "nl": "de naam van een project"},
    "counts": {"en": "a number", "nl": "een aantal"},
    "totals": {"en": "a total, held against the rest", "nl": "een totaal, dat wordt nagerekend"},
    "percentages": {"en": "a share, left out", "nl": "een aandeel, telt niet mee"},
    "remarks": {"en": "a remark, left out", "nl": "een opmerking, telt niet mee"},
    "figures": {"en": "another figure, left out", "nl": "een ander cijfer, telt niet mee"},
    "realised": {"en": "what is built, left out", "nl": "wat er staat, telt niet mee"},
    "yearly": {"en": "the average of a year", "nl": "het gemiddelde van een jaar"},
    "cumulative": {"en": "all years up to each", "nl": "alle jaren tot en met elk jaar"},
    "tenures": {"en": "rent or owner, above segments", "nl": "huur of koop, boven segmenten"},
    "stop": {"en": "nothing: it may be there", "nl": "niets: het mag er staan"},
}
"""What else a header of a plan says, by the words for it."""

HEADERS_TITLE = {"en": "What else headers of a plan say", "nl": "Wat koppen nog meer zeggen"}
HEADERS_HEAD = {"en": "| it says | words |", "nl": "| de kop zegt | woorden |"}

COLUMNS_OF = {"en": "Columns of", "nl": "Kolommen van"}
HEAD = {"en": "| name | in Dutch | also |", "nl": "| naam | in het Nederlands | ook |"}


def rows(words: Iterable[tuple[str, tuple[str, ...]]], language: Language) -> Iterator[str]:
    """Give a row for each name: its word in Dutch, and what else it is called."""
    yield HEAD[language]
    yield "|---|---|---|"
    for name, others in words:
        dutch = dutch_catalogue().get(name, "")
        yield f"| `{name}` | {in_cell(dutch)} | {in_cell(', '.join(others))} |"


def section(title: str, words: Iterable[tuple[str, tuple[str, ...]]], language: Language) -> str:
    """Give a section with its table."""
    return "\n".join([f"\n## {title}\n", *rows(words, language), ""])


def write(path: Path, *, language: Language) -> None:
    """Write the page in a language."""
    text = INTRODUCTION[language]
    options = sorted({name for names in OPTIONS.values() for name in names})
    for part, titles in PARTS:
        words = dict(known_words(part))
        if part == "values":
            words = {**dict.fromkeys(options, ()), **words}
        text += section(titles[language], words.items(), language)
    for table in all_words()["columns"]:
        title = f"{COLUMNS_OF[language]} `{table}`"
        text += section(title, known_words("columns", table).items(), language)
    text += f"\n## {HEADERS_TITLE[language]}\n\n{HEADERS_HEAD[language]}\n|---|---|\n"
    text += "".join(
        f"| {HEADERS[name][language]} | {in_cell(', '.join(words))} |\n"
        for name, words in known_words("headers").items()
    )
    path.write_text(text, encoding="utf-8")


WRITE = {language: partial(write, language=language) for language in LANGUAGES}
"""What writes the page, by language."""
