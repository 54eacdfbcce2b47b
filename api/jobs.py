"""What a worker does with a request: read it, work it out, and write the answer.

Explorations, by the optimiser's public names, and batches bring in what they need when they are
asked for: Pyomo and Dask take longer to come than all the rest, and a preview needs neither.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import optimiser
from api.asked import Asked, asked
from api.job import Job, JobAnswer, JobEntry, Kind
from api.problems import (
    BODY,
    INVALID_PLAN,
    INVALID_REQUEST,
    INVALID_SCENARIO,
    OUR_FAULT,
    STOPPING,
    TOO_LARGE,
    Refused,
    as_bytes,
    fault,
    invalid,
)
from api.requests import (
    AlternativesOfScenario,
    BatchOfScenario,
    ExplanationOfScenario,
    FrontOfScenario,
    KeysForScenario,
    PartiesOfScenario,
    PlanForScenario,
    PlansForScenario,
    PricesOfScenario,
    RoomOfScenario,
)
from api.settings import Settings
from api.size import check_values
from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.recollection import forget, recall_for
from models.scenario import Scenario
from models.values import quoted
from optimiser import Result, Status, compare_keys, evaluate, solve
from optimiser.explanation import explain
from optimiser.infeasibility.ways_out_result import Wishes
from optimiser.negotiation.negotiate import compromise
from optimiser.plans.compare import compare_plans
from optimiser.plans.complete import complete
from optimiser.results.account import Account, Record, UnknownTable
from optimiser.results.provenance import provenance
from optimiser.results.result_tables import TABLES
from optimiser.sensitivity.price import prices
from optimiser.solver.deadline import ended_in_time
from optimiser.solver.limits import Cancelled, Limits, NoPlan, Progress, TimeUp
from scenarios import check
from scenarios.checks.limits import seconds_to_write
from scenarios.forms.json_form import parse_json
from woonsleutel.parcel import packed

log = logging.getLogger("woonsleutel.api")


READING = 1.0
"""Seconds that a request may take in any case: in less it could not even be read."""


def ignored(_entry: JobEntry) -> None:
    """Keep nothing."""


@dataclass(slots=True)
class Clock:
    """Seconds per phase.

    Parameters
    ----------
    seconds
        What was measured.
    began
        When it began.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)
    _since: float = field(default_factory=time.perf_counter)

    def phase(self, name: str) -> None:
        """End a phase, and begin the next."""
        now = time.perf_counter()
        self.seconds[name] = now - self._since
        self._since = now


class Desk:
    """Does jobs, one after another.

    Parameters
    ----------
    settings
        The service's settings.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def perform(
        self,
        job: Job,
        cancelled: Callable[[], bool],
        progress: Progress | None = None,
        keep: Callable[[JobEntry], object] = ignored,
    ) -> JobAnswer:
        """Do a job; whatever is wrong becomes the answer.

        Parameters
        ----------
        job
            The request.
        cancelled
            Asked now and then whether the client is still there.
        progress
            Told how far it is.
        keep
            Given each part of the answer that is stored as soon as it is found.
        """
        clock = Clock(began=job.began)
        # A quick answer would tell that somebody else asked nearly the same just now.
        recall_for(job.whose)
        try:
            most = max(job.seconds, READING)
            with ended_in_time(Limits(most, cancelled, started=clock.began)):
                body = as_bytes(self._done(job, clock, cancelled, progress, keep))
        except (Cancelled, TimeUp) as problem:
            refused = self._ended(problem, job)
            return JobAnswer(refused.problem.status, refused.body(job.language), clock.seconds)
        except Refused as refused:
            return JobAnswer(refused.problem.status, refused.body(job.language), clock.seconds)
        except MemoryError:
            forget()
            memory = Text("This scenario takes more memory than there is.")
            return JobAnswer(TOO_LARGE.status, Refused(TOO_LARGE, memory).body(job.language))
        except Exception:
            return JobAnswer(OUR_FAULT.status, fault("a job failed").body(job.language))
        clock.phase("write")
        return JobAnswer(200, body, clock.seconds, job.in_full)

    def _done(
        self,
        job: Job,
        clock: Clock,
        cancelled: Callable[[], bool],
        progress: Progress | None,
        keep: Callable[[JobEntry], object],
    ) -> Record:
        asks, work = WORK[job.kind]
        try:
            request = asked(asks, self._document(job, asks), self._settings)
            clock.phase("read")
            order = Order(job, request.scenario, clock, cancelled, self._settings, progress, keep)
            return work(request, order)
        except NoPlan:
            text, where = Status.INFEASIBLE.text(), Origin(BODY, None, "scenario")
            raise invalid(INVALID_SCENARIO, [Finding("no-plan", "error", text, where)]) from None

    def _ended(self, problem: Cancelled | TimeUp, job: Job) -> Refused:
        """Refuse what took too long, or what nobody waits for any more."""
        if isinstance(problem, Cancelled):
            return Refused(STOPPING, Status.CANCELLED.text())
        text = Text("This takes more than the {seconds} s allowed.", seconds=f"{job.seconds:g}")
        finding = Finding("time-is-up", "error", text, Origin(BODY))
        return Refused(TOO_LARGE, text, [finding])

    def _document(self, job: Job, asks: type[Asked]) -> Mapping[str, Any]:
        """Give what a request says; a scenario that stands there alone is put under its name."""
        if job.workbook:
            return {"scenario": job.body}
        check_values(job.body, self._settings)
        try:
            document = parse_json(job.body, BODY)
        except InvalidScenario as found:
            raise invalid(INVALID_REQUEST, found.findings) from None
        if not isinstance(document, dict):
            text = Text("A JSON object is expected here, not “{value}”.", value=quoted(document))
            finding = Finding("object-expected", "error", text, Origin(BODY))
            raise invalid(INVALID_REQUEST, [finding])
        return {"scenario": document} if asks is Asked and "library" not in document else document


@dataclass(frozen=True, slots=True)
class Order:
    """What a request is worked out with.

    Parameters
    ----------
    job
        The request.
    scenario
        The scenario that it is about.
    clock
        Told of every phase.
    cancelled
        Asked now and then whether the client is still there.
    settings
        The service's.
    progress
        Told how far it is.
    keep
        Given each part of the answer that is stored as soon as it is found.
    """

    job: Job
    scenario: Scenario
    clock: Clock
    cancelled: Callable[[], bool]
    settings: Settings
    progress: Progress | None
    keep: Callable[[JobEntry], object]

    @property
    def limits(self) -> Record:
        """When to stop: what was read took its time, and so will what is found."""
        started = self.clock.began - seconds_to_write(self.scenario)
        return {"time_limit": self.job.seconds, "cancelled": self.cancelled, "started": started}

    @property
    def run(self) -> Record:
        """When to stop, and who is told meanwhile."""
        return {**self.limits, "progress": self.progress}

    def told(self, phase: str, found: Account, *results: Result) -> Record:
        """Give what was found, unless a result that it rests on is no outcome."""
        self.clock.phase(phase)
        if phase == "solve":
            spent = (result.seconds.get("solver", 0.0) for result in results)
            self.clock.seconds["solver"] = sum(spent)
        for result in results:
            if result.status is Status.FAILED:
                named = f"scenario {result.scenario.content_hash}"
                raise fault(f"a solve failed ({named}): {result.fault}")
            if result.status is Status.CANCELLED:
                raise Refused(STOPPING, result.status.text())
        if self.job.in_full:
            return packed(found, self.scenario)
        return found.as_record(self.job.language, self.job.tables)


def solved(asked: Asked, order: Order) -> Record:
    """Solve a scenario."""
    job = order.job
    for name in job.tables:
        if name not in TABLES:
            finding = replace(UnknownTable(name, TABLES).finding, origin=Origin("", None, "tables"))
            raise Refused(INVALID_REQUEST, finding.text, [finding], "query")
    if job.by:
        from api.country import solved_by_part

        result = solved_by_part(asked.scenario, job.by, order.settings, order.run)
    else:
        result = solve(asked.scenario, preview=job.preview, free=job.free, **order.run)
    return order.told("solve", result, result)


def checked(asked: Asked, order: Order) -> Record:
    """Say of a scenario that can be solved what is worth knowing about it."""
    return {
        "scenario": asked.scenario.id,
        "valid": True,
        "findings": [finding.as_record() for finding in check(asked.scenario)],
        "provenance": provenance(asked.scenario),
    }


def evaluated(asked: PlanForScenario, order: Order) -> Record:
    """Hold a plan against its scenario."""
    found = evaluate(asked.scenario, asked.plan, check(asked.scenario))
    return order.told("evaluate", found)


def keys_compared(asked: KeysForScenario, order: Order) -> Record:
    """Compare keys."""
    found = compare_keys(
        asked.scenario,
        asked.agreement.id,
        asked.keys,
        plans=asked.plans,
        preview=order.job.preview,
        **order.run,
    )
    return order.told("solve", found, *(one.result for one in found.keys if one.result))


def plans_compared(asked: PlansForScenario, order: Order) -> Record:
    """Hold negotiated plans beside the best one."""
    found = compare_plans(asked.scenario, asked.plans, unchanged=asked.all, **order.run)
    return order.told("explore", found, found.best)


def room_found(asked: RoomOfScenario, order: Order) -> Record:
    """Find the room of each municipality."""
    return order.told("explore", optimiser.room(asked.scenario, asked.within, **order.limits))


def front_found(asked: FrontOfScenario, order: Order) -> Record:
    """Find the front between two goals."""
    limits = Limits(**order.limits)
    given = asked.plans.items()
    found = optimiser.front(
        asked.scenario,
        *asked.goals,
        points=asked.points,
        plans={name: complete(asked.scenario, one, limits).plan for name, one in given},
        best=asked.best,
        **order.limits,
    )
    return order.told("explore", found)


def alternatives_found(asked: AlternativesOfScenario, order: Order) -> Record:
    """Find plans that are nearly as good as the best one."""
    found = optimiser.alternatives(
        asked.scenario, asked.number, within=asked.within, sparing=asked.sparing, **order.run
    )
    return order.told("explore", found, found.best)


def explained(asked: ExplanationOfScenario, order: Order) -> Record:
    """Explain why there is no plan, or a number in it."""
    try:
        found = explain(
            asked.scenario,
            asked.cell,
            plan=asked.plan,
            moved=asked.moved,
            free=asked.free,
            wishes=Wishes(asked.ways, asked.untouchable, asked.weights),
            preview=order.job.preview,
            **order.run,
        )
    except InvalidScenario as missed:
        raise invalid(INVALID_PLAN, missed.findings) from None
    return order.told("explore", found, found.result)


def priced(asked: PricesOfScenario, order: Order) -> Record:
    """Find what agreements cost."""
    found = prices(
        asked.scenario,
        agreements=asked.agreements,
        step=asked.step,
        steps=asked.steps,
        whole=asked.whole,
        **order.run,
    )
    return order.told("explore", found)


def brought_together(asked: PartiesOfScenario, order: Order) -> Record:
    """Bring parties together."""
    found = compromise(asked.scenario, asked.parties, negotiable=asked.negotiable, **order.run)
    return order.told("explore", found, found.nearest)


def batch_solved(asked: BatchOfScenario, order: Order) -> Record:
    """Solve many variants, each of which is stored by itself."""
    from api.batch import worked_off

    return worked_off(asked, order.job, order.settings, Limits(**order.run), order.keep)


WORK: Mapping[Kind, tuple[type[Asked], Callable[[Any, Order], Record]]] = {
    "solve": (Asked, solved),
    "check": (Asked, checked),
    "evaluate": (PlanForScenario, evaluated),
    "compare_keys": (KeysForScenario, keys_compared),
    "compare_plans": (PlansForScenario, plans_compared),
    "room": (RoomOfScenario, room_found),
    "front": (FrontOfScenario, front_found),
    "alternatives": (AlternativesOfScenario, alternatives_found),
    "explanation": (ExplanationOfScenario, explained),
    "prices": (PricesOfScenario, priced),
    "compromise": (PartiesOfScenario, brought_together),
    "batch": (BatchOfScenario, batch_solved),
}
"""What each kind of request asks, and what is done for it."""


def never() -> bool:
    """Say that nobody hung up."""
    return False
