"""The solve: from a scenario to an audited plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, Unpack

from models.collector import collector_paused
from models.findings import Finding, InvalidScenario
from models.language import Text
from models.scenario import Scenario
from models.vacuous import without_vacuous
from optimiser.balance.free_ranges import find_free_ranges
from optimiser.balance.point import balanced, divided_as, nearest_total
from optimiser.balance.remembered_audits import remembered_audit
from optimiser.formulation.problem import Problem
from optimiser.formulation.reuse import problem_of
from optimiser.infeasibility.explain import explain_infeasibility
from optimiser.infeasibility.ways_out import Wishes
from optimiser.optimum.lexicographic import Optimum, confirm_from_nothing, optimum
from optimiser.optimum.remembered_optimum import optimum_before, remember_optimum
from optimiser.optimum.remembered_proof import proven_before, remember_proof, starting_bases
from optimiser.results.audit import audit
from optimiser.results.goal_values import beside_bounds, in_results
from optimiser.results.regret import served_demand
from optimiser.results.result import Result
from optimiser.results.solved import ExactShare, Step
from optimiser.results.status import Status
from optimiser.solver.answers import Answer, SolverFault
from optimiser.solver.deadline import ended_in_time
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Cancelled, Limits, RunOptions, TimeUp, check_time
from optimiser.solver.matrix import Floats, Matrix
from optimiser.solving.whole_dwellings import Whole, whole_dwellings
from scenarios import check

STOPPED = {
    Answer.INFEASIBLE: Status.INFEASIBLE,
    Answer.STOPPED: Status.TIME_LIMIT_WITHOUT_PLAN,
    Answer.FEASIBLE: Status.TIME_LIMIT_WITHOUT_PLAN,
}
PREVIEW_TOLERANCE = Fraction(1, 1000)
"""Units that a requirement on a preview's rounded decimals may seem to be missed by."""


def solve(
    scenario: Scenario,
    *,
    preview: bool = False,
    free: bool = False,
    gap: float = 0.0,
    wishes: Wishes | None = None,
    **options: Unpack[RunOptions],
) -> Result:
    """Find the best plan for a scenario, and prove it.

    Parameters
    ----------
    scenario
        The scenario.
    preview
        Stop before whole dwellings: an answer for a moved slider.
    free
        Also find, of the plan in whole dwellings, between what each number lies in all plans that
        are as good.
    gap
        Relative gap at which a search for whole numbers may end.
    wishes
        What is wanted of the ways out when there is no plan.
    **options
        Any of ``time_limit`` (seconds from now; what is found by then is given as ``feasible``,
        with its gap), ``cancelled`` (asked now and then; the solve ends within half a second of a
        yes), ``progress`` (told what is being done, how much is done, and how much there is
        in all) and ``params`` (`optimiser.solver.params.SearchParams`).

    Returns
    -------
    Result
        The plan with its audit, or why there is none. A plan that fails its audit is never given
        as a success: the status is then ``failed``.

    Raises
    ------
    InvalidScenario
        If the checks find an error, or the wishes are about something else.
    ValueError
        If free ranges are asked of a preview.
    """
    if free and preview:
        raise ValueError("free ranges are of a plan in whole dwellings, not of a preview")
    findings = check(scenario)
    if any(finding.severity == "error" for finding in findings):
        raise InvalidScenario(findings)
    if wishes is not None:
        wishes = wishes.about(scenario)
    limits = Limits(gap=gap, **options)
    return ended_well(Run(scenario, limits, findings, preview, free=free, wishes=wishes))


def ended_well(run: Run) -> Result:
    """Give the result of a run, also where the user or a fault ended it."""
    try:
        with collector_paused():
            return run.result()
    except Cancelled:
        return run.ended(Status.CANCELLED)
    except TimeUp:
        return run.ended(Status.TIME_LIMIT_WITHOUT_PLAN)
    except SolverFault as fault:
        return run.ended(Status.FAILED, fault=str(fault))


class Run:
    """One solve on its way, with its clock.

    Parameters
    ----------
    scenario
        The scenario.
    limits
        When to stop, and who is told.
    findings
        What the checks found.
    preview
        Whether to stop before whole dwellings.
    free
        Whether free ranges are wanted.
    wishes
        What is wanted of the ways out.
    """

    def __init__(
        self,
        scenario: Scenario,
        limits: Limits,
        findings: tuple[Finding, ...],
        preview: bool,
        *,
        free: bool = False,
        wishes: Wishes | None = None,
    ) -> None:
        self.scenario, self.limits, self.preview, self.free = scenario, limits, preview, free
        self.findings, self.wishes = findings, wishes
        self.seconds: dict[str, float] = {}
        self._solver = 0.0
        self._began = limits.started

    def result(self) -> Result:
        """Go through the phases, and end where the first of them ends."""
        with ended_in_time(self.limits):
            found = self._searched()
        return found()

    def _searched(self) -> Callable[[], Result]:
        """Search, and give what makes the result of what was found: of that nothing is lost."""
        self.limits.tell(Text("the problem"), 0, 1)
        problem = problem_of(without_vacuous(self.scenario))
        condensed = problem.condensed(self.limits.params.matrix.few_rows)
        self._phase("problem")
        check_time(self.limits)
        if self.preview:
            best = proven_before(problem, condensed)
        else:
            best = optimum_before(problem, self.limits)
        best = self._optimum(problem, condensed) if best is None else best
        self._phase("optimum")
        if best.answer is not Answer.OPTIMAL:
            return partial(self._without_plan, problem, STOPPED[best.answer])
        sited = best.siting is None or best.siting.answer is Answer.OPTIMAL
        if self.preview:
            status = Status.OPTIMAL if sited and not best.open else Status.FEASIBLE
            return partial(self._with_plan, problem, best, best.balanced, status)
        whole = self.whole(problem, best)
        self._solver += whole.seconds
        self._phase("whole_dwellings")
        if whole.answer is Answer.INFEASIBLE:
            return partial(self._without_plan, problem, Status.INFEASIBLE_IN_WHOLE_DWELLINGS)
        if whole.answer is Answer.STOPPED:
            return partial(self.ended, Status.TIME_LIMIT_WITHOUT_PLAN)
        status = Status.OPTIMAL if whole.answer is Answer.OPTIMAL else Status.FEASIBLE
        return partial(self._with_plan, problem, best, whole.values, status, whole)

    def _optimum(self, problem: Problem, matrix: Matrix) -> Optimum:
        """Pursue the goals in fractions, and of what is equally good find what is balanced."""
        known = starting_bases(problem) if self.preview else []
        # The corner in which whole dwellings begin has more of them where presolve led to it.
        engine = Engine(matrix, self.limits, as_they_are=self.preview, starts=known)
        best = optimum(engine, problem)
        if known and not best.same_for_all_duals:
            engine = Engine(matrix, self.limits, as_they_are=True)
            best = optimum(engine, problem)
        if best.lost:
            raise SolverFault("a goal is impossible where those before it are held")
        if best.answer is Answer.OPTIMAL and not self.preview:
            confirm_from_nothing(engine, best)
        if best.answer is Answer.OPTIMAL:
            total = nearest_total(engine, problem)
            near = balanced(problem, matrix, engine.bounds(), best.face, total)
            best.balanced = best.values if near is None else near
            if not self.preview:
                best.values = divided_as(engine, problem, best.balanced, best.values)
                remember_optimum(problem, self.limits, best)
            elif near is not None:
                best.values = near
                if best.open:
                    return best
                remember_proof(engine, problem, best, total)
        self._solver += engine.seconds
        return best

    def whole(self, problem: Problem, best: Optimum) -> Whole:
        """Find whole dwellings near the best point in fractions."""
        return whole_dwellings(problem, best, self.limits)

    def ended(self, status: Status, **rest: Any) -> Result:
        """Close the clock and give the result."""
        self.seconds["solver"] = self._solver
        self.seconds["total"] = time.perf_counter() - self.limits.started
        options = {"preview": self.preview, **self.limits.said()}
        if self.free:
            options["free"] = True
        return Result(
            self.scenario,
            status,
            self.preview,
            findings=self.findings,
            seconds=self.seconds,
            options=options,
            **rest,
        )

    def _with_plan(
        self,
        problem: Problem,
        best: Optimum,
        values: Floats,
        status: Status,
        whole: Whole | None = None,
    ) -> Result:
        self.limits.tell(Text("audit"), 0, 1)
        plan = problem.plan_at(values, whole=whole is not None)
        if whole is not None and problem.scenario is self.scenario:
            held = remembered_audit(problem, plan)
        else:
            tolerance = Fraction(0) if whole else PREVIEW_TOLERANCE
            held = audit(self.scenario, plan, tolerance=tolerance)
        self._phase("audit")
        if whole is not None and not held.kept:
            names = sorted({row.requirement.agreement.id for row in held.missed})
            return self.ended(Status.FAILED, audit=held, fault=f"audit: {', '.join(names)}")
        free = None
        if self.free:
            free = find_free_ranges(problem, plan, held, self.limits)
            self._phase("free")
        return self.ended(
            status,
            plan=plan,
            audit=held,
            goals=beside_bounds(
                self.scenario,
                held.goals,
                in_results(self.scenario, best.totals),
                None if whole is None else whole.bounds.proofs(problem),
            ),
            exact_shares=exact_shares(problem, best.values),
            steps=steps(best),
            demand_scenarios=served_demand(problem, plan, self.limits),
            siting_gap=None if best.siting is None else best.siting.gap,
            within=whole.within if whole and problem.fairness else None,
            free=free,
        )

    def _without_plan(self, problem: Problem, status: Status) -> Result:
        if status is Status.TIME_LIMIT_WITHOUT_PLAN:
            return self.ended(status)
        self.limits.tell(Text("why not"), 0, 1)
        whole = status is Status.INFEASIBLE_IN_WHOLE_DWELLINGS
        elastic = bool(problem.choices.chosen)
        # Who reads what gives counts the rows of the scenario, of which some may be left out here.
        if elastic or problem.scenario is not self.scenario:
            problem = Problem(self.scenario, elastic=elastic)
        reason = explain_infeasibility(
            problem, self.limits, whole=whole, preview=self.preview, wishes=self.wishes
        )
        self._phase("infeasibility")
        return self.ended(status, infeasibility=reason)

    def _phase(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = now - self._began
        self._began = now


def exact_shares(problem: Problem, values: Floats) -> tuple[ExactShare, ...]:
    """Give the fair outcomes in fractions of dwellings."""
    rows = (row for fairness in problem.fairness for row in fairness.rows)
    return tuple(ExactShare.of(row.outcome, values[problem.column(row.assigned)]) for row in rows)


def steps(best: Optimum) -> tuple[Step, ...]:
    """Record the steps of fairness by names instead of unknowns."""
    told = []
    for goal, found in best.steps.items():
        for number, step in enumerate(found, 1):
            places = [each.outcome.scope for row in step.fixed for each in row.years or (row,)]
            held = {(row.requirement.agreement.id, row.requirement.scope) for row in step.held_by}
            by = sorted({(agreement, scope.municipality or "") for agreement, scope in held})
            fixed = tuple((scope.municipality or "", scope.year) for scope in places)
            told.append(Step(goal, number, step.level, fixed, tuple(by)))
    return tuple(told)
