"""What is in a dossier, over HTTP: listed, given, shared and deleted alike, whatever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Literal, TypeVar

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.deposit import OnceHeader, address, answered, given, in_store, taken_in
from api.described import problems
from api.given import GivenRecord
from api.handed_in import handed_in
from api.paging import PagingQuery
from api.problems import as_bytes
from api.query import ReadingQuery
from api.refusals import shown
from api.routes.dossiers import page_of
from api.settings import Settings
from api.tags import UNCHANGED, IfMatch, as_seen, tag_of
from api.version import routes_at
from dossiers import Access, NotFound
from dossiers.in_dossier import InDossier

AnyRecord = TypeVar("AnyRecord", bound=Any)
Made_co = TypeVar("Made_co", covariant=True)


def tag(record: object) -> str:
    """Give what a client sees of how a thing is."""
    return tag_of(as_bytes(shown(record)))


def unless_changed(if_match: str) -> Callable[[object], None]:
    """Give what refuses a change of what is not, or no longer, as a client has seen it."""
    return lambda found: as_seen(if_match, tag(found) if found else "")


class SharingGiven(GivenRecord):
    """Who may see a thing from now on."""

    confidentiality: Literal["chair", "table", "public"]


NOTHING: dict[str, str] = {}


class PutIn(GivenRecord, ABC, Generic[Made_co]):
    """What a client puts in a dossier."""

    @abstractmethod
    def put_in(self, access: Access, dossier: str, settings: Settings, once: str) -> Made_co:
        """Put it in.

        Parameters
        ----------
        access
            Of whoever puts it in.
        dossier
            The dossier's identifier.
        settings
            With the size that a request may have.
        once
            A key of the client's own: with the same one the same thing is made once.
        """


def stored_in(
    dossier: str, once: str, asked: PutIn[Made_co], access: Access, settings: Settings
) -> Made_co:
    """Put in a dossier what a client hands in, once for each key."""
    return asked.put_in(access, dossier, settings, once)


@dataclass(frozen=True, slots=True, kw_only=True)
class Putting(Generic[AnyRecord]):
    """How a thing is put in a dossier.

    Parameters
    ----------
    given
        What a client hands in.
    summary, description, handed
        What the documentation says of it, and of the request.
    """

    given: type[PutIn[AnyRecord]]
    summary: str
    description: str
    handed: str


@dataclass(frozen=True, kw_only=True)
class Collection(Generic[AnyRecord]):
    """A kind of things in a dossier.

    Parameters
    ----------
    path, kind
        Where they are, and what one is called: ``plans``, ``plan``.
    operation
        What clients call one: ``DossierPlan``.
    dutch, article
        What the documentation calls them, and one of them with its article.
    section
        Where they are stored.
    page, shape, whole
        What a part of a list looks like, one of it, and one by itself.
    content
        What one has by itself, besides.
    parts
        What of one is elsewhere: below it, by that name.
    deleted
        What the documentation says of deleting one.
    putting
        How one is put in, as JSON; None where it comes otherwise.
    """

    path: str
    kind: str
    operation: str
    dutch: str
    article: str
    section: Callable[[Access], InDossier[AnyRecord]]
    page: type[BaseModel]
    shape: type[BaseModel]
    whole: type[BaseModel]
    content: Callable[[Access, AnyRecord], Mapping[str, Any]] = lambda _, one: NOTHING
    parts: tuple[str, ...] = ()
    deleted: str = "Het verslag zegt wie dat deed."
    putting: Putting[AnyRecord] | None = None

    def within(self, access: Access, dossier: str, identifier: str) -> AnyRecord:
        """Give one, if it is in this dossier.

        Raises
        ------
        NotFound
            If it is not, or not for whoever asks.
        """
        found = self.section(access).get(identifier)
        if found.dossier != dossier:
            raise NotFound(self.kind, identifier)
        return found

    def where(self, request: Request, record: AnyRecord, *below: str) -> str:
        """Give where one is, or something of it."""
        return address(request, record.dossier, self.path, record.id, *below)

    def told(self, request: Request, record: AnyRecord) -> dict[str, Any]:
        """Give one as JSON has it, with where the rest of it is."""
        return {**shown(record), **{part: self.where(request, record, part) for part in self.parts}}

    def made(self, request: Request, record: AnyRecord, status: int = 201) -> Response:
        """Answer who made one with what it is, and where."""
        headers = {"Location": self.where(request, record), "ETag": tag(record)}
        return answered(self.told(request, record), status, headers)

    def router(self) -> APIRouter:
        """Give the routes that all kinds have."""
        router = routes_at(f"/dossiers/{{dossier_id}}/{self.path}", "Dossiers")
        if self.putting is not None:
            self._put_in(router, self.putting)
        self._list(router)
        self._give(router)
        self._share(router)
        self._delete(router)
        return router

    def _put_in(self, router: APIRouter, putting: Putting[AnyRecord]) -> None:
        @router.post(
            "",
            status_code=201,
            summary=putting.summary,
            description=putting.description,
            operation_id=f"post{self.operation}s",
            responses={
                201: {"model": self.shape, "description": "Het is bewaard."},
                **problems(400, 401, 403, 404, 408, 409, 413, 415, 429, 500, 503, 507),
            },
            openapi_extra=handed_in(putting.given, putting.handed),
        )
        async def put_in(
            request: Request, dossier_id: str, query: ReadingQuery, once: OnceHeader = ""
        ) -> Response:
            put = partial(stored_in, dossier_id, once)
            return self.made(request, await taken_in(request, putting.given, put))

    def _list(self, router: APIRouter) -> None:
        @router.get(
            "",
            summary=f"Som de {self.dutch} van een dossier op",
            description="Voor zover u ze mag zien, de oudste eerst, zonder wat erin staat.",
            operation_id=f"get{self.operation}s",
            responses={
                200: {"model": self.page, "description": "Een bladzijde daarvan."},
                **UNCHANGED,
                **problems(400, 401, 403, 404, 429, 500, 503),
            },
        )
        async def listed(request: Request, dossier_id: str, query: PagingQuery) -> Response:
            told = partial(self.told, request)
            return await page_of(request, dossier_id, self.path, self.section, query, written=told)

    def _give(self, router: APIRouter) -> None:
        @router.get(
            "/{stored_id}",
            summary=f"Geef {self.article}",
            description="Met wat erin staat, als het daar ook voor is. Wie het niet mag zien, "
            "krijgt hetzelfde antwoord als wanneer het er niet is.",
            operation_id=f"get{self.operation}",
            responses={
                200: {"model": self.whole, "description": "Wat u vroeg."},
                **UNCHANGED,
                **problems(400, 401, 403, 404, 429, 500, 503),
            },
        )
        async def gave(
            request: Request, dossier_id: str, stored_id: str, query: ReadingQuery
        ) -> Response:

            def read(access: Access) -> tuple[AnyRecord, Mapping[str, Any]]:
                found = self.within(access, dossier_id, stored_id)
                return found, self.content(access, found)

            found, content = await in_store(request, read)
            said = {**self.told(request, found), **content}
            return answered(said, headers={"ETag": tag(found)})

    def _share(self, router: APIRouter) -> None:
        @router.patch(
            "/{stored_id}",
            summary=f"Deel {self.article}",
            description="Laat de voorzitter (`chair`), de tafel (`table`) of iedereen (`public`) "
            "het zien. Wat gedeeld is blijft gedeeld, en wat iets vertelt over een scenario of "
            "programma kan niet breder gedeeld worden dan dat.",
            operation_id=f"patch{self.operation}",
            responses={
                200: {"model": self.shape, "description": "Wie het nu mag zien."},
                **problems(400, 401, 403, 404, 408, 412, 413, 415, 429, 500, 503, 507),
            },
            openapi_extra=handed_in(SharingGiven, "Wie het mag zien."),
        )
        async def shared(
            request: Request,
            dossier_id: str,
            stored_id: str,
            query: ReadingQuery,
            if_match: IfMatch = "*",
        ) -> Response:
            asked = await given(request, SharingGiven)

            def share(access: Access) -> AnyRecord:
                one = self.within(access, dossier_id, stored_id)
                seen = unless_changed(if_match)
                return self.section(access).share(one.id, asked.confidentiality, seen=seen)

            found = await in_store(request, share)
            return answered(self.told(request, found), headers={"ETag": tag(found)})

    def _delete(self, router: APIRouter) -> None:
        @router.delete(
            "/{stored_id}",
            status_code=204,
            summary=f"Verwijder {self.article}",
            description=self.deleted,
            operation_id=f"delete{self.operation}",
            responses={
                204: {"description": "Het is er niet meer."},
                **problems(400, 401, 403, 404, 412, 429, 500, 503, 507),
            },
        )
        async def gone(
            request: Request,
            dossier_id: str,
            stored_id: str,
            query: ReadingQuery,
            if_match: IfMatch = "*",
        ) -> Response:

            def delete(access: Access) -> None:
                one = self.within(access, dossier_id, stored_id)
                self.section(access).delete(one.id, seen=unless_changed(if_match))

            await in_store(request, delete)
            return Response(status_code=204)
