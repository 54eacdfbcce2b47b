"""The OpenAPI document: FastAPI's own, put right where the NL API Design Rules ask for more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from json import dumps
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, create_model

from api import requests
from api.asked import Asked, LibraryScenario
from api.described import REF, silence
from api.headers import API_VERSION
from api.scenario_schema import describe_scenario
from api.schemas import ProblemShape
from api.settings import Settings
from models.scenario import Scenario

PREFIX = "/v1"

INTRODUCTION = """\
Woonsleutel verdeelt de woningbouwopgave van een regio over haar gemeenten: het beste programma in
hele woningen, exact nagerekend, en als het niet kan de reden.

Sleutels van antwoorden zijn in camelCase; de rijen van tabellen houden de kolomnamen van de
CSV-bestanden. Getallen zijn exact: gehele getallen zijn geheel, andere zijn de decimale breuk die
er het dichtst bij ligt. Zinnen zijn er in het Nederlands en het Engels. Elke fout is
`application/problem+json` (RFC 9457) en noemt alles wat er mis is.
"""

TAGS = {
    "Oplossen": "Van een scenario naar een programma.",
    "Controleren": "Bevindingen over een scenario.",
    "Toetsen": "Een programma naast een scenario leggen.",
    "Verdeelsleutels": "Wat elke sleutel voor elke gemeente betekent.",
    "Reeksen": "Veel varianten van een scenario, terwijl niemand wacht.",
    "Dossiers": "Wat een regio inbrengt en wat daaruit kwam, bewaard met wie wat deed.",
    "Verkennen": "Wat er nog meer kan, en wat een onderhandeld programma mist.",
    "Scenario's": "De meegeleverde scenario's.",
    "Gezondheid": "Voor wie de dienst beheert.",
}

HEADER_DESCRIPTIONS = {
    "API-Version": "De versie van deze koppeling (semver).",
    "Content-Language": "De taal van de zinnen voor één taal: `nl` of `en`.",
    "Server-Timing": "De duur van elke fase, in milliseconden.",
    "ETag": "Waaraan te herkennen is hoe het nu is.",
    "Location": "Waar het te vinden of te volgen is.",
    "Link": "De andere bladzijden (RFC 8288).",
    "Retry-After": "Na zoveel seconden is er weer kans.",
}


IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "De `ETag`s die u hebt: is het nog zoals een daarvan, dan volgt 304.",
    "schema": {"type": "string"},
}


def document(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """Give the document.

    Parameters
    ----------
    app
        The application.
    settings
        With the address and the contact.
    """
    found = get_openapi(
        title="Woonsleutel",
        version=API_VERSION,
        openapi_version="3.1.0",
        summary="Verdeelt de woningbouwopgave van een regio over haar gemeenten",
        description=INTRODUCTION,
        routes=app.routes,
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        servers=[{"url": settings.url + PREFIX}],
        contact={
            "name": settings.contact_name,
            "url": settings.contact_url,
            "email": settings.contact_email,
        },
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    )
    found["paths"] = {
        path.removeprefix(PREFIX): operations for path, operations in found["paths"].items()
    }
    add_schemas(found["components"]["schemas"], dumps(found["paths"]))
    for operation in operations_of(found):
        finish(operation, settings)
    found["components"]["headers"] = {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in HEADER_DESCRIPTIONS.items()
    }
    found["components"]["headers"]["API-Version"]["example"] = API_VERSION
    return found


def operations_of(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give every operation."""
    for operations in found["paths"].values():
        yield from operations.values()


def finish(operation: dict[str, Any], settings: Settings) -> None:
    """Take out what FastAPI adds for itself, and name the headers of each answer."""
    # FastAPI documents its own answer to invalid input, which this service never gives.
    operation["responses"].pop("422", None)
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "timeLimit":
            parameter["schema"] = {
                "type": "number",
                "exclusiveMinimum": 0,
                "maximum": settings.time_limit,
            }
        elif parameter["name"] == "language":
            parameter["schema"] = {"type": "string", "enum": ["nl", "en"]}
    if "304" in operation["responses"]:
        operation.setdefault("parameters", []).append(IF_NONE_MATCH)
    for status, response in operation["responses"].items():
        names = ["API-Version", "Content-Language"]
        if "requestBody" in operation and status == "200" and "Dossiers" not in operation["tags"]:
            names.append("Server-Timing")
        if status in ("200", "304") and "304" in operation["responses"]:
            names.append("ETag")
        if status in ("201", "202"):
            names.append("Location")
        if status == "200" and "pageSize" in {p["name"] for p in operation.get("parameters", ())}:
            names.append("Link")
        if status == "503":
            names.append("Retry-After")
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def add_schemas(schemas: dict[str, Any], paths: str) -> None:
    """Add the shapes that no route returns as such, and leave out what is said for developers."""
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    asking: dict[str, type[BaseModel]] = {
        kind.__name__: kind
        for kind in vars(requests).values()
        if isinstance(kind, type)
        and issubclass(kind, Asked)
        and dumps(REF.format(model=kind.__name__)) in paths
    }
    told: dict[str, type[BaseModel]] = {"Problem": ProblemShape, "Scenario": Scenario}
    add(schemas, told | {"LibraryScenario": LibraryScenario} | asking)
    for name in asking:
        # A scenario is given or named, and only what is named is changed beside it.
        schemas[name] |= {
            "oneOf": [{"required": ["scenario"]}, {"required": ["library"]}],
            "dependentRequired": {"overrides": ["library"]},
        }
    for schema in schemas.values():
        silence(schema)
    describe_scenario(schemas)


def add(schemas: dict[str, Any], shapes: Mapping[str, type[BaseModel]]) -> None:
    """Add the schemas of models by their names in the document, and those that they refer to."""
    # Together: each by itself describes once more what they share, which is nearly all of it.
    fields: dict[str, Any] = {name: (shape, ...) for name, shape in shapes.items()}
    found = create_model("Shapes", **fields).model_json_schema(ref_template=REF)["$defs"]
    own = {name: found.pop(shape.__name__) for name, shape in shapes.items()}
    schemas |= found | schemas | own
