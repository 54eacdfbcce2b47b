"""The explanation: why a scenario cannot be kept, or why a number in its plan is what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Unpack

from models.findings import Finding, InvalidScenario, Origin
from models.language import Language, Text
from models.plan import Plan
from models.scenario import Scenario
from optimiser.balance.free_ranges import find_free_ranges
from optimiser.formulation.reuse import problem_of
from optimiser.infeasibility.ways_out_result import Wishes
from optimiser.plans.evaluate import evaluate
from optimiser.results.account import Account, Record, TableMaker
from optimiser.results.audit import missed_text
from optimiser.results.result import Result, of_result
from optimiser.results.result_tables import TABLES, assumptions
from optimiser.results.result_tables import free_ranges as free_range_rows
from optimiser.results.status import Status
from optimiser.sensitivity.total import selected
from optimiser.sensitivity.why import DELTAS, why
from optimiser.sensitivity.why_result import REASON_TABLES, Why
from optimiser.solver.limits import Cancelled, Limits, RunOptions
from optimiser.solving.run import solve
from scenarios import check


def of_reasons(name: str) -> TableMaker:
    """Give a table of why a total is what it is."""
    return lambda explanation, language: (
        REASON_TABLES[name](explanation.why, language) if explanation.why else ()
    )


WHY_NOT = ("conflict", "certificate", "ways_out")
"""The tables of a result that say why there is no plan."""

EXPLANATION_TABLES: Mapping[str, TableMaker] = {
    **{name: of_result(name) for name in TABLES if name in WHY_NOT},
    **{name: of_reasons(name) for name in REASON_TABLES},
    free_range_rows.__name__: of_result(free_range_rows.__name__),
    assumptions.__name__: of_result(assumptions.__name__),
}
"""Every table by its name, in the order in which a reader wants them."""


@dataclass(frozen=True, slots=True)
class Explanation(Account):
    """Why there is no plan, or why a total in the plan is what it is.

    Parameters
    ----------
    result
        What the solve gave.
    why
        About the total that was asked about; None without a plan, or when none was asked about.
    asked
        What was asked, besides the scenario.
    """

    result: Result
    why: Why | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)

    @property
    def about(self) -> Scenario:
        """The scenario."""
        return self.result.scenario

    @property
    def all_tables(self) -> Mapping[str, TableMaker]:
        """Those on why there is no plan, and those on a total."""
        return EXPLANATION_TABLES

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked."""
        return self.asked

    @property
    def in_fractions(self) -> bool:
        """Whether the plan that is explained is a preview's."""
        return self.result.preview

    def sentences(self) -> Iterator[Text]:
        """Say why not, and what would have to give; or why the total is what it is."""
        reason = self.result.infeasibility
        if self.why is not None:
            yield from self.why.sentences()
        elif reason is not None:
            yield self.result.status.text()
            yield reason.sentence
            for number, way in enumerate(reason.ways_out.ways, 1):
                yield Text("way out {number}: {way}", number=number, way=way.text(self.about))
            yield reason.ways_out.text()
        else:
            yield self.result.status.text()

    def as_record(self, language: Language = "nl", tables: Iterable[str] = ()) -> Record:
        """Give it as it goes into JSON, with why there is no plan, or the total in question."""
        reason = self.result.infeasibility
        total = None
        if self.why is not None:
            record = self.why.as_record(language)
            names = {"text": "total", "value": "value", "unit": "unit", "free": "free"}
            total = {name: record[own] for name, own in names.items()}
        return {
            **super(Explanation, self).as_record(language, tables),
            "status": self.result.status.value,
            "statusText": self.result.status.text().render(language),
            "infeasibility": None if reason is None else reason.texts(self.about),
            "total": total,
        }


def explain(
    scenario: Scenario,
    cell: Mapping[str, object] | None = None,
    *,
    plan: Plan | None = None,
    moved: bool = True,
    free: str = "",
    wishes: Wishes | None = None,
    preview: bool = False,
    **options: Unpack[RunOptions],
) -> Explanation:
    """Explain a scenario's plan, or solve it and explain what came of it.

    Parameters
    ----------
    scenario
        The scenario.
    cell
        The cell or total to explain when there is a plan; see
        `optimiser.sensitivity.total.selected`.
    plan
        The plan in whole dwellings that is explained, when there is one already: nothing is solved
        before that.
    moved
        Whether to find what happens to the goals when the total is more or fewer, too: that takes
        most of the time.
    free
        The municipality (code) of which is found, of each number of a plan in whole dwellings,
        between what it lies in all plans that are as good; none if empty.
    wishes
        What is wanted of the ways out when there is no plan.
    preview
        Whether to solve and explain in fractions of dwellings: quick.
    **options
        Any of ``time_limit`` (seconds for the solve, and as many for the explanation of a cell),
        ``cancelled`` (asked now and then; the result then has the status ``cancelled``),
        ``progress`` (told what is being done) and ``params``.

    Returns
    -------
    Explanation
        Why there is no plan, or why a number is what it is.

    Raises
    ------
    InvalidScenario
        If the checks find an error, the cell or the wishes are about something else, or the plan
        is of another scenario or misses what binds (``plan-misses``).
    """
    total = selected(scenario, cell) if cell is not None else None
    wanted = (wishes or Wishes()).about(scenario)
    result = (
        solve(scenario, preview=preview, wishes=wanted, **options)
        if plan is None
        else kept_to(scenario, plan)
    )
    asked: dict[str, Any] = {
        "cell": {axis: str(value) for axis, value in (cell or {}).items()},
        "preview": preview,
        "ways": wanted.least,
        "untouchable": sorted(wanted.untouchable),
        "weights": {name: float(weight) for name, weight in sorted(wanted.weights.items())},
    }
    if plan is not None:
        asked |= {"plan": True}
    try:
        if free and result.audit is not None and result.plan is not None and not preview:
            limits, problem = Limits(**options), problem_of(scenario)
            found = find_free_ranges(problem, result.plan, result.audit, limits, free)
            result, asked = replace(result, free=found), asked | {"free": free}
        if result.plan is None or total is None:
            return Explanation(result, None, asked)
        reasons = why(scenario, result, total, deltas=DELTAS if moved else (), **options)
    except Cancelled:
        return Explanation(Result(scenario, Status.CANCELLED), None, asked)
    return Explanation(result, reasons, asked)


def kept_to(scenario: Scenario, plan: Plan) -> Result:
    """Give a plan that is there as a result: what a solve would have audited.

    Raises
    ------
    InvalidScenario
        If the checks find an error, or the plan is of another scenario or misses what binds.
    """
    findings = check(scenario)
    if any(finding.severity == "error" for finding in findings):
        raise InvalidScenario(findings)
    held = evaluate(scenario, plan, findings)
    missed = [
        Finding("plan-misses", "error", missed_text(row, scenario), Origin("plan"))
        for row in held.audit.missed
    ]
    if missed:
        raise InvalidScenario(missed)
    return replace(held.result, findings=findings)
