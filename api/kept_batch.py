"""A batch as it is kept until it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.problems import INVALID_SCENARIO, in_body, invalid
from api.requests import BatchOfScenario
from models.findings import Finding, InvalidScenario
from models.language import Text
from optimiser import batch
from scenarios import scenario_from_json, to_json


def to_keep(asked: BatchOfScenario, most: int) -> dict[str, Any]:
    """Check the variants of a batch, and give it as it is kept.

    Parameters
    ----------
    asked
        What the request asks.
    most
        How many variants it may have.

    Raises
    ------
    Refused
        With everything that is wrong with them.
    """
    try:
        meant = batch.variants(asked.scenario, asked.vary, rows=asked.variants)
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
    return {
        "scenario": to_json(asked.scenario),
        "vary": asked.vary,
        "variants": asked.variants,
        "number": len(meant),
    }


def kept_batch(kept: Mapping[str, Any]) -> tuple[batch.Variants, batch.BatchOptions]:
    """Give the variants and the options of what was kept."""
    scenario = scenario_from_json(kept["scenario"])
    options = batch.BatchOptions(kept["preview"], kept["seconds"])
    return batch.variants(scenario, kept["vary"], rows=kept["variants"]), options
