"""Dossiers and their logs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request, Response

from api.bodies import JSON
from api.deposit import OnceHeader, address, answered, given, in_store
from api.described import problems
from api.dossier_shapes import DossierPage, DossierShape, LogPage
from api.given import GivenRecord
from api.handed_in import handed_in
from api.paging import Paging, PagingQuery, links
from api.problems import CHANGED, Refused, as_bytes
from api.query import ReadingQuery
from api.refusals import shown
from api.tags import UNCHANGED, IfMatch, tag_of
from api.version import routes_at
from dossiers import Access, Dossier, LogLine
from dossiers.listed import Listed
from models.language import Text

router = routes_at("/dossiers", "Dossiers")

EXAMPLE = {"name": "Arnhem-Nijmegen 2025"}


class DossierGiven(GivenRecord):
    """What a dossier is called."""

    name: str


@router.get(
    "",
    summary="Som de dossiers op",
    description="De dossiers die te zien zijn, de oudste eerst.",
    operation_id="getDossiers",
    responses={
        200: {"model": DossierPage, "description": "Een bladzijde met dossiers."},
        **UNCHANGED,
        **problems(400, 401, 403, 404, 429, 500, 503),
    },
)
async def get_dossiers(request: Request, query: PagingQuery) -> Response:
    """List dossiers."""
    total, found = await in_store(
        request,
        lambda access: (
            access.dossiers.count(),
            access.dossiers.list(query.first, query.page_size),
        ),
    )
    return page(address(request), "dossiers", query, total, [*map(shown, found)])


@router.post(
    "",
    status_code=201,
    summary="Begin een dossier",
    description="De kop `Location` zegt waar het is.",
    operation_id="postDossiers",
    responses={
        201: {"model": DossierShape, "description": "Het dossier is er."},
        **problems(400, 401, 403, 404, 408, 409, 413, 415, 429, 500, 503, 507),
    },
    openapi_extra=handed_in(DossierGiven, "Hoe het dossier heet.", EXAMPLE),
)
async def post_dossiers(request: Request, query: ReadingQuery, once: OnceHeader = "") -> Response:
    """Begin a dossier."""
    asked = await given(request, DossierGiven)
    made = await in_store(request, lambda access: access.dossiers.create(asked.name, once=once))
    where = {"Location": address(request, made.id), "ETag": tag(made)}
    return answered(shown(made), 201, where)


@router.get(
    "/{dossier_id}",
    summary="Geef een dossier",
    description="Hoe het heet, en wie het wanneer begon.",
    operation_id="getDossier",
    responses={
        200: {"model": DossierShape, "description": "Het dossier."},
        **UNCHANGED,
        **problems(400, 401, 403, 404, 429, 500, 503),
    },
)
async def get_dossier(request: Request, dossier_id: str, query: ReadingQuery) -> Response:
    """Give a dossier."""
    found = await in_store(request, lambda access: access.dossiers.get(dossier_id))
    return answered(shown(found), headers={"ETag": tag(found)})


@router.patch(
    "/{dossier_id}",
    summary="Geef een dossier een andere naam",
    description="Met `If-Match` alleen als ondertussen niemand dat deed.",
    operation_id="patchDossier",
    responses={
        200: {"model": DossierShape, "description": "Het dossier zoals het nu heet."},
        **problems(400, 401, 403, 404, 408, 412, 413, 415, 429, 500, 503, 507),
    },
    openapi_extra=handed_in(DossierGiven, "Hoe het dossier voortaan heet."),
)
async def patch_dossier(
    request: Request, dossier_id: str, query: ReadingQuery, if_match: IfMatch = "*"
) -> Response:
    """Name a dossier otherwise."""
    asked = await given(request, DossierGiven)
    revision = revision_in(if_match)
    found = await in_store(
        request,
        lambda access: access.dossiers.rename(dossier_id, asked.name, revision=revision),
    )
    return answered(shown(found), headers={"ETag": tag(found)})


@router.delete(
    "/{dossier_id}",
    status_code=204,
    summary="Verwijder een dossier",
    description="Met alles wat erin zit. Het verslag van wie wat deed blijft. Met `If-Match` "
    "alleen als het ondertussen geen andere naam kreeg.",
    operation_id="deleteDossier",
    responses={
        204: {"description": "Het dossier is er niet meer."},
        **problems(400, 401, 403, 404, 412, 429, 500, 503, 507),
    },
)
async def delete_dossier(
    request: Request, dossier_id: str, query: ReadingQuery, if_match: IfMatch = "*"
) -> Response:
    """Delete a dossier."""
    revision = revision_in(if_match)
    await in_store(request, lambda access: access.dossiers.delete(dossier_id, revision=revision))
    return Response(status_code=204)


@router.get(
    "/{dossier_id}/log",
    summary="Lees wie wat deed",
    description="De regels van het verslag, de laatste eerst; ook van een dossier dat is "
    "verwijderd. Er wordt alleen aan toegevoegd.",
    operation_id="getLog",
    responses={
        200: {"model": LogPage, "description": "Een bladzijde van het verslag."},
        **UNCHANGED,
        **problems(400, 401, 403, 404, 429, 500, 503),
    },
)
async def get_log(request: Request, dossier_id: str, query: PagingQuery) -> Response:
    """Give a page of the log."""
    return await page_of(request, dossier_id, "log", lambda access: access.log, query, written=line)


def line(found: LogLine) -> dict[str, Any]:
    """Give a line of the log as JSON has it."""
    return {**shown(found), "text": found.text.as_record()}


async def page_of(
    request: Request,
    dossier_id: str,
    name: str,
    section: Callable[[Access], Listed[Any]],
    query: Paging,
    *,
    written: Callable[[Any], dict[str, Any]] = shown,
) -> Response:
    """Answer with a page of what a section has of a dossier."""
    total, found = await in_store(
        request,
        lambda access: (
            section(access).count(dossier_id),
            section(access).list(dossier_id, query.first, query.page_size),
        ),
    )
    return page(address(request, dossier_id, name), name, query, total, [*map(written, found)])


def page(
    where: str,
    name: str,
    query: Paging,
    total: int,
    records: list[dict[str, Any]],
    *,
    media_type: str = JSON,
) -> Response:
    """Answer with a page of a list, and with where the others are."""
    record = {"page": query.page, "pageSize": query.page_size, "total": total, name: records}
    content = as_bytes(record)
    headers = {"Link": links(where, query, total), "ETag": tag_of(content)}
    return Response(content, headers=headers, media_type=media_type)


def tag(dossier: Dossier) -> str:
    """Give what a client sees of how a dossier is."""
    return f'"{dossier.revision}"'


def revision_in(if_match: str) -> int | None:
    """Read the revision that a client has seen; None when any will do.

    Raises
    ------
    Refused
        With 412, if it is none that ever was.
    """
    if if_match == "*":
        return None
    seen = if_match.removeprefix("W/").strip('"')
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 10):
        raise Refused(CHANGED, Text("The If-Match is not the ETag of any version."))
    return int(seen)
