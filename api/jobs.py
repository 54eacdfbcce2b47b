"""What a worker does with a request: read it, work it out, and write the answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.asked_batch import FIELDS as FIELDS_OF_BATCHES
from api.asked_batch import asked_batch
from api.asked_explorations import FIELDS as FIELDS_OF_EXPLORATIONS
from api.asked_explorations import MOST_ALTERNATIVES, MOST_POINTS, Asked
from api.asked_keys import FIELDS, asked_keys
from api.example import EXAMPLE, PLAN
from api.explaining import explained_as, priced_as
from api.job import Job, JobAnswer
from api.problems import (
    BODY,
    INVALID_KEYS,
    INVALID_PLAN,
    INVALID_REQUEST,
    INVALID_SCENARIO,
    OUR_FAULT,
    STOPPING,
    TOO_LARGE,
    UNEXPECTED,
    Refused,
    as_bytes,
    in_body,
    invalid,
)
from api.settings import Settings
from models.findings import Finding, InvalidScenario, Origin
from models.language import Language, Text
from models.negotiated import Negotiated
from models.plan import Plan
from models.scenario import Scenario
from models.values import quoted
from optimiser import Result, Status, audit, compare_keys, solve
from optimiser.explore.alternatives import alternatives
from optimiser.explore.pareto import front
from optimiser.explore.pyomo_model import Workbench
from optimiser.explore.room import room
from optimiser.negotiation.compromise_result import Compromise
from optimiser.negotiation.negotiate import compromise
from optimiser.plans.compare import compare_plans
from optimiser.plans.complete import complete
from optimiser.results.audit import miss_text
from optimiser.results.provenance import provenance
from optimiser.results.report import Report, as_json
from optimiser.solver.limits import Cancelled, Limits, NoPlan, TimeUp
from scenarios import (
    changed_scenario,
    check,
    library_scenario,
    negotiated_from_records,
    read_scenario,
    scenario_from_json,
    scenario_from_workbook,
)
from scenarios.checks.limits import cells
from scenarios.forms.json_form import parse_json
from scenarios.plan_files import plan_from_records

log = logging.getLogger("woonsleutel.api")

BY_NAME = frozenset({"library", "overrides"})
"""The keys of a request that names a shipped scenario instead of giving one."""

VALUES_PER_ROW = 20
"""Twice as many as the widest table of ours has columns."""

VALUES_BESIDES = 500
"""Rows' worth of values that a scenario may have besides its tables: agreements, goals, keys."""

PLAN_TABLES = {"newBuild": "new_build"}
"""A plan's tables as a client may spell them, besides as a result does."""


@dataclass(slots=True)
class Clock:
    """Seconds per phase.

    Parameters
    ----------
    seconds
        What was measured.
    """

    seconds: dict[str, float] = field(default_factory=dict)
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

    def warm_up(self) -> None:
        """Do one job of each kind, so that no client waits for an import."""
        example, planned = as_bytes(EXAMPLE), as_bytes({"scenario": EXAMPLE, "plan": PLAN})
        for job in (
            Job("check", example, False, "nl", 10.0),
            Job("evaluate", planned, False, "nl", 10.0),
            Job("solve", example, False, "nl", 10.0, preview=True),
            Job("solve", example, False, "nl", 10.0),
        ):
            answer = self.perform(job, never)
            if answer.status != 200:
                log.error("warming up failed: %s", answer.body.decode())

    def perform(self, job: Job, cancelled: Callable[[], bool]) -> JobAnswer:
        """Do a job; whatever is wrong becomes the answer.

        Parameters
        ----------
        job
            The request.
        cancelled
            Asked now and then whether the client is still there.
        """
        clock = Clock()
        try:
            body = as_bytes(self._done(job, clock, cancelled))
        except Refused as refused:
            return JobAnswer(refused.problem.status, refused.body(job.language), clock.seconds)
        except MemoryError:
            memory = Text("This scenario takes more memory than there is.")
            return JobAnswer(TOO_LARGE.status, Refused(TOO_LARGE, memory).body(job.language))
        except Exception:
            log.exception("a job failed")
            return JobAnswer(OUR_FAULT.status, Refused(OUR_FAULT, UNEXPECTED).body(job.language))
        clock.phase("write")
        return JobAnswer(200, body, clock.seconds)

    def _done(self, job: Job, clock: Clock, cancelled: Callable[[], bool]) -> dict[str, Any]:
        document = None if job.workbook else self._document(job.body)
        match job.kind:
            case "solve":
                scenario = self._scenario(job, document)
                clock.phase("read")
                return self._solved(scenario, job, clock, cancelled)
            case "compare_keys":
                return self._compared(job, document or {}, clock, cancelled)
            case "check":
                scenario = self._scenario(job, document)
                findings = usable(scenario)
                clock.phase("read")
                return checked(scenario, findings)
            case "evaluate":
                return self._evaluated(job, document or {}, clock)
            case "batch":
                scenario = self._beside(document or {}, FIELDS_OF_BATCHES)
                return asked_batch(scenario, document or {}, self._settings.batch_variants)
            case _:
                return self._explored(job, document or {}, clock, cancelled)

    def _solved(
        self, scenario: Scenario, job: Job, clock: Clock, cancelled: Callable[[], bool]
    ) -> dict[str, Any]:
        try:
            result = solve(
                scenario, preview=job.preview, time_limit=job.seconds, cancelled=cancelled
            )
        except InvalidScenario as found:
            raise invalid(INVALID_SCENARIO, found.findings) from None
        clock.phase("solve")
        clock.seconds["solver"] = result.seconds["solver"]
        self._refuse_unfinished(result)
        return result.as_record(job.language)

    def _evaluated(self, job: Job, document: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
        scenario = self._beside(document, {"plan"})
        plan = document.get("plan")
        if not isinstance(plan, Mapping):
            text = Text("The plan is missing: “plan” holds the tables “newBuild” and “housed”.")
            raise invalid(
                INVALID_PLAN, [Finding("missing-value", "error", text, Origin(BODY, None, "plan"))]
            )
        tables = {PLAN_TABLES.get(str(key), str(key)): value for key, value in plan.items()}
        self._check_rows(tables, "plan")
        findings = usable(scenario)
        try:
            read = plan_from_records(scenario, tables)
        except InvalidScenario as found:
            raise invalid(INVALID_PLAN, found.findings) from None
        clock.phase("read")
        record = evaluated(scenario, read, findings, job.language)
        clock.phase("evaluate")
        return record

    def _compared(
        self,
        job: Job,
        document: Mapping[str, Any],
        clock: Clock,
        cancelled: Callable[[], bool],
    ) -> dict[str, Any]:
        asked = asked_keys(document, BODY)
        scenario = self._beside(document, FIELDS)
        usable(scenario)
        clock.phase("read")
        try:
            comparison = compare_keys(
                scenario,
                asked.agreement,
                asked.keys,
                plans=asked.plans,
                preview=job.preview,
                time_limit=job.seconds,
                cancelled=cancelled,
            )
        except InvalidScenario as found:
            raise invalid(INVALID_KEYS, in_body(found.findings)) from None
        clock.phase("solve")
        results = [one.result for one in comparison.keys if one.result]
        clock.seconds["solver"] = sum(result.seconds["solver"] for result in results)
        for result in results:
            self._refuse_unfinished(result)
        return comparison.as_record(job.language)

    def _explored(
        self,
        job: Job,
        document: Mapping[str, Any],
        clock: Clock,
        cancelled: Callable[[], bool],
    ) -> dict[str, Any]:
        scenario = self._beside(document, FIELDS_OF_EXPLORATIONS[job.kind])
        usable(scenario)
        asked = Asked(document, BODY)
        clock.phase("read")
        try:
            found = self._found(job, scenario, asked, cancelled)
        except Cancelled:
            raise Refused(STOPPING, Status.CANCELLED.text()) from None
        except TimeUp:
            text = Text("This takes more than the {seconds} s allowed.", seconds=f"{job.seconds:g}")
            raise Refused(TOO_LARGE, text) from None
        except NoPlan:
            text = Status.INFEASIBLE.text()
            where = Origin(BODY, None, "scenario")
            raise invalid(INVALID_SCENARIO, [Finding("no-plan", "error", text, where)]) from None
        clock.phase("explore")
        return found.as_record(job.language)

    def _found(
        self, job: Job, scenario: Scenario, asked: Asked, cancelled: Callable[[], bool]
    ) -> Report:
        limits: dict[str, Any] = {"time_limit": job.seconds, "cancelled": cancelled}
        match job.kind:
            case "room":
                return room(scenario, asked.within(), **limits)
            case "alternatives":
                sparing = asked.document.get("sparing", "")
                if sparing != "":
                    sparing = asked.one_of("sparing", sparing, scenario.codes)
                number = asked.number("number", 3, 1, MOST_ALTERNATIVES)
                within = asked.within()
                found = alternatives(scenario, number, within=within, sparing=sparing, **limits)
                self._refuse_unfinished(found.best)
                return found
            case "explanation":
                explained = explained_as(asked, scenario, preview=job.preview, **limits)
                self._refuse_unfinished(explained.result)
                return explained
            case "prices":
                return priced_as(asked, scenario, **limits)
            case "compromise":
                found_by_all = self._brought_together(scenario, asked, limits)
                self._refuse_unfinished(found_by_all.nearest)
                return found_by_all
            case "front":
                first, second = asked.goals(Workbench(scenario).goals())
                points, plan = asked.number("points", 20, 2, MOST_POINTS), None
                if "plan" in asked.document:
                    read = self._negotiated(scenario, asked.document["plan"], "plan")
                    plan = complete(scenario, read, Limits(job.seconds, cancelled)).plan
                return front(scenario, first, second, points=points, plan=plan, **limits)
            case _:
                unchanged = asked.flag("all")
                plans = {
                    name: self._negotiated(scenario, plan, f"plans.{name}")
                    for name, plan in asked.plans().items()
                }
                compared = compare_plans(scenario, plans, unchanged=unchanged, **limits)
                self._refuse_unfinished(compared.best)
                return compared

    def _brought_together(
        self, scenario: Scenario, asked: Asked, limits: Mapping[str, Any]
    ) -> Compromise:
        parties: dict[str, Scenario] = {}
        findings: list[Finding] = []
        for name, changes in asked.parties().items():
            file = f"parties.{name}"
            self._check_rows(changes.get("tables"), file)
            try:
                changed = changed_scenario(scenario, changes, file=file)
            except InvalidScenario as found:
                findings += found.findings
                continue
            parties[name] = self._bounded(changed)
        if findings:
            raise invalid(INVALID_SCENARIO, findings)
        try:
            return compromise(scenario, parties, negotiable=asked.names("negotiable"), **limits)
        except InvalidScenario as found:
            raise invalid(INVALID_REQUEST, in_body(found.findings)) from None

    def _negotiated(self, scenario: Scenario, plan: object, file: str) -> Negotiated:
        if not isinstance(plan, Mapping):
            text = Text("The plan is missing: “plan” holds the tables “newBuild” and “housed”.")
            where = Origin(BODY, None, file)
            raise invalid(INVALID_PLAN, [Finding("missing-value", "error", text, where)])
        tables = {PLAN_TABLES.get(str(key), str(key)): value for key, value in plan.items()}
        self._check_rows(tables, file)
        try:
            return negotiated_from_records(scenario, tables, file)
        except InvalidScenario as found:
            raise invalid(INVALID_PLAN, found.findings) from None

    def _refuse_unfinished(self, result: Result) -> None:
        """Refuse what is no outcome: a fault of ours, or a solve that was stopped."""
        if result.status is Status.FAILED:
            log.error(
                "a solve failed (scenario %s): %s", result.scenario.content_hash, result.fault
            )
            raise Refused(OUR_FAULT, UNEXPECTED)
        if result.status is Status.CANCELLED:
            raise Refused(STOPPING, result.status.text())

    def _beside(self, document: Mapping[str, Any], fields: Collection[str]) -> Scenario:
        """Read the scenario, given or named, of a request that has other fields beside it."""
        request = {key: value for key, value in document.items() if key not in fields}
        if "library" in request:
            return self._named(request)
        self._only(request, {"scenario"}, "scenario")
        given = request.get("scenario")
        return self._given(given if isinstance(given, Mapping) else {})

    def _document(self, body: bytes) -> dict[str, Any]:
        """Read JSON, of which the outermost is an object."""
        self._check_values(body)
        try:
            document = parse_json(body, BODY)
        except InvalidScenario as found:
            raise invalid(INVALID_REQUEST, found.findings) from None
        if not isinstance(document, dict):
            text = Text("A JSON object is expected here, not “{value}”.", value=quoted(document))
            raise invalid(
                INVALID_REQUEST, [Finding("object-expected", "error", text, Origin(BODY))]
            )
        return document

    def _scenario(self, job: Job, document: Mapping[str, Any] | None) -> Scenario:
        """Read the scenario that a request gives or names."""
        if document is not None:
            return self._named(document) if "library" in document else self._given(document)
        try:
            return self._bounded(scenario_from_workbook(job.body))
        except InvalidScenario as found:
            raise invalid(INVALID_SCENARIO, found.findings) from None

    def _given(self, document: Mapping[str, Any]) -> Scenario:
        self._check_rows(document.get("tables"), BODY)
        try:
            return self._bounded(scenario_from_json(document, file=BODY))
        except InvalidScenario as found:
            raise invalid(INVALID_SCENARIO, found.findings) from None

    def _named(self, request: Mapping[str, Any]) -> Scenario:
        self._only(request, BY_NAME, "library")
        name, overrides = request["library"], request.get("overrides")
        try:
            scenario = library_scenario(name if isinstance(name, str) else "")
        except KeyError:
            text = Text("There is no scenario “{name}” in the library.", name=quoted(name))
            raise invalid(
                INVALID_SCENARIO,
                [Finding("scenario-not-found", "error", text, Origin(BODY, None, "library"))],
            ) from None
        if overrides is None:
            return scenario
        if not isinstance(overrides, Mapping):
            text = Text("A JSON object is expected here, not “{value}”.", value=quoted(overrides))
            where = Origin(BODY, None, "overrides")
            raise invalid(INVALID_REQUEST, [Finding("object-expected", "error", text, where)])
        self._check_rows(overrides.get("tables"), "overrides")
        try:
            return self._bounded(read_scenario(name, overrides=overrides))
        except InvalidScenario as found:
            raise invalid(INVALID_SCENARIO, found.findings) from None

    def _only(self, request: Mapping[str, Any], known: Iterable[str], beside: str) -> None:
        """Insist that a request says nothing that nobody would read."""
        findings = [
            Finding(
                "unknown-key",
                "error",
                Text("“{key}” is not known beside “{beside}”.", key=quoted(key), beside=beside),
                Origin(BODY, None, quoted(key)),
            )
            for key in sorted(request.keys() - set(known))
        ]
        if findings:
            raise invalid(INVALID_REQUEST, findings)

    def _check_values(self, body: bytes) -> None:
        """Refuse more values than the rows that the service reads can have."""
        most = VALUES_PER_ROW * (self._settings.rows + VALUES_BESIDES)
        if body.count(b",") > most:
            text = Text("This has more values than fit in the rows that this service reads.")
            finding = Finding("too-many-values", "error", text, Origin(BODY))
            raise invalid(INVALID_REQUEST, [finding])

    def _check_rows(self, tables: object, file: str) -> None:
        """Refuse more rows than the service reads, before any of them is looked at."""
        found = tables.values() if isinstance(tables, Mapping) else ()
        rows = sum(len(table) for table in found if isinstance(table, list))
        if rows > self._settings.rows:
            text = Text(
                "All tables together have {rows} rows; this service reads {most}.",
                rows=rows,
                most=self._settings.rows,
            )
            finding = Finding("too-many-rows", "error", text, Origin(file))
            raise invalid(INVALID_REQUEST, [finding])

    def _bounded(self, scenario: Scenario) -> Scenario:
        """Refuse a scenario that is larger than what this service solves."""
        unknowns = cells(scenario)
        requirements = (
            len(scenario.agreements)
            * (len(scenario.municipalities) + 1)
            * (len(scenario.horizon.years) + 1)
        )
        if max(unknowns, requirements) > self._settings.unknowns:
            text = Text(
                "This scenario leaves {unknowns} numbers to be decided and has up to "
                "{requirements} requirements; this service takes {most} of each. Fewer years, "
                "forms or pools make it smaller.",
                unknowns=unknowns,
                requirements=requirements,
                most=self._settings.unknowns,
            )
            raise invalid(
                INVALID_SCENARIO, [Finding("scenario-too-large", "error", text, Origin(BODY))]
            )
        return scenario


def never() -> bool:
    """Say that nobody hung up."""
    return False


def usable(scenario: Scenario) -> tuple[Finding, ...]:
    """Check a scenario, and give what is worth knowing about it.

    Raises
    ------
    Refused
        If it has an error.
    """
    findings = check(scenario)
    if any(finding.severity == "error" for finding in findings):
        raise invalid(INVALID_SCENARIO, findings)
    return findings


def evaluated(
    scenario: Scenario, plan: Plan, findings: tuple[Finding, ...], language: Language
) -> dict[str, Any]:
    """Give what a plan keeps and misses; its tables are those of a solve, as far as they apply."""
    audited = audit(scenario, plan)
    of = {name: goal for goal in scenario.goals for name in goal.names}
    units = {name: goal.unit for name, goal in of.items()}
    sentences = {name: goal.sentence(scenario).render(language) for name, goal in of.items()}
    held = Result(scenario, Status.FEASIBLE, plan=plan, audit=audited)
    goals = [
        {
            "goal": name,
            "sentence": sentences.get(name, ""),
            "value": value,
            "unit": units.get(name, "dwellings"),
        }
        for name, value in audited.goals.items()
    ]
    tables = {name: as_json(held.records(name, language)) for name in held.tables()}
    return {
        "scenario": scenario.id,
        "keepsAllBindingAgreements": audited.kept,
        "missed": [miss_text(row, scenario).as_record() for row in audited.missed],
        "findings": [finding.as_record() for finding in findings],
        "tables": {**tables, "goals": as_json(goals)},
        "provenance": provenance(scenario),
    }


def checked(scenario: Scenario, findings: Iterable[Finding]) -> dict[str, Any]:
    """Give what a check says of a scenario that can be solved."""
    return {
        "scenario": scenario.id,
        "valid": True,
        "findings": [finding.as_record() for finding in findings],
        "provenance": provenance(scenario),
    }
