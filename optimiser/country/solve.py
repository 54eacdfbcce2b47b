"""A country: solved part by part in processes of their own, and audited as a whole.

Parts share nothing but numbers that several of them bring together. `coordinate` divides those;
then each part is an ordinary scenario. What comes back is put together and held against the country
itself, in exact numbers.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from fractions import Fraction
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from typing import Any, Unpack

from models.collector import collector_paused
from models.division import Division, Partition
from models.findings import InvalidScenario
from models.language import Text
from models.plan import Plan
from models.quantity import Cell
from models.scenario import Scenario
from optimiser.country.part_scenario import part_of
from optimiser.country.partition import partition
from optimiser.country.shared_totals import check_divisible
from optimiser.country.worker import begin, divided, solved
from optimiser.results.audit import Audit, audit
from optimiser.results.goal_values import GoalValue, beside_bounds
from optimiser.results.result import Result
from optimiser.results.status import Status
from optimiser.solver.limits import Limits, RunOptions
from optimiser.solving.run import solve
from scenarios import check

PartListener = Callable[[str, Result], None]
"""Told of every part that is ready, the largest first."""

PATIENCE = 0.2
"""Seconds between two looks at whether the user has enough."""

WORST = (
    Status.FAILED,
    Status.INFEASIBLE,
    Status.INFEASIBLE_IN_WHOLE_DWELLINGS,
    Status.CANCELLED,
    Status.TIME_LIMIT_WITHOUT_PLAN,
)
"""What a country is when one of its parts is."""


def solve_country(
    scenario: Scenario,
    by: str,
    *,
    jobs: int | None = None,
    gap: float = 0.0,
    found: PartListener | None = None,
    **options: Unpack[RunOptions],
) -> Result:
    """Find a plan for a country, part by part.

    Parameters
    ----------
    scenario
        The country. What holds over several parts is divided over them by the key that the
        agreement names (`divided_by`), as far as they can carry it together.
    by
        The kind of area that the parts are: ``province``.
    jobs
        Processes that solve at once; without it as many as there are cores. Each part is solved by
        one process, so the result does not depend on it.
    gap
        Relative gap at which a search for whole numbers may end.
    found
        Told of every part that is ready, with its result: the one with most municipalities first,
        whichever process is the quickest.
    **options
        Any of ``time_limit`` (seconds for all of it; what is left is shared among the parts that
        are still to come), ``cancelled`` (asked now and then; all ends within a second of a yes),
        ``progress`` (told what is being done, how many parts are ready, and how many there are) and
        ``params`` (`optimiser.solver.params.SearchParams`).

    Returns
    -------
    Result
        The plan of all parts together, audited against the country; what each part got; and the
        results of the parts. A single part is solved as any scenario is.

    Raises
    ------
    InvalidScenario
        If the checks find an error, if a municipality does not lie in exactly one part, or if
        something holds between parts and cannot be divided.

    Notes
    -----
    Processes are started anew (``spawn``), so a script that calls this needs the usual
    ``if __name__ == "__main__":``.
    """
    findings = check(scenario)
    if any(finding.severity == "error" for finding in findings):
        raise InvalidScenario(findings)
    parts = partition(scenario, by)
    check_divisible(scenario, parts)
    if len(parts.parts) == 1:
        result = solve(scenario, gap=gap, **options)
        if found is not None:
            found(next(iter(parts.parts)), result)
        return result
    country = Country(scenario, parts, Limits(gap=gap, **options), found)
    return replace(country.result(jobs or os.cpu_count() or 1), findings=findings)


@dataclass(slots=True)
class Country:
    """One solve of a country on its way.

    Parameters
    ----------
    scenario
        The country.
    parts
        Its parts.
    limits
        When to stop, and who is told of every phase.
    found
        Told of every part, the largest first.
    """

    scenario: Scenario
    parts: Partition
    limits: Limits
    found: PartListener | None
    seconds: dict[str, float] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)

    def result(self, jobs: int) -> Result:
        """Divide, solve every part, and put the plans together."""
        context = get_context("spawn")
        stop = context.Event()
        with ProcessPoolExecutor(
            min(jobs, len(self.parts.parts)), context, initializer=begin, initargs=(stop,)
        ) as processes:
            try:
                return self._result(processes, stop, jobs)
            except BrokenProcessPool:
                return self._ended(
                    Status.FAILED, fault="a process ended before its work (out of memory?)"
                )

    def _result(self, processes: ProcessPoolExecutor, stop: Event, jobs: int) -> Result:
        self.limits.tell(Text("dividing over the parts"), 0, 1)
        limits = self.limits
        seconds = limits.left()["time_limit"]
        asked = processes.submit(
            divided, self.scenario, self.parts, seconds, limits.gap, limits.params
        )
        while not asked.done():
            wait([asked], PATIENCE)
            self._heed(stop)
        coordinated = asked.result()
        self._phase("division")
        if isinstance(coordinated, Result):
            return self._ended(coordinated.status, infeasibility=coordinated.infeasibility)
        self._solve(processes, stop, jobs, coordinated)
        self._phase("parts")
        return self._together(coordinated)

    def _solve(
        self, processes: ProcessPoolExecutor, stop: Event, jobs: int, division: Division
    ) -> None:
        # The largest first, so that no process has nothing to do while the last one works on.
        by_size = sorted(self.parts.parts, key=lambda part: (-len(self.parts.parts[part]), part))
        limits = self.limits
        waiting, untold = deque(by_size), deque(by_size)
        running: dict[Future[Result], str] = {}
        while waiting or running:
            while waiting and len(running) < jobs:
                part = waiting.popleft()
                seconds = limits.left()["time_limit"]
                if seconds is not None:
                    seconds *= min(1.0, jobs / (len(waiting) + 1 + len(running)))
                own = part_of(self.scenario, division, part)
                running[processes.submit(solved, own, seconds, limits.gap, limits.params)] = part
            done, _ = wait(running, PATIENCE, FIRST_COMPLETED)
            if self._heed(stop):
                waiting.clear()
            for future in done:
                part = running.pop(future)
                self.results[part] = future.result()
                said = Text("{part}: {status}", part=part, status=self.results[part].status_text())
                self.limits.tell(said, len(self.results), len(by_size))
            while untold and untold[0] in self.results:
                self._tell(untold.popleft())
        self.results = dict(sorted(self.results.items()))

    def _tell(self, part: str) -> None:
        if self.found is not None:
            # Audited again here: what stays of every part stays small.
            own = self.results[part]
            audited = audit(own.scenario, own.plan) if own.plan else None
            self.found(part, replace(own, audit=audited))

    def _together(self, division: Division) -> Result:
        statuses = [result.status for result in self.results.values()]
        stopped = len(statuses) < len(self.parts.parts)
        for status in WORST:
            if status in statuses or (stopped and status is Status.CANCELLED):
                faults = [
                    f"{part}: {each.fault}" for part, each in self.results.items() if each.fault
                ]
                return self._ended(status, division=division, fault="; ".join(faults))
        self.limits.tell(Text("audit"), 0, 1)
        with collector_paused():
            plan = merged_plans({part: result.plan for part, result in self.results.items()})
            audited = audit(self.scenario, plan)
        self._phase("audit")
        if not audited.kept:
            names = sorted({row.requirement.agreement.id for row in audited.missed})
            return self._ended(
                Status.FAILED, division=division, audit=audited, fault=f"audit: {', '.join(names)}"
            )
        return self._ended(
            Status.FEASIBLE,
            division=division,
            plan=plan,
            audit=audited,
            goals=self._goals(audited),
            exact_shares=tuple(
                share for each in self.results.values() for share in each.exact_shares
            ),
            steps=tuple(
                replace(step, goal=f"{step.goal}@{part}")
                for part, each in self.results.items()
                for step in each.steps
            ),
        )

    def _goals(self, audited: Audit) -> tuple[GoalValue, ...]:
        """Put each goal's exact value beside what the parts could do best, given the division.

        What adds up over parts adds up in fractions too. How far a municipality lies from a fair
        share of the country is no sum, and the best there is for it is not known.
        """
        bounds: dict[str, float] = {}
        for each in self.results.values():
            for goal in each.goals:
                if not self.scenario.goal(goal.id).leximin:
                    bounds[goal.id] = bounds.get(goal.id, 0.0) + goal.bound
        return beside_bounds(self.scenario, audited.goals, bounds)

    def _ended(self, status: Status, **rest: Any) -> Result:
        """Close the clock and give the result."""
        for each in self.results.values():
            solver = each.seconds.get("solver", 0.0)
            self.seconds["solver"] = self.seconds.get("solver", 0.0) + solver
        self.seconds["total"] = time.perf_counter() - self.limits.started
        options = {"by": self.parts.kind, "preview": False, **self.limits.said()}
        return Result(
            self.scenario,
            status,
            parts=self.results,
            seconds=self.seconds,
            options=options,
            **rest,
        )

    def _heed(self, stop: Event) -> bool:
        """Pass on that the user has enough."""
        if self.limits.stop():
            stop.set()
        return stop.is_set()

    def _phase(self, name: str) -> None:
        spent = sum(self.seconds.values())
        self.seconds[name] = time.perf_counter() - self.limits.started - spent


def merged_plans(plans: Mapping[str, Plan | None]) -> Plan:
    """Put the plans of parts together: no cell lies in two of them."""
    cells: dict[str, dict[Cell, int | Fraction]] = {}
    for plan in plans.values():
        for quantity, numbers in plan.cells.items() if plan is not None else ():
            cells.setdefault(quantity, {}).update(numbers)
    return Plan(cells)
