"""Batches: many variants of a scenario, solved while nobody waits."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from fastapi import APIRouter, Request, Response

from api.admission import address as client_address
from api.batches import Batches, State, TooMany
from api.bodies import JSON
from api.counter import CLOSED, QUICK, RETRY, counter_of
from api.described import body, problems
from api.example import BATCH
from api.identity import identity_of
from api.language import language_of
from api.paging import PagingQuery, links
from api.problems import BUSY, FULL, NOT_FOUND, Refused, as_bytes
from api.query import ReadingQuery, SolvingQuery, allowed_seconds
from api.requests import BatchOfScenario
from api.schemas import BatchResults, BatchShape
from models.language import Text
from models.values import quoted

log = logging.getLogger("woonsleutel.api")

router = APIRouter(prefix="/batches", tags=["Reeksen"])

EXAMPLES = {
    "vary": ("Zes varianten: elke combinatie van drie en twee waarden", BATCH),
    "variants": (
        "Twee varianten van een meegeleverd scenario",
        {
            "library": "arnhem-nijmegen",
            "variants": [
                {"variant": "minder", "agreements.regional-total.at_least": 20000},
                {"variant": "later", "horizon.last_year": 2031},
            ],
        },
    ),
}


@router.post(
    "",
    status_code=202,
    summary="Laat een reeks varianten oplossen",
    description="Neemt een scenario aan met wat er in elke variant anders is, en lost de varianten "
    "op terwijl niemand wacht. `vary` geeft per pad de waarden: elke combinatie is een variant. "
    "`variants` geeft per variant de waarden per pad. Een variant die niet kan, is een rij in de "
    "uitkomst en geen fout. `timeLimit` geldt per variant. De kop `Location` zegt waar de reeks "
    "te volgen is. Waar mensen inloggen is een reeks van wie haar vroeg; anders kan wie het adres "
    "kent haar lezen.",
    operation_id="postBatches",
    responses={
        202: {"model": BatchShape, "description": "De reeks is aangenomen."},
        **problems(400, 408, 413, 415, 500, 503),
    },
    openapi_extra=body(
        BatchOfScenario, "Een scenario, en wat er in elke variant anders is.", EXAMPLES
    ),
)
async def post_batches(request: Request, query: SolvingQuery) -> Response:
    """Take in the batch in the body."""
    counter = counter_of(request)
    seconds = allowed_seconds(query.time_limit, counter.settings.time_limit)
    answer = await counter.worked(request, "batch", (JSON,), QUICK)
    if answer is None:
        return Response(status_code=CLOSED)
    if answer.status != 200:
        return Response(answer.body, answer.status, media_type=answer.media_type)
    asked = {**json.loads(answer.body), "preview": query.preview, "seconds": seconds}
    try:
        state = batches_of(request).accept(asked, await asker_of(request))
    except TooMany:
        text = Text("Too many batches are kept or wait. Try again when one of them is finished.")
        raise Refused(BUSY, text, headers=RETRY) from None
    except OSError as problem:
        log.error("a batch could not be kept: %s", problem)
        text = Text("There is no room to keep a batch now. Try again later.")
        raise Refused(FULL, text, headers=RETRY) from None
    where = address(request, state["id"])
    return Response(as_bytes(shown(request, state)), 202, {"Location": where}, JSON)


@router.get(
    "/{batch_id}",
    summary="Vraag hoe het met een reeks staat",
    description="Hoeveel varianten er klaar zijn. `waiting` wacht op andere reeksen, `running` "
    "loopt, `complete` is klaar, `failed` kwam niet verder: `reason` zegt waarom, en wat klaar is "
    "blijft te lezen. Wordt de dienst opnieuw gestart, dan gaat een reeks verder waar zij was.",
    operation_id="getBatch",
    responses={
        200: {"model": BatchShape, "description": "Hoe het met de reeks staat."},
        **problems(400, 404, 500),
    },
)
async def get_batch(request: Request, batch_id: str, query: ReadingQuery) -> Response:
    """Tell how a batch is."""
    return Response(as_bytes(shown(request, await found(request, batch_id))), media_type=JSON)


@router.get(
    "/{batch_id}/results",
    summary="Lees de uitkomsten van een reeks",
    description="Een rij per variant, in de volgorde van de varianten, ook als de reeks nog loopt: "
    "wat niet klaar is heeft de `status` `unfinished`. De kop `Link` wijst naar de eerste, vorige, "
    "volgende en laatste bladzijde.",
    operation_id="getBatchResults",
    responses={
        200: {"model": BatchResults, "description": "Een bladzijde met uitkomsten."},
        **problems(400, 404, 500),
    },
)
async def get_batch_results(request: Request, batch_id: str, query: PagingQuery) -> Response:
    """Give a page of results."""
    state = await found(request, batch_id)
    language = query.language or language_of(request.scope)
    rows = await asyncio.to_thread(
        batches_of(request).results, batch_id, language, query.first, query.page_size
    )
    record = {
        "batch": batch_id,
        "status": state["status"],
        "page": query.page,
        "pageSize": query.page_size,
        "total": state["variants"],
        "results": rows,
    }
    headers = {"Link": links(f"{address(request, batch_id)}/results", query, state["variants"])}
    return Response(as_bytes(record), headers=headers, media_type=JSON)


@router.delete(
    "/{batch_id}",
    status_code=204,
    summary="Stop een reeks, en vergeet haar",
    description="Wat er loopt wordt afgebroken, en de uitkomsten worden gewist.",
    operation_id="deleteBatch",
    responses={204: {"description": "De reeks is er niet meer."}, **problems(400, 404, 500)},
)
async def delete_batch(request: Request, batch_id: str, query: ReadingQuery) -> Response:
    """Stop a batch, and forget it."""
    await found(request, batch_id)
    await batches_of(request).remove(batch_id)
    return Response(status_code=204)


async def asker_of(request: Request) -> str:
    """Give who asks: a person where people say who they are, else where it comes from."""
    if identity_of(request).settings.login:
        return f"person {(await identity_of(request).person(request)).id}"
    return client_address(request)


def batches_of(request: Request) -> Batches:
    """Give the service's batches."""
    state: Any = request.app.state
    batches: Batches = state.batches
    return batches


async def found(request: Request, batch_id: str) -> State:
    """Give how a batch is: where people say who they are, to whoever asked for it.

    Raises
    ------
    Refused
        With 404, if there is none of that name, or it is somebody else's.
    """
    state = batches_of(request).state(batch_id)
    named = identity_of(request).settings.login
    if state is None or (named and state["asker"] != await asker_of(request)):
        raise Refused(NOT_FOUND, Text("There is no batch “{name}”.", name=quoted(batch_id)))
    return state


def shown(request: Request, state: State) -> dict[str, Any]:
    """Give how a batch is, with where its results are."""
    told = {name: value for name, value in state.items() if name != "asker"}
    return {**told, "results": f"{address(request, state['id'])}/results"}


def address(request: Request, batch_id: str) -> str:
    """Give the address of a batch."""
    return f"{counter_of(request).settings.url}/v1/batches/{batch_id}"
