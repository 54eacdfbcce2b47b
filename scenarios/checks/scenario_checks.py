"""What is worth knowing about a scenario before it is solved, in plain arithmetic.

Each check is a function that finds one kind of thing; `CHECKS` names them by code, with how bad
it is. What only makes a scenario infeasible is a warning: the solve explains it, and better.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from models.agreements import (
    Bid,
)
from models.exact import exact_sum
from models.findings import MOST_FINDINGS, Finding, Severity
from models.goals import Cost, Shortfall
from models.language import Text
from models.scenario import Scenario
from models.tables import Municipality
from models.territory import Territory
from models.vacuous import asks_nothing
from models.values import quoted
from scenarios.checks.asked import asking_nothing
from scenarios.checks.counted import measures, named_in
from scenarios.checks.figures import part_of_a_whole
from scenarios.checks.meaning import is_sound, scenario_faults
from scenarios.checks.municipality_codes import code_of_another
from scenarios.checks.places import Check, Places, Remarks
from scenarios.checks.sources import assumptions_used, source_missing, source_without_column
from scenarios.checks.titles import title_says_otherwise
from scenarios.checks.totals import (
    capacity_below_target,
    gone_before_target,
    need_above_room,
    share_above_100,
    withdrawn_above_stock,
)
from scenarios.document.document import ValuePath
from scenarios.document.hints import nearest

BUILT = ("new_build", "standing")
"""The quantities that count dwellings of a plan."""


def check(scenario: Scenario) -> tuple[Finding, ...]:
    """Find what is wrong with a scenario, or worth a look, before it is solved.

    Parameters
    ----------
    scenario
        Any scenario, also one that was not read from a file.

    Returns
    -------
    tuple of Finding
        Errors first. A scenario that was read has no errors but those of this module's own.

    Raises
    ------
    TypeError
        If it is no scenario but the name of one.
    """
    if not isinstance(scenario, Scenario):
        raise TypeError(f"a scenario is expected: read_scenario({scenario!r}) gives one")
    return scenario.remembered(_found)


def _found(scenario: Scenario) -> tuple[Finding, ...]:
    places = Places()
    if not scenario.remembered(is_sound):
        return tuple(scenario_faults(scenario, places))
    found = [
        Finding(code, severity, text, where)
        for code, (severity, look) in CHECKS.items()
        for text, where in islice(look(scenario, places), MOST_FINDINGS)
    ]
    order: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(found, key=lambda finding: order[finding.severity]))


def key_weight_zero(scenario: Scenario, places: Places) -> Remarks:
    """Find keys by which nothing can be divided: all that they weigh has zero."""
    for path, name, members in _keys_used(scenario):
        key = scenario.key(name)
        wholes = (
            [exact_sum([m.figure(figure) for m in members]) for figure in key.mix]
            if not key.given
            else [exact_sum([key.given.get(m.code, 0) for m in members])]
        )
        if members and not all(wholes):
            text = Text(
                "Nothing can be divided by “{key}”: where this holds, all have zero.", key=name
            )
            yield text, places.key(*path)


def municipality_without_weight(scenario: Scenario, places: Places) -> Remarks:
    """Find municipalities whose fair share is zero."""
    if any(True for _ in key_weight_zero(scenario, places)):
        return
    for path, name, members in _keys_used(scenario):
        weights = scenario.weights(name, members)
        names = tuple(m.name for m in members if not weights[m.code])
        if names:
            text = Text("By “{key}” the share of {names} is zero.", key=name, names=names)
            yield text, places.key(*path)


def agreement_without_municipalities(scenario: Scenario, places: Places) -> Remarks:
    """Find agreements that hold nowhere."""
    for agreement in scenario.agreements:
        if not agreement.members(scenario):
            text = Text("This agreement holds in no municipality: none meets its conditions.")
            yield text, places.key("agreements", agreement.id)


def agreement_without_effect(scenario: Scenario, places: Places) -> Remarks:
    """Find wishes that no goal works for, and agreements that ask for nothing."""
    by_goals = [named for goal in scenario.goals for named in goal.named()]
    counted = {named.id for named in by_goals if named.kind is None}
    named = {one.id for one in by_goals} | {agreement.about for agreement in scenario.agreements}
    for agreement in scenario.agreements:
        path = ("agreements", agreement.id)
        if agreement.id in counted:
            continue
        if (text := agreement.without_goal) is None:
            for field, text in asking_nothing(agreement, scenario):
                yield text, places.key(*path, field)
            limit = getattr(agreement, "at_most", None)
            if limit is not None and asks_nothing(agreement, scenario):
                text = Text("No plan within plan capacity can be above this: it says nothing.")
                yield text, places.key(*path, "at_most")
        elif agreement.id not in named:
            yield text, places.key(*path)


def counted_as_unused(scenario: Scenario, places: Places) -> Remarks:
    """Find names that something counts as, and that are nothing's own and named nowhere."""
    known = {
        *Territory.model_fields["segments"].default,
        *(*scenario.segments, *scenario.forms, *scenario.groups),
        *named_in(scenario, "segments", "forms", "groups", "becomes"),
        *(row.price_class for row in scenario.price_limits),
        *(row.otherwise for row in scenario.prices if row.otherwise is not None),
    }
    for own, names in sorted(scenario.counts_as.items()):
        for name in sorted({*names} - known):
            text = Text(
                "That “{own}” counts as “{name}” has no effect: no segment, form or group is "
                "called that, and no agreement or goal names it.",
                own=quoted(own),
                name=quoted(name),
            )
            near = nearest(name, known, sorted(known))
            if near is not None:
                text = Text("{problem} Is “{near}” meant?", problem=text, near=near)
            yield text, places.key("counts_as", own)


def wish_after_all_goals(scenario: Scenario, places: Places) -> Remarks:
    """Find wishes in a scenario that does not say which goals come before them."""
    if any(isinstance(goal, Shortfall) for goal in scenario.goals):
        return
    for agreement in scenario.agreements:
        if agreement.can_fall_short:
            text = Text(
                "Not all of this is binding, and the goal “shortfall” is not listed: what it is "
                "missed by is made as small as can be after all goals that are."
            )
            yield text, places.key("agreements", agreement.id)


def agreement_without_rows(scenario: Scenario, places: Places) -> Remarks:
    """Find bids of which the table has none."""
    for agreement in scenario.agreements:
        if isinstance(agreement, Bid) and not agreement.wishes(scenario):
            text = Text("The table of bids has no row for this agreement.")
            yield text, places.key("agreements", agreement.id)


def goal_without_agreement(scenario: Scenario, places: Places) -> Remarks:
    """Find goals that have nothing to make better."""
    for index, goal in enumerate(scenario.goals):
        where = places.key("goals", str(index))
        binding = not any(agreement.can_fall_short for agreement in scenario.agreements)
        if isinstance(goal, Shortfall) and scenario.agreements and binding:
            yield Text("All agreements are binding, so nothing can fall short."), where
        if isinstance(goal, Cost) and not any(p.cost_per_dwelling for p in scenario.capacity):
            yield Text("The table of capacity has no costs, so every plan costs the same."), where


def only_figures(scenario: Scenario, places: Places) -> Remarks:
    """Find a scenario that has nothing to divide, and nowhere to build it."""
    given = scenario.agreements or scenario.capacity or scenario.needs or scenario.bids
    if not given and not any(True for _ in measures(scenario)):
        text = Text(
            "These are figures of municipalities only. Next: say where how many dwellings can be "
            "built (the plan capacity), and what was agreed; then there is something to divide."
        )
        yield text, places.key("tables", "municipalities")


def year_outside_horizon(scenario: Scenario, places: Places) -> Remarks:
    """Find rows and agreements for years outside the horizon: they do not count."""
    years = scenario.horizon.years
    dated = [
        *((row, row.year) for row in scenario.needs),
        *((row, row.year) for row in scenario.realised),
        *((row, row.year) for row in scenario.withdrawals),
    ]
    for row, year in dated:
        if year not in years:
            yield _outside(year, years), places.row(row, "year")
    for pool in scenario.capacity:
        if not scenario.pool_years(pool):
            text = Text("No year of this pool lies within the horizon {years}.", years=_span(years))
            gone = pool.end_year is not None and pool.end_year <= years.start
            yield text, places.row(pool, "end_year" if gone else "first_year")
    for agreement in scenario.agreements:
        for year in agreement.years or ():
            if year not in years:
                yield _outside(year, years), places.key("agreements", agreement.id, "years")


def _outside(year: int, years: range) -> Text:
    return Text(
        "{year} lies outside the horizon {years} and does not count.",
        year=str(year),
        years=_span(years),
    )


def _span(years: range) -> str:
    return f"{years.start}-{years.stop - 1}"


def nothing_can_be_built(scenario: Scenario, places: Places) -> Remarks:
    """Find a scenario that speaks of new build and has nothing to build."""
    why = scenario.why_nothing_is_built()
    if why is not None and any(m.quantity in BUILT for _, m in measures(scenario)):
        text = Text("Nothing can be built: {why}.", why=why)
        yield text, places.key("tables", "capacity")


def municipality_without_capacity(scenario: Scenario, places: Places) -> Remarks:
    """Find municipalities where nothing can be built, in a scenario that builds."""
    able = {pool.municipality for pool in scenario.capacity if pool.dwellings}
    for municipality in scenario.municipalities:
        if able and municipality.code not in able:
            text = Text("{name} has no plan capacity.", name=municipality.name)
            yield text, places.row(municipality)


def _keys_used(scenario: Scenario) -> Iterator[tuple[ValuePath, str, list[Municipality]]]:
    """Give the keys by which something is divided, where they are named, and over whom."""
    for agreement in scenario.agreements:
        for field, name in agreement.weighed_by():
            yield ("agreements", agreement.id, *field), name, agreement.recipients(scenario)


CHECKS: dict[str, tuple[Severity, Check]] = {
    "key-weight-zero": ("error", key_weight_zero),
    "capacity-below-target": ("warning", capacity_below_target),
    "gone-before-target": ("warning", gone_before_target),
    "need-above-room": ("warning", need_above_room),
    "share-above-100": ("warning", share_above_100),
    "withdrawn-above-stock": ("warning", withdrawn_above_stock),
    "agreement-without-municipalities": ("warning", agreement_without_municipalities),
    "agreement-without-effect": ("warning", agreement_without_effect),
    "counted-as-unused": ("warning", counted_as_unused),
    "wish-after-all-goals": ("warning", wish_after_all_goals),
    "agreement-without-rows": ("warning", agreement_without_rows),
    "goal-without-agreement": ("warning", goal_without_agreement),
    "only-figures": ("note", only_figures),
    "year-outside-horizon": ("warning", year_outside_horizon),
    "nothing-can-be-built": ("warning", nothing_can_be_built),
    "code-of-another": ("warning", code_of_another),
    "part-of-a-whole": ("warning", part_of_a_whole),
    "municipality-without-capacity": ("note", municipality_without_capacity),
    "municipality-without-weight": ("warning", municipality_without_weight),
    "title-says-otherwise": ("warning", title_says_otherwise),
    "source-without-column": ("warning", source_without_column),
    "source-missing": ("note", source_missing),
    "assumptions-used": ("note", assumptions_used),
}
"""The checks by the code of what they find, with how bad that is."""
