"""What OpenAPI says of a scenario: the same as the models, as loosely as a document may say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, get_args

from api.described import REF
from models.measure import Axis
from scenarios.checks.meaning import EARLIEST, LATEST, YEARS
from scenarios.document.document import ROWS

Schema = dict[str, Any]

SCENARIO, CHANGES = "Scenario", "ScenarioChanges"

NOTHING: Schema = {"enum": [None, ""]}
"""What stands for a value that is left out."""

YES_OR_NO: Schema = {
    "anyOf": [
        {"type": "boolean"},
        {"enum": [0, 1]},
        {
            "type": "string",
            "pattern": "^([01tTfFyYnN]|[Tt]rue|[Ff]alse|[Yy]es|[Nn]o|[Oo]n|[Oo]ff)$",
        },
    ]
}
"""What a spreadsheet makes of true and false."""

TEXT: Schema = {"anyOf": [{"type": "string", "minLength": 1}, {"type": "number"}]}
"""A text, or a number that a spreadsheet took it for."""

AXES = "|".join((*get_args(Axis), "region"))

EACH: Schema = {"type": "string", "pattern": rf"^\s*({AXES})([,\s]+({AXES}))*\s*$"}
"""For each of what an agreement holds by itself, as one text."""

SAYS_MORE = {"enum", "const", "pattern", "format"}
"""Where one of these stands, a text is no text of any kind."""

THRESHOLDS = ("at_least", "at_most", "exactly")


def short_for(schemas: Schema, goals: Mapping[str, str]) -> Schema:
    """Give what each kind of goal may be short for, by its kind: what it is about."""
    found: Schema = {}
    for kind, where in goals.items():
        about = schemas[where.rpartition("/")[2]]["properties"]
        for name in ("agreement", "measure"):
            if name in about:
                found[kind] = deepcopy(about[name])
    return found


def describe_scenario(schemas: Schema) -> None:
    """Put right what the models say of a scenario in a document.

    Parameters
    ----------
    schemas
        All schemas of the document; what a scenario refers to is changed in place.
    """
    scenario = schemas[SCENARIO]
    fields = scenario["properties"]
    tables = {name: fields.pop(name) for name in ROWS if name in fields}
    goals = fields["goals"]["items"]["discriminator"]["mapping"]
    # A goal may be written as briefly as in a file.
    fields["goals"]["items"] = {
        "anyOf": [
            {"type": "string", "enum": sorted(goals)},
            {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "properties": short_for(schemas, goals),
                "additionalProperties": False,
            },
            fields["goals"]["items"],
        ]
    }
    loosened: set[str] = set()
    for table in tables.values():
        loosen_all(table, schemas, loosened)
        # A row that says nothing is none.
        table["items"] = {"anyOf": [table["items"], {"type": "object", "maxProperties": 0}]}
    loosen(scenario, schemas, loosened)
    # Agreements are a list or left out, and no empty text.
    lists = [one for one in fields["agreements"]["anyOf"] if one != NOTHING]
    fields["agreements"]["anyOf"] = [*lists, {"type": "null"}]
    # A title may be one text.
    told = schemas["Both"] | {"minProperties": 1}
    told["properties"] = {key: {"anyOf": [*TEXT["anyOf"], NOTHING]} for key in told["properties"]}
    del told["required"]
    schemas["Both"] = {"anyOf": [*TEXT["anyOf"], told]}
    fields["tables"] = {
        "type": "object",
        "properties": tables,
        "required": ["municipalities"],
        "additionalProperties": False,
    }
    tables["municipalities"]["minItems"] = 1
    scenario["required"] = [name for name in scenario["required"] if name not in ROWS] + ["tables"]
    scenario["description"] = (
        "Een scenario als één document: de gegevens van de regio onder `tables`, de afspraken en "
        "de doelen. Getallen mogen als tekst, zoals `30%` of `2/3`; een lege tekst en `null` staan "
        "voor wat er niet is. Een document mag ook in Nederlandse woorden staan."
    )
    schemas[CHANGES] = changes_of(scenario)
    schemas[SCENARIO] = {
        "anyOf": [{"$ref": REF.format(model=name)} for name in ("WholeScenario", CHANGES)]
    }
    schemas["WholeScenario"] = scenario


def changes_of(scenario: Schema) -> Schema:
    """Describe a scenario that changes a shipped one: what it says of that may be any part."""
    fields = scenario["properties"]
    rows = {"type": "array", "items": {"type": "object"}}
    named: Schema = {"type": "object", "required": ["id"], "properties": {"id": TEXT}}
    loose: Schema = {name: {} for name in fields} | {
        "tables": {"type": "object", "properties": dict.fromkeys(ROWS, rows)},
        "agreements": {"anyOf": [{"type": "array", "items": named}, NOTHING]},
        "extends": {
            "type": "string",
            "minLength": 1,
            "description": "Het meegeleverde scenario dat dit scenario verandert.",
        },
    }
    loose["tables"]["additionalProperties"] = False
    return {
        "type": "object",
        "properties": loose,
        "required": ["extends"],
        "additionalProperties": False,
        "description": "Wat er anders is dan in een meegeleverd scenario.",
    }


def loosen_all(schema: Schema, schemas: Schema, done: set[str]) -> None:
    """Loosen what a schema refers to, each once."""
    for inner in references(schema):
        name = inner.rpartition("/")[2]
        if name not in done and name != "Both":
            done.add(name)
            loosen(schemas[name], schemas, done)


def references(schema: object) -> Iterator[str]:
    """Give all that a schema refers to."""
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            yield schema["$ref"]
        for inner in schema.values():
            yield from references(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from references(inner)


def loosen(schema: Schema, schemas: Schema, done: set[str]) -> None:
    """Say of the fields of a noun what may stand there in a document."""
    loosen_all(schema, schemas, done)
    required = schema.setdefault("required", [])
    fields = schema.get("properties", {})
    if isinstance(figures := schema.get("additionalProperties"), dict):
        schema["additionalProperties"] = {"anyOf": [figures, NOTHING]}
    if "const" in fields.get("kind", {}) and "kind" not in required:
        required.append("kind")
    if fields.keys() >= {*THRESHOLDS} and "elsewhere" not in fields:
        schema["anyOf"] = [{"required": [name]} for name in THRESHOLDS]
    for name, field in fields.items():
        said = written(field)
        if name in YEARS and any(one.get("type") == "integer" for one in said.get("anyOf", ())):
            said = within_time(said)
        if any(one.get("type") == "array" for one in said.get("anyOf", ())):
            # Names are written as one text or as a list.
            names = (one for one in said["anyOf"] if one.get("type") != "number")
            said["anyOf"] = [
                EACH if name == "each" and one.get("type") == "string" else one for one in names
            ]
        if name not in required:
            others = [one for one in said.pop("anyOf", ()) if one != {"type": "null"}]
            besides: Schema = {
                key: said.pop(key) for key in ("default", "description", "examples") if key in said
            }
            said = {"anyOf": [*(others or [said]), NOTHING], **besides}
        fields[name] = said


def written(schema: Schema) -> Schema:
    """Say of a value what may stand there in a document."""
    untyped = {key: value for key, value in schema.items() if key != "type"}
    if schema.get("type") == "boolean":
        return {**untyped, **YES_OR_NO}
    if schema.get("type") == "string" and not schema.keys() & SAYS_MORE:
        return {**untyped, **TEXT}
    if schema.get("type") == "array" and "items" in schema:
        return {**schema, "items": written(schema["items"])}
    if "anyOf" in schema:
        return {
            **schema,
            "anyOf": [each for one in schema["anyOf"] for each in either(written(one))],
        }
    return schema


def either(schema: Schema) -> list[Schema]:
    """Give the schemas of which one is enough, when it is nothing else."""
    one: list[Schema] = schema["anyOf"] if {*schema} <= {"anyOf", "examples"} else [schema]
    return one


def within_time(schema: Schema) -> Schema:
    """Say of a year that it is one."""
    bounds = {"minimum": EARLIEST, "maximum": LATEST}
    years: Schema = {
        "type": "string",
        "pattern": r"^\s*(19|20|21)[0-9]{2}([.,]0+)?\s*$|^\s*2200\s*$",
    }
    return {
        **schema,
        "anyOf": [
            one | bounds if one.get("type") == "integer" else years if "pattern" in one else one
            for one in schema["anyOf"]
        ],
    }
