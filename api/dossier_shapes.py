"""The shapes of what is kept, for the documentation; the tests hold answers against them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas import Row, Sentence, ShapeRecord


class KeptShape(ShapeRecord):
    """What everything that is kept has in common."""

    created_at: datetime
    created_by: str = Field(description="Wie het deed, zoals het verslag die noemt.")


class PageShape(ShapeRecord):
    """A page of a list."""

    page: int
    page_size: int
    total: int = Field(description="Hoeveel er zijn, op alle bladzijden samen.")


class DossierShape(KeptShape):
    """A dossier."""

    id: str
    name: str
    revision: int = Field(description="De hoeveelste naam dit is; ook in de kop `ETag`.")


class DossierPage(PageShape):
    """A page of dossiers."""

    dossiers: list[DossierShape]


class KeptScenarioShape(KeptShape):
    """A scenario in a dossier."""

    id: str
    dossier: str
    name: str
    version: int = Field(description="Het nummer van de laatste versie; ook in de kop `ETag`.")


class KeptScenarioPage(PageShape):
    """A page of scenarios."""

    scenarios: list[KeptScenarioShape]


class VersionShape(KeptShape):
    """A version of a scenario."""

    scenario: str
    number: int
    based_on: int | None = Field(description="De versie waar deze van is gemaakt.")
    scenario_hash: str = Field(description="SHA-256 van wat het scenario zegt.")
    note: str


class VersionPage(PageShape):
    """A page of versions."""

    versions: list[VersionShape]


class KeptPlanShape(KeptShape):
    """A plan in a dossier."""

    id: str
    dossier: str
    scenario: str
    version: int
    kind: Literal["solved", "negotiated"]
    name: str
    note: str


class KeptPlanTables(KeptPlanShape):
    """A plan in a dossier, with what it says."""

    tables: dict[str, list[Row]] = Field(description="Het programma, met gehele aantallen.")


class KeptPlanPage(PageShape):
    """A page of plans."""

    plans: list[KeptPlanShape]


class JobShape(KeptShape):
    """A job."""

    id: str
    dossier: str
    scenario: str
    version: int
    kind: str
    name: str
    asked: dict[str, Any] = Field(description="Waarmee het is gevraagd.")
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    phase: Sentence | None = Field(description="Wat er op dit moment gebeurt.")
    done: int = Field(description="Hoeveel stappen daarvan klaar zijn.")
    steps: int = Field(description="Hoeveel het er zijn; 0 als dat niet bekend is.")
    attempts: int = Field(description="Hoe vaak eraan is begonnen.")
    began_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime | None = Field(description="Tot wanneer het antwoord wordt bewaard.")
    problem: dict[str, Any] | None = Field(description="Waarom er geen antwoord is.")


class JobPage(PageShape):
    """A page of jobs."""

    jobs: list[JobShape]


class LogLineShape(ShapeRecord):
    """A line of the log."""

    number: int
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
