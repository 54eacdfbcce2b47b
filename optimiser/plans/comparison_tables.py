"""The tables of a comparison of plans: tidy rows with one fact each, in a fixed order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from models.language import Language, Text
from models.plan import Plan
from models.quantity import QUANTITIES
from optimiser.plans.change import Change
from optimiser.results.account import Record, TableMaker, TableRows, code_and_name
from optimiser.results.free_range import FreeRange

if TYPE_CHECKING:
    from optimiser.plans.compared_plans import ComparedPlan, ComparedPlans
    from optimiser.results.audit import Audit

ExactSums = defaultdict[Any, Fraction]

COMPARED = ("new_build", "withdrawn", "housed", "places")
"""The quantities that are compared by municipality, segment and year."""

OUTCOMES = {"missed": Text("missed"), "uncertain": Text("uncertain"), "kept": Text("kept")}
"""What completing a plan makes of a requirement: in every case, in some, or in none missed."""


def plans(comparison: ComparedPlans, language: Language) -> TableRows:
    """Give each plan: what it misses, and how much has to change; the best one first."""
    best = comparison.best
    yield {
        "plan": "",
        "status": best.status.value,
        **count_missed(best.audit),
        "as_good": None if best.audit is None else True,
        "completed": "",
        "change_status": None,
        "other_changes": None,
        "dwellings_added": None,
        "dwellings_removed": None,
        "households_added": None,
        "households_removed": None,
    }
    for one in comparison.plans:
        change = one.change
        added = (change.added if change else None) or {}
        removed = (change.removed if change else None) or {}
        found = change is not None and change.plan is not None
        yield {
            "plan": one.name,
            "status": one.completion.status.value if one.completion.open else "given",
            **count_missed(one.audit),
            "as_good": None if best.audit is None or one.audit is None else one.as_good,
            "completed": " ".join(one.completion.open),
            "change_status": change.status.value if change else None,
            "other_changes": change.several if change and change.plan else None,
            "dwellings_added": added.get("new_build", 0) if found else None,
            "dwellings_removed": removed.get("new_build", 0) if found else None,
            "households_added": added.get("housed", 0) if found else None,
            "households_removed": removed.get("housed", 0) if found else None,
        }


def count_missed(audit: Audit | None) -> Record:
    """Count what a plan misses."""
    if audit is None:
        return {"kept": None, "missed_agreements": None, "missed_requirements": None}
    return {
        "kept": audit.kept,
        "missed_agreements": len({row.requirement.agreement.id for row in audit.missed}),
        "missed_requirements": len(audit.missed),
    }


def missed(comparison: ComparedPlans, language: Language) -> TableRows:
    """Give each requirement that a plan misses, and by how much; the binding ones first."""
    for one in comparison.plans:
        rows = [row for row in (one.audit.requirements if one.audit else ()) if not row.kept]
        for row in sorted(rows, key=lambda row: (not row.requirement.binding, row.slack)):
            requirement = row.requirement
            yield {
                "plan": one.name,
                "agreement": requirement.agreement.id,
                "title": requirement.agreement.name().render(language),
                **code_and_name(comparison.scenario, requirement.scope.municipality or ""),
                "year": requirement.scope.year,
                "label": requirement.scope.label,
                "left": row.left,
                "sense": requirement.sense,
                "right": row.right,
                "short": -row.slack,
                "unit": requirement.unit,
                "binding": requirement.binding,
            }


def agreements(comparison: ComparedPlans, language: Language) -> TableRows:
    """Give for each agreement and plan how much is missed, beside the best plan."""
    best = misses(comparison.best.audit)
    shown = comparison.scenario.everything_agreed
    for agreement in shown:
        own = [(one, misses(one.audit).get(agreement.id)) for one in comparison.plans if one.audit]
        if not any(found for _, found in own):
            continue
        base = best.get(agreement.id)
        if not comparison.unchanged and all(found == base for _, found in own):
            continue
        for one, found in own:
            rows, missed, short = found or (0, 0, Fraction(0))
            best_short = base[2] if base else None
            yield {
                "plan": one.name,
                "agreement": agreement.id,
                "title": agreement.name().render(language),
                "binding": agreement.binding,
                "requirements": rows,
                "missed": missed,
                "short": short,
                "best_short": best_short,
                "difference": None if best_short is None else short - best_short,
                "unit": agreement.unit,
            }


def misses(audit: Audit | None) -> dict[str, tuple[int, int, Fraction]]:
    """Give per agreement its requirements, how many are missed, and by how much together."""
    found: dict[str, tuple[int, int, Fraction]] = {}
    for row in audit.counted if audit else ():
        name = row.requirement.agreement.id
        rows, missed, short = found.get(name, (0, 0, Fraction(0)))
        found[name] = (rows + 1, missed + (not row.kept), short + row.shortfall)
    return found


def goals(comparison: ComparedPlans, language: Language) -> TableRows:
    """Give each goal's value on each plan, beside the best plan."""
    best = comparison.best.audit.goals if comparison.best.audit else {}
    for goal in comparison.scenario.goals:
        for one in comparison.plans:
            if one.audit is None:
                continue
            value, base = one.audit.goals[goal.id], best.get(goal.id)
            yield {
                "plan": one.name,
                "goal": goal.id,
                "sentence": goal.sentence(comparison.scenario).render(language),
                "value": value,
                "best": base,
                "difference": None if base is None else value - base,
                "unit": goal.unit(comparison.scenario),
            }


def by_municipality(comparison: ComparedPlans, language: Language) -> TableRows:
    """Give dwellings and households per municipality, beside the best plan."""
    keys = [(code,) for code in comparison.scenario.codes]
    for row in side_by_side(comparison, ("municipality",), [*keys, ("",)]):
        (code,) = row.pop("key")
        yield {"plan": row.pop("plan"), **code_and_name(comparison.scenario, str(code)), **row}


def by_municipality_and_segment(comparison: ComparedPlans, language: Language) -> TableRows:
    """Give dwellings per municipality and segment, beside the best plan."""
    scenario = comparison.scenario
    keys = list(product(scenario.codes, scenario.segments))
    for row in side_by_side(comparison, ("municipality", "segment"), keys):
        code, segment = row.pop("key")
        yield {
            "plan": row.pop("plan"),
            **code_and_name(scenario, str(code)),
            "segment": segment,
            **row,
        }


def by_segment(comparison: ComparedPlans, language: Language) -> TableRows:
    """Give dwellings per segment, beside the best plan."""
    keys = [(segment,) for segment in comparison.scenario.segments]
    for row in side_by_side(comparison, ("segment",), keys):
        yield {"plan": row.pop("plan"), "segment": row.pop("key")[0], **row}


def by_year(comparison: ComparedPlans, language: Language) -> TableRows:
    """Give dwellings and households per year, beside the best plan."""
    keys = [(year,) for year in comparison.scenario.horizon.years]
    for row in side_by_side(comparison, ("year",), keys):
        yield {"plan": row.pop("plan"), "year": row.pop("key")[0], **row}


def side_by_side(
    comparison: ComparedPlans,
    axes: tuple[str, ...],
    keys: Iterable[tuple[Any, ...]],
) -> TableRows:
    """Add up every plan along axes; rows in which no plan differs are left out if wanted.

    An empty member is all together. What a plan does not say was filled in, and is nothing to hold
    beside the best: it has a row only where unchanged ones have.
    """
    for quantity in COMPARED:
        if not {*axes} <= {*QUANTITIES[quantity].axes} or not comparison.scenario.cells(quantity):
            continue
        best = sums(comparison.best.plan, quantity, axes) if comparison.best.plan else None
        plans = [(one, sums(one.plan, quantity, axes)) for one in comparison.plans if one.plan]
        for key in keys:
            where = {axis: member or None for axis, member in zip(axes, key, strict=True)}
            known = (
                (one, each, one.negotiated.tells(quantity, where, comparison.scenario.segments))
                for one, each in plans
            )
            own = [row for row in known if comparison.unchanged or row[2]]
            base = None if best is None else best[key]
            if not comparison.unchanged and all(each[key] == base for _, each, _ in own):
                continue
            free = comparison.best.free
            span = free.get(quantity, **where) if free is not None and base is not None else None
            for one, each, told in own:
                yield {
                    "plan": one.name,
                    "key": key,
                    "quantity": quantity,
                    **beside_best(each[key], base, span, told=told),
                    "unit": QUANTITIES[quantity].unit,
                }


def beside_best(
    number: Fraction,
    best: Fraction | None,
    span: FreeRange | None,
    *,
    told: bool,
) -> Record:
    """Hold a number beside that of the best plan.

    What lies within the free range is no difference: a plan that is as good can have it. Neither is
    what a plan did not tell.
    """
    judgement = how_different(number, best, span) if told else FILLED_IN
    return {
        "number": number,
        "best": best,
        "difference": None if best is None or judgement in NO_DIFFERENCE else number - best,
        "least": None if span is None else span.least,
        "most": None if span is None else span.most,
        "judgement": judgement,
    }


THE_SAME, DIFFERENT = "the_same", "different"
WITHIN, FILLED_IN = "within_free_range", "filled_in"
NO_DIFFERENCE = (WITHIN, FILLED_IN)
"""What a number of a plan is beside that of the best one."""


def how_different(number: Fraction, best: Fraction | None, span: FreeRange | None) -> str:
    """Say what a number is beside that of the best plan; nothing where there is no such plan."""
    if best is None:
        return ""
    if number == best:
        return THE_SAME
    return WITHIN if span is not None and span.has(number) else DIFFERENT


def sums(plan: Plan, quantity: str, axes: tuple[str, ...]) -> ExactSums:
    """Add up a plan's numbers by some axes; all together under the empty key."""
    found: ExactSums = defaultdict(Fraction, {("",): Fraction(plan.totals(quantity)[()])})
    found.update((key, Fraction(number)) for key, number in plan.totals(quantity, *axes).items())
    return found


def changes(comparison: ComparedPlans, language: Language) -> TableRows:
    """Give the smallest change of each plan, by municipality, segment or group, and year."""
    for one in comparison.plans:
        if one.plan is None or one.change is None or one.change.plan is None:
            continue
        yield from changed(comparison, one, Change(one.plan, one.change.plan))


def changed(comparison: ComparedPlans, one: ComparedPlan, change: Change) -> TableRows:
    """Give what one plan's change adds and removes, and what other changes as small could do."""
    free = one.change.free if one.change is not None else None
    for key, (before, now, added, removed) in change.numbers.items():
        name, axes, members = key
        told = dict(zip(axes, members, strict=True))
        span = free.get(name, **told) if free is not None else None
        yield {
            "plan": one.name,
            "quantity": name,
            **code_and_name(comparison.scenario, str(told["municipality"])),
            "segment": told.get("segment", ""),
            "group": told.get("group", ""),
            "year": told.get("year"),
            "before": before,
            "after": now,
            "least": None if span is None else span.least,
            "most": None if span is None else span.most,
            "added": added,
            "removed": removed,
            "unit": QUANTITIES[name].unit,
        }


def completions(comparison: ComparedPlans, language: Language) -> TableRows:
    """Give what the ways to complete an incomplete plan can make of each binding requirement."""
    for one in comparison.plans:
        for row in one.completion.ranges:
            span = row.span
            if not comparison.unchanged and span.worst >= 0:
                continue
            outcome = "missed" if span.best < 0 else "uncertain" if span.worst < 0 else "kept"
            yield {
                "plan": one.name,
                "agreement": row.agreement.id,
                "title": row.agreement.name().render(language),
                **code_and_name(comparison.scenario, row.municipality),
                "year": row.year,
                "label": row.label,
                "worst_slack": span.worst,
                "best_slack": span.best,
                "too_few_at_worst": span.few,
                "too_many_at_worst": span.many,
                "unit": row.agreement.unit,
                "outcome": OUTCOMES[outcome].render(language),
            }


COMPARISON_TABLES: dict[str, TableMaker] = {
    table.__name__: table
    for table in (
        plans,
        missed,
        changes,
        goals,
        agreements,
        by_municipality,
        by_municipality_and_segment,
        by_segment,
        by_year,
        completions,
    )
}
"""Every table by its name, in the order in which a reader wants them."""
