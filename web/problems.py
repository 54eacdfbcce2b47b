"""What the page says when something cannot be shown or done."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dossiers import (
    NotAllowed,
    NothingThere,
    QuotaReached,
    StorageBusy,
    StorageFull,
    VersionConflict,
)
from models.findings import Finding, InvalidScenario
from models.language import Text
from models.values import ValueProblem
from scenarios.forms.text_files import LARGEST_FILE
from web.rendering import page

log = logging.getLogger("woonsleutel.web")

UNSEEN = Text(
    "It may not have been shared with you yet, or it was deleted. Ask whoever gave you the address."
)
"""Why something may not be there: to others it tells no more than that."""


TOO_LARGE = Text(
    "A file is at most {number} MB. Leave out sheets and pictures that do not belong to it.",
    number=LARGEST_FILE // 2**20,
)
"""What to do with a file that is too large."""


def problem_page(
    request: Request,
    status: int,
    text: Text,
    findings: tuple[Finding, ...] = (),
    note: Text | None = None,
) -> Response:
    """Say what is the matter, with all that was found.

    Parameters
    ----------
    request
        The reader's.
    status
        The status of HTTP.
    text
        What is the matter.
    findings
        Everything that is wrong.
    note
        What may be the reason.

    Returns
    -------
    Response
        The page.
    """
    # What was refused of a scenario that is there is tried again from there.
    scenario = request.path_params.get("scenario", "") if status == 400 else ""
    values = {
        "title": text,
        "findings": findings,
        "note": note,
        "here": request.url.path,
        "scenario": scenario,
    }
    return page(request, "problem.html", values, status)


async def invalid(request: Request, found: Exception) -> Response:
    """Say what is wrong with something that was handed in."""
    assert isinstance(found, InvalidScenario)
    text = Text("This cannot be used yet. Nothing was stored.")
    return problem_page(request, 400, text, found.findings)


async def not_found(request: Request, found: Exception) -> Response:
    """Say that something is not stored."""
    assert isinstance(found, NothingThere)
    return problem_page(request, 404, Text("This cannot be found."), note=UNSEEN)


async def not_allowed(request: Request, found: Exception) -> Response:
    """Say that something is not theirs to do, or to keep."""
    assert isinstance(found, NotAllowed | QuotaReached)
    return problem_page(request, 403, found.text)


async def too_late(request: Request, found: Exception) -> Response:
    """Say that somebody else was first; nothing is overwritten."""
    assert isinstance(found, VersionConflict)
    return problem_page(request, 409, found.text)


async def not_stored(request: Request, found: Exception) -> Response:
    """Say that nothing could be stored."""
    assert isinstance(found, StorageBusy | StorageFull)
    return problem_page(request, 507 if isinstance(found, StorageFull) else 503, found.text)


async def not_understood(request: Request, found: Exception) -> Response:
    """Say that a name or a note is none."""
    assert isinstance(found, ValueProblem)
    return problem_page(request, 400, found.text)


async def refused(request: Request, found: Exception) -> Response:
    """Say what the router refuses."""
    assert isinstance(found, HTTPException)
    texts = {
        404: Text("There is no such page."),
        405: Text("This page cannot do that."),
        413: Text("This file is too large."),
    }
    text = texts.get(found.status_code, Text("The request cannot be read."))
    note = TOO_LARGE if found.status_code == 413 else None
    return problem_page(request, found.status_code, text, note=note)


async def fault(request: Request, found: Exception) -> Response:
    """Say that we are at fault; what happened is in the log."""
    log.error("a page failed", exc_info=found)
    return problem_page(request, 500, Text("Something went wrong here. It stands in the log."))


HANDLERS: Mapping[Any, Callable[[Request, Exception], Awaitable[Response]]] = {
    InvalidScenario: invalid,
    NothingThere: not_found,
    NotAllowed: not_allowed,
    QuotaReached: not_allowed,
    VersionConflict: too_late,
    StorageBusy: not_stored,
    StorageFull: not_stored,
    ValueProblem: not_understood,
    HTTPException: refused,
    Exception: fault,
}
"""What is answered to what went wrong."""
