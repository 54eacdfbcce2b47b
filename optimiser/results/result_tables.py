"""The tables of a result: tidy rows with one fact each, in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from models.agreements import Settlement
from models.exact import exact_sum
from models.language import Language, Text, rendered
from models.quantity import QUANTITIES
from optimiser.contradiction.conflict import names_of_groups
from optimiser.results.account import TableMaker, TableRows, code_and_name
from optimiser.results.assumptions import assumptions_in
from optimiser.results.infeasibility_tables import certificate, conflict, ways_out
from optimiser.results.plan_tables import (
    ceded,
    euros,
    facilities,
    housed,
    net,
    new_build,
    opened,
    placed,
    rated,
    served,
    transferred,
    withdrawn,
)
from optimiser.results.rounding_gap import gap_text

if TYPE_CHECKING:
    from optimiser.results.solved import Solved


def settlements(result: Solved, language: Language) -> TableRows:
    """Give what each municipality receives, or pays, in euros."""
    outcomes = result.audit.outcomes if result.audit else ()
    for agreement in result.scenario.agreements:
        if isinstance(agreement, Settlement):
            for row in outcomes:
                if row.outcome.agreement.id == agreement.of:
                    yield {
                        "agreement": agreement.id,
                        **code_and_name(result.scenario, row.outcome.scope.municipality),
                        "year": row.outcome.scope.year,
                        "fair_share": row.fair,
                        "assigned": row.assigned,
                        "receives": agreement.receives(row.outcome),
                    }


def demand_scenarios(result: Solved, language: Language) -> TableRows:
    """Give for each demand scenario the shortfall, the least possible in it, and the regret."""
    for one in result.demand_scenarios:
        yield {
            "agreement": one.agreement,
            "demand_scenario": one.name,
            "shortfall": one.shortfall,
            "least_possible": round(one.least, 6),
            "regret": round(max(0.0, float(one.shortfall) - one.least), 6),
        }


def totals(result: Solved, language: Language) -> TableRows:
    """Dwellings per municipality by segment, with their shares; the region last."""
    yield from by_axis(result, "segment", result.scenario.segments)


def free_ranges(result: Solved, language: Language) -> TableRows:
    """Between what each number lies in all plans that are as good, and whether it is forced."""
    for (_, axes, key), one in result.free or ():
        where = dict(zip(axes, key, strict=True))
        yield {
            **code_and_name(result.scenario, str(where.get("municipality", ""))),
            **{axis: where.get(axis, "") for axis in ("segment", "form", "group", "facility")},
            "year": where.get("year"),
            "quantity": one.quantity,
            "number": one.value,
            "least": one.least,
            "most": one.most,
            "forced": one.forced,
            "unit": QUANTITIES[one.quantity].unit,
        }


def forms(result: Solved, language: Language) -> TableRows:
    """Dwellings per municipality by form, with their shares, where there are several forms."""
    if len(result.scenario.forms) > 1:
        yield from by_axis(result, "form", result.scenario.forms)


def by_axis(result: Solved, axis: str, names: Sequence[str]) -> TableRows:
    """Give dwellings per municipality along an axis, with their shares; the region last."""
    if result.plan is None:
        return
    built = result.plan.totals("new_build", "municipality", axis)
    codes = result.scenario.codes
    region = {name: exact_sum([built[code, name] for code in codes]) for name in names}
    for code in (*codes, ""):
        own = {name: built[code, name] for name in names} if code else region
        total = exact_sum([*own.values()])
        shares = {
            f"{name}_share": Fraction(number, total) if total else None
            for name, number in own.items()
        }
        yield {**code_and_name(result.scenario, code), "new_build": total, **own, **shares}


def requirements(result: Solved, language: Language) -> TableRows:
    """Every requirement: what the plan gives, what was agreed, and whether it is kept."""
    for row in result.audit.counted if result.audit else ():
        requirement = row.requirement
        agreement, scope = requirement.agreement, requirement.scope
        yield {
            "agreement": agreement.id,
            "title": agreement.name().render(language),
            **code_and_name(result.scenario, scope.municipality),
            "year": scope.year,
            "label": scope.label,
            "left": row.left,
            "sense": requirement.sense,
            "right": row.right,
            "slack": row.slack,
            "unit": requirement.unit,
            "kept": row.kept,
            "tight": row.tight,
            "binding": requirement.binding,
            "explanation": rendered(row.explanation, language),
        }


def choices(result: Solved, language: Language) -> TableRows:
    """Give for each choice which options are kept, and by how much the others would be missed.

    Chosen are as many as have to be kept: those that come nearest.
    """
    for row in result.audit.requirements if result.audit else ():
        requirement, choice = row.requirement, row.requirement.choice
        if choice is not None:
            agreement = requirement.agreement
            yield {
                "agreement": agreement.id,
                "title": agreement.name().render(language),
                **code_and_name(result.scenario, choice.scope.municipality),
                "year": choice.scope.year,
                "label": choice.scope.label,
                "option": choice.option,
                "kept": row.slack >= -row.tolerance,
                "chosen": row.chosen,
                "left": row.left,
                "sense": requirement.sense,
                "right": row.right,
                "slack": row.slack,
                "unit": requirement.unit,
            }


def goals(result: Solved, language: Language) -> TableRows:
    """Every goal: its value, and the best there is in fractions of dwellings."""
    for goal in result.goals:
        gap = gap_text(result, goal)
        yield {
            "goal": goal.id,
            "sentence": result.scenario.goal_sentence(goal.id).render(language),
            "value": goal.value,
            "bound": round(goal.bound, 6),
            "gap": round(max(0.0, float(goal.value) - goal.bound), 6),
            "least": goal.least,
            "proven": None if result.preview else goal.proven,
            "exact": None if result.preview else goal.exact,
            "unit": goal.unit,
            "explanation": gap.render(language) if gap else "",
        }


def fair_shares(result: Solved, language: Language) -> TableRows:
    """Every fair outcome: the share, what was assigned, and how far that is off."""
    exact = {
        (share.agreement, share.municipality, share.year): share.assigned
        for share in result.exact_shares
    }
    for row in result.audit.outcomes if result.audit else ():
        scope, agreement = row.outcome.scope, row.outcome.agreement
        code = scope.municipality or ""
        # A preview is in fractions itself.
        known = exact.get((agreement.id, code, scope.year))
        best = float(row.assigned) if result.preview else known
        yield {
            "agreement": agreement.id,
            "title": agreement.name().render(language),
            **code_and_name(result.scenario, code),
            "year": scope.year,
            "fair_share": row.fair,
            "exact_optimum": None if best is None else round(best, 6),
            "assigned": row.assigned,
            "off_exact": None if best is None else round(abs(float(row.assigned) - best), 6),
            "deviation": row.deviation,
            "unit": agreement.unit,
        }


def spreads(result: Solved, language: Language) -> TableRows:
    """How evenly each agreement spreads: largest deviation, Hoover and Gini."""
    for spread in result.audit.spreads if result.audit else ():
        yield {
            "agreement": spread.agreement.id,
            "title": spread.agreement.name().render(language),
            "year": spread.year,
            "largest_deviation": spread.largest,
            "hoover": spread.hoover,
            "gini": spread.gini,
        }


def fairness_steps(result: Solved, language: Language) -> TableRows:
    """The steps of fairness: who was fixed, at what level, and what held it there."""
    for step in result.steps:
        sentence = result.scenario.goal_sentence(step.goal).render(language)
        names = rendered(tuple(names_of_groups(result.scenario, step.held_by)), language)
        for code, year in step.fixed:
            yield {
                "goal": step.goal,
                "sentence": sentence,
                "step": step.step,
                "deviation": round(step.deviation, 9),
                **code_and_name(result.scenario, code),
                "year": year,
                "held_by": " ".join(
                    f"{agreement}:{place}" if place else agreement
                    for agreement, place in step.held_by
                ),
                "held_by_names": names,
            }


def parts(result: Solved, language: Language) -> TableRows:
    """Every part of a country: what came of it, and what it builds and houses."""
    for part, own in result.parts.items():
        reason = own.infeasibility
        yield {
            "part": part,
            "municipalities": len(own.scenario.codes),
            "status": own.status.value,
            "sentence": (reason.sentence if reason else own.status_text()).render(language),
            "new_build": own.plan.totals("new_build")[()] if own.plan else None,
            "housed": own.plan.totals("housed")[()] if own.plan else None,
        }


def division(result: Solved, language: Language) -> TableRows:
    """What every part of a country gets of each number that several parts bring together."""
    for portion in result.division.portions if result.division else ():
        agreement = None if portion.need else result.scenario.agreement(portion.subject)
        title = Text("need") if agreement is None else agreement.name()
        yield {
            "agreement": "" if portion.need else portion.subject,
            "title": title.render(language),
            "group": portion.subject if portion.need else "",
            "year": portion.year,
            "part": portion.part,
            "sense": portion.sense,
            "weight": portion.weight,
            "by_key": portion.by_key,
            "exact_optimum": portion.optimum,
            "number": portion.number,
            "deviation": (portion.number - portion.by_key) / portion.by_key
            if portion.by_key
            else None,
            "held_by": " ".join(portion.held_by),
            "held_by_names": rendered(
                tuple(result.scenario.agreement(one).name() for one in portion.held_by), language
            ),
            "unit": "households" if agreement is None else agreement.unit,
        }


def assumptions(result: Solved, language: Language) -> TableRows:
    """Columns of the scenario's tables that are no public figures, or were not given at all."""
    return assumptions_in(result.scenario, language)


TABLES: dict[str, TableMaker] = {
    table.__name__: table
    for table in (
        totals,
        forms,
        free_ranges,
        parts,
        division,
        new_build,
        withdrawn,
        net,
        housed,
        placed,
        transferred,
        ceded,
        facilities,
        opened,
        served,
        settlements,
        euros,
        rated,
        demand_scenarios,
        requirements,
        choices,
        goals,
        fair_shares,
        spreads,
        fairness_steps,
        conflict,
        certificate,
        ways_out,
        assumptions,
    )
}
"""Every table by its name, in the order in which a reader wants them."""
