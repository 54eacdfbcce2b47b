"""Who sits at the table of a dossier: its parties and members."""

from __future__ import annotations

from typing import Literal

from fastapi import Request, Response

from api.deposit import address, answered, given, in_store
from api.described import problems
from api.dossier_shapes import MemberPage, MemberShape, PartyPage, PartyShape
from api.given import GivenRecord
from api.handed_in import handed_in
from api.paging import PagingQuery
from api.query import ReadingQuery
from api.refusals import shown
from api.routes.dossiers import page_of
from api.routes.stored import tag, unless_changed
from api.tags import UNCHANGED, IfMatch
from api.version import routes_at

router = routes_at("/dossiers/{dossier_id}", "Dossiers")

READING = {**UNCHANGED, **problems(400, 401, 403, 404, 429, 500, 503)}
ADDING = problems(400, 401, 403, 404, 408, 413, 415, 429, 500, 503, 507)
CHANGING = {**ADDING, **problems(412)}
REMOVING = problems(400, 401, 403, 404, 412, 429, 500, 503, 507)


class PartyGiven(GivenRecord):
    """Who gets a place at the table."""

    name: str
    kind: Literal["municipality", "province", "association", "other"] = "municipality"


class MemberGiven(GivenRecord):
    """What a member may do."""

    name: str
    role: Literal["reader", "party", "chair"]
    party: str | None = None


@router.get(
    "/parties",
    summary="Som de partijen van een dossier op",
    description="Wie er aan tafel zit, op naam.",
    operation_id="getParties",
    responses={200: {"model": PartyPage, "description": "Een bladzijde daarvan."}, **READING},
)
async def get_parties(request: Request, dossier_id: str, query: PagingQuery) -> Response:
    """List the parties."""
    return await page_of(request, dossier_id, "parties", lambda access: access.parties, query)


@router.post(
    "/parties",
    status_code=201,
    summary="Geef een partij een plaats aan tafel",
    description="Dat doet de voorzitter. Wie er al is, blijft.",
    operation_id="postParties",
    responses={201: {"model": PartyShape, "description": "De partij."}, **ADDING},
    openapi_extra=handed_in(PartyGiven, "Hoe de partij heet, en wat zij is."),
)
async def post_parties(request: Request, dossier_id: str, query: ReadingQuery) -> Response:
    """Give somebody a place at the table."""
    asked = await given(request, PartyGiven)
    made = await in_store(
        request, lambda access: access.parties.add(dossier_id, asked.name, asked.kind)
    )
    where = address(request, dossier_id, "parties", made.id)
    return answered(shown(made), 201, {"Location": where, "ETag": tag(made)})


@router.get(
    "/parties/{party_id}",
    summary="Geef een partij",
    description="Hoe zij heet, en wat zij is.",
    operation_id="getParty",
    responses={200: {"model": PartyShape, "description": "De partij."}, **READING},
)
async def get_party(
    request: Request, dossier_id: str, party_id: str, query: ReadingQuery
) -> Response:
    """Give a party."""
    found = await in_store(request, lambda access: access.parties.get(dossier_id, party_id))
    return answered(shown(found), headers={"ETag": tag(found)})


@router.delete(
    "/parties/{party_id}",
    status_code=204,
    summary="Neem een plaats aan tafel weg",
    description="Van een partij zonder deelnemers die niets heeft ingebracht.",
    operation_id="deleteParty",
    responses={204: {"description": "De partij is er niet meer."}, **REMOVING},
)
async def delete_party(
    request: Request,
    dossier_id: str,
    party_id: str,
    query: ReadingQuery,
    if_match: IfMatch = "*",
) -> Response:
    """Take a place at the table away."""
    seen = unless_changed(if_match)
    await in_store(request, lambda access: access.parties.remove(dossier_id, party_id, seen=seen))
    return Response(status_code=204)


@router.get(
    "/members",
    summary="Som de deelnemers van een dossier op",
    description="Wie er wat mag, op naam.",
    operation_id="getMembers",
    responses={200: {"model": MemberPage, "description": "Een bladzijde daarvan."}, **READING},
)
async def get_members(request: Request, dossier_id: str, query: PagingQuery) -> Response:
    """List the members."""
    return await page_of(request, dossier_id, "members", lambda access: access.members, query)


@router.get(
    "/members/{person:path}",
    summary="Geef een deelnemer",
    description="Hoe iemand heet, en wat die mag.",
    operation_id="getMember",
    responses={200: {"model": MemberShape, "description": "De deelnemer."}, **READING},
)
async def get_member(
    request: Request, dossier_id: str, person: str, query: ReadingQuery
) -> Response:
    """Give a member."""
    found = await in_store(request, lambda access: access.members.get(dossier_id, person))
    return answered(shown(found), headers={"ETag": tag(found)})


@router.put(
    "/members/{person:path}",
    summary="Laat iemand toe tot een dossier",
    description="Dat doet de voorzitter. `person` is waaraan de inlog of de proxy iemand herkent; "
    "`party` is de partij waar iemand voor handelt (`role` `party`) of bij meeleest. Wie voor de "
    "ene partij handelde, kan dat niet voor een andere.",
    operation_id="putMember",
    responses={200: {"model": MemberShape, "description": "De deelnemer."}, **CHANGING},
    openapi_extra=handed_in(MemberGiven, "Hoe iemand heet, en wat die mag."),
)
async def put_member(
    request: Request,
    dossier_id: str,
    person: str,
    query: ReadingQuery,
    if_match: IfMatch = "*",
) -> Response:
    """Let somebody in."""
    asked = await given(request, MemberGiven)
    seen = unless_changed(if_match)
    found = await in_store(
        request,
        lambda access: access.members.put(
            dossier_id, person, name=asked.name, role=asked.role, party=asked.party, seen=seen
        ),
    )
    return answered(shown(found), headers={"ETag": tag(found)})


@router.delete(
    "/members/{person:path}",
    status_code=204,
    summary="Haal iemand uit een dossier",
    description="Dat doet de voorzitter. Wat iemand inbracht blijft van de partij.",
    operation_id="deleteMember",
    responses={204: {"description": "Die is geen deelnemer meer."}, **REMOVING},
)
async def delete_member(
    request: Request,
    dossier_id: str,
    person: str,
    query: ReadingQuery,
    if_match: IfMatch = "*",
) -> Response:
    """Let somebody out."""
    seen = unless_changed(if_match)
    await in_store(request, lambda access: access.members.remove(dossier_id, person, seen=seen))
    return Response(status_code=204)
