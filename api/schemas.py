"""The shapes of answers, for the documentation; the tests hold answers against them.

Answers come from the workers as JSON already, so nothing is validated or written twice.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

JsonRow = dict[str, str | int | float | bool | None]

TABLES = (
    "Tabellen met één feit per rij; de kolommen heten zoals in de CSV-bestanden. `totals` woningen "
    "per gemeente en segment (de regio heeft een lege gemeente), `free_ranges` (als erom is "
    "gevraagd) tussen welk minste en meeste elk getal mag liggen, `new_build` en `housed` het "
    "programma, "
    "`requirements` elke eis met links, rechts, speling en of hij is nagekomen, `goals` "
    "de doelen, `fair_shares` en `spreads` de evenredigheid, `fairness_steps` hoe die tot stand "
    "kwam, `conflict` en `certificate` waarom het niet kan, met het bewijs in exacte getallen, "
    "`ways_out` wat er zou moeten wijken (elke `way` is op zichzelf genoeg), `assumptions` de "
    "kolommen die een aanname zijn. Een tabel zonder rijen ontbreekt."
)

KEY_TABLES = (
    "Tabellen met één feit per rij. `keys` de sleutels, hoeveel er naar een andere gemeente gaat "
    "dan bij de sleutel die geldt, en hoe ver het beste programma ervan af blijft; `weights` de "
    "gewichten; `fair_shares` het evenredig aandeel, ook in hele eenheden, en wat het programma "
    "toewijst; `spreads` de evenredigheid per jaar; `regular_seekers` wat er overblijft voor "
    "reguliere woningzoekenden. Zonder jaar gaat het over alle jaren samen, zonder gemeente over "
    "de regio. Een tabel zonder rijen ontbreekt."
)


EXPLORED_TABLES = (
    "Tabellen met één feit per rij; een tabel zonder rijen ontbreekt. Bij een vergelijking: "
    "`plans`, `missed`, `changes` (de kleinste wijziging), `goals`, `agreements`, "
    "`by_municipality`, `by_municipality_and_segment`, `by_segment`, `by_year` en "
    "`completions`. Bij de ruimte: `room`. Bij een "
    "front: `front`. Bij alternatieven: `alternatives`, `dwellings` (waar niets wordt gebouwd "
    "`households`, of `places`) en `goals`. Bij een uitleg: "
    "`conflict`, `certificate` en `ways_out`, of `binding`, `limits` en `effects`. Bij prijzen: "
    "`prices`. Bij een compromis: `concessions`, `claims`, `agreements`, `pairs`, `conflict`, "
    "`ways_out`, `crossed`, `dwellings`, `goals` en `new_build`. Bij die drie ook "
    "`assumptions`: de kolommen die een aanname zijn."
)


class ShapeRecord(BaseModel):
    """What all shapes have in common: they say everything there is."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)


class Sentence(ShapeRecord):
    """A sentence in both languages."""

    nl: str
    en: str


class FindingShape(ShapeRecord):
    """Something that was found in a scenario or a plan."""

    code: str = Field(description="Vaste code, bijvoorbeeld `ambiguous-number`.")
    severity: Literal["error", "warning", "note"]
    text: Sentence
    file: str | None = Field(description="Het bestand, de tabel of het deel van het verzoek.")
    row: int | None = Field(description="De rij, vanaf 1.")
    column: str | None = Field(description="De kolom, of het pad van de sleutel.")
    cell: str | None = Field(
        description="De cel van een werkblad (B7); bij een wijziging de sleutel van de rij."
    )


class ErrorShape(FindingShape):
    """One error in a problem."""

    in_: Literal["body", "query"] = Field(alias="in")
    detail: str = Field(description="De tekst in de taal van de lezer.")


class ProblemShape(ShapeRecord):
    """A problem (RFC 9457)."""

    type: str = Field(description="Soort probleem; een vaste URI, die niet kan worden opgezocht.")
    title: str
    status: int
    detail: str
    errors: list[ErrorShape] = Field(
        default=[], description="Alles wat er mis is, niet alleen het eerste."
    )
    latest: dict[str, Any] = Field(
        default={}, description="Bij `version-conflict`: de versie die een ander opsloeg."
    )
    theirs: dict[str, Any] = Field(default={}, description="Het scenario in die versie.")
    yours: dict[str, Any] = Field(default={}, description="Het scenario dat niet is opgeslagen.")
    differences: list[dict[str, Any]] = Field(
        default=[],
        description="Waarin zij verschillen: het pad (`path`), en wat er staat (`theirs`, "
        "`yours`).",
    )


class OptionsRecord(ShapeRecord):
    """With what a scenario was solved."""

    preview: bool
    time_limit: float | None
    gap: float
    free: bool = False
    by: str = Field(
        default="", description="De soort gebied waarnaar deel voor deel is opgelost; leeg: niet."
    )


class Provenance(ShapeRecord):
    """Where an answer comes from."""

    scenario_hash: str = Field(description="SHA-256 van wat het scenario zegt.")
    woonsleutel: str = Field(description="Versie van de programmatuur.")


class SolveProvenance(Provenance):
    """Where a solve's answer comes from."""

    highs: str = Field(description="Versie van HiGHS.")
    options: OptionsRecord


class WayOutShape(ShapeRecord):
    """One way out; what it asks of each requirement is in the table `ways_out`."""

    way: int
    bestIn: list[Literal["least_in_all", "fewest_agreements", "most_evenly_spread"]] = Field(
        description="Waarin geen andere beter is, als code: in totaal het minst, de minste "
        "afspraken, of het meest gespreid (wie het meest toegeeft, geeft zo min mogelijk toe)."
    )
    sentence: Sentence
    cost: float = Field(description="Alles wat er wijkt, met het gewicht van elke afspraak.")
    proven: bool = Field(description="Bewezen is dat het in zijn soort niet goedkoper kan.")
    verified: bool = Field(
        description="Met wat er wijkt is in hele woningen een programma gevonden en nagerekend; "
        "alleen als daar geen tijd voor was niet."
    )


class InfeasibilityRecord(ShapeRecord):
    """Why there is no plan."""

    sentence: Sentence = Field(
        description="De grootste tegenspraak in één zin, met exacte getallen."
    )
    others: list[Sentence] = Field(description="Andere tegenspraken, die los daarvan staan.")
    allFound: bool = Field(description="Er zijn geen andere tegenspraken.")
    minimal: bool = Field(description="Geen afspraak kan uit het conflict worden gemist.")
    fewest: bool = Field(description="Geen conflict heeft minder afspraken.")
    verified: bool = Field(
        description="Elke uitweg is opnieuw opgelost: al het andere kan dan worden nagekomen."
    )
    waysOut: list[WayOutShape] = Field(
        description="Wat er zou moeten wijken; elk is op zichzelf genoeg, de goedkoopste eerst."
    )
    otherWaysOut: Sentence = Field(description="Of er nog andere uitwegen zijn.")


class SolvedRecord(ShapeRecord):
    """What a solve gives."""

    scenario: str
    status: Literal[
        "optimal",
        "feasible",
        "infeasible",
        "infeasible_in_whole_dwellings",
        "time_limit_without_plan",
    ]
    status_text: str
    summary: list[Sentence] = Field(description="Wat er van kwam, het belangrijkste eerst.")
    preview: bool
    keeps_all_binding_agreements: bool
    siting_gap: float | None = Field(
        description="Bewezen relatieve afstand tot de beste keuze van locaties en opties."
    )
    within: int | None = Field(
        description="Binnen zoveel woningen ligt elke uitkomst van de exact evenredige."
    )
    explanations: dict[str, Sentence] = Field(
        description="Per doel waardoor het in hele getallen anders is, en wat er is bewezen."
    )
    infeasibility: InfeasibilityRecord | None
    findings: list[FindingShape]
    tables: dict[str, list[JsonRow]] = Field(description=TABLES)
    provenance: SolveProvenance


class Checked(ShapeRecord):
    """What a check says of a scenario that can be solved."""

    scenario: str
    valid: Literal[True]
    findings: list[FindingShape]
    provenance: Provenance


class Evaluated(ShapeRecord):
    """A plan held against a scenario."""

    scenario: str
    sentences: list[Sentence] = Field(description="Wat het mist, of dat het alles nakomt.")
    keeps_all_binding_agreements: bool
    missed: list[Sentence] = Field(description="De bindende eisen die het programma mist.")
    findings: list[FindingShape]
    tables: dict[str, list[JsonRow]] = Field(description=TABLES)
    provenance: Provenance


class ComparisonOptions(ShapeRecord):
    """With what keys were compared."""

    plans: bool
    preview: bool
    timeLimit: float | None


class ComparisonProvenance(Provenance):
    """Where a comparison comes from."""

    highs: str | None = Field(description="Versie van HiGHS, als er programma's zijn gezocht.")
    options: ComparisonOptions


class KeysCompared(ShapeRecord):
    """Several keys side by side."""

    scenario: str
    sentences: list[Sentence] = Field(description="Of er bij elke sleutel een programma is.")
    agreement: str
    keyInForce: str
    unit: str = Field(description="Waarin wordt geteld: `households` of `dwellings`.")
    findings: list[FindingShape]
    tables: dict[str, list[JsonRow]] = Field(description=KEY_TABLES)
    provenance: ComparisonProvenance


class ExplorationProvenance(Provenance):
    """Where an exploration comes from."""

    highs: str = Field(description="Versie van HiGHS.")
    options: dict[str, Any] = Field(description="Wat is gevraagd.")


class Explored(ShapeRecord):
    """What was found."""

    scenario: str
    sentences: list[Sentence] = Field(description="Wat is gevonden, in zinnen.")
    tables: dict[str, list[JsonRow]] = Field(description=EXPLORED_TABLES)
    provenance: ExplorationProvenance


class PlansCompared(Explored):
    """Negotiated plans beside the best one."""

    best: SolvedRecord = Field(
        description="Het programma waar de andere naast staan, volledig: het beste dat is "
        "gevonden, ook als er vanuit een onderhandeld programma verder is gezocht. Is er geen, dan "
        "het beste na de eerste uitweg, of waarom het niet kan."
    )


class FreeRangeShape(ShapeRecord):
    """Between what a number lies in all plans that are as good."""

    least: int = Field(description="In geen programma dat even goed is is het minder.")
    most: int = Field(description="In geen programma dat even goed is is het meer.")
    forced: bool = Field(description="Of elk programma dat even goed is hetzelfde aantal heeft.")


class ExplainedTotal(ShapeRecord):
    """The cell or total that was explained."""

    text: Sentence
    value: float = Field(description="Wat het is in het programma.")
    unit: str
    free: FreeRangeShape | None = Field(
        description="Waartussen het mag liggen zonder dat een doel slechter wordt; leeg in een "
        "voorvertoning."
    )


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


class JobAnswerShape(BaseModel):
    """What came of a job: any of the other answers."""

    model_config = ConfigDict(extra="allow")

    scenario: str


class ScenarioEntry(ShapeRecord):
    """A shipped scenario, without its figures."""

    id: str
    name: Sentence
    description: Sentence


class ScenarioList(ShapeRecord):
    """The shipped scenarios."""

    scenarios: list[ScenarioEntry]


class Health(ShapeRecord):
    """How the service is."""

    status: Literal["live", "ready"]
