"""The reference mix: the dwellings that nobody would wonder at, per municipality.

Of all plans that are equally good for every goal the one nearest to it is given (balance). Per
municipality it is, in this order: its own bid, where that names segments; what the scenario's table
``reference`` says of it, or of all; or what follows from the agreements: the least that they ask of
each segment and form, and the rest spread evenly. The last is an assumption, and is called one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from models.agreements import Amount, Bandwidth, FairShare, Share
from models.asked_mix import AskedPart, Mix, mix_of
from models.language import Text
from models.measure import WHERE_AND_WHEN, Measure, Scope
from models.quantity import DECIDED
from models.scenario import Scenario
from models.tables import Municipality, Wish

Basis = Literal["bid", "scenario", "agreements"]
"""What a mix rests on."""

Mixed = tuple[Mix, Basis]
"""A mix, and what it rests on."""

EVERYDAY = "regular"
"""The form that a dwelling has unless another is asked for."""


@dataclass(frozen=True, slots=True)
class ReferenceMix:
    """What a municipality would build if nothing stood in the way.

    Parameters
    ----------
    dwellings
        In all, over the horizon: what is asked of it, else its bid, else its part of what is asked
        of several together, by the key along which new build is divided or else by plan capacity,
        else all of its plan capacity; never more than that.
    segments, forms
        The part of each.
    segments_from, forms_from
        What these rest on.
    """

    dwellings: Fraction
    segments: Mix
    forms: Mix
    segments_from: Basis
    forms_from: Basis


AskedSomewhere = tuple[Collection[str], AskedPart]
"""What is asked, with the codes of the municipalities where it holds."""


def reference_mixes(scenario: Scenario) -> Mapping[str, ReferenceMix]:
    """Give the reference mix of each municipality, by code.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    Mapping
        In the order of the codes.
    """
    return scenario.remembered(_reference_mixes)


def assumed_mix(scenario: Scenario) -> Text | None:
    """Say that the mix of segments is worked out, where the scenario does not give one.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    Text or None
        The assumption; None where every municipality's mix was given, or there is one segment.
    """
    mixes = reference_mixes(scenario).values()
    if len(scenario.segments) == 1 or not any(
        mix.segments_from == "agreements" and mix.dwellings for mix in mixes
    ):
        return None
    return Text(
        "No reference mix is given: which segments municipalities would build if nothing stood in "
        "the way. Assumed is the least that the agreements ask of each segment, and the rest "
        "spread evenly. Of equally good plans the nearest to it is shown."
    )


def _reference_mixes(scenario: Scenario) -> Mapping[str, ReferenceMix]:
    sizes = ReferenceSizes(scenario)
    given = {axis: dict(_given(scenario, axis)) for axis in ("segment", "form")}
    asked: dict[str, list[AskedSomewhere]] = {}
    known: dict[tuple[str, tuple[AskedPart, ...]], Mix] = {}
    found: dict[str, ReferenceMix] = {}

    def mixed(axis: str, code: str) -> Mixed:
        of_table = given[axis].get(code) or given[axis].get(None)
        if of_table:
            return of_table, "scenario"
        if axis not in asked:
            asked[axis] = [*_asked(scenario, axis, sizes)]
        here = tuple(part for codes, part in asked[axis] if code in codes)
        if axis == "form":
            here += tuple(_demanded(scenario, code, sizes))
        if (axis, here) not in known:  # of most municipalities the same is asked
            known[axis, here] = _worked_out(scenario, axis, here)
        return known[axis, here], "agreements"

    for municipality in scenario.municipalities:
        code = municipality.code
        bid = _bid(scenario, municipality)
        of_bid = _bid_mix(bid, scenario.segments)
        segments: Mixed = (of_bid, "bid") if of_bid else mixed("segment", code)
        forms = mixed("form", code)
        found[code] = ReferenceMix(
            sizes.dwellings[code], segments[0], forms[0], segments[1], forms[1]
        )
    return found


def _bid(scenario: Scenario, municipality: Municipality) -> list[Wish]:
    """List a municipality's own bid: what it wishes itself, or the only one who wishes there."""
    here = [wish for wish in scenario.bids if wish.municipality == municipality.code]
    own = [wish for wish in here if wish.party in (municipality.code, municipality.name)]
    return own or (here if len({wish.party for wish in here}) == 1 else [])


def _bid_mix(bid: Sequence[Wish], segments: Collection[str]) -> Mix | None:
    """Give the mix that a bid names; what it leaves open is spread over the other segments."""
    named = {wish.segment: Fraction(wish.dwellings) for wish in bid if wish.segment}
    whole = max(_bid_dwellings(bid), Fraction(0))
    if not named or not whole:
        return None
    rest = whole - sum(named.values())
    others = [name for name in segments if name not in named] or [*named]
    return {
        name: (named.get(name, 0) + rest * (name in others) / len(others)) / whole
        for name in segments
    }


def _bid_dwellings(bid: Sequence[Wish]) -> Fraction:
    """Add up a bid: the row for all segments together, or the segments where they are more."""
    together = sum(wish.dwellings for wish in bid if wish.segment is None)
    return Fraction(max(together, sum(wish.dwellings for wish in bid if wish.segment)))


def _given(scenario: Scenario, axis: str) -> Iterator[tuple[str | None, Mix]]:
    """Give what the table says of segments or of forms, for one municipality or (None) for all."""
    names = scenario.segments if axis == "segment" else scenario.forms
    rows = [row for row in scenario.reference if getattr(row, axis) is not None]
    for code in {row.municipality for row in rows}:
        parts = {getattr(row, axis): row.share for row in rows if row.municipality == code}
        yield code, {name: parts.get(name, Fraction(0)) for name in names}


class ReferenceSizes:
    """How much each municipality would build, and what is asked of several together.

    Parameters
    ----------
    scenario
        The scenario.

    Attributes
    ----------
    dwellings
        Per municipality what it would build in all.
    """

    def __init__(self, scenario: Scenario) -> None:
        capacity = dict.fromkeys(scenario.codes, Fraction(0))
        for pool in scenario.capacity:
            if scenario.pool_years(pool):
                capacity[pool.municipality] += pool.dwellings
        asked = _asked_in_all(scenario)
        alone = {code: number for (code, *others), number in asked.items() if not others}
        for municipality in scenario.municipalities:
            if bid := _bid(scenario, municipality):
                alone.setdefault(municipality.code, _bid_dwellings(bid))
        known = {code: min(number, capacity[code]) for code, number in alone.items()}
        parts: dict[str, Fraction] = {}
        for members, number in asked.items():
            rest = number - sum((known.get(code, Fraction(0)) for code in members), Fraction(0))
            keyed = _keyed(scenario, members) or capacity
            others = {code: keyed[code] for code in members if code not in known}
            for code, part in _shared(max(Fraction(0), rest), others, capacity).items():
                parts[code] = max(parts.get(code, part), part)
        self.dwellings: dict[str, Fraction] = capacity | parts | known
        self._asked = asked

    def of(self, codes: Sequence[str]) -> Fraction:
        """Give what some municipalities would build together: what is asked of them, if more.

        Parameters
        ----------
        codes
            Their codes, sorted.

        Returns
        -------
        Fraction
            Dwellings over the horizon.
        """
        alone = sum((self.dwellings[code] for code in codes), Fraction(0))
        return max(alone, self._asked.get(tuple(codes), alone))


def _keyed(scenario: Scenario, codes: Collection[str]) -> Mapping[str, Fraction] | None:
    """Give the weights along which new build is divided over some, where an agreement says so."""
    for agreement in scenario.agreements:
        if isinstance(agreement, FairShare) and _counts(agreement.measure):
            weights = scenario.weights(agreement.key, agreement.members(scenario))
            if {*codes} <= weights.keys():
                return weights
    return None


def _shared(
    number: Fraction, weights: Mapping[str, Fraction], most: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Divide a number by weights; what is too much for some goes to the others."""
    parts = dict.fromkeys(weights, Fraction(0))
    left = {code: weight for code, weight in weights.items() if weight}
    full = left
    while full:
        whole = sum(left.values())
        full = {code: w for code, w in left.items() if number * w >= most[code] * whole}
        parts |= {code: most[code] for code in full}
        number -= sum(most[code] for code in full)
        left = {code: weight for code, weight in left.items() if code not in full}
    whole = sum(left.values())
    return parts | {code: number * weight / whole for code, weight in left.items()}


def _asked_in_all(scenario: Scenario) -> dict[tuple[str, ...], Fraction]:
    """Give what is asked of municipalities, alone or together, over the horizon."""
    by_years: dict[tuple[str, ...], dict[frozenset[int], Fraction]] = {}
    for agreement in scenario.agreements:
        if isinstance(agreement, Amount | Share) and _counts(agreement.measure):
            bounds = agreement.exactly, agreement.at_least, agreement.at_most
            bound = next((Fraction(each) for each in bounds if each is not None), None)
            years = frozenset(agreement.years or scenario.horizon.years)
            for codes, number in _numbers(agreement, scenario, bound):
                known = by_years.setdefault(codes, {})
                known[years] = max(known.get(years, number), number)
    return {codes: _over_years(known) for codes, known in by_years.items()}


def _over_years(asked: Mapping[frozenset[int], Fraction]) -> Fraction:
    """Add up what is asked of periods that have no year in common."""
    counted: frozenset[int] = frozenset()
    total = Fraction(0)
    for years in sorted(asked, key=lambda years: (-len(years), sorted(years))):
        if not counted & years:
            counted |= years
            total += asked[years]
    return total


def _numbers(
    agreement: Amount | Share, scenario: Scenario, bound: Fraction | None
) -> Iterator[tuple[tuple[str, ...], Fraction]]:
    """Give how many dwellings a bound comes to, for each of whom it holds; not of a plan's own."""
    members = _members(agreement, scenario)
    if bound is None or not members or not {*agreement.each} <= WHERE_AND_WHEN:
        return
    each = "municipality" in agreement.each
    years = frozenset(agreement.years or scenario.horizon.years) & {*scenario.horizon.years}
    for codes in [(code,) for code in members] if each else [members]:
        if isinstance(agreement, Amount):
            yearly = "year" in agreement.each and not agreement.so_far
            yield codes, bound * (len(years) if yearly else 1)
        elif agreement.of.quantity not in DECIDED:
            scope = Scope(None, None, frozenset(codes), years)
            yield (
                codes,
                bound * scenario.given(agreement.of, scope.only(agreement.of.municipalities)),
            )


def _members(agreement: Amount | Share, scenario: Scenario) -> tuple[str, ...]:
    """List the municipalities in which an agreement counts, by code."""
    within = agreement.measure.municipalities
    codes = (municipality.code for municipality in agreement.members(scenario))
    return tuple(code for code in codes if within is None or code in within)


def _counts(measure: Measure, *axes: str) -> bool:
    """Tell whether a measure counts new build wherever it is, restricted on some axes only."""
    places = measure.pools, measure.supply, measure.status, measure.neighbourhoods
    somewhere = measure.where_neighbourhood or any(place is not None for place in places)
    restricted = measure.restricted.keys() <= set(axes)
    return measure.quantity == "new_build" and restricted and not somewhere


def _worked_out(scenario: Scenario, axis: str, asked: Collection[AskedPart]) -> Mix:
    """Work a mix out from what the agreements ask."""
    if axis == "segment":
        return mix_of(scenario.segments, asked)
    return mix_of(scenario.forms, asked, [name for name in scenario.forms if name == EVERYDAY])


def _asked(scenario: Scenario, axis: str, sizes: ReferenceSizes) -> Iterator[AskedSomewhere]:
    """Give what the agreements ask of segments, or of forms, each with the codes where it holds."""
    every = frozenset(scenario.segments if axis == "segment" else scenario.forms)
    for agreement in scenario.agreements:
        if not isinstance(agreement, Amount | Share) or agreement.measure.quantity != "new_build":
            continue
        names = scenario.restricted(agreement.measure).get(axis)
        if names is None:
            continue
        least = agreement.at_least if agreement.exactly is None else agreement.exactly
        most = agreement.at_most if agreement.exactly is None else agreement.exactly
        anywhere = _counts(agreement.measure, axis)
        if isinstance(agreement, Share) and agreement.of.quantity in DECIDED:
            if anywhere and _counts(agreement.of, axis) and {*agreement.each} <= WHERE_AND_WHEN:
                codes = _members(agreement, scenario)
                whole = scenario.restricted(agreement.of).get(axis)
                if least is not None:
                    yield codes, AskedPart(names, min(Fraction(1), Fraction(least)), whole)
                if most is not None and whole is None:
                    yield codes, AskedPart(every - names, 1 - min(Fraction(1), Fraction(most)))
            continue
        for bound, at_most in ((least, False), (most, True)):
            asked = None if bound is None else Fraction(bound)
            for codes, number in _numbers(agreement, scenario, asked):
                if size := sizes.of(codes):
                    part = min(Fraction(1), number / size)
                    if not at_most:
                        yield codes, AskedPart(names, part)
                    elif anywhere:
                        yield codes, AskedPart(every - names, 1 - part)


def _demanded(scenario: Scenario, code: str, sizes: ReferenceSizes) -> Iterator[AskedPart]:
    """Give what the demand scenarios of a bandwidth ask of forms: the one that asks most counts."""
    if not any(isinstance(agreement, Bandwidth) for agreement in scenario.agreements):
        return
    for form in scenario.forms:
        parts = [Fraction(0)]
        for variant in {demand.variant for demand in scenario.demands}:
            rows = [row for row in scenario.demands if (row.variant, row.form) == (variant, form)]
            here = sum(row.dwellings for row in rows if row.municipality == code)
            anywhere = sum(row.dwellings for row in rows if row.municipality is None)
            for number, codes in ((here, (code,)), (anywhere, scenario.codes)):
                if size := sizes.of(codes):
                    parts.append(number / size)
        if part := min(Fraction(1), max(parts)):
            yield AskedPart(frozenset([form]), part)
