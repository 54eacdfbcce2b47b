"""What a parser says, said in the reader's language."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.findings import InvalidScenario
from scenarios.forms.json_form import parse_json
from scenarios.forms.yaml_files import parse_yaml
from tests.examples import examples

LETTERS = [
    *"ab1 ,-[]{}\n'\"#&*!|%~.\u00e9:",
    ": ",
    "- ",
    "\n  ",
    "\n- ",
    "a: b\n",
    "---\na",
    "null",
]
UNSURE = "#\t\n"
"""A line of which versions of YAML may think differently: then the slow parser reads it all."""


@pytest.mark.parametrize(
    ("text", "line", "dutch"),
    [
        ("id: x\n\tname: y", 2, "een tab: spring in met spaties"),
        ("id: x\nname: a: b", 2, "hier staat een dubbele punt te veel"),
        ('id: x\nname: "a', 2, "een aanhalingsteken wordt geopend en niet gesloten"),
        (
            "id: x\nlist: [a, b\nname: q",
            3,
            "er ontbreekt een komma, of een haakje is niet gesloten",
        ),
        ("id: x\n- a", 2, "dit sluit niet aan op wat erboven staat"),
        ("id: x\nname: @a", 2, "een tekst kan niet met dit teken beginnen"),
        ('"":1', 1, "wat ervoor staat is af"),
        ('id: "\\q"', 1, "een schuine streep naar links die niets betekent"),
        ("id: x\nlist: [,]", 2, "een waarde ontbreekt"),
        *(
            (f"id: {rare}", 1, "tekens die hier een eigen betekenis hebben")
            for rare in ("!<x", "|x", "!a!b", "& a")
        ),
    ],
)
def test_what_is_wrong_in_yaml_is_said_in_dutch(text: str, line: int, dutch: str) -> None:
    with pytest.raises(InvalidScenario) as refused:
        parse_yaml(text, "scenario.yaml")
    (found,) = refused.value.findings
    assert found.code == "malformed-yaml"
    assert found.origin
    assert found.origin.row == line
    assert f"van regel {line} ({dutch}" in found.text.render("nl")


@pytest.mark.parametrize(
    ("text", "dutch"),
    [
        ('{"a": 1,}', "een sleutel tussen aanhalingstekens ontbreekt"),
        ('{"a": "b" "c": 2}', "er ontbreekt een komma, of een haakje is niet gesloten"),
        ('{"a" 1}', "de dubbele punt tussen een sleutel en zijn waarde ontbreekt"),
        ('{"a": }', "een waarde ontbreekt"),
        ("{} {}", "na het einde staat nog meer"),
        ('{"a": "b', "een aanhalingsteken wordt geopend en niet gesloten"),
        ('{"a": "b\n"}', "schrijf \\n voor een nieuwe regel"),
        ('{"a": "\\q"}', "een schuine streep naar links die niets betekent"),
    ],
)
def test_what_is_wrong_in_json_is_said_in_dutch(text: str, dutch: str) -> None:
    with pytest.raises(InvalidScenario) as refused:
        parse_json(text.encode(), "scenario.json")
    (found,) = refused.value.findings
    assert found.code == "malformed-json"
    assert dutch in found.text.render("nl")


def read(text: str, line: int) -> object:
    """Give what is read, with its lines from the first one that counts; or why it is refused."""
    try:
        value, places = parse_yaml(text, "scenario.yaml")
    except InvalidScenario as refused:
        (found,) = refused.findings
        assert found.origin
        return found.code, found.origin.row and found.origin.row - line
    return value, {path: place.row and place.row - line for path, place in places.items()}


@example("- ", "|#")
@example("", "|\n#a")
@example("- ", "&a: b")
@given(st.sampled_from(["", "a: ", "- "]), st.lists(st.sampled_from(LETTERS)).map("".join))
@examples(600)
def test_yaml_means_the_same_fast_and_by_the_letter(start: str, text: str) -> None:
    assert read(start + text, 0) == read(UNSURE + start + text, 1)
