"""What OpenAPI says of requests and of the problems that a call may give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.asked import Asked
from api.bodies import JSON, WORKBOOK
from api.problems import MEDIA_TYPE, NOT_ACCEPTABLE, PROBLEMS

REF = "#/components/schemas/{model}"

DESCRIPTIONS = {
    400: "Het verzoek, het scenario of het programma kan niet worden gebruikt; met alle fouten.",
    401: "Het is niet bekend wie u bent.",
    403: "Dit mag u niet: het is van een ander, of dossiers zijn hier alleen vanaf de computer "
    "zelf te bereiken.",
    404: "Dit is er niet.",
    406: "Wat hier wordt gegeven staat niet onder wat de kop `Accept` toelaat.",
    408: "Het verzoek kwam te langzaam binnen.",
    409: "Een ander sloeg ondertussen iets op, met beide versies en wat er verschilt; of met deze "
    "sleutel is iets anders gemaakt.",
    412: "Dit is ondertussen veranderd.",
    413: "Het verzoek is te groot, of vraagt meer geheugen of tijd dan er is.",
    415: "De inhoud is van een soort die hier niet wordt gelezen.",
    429: "U vraagt te vaak: probeer het na `Retry-After` seconden opnieuw.",
    500: "Er ging iets mis aan onze kant.",
    503: "Te druk, of de dienst wordt gestopt: probeer het na `Retry-After` seconden opnieuw.",
    507: "De opslag is vol; er is niets bewaard.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document the problems that a call may give."""
    return {
        status: {
            "description": DESCRIPTIONS[status],
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {
                        problem.code: {
                            "value": {
                                "type": problem.type,
                                "title": problem.title.render("nl"),
                                "status": status,
                                "detail": problem.title.render("nl") + ".",
                            }
                        }
                        for problem in PROBLEMS
                        if problem.status == status
                    },
                }
            },
        }
        for status in sorted({*statuses, NOT_ACCEPTABLE.status})
    }


def body(
    asks: type[Asked], said: str, examples: Mapping[str, tuple[str, Mapping[str, Any]]]
) -> dict[str, Any]:
    """Document a request.

    Parameters
    ----------
    asks
        What it asks; `Asked` alone is a scenario and nothing else, which may be a workbook too.
    said
        What it is.
    examples
        Requests by name, each with what it shows.
    """
    names = ("Scenario", "LibraryScenario") if asks is Asked else (asks.__name__,)
    schemas = [{"$ref": REF.format(model=name)} for name in names]
    content: dict[str, Any] = {
        JSON: {
            "schema": {"oneOf": schemas} if len(schemas) > 1 else schemas[0],
            "examples": {
                name: {"summary": summary, "value": value}
                for name, (summary, value) in examples.items()
            },
        }
    }
    if asks is Asked:
        content[WORKBOOK] = {"schema": {"type": "string", "format": "binary"}}
    return {"requestBody": {"required": True, "description": said, "content": content}}


def silence(schema: dict[str, Any]) -> None:
    """Leave out docstrings and generated titles: the documentation is in Dutch."""
    schema.pop("description", None)
    schema.pop("title", None)
    for field in schema.get("properties", {}).values():
        field.pop("title", None)
        if field.get("default", 0) is None and {"type": "null"} not in field.get("anyOf", ()):
            # It may be left out, and may not be nothing.
            del field["default"]
