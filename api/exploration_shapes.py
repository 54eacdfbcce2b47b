"""The shapes of explorations, for the documentation; the tests hold answers against them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.asked_explorations import (
    MOST_ALTERNATIVES,
    MOST_PLANS,
    MOST_POINTS,
    MOST_STEPS,
    MOST_WAYS,
)
from api.bodies import JSON
from api.example import EXAMPLE, PLAN
from api.schemas import InfeasibilityRecord, Provenance, Row, Sentence, ShapeRecord
from optimiser.negotiation.positions import LEAST as LEAST_PARTIES
from optimiser.negotiation.positions import MOST as MOST_PARTIES

REF = "#/components/schemas/{model}"

TABLES = (
    "Tabellen met één feit per rij; een tabel zonder rijen ontbreekt. Bij een vergelijking: "
    "`plans`, `missed`, `changes` (de kleinste wijziging), `goals`, `agreements`, "
    "`by_municipality`, `by_segment`, `by_year` en `completions`. Bij de ruimte: `room`. Bij een "
    "front: `front`. Bij alternatieven: `alternatives`, `dwellings` (waar niets wordt gebouwd "
    "`households`, of `places`) en `goals`. Bij een uitleg: "
    "`conflict`, `certificate` en `ways_out`, of `binding`, `limits` en `effects`. Bij prijzen: "
    "`prices`. Bij een compromis: `concessions`, `claims`, `agreements`, `pairs`, `conflict`, "
    "`ways_out`, `crossed`, `dwellings`, `goals` en `new_build`. Bij die drie ook "
    "`assumptions`: de kolommen die een aanname zijn."
)

NAMES = {"type": "array", "items": {"type": "string"}}

WITHIN = {
    "type": "string",
    "default": "1%",
    "description": "Hoeveel elk doel slechter mag zijn dan het beste.",
}


class ExplorationProvenance(Provenance):
    """Where an exploration comes from."""

    highs: str = Field(description="Versie van HiGHS.")
    options: dict[str, Any] = Field(description="Wat is gevraagd.")


class Explored(ShapeRecord):
    """What was found."""

    scenario: str
    sentences: list[Sentence] = Field(description="Wat is gevonden, in zinnen.")
    tables: dict[str, list[Row]] = Field(description=TABLES)
    provenance: ExplorationProvenance


class ExplainedTotal(ShapeRecord):
    """The cell or total that was explained."""

    text: Sentence
    value: float = Field(description="Wat het is in het programma.")
    unit: str


class Explained(Explored):
    """Why there is no plan, or why a total in it is what it is."""

    status: Literal[
        "optimal",
        "feasible",
        "infeasible",
        "infeasible_in_whole_dwellings",
        "time_limit_without_plan",
    ]
    status_text: str
    infeasibility: InfeasibilityRecord | None = Field(
        description="Waarom het niet kan; anders leeg."
    )
    total: ExplainedTotal | None = Field(description="Wat is uitgelegd, als daarnaar is gevraagd.")


def plan_schema() -> dict[str, Any]:
    """Document a plan, complete or not."""
    rows = {"type": "array", "items": {"type": "object"}}
    return {
        "type": "object",
        "description": "De tabellen `new_build` (ook: `newBuild`) en `housed`. Kolommen mogen "
        "ontbreken, behalve de gemeente en het aantal.",
        "properties": {"newBuild": rows, "new_build": rows, "housed": rows},
    }


def fields() -> dict[str, dict[str, Any]]:
    """Document what each kind of request says besides its scenario."""
    return {
        "compare_plans": {
            "plans": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": MOST_PLANS,
                "additionalProperties": plan_schema(),
                "description": "De programma's, elk met een naam.",
            },
            "all": {
                "type": "boolean",
                "default": False,
                "description": "Of ook rijen zonder verschil worden gegeven.",
            },
        },
        "room": {"within": WITHIN},
        "front": {
            "goals": {
                "type": "array",
                "minItems": 2,
                "maxItems": 2,
                "items": {"type": "string"},
                "description": "Twee doelen van het scenario, zoals `nearness:bids`; van het "
                "tekort één prioriteit, `shortfall:1`.",
            },
            "points": {"type": "integer", "minimum": 2, "maximum": MOST_POINTS, "default": 20},
            "plan": plan_schema(),
        },
        "alternatives": {
            "number": {
                "type": "integer",
                "minimum": 1,
                "maximum": MOST_ALTERNATIVES,
                "default": 3,
            },
            "within": WITHIN,
            "sparing": {
                "type": "string",
                "description": "De gemeente (code) waar zo weinig mogelijk wordt gebouwd.",
            },
        },
        "explanation": {
            "cell": {
                "type": "object",
                "additionalProperties": {"type": ["string", "integer"]},
                "description": "De cel of het totaal: `municipality` (code of naam), `segment`, "
                "`year`, `form`, `group`, `facility`, `pool` of `quantity`. Meer van één soort met "
                "een plus ertussen. Wat ontbreekt telt helemaal mee.",
            },
            "ways": {"type": "integer", "minimum": 1, "maximum": MOST_WAYS, "default": 3},
            "untouchable": {
                **NAMES,
                "description": "Afspraken (of `capacity`) die niets mogen toegeven.",
            },
            "weights": {
                "type": "object",
                "additionalProperties": {"type": ["number", "string"]},
                "description": "Hoe zwaar telt wat een afspraak toegeeft; anders 1.",
            },
        },
        "prices": {
            "agreements": {**NAMES, "description": "Welke bindende afspraken; anders alle."},
            "step": {
                "type": "string",
                "description": "Hoeveel lager elke stap is: procentpunten van een aandeel, of dat "
                "deel van een aantal.",
            },
            "steps": {"type": "integer", "minimum": 1, "maximum": MOST_STEPS, "default": 4},
            "whole": {"type": "boolean", "default": False, "description": "In hele woningen."},
        },
        "compromise": {
            "parties": {
                "type": "object",
                "minProperties": LEAST_PARTIES,
                "maxProperties": MOST_PARTIES,
                "additionalProperties": {"type": "object"},
                "description": "De partijen bij hun naam, elk met wat zij anders wil: een "
                "scenario-document dat op `id` over het scenario ligt. De gegevens van de regio "
                "zijn voor alle partijen dezelfde.",
            },
            "negotiable": {
                **NAMES,
                "description": "Afspraken die op tafel liggen: ze gelden alleen voor zover "
                "partijen erom vragen.",
            },
        },
    }


REQUIRED = {"compare_plans": ["plans"], "front": ["goals"], "compromise": ["parties"]}

EXAMPLES: dict[str, dict[str, Any]] = {
    "compare_plans": {
        "plans": {
            "akkoord": PLAN,
            "totalen": {
                "newBuild": [
                    {"municipality": "GM0202", "dwellings": 450},
                    {"municipality": "GM0275", "dwellings": 150},
                ]
            },
        }
    },
    "room": {"within": "5%"},
    "front": {"goals": ["fair_share:urgent-fair-share", "smooth_years"], "plan": PLAN, "points": 5},
    "alternatives": {"number": 2, "within": "5%", "sparing": "GM0202"},
    "explanation": {"cell": {"municipality": "GM0202", "segment": "social_rent"}},
    "prices": {"agreements": ["social-rent"], "step": "5%", "steps": 2},
    "compromise": {
        "parties": {
            "corporatie": {"agreements": [{"id": "social-rent", "at_least": "60%"}]},
            "bouwer": {
                "agreements": [
                    {
                        "id": "market",
                        "kind": "share",
                        "measure": {"quantity": "new_build", "segments": ["market"]},
                        "of": {"quantity": "new_build"},
                        "at_least": "60%",
                    }
                ]
            },
        }
    },
}
"""A request of each kind, beside `EXAMPLE`."""


def exploration_body(kind: str) -> dict[str, Any]:
    """Document a body with a scenario and what is asked of it."""
    schema = {
        "type": "object",
        "required": REQUIRED.get(kind, []),
        "additionalProperties": False,
        "properties": {
            "scenario": {"$ref": REF.format(model="Scenario")},
            "library": {"type": "string"},
            "overrides": {"type": "object"},
            **fields()[kind],
        },
    }
    return {
        "requestBody": {
            "required": True,
            "description": "Een scenario (`scenario`, of `library` met `overrides`), en wat er "
            "wordt gevraagd.",
            "content": {
                JSON: {
                    "schema": schema,
                    "examples": {
                        "example": {
                            "summary": "Twee gemeenten",
                            "value": {"scenario": EXAMPLE, **EXAMPLES[kind]},
                        }
                    },
                }
            },
        }
    }
