"""Who is let in: beyond this computer only who can say who they are, and not without end."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from api.frequency import Frequency
from api.identity import IN_PROCESS, identity_of, is_local
from api.problems import Refused
from dossiers import Person


async def admitted(request: Request) -> None:
    """Let a request in, for what is not kept.

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
    """Give who asks, and let them in.

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
    try:
        person = await identity_of(request).person(request)
    except Refused:
        # Whoever tries names or keys does not do so without end.
        counted(request, address(request))
        raise
    counted(request, address(request) if person.keeper else f"person {person.id}")
    request.scope.setdefault("state", {})[IN_PROCESS] = person
    return person


def counted(request: Request, asker: str) -> None:
    """Count a request, but for those of this computer itself."""
    state: Any = request.app.state
    frequency: Frequency = state.frequency
    if not is_local(asker):
        frequency.count(asker)


def address(request: Request) -> str:
    """Give from where a request comes."""
    return request.client.host if request.client else ""
