"""A client of the service: what programs ask it, at once or while they do something else.

>>> from woonsleutel.client import Client
>>> with Client("http://127.0.0.1:8000") as client:
...     plan = client.solve({"library": "noord-veluwe"})
"""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from collections.abc import Awaitable, Mapping
from typing import Any, Final, Generic, Self, TypeVar

import httpx

from models.scenario import Scenario
from woonsleutel.asking import asking
from woonsleutel.calls import Call, Calls, JsonObject, Returned, Unanswered
from woonsleutel.parcel import Unreadable, unpacked

__all__ = ["AsyncClient", "Call", "Client", "Unanswered", "Unreadable"]

ENDED: Final = ("done", "failed", "cancelled")

SLOW_DOWN: Final = (429, 503)
"""What is answered to who asks too often, or while others are first."""

ATTEMPTS: Final = 4
LOOKING: Final = 0.5
"""Seconds between two looks at a job."""

Transport = TypeVar("Transport", httpx.BaseTransport, httpx.AsyncBaseTransport)
Http = TypeVar("Http", httpx.Client, httpx.AsyncClient)


class Connected(Calls[Returned], Generic[Returned, Http, Transport]):
    """Asks a service over connections that are kept as long as it is used.

    Parameters
    ----------
    server
        Where it is: ``https://wonen.example``.
    key
        A key that was given out (``woonsleutel key new``).
    language
        Of the sentences in answers.
    timeout
        Seconds that an answer may take.
    transport
        How requests go, where that is not by the network.
    """

    def __init__(
        self,
        server: str,
        *,
        key: str = "",
        language: str = "nl",
        timeout: float = 120.0,
        transport: Transport | None = None,
    ) -> None:
        headers = {"Accept-Language": language, "Accept": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._http: Http = self._opened(
            base_url=f"{server.rstrip('/')}/v1",
            headers=headers,
            timeout=timeout,
            transport=transport,
        )

    @abstractmethod
    def _opened(self, **settings: Any) -> Http:
        """Open connections, as httpx takes what is said of them."""

    @abstractmethod
    def found(
        self, resource: str, scenario: Scenario, asked: Mapping[str, Any], **query: Any
    ) -> Any:
        """Have something worked out, and give it as the Python package gives it.

        Parameters
        ----------
        resource
            Where: ``solve``, ``rooms``.
        scenario
            The scenario.
        asked
            With what, by the names of the request: other scenarios of the region and plans as they
            are.
        **query
            What stands in the query.

        Returns
        -------
        Account
            What was found, as if it had been found here.

        Raises
        ------
        Unanswered
            If there is no answer but a problem.
        Unreadable
            If the service is of another release.
        """

    @abstractmethod
    def wait(self, dossier: str, job: str) -> Returned:
        """Wait for a job to end, and give how it ended.

        Parameters
        ----------
        dossier, job
            Their ids.

        Returns
        -------
        dict
            The job.
        """


class Client(Connected[JsonObject, httpx.Client, httpx.BaseTransport]):
    """Asks the service, and waits for each answer."""

    def _opened(self, **settings: Any) -> httpx.Client:
        return httpx.Client(**settings)

    def send(self, call: Call) -> JsonObject:
        """Send a request, and wait for what it answers."""
        attempt = 1
        while True:
            response = self._http.request(call.method, call.path, **call.options())
            if (pause := _pause(response, attempt)) is None:
                return _record(response)
            time.sleep(pause)
            attempt += 1

    def found(
        self, resource: str, scenario: Scenario, asked: Mapping[str, Any], **query: Any
    ) -> Any:
        """Have something worked out, and wait for it."""
        return unpacked(self.send(asking(resource, scenario, asked, query)), scenario)

    def wait(self, dossier: str, job: str) -> JsonObject:
        """Look at a job until it has ended."""
        while (found := self.job(dossier, job))["state"] not in ENDED:
            time.sleep(LOOKING)
        return found

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient(Connected[Awaitable[JsonObject], httpx.AsyncClient, httpx.AsyncBaseTransport]):
    """Asks the service, and lets others work while it waits."""

    def _opened(self, **settings: Any) -> httpx.AsyncClient:
        return httpx.AsyncClient(**settings)

    async def send(self, call: Call) -> JsonObject:
        """Send a request, and let others work until it is answered."""
        attempt = 1
        while True:
            response = await self._http.request(call.method, call.path, **call.options())
            if (pause := _pause(response, attempt)) is None:
                return _record(response)
            await asyncio.sleep(pause)
            attempt += 1

    async def found(
        self, resource: str, scenario: Scenario, asked: Mapping[str, Any], **query: Any
    ) -> Any:
        """Have something worked out, and let others work meanwhile."""
        return unpacked(await self.send(asking(resource, scenario, asked, query)), scenario)

    async def wait(self, dossier: str, job: str) -> JsonObject:
        """Look at a job until it has ended."""
        while (found := await self.job(dossier, job))["state"] not in ENDED:
            await asyncio.sleep(LOOKING)
        return found

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _pause(response: httpx.Response, attempt: int) -> float | None:
    """Give how long the service wants us to wait; None when it answered, or never will."""
    if response.status_code not in SLOW_DOWN or attempt == ATTEMPTS:
        return None
    said = response.headers.get("Retry-After", "")
    return float(said) if said.isdecimal() else None


def _record(response: httpx.Response) -> JsonObject:
    """Read an answer.

    Raises
    ------
    Unanswered
        If it is none.
    """
    try:
        record: JsonObject = response.json() if response.content else {}
    except ValueError:
        record = {"title": response.reason_phrase}
    if response.is_error:
        raise Unanswered(response.status_code, record)
    return record
