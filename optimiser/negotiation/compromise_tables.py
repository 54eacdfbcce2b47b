"""The tables of a compromise: tidy rows with one fact each, in a fixed order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from models.language import Language
from optimiser.results.account import ByColumn, TableMaker, TableRows, code_and_name
from optimiser.results.infeasibility_tables import conflict as conflict_of
from optimiser.results.infeasibility_tables import ways_out as ways_out_of
from optimiser.results.plan_tables import new_build as new_build_of
from optimiser.results.result_tables import assumptions as assumptions_of

if TYPE_CHECKING:
    from models.plan import Plan
    from optimiser.negotiation.parties_plan import ClaimedRow, PartiesPlan
    from optimiser.results.result import Result


DIGITS = 4
"""Decimals of what the exact leximin comes to: what lies beyond is the rounding of a preview."""


def concessions(found: PartiesPlan, language: Language) -> TableRows:
    """What each party gives in, in the compromise, in the exact leximin, and in its own plan."""
    if found.nearest.plan is None:
        return
    given = found.given(found.nearest.plan)
    exact = found.given(found.exact.plan) if found.exact.plan else {}
    for position in found.positions:
        name, own = position.name, found.own[position.name]
        alone = found.given(own.plan)[name] if own.plan else None
        yield {
            "party": name,
            "most_missing": found.joint.parties[name].asked,
            "missing": given[name],
            "unit": found.unit(name),
            "given_share": found.share(name, given[name]),
            "exact_missing": without_noise(exact.get(name)),
            "exact_share": without_noise(found.share(name, exact[name]) if name in exact else None),
            "own_missing": alone,
            "own_status": own.status.value,
        }


def without_noise(value: Fraction | None) -> float | None:
    """Give a number of the exact leximin without the solver's rounding."""
    return None if value is None else round(float(value), DIGITS)


def claims(found: PartiesPlan, language: Language) -> TableRows:
    """Every row of every claim: what is asked, got and missed, and what its own plan would give.

    What is asked of a share is of what the plan builds.
    """
    if found.nearest.plan is None:
        return
    own = {name: result.plan for name, result in found.own.items()}
    alone = {name: dict(keyed(found, plan)) for name, plan in own.items() if plan}
    for key, row in keyed(found, found.nearest.plan):
        scope, agreement = row.row.scope, row.claim.agreement
        mine = alone.get(row.claim.party, {}).get(key)
        yield {
            "party": row.claim.party,
            "agreement": agreement.id,
            "title": agreement.name().render(language),
            **code_and_name(found.base, scope.municipality or ""),
            "year": scope.year,
            "label": scope.label,
            "sense": row.row.sense,
            "asked": row.asked,
            "got": row.got,
            "missing": row.shortfall,
            "unit": row.row.unit,
            "own_got": mine.got if mine else None,
        }


def keyed(found: PartiesPlan, plan: Plan) -> Iterator[tuple[tuple[str, int], ClaimedRow]]:
    """Number the rows of each claim: in each plan they come in the same order."""
    rows: Counter[str] = Counter()
    for row in found.claimed_rows(plan):
        rows[row.claim.id] += 1
        yield (row.claim.id, rows[row.claim.id]), row


def agreements(found: PartiesPlan, language: Language) -> TableRows:
    """Every agreement as the base and each party has it, and what it is at the table."""
    scenarios = {"": found.base} | {one.name: one.scenario for one in found.positions}
    for entry in found.joint.entries:
        left_out = entry.standing == "left out"
        sentence = entry.agreement.sentence(scenarios[entry.party]) if not left_out else None
        yield {
            "agreement": entry.agreement.id,
            "title": entry.agreement.name().render(language),
            "party": entry.party,
            "sentence": sentence.render(language) if sentence else "",
            "binding": None if left_out else entry.agreement.binding,
            "standing": entry.standing,
        }


def pairs(found: PartiesPlan, language: Language) -> TableRows:
    """Each two parties, and each with itself: whether what they ask for can hold together."""
    for (party, other), possible in found.pairs.items():
        yield {"party": party, "other": other, "possible": possible}


def conflict(found: PartiesPlan, language: Language) -> TableRows:
    """Claims and common agreements that cannot hold together: none of them can be missed."""
    return by_party(found, conflict_of, language)


def ways_out(found: PartiesPlan, language: Language) -> TableRows:
    """What would have to give, in several ways; only claims give."""
    return by_party(found, ways_out_of, language)


def by_party(
    found: PartiesPlan, table: Callable[[Result, Language], TableRows], language: Language
) -> TableRows:
    """Name the party and its agreement in rows about the joint scenario."""
    known = found.joint.by_id
    for row in table(found.together, language):
        claim = known.get(row["agreement"])
        if claim is None:
            yield {"party": "", **row, "agreement": row["agreement"].removeprefix("*/")}
            continue
        named = {
            "agreement": claim.agreement.id,
            "title": claim.agreement.name().render(language),
        }
        yield {"party": claim.party, **row, **named}


def crossed(found: PartiesPlan, language: Language) -> TableRows:
    """What each party gives in by the plan of each, by the compromise, and without claims."""
    plans = {"compromise": found.nearest.plan, "without claims": found.unheard.plan}
    plans |= {name: result.plan for name, result in found.own.items()}
    for name, plan in plans.items():
        given = found.given(plan) if plan else {}
        for party, shortfall in given.items():
            yield {
                "plan": name,
                "party": party,
                "missing": shortfall,
                "unit": found.unit(party),
                "given_share": found.share(party, shortfall),
            }


def dwellings(found: PartiesPlan, language: Language) -> TableRows:
    """Dwellings by municipality and segment: in the compromise, and in each party's own plan."""
    if found.nearest.plan is None:
        return
    built = found.nearest.plan.totals("new_build", "municipality", "segment")
    others = {"": found.unheard.plan}
    others |= {name: result.plan for name, result in found.own.items()}
    for name, plan in others.items():
        theirs = plan.totals("new_build", "municipality", "segment") if plan else None
        for code in found.base.codes:
            for segment in found.base.segments:
                mine = built[code, segment]
                other = None if theirs is None else theirs[code, segment]
                yield {
                    "party": name,
                    **code_and_name(found.base, code),
                    "segment": segment,
                    "dwellings": mine,
                    "own_plan": other,
                    "difference": None if other is None else mine - other,
                }


def goals(found: PartiesPlan, language: Language) -> TableRows:
    """Every goal of the base, in the compromise and in the plan without claims."""
    unheard = {goal.id: goal.value for goal in found.unheard.goals}
    for goal in found.nearest.goals:
        if goal.id in unheard:
            yield {
                "goal": goal.id,
                "sentence": found.base.goal_sentence(goal.id).render(language),
                "value": goal.value,
                "without_claims": unheard[goal.id],
                "unit": goal.unit,
            }


def new_build(found: PartiesPlan, language: Language) -> ByColumn:
    """The compromise itself: dwellings per municipality, segment, year, form and pool."""
    return new_build_of(found.nearest, language)


def assumptions(found: PartiesPlan, language: Language) -> TableRows:
    """Columns of the tables that are no public figures."""
    return assumptions_of(found.nearest, language)


COMPROMISE_TABLES: Mapping[str, TableMaker] = {
    table.__name__: table
    for table in (
        concessions,
        claims,
        agreements,
        pairs,
        conflict,
        ways_out,
        crossed,
        dwellings,
        goals,
        new_build,
        assumptions,
    )
}
"""Every table by its name, in the order in which a reader wants them."""
