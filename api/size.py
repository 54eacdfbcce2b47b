"""Size: more than this service reads, counted in a body before any of it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

from api.problems import BODY, INVALID_REQUEST, in_body, invalid
from api.settings import Settings
from models.findings import Finding, Origin
from models.language import Text
from optimiser.batch.extent import too_many_paths, too_many_variants

VALUES_PER_ROW = 20
"""Twice as many as the widest table of ours has columns."""

VALUES_BESIDES = 500
"""Rows' worth of values that a scenario may have besides its tables: agreements, goals, keys."""


def check_values(body: bytes, settings: Settings) -> None:
    """Refuse JSON with more values than the rows that the service reads can have.

    Raises
    ------
    Refused
        If there are more: between two of them stands a comma, and what holds others has a bracket.
    """
    most = VALUES_PER_ROW * (settings.rows + VALUES_BESIDES)
    held = settings.rows + VALUES_PER_ROW * VALUES_BESIDES
    if body.count(b",") > most or body.count(b"[") + body.count(b"{") > held:
        text = Text("This has more values than fit in the rows that this service reads.")
        refuse([Finding("too-many-values", "error", text, Origin(BODY))])


def refuse_large_batch(asked: Mapping[str, Any], settings: Settings) -> None:
    """Refuse more variants than a batch has, or that differ in more ways.

    What is no list or no object is left to who reads it.

    Raises
    ------
    Refused
        With what there is too much of.
    """
    vary, rows = asked.get("vary"), asked.get("variants")
    options = {path: values for path, values in pairs(vary) if isinstance(values, list)}
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    number = max(1, len(rows)) * prod(map(len, options.values()))
    paths = len(options.keys() | {key for row in rows for key in row if key != "variant"})
    refuse([*too_many_variants(number, settings.batch_variants), *too_many_paths(paths)])


def pairs(given: object) -> Iterable[tuple[str, Any]]:
    """Give what an object holds; of anything else nothing."""
    return given.items() if isinstance(given, dict) else ()


def refuse(findings: list[Finding]) -> None:
    """Refuse a request for what is wrong with it, if anything is.

    Raises
    ------
    Refused
        With that.
    """
    if findings:
        raise invalid(INVALID_REQUEST, in_body(findings))
