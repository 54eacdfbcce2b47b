"""What a request asks of a comparison of keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.problems import INVALID_REQUEST, invalid
from models.findings import Finding, Origin
from models.language import Text
from models.values import quoted

FIELDS = frozenset({"keys", "agreement", "plans"})
"""What a request says besides its scenario."""

MOST_KEYS = 20
"""Each is solved by itself, and has its own rows in every table."""


@dataclass(frozen=True, slots=True)
class AskedKeys:
    """Which keys are compared, for which agreement, and whether plans are looked for."""

    keys: tuple[str, ...]
    agreement: str | None
    plans: bool


def asked_keys(document: Mapping[str, Any], file: str) -> AskedKeys:
    """Read what a request asks.

    Parameters
    ----------
    document
        The request.
    file
        What findings call it.

    Raises
    ------
    Refused
        With everything that is wrong in it.
    """
    findings = [
        Finding(code, "error", text, Origin(file, None, column))
        for code, text, column in wrong_in(document)
    ]
    if findings:
        raise invalid(INVALID_REQUEST, findings)
    return AskedKeys(
        tuple(document["keys"]), document.get("agreement"), document.get("plans", True)
    )


def wrong_in(document: Mapping[str, Any]) -> Iterator[tuple[str, Text, str]]:
    """Find what is wrong: a code, what is the matter, and where."""
    keys, agreement = document.get("keys"), document.get("agreement")
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str) for key in keys):
        text = Text("“keys” is a list of keys, such as {example}.", example='["households"]')
        yield "keys-expected", text, "keys"
    elif len(keys) > MOST_KEYS:
        yield "too-many-keys", Text("At most {most} keys are compared.", most=MOST_KEYS), "keys"
    if agreement is not None and not isinstance(agreement, str):
        text = Text("“{value}” is not the id of an agreement.", value=quoted(agreement))
        yield "text-expected", text, "agreement"
    if not isinstance(document.get("plans", True), bool):
        text = Text("“plans” is true or false, not “{given}”.", given=quoted(document["plans"]))
        yield "boolean-expected", text, "plans"
