"""Files in dossiers, given back as they were handed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from api.bodies import Gone, body_of
from api.counter import counter_of
from api.deposit import in_store
from api.described import problems
from api.dossier_shapes import AttachmentPage, AttachmentShape
from api.problems import INVALID_REQUEST, Refused
from api.query import Reading, ReadingQuery
from api.routes.stored import Collection
from dossiers import Access, Attachment
from models.language import Text

BYTES = "application/octet-stream"

ATTACHMENTS = Collection[Attachment](
    path="attachments",
    kind="attachment",
    operation="Attachment",
    dutch="bijlagen",
    article="een bijlage van een dossier",
    section=lambda access: access.attachments,
    page=AttachmentPage,
    shape=AttachmentShape,
    whole=AttachmentShape,
)

router = ATTACHMENTS.router()

FILE = {"schema": {"type": "string", "format": "binary"}}


class Named(Reading):
    """How a file is called, and what kind of file it is."""

    name: str = Field(description="Hoe het bestand heet.")
    media_type: str = Field(
        default=BYTES, alias="mediaType", description="Wat voor bestand het is: `application/pdf`."
    )


@router.post(
    "",
    status_code=201,
    summary="Voeg een bestand toe",
    description="De inhoud van het verzoek is het bestand zelf.",
    operation_id="postAttachments",
    responses={
        201: {"model": AttachmentShape, "description": "Het bestand is bewaard."},
        **problems(400, 401, 403, 404, 408, 413, 415, 429, 500, 503, 507),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "Het bestand.",
            "content": {BYTES: FILE},
        }
    },
)
async def post_attachments(
    request: Request, dossier_id: str, query: Annotated[Named, Query()]
) -> Response:
    """Attach a file."""
    try:
        content, _ = await body_of(request, counter_of(request).settings, (BYTES,))
    except Gone:
        raise Refused(INVALID_REQUEST, Text("The request cannot be read.")) from None
    made = await in_store(
        request,
        lambda access: access.attachments.store(dossier_id, query.name, query.media_type, content),
    )
    return ATTACHMENTS.made(request, made)


@router.get(
    "/{attachment_id}/content",
    summary="Geef de inhoud van een bijlage",
    description="Zoals het bestand is ingebracht, altijd om te bewaren en nooit om te openen.",
    operation_id="getAttachmentContent",
    response_class=Response,
    responses={
        200: {"content": {BYTES: FILE}, "description": "Het bestand."},
        **problems(400, 401, 403, 404, 429, 500, 503),
    },
)
async def get_content(
    request: Request, dossier_id: str, attachment_id: str, query: ReadingQuery
) -> Response:
    """Give what is in a file."""

    def read(access: Access) -> bytes:
        return access.attachments.content(ATTACHMENTS.within(access, dossier_id, attachment_id).id)

    # A browser that shows what somebody else attached would run what is in it.
    headers = {"Content-Disposition": "attachment"}
    return Response(await in_store(request, read), 200, headers, BYTES)
