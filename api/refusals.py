"""Refusals: whatever is wrong with what is stored, or was to be, as the answer that it gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from pydantic.alias_generators import to_camel

from api.problems import (
    BODY,
    BUSY,
    CHANGED,
    CONFLICT,
    FORBIDDEN,
    FULL,
    INVALID_REQUEST,
    INVALID_SCENARIO,
    KEY_USED,
    NOT_FOUND,
    QUOTA,
    RETRY,
    Refused,
    invalid,
)
from dossiers import (
    KeyUsedTwice,
    NotAllowed,
    NothingThere,
    QuotaReached,
    Renamed,
    StorageBusy,
    StorageFull,
    VersionConflict,
)
from models.findings import Finding, InvalidScenario, Origin
from models.values import ValueProblem
from scenarios import to_json

Value = TypeVar("Value")


def refusing(work: Callable[[], Value]) -> Value:
    """Make the answer of whatever is wrong with what is stored, or was to be."""
    try:
        return work()
    except NothingThere as problem:
        raise Refused(NOT_FOUND, problem.text) from None
    except NotAllowed as problem:
        raise Refused(FORBIDDEN, problem.text) from None
    except QuotaReached as problem:
        raise Refused(QUOTA, problem.text) from None
    except Renamed as problem:
        raise Refused(CHANGED, problem.text) from None
    except VersionConflict as problem:
        raise conflicting(problem) from None
    except StorageFull as problem:
        raise Refused(FULL, problem.text) from None
    except StorageBusy as problem:
        raise Refused(BUSY, problem.text, headers=RETRY) from None
    except KeyUsedTwice as problem:
        raise Refused(KEY_USED, problem.text) from None
    except InvalidScenario as problem:
        raise invalid(INVALID_SCENARIO, problem.findings) from None
    except ValueProblem as problem:
        where = Origin(BODY, None, "name" if problem.code == "name-expected" else None)
        finding = Finding(problem.code, "error", problem.text, where)
        raise invalid(INVALID_REQUEST, [finding]) from None


def conflicting(problem: VersionConflict) -> Refused:
    """Answer who saved too late: with both versions, and what differs."""
    differences = [
        {"path": each.path, "theirs": each.one, "yours": each.other} for each in problem.differences
    ]
    beside = {
        "latest": shown(problem.latest),
        "theirs": to_json(problem.theirs),
        "yours": to_json(problem.yours),
        "differences": differences,
    }
    return Refused(CONFLICT, problem.text, beside=beside)


def shown(record: Any) -> dict[str, Any]:
    """Give a record of what is stored as JSON has it."""
    return {
        to_camel(field.name): value.isoformat() if isinstance(value, datetime) else value
        for field in fields(record)
        for value in [getattr(record, field.name)]
    }
