"""What is asked of a scenario: a resource each, all of one shape."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.admission import admitted
from api.asked import Asked
from api.bodies import JSON, WORKBOOK
from api.counter import QUICK, counter_of
from api.described import body, problems
from api.example import BY_NAME, EXAMPLE, KEYS, PARTIES, PLAN, TOTALS
from api.job import Kind
from api.query import (
    Exploring,
    ExploringQuery,
    Reading,
    ReadingQuery,
    Solving,
    SolvingFully,
    SolvingFullyQuery,
    SolvingQuery,
    allowed_seconds,
    not_of_a_preview,
    not_of_parts,
    refused_query,
)
from api.requests import (
    AlternativesOfScenario,
    ExplanationOfScenario,
    FrontOfScenario,
    KeysForScenario,
    PartiesOfScenario,
    PlanForScenario,
    PlansForScenario,
    PricesOfScenario,
    RoomOfScenario,
)
from api.schemas import (
    Checked,
    Evaluated,
    Explained,
    Explored,
    KeysCompared,
    PlansCompared,
    SolvedRecord,
)
from api.version import routes_at

Examples = Mapping[str, tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something that is asked of a scenario.

    Parameters
    ----------
    path, operation
        Where it is, and what clients call it.
    kind
        Of the job that does it.
    tag, summary, description, answered
        What the documentation says of it, and of its answer.
    asks
        The request; `Asked` alone is a scenario and nothing else, which may be a workbook too.
    said
        What the documentation says of the request.
    examples
        Requests by name, each with what it shows.
    gives
        The answer.
    query
        What may stand in the query.
    """

    path: str
    operation: str
    kind: Kind
    tag: str = "Verkennen"
    summary: str
    description: str
    answered: str = "Wat is gevonden."
    asks: type[Asked]
    said: str = "Een scenario (`scenario`, of `library` met `overrides`), en wat er wordt gevraagd."
    examples: Examples
    gives: type[BaseModel] = Explored
    query: type[Reading] = Exploring


SCENARIO = (
    "Een scenario als één JSON-document, de naam van een meegeleverd scenario met wat er anders "
    "moet, of een Excel-werkmap met dezelfde tabellen."
)
SCENARIOS: Examples = {
    "scenario": ("Een scenario van twee gemeenten", EXAMPLE),
    "library": ("Een meegeleverd scenario, met een andere opgave", BY_NAME),
}


def beside(**asked: Any) -> Examples:
    """Give the example of a request that asks something of two municipalities."""
    return {"example": ("Twee gemeenten", {"scenario": EXAMPLE, **asked})}


RESOURCES = (
    Resource(
        path="/solve",
        operation="postSolve",
        kind="solve",
        tag="Oplossen",
        summary="Zoek het beste programma",
        description="Geeft het beste programma in hele woningen, exact nagerekend, of de reden "
        "dat er "
        "geen is. Een scenario waarvan de afspraken niet samengaan is geen fout: het antwoord is "
        "dan 200 met `status` `infeasible`, de zin die zegt waarom, de afspraken die botsen en wat "
        "er minstens zou moeten wijken. Wie ophangt, breekt het oplossen af. De duur per fase "
        "staat in de kop `Server-Timing`.",
        answered="De uitkomst.",
        asks=Asked,
        said=SCENARIO,
        examples=SCENARIOS,
        gives=SolvedRecord,
        query=SolvingFully,
    ),
    Resource(
        path="/check",
        operation="postCheck",
        kind="check",
        tag="Controleren",
        summary="Controleer een scenario",
        description="Controleert een scenario zonder het op te lossen. Is er een fout, dan is het "
        "antwoord 400 met alle bevindingen; anders 200 met wat verder opviel.",
        answered="Het scenario kan worden opgelost.",
        asks=Asked,
        said=SCENARIO,
        examples=SCENARIOS,
        gives=Checked,
        query=Reading,
    ),
    Resource(
        path="/evaluate",
        operation="postEvaluate",
        kind="evaluate",
        tag="Toetsen",
        summary="Toets een programma aan een scenario",
        description="Rekent elke afspraak en elk doel exact na op een programma, bijvoorbeeld een "
        "onderhandeld programma. Afspraken die het mist zijn geen fout: ze staan in het antwoord.",
        answered="Het programma, nagerekend.",
        asks=PlanForScenario,
        said="Een programma, en het scenario waaraan het wordt getoetst.",
        examples={"plan": ("Een onderhandeld programma", {"scenario": EXAMPLE, "plan": PLAN})},
        gives=Evaluated,
        query=Reading,
    ),
    Resource(
        path="/key-comparisons",
        operation="postKeyComparisons",
        kind="compare_keys",
        tag="Verdeelsleutels",
        summary="Leg verdeelsleutels naast elkaar",
        description="Geeft voor één afspraak met een verdeelsleutel wat elke sleutel voor elke "
        "gemeente betekent: het evenredig aandeel, wat binnen de afspraken mogelijk is, en wat er "
        "overblijft voor reguliere woningzoekenden. De sleutel die geldt staat steeds vooraan. Een "
        "sleutel waarbij geen programma mogelijk is, is geen fout: dat staat bij die sleutel. De "
        "tijd is voor alle sleutels samen.",
        answered="De sleutels naast elkaar.",
        asks=KeysForScenario,
        said="Een scenario, en de verdeelsleutels die worden vergeleken.",
        examples={
            "keys": ("Urgente huishoudens naar drie sleutels", KEYS),
            "library": (
                "Een meegeleverd scenario, zonder programma's te zoeken",
                {
                    "library": "arnhem-nijmegen",
                    "keys": ["households", "vacancies"],
                    "plans": False,
                },
            ),
        },
        gives=KeysCompared,
        query=Solving,
    ),
    Resource(
        path="/comparisons",
        operation="postComparison",
        kind="compare_plans",
        summary="Leg onderhandelde programma's naast het beste",
        description="Geeft van elk programma welke afspraken het mist en hoeveel, het verschil met "
        "het beste programma per gemeente, segment, jaar en afspraak (wat binnen de vrije ruimte "
        "van `least` tot `most` ligt is geen verschil, zegt `judgement`), en de kleinste "
        "wijziging waarmee het alle bindende afspraken nakomt. Een programma mag "
        "onvolledig zijn: totalen per gemeente zijn genoeg. Wat het niet zegt, wordt "
        "ingevuld; wat er dan in het slechtste en in het beste geval van elke afspraak "
        "komt, staat in `completions`. Het beste programma zelf staat in `best`.",
        asks=PlansForScenario,
        examples=beside(plans={"akkoord": PLAN, "totalen": TOTALS}),
        gives=PlansCompared,
    ),
    Resource(
        path="/rooms",
        operation="postRoom",
        kind="room",
        summary="Zoek de ruimte van elke gemeente",
        description="Geeft per gemeente en segment het minste en het meeste aantal woningen in een "
        "programma dat alle bindende afspraken nakomt en waarvan geen doel meer dan "
        "`within` slechter is dan het beste. Elk getal geldt op zichzelf.",
        asks=RoomOfScenario,
        examples=beside(within="5%"),
    ),
    Resource(
        path="/fronts",
        operation="postFront",
        kind="front",
        summary="Zoek wat het ene doel het andere kost",
        description="Geeft de punten waarop twee doelen niet allebei beter kunnen, van het "
        "beste in "
        "het eerste doel tot het beste in het tweede, en waar onderhandelde programma's en het "
        "beste programma staan.",
        asks=FrontOfScenario,
        examples=beside(
            goals=["fair_share:urgent-fair-share", "smooth_years"],
            plans={"akkoord": PLAN},
            best=True,
            points=5,
        ),
    ),
    Resource(
        path="/alternatives",
        operation="postAlternatives",
        kind="alternatives",
        summary="Zoek programma's die bijna net zo goed zijn",
        description="Geeft programma's in hele woningen, exact nagerekend, waarvan geen doel meer "
        "dan `within` slechter is dan in het beste programma en die daar zo veel "
        "mogelijk van verschillen. Niet uitputtend: er kunnen andere zijn.",
        asks=AlternativesOfScenario,
        examples=beside(number=2, within="5%", sparing="GM0202"),
    ),
    Resource(
        path="/explanations",
        operation="postExplanation",
        kind="explanation",
        summary="Leg uit waarom het niet kan, of waarom een getal is wat het is",
        description="Gaan de bindende afspraken niet samen, dan geeft het antwoord de "
        "tegenspraak in "
        "één zin met het bewijs, het kleinste conflict, en minstens drie uitwegen als die er zijn. "
        "Afspraken kunnen onaantastbaar zijn (`untouchable`) of zwaarder wegen (`weights`). Is er "
        "wel een programma, dan legt het antwoord een cel of totaal uit (`cell`): welke eisen het "
        "vasthouden, hoe ver het kan, en wat er met elk doel gebeurt als het verschuift.",
        answered="De uitleg.",
        asks=ExplanationOfScenario,
        examples=beside(cell={"municipality": "GM0202", "segment": "social_rent"}),
        gives=Explained,
        query=Solving,
    ),
    Resource(
        path="/prices",
        operation="postPrices",
        kind="prices",
        summary="Zoek wat elke afspraak kost",
        description="Geeft elk doel met alle afspraken, zonder elke bindende afspraak, en op "
        "verzoek "
        "met haar drempel stap voor stap lager: 30%, 25%, 20%. In delen van woningen, en met "
        "`whole` in hele woningen.",
        answered="De prijs van elke afspraak.",
        asks=PricesOfScenario,
        examples=beside(agreements=["social-rent"], step="5%", steps=2),
    ),
    Resource(
        path="/compromises",
        operation="postCompromises",
        kind="compromise",
        summary="Leg partijen naast elkaar en zoek het programma dat bij allen het dichtst ligt",
        description="Elke partij verandert hetzelfde scenario. Geeft waarover partijen het eens "
        "zijn, "
        "wat niet samen kan, het programma waarin wie het meest inlevert zo weinig mogelijk "
        "inlevert, en wat elke partij vraagt, krijgt en mist. Wat het scenario afspreekt geldt "
        "voor iedereen.",
        answered="Het compromis.",
        asks=PartiesOfScenario,
        examples=beside(parties=PARTIES),
    ),
)
"""All of them, in the order of the documentation."""


def router() -> APIRouter:
    """Give a route for each resource."""
    made = routes_at("", let_in=admitted)
    for resource in RESOURCES:
        made.add_api_route(
            resource.path,
            endpoint(resource),
            methods=["POST"],
            tags=[resource.tag],
            summary=resource.summary,
            description=resource.description,
            operation_id=resource.operation,
            responses={
                200: {"model": resource.gives, "description": resource.answered},
                **problems(400, 408, 413, 415, 500, 503),
            },
            openapi_extra=body(resource.asks, resource.said, resource.examples),
        )
    return made


def endpoint(resource: Resource) -> Callable[..., Awaitable[Response]]:
    """Give what answers a request, by what may stand in its query."""
    types = (JSON, WORKBOOK) if resource.asks is Asked else (JSON,)

    async def read(request: Request, query: ReadingQuery) -> Response:
        return await counter_of(request).serve(request, resource.kind, types, QUICK)

    async def explore(request: Request, query: ExploringQuery) -> Response:
        counter = counter_of(request)
        seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
        return await counter.serve(request, resource.kind, types, seconds)

    async def solve(request: Request, query: SolvingQuery) -> Response:
        counter = counter_of(request)
        seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
        return await counter.serve(request, resource.kind, types, seconds, query.preview)

    async def solve_fully(request: Request, query: SolvingFullyQuery) -> Response:
        counter = counter_of(request)
        seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
        if query.free and query.preview:
            raise refused_query([not_of_a_preview()])
        together = {"preview": query.preview, "free": query.free} if query.by else {}
        if said := [not_of_parts(option) for option, is_asked in together.items() if is_asked]:
            raise refused_query(said)
        tables = tuple(query.tables.split(",")) if query.tables else ()
        return await counter.serve(
            request,
            resource.kind,
            types,
            seconds,
            query.preview,
            free=query.free,
            by=query.by,
            tables=tables,
        )

    by_query: dict[type[Reading], Callable[..., Awaitable[Response]]] = {
        Reading: read,
        Exploring: explore,
        Solving: solve,
        SolvingFully: solve_fully,
    }
    return by_query[resource.query]
