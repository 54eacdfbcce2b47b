"""Problems: every answer that is no answer, as RFC 9457 has it (``application/problem+json``)."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any, Literal

from pydantic_core import PydanticSerializationError, to_json

from models.findings import Finding, Origin, findings_told
from models.language import Language, Text

MEDIA_TYPE = "application/problem+json"

RequestPart = Literal["body", "query"]

BODY = "body"
"""What findings call a request that has no file's name."""


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """A kind of problem: the same title and status each time.

    Parameters
    ----------
    code
        Stable, kebab-case; the last part of the problem's ``type``.
    status
        HTTP status.
    title
        What is the matter, in general.
    """

    code: str
    status: int
    title: Text

    @property
    def type(self) -> str:
        """The URI that tells this kind from others; it cannot be looked up (RFC 9457, 4.2)."""
        return f"tag:woonsleutel.example,2025:{self.code}"


INVALID_SCENARIO = ProblemDetails("invalid-scenario", 400, Text("The scenario cannot be used"))
INVALID_KEYS = ProblemDetails("invalid-keys", 400, Text("These keys cannot be compared"))
INVALID_PLAN = ProblemDetails("invalid-plan", 400, Text("The plan cannot be used"))
INVALID_REQUEST = ProblemDetails("invalid-request", 400, Text("The request cannot be read"))
NOT_FOUND = ProblemDetails("not-found", 404, Text("There is nothing here"))
METHOD_NOT_ALLOWED = ProblemDetails(
    "method-not-allowed", 405, Text("This method is not possible here")
)
NOT_ACCEPTABLE = ProblemDetails(
    "not-acceptable", 406, Text("There is nothing of the kind that you take")
)
CANCELLED = ProblemDetails("cancelled", 409, Text("This was cancelled"))
CONFLICT = ProblemDetails("version-conflict", 409, Text("Somebody else saved meanwhile"))
KEY_USED = ProblemDetails("key-used-twice", 409, Text("This key was used before"))
CHANGED = ProblemDetails("changed", 412, Text("This was changed meanwhile"))
FORBIDDEN = ProblemDetails("forbidden", 403, Text("This is not for you"))
UNKNOWN = ProblemDetails("who-are-you", 401, Text("It is not known who you are"))
QUOTA = ProblemDetails("quota-reached", 403, Text("No more of this is stored for you"))
TOO_OFTEN = ProblemDetails("too-often", 429, Text("You ask too often"))
FULL = ProblemDetails("storage-full", 507, Text("The storage is full"))
TOO_SLOW = ProblemDetails("request-timeout", 408, Text("The request took too long to arrive"))
TOO_LARGE = ProblemDetails("too-large", 413, Text("This is too large"))
UNSUPPORTED = ProblemDetails(
    "unsupported-media-type", 415, Text("This kind of content is not read here")
)
OUR_FAULT = ProblemDetails("our-fault", 500, Text("Something went wrong on our side"))
NOT_READY = ProblemDetails("not-ready", 503, Text("Not ready yet"))
BUSY = ProblemDetails("busy", 503, Text("Too busy at the moment"))
STOPPING = ProblemDetails("stopping", 503, Text("The service is being stopped"))
AWAY = ProblemDetails("processes-away", 503, Text("The processes that do this cannot be reached"))

PROBLEMS = (
    INVALID_SCENARIO,
    INVALID_KEYS,
    INVALID_PLAN,
    INVALID_REQUEST,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    CANCELLED,
    CONFLICT,
    KEY_USED,
    CHANGED,
    FORBIDDEN,
    UNKNOWN,
    QUOTA,
    TOO_OFTEN,
    FULL,
    TOO_SLOW,
    TOO_LARGE,
    UNSUPPORTED,
    OUR_FAULT,
    NOT_READY,
    BUSY,
    STOPPING,
    AWAY,
)
"""Every kind of problem that the service reports."""

log = logging.getLogger("woonsleutel.api")

RETRY = {"Retry-After": "5"}
"""For who is refused because it is busy here just now."""

UNEXPECTED = Text(
    "The request failed through no fault of yours. It was recorded. Please report it."
)


def fault(what: str) -> Refused:
    """Refuse by our fault, with a name under which it stands in the log.

    Parameters
    ----------
    what
        What failed, for the log.
    """
    name = token_hex(4)
    log.error("%s: %s", name, what, exc_info=sys.exc_info()[0] is not None)
    text = Text("{said} It stands in the log as {name}.", said=UNEXPECTED, name=name)
    return Refused(OUR_FAULT, text)


class Refused(ValueError):
    """A request that gets a problem for an answer.

    It is a `ValueError`, so that a part of a request is refused together with the other parts.

    Parameters
    ----------
    problem
        The kind.
    detail
        What is the matter this time.
    findings
        Everything that is wrong with the request.
    place
        Where the findings are.
    headers
        Headers of the answer.
    beside
        What a program needs besides, as JSON has it (RFC 9457, 3.2).
    """

    def __init__(
        self,
        problem: ProblemDetails,
        detail: Text,
        findings: Iterable[Finding] = (),
        place: RequestPart = "body",
        *,
        headers: Mapping[str, str] | None = None,
        beside: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{problem.code}: {detail.render('en')}")
        self.problem, self.detail, self.place = problem, detail, place
        self.findings = tuple(findings)
        self.headers = dict(headers or {})
        self.beside = dict(beside or {})

    def as_record(self, language: Language) -> dict[str, Any]:
        """Give the problem as it goes into JSON."""
        record: dict[str, Any] = {
            "type": self.problem.type,
            "title": self.problem.title.render(language),
            "status": self.problem.status,
            "detail": self.detail.render(language),
        }
        if self.findings:
            record["errors"] = [self._error(finding, language) for finding in self.findings]
        return {**record, **self.beside}

    def body(self, language: Language) -> bytes:
        """Give the problem as JSON."""
        return as_bytes(self.as_record(language))

    def _error(self, finding: Finding, language: Language) -> dict[str, Any]:
        written = finding.as_record()
        return {
            "in": self.place,
            "code": finding.code,
            "severity": finding.severity,
            "detail": finding.text.render(language),
            **{key: written[key] for key in ("file", "row", "column", "cell", "text")},
        }


def invalid(problem: ProblemDetails, findings: Iterable[Finding]) -> Refused:
    """Refuse what is wrong in the body, with everything that was found."""
    every = tuple(findings)
    found = findings_told(every)
    errors = [finding for finding in every if finding.severity == "error"]
    if len(errors) == 1:
        return Refused(problem, errors[0].text, found)
    return Refused(problem, Text("There are {number} errors.", number=len(errors)), found)


def in_body(findings: Iterable[Finding]) -> list[Finding]:
    """Say of findings that they are about the request, and in which of its tables."""
    found = []
    for one in findings:
        where = one.origin or Origin(BODY)
        _, sign, table = where.file.partition("#")
        found.append(replace(one, origin=replace(where, file=f"{BODY}{sign}{table}")))
    return found


def as_bytes(record: Mapping[str, Any]) -> bytes:
    """Write JSON, briefly; half a character, which a key of a request may hold, becomes ``?``."""
    with suppress(PydanticSerializationError):
        written = to_json(record)
        # It writes what is no number, which is our fault, and no JSON.
        if b"NaN" not in written and b"Infinity" not in written:
            return written
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode(errors="replace")
