"""Totals: whether what is asked fits what can be built or housed, in plain arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from models.agreements import (
    Amount,
    Share,
    VacancyCap,
)
from models.existing_stock import withdrawn
from models.language import Text, Units, Word, year_spans
from models.measure import Measure, Scope
from models.scenario import Scenario
from scenarios.checks.percentages import told_apart
from scenarios.checks.places import Places, Remarks

Restricted = Mapping[str, frozenset[str]]
"""What a measure counts of each axis."""

MOST_SHARES = 12
"""Shares over one whole: their disjoint sets are tried one by one."""


def capacity_below_target(scenario: Scenario, places: Places) -> Remarks:
    """Find amounts of new build above the plan capacity there."""
    for agreement, scope, least, most in _short(scenario):
        field = "exactly" if agreement.exactly is not None else "at_least"
        text = Text(
            "{where}: {target} asked for and a plan capacity of {room}, {short} short.",
            where=scenario.scope_text(scope),
            target=Units(least, "dwellings"),
            room=Units(most, "dwellings"),
            short=Units(least - most, "dwellings"),
        )
        yield text, places.key("agreements", agreement.id, field)


def gone_before_target(scenario: Scenario, places: Places) -> Remarks:
    """Find temporary dwellings that are gone before years for which too few can be built."""
    told = set[str]()
    for agreement, scope, *_ in _short(scenario):
        for pool in scenario.capacity if scope.years else ():
            end = pool.end_year
            gone = end is not None and end <= min(scope.years)
            if gone and pool.municipality in scope.municipalities and pool.pool not in told:
                told.add(pool.pool)
                text = Text(
                    "In {end} these dwellings are gone again, so none are completed in {years}, "
                    "when “{agreement}” asks for more than can be built.",
                    end=str(end),
                    years=year_spans(scope.years),
                    agreement=agreement.id,
                )
                yield text, places.row(pool, "end_year")


def _short(scenario: Scenario) -> Iterator[tuple[Amount, Scope, int | Fraction, int]]:
    """Give amounts of new build above the plan capacity: where, how much and what there is."""
    for agreement in scenario.agreements:
        if not isinstance(agreement, Amount) or agreement.measure.quantity != "new_build":
            continue
        least = _least(agreement)
        for scope in agreement.scopes(scenario) if least is not None else ():
            most = scenario.supply(agreement.measure, scope)
            if least is not None and most < least:
                yield agreement, scope, least, most


def _least(agreement: Amount | Share) -> int | Fraction | None:
    return agreement.at_least if agreement.exactly is None else agreement.exactly


def share_above_100(scenario: Scenario, places: Places) -> Remarks:
    """Find binding shares of one whole that together ask for more than the whole."""
    wholes: dict[tuple[object, ...], list[tuple[Share, Fraction]]] = {}
    for agreement in scenario.agreements:
        if not isinstance(agreement, Share) or not agreement.binding:
            continue
        if not part_of_all(scenario, agreement):
            continue
        least = Fraction(_least(agreement) or 0)
        for scope in agreement.scopes(scenario) if least and not agreement.rounding else ():
            if scope.municipality not in agreement.explained:
                same = agreement.of, scope.municipalities, scope.years, scope.restricted
                wholes.setdefault(same, []).append((agreement, least))
    told: set[tuple[str, ...]] = set()
    combinations = {tuple(a.id for a, _ in shares): shares for shares in wholes.values()}
    for shares in combinations.values():
        total, names = _most_disjoint(scenario, shares[:MOST_SHARES])
        if total > 1 and names not in told:
            told.add(names)
            text = Text(
                "{agreements} ask for {total} of one whole together.",
                agreements=names,
                total=told_apart(total, Fraction(1)),
            )
            yield text, places.key("agreements", names[0])


def part_of_all(scenario: Scenario, share: Share) -> bool:
    """Tell whether all that a share's measure counts is counted in what it is a part of as well."""
    part, whole = share.measure, share.of
    mine, theirs = scenario.restricted(part), scenario.restricted(whole)
    inside = all(axis in mine and mine[axis] <= names for axis, names in theirs.items())
    places = part.municipalities or scenario.codes
    within = whole.municipalities is None or {*places} <= {*whole.municipalities}
    named = (
        theirs is None or (mine is not None and {*mine} <= {*theirs})
        for mine, theirs in ((part.rates, whole.rates), (part.origins, whole.origins))
    )
    return part.quantity == whole.quantity and inside and within and all(named) and not share.delay


def _most_disjoint(
    scenario: Scenario, shares: list[tuple[Share, Fraction]]
) -> tuple[Fraction, tuple[str, ...]]:
    """Find the shares that exclude one another and ask for most together."""
    if not shares:
        return Fraction(0), ()
    (first, least), *others = shares
    without = _most_disjoint(scenario, others)
    mine = scenario.restricted(first.measure)
    beside = [each for each in others if _exclude(mine, scenario.restricted(each[0].measure))]
    total, names = _most_disjoint(scenario, beside)
    return max(without, (total + least, (first.id, *names)), key=lambda found: found[0])


def _exclude(one: Restricted, other: Restricted) -> bool:
    """Tell whether nothing is counted by both."""
    return any(one[axis].isdisjoint(other[axis]) for axis in one.keys() & other.keys())


def need_above_room(scenario: Scenario, places: Places) -> Remarks:
    """Find households that must be housed in more dwellings than a cap leaves for them."""
    caps = [
        (
            cap,
            scenario.groups_of(cap.groups),
            {m.code for m in cap.members(scenario)},
            set(cap.years or scenario.horizon.years),
            [figure for _, figure in cap.figures(scenario)],
            Measure(quantity="new_build", segments=cap.segments, forms=cap.forms),
        )
        for cap in scenario.agreements
        if isinstance(cap, VacancyCap) and cap.binding and not cap.explained
    ]
    for agreement, scope, number in _housed(scenario):
        wanted = scenario.groups_of(agreement.measure.groups)
        for cap, groups, members, years, figures, built in caps:
            if not (wanted <= groups and scope.municipalities <= members and scope.years <= years):
                continue
            if scenario.moving_on:
                continue  # what comes free then hangs on the plan
            free = sum(scenario.given(Measure(quantity=one), scope) for one in figures)
            room = cap.at_most * (free + scenario.supply(built, scope))
            if number > room:
                text = Text(
                    "{where}: {need} must be housed, and “{cap}” leaves room for {room} at most.",
                    where=scenario.scope_text(scope),
                    need=Units(number, "households"),
                    cap=cap.id,
                    room=Units(room.numerator // room.denominator, "households"),
                )
                yield text, places.key("agreements", agreement.id)


def withdrawn_above_stock(scenario: Scenario, places: Places) -> Remarks:
    """Find municipalities where more is demolished or sold of a segment than there is."""
    years = frozenset(scenario.horizon.years)
    of_kind = {(row.municipality, row.segment): row for row in scenario.withdrawals}
    for (code, segment), row in sorted(of_kind.items()):
        scope = Scope(code, None, frozenset([code]), years)
        measure = Measure(quantity="withdrawn", segments=(segment,))
        within = scenario.segments_within(measure, scope)
        leave, come = withdrawn(scenario.withdrawals, within, scope)
        member = scenario.municipality(code)
        stock = (member.model_extra or {}).get(f"stock_{segment}")
        if stock is not None and leave > stock + come:
            text = Text(
                "In {municipality} {leave} are demolished or sold ({segment}), and the stock has "
                "{stock}.",
                municipality=member.name,
                leave=Units(leave, "dwellings"),
                segment=Word(segment),
                stock=Units(stock + come, "dwellings"),
            )
            yield text, places.row(row, "dwellings")


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
                yield (
                    agreement,
                    scope,
                    Fraction(least) * scenario.given(agreement.of, agreement.of_which(scope)),
                )
