"""The calls of the service, as programs make them: the same whether they wait or not."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar
from uuid import uuid4

from woonsleutel.parcel import MEDIA_TYPE

JsonObject = dict[str, Any]
"""What JSON holds."""

Audience = Literal["chair", "table", "public"]

Returned = TypeVar("Returned", JsonObject, Awaitable[JsonObject])


class Unanswered(Exception):
    """A request that the service does not answer, with all that is wrong (RFC 9457).

    Parameters
    ----------
    status
        The status of HTTP.
    record
        The problem as the service says it.
    """

    def __init__(self, status: int, record: Mapping[str, Any]) -> None:
        self.status = status
        self.record = dict(record)
        super().__init__(str(record.get("detail") or record.get("title") or status))

    def __reduce__(self) -> tuple[type[Unanswered], tuple[int, JsonObject]]:
        return type(self), (self.status, self.record)

    @property
    def errors(self) -> list[JsonObject]:
        """Everything that is wrong, each with its place."""
        found: list[JsonObject] = self.record.get("errors", [])
        return found


@dataclass(frozen=True, slots=True)
class Call:
    """A request.

    Parameters
    ----------
    method, path
        What is asked, and where.
    body
        What it holds; None when it holds nothing.
    query, headers
        What stands in its query and its head.
    """

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def options(self) -> dict[str, Any]:
        """Give it as httpx takes it; what is not said is left to the service.

        Returns
        -------
        dict
            By the names that httpx has for them.
        """
        query = {name: value for name, value in self.query.items() if value is not None}
        json = {} if self.body is None else {"json": dict(self.body)}
        return {"params": query, "headers": dict(self.headers), **json}


class Calls(ABC, Generic[Returned]):
    """What can be asked of the service; how an answer is waited for is the client's."""

    @abstractmethod
    def send(self, call: Call) -> Returned:
        """Send a request, again if the service is too busy, and give what it answers.

        Parameters
        ----------
        call
            The request.

        Returns
        -------
        dict
            What JSON holds.

        Raises
        ------
        Unanswered
            If there is no answer but a problem.
        """

    def solve(
        self,
        scenario: Mapping[str, Any],
        *,
        preview: bool | None = None,
        by: str | None = None,
        time_limit: float | None = None,
    ) -> Returned:
        """Find the best plan.

        Parameters
        ----------
        scenario
            A scenario as JSON has it, or ``{"library": ..., "overrides": ...}``.
        preview
            Whether to stop before whole dwellings.
        by
            The kind of area by which a country is solved part by part; without it in one go.
        time_limit
            Seconds that it may take.
        """
        query = {"preview": _flag(preview), "by": by, "timeLimit": time_limit}
        return self.send(Call("POST", "/solve", scenario, query))

    def ask(self, resource: str, body: Mapping[str, Any], **query: Any) -> Returned:
        """Ask anything else that is answered at once.

        Parameters
        ----------
        resource
            Where: ``check``, ``evaluate``, ``comparisons``, ``explanations``, ``rooms``.
        body
            With what.
        **query
            What stands in the query, as ``timeLimit=5``.
        """
        return self.send(Call("POST", f"/{resource}", body, query))

    def dossiers(self, page: int = 1) -> Returned:
        """List the dossiers that you may see.

        Parameters
        ----------
        page
            The page, from 1.
        """
        return self.send(Call("GET", "/dossiers", query={"page": page}))

    def begin(self, name: str, *, once: str = "") -> Returned:
        """Begin a dossier.

        Parameters
        ----------
        name
            For readers.
        once
            A key of your own: with the same one the same is made once.
        """
        return self._make("/dossiers", {"name": name}, once)

    def things(self, dossier: str, kind: str, page: int = 1) -> Returned:
        """List what is in a dossier.

        Parameters
        ----------
        dossier
            Its id.
        kind
            ``scenarios``, ``plans``, ``results``, ``attachments``, ``jobs``, ``log``.
        page
            The page, from 1.
        """
        return self.send(Call("GET", f"/dossiers/{dossier}/{kind}", query={"page": page}))

    def put_scenario(
        self,
        dossier: str,
        scenario: Mapping[str, Any],
        *,
        name: str = "",
        note: str = "",
        once: str = "",
    ) -> Returned:
        """Put a scenario into a dossier.

        Parameters
        ----------
        dossier
            Its id.
        scenario
            A scenario as JSON has it, or ``{"library": ..., "overrides": ...}``.
        name, note
            For readers.
        once
            A key of your own: with the same one the same is made once.
        """
        said = {**_named(scenario), "name": name, "note": note}
        return self._make(f"/dossiers/{dossier}/scenarios", said, once)

    def save(
        self,
        dossier: str,
        scenario: str,
        changed: Mapping[str, Any],
        *,
        based_on: int,
        note: str = "",
    ) -> Returned:
        """Save a version of a scenario.

        Parameters
        ----------
        dossier, scenario
            Their ids.
        changed
            What it says now.
        based_on
            The version that it was made from; if others saved meanwhile this is `Unanswered`, with
            409 and both.
        note
            Why it was changed.
        """
        path = f"/dossiers/{dossier}/scenarios/{scenario}/versions"
        return self.send(Call("POST", path, {**_named(changed), "basedOn": based_on, "note": note}))

    def version(self, dossier: str, scenario: str, number: int) -> Returned:
        """Read what a version says.

        Parameters
        ----------
        dossier, scenario, number
            Their ids, and the number of the version.
        """
        path = f"/dossiers/{dossier}/scenarios/{scenario}/versions/{number}"
        return self.send(Call("GET", path))

    def share_version(
        self, dossier: str, scenario: str, number: int, audience: Audience
    ) -> Returned:
        """Let others see a version.

        Parameters
        ----------
        dossier, scenario, number
            Their ids, and the number of the version.
        audience
            Who may see it.
        """
        path = f"/dossiers/{dossier}/scenarios/{scenario}/versions/{number}"
        return self.send(Call("PATCH", path, {"confidentiality": audience}))

    def share(self, dossier: str, kind: str, identifier: str, audience: Audience) -> Returned:
        """Let others see a thing.

        Parameters
        ----------
        dossier, kind, identifier
            The dossier's id, what kind of thing it is (``plans``), and its id.
        audience
            Who may see it.
        """
        path = f"/dossiers/{dossier}/{kind}/{identifier}"
        return self.send(Call("PATCH", path, {"confidentiality": audience}))

    def begin_job(
        self, dossier: str, scenario: str, version: int, kind: str, **asked: Any
    ) -> Returned:
        """Have something worked out while you do something else.

        Parameters
        ----------
        dossier, scenario, version
            Their ids, and the number of the version.
        kind
            What: ``solve``, ``room``, ``compromise``.
        **asked
            With what.
        """
        body = {"scenario": scenario, "version": version, "kind": kind, "asked": asked}
        return self.send(Call("POST", f"/dossiers/{dossier}/jobs", body))

    def job(self, dossier: str, job: str) -> Returned:
        """Tell how a job is.

        Parameters
        ----------
        dossier, job
            Their ids.
        """
        return self.send(Call("GET", f"/dossiers/{dossier}/jobs/{job}"))

    def asked(self, dossier: str, job: str) -> Returned:
        """Read with what a job was asked.

        Parameters
        ----------
        dossier, job
            Their ids.
        """
        return self.send(Call("GET", f"/dossiers/{dossier}/jobs/{job}/asked"))

    def answer(self, dossier: str, job: str) -> Returned:
        """Read what came of a job.

        Parameters
        ----------
        dossier, job
            Their ids.
        """
        return self.send(Call("GET", f"/dossiers/{dossier}/jobs/{job}/answer"))

    def results(self, dossier: str, job: str, page: int = 1, page_size: int = 1000) -> Returned:
        """Read what came of the variants of a batch, each in both languages, with its tables.

        Parameters
        ----------
        dossier, job
            Their ids.
        page, page_size
            Which part of it.
        """
        path = f"/dossiers/{dossier}/jobs/{job}/results"
        query = {"page": page, "pageSize": page_size}
        return self.send(Call("GET", path, query=query, headers={"Accept": MEDIA_TYPE}))

    def delete(self, dossier: str) -> Returned:
        """Delete a dossier, with all that is in it.

        Parameters
        ----------
        dossier
            Its id.
        """
        return self.send(Call("DELETE", f"/dossiers/{dossier}"))

    def _make(self, path: str, body: Mapping[str, Any], once: str = "") -> Returned:
        """Make something once, however often the request has to be sent."""
        return self.send(Call("POST", path, body, headers={"Idempotency-Key": once or uuid4().hex}))


def _named(scenario: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a scenario as a part of a request: a document, or a shipped one by its name."""
    return scenario if "library" in scenario else {"scenario": scenario}


def _flag(said: bool | None) -> str | None:
    return None if said is None else str(said).lower()
