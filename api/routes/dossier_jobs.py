"""Jobs of dossiers: asked for, followed, cancelled, and their answers read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Request, Response
from pydantic import AfterValidator, ConfigDict, Field
from starlette.responses import StreamingResponse

from api.asked import check_extent
from api.bodies import JSON
from api.deposit import address, answered, deposit_of, in_store, taken_in
from api.described import problems
from api.dossier_shapes import JobPage, JobResults, JobShape
from api.given import GivenRecord
from api.handed_in import handed_in
from api.language import language_of
from api.paging import PagingQuery
from api.problems import Refused
from api.query import ReadingQuery
from api.routes.dossiers import page
from api.routes.stored import Collection
from api.routes.stored_scenarios import SCENARIOS
from api.schemas import JobAnswerShape
from api.settings import Settings
from api.size import refuse_large_batch
from api.tags import UNCHANGED
from dossiers import Access, StoredJob
from dossiers.job_queue import BATCH
from models.language import Language
from optimiser.batch.batch_result import result_row
from woonsleutel.parcel import MEDIA_TYPE as PARCEL

JOBS = Collection[StoredJob](
    path="jobs",
    kind="job",
    operation="Job",
    dutch="opdrachten",
    article="een opdracht van een dossier",
    section=lambda access: access.jobs,
    page=JobPage,
    shape=JobShape,
    whole=JobShape,
    parts=("asked",),
    deleted="Wat nog loopt stopt binnen een seconde of zo; wat al is beëindigd wordt gewist.",
)

router = JOBS.router()

EVENTS = "text/event-stream"

LOOKING = 0.3
"""Seconds between two looks at a job that somebody follows."""

SILENCE = 15.0
"""Seconds after which a stream says that it is still there, or others would end it."""


class JobOptions(GivenRecord):
    """What every kind of job may be asked with; what is its own is read by who works it off."""

    model_config = ConfigDict(extra="ignore")

    language: Language = "nl"
    preview: bool = False
    free: bool = False
    by: Annotated[str, Field(max_length=100)] = ""
    time_limit: Annotated[float | None, Field(gt=0, allow_inf_nan=False)] = None


def with_options(asked: dict[str, Any]) -> dict[str, Any]:
    """See that the options in what is asked are what they should be.

    Raises
    ------
    ValidationError
        If they are not.
    """
    JobOptions.model_validate(asked)
    return asked


class JobGiven(GivenRecord):
    """What is to be worked out."""

    scenario: str
    version: int
    kind: Literal[
        "solve",
        "compare_keys",
        "compare_plans",
        "room",
        "front",
        "alternatives",
        "explanation",
        "prices",
        "compromise",
        "evaluate",
        "batch",
    ]
    asked: Annotated[dict[str, Any], AfterValidator(with_options)] = Field(default={})
    name: str = ""

    @classmethod
    def check_extent(cls, said: object, settings: Settings) -> None:
        """Refuse more than anybody asks, and more variants than a batch has."""
        match said:
            case {"kind": kind, "asked": dict() as asked}:
                check_extent(asked)
                if kind == BATCH:
                    refuse_large_batch(asked, settings)


def asked_for(dossier: str, given: JobGiven, access: Access, _settings: Settings) -> StoredJob:
    """Have worked out what a client asks."""
    one = SCENARIOS.within(access, dossier, given.scenario)
    return access.jobs.ask(one.id, given.version, given.kind, given.asked, name=given.name)


@router.post(
    "",
    status_code=202,
    summary="Laat iets uitzoeken",
    description="Over een versie van een scenario van het dossier, terwijl niemand wacht. `kind` "
    "is de soort, `asked` wat daarbij hoort: hetzelfde als in het verzoek dat er meteen antwoord "
    "op geeft, met `language`, `preview`, `free`, `by` en `timeLimit` uit de query. Bij een reeks "
    "(`batch`) is het `vary` (waarden per pad: elke combinatie is een variant) of `variants` (per "
    "variant de waarden per pad, `variant` is haar naam), met `gap` en `tables`; `timeLimit` geldt "
    "dan per variant, en een variant die niet kan is een rij en geen fout. In plaats van "
    "documenten kunnen daarin namen staan van wat in het dossier is: `positions` (per partij een "
    "`position`, of een `scenario` en een `version`), `keptPlan` (een `plan`) en `keptPlans` (per "
    "naam een `plan`). Wat al eens is gevraagd, wordt niet nog eens uitgezocht: dan komt dezelfde "
    "opdracht terug. Zo is een verzoek herhalen nooit verkeerd. De kop `Location` zegt waar de "
    "opdracht te volgen is.",
    operation_id="postJobs",
    responses={
        202: {"model": JobShape, "description": "De opdracht is aangenomen."},
        **problems(400, 401, 403, 404, 408, 413, 415, 429, 500, 503, 507),
    },
    openapi_extra=handed_in(JobGiven, "Wat er wordt gevraagd, en over welke versie."),
)
async def post_jobs(request: Request, dossier_id: str, query: ReadingQuery) -> Response:
    """Have something worked out."""
    job = await taken_in(request, JobGiven, partial(asked_for, dossier_id))
    deposit_of(request).runner.look()
    return JOBS.made(request, job, 202)


@router.get(
    "/{job_id}/asked",
    summary="Lees waarmee een opdracht is gevraagd",
    description="Zoals het is gevraagd, met namen waar die stonden in plaats van documenten. Hoe "
    "het met de opdracht staat zegt zij zelf, zonder dit: dat wordt vaak gevraagd.",
    operation_id="getJobAsked",
    responses={
        200: {"model": dict[str, Any], "description": "Waarmee het is gevraagd."},
        **problems(400, 401, 403, 404, 429, 500, 503),
    },
)
async def get_asked(
    request: Request, dossier_id: str, job_id: str, query: ReadingQuery
) -> Response:
    """Give with what a job was asked."""
    return answered(
        await in_store(
            request,
            lambda access: access.jobs.asked(JOBS.within(access, dossier_id, job_id).id),
        )
    )


@router.get(
    "/{job_id}/answer",
    summary="Lees het antwoord van een opdracht",
    description="Hetzelfde als het antwoord van het verzoek dat meteen antwoord geeft. Zolang de "
    "opdracht niet klaar is, is er geen.",
    operation_id="getJobAnswer",
    responses={
        200: {"model": JobAnswerShape, "description": "Het antwoord."},
        **problems(400, 401, 403, 404, 429, 500, 503),
    },
)
async def get_answer(
    request: Request, dossier_id: str, job_id: str, query: ReadingQuery
) -> Response:
    """Give the answer of a job."""
    return answered(
        await in_store(
            request,
            lambda access: access.jobs.answer(JOBS.within(access, dossier_id, job_id).id),
        )
    )


@router.get(
    "/{job_id}/results",
    summary="Lees de uitkomsten van een reeks",
    description="Van een opdracht van de soort `batch`: een rij per variant, in de volgorde van de "
    "varianten, ook als de reeks nog loopt. Wat niet klaar is, staat er nog niet: een bladzijde "
    "is van zoveel varianten, en heeft dan minder rijen. De kop `Link` wijst naar de eerste, "
    "vorige, volgende en laatste bladzijde.",
    operation_id="getJobResults",
    responses={
        200: {"model": JobResults, "description": "Een bladzijde met uitkomsten."},
        **UNCHANGED,
        **problems(400, 401, 403, 404, 429, 500, 503),
    },
)
async def get_results(
    request: Request, dossier_id: str, job_id: str, query: PagingQuery
) -> Response:
    """Give a page of what came of a batch."""
    # For a program that goes on with it in both languages, and with the tables.
    in_full = PARCEL in request.headers.get("accept", "")
    language = query.language or language_of(request.scope)

    def found(access: Access) -> tuple[int, list[dict[str, Any]]]:
        job = JOBS.within(access, dossier_id, job_id)
        entries = access.jobs.entries(job.id, query.first, query.page_size)
        return job.steps, entries if in_full else [row_of(entry, language) for entry in entries]

    total, rows = await in_store(request, found)
    where = address(request, dossier_id, JOBS.path, job_id, "results")
    kind = PARCEL if in_full else JSON
    return page(where, "results", query, total, rows, media_type=kind)


def row_of(entry: dict[str, Any], language: Language) -> dict[str, Any]:
    """Give what came of a variant as readers have it."""
    return result_row(entry["named"], entry, entry.get("goals", {}), language)


@router.get(
    "/{job_id}/events",
    summary="Volg een opdracht",
    description="Een stroom van gebeurtenissen (server-sent events): `progress` bij elke "
    "verandering, `ended` aan het eind, elk met hoe het met de opdracht staat.",
    operation_id="getJobEvents",
    response_class=StreamingResponse,
    responses={
        200: {"content": {EVENTS: {}}, "description": "De gebeurtenissen."},
        **problems(400, 401, 403, 404, 429, 500, 503),
    },
)
async def get_events(
    request: Request, dossier_id: str, job_id: str, query: ReadingQuery
) -> Response:
    """Tell how a job is, whenever that changes."""
    first = await in_store(request, lambda access: JOBS.within(access, dossier_id, job_id))
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(events(request, first), 200, headers, EVENTS)


async def events(request: Request, job: StoredJob) -> AsyncIterator[bytes]:
    """Give an event whenever a job is otherwise than before, up to its end."""
    yield event(request, job)
    identifier, silent = job.id, 0.0
    while not job.ended:
        await asyncio.sleep(LOOKING)
        try:
            before, job = job, await in_store(request, lambda access: access.jobs.get(identifier))
        except Refused:
            return  # it was deleted, or the storage is away: the client asks again
        silent = 0.0 if job != before else silent + LOOKING
        if job != before:
            yield event(request, job)
        elif silent >= SILENCE:
            silent = 0.0
            yield b":\n\n"


def event(request: Request, job: StoredJob) -> bytes:
    """Give how a job is as an event."""
    name = "ended" if job.ended else "progress"
    data = json.dumps(JOBS.told(request, job), separators=(",", ":"))
    return f"event: {name}\ndata: {data}\n\n".encode()
