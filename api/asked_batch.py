"""What a request asks of a batch, and how that is kept until it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from api.problems import BODY, INVALID_REQUEST, INVALID_SCENARIO, in_body, invalid
from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.scenario import Scenario
from optimiser import batch
from scenarios import scenario_from_json, to_json

FIELDS = frozenset({"vary", "variants"})
"""What a request says besides its scenario."""


def asked_batch(scenario: Scenario, document: Mapping[str, Any], most: int) -> dict[str, Any]:
    """Read and check what a request asks, and give it as it is kept.

    Parameters
    ----------
    scenario
        Its scenario.
    document
        The request.
    most
        How many variants it may have.

    Raises
    ------
    Refused
        With everything that is wrong in it.
    """
    findings = [*wrong_in(document)]
    if findings:
        raise invalid(INVALID_REQUEST, findings)
    kept = {
        "scenario": to_json(scenario),
        "vary": document.get("vary", {}),
        "variants": document.get("variants", []),
    }
    try:
        meant = batch.variants(scenario, kept["vary"], rows=kept["variants"])
        if len(meant) > most:
            text = Text(
                "These are {number} variants; a batch has at most {most}.",
                number=len(meant),
                most=most,
            )
            raise InvalidScenario([Finding("too-many-variants", "error", text)])
        batch.check(meant)
    except InvalidScenario as found:
        raise invalid(INVALID_SCENARIO, in_body(found.findings)) from None
    return {**kept, "number": len(meant)}


def kept_batch(kept: Mapping[str, Any]) -> tuple[batch.Variants, batch.BatchOptions]:
    """Give the variants and the options of what was kept."""
    scenario = scenario_from_json(kept["scenario"])
    options = batch.BatchOptions(kept["preview"], kept["seconds"])
    return batch.variants(scenario, kept["vary"], rows=kept["variants"]), options


def wrong_in(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Find what has another shape than it should have."""
    vary, rows = document.get("vary", {}), document.get("variants", [])
    if not isinstance(vary, Mapping) or not all(isinstance(each, list) for each in vary.values()):
        text = Text("“vary” holds a list of values for each path.")
        yield Finding("object-expected", "error", text, Origin(BODY, None, "vary"))
    if rows and not (
        isinstance(rows, list) and all(isinstance(each, Mapping) and each for each in rows)
    ):
        text = Text("“variants” is a list of objects, each with values by path.")
        yield Finding("list-expected", "error", text, Origin(BODY, None, "variants"))
    if not vary and not rows:
        text = Text("A batch has “vary” or “variants”, or both.")
        yield Finding("missing-value", "error", text, Origin(BODY, None, "vary"))
