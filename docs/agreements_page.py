"""The page of the regional agreements: what was agreed, as data, and what the solver answers.

The YAML is cut from the shipped scenarios and every number comes from solving them, so the page
cannot promise what the software does not do.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from docs.answers import ANSWERS
from docs.docstrings import in_cell
from docs.in_dutch import in_dutch
from models.language import LANGUAGES, Language, rendered, word
from optimiser import Result, solve
from scenarios import library_scenario
from scenarios.forms.yaml_files import parse_yaml, write_flow
from scenarios.shipped import folders

AGREED = Path(__file__).parent / "agreed.yaml"
IN_OTHER_COLUMNS = ("title", "source", "note")

INTRODUCTION = {
    "en": """# What Dutch regions agreed, written down and solved

*Written by `make docs`: the YAML is cut from `scenarios/library/`, the answers come from solving
it.*

Fourteen national rules (N) and twenty-one agreements that regions made (R), from public
documents, and what else people ask for in negotiations (V), each in a shipped scenario:
`woonsleutel solve r02-ijmond-zuid-kennemerland` shows the whole plan, and `woonsleutel library
copy` makes it a starting point for your own region. A region's own figures are used where they
are public. What is not public is marked as an assumption in the scenario's `sources.csv` and
named on every result, so **read an answer as what the software does with an agreement, not as a
forecast for the region**. Agreements that many regions make are shown in one fictitious region.
P31 is Platform31, *Regionale afspraken huisvesting aandachtsgroepen* (February 2025).

| | agreed | scenario | as data | the solver's answer | source |
|---|---|---|---|---|---|
""",
    "nl": """# Wat Nederlandse regio's afspraken, opgeschreven en doorgerekend

*Geschreven door `make docs`: de YAML komt uit `scenarios/library/`, in Nederlandse woorden, en de
antwoorden komen uit de berekening.*

Veertien landelijke regels (N) en eenentwintig afspraken die regio's maakten (R), uit openbare
stukken, en wat mensen verder in onderhandelingen vragen (V), elk in een scenario dat meekomt:
`woonsleutel solve r02-ijmond-zuid-kennemerland` toont het hele programma, en met `woonsleutel
library copy` wordt het een begin voor uw eigen regio. Waar de cijfers van een regio openbaar
zijn, zijn die gebruikt. Wat niet openbaar is, staat als aanname in `sources.csv` van het scenario
en wordt bij elke uitkomst genoemd. **Lees een antwoord dus als wat de software met een afspraak
doet, niet als een voorspelling voor de regio.** Afspraken die veel regio's maken, worden getoond
in één verzonnen regio. P31 is Platform31, *Regionale afspraken huisvesting aandachtsgroepen*
(februari 2025).

| | afgesproken | scenario | als gegevens | wat de berekening antwoordt | bron |
|---|---|---|---|---|---|
""",
}


@cache
def solved(name: str) -> Result:
    """Solve a shipped scenario, once for all rows that show it."""
    return solve(library_scenario(name))


@cache
def written(name: str) -> dict[str, Any]:
    """Give the agreements of a shipped scenario as its author wrote them, by id."""
    keys, _ = parse_yaml((folders()[name] / "scenario.yaml").read_text(encoding="utf-8"), name)
    return {agreement["id"]: agreement for agreement in keys["agreements"]}


def shown(name: str, identifier: str, language: Language) -> dict[str, Any]:
    """Cut an agreement from a scenario, without what the page says in other columns."""
    said = written(name)[identifier]
    kept = {
        field: told(value, language)
        for field, value in said.items()
        if field not in IN_OTHER_COLUMNS
    }
    return dict(in_dutch(kept)) if language == "nl" else kept


def told(value: Any, language: Language) -> Any:
    """Give what a field says; of a text in two languages the one of the page."""
    match value:
        case {"nl": _, "en": _}:
            return value[language]
        case dict():
            return {key: told(each, language) for key, each in value.items()}
    return value


def answer(row: dict[str, Any], language: Language) -> str:
    """Give what came of the scenario of a row, with its numbers."""
    result = solved(row["scenario"])
    numbers = {name: rendered(part, language) for name, part in ANSWERS[row["id"]](result).items()}
    return f"{word(result.status.value, language)}: {row['answer'][language].format_map(numbers)}"


def cells(row: dict[str, Any], language: Language) -> Iterator[str]:
    """Give the cells of a row."""
    name = row["scenario"]
    yield f"**{row['id']}**"
    yield row["agreed"][language]
    yield f"`{name}`"
    yield "<br>".join(f"`{write_flow(shown(name, each, language))}`" for each in row["shown"])
    yield answer(row, language)
    yield row["source"][language]


def write(path: Path, *, language: Language) -> None:
    """Write the page in a language."""
    rows = YAML(typ="safe").load(AGREED.read_text(encoding="utf-8"))
    lines = (f"| {' | '.join(map(in_cell, cells(row, language)))} |\n" for row in rows)
    path.write_text(INTRODUCTION[language] + "".join(lines), encoding="utf-8")


WRITE = {language: partial(write, language=language) for language in LANGUAGES}
"""What writes the page, by language."""
