"""Provenance: what an answer was made from, and with what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.scenario import Scenario
from optimiser.solver.versions import release, solver_release


def provenance(
    scenario: Scenario, options: Mapping[str, Any] | None = None, *, solved: bool = True
) -> dict[str, Any]:
    """Tell what made an answer.

    Parameters
    ----------
    scenario
        What it is about.
    options
        What was asked; None of an answer that no solver has a part in.
    solved
        Whether a solver was asked after all.
    """
    made = {"scenarioHash": scenario.content_hash, "woonsleutel": release()}
    if options is None:
        return made
    return {**made, "highs": solver_release() if solved else None, "options": dict(options)}
