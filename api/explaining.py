"""What a request asks of an explanation, and of prices, answered."""

from __future__ import annotations

from collections.abc import Callable

from api.asked_explorations import MOST_STEPS, MOST_WAYS, Asked
from api.problems import INVALID_REQUEST, in_body, invalid
from models.findings import InvalidScenario
from models.scenario import Scenario
from optimiser.explanation import Explanation, explain
from optimiser.infeasibility.ways_out_result import Wishes
from optimiser.sensitivity.price import prices
from optimiser.sensitivity.price_result import Prices


def explained_as(
    asked: Asked,
    scenario: Scenario,
    *,
    preview: bool,
    time_limit: float,
    cancelled: Callable[[], bool],
) -> Explanation:
    """Explain what a request asks.

    Raises
    ------
    Refused
        With everything that is wrong in it.
    """
    ways = asked.number("ways", 3, 1, MOST_WAYS)
    wishes = Wishes(ways, frozenset(asked.names("untouchable")), asked.weights())
    try:
        return explain(
            scenario,
            asked.by_name("cell"),
            wishes=wishes,
            preview=preview,
            time_limit=time_limit,
            cancelled=cancelled,
        )
    except InvalidScenario as found:
        raise invalid(INVALID_REQUEST, in_body(found.findings)) from None


def priced_as(
    asked: Asked, scenario: Scenario, *, time_limit: float, cancelled: Callable[[], bool]
) -> Prices:
    """Price what a request asks.

    Raises
    ------
    Refused
        With everything that is wrong in it.
    """
    step, steps = asked.step(), asked.number("steps", 4, 1, MOST_STEPS)
    try:
        return prices(
            scenario,
            agreements=asked.names("agreements"),
            step=step,
            steps=steps,
            whole=asked.flag("whole"),
            time_limit=time_limit,
            cancelled=cancelled,
        )
    except InvalidScenario as found:
        raise invalid(INVALID_REQUEST, in_body(found.findings)) from None
