"""What is worth knowing about a scenario before it is solved, in plain arithmetic.

Each check is a function that finds one kind of thing; `CHECKS` names them by code, with how bad
it is. What only makes a scenario infeasible is a warning: the solve explains it, and better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice
from typing import TypeAlias

from models.agreements import (
    Agreement,
    Amount,
    Bid,
    Share,
    VacancyCap,
)
from models.findings import Finding, Origin, Severity
from models.goals import Cost, Shortfall
from models.language import Percent, Text, Units
from models.measure import Measure, Scope
from models.scenario import Scenario
from models.tables import Municipality, Pool
from scenarios.checks.meaning import faults, sound
from scenarios.checks.places import Places
from scenarios.checks.references import figures, measures
from scenarios.document.document import ROWS, Path, has_figures
from scenarios.document.tables import MOST_FINDINGS

Found: TypeAlias = Iterator[tuple[Text, Origin | None]]
Check: TypeAlias = Callable[[Scenario, Places], Found]

BUILT = ("new_build", "standing")
"""The quantities that count dwellings of a plan."""

MOST_SHARES = 12
"""Shares over one whole: their disjoint sets are tried one by one."""

NUMBERS = {
    "capacity": ("dwellings", "most_per_year", "cost_per_dwelling"),
    "needs": ("households",),
    "bids": ("dwellings",),
}
"""The columns that hold figures, and so have a source; of municipalities all of their own."""


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
    """
    return scenario.remembered(_found)


def _found(scenario: Scenario) -> tuple[Finding, ...]:
    places = Places()
    if not scenario.remembered(sound):
        return tuple(faults(scenario, places))
    found = [
        Finding(code, severity, text, where)
        for code, (severity, look) in CHECKS.items()
        for text, where in islice(look(scenario, places), MOST_FINDINGS)
    ]
    order: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(found, key=lambda finding: order[finding.severity]))


def key_weight_zero(scenario: Scenario, places: Places) -> Found:
    """Find keys by which nothing can be divided: all that they weigh has zero."""
    for path, name, members in _keys_used(scenario):
        key = scenario.key(name)
        wholes = (
            [sum((m.figure(figure) for m in members), Fraction(0)) for figure in key.mix]
            if not key.given
            else [sum((Fraction(key.given.get(m.code, 0)) for m in members), Fraction(0))]
        )
        if members and not all(wholes):
            text = Text(
                "Nothing can be divided by “{key}”: where this holds, all have zero.", key=name
            )
            yield text, places.key(*path)


def municipality_without_weight(scenario: Scenario, places: Places) -> Found:
    """Find municipalities whose fair share is zero."""
    if any(True for _ in key_weight_zero(scenario, places)):
        return
    for path, name, members in _keys_used(scenario):
        weights = scenario.weights(name, members)
        names = tuple(m.name for m in members if not weights[m.code])
        if names:
            text = Text("By “{key}” the share of {names} is zero.", key=name, names=names)
            yield text, places.key(*path)


def agreement_without_municipalities(scenario: Scenario, places: Places) -> Found:
    """Find agreements that hold nowhere."""
    for agreement in scenario.agreements:
        if not agreement.members(scenario):
            text = Text("This agreement holds in no municipality: none meets its conditions.")
            yield text, places.key("agreements", agreement.id)


def agreement_without_effect(scenario: Scenario, places: Places) -> Found:
    """Find wishes that no goal works for, and agreements that ask for nothing."""
    by_goals = [named for goal in scenario.goals for named in goal.named()]
    counted = {named.id for named in by_goals if named.kind is None}
    named = {one.id for one in by_goals} | {agreement.about for agreement in scenario.agreements}
    for agreement in scenario.agreements:
        path = ("agreements", agreement.id)
        if agreement.id in counted:
            continue
        if (text := agreement.without_goal()) is None:
            for field, text in _asking_nothing(agreement):
                yield text, places.key(*path, field)
        elif agreement.id not in named:
            yield text, places.key(*path)


def _asking_nothing(agreement: Agreement) -> Iterator[tuple[str, Text]]:
    """Name the fields by which an agreement asks for nothing at all."""
    if agreement.can_fall_short and not agreement.weight and not agreement.binding:
        yield "weight", Text("With a weight of zero it does not count how far this is missed.")
    if not agreement.choices and getattr(agreement, "at_least", None) == 0:
        yield "at_least", Text("Nothing is less than zero: this asks for nothing.")


def wish_after_all_goals(scenario: Scenario, places: Places) -> Found:
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


def agreement_without_rows(scenario: Scenario, places: Places) -> Found:
    """Find bids of which the table has none."""
    for agreement in scenario.agreements:
        if isinstance(agreement, Bid) and not agreement.wishes(scenario):
            text = Text("The table of bids has no row for this agreement.")
            yield text, places.key("agreements", agreement.id)


def goal_without_agreement(scenario: Scenario, places: Places) -> Found:
    """Find goals that have nothing to make better."""
    for index, goal in enumerate(scenario.goals):
        where = places.key("goals", str(index))
        missable = any(agreement.can_fall_short for agreement in scenario.agreements)
        if isinstance(goal, Shortfall) and not missable:
            yield Text("All agreements are binding, so nothing can fall short."), where
        if isinstance(goal, Cost) and not any(p.cost_per_dwelling for p in scenario.capacity):
            yield Text("The table of capacity has no costs, so every plan costs the same."), where


def year_outside_horizon(scenario: Scenario, places: Places) -> Found:
    """Find rows and agreements for years outside the horizon: they do not count."""
    years = scenario.horizon.years
    dated = [
        *((row, row.year) for row in scenario.needs),
        *((row, row.year) for row in scenario.realised),
    ]
    for row, year in dated:
        if year not in years:
            yield _outside(year, years), places.row(row, "year")
    for pool in scenario.capacity:
        if not scenario.pool_years(pool):
            text = Text("No year of this pool lies within the horizon {years}.", years=_span(years))
            yield text, places.row(pool, "first_year")
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


def nothing_can_be_built(scenario: Scenario, places: Places) -> Found:
    """Find a scenario that speaks of new build and has nothing to build."""
    why = scenario.why_nothing_is_built()
    if why is not None and any(m.quantity in BUILT for _, m in measures(scenario)):
        text = Text("Nothing can be built: {why}.", why=why)
        yield text, places.key("tables", "capacity")


def municipality_without_capacity(scenario: Scenario, places: Places) -> Found:
    """Find municipalities where nothing can be built, in a scenario that builds."""
    able = {pool.municipality for pool in scenario.capacity if pool.dwellings}
    for municipality in scenario.municipalities:
        if able and municipality.code not in able:
            text = Text("{name} has no plan capacity.", name=municipality.name)
            yield text, places.row(municipality)


def capacity_below_target(scenario: Scenario, places: Places) -> Found:
    """Find amounts of new build above the plan capacity there."""
    for agreement in scenario.agreements:
        if not isinstance(agreement, Amount) or agreement.measure.quantity != "new_build":
            continue
        least = _least(agreement)
        field = "exactly" if agreement.exactly is not None else "at_least"
        room = _Room(scenario, agreement.measure)
        for scope in agreement.scopes(scenario) if least is not None else ():
            most = room.within(scope)
            if least is not None and most < least:
                text = Text(
                    "{where}: {target} asked for and a plan capacity of {room}, {short} short.",
                    where=scenario.scope_text(scope),
                    target=Units(least, "dwellings"),
                    room=Units(most, "dwellings"),
                    short=Units(least - most, "dwellings"),
                )
                yield text, places.key("agreements", agreement.id, field)


def _least(agreement: Amount | Share) -> int | Fraction | None:
    return agreement.at_least if agreement.exactly is None else agreement.exactly


class _Room:
    """The most new build of a measure that the pools can supply."""

    def __init__(self, scenario: Scenario, measure: Measure) -> None:
        self._pools: dict[str, list[tuple[int, int, frozenset[int]]]] = {}
        counted = scenario.pools_of(measure)
        for pool in scenario.capacity:
            here = measure.municipalities is None or pool.municipality in measure.municipalities
            named = counted is None or pool.pool in counted
            if here and named and _can_hold(pool, measure, scenario):
                yearly = pool.dwellings if pool.most_per_year is None else pool.most_per_year
                room = (pool.dwellings, yearly, frozenset(scenario.pool_years(pool)))
                self._pools.setdefault(pool.municipality, []).append(room)

    def within(self, scope: Scope) -> int:
        """Give the most within a scope."""
        return sum(
            min(dwellings, yearly * len(scope.years & years))
            for code in scope.municipalities
            for dwellings, yearly, years in self._pools.get(code, ())
        )


def _can_hold(pool: Pool, measure: Measure, scenario: Scenario) -> bool:
    segments = set(pool.segments or scenario.segments)
    forms = set(pool.forms or scenario.forms)
    return not segments.isdisjoint(measure.segments or segments) and not forms.isdisjoint(
        measure.forms or forms
    )


def share_above_100(scenario: Scenario, places: Places) -> Found:
    """Find binding shares of one whole that together ask for more than the whole."""
    wholes: dict[tuple[str, Scope], list[tuple[Share, Fraction]]] = {}
    for agreement in scenario.agreements:
        if not isinstance(agreement, Share) or not agreement.binding:
            continue
        if agreement.measure.quantity != agreement.of.quantity:
            continue
        least = Fraction(_least(agreement) or 0)
        of = agreement.of.model_dump_json()
        for scope in agreement.scopes(scenario) if least and not agreement.rounding else ():
            if scope.municipality not in agreement.explained:
                same = Scope(None, None, scope.municipalities, scope.years)
                wholes.setdefault((of, same), []).append((agreement, least))
    told: set[tuple[str, ...]] = set()
    combinations = {tuple(a.id for a, _ in shares): shares for shares in wholes.values()}
    for shares in combinations.values():
        total, names = _most_disjoint(shares[:MOST_SHARES])
        if total > 1 and names not in told:
            told.add(names)
            text = Text(
                "{agreements} ask for {total} of one whole together.",
                agreements=names,
                total=Percent(total),
            )
            yield text, places.key("agreements", names[0])


def _most_disjoint(shares: list[tuple[Share, Fraction]]) -> tuple[Fraction, tuple[str, ...]]:
    """Find the shares that exclude one another and ask for most together."""
    if not shares:
        return Fraction(0), ()
    (first, least), *others = shares
    without = _most_disjoint(others)
    beside = [each for each in others if _exclude(first.measure, each[0].measure)]
    total, names = _most_disjoint(beside)
    return max(without, (total + least, (first.id, *names)), key=lambda found: found[0])


def _exclude(one: Measure, other: Measure) -> bool:
    """Tell whether nothing is counted by both."""
    return any(
        mine is not None and theirs is not None and set(mine).isdisjoint(theirs)
        for name in ("segments", "forms", "groups", "pools", "supply", "status")
        for mine, theirs in [(getattr(one, name), getattr(other, name))]
    )


def need_above_room(scenario: Scenario, places: Places) -> Found:
    """Find households that must be housed in more dwellings than a cap leaves for them."""
    social = _Room(scenario, Measure(quantity="new_build", segments=("social_rent",)))
    vacancies = Measure(quantity="vacancies")
    caps = [
        (
            cap,
            set(cap.groups or scenario.groups),
            {m.code for m in cap.members(scenario)},
            set(cap.years or scenario.horizon.years),
        )
        for cap in scenario.agreements
        if isinstance(cap, VacancyCap) and cap.binding and not cap.explained
    ]
    for agreement, scope, number in _housed(scenario):
        wanted = set(agreement.measure.groups or scenario.groups)
        for cap, groups, members, years in caps:
            if not (wanted <= groups and scope.municipalities <= members and scope.years <= years):
                continue
            free = scenario.given(vacancies, scope)
            room = cap.at_most * (free + social.within(scope))
            if number > room:
                text = Text(
                    "{where}: {need} must be housed, and “{cap}” leaves room for {room} at most.",
                    where=scenario.scope_text(scope),
                    need=Units(number, "households"),
                    cap=cap.id,
                    room=Units(room.numerator // room.denominator, "households"),
                )
                yield text, places.key("agreements", agreement.id)


def _housed(scenario: Scenario) -> Iterator[tuple[Share | Amount, Scope, Fraction]]:
    """Give how many households binding agreements want housed at least, per scope."""
    for agreement in scenario.agreements:
        if not agreement.binding or not isinstance(agreement, Share | Amount):
            continue
        least = _least(agreement)
        if agreement.measure.quantity != "housed" or least is None:
            continue
        for scope in agreement.scopes(scenario):
            if isinstance(agreement, Amount):
                yield agreement, scope, Fraction(least)
            elif agreement.of.quantity == "need":
                yield agreement, scope, Fraction(least) * scenario.given(agreement.of, scope)


def assumptions_used(scenario: Scenario, places: Places) -> Found:
    """Say which columns are no public figures."""
    filled = scenario.remembered(_columns)
    assumed = sorted(
        f"{source.table}.{source.column}"
        for source in scenario.sources
        if source.assumption == "yes" and (source.table, source.column) in filled
    )
    if assumed:
        text = Text("Not public but assumed: {columns}.", columns=tuple(assumed))
        yield text, places.key("sources")


def source_missing(scenario: Scenario, places: Places) -> Found:
    """Find figures of which nobody says where they come from."""
    known = {(source.table, source.column) for source in scenario.sources}
    own = {("municipalities", name) for name in figures(scenario)}
    numbers = own | {(table, name) for table, names in NUMBERS.items() for name in names}
    missing = sorted(".".join(each) for each in numbers & scenario.remembered(_columns) - known)
    if missing:
        text = Text(
            "The table of sources does not say where these come from: {columns}.",
            columns=tuple(missing),
        )
        yield text, places.key("sources")


def source_without_column(scenario: Scenario, places: Places) -> Found:
    """Find sources of columns that no table knows."""
    known = scenario.remembered(_columns) | {
        (table, name) for table, kind in ROWS.items() for name in kind.model_fields
    }
    for source in scenario.sources:
        if (source.table, source.column) not in known:
            text = Text(
                "There is no column “{column}” in a table “{table}”.",
                column=source.column,
                table=source.table,
            )
            yield text, places.row(source, "column")


def _columns(scenario: Scenario) -> set[tuple[str, str]]:
    """Give the tables' columns that are filled in some row; an agreement or key is one too."""
    found = {("agreements", agreement.id) for agreement in scenario.agreements}
    found |= {("keys", name) for name in scenario.keys}
    for table, kind in ROWS.items():
        rows = getattr(scenario, table)
        for name in kind.model_fields:
            if any(getattr(row, name) is not None for row in rows):
                found.add((table, name))
        if has_figures(table):
            found |= {(table, name) for row in rows for name in row.model_extra or {}}
    return found


def _keys_used(scenario: Scenario) -> Iterator[tuple[Path, str, list[Municipality]]]:
    """Give the keys by which something is divided, where they are named, and over whom."""
    for agreement in scenario.agreements:
        for field, name in agreement.weighed_by():
            yield ("agreements", agreement.id, *field), name, agreement.recipients(scenario)


CHECKS: dict[str, tuple[Severity, Check]] = {
    "key-weight-zero": ("error", key_weight_zero),
    "capacity-below-target": ("warning", capacity_below_target),
    "need-above-room": ("warning", need_above_room),
    "share-above-100": ("warning", share_above_100),
    "agreement-without-municipalities": ("warning", agreement_without_municipalities),
    "agreement-without-effect": ("warning", agreement_without_effect),
    "wish-after-all-goals": ("warning", wish_after_all_goals),
    "agreement-without-rows": ("warning", agreement_without_rows),
    "goal-without-agreement": ("warning", goal_without_agreement),
    "year-outside-horizon": ("warning", year_outside_horizon),
    "nothing-can-be-built": ("warning", nothing_can_be_built),
    "municipality-without-capacity": ("warning", municipality_without_capacity),
    "municipality-without-weight": ("warning", municipality_without_weight),
    "source-without-column": ("warning", source_without_column),
    "source-missing": ("note", source_missing),
    "assumptions-used": ("note", assumptions_used),
}
"""The checks by the code of what they find, with how bad that is."""
