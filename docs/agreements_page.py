"""The page of the regional agreements: what was agreed, as data, and what the solver answers.

The YAML is cut from the shipped scenarios and every number comes from solving them, so the page
cannot promise what the software does not do.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from docs.answers import ANSWERS
from docs.docstrings import in_cell
from optimiser import Result, solve
from scenarios import library_scenario
from scenarios.forms.yaml_files import parse_yaml, write_flow
from scenarios.shipped import folders

AGREED = Path(__file__).parent / "agreed.yaml"
IN_OTHER_COLUMNS = ("title", "source", "note")

INTRODUCTION = """# What Dutch regions agreed, written down and solved

*Written by `make docs`: the YAML is cut from `scenarios/library/`, the answers come from solving
it.*

Fourteen national rules (N) and twenty-one agreements that regions made (R), from public documents,
and what else people ask for in negotiations (V), each in a shipped scenario:
`woonsleutel solve r02-ijmond-zuid-kennemerland` shows the whole plan, and
`woonsleutel library copy` makes it a starting point for your own region. A region's own figures
are used where they are public. What is not public is marked as an assumption in
the scenario's `sources.csv` and named on every result, so **read an answer as what the software
does with an agreement, not as a forecast for the region**. Agreements that many regions make are
shown in one fictitious region. P31 is Platform31, *Regionale afspraken huisvesting
aandachtsgroepen*
(February 2025).

| | agreed | scenario | as data | the solver's answer | source |
|---|---|---|---|---|---|
"""


@cache
def solved(name: str) -> Result:
    """Solve a shipped scenario, once for all rows that show it."""
    return solve(library_scenario(name))


@cache
def written(name: str) -> dict[str, Any]:
    """Give the agreements of a shipped scenario as its author wrote them, by id."""
    keys, _ = parse_yaml((folders()[name] / "scenario.yaml").read_text(encoding="utf-8"), name)
    return {agreement["id"]: agreement for agreement in keys["agreements"]}


def excerpt(name: str, identifier: str) -> str:
    """Cut an agreement from a scenario, without what the page says in other columns."""
    said = written(name)[identifier]
    kept = {field: value for field, value in said.items() if field not in IN_OTHER_COLUMNS}
    return f"`{write_flow(kept)}`"


def cells(row: dict[str, Any]) -> Iterator[str]:
    """Give the cells of a row."""
    name, result = row["scenario"], solved(row["scenario"])
    yield f"**{row['id']}**"
    yield row["agreed"]
    yield f"`{name}`"
    yield "<br>".join(excerpt(name, identifier) for identifier in row["shown"])
    yield f"{result.status.value}: {ANSWERS[row['id']](result)}"
    yield row["source"]


def write(path: Path) -> None:
    """Write the page."""
    rows = YAML(typ="safe").load(AGREED.read_text(encoding="utf-8"))
    lines = (f"| {' | '.join(map(in_cell, cells(row)))} |\n" for row in rows)
    path.write_text(INTRODUCTION + "".join(lines), encoding="utf-8")


WRITE = {"en": write}
"""What writes the page, by language."""
