"""The shapes of what is stored, for the documentation; the tests hold answers against them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas import JsonRow, Sentence, ShapeRecord
from dossiers import Confidentiality


class StoredShape(ShapeRecord):
    """What everything that is stored has in common."""

    created_at: datetime
    created_by: str = Field(description="Wie het deed, zoals het verslag die noemt.")


class PageShape(ShapeRecord):
    """A page of a list."""

    page: int
    page_size: int
    total: int = Field(description="Hoeveel er zijn, op alle bladzijden samen.")


class DossierShape(StoredShape):
    """A dossier."""

    id: str
    name: str
    revision: int = Field(description="De hoeveelste naam dit is; ook in de kop `ETag`.")


class DossierPage(PageShape):
    """A page of dossiers."""

    dossiers: list[DossierShape]


class InsideShape(StoredShape):
    """What everything in a dossier has in common."""

    id: str
    dossier: str
    name: str
    party: str | None = Field(description="Van welke partij het is; `null` is de voorzitter.")
    confidentiality: Confidentiality = Field(
        description="Wie het mag zien: de eigen partij, ook de voorzitter, de tafel of iedereen."
    )


class AboutVersionShape(InsideShape):
    """What everything about a version of a scenario has in common."""

    scenario: str
    version: int


class AskedShape(AboutVersionShape):
    """What was asked about a version of a scenario."""

    kind: str
    sources: list[dict[str, Any]] = Field(
        description="Waar het nog meer iets over vertelt: versies van scenario's, en programma's."
    )


class PartyShape(StoredShape):
    """Who sits at the table."""

    id: str
    dossier: str
    name: str
    kind: Literal["municipality", "province", "association", "other"]
    taken: bool = Field(
        description="Of er iemand voor deze partij heeft gehandeld: dan blijft haar plaats."
    )


class PartyPage(PageShape):
    """A page of parties."""

    parties: list[PartyShape]


class MemberShape(StoredShape):
    """Who may do what in a dossier."""

    dossier: str
    person: str = Field(description="Waaraan de inlog of de proxy iemand herkent.")
    name: str
    role: Literal["reader", "party", "chair"]
    party: str | None


class MemberPage(PageShape):
    """A page of members."""

    members: list[MemberShape]


class StoredScenarioShape(InsideShape):
    """A scenario in a dossier."""

    version: int = Field(description="Het nummer van de laatste versie die u mag zien.")


class StoredScenarioPage(PageShape):
    """A page of scenarios."""

    scenarios: list[StoredScenarioShape]


class VersionShape(StoredShape):
    """A version of a scenario."""

    scenario: str
    number: int
    confidentiality: Confidentiality
    based_on: int | None = Field(description="De versie waar deze van is gemaakt.")
    scenario_hash: str = Field(description="SHA-256 van wat het scenario zegt.")
    note: str


class VersionPage(PageShape):
    """A page of versions."""

    versions: list[VersionShape]


class StoredPlanShape(AboutVersionShape):
    """A plan in a dossier."""

    kind: Literal["solved", "negotiated"]
    note: str


class StoredPlanTables(StoredPlanShape):
    """A plan in a dossier, with what it says."""

    tables: dict[str, list[JsonRow]] = Field(description="Het programma, met gehele aantallen.")


class StoredPlanPage(PageShape):
    """A page of plans."""

    plans: list[StoredPlanShape]


class StoredPositionShape(AboutVersionShape):
    """What a party wants changed."""

    note: str


class StoredPositionChanges(StoredPositionShape):
    """What a party wants changed, with what it says."""

    changes: dict[str, Any] = Field(description="Wat anders moet dan in die versie.")


class StoredPositionPage(PageShape):
    """A page of positions."""

    positions: list[StoredPositionShape]


class StoredResultShape(AskedShape):
    """A result in a dossier."""


class StoredResultAnswer(StoredResultShape):
    """A result in a dossier, with what came of it."""

    asked: dict[str, Any] = Field(description="Waarmee het is gevraagd.")
    answer: dict[str, Any] = Field(description="Hetzelfde als het antwoord van de opdracht.")


class StoredResultPage(PageShape):
    """A page of results."""

    results: list[StoredResultShape]


class AttachmentShape(InsideShape):
    """A file in a dossier."""

    media_type: str
    size: int = Field(description="In bytes.")


class AttachmentPage(PageShape):
    """A page of files."""

    attachments: list[AttachmentShape]


class JobShape(AskedShape):
    """A job."""

    asked: str = Field(
        description="Waar staat waarmee het is gevraagd.",
        json_schema_extra={"format": "uri-reference"},
    )
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    phase: Sentence | None = Field(description="Wat er op dit moment gebeurt.")
    done: int = Field(description="Hoeveel stappen daarvan klaar zijn.")
    steps: int = Field(description="Hoeveel het er zijn; 0 als dat niet bekend is.")
    attempts: int = Field(description="Hoe vaak eraan is begonnen.")
    began_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime | None = Field(description="Tot wanneer het antwoord wordt bewaard.")
    problem: dict[str, Any] | None = Field(
        description="Waarom er geen antwoord is; met `since` waarop het wacht, en sinds wanneer."
    )


class JobPage(PageShape):
    """A page of jobs."""

    jobs: list[JobShape]


class JobResults(PageShape):
    """A page of what came of a batch."""

    results: list[JsonRow] = Field(
        description="Een rij per variant die klaar is: wat er anders was, de `status` (die van een "
        "uitkomst, `invalid` als het scenario niet kan worden gebruikt, of `failed` bij een fout "
        "van ons), het aantal woningen, elk doel met het beste in breuken van woningen "
        "(`:bound`), de evenredigheid, en een bericht."
    )


class LogLineShape(ShapeRecord):
    """A line of the log."""

    dossier: str
    at: datetime
    who: str
    role: str
    what: str = Field(description="Vaste code, bijvoorbeeld `version-saved`.")
    about: dict[str, Any]
    text: Sentence


class LogPage(PageShape):
    """A page of the log."""

    log: list[LogLineShape]
