"""Who is let in: beyond this computer only who can say who they are, and not without end."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from api.frequency import Frequency
from api.identity import identity_of, is_local
from api.problems import Refused
from dossiers import Person

WHOSE = "whose"
"""Where a request says whose it is, once that is known."""


async def admitted(request: Request) -> None:
    """Let a request in, for what is not stored.

    Where nobody has to say who they are, what forgets everything is there for all.

    Parameters
    ----------
    request
        The request.

    Raises
    ------
    Refused
        With 401, if it is not known who asks; with 429, if they ask too often.
    """
    if identity_of(request).settings.login:
        await person_of(request)
    else:
        counted(request, address(request))


async def person_of(request: Request) -> Person:
    """Give who asks, and let them in; who follows a job is looked at often, and counted once.

    Parameters
    ----------
    request
        The request.

    Returns
    -------
    Person
        Who it is.

    Raises
    ------
    Refused
        With 401 or 403, if they are nobody here; with 429, if they ask too often.
    """
    state: dict[str, Any] = request.scope.setdefault("state", {})
    try:
        person = await identity_of(request).person(request)
    except Refused:
        # Whoever tries names or keys does not do so without end.
        counted(request, address(request))
        raise
    if WHOSE not in state:
        counted(request, address(request) if person.keeper else f"person {person.id}")
    state[WHOSE] = "" if person.keeper else person.id
    return person


def whose(request: Request) -> str:
    """Give for whom a request is worked on; empty where nobody has to say who they are."""
    known: str = request.scope.get("state", {}).get(WHOSE, "")
    return known


def counted(request: Request, asker: str) -> None:
    """Count a request, but for those of this computer itself."""
    state: Any = request.app.state
    frequency: Frequency = state.frequency
    if not is_local(asker):
        frequency.count(asker)


def address(request: Request) -> str:
    """Give from where a request comes."""
    return request.client.host if request.client else ""
