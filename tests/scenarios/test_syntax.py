"""What a parser says, said in the reader's language."""

from __future__ import annotations

import pytest

from models.findings import InvalidScenario
from scenarios.forms.json_form import parse_json
from scenarios.forms.yaml_files import parse_yaml


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
