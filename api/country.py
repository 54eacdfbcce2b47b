"""A country that is solved part by part, as a request asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.problems import INVALID_SCENARIO, in_body, invalid
from api.query import refused_query
from api.settings import Settings
from models.findings import InvalidScenario
from models.scenario import Scenario
from optimiser.country.partition import partition
from optimiser.country.solve import solve_country
from optimiser.results.result import Result


def solved_by_part(
    scenario: Scenario, by: str, settings: Settings, run: Mapping[str, Any]
) -> Result:
    """Solve a country, in processes besides the one that is asked.

    Parameters
    ----------
    scenario
        The country.
    by
        The kind of area that its parts are.
    settings
        With how many parts are solved at once.
    run
        When to stop, and who is told meanwhile.

    Returns
    -------
    Result
        What came of it.

    Raises
    ------
    Refused
        If there are no such parts, or if something cannot be divided over them.
    """
    try:
        partition(scenario, by)
    except InvalidScenario as found:
        raise refused_query(found.findings) from None
    try:
        return solve_country(scenario, by, jobs=settings.batch_processes, **run)
    except InvalidScenario as found:
        raise invalid(INVALID_SCENARIO, in_body(found.findings)) from None
