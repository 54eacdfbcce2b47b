"""The page on how to write a scenario: its examples can be read, and it leaves nothing out."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from models.agreements import AnyAgreement
from models.goals import AnyGoal
from models.measure import Measure
from models.scenario import Scenario
from models.territory import Horizon
from scenarios import read_scenario, scenario_from_json
from scenarios.document.document import ROWS
from scenarios.extending import set_by_path
from scenarios.forms.yaml_files import parse_yaml

PAGE = (Path(__file__).parent.parent / "docs" / "scenario-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
YAML = [text for language, text in EXAMPLES if language == "yaml"]


def kinds(annotation: Any) -> list[type[BaseModel]]:
    inner = [kind for each in get_args(annotation) for kind in kinds(each)]
    is_kind = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return [annotation, *inner] if is_kind else inner


@pytest.mark.parametrize("text", YAML)
def test_examples_change_the_real_region(text: str) -> None:
    changes, _ = parse_yaml(text, "scenario-format.md")
    changes.pop("extends", None)
    changed = read_scenario("arnhem-nijmegen", overrides=changes)
    assert changed != read_scenario("arnhem-nijmegen")


def test_the_document_and_the_table_change_the_same() -> None:
    (document,) = (json.loads(text) for language, text in EXAMPLES if language == "json")
    (table,) = (text.split() for language, text in EXAMPLES if language == "csv")
    header, *rows = (line.split(";") for line in table)
    records = [dict(zip(header, row, strict=True)) for row in rows]
    for changes in (document, {"extends": "arnhem-nijmegen", "tables": {"capacity": records}}):
        pools = {pool.pool: pool.dwellings for pool in scenario_from_json(changes).capacity}
        assert pools["GM0202-hard"] == 3000


def test_paths_on_the_command_line_are_paths() -> None:
    paths = [path.split("=") for path in re.findall(r"--set ([^`]+)`", PAGE)]
    assert len(paths) == 4
    for path, value in paths:
        changed = read_scenario("arnhem-nijmegen", overrides=set_by_path(path, value))
        assert changed != read_scenario("arnhem-nijmegen")


def test_every_key_column_kind_and_field_is_named() -> None:
    nouns: list[type[BaseModel]] = [Scenario, Horizon, Measure, *ROWS.values()]
    known = {name for kind in nouns for name in kind.model_fields}
    for kind in (*kinds(AnyAgreement), *kinds(AnyGoal)):
        known |= kind.model_fields.keys()
        if "kind" in kind.model_fields:
            known.add(kind.model_fields["kind"].default)
    code = " ".join([*re.findall(r"`[^`\n]+`", PAGE), *YAML])
    named = set(re.findall(r"[a-z_]+", code))
    assert known - named == set()
