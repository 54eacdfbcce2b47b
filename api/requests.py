"""The requests: what each kind asks of its scenario.

The service reads with these models, and OpenAPI is generated from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_validator,
)

from api import expected, parsed
from api.asked import Asked, about_scenario
from api.parsed import MOST_KEYS
from api.problems import INVALID_KEYS, INVALID_PLAN, INVALID_SCENARIO
from models.agreements import FairShare
from models.negotiated import Negotiated
from models.number_fields import Ratio, number_schema
from models.numbers import parse_number
from models.plan import Plan
from models.scenario import Scenario
from models.values import as_whole, reading
from optimiser.explore import MOST_ALTERNATIVES
from optimiser.negotiation.positions import LEAST as LEAST_PARTIES
from optimiser.negotiation.positions import MOST as MOST_PARTIES
from scenarios.plan_records import TABLES

MOST_PLANS, MOST_STEPS = 20, 20
MOST_WAYS, MOST_POINTS = 10, 100
"""Each takes a solve or so of its own."""

ROWS: dict[str, Any] = {"type": "array", "items": {"type": "object"}}

TABLE_NAMES = (*parsed.PLAN_TABLES, *TABLES)

GivenTables = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "properties": dict.fromkeys(TABLE_NAMES, ROWS),
            "anyOf": [
                {"required": [name], "properties": {name: {"type": "array", "minItems": 1}}}
                for name in TABLE_NAMES
            ],
        }
    ),
]
"""A plan's tables as JSON has them: any of them, with a row."""

TwoNames = Annotated[
    Any,
    WithJsonSchema(
        {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "uniqueItems": True,
            "items": {"type": "string"},
        },
    ),
]
MunicipalityName = Annotated[Any, WithJsonSchema({"type": "string"})]
Identifiers = list[Annotated[str, WithJsonSchema({"type": "string", "minLength": 1})]]
ByName = dict[str, str | int | float]
WHOLE = BeforeValidator(as_whole)
"""Reads a whole number as JSON has it, which knows no difference between 2 and 2.0."""

Flag = Annotated[bool, expected.YES_OR_NO]
Within = Annotated[Ratio, Field(description="Hoeveel elk doel slechter mag zijn dan het beste.")]

StepSize = Annotated[
    Fraction,
    BeforeValidator(reading(parsed.parse_step)),
    number_schema("number", "5%", above=0, most=1, percent=True),
]

Positive = Annotated[
    Fraction, BeforeValidator(reading(parse_number)), number_schema("number", 2, "1/3", above=0)
]


class PlanForScenario(Asked):
    """A plan that is held against its scenario."""

    plan: Annotated[Plan, about_scenario(GivenTables, parsed.plan, INVALID_PLAN), expected.PLAN] = (
        Field(
            description="De tabellen `new_build` (ook: `newBuild`) en `housed`, zoals een uitkomst "
            "ze geeft. Wat niet wordt genoemd is nul."
        )
    )


class PlansForScenario(Asked):
    """Negotiated plans that are held beside the best one."""

    plans: Annotated[
        dict[str, Negotiated],
        about_scenario(
            Annotated[dict[str, GivenTables], Field(min_length=1, max_length=MOST_PLANS)],
            parsed.plans,
            INVALID_PLAN,
        ),
        expected.plans(MOST_PLANS),
    ] = Field(
        description="De programma's, elk met een naam: hun tabellen `new_build` (ook: `newBuild`) "
        "en `housed`. Kolommen mogen ontbreken, behalve de gemeente en het aantal."
    )
    all: Flag = Field(default=False, description="Of ook rijen zonder verschil worden gegeven.")


class RoomOfScenario(Asked):
    """The room of each municipality."""

    within: Within = Field(default="1%", validate_default=True)


class FrontOfScenario(Asked):
    """The front between two goals."""

    model_config = ConfigDict(json_schema_extra={"required": ["goals"]})

    goals: Annotated[tuple[str, str], about_scenario(TwoNames, parsed.two_goals)] = Field(
        default=None,
        validate_default=True,
        description="Twee doelen van het scenario, zoals `nearness:bids`; van het tekort één "
        "prioriteit, `shortfall:1`.",
    )
    points: Annotated[int, Field(ge=2, le=MOST_POINTS), WHOLE, expected.between(2, MOST_POINTS)] = (
        20
    )
    plans: Annotated[
        dict[str, Negotiated],
        about_scenario(
            Annotated[dict[str, GivenTables], Field(max_length=MOST_PLANS)],
            parsed.plans,
            INVALID_PLAN,
        ),
        expected.plans(MOST_PLANS),
    ] = Field(
        default={},
        description="Programma's die als punt naast het front staan, elk met een naam: hun "
        "tabellen `new_build` (ook: `newBuild`) en `housed`. Kolommen mogen ontbreken, behalve de "
        "gemeente en het aantal.",
    )
    best: Flag = Field(
        default=False, description="Of ook het beste programma in hele woningen een punt is."
    )


class AlternativesOfScenario(Asked):
    """Plans that are nearly as good as the best one."""

    number: Annotated[
        int, Field(ge=1, le=MOST_ALTERNATIVES), WHOLE, expected.between(1, MOST_ALTERNATIVES)
    ] = 3
    within: Within = Field(default="1%", validate_default=True)
    sparing: Annotated[str, about_scenario(MunicipalityName, parsed.municipality_in("sparing"))] = (
        Field(default="", description="De gemeente (code) waar zo weinig mogelijk wordt gebouwd.")
    )


class ExplanationOfScenario(Asked):
    """Why there is no plan, or why a number in it is what it is."""

    cell: Annotated[
        Mapping[str, object] | None,
        about_scenario(ByName | None, parsed.known_total),
        expected.BY_NAME,
    ] = Field(
        default=None,
        description="De cel of het totaal: `municipality` (code of naam), `segment`, `year`, "
        "`form`, `group`, `facility`, `pool` of `quantity`. Meer van één soort met een plus "
        "ertussen. Wat ontbreekt telt helemaal mee.",
    )
    plan: Annotated[
        Plan | None, about_scenario(GivenTables, parsed.plan, INVALID_PLAN), expected.PLAN
    ] = Field(
        default=None,
        description="Het programma in hele woningen dat wordt uitgelegd, als dat er al is: dan "
        "wordt er geen gezocht. De tabellen `new_build` (ook: `newBuild`) en `housed`, zoals een "
        "uitkomst ze geeft.",
    )
    moved: Flag = Field(
        default=True,
        description="Of ook wordt uitgezocht wat er met de doelen gebeurt als het getal "
        "verschuift: dat kost de meeste tijd.",
    )
    free: Annotated[str, about_scenario(MunicipalityName, parsed.municipality_in("free"))] = Field(
        default="",
        description="De gemeente (code) waarvan bij elk getal wordt gezocht waartussen het mag "
        "liggen zonder dat een doel slechter wordt (`free_ranges`).",
    )
    ways: Annotated[int, Field(ge=1, le=MOST_WAYS), WHOLE, expected.between(1, MOST_WAYS)] = 3
    untouchable: Annotated[
        frozenset[str], about_scenario(Identifiers, parsed.untouchable), expected.NAMES
    ] = Field(
        default=frozenset(), description="Afspraken (of `capacity`) die niets mogen toegeven."
    )
    weights: Annotated[
        Mapping[str, Fraction],
        about_scenario(dict[str, Positive] | None, parsed.weights),
        expected.BY_NAME,
    ] = Field(default={}, description="Hoe zwaar telt wat een afspraak toegeeft; anders 1.")


class PricesOfScenario(Asked):
    """What agreements cost."""

    agreements: Annotated[
        tuple[str, ...], about_scenario(Identifiers, parsed.priced), expected.NAMES
    ] = Field(default=(), description="Welke bindende afspraken; anders alle.")
    step: StepSize | None = Field(
        default=None,
        description="Hoeveel lager elke stap is: procentpunten van een aandeel, of dat deel van "
        "een aantal.",
    )
    steps: Annotated[int, Field(ge=1, le=MOST_STEPS), WHOLE, expected.between(1, MOST_STEPS)] = 4
    whole: Flag = Field(default=False, description="In hele woningen.")


class PartiesOfScenario(Asked):
    """Parties at one table."""

    parties: Annotated[
        dict[str, Scenario],
        about_scenario(
            Annotated[
                dict[str, dict[str, Any]],
                Field(min_length=LEAST_PARTIES, max_length=MOST_PARTIES),
            ],
            parsed.parties,
            INVALID_SCENARIO,
        ),
        expected.parties(LEAST_PARTIES, MOST_PARTIES),
    ] = Field(
        description="De partijen bij hun naam, elk met wat zij anders wil: een scenario-document "
        "dat op `id` over het scenario ligt. De gegevens van de regio zijn voor alle partijen "
        "dezelfde."
    )
    negotiable: Annotated[
        tuple[str, ...], about_scenario(Identifiers, parsed.on_the_table), expected.NAMES
    ] = Field(
        default=[],
        validate_default=True,
        description="Afspraken die op tafel liggen: ze gelden alleen voor zover partijen erom "
        "vragen.",
    )


class KeysForScenario(Asked):
    """Keys that are compared."""

    agreement: Annotated[
        FairShare, about_scenario(str | None, parsed.keyed, INVALID_KEYS), expected.AGREEMENT
    ] = Field(
        default=None,
        validate_default=True,
        description="De `id` van een afspraak van de soort `fair_share`. Mag weg als er maar één "
        "is.",
    )
    keys: Annotated[
        tuple[str, ...],
        about_scenario(
            Annotated[Identifiers, Field(min_length=1, json_schema_extra={"maxItems": MOST_KEYS})],
            parsed.keys,
            INVALID_KEYS,
        ),
        expected.KEYS,
    ] = Field(
        description="Sleutels van het scenario, cijfers van de gemeenten (`households`), of een "
        "mengsel ervan (`inhabitants=50%,stock=50%`)."
    )
    plans: Flag = Field(
        default=True, description="Of bij elke sleutel het beste programma wordt gezocht."
    )


class BatchOfScenario(Asked):
    """Variants of a scenario."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["vary"], "properties": {"vary": {"minProperties": 1}}},
                {"required": ["variants"], "properties": {"variants": {"minItems": 1}}},
            ]
        }
    )

    vary: Annotated[
        dict[str, Annotated[list[Any], Field(json_schema_extra={"minItems": 1})]],
        expected.VALUES_BY_PATH,
    ] = Field(
        default={},
        description="Waarden per pad, zoals `agreements.social-rent.at_least`; elke combinatie "
        "is een variant.",
    )
    variants: Annotated[
        list[Annotated[dict[str, Any], Field(min_length=1)]],
        AfterValidator(parsed.any_variant),
        expected.VARIANTS,
    ] = Field(
        default=[],
        validate_default=True,
        description="Per variant de waarden per pad; `variant` is haar naam.",
    )

    gap: Ratio = Field(
        default="0",
        validate_default=True,
        description="Hoe ver van het beste goed genoeg is, bijvoorbeeld `1%`.",
    )
    tables: Annotated[
        tuple[str, ...], about_scenario(list[str], parsed.result_tables), expected.NAMES
    ] = Field(
        default=(), description="Tabellen van elke uitkomst die ook worden bewaard: `totals`."
    )
    time_limit: Annotated[float | None, Field(gt=0, allow_inf_nan=False), expected.SECONDS] = Field(
        default=None,
        alias="timeLimit",
        description="Seconden per variant; hoogstens wat de dienst voor een verzoek toestaat.",
    )

    @field_validator("scenario")
    @classmethod
    def _usable(cls, scenario: Scenario) -> Scenario:
        """Leave that to each variant: it may be usable where the scenario itself is not."""
        return scenario
