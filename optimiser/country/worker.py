"""What a process does for a country: it divides what parts share, and solves a part."""

from __future__ import annotations

import signal
from dataclasses import replace
from multiprocessing.synchronize import Event

from models.collector import collector_paused
from models.division import Division, Partition
from models.findings import InvalidScenario
from models.language import Text
from models.scenario import Scenario
from optimiser.country.apportionment import coordinate
from optimiser.country.why_no_plan import in_words, why_no_plan
from optimiser.results.result import Result
from optimiser.results.status import Status
from optimiser.solver.answers import Answer, SolverFault
from optimiser.solver.limits import Cancelled, Limits
from optimiser.solver.params import SearchParams
from optimiser.solver.parent import end_with_parent
from optimiser.solving.run import STOPPED, solve


class StopSign:
    """Whether the user has enough; a process knows it by what it was begun with."""

    event: Event | None = None

    @classmethod
    def asked(cls) -> bool:
        """Tell whether to stop."""
        return cls.event is not None and cls.event.is_set()


def begin(stop: Event) -> None:
    """Begin a process: its parent decides what a Ctrl+C means, and without it there is no work."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    StopSign.event = stop


def solved(scenario: Scenario, seconds: float | None, gap: float, params: SearchParams) -> Result:
    """Solve one part; its audit stays behind, because the country has its own."""
    try:
        result = solve(
            scenario, gap=gap, time_limit=seconds, cancelled=StopSign.asked, params=params
        )
    except InvalidScenario as invalid:
        return Result(scenario, Status.FAILED, findings=invalid.findings, fault=str(invalid))
    # A copy is without what the solve remembered of it, which is large and stays here.
    return replace(result, audit=None, scenario=scenario.model_copy())


def divided(
    scenario: Scenario,
    parts: Partition,
    seconds: float | None,
    gap: float,
    params: SearchParams,
) -> Division | Result:
    """Divide what the parts of a country share, or say why that cannot be."""
    limits = Limits(seconds, StopSign.asked, gap, params=params)
    try:
        with collector_paused():
            coordinated = coordinate(scenario, parts, limits)
            if coordinated.division is not None:
                return coordinated.division
            return without_division(scenario, parts, limits, coordinated.answer)
    except Cancelled:
        return Result(scenario, Status.CANCELLED)
    except SolverFault as fault:
        return Result(scenario, Status.FAILED, fault=str(fault))


def without_division(
    scenario: Scenario, parts: Partition, limits: Limits, answer: Answer
) -> Result:
    """Say why there is no division: the country has no plan, or none part by part."""
    if answer is not Answer.INFEASIBLE:
        return Result(scenario, STOPPED.get(answer, Status.TIME_LIMIT_WITHOUT_PLAN))
    reason = why_no_plan(scenario, parts, limits) or in_words(
        Text(
            "together the parts can keep all agreements, but not when each of them keeps by "
            "itself what cannot be divided, in whole numbers"
        )
    )
    return Result(scenario.model_copy(), Status.INFEASIBLE, infeasibility=reason)
