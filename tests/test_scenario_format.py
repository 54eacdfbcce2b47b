"""The page on how to write a scenario, in both languages: its examples can be read, all of them."""

import json
import re
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from docs.pages import page
from models.agreements import AnyAgreement
from models.goals import AnyGoal
from models.language import LANGUAGES, Language
from models.measure import Measure
from models.scenario import Scenario
from models.territory import Horizon
from scenarios import read_scenario, scenario_from_json
from scenarios.document.document import ROWS
from scenarios.document.known_words import known_words
from scenarios.document.spelling import identifier
from scenarios.extending import set_by_path
from scenarios.forms.yaml_files import parse_yaml
from scenarios.recognising.comparing import compared
from scenarios.recognising.our_words import in_our_words
from scenarios.recognising.scenario_words import column_meant, table_meant

PAGES = {
    language: page("scenario-format", language).read_text(encoding="utf-8")
    for language in LANGUAGES
}
EXAMPLES = {
    language: re.findall(r"^```(\w+)\n(.*?)^```", written, re.MULTILINE | re.DOTALL)
    for language, written in PAGES.items()
}
YAML = {
    language: [text for kind, text in found if kind == "yaml"]
    for language, found in EXAMPLES.items()
}
in_both = pytest.mark.parametrize("language", LANGUAGES)


def kinds(annotation: Any) -> list[type[BaseModel]]:
    inner = [kind for each in get_args(annotation) for kind in kinds(each)]
    is_kind = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return [annotation, *inner] if is_kind else inner


@pytest.mark.parametrize("text", [text for found in YAML.values() for text in found])
def test_examples_change_the_real_region(text: str) -> None:
    changes, _ = in_our_words(*parse_yaml(text, "scenario-format.md"))
    changes.pop("extends", None)
    changed = read_scenario("arnhem-nijmegen", overrides=changes)
    assert changed != read_scenario("arnhem-nijmegen")


@in_both
def test_the_document_and_the_table_change_the_same(language: Language) -> None:
    (document,) = (json.loads(text) for kind, text in EXAMPLES[language] if kind == "json")
    (table,) = (text.split() for kind, text in EXAMPLES[language] if kind == "csv")
    header, *rows = (line.split(";") for line in table)
    records = [dict(zip(header, row, strict=True)) for row in rows]
    for changes in (document, {"extends": "arnhem-nijmegen", "tables": {"capacity": records}}):
        pools = {pool.pool: pool.dwellings for pool in scenario_from_json(changes).capacity}
        assert pools["GM0202-hard"] == 3000


@in_both
def test_paths_on_the_command_line_are_paths(language: Language) -> None:
    paths = [path.split("=") for path in re.findall(r"--set ([^`]+)`", PAGES[language])]
    assert len(paths) == 4
    for path, value in paths:
        changed = read_scenario("arnhem-nijmegen", overrides=set_by_path(path, value))
        assert changed != read_scenario("arnhem-nijmegen")


@in_both
def test_every_key_column_kind_and_field_is_named(language: Language) -> None:
    nouns: list[type[BaseModel]] = [Scenario, Horizon, Measure, *ROWS.values()]
    known = {name for kind in nouns for name in kind.model_fields}
    for kind in (*kinds(AnyAgreement), *kinds(AnyGoal)):
        known |= kind.model_fields.keys()
        if "kind" in kind.model_fields:
            known.add(kind.model_fields["kind"].default)
    code = " ".join([*re.findall(r"`[^`\n]+`", PAGES[language]), *YAML["en"]])
    named = set(re.findall(r"[a-z_]+", code))
    assert known - named == set()


@in_both
def test_what_holds_without_each_is_what_each_kind_does(language: Language) -> None:
    together, and_ = {"nl": ("over alle samen", "en"), "en": ("over all together", "and")}[language]
    own = {
        kind.model_fields["kind"].default: kind.model_fields["each"].default
        for kind in kinds(AnyAgreement)
        if "kind" in kind.model_fields and kind.model_fields["each"].default
    }
    told = (
        f"`{kind}` per {f' {and_} '.join(f'`{axis}`' for axis in axes)}"
        for kind, axes in sorted(own.items())
    )
    assert f"| {together}; {', '.join(told)} |" in PAGES[language]


def test_a_word_in_dutch_is_read_as_the_name_behind_it() -> None:
    pairs = re.findall(r"`([^`\n:]+)(?::[^`\n]*)?`\s\(`([a-z_]+)", PAGES["nl"])
    assert len(pairs) > 100
    assert [pair for pair in pairs if not stands_for(*pair)] == []


def stands_for(dutch: str, name: str) -> bool:
    """Tell whether a key, a value, a name, a table or a column is read as our name for it."""
    words = (known_words(part).get(name, ()) for part in ("keys", "values", "names"))
    said = {compared(word) for found in words for word in found}
    columns = {column_meant(table, dutch) for table in ROWS}
    return compared(dutch) in said or name in {identifier(dutch), table_meant(dutch), *columns}
