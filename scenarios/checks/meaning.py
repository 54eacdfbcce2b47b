"""What a scenario says must be able to mean something: figures, years, weights and size.

Each check is a function that finds one kind of thing; `MEANINGS` names them by code.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from models.agreements import Exchange, FairShare, Share, StockShare
from models.agreements.relative import RelativeShare
from models.findings import MOST_FINDINGS, Finding
from models.language import Part, Percent, Text, Word
from models.price_classes import of_year
from models.quantity import Cell
from models.scenario import Scenario
from scenarios.checks.column_names import named_as_a_column
from scenarios.checks.counted import agreements_and_options
from scenarios.checks.figures import DEGREES, FIGURES, figure_of
from scenarios.checks.limits import MOST_CELLS, MOST_YEARS, count_cells, count_years
from scenarios.checks.magnitude import number_too_large
from scenarios.checks.mentions import MENTIONS
from scenarios.checks.mixes import reference_not_one, reference_unclear
from scenarios.checks.percentages import told_apart
from scenarios.checks.places import Check, Places, Remarks
from scenarios.checks.realised import realised_contradicts, realised_of_two_things
from scenarios.checks.restrictions import RESTRICTIONS
from scenarios.checks.totals import part_of_all
from scenarios.document.document import ROWS
from scenarios.document.size import LARGEST

EARLIEST, LATEST = 1900, 2200
YEARS = {"year", "first_year", "last_year", "end_year"}


def missing_travel_time(scenario: Scenario, places: Places) -> Remarks:
    """Find municipalities of which facilities need a travel time that nothing gives."""
    if not any(agreement.travels for agreement in scenario.agreements):
        return
    for municipality in scenario.municipalities:
        if (municipality.model_extra or {}).keys() >= set(DEGREES):
            continue
        for other in scenario.codes:
            try:
                scenario.minutes(municipality.code, other)
            except KeyError:
                text = Text(
                    "The travel time between {municipality} and {other} is unknown: give it in the "
                    "table of travel, or both their latitude and longitude.",
                    municipality=municipality.name,
                    other=scenario.municipality(other).name,
                )
                yield text, places.row(municipality)
                break


def horizon_reversed(scenario: Scenario, places: Places) -> Remarks:
    """Find a horizon that ends before it starts."""
    horizon = scenario.horizon
    if horizon.first_year > horizon.last_year:
        yield _reversed(horizon.first_year, horizon.last_year), places.key("horizon", "last_year")


def horizon_too_long(scenario: Scenario, places: Places) -> Remarks:
    """Find a horizon of more years than a plan is made for."""
    if (years := count_years(scenario.horizon.years)) > MOST_YEARS:
        text = Text(
            "A horizon has at most {most} years, not {years}.", most=MOST_YEARS, years=years
        )
        yield text, places.key("horizon")


def years_reversed(scenario: Scenario, places: Places) -> Remarks:
    """Find pools and growth paths that end before they start."""
    for pool in scenario.capacity:
        first, last, end = pool.first_year, pool.last_year, pool.end_year
        if first is not None and last is not None and first > last:
            yield _reversed(first, last), places.row(pool, "last_year")
        years = [year for year in (first, last) if year is not None]
        gone = [] if end is None else [year for year in years if year >= end]
        if gone:
            text = Text(
                "In {end} these dwellings are gone again, so none are completed in {year}.",
                end=str(end),
                year=str(gone[0]),
            )
            yield text, places.row(pool, "end_year")
    for agreement in scenario.agreements:
        path = agreement.path if isinstance(agreement, FairShare) else None
        if path is not None and path.from_year > path.to_year:
            where = places.key("agreements", agreement.id, "path", "to_year")
            yield _reversed(path.from_year, path.to_year), where


def _reversed(first: int, last: int) -> Text:
    return Text("{last} is earlier than {first}.", first=str(first), last=str(last))


def not_a_year(scenario: Scenario, places: Places) -> Remarks:
    """Find numbers that no horizon can mean as a year."""
    for name in ("first_year", "last_year"):
        number = getattr(scenario.horizon, name)
        if not _is_year(number):
            yield _no_year(number), places.key("horizon", name)
    for table, kind in ROWS.items():
        for column in sorted(YEARS & kind.model_fields.keys()) if table != "sources" else ():
            for row in getattr(scenario, table):
                number = getattr(row, column)
                if number is not None and not _is_year(number):
                    yield _no_year(number), places.row(row, column)
    for agreement in scenario.agreements:
        for field in ("years", "opens"):
            said = getattr(agreement, field, None)
            for number in said if isinstance(said, tuple) else (said,):
                if number is not None and not _is_year(number):
                    yield _no_year(number), places.key("agreements", agreement.id, field)


def _is_year(number: int) -> bool:
    return EARLIEST <= number <= LATEST


def _no_year(number: int) -> Text:
    return Text("“{value}” is not a year.", value=str(number))


def agreement_outside_horizon(scenario: Scenario, places: Places) -> Remarks:
    """Find agreements for years of which the horizon has none."""
    for agreement in scenario.agreements:
        by = getattr(agreement, "places_by", None)
        if by and not all(year in scenario.horizon.years for year in by):
            text = Text("Some of these years lie outside the horizon.")
            yield text, places.key("agreements", agreement.id, "places_by")
        if agreement.years and not any(y in scenario.horizon.years for y in agreement.years):
            text = Text("None of these years lies within the horizon.")
            yield text, places.key("agreements", agreement.id, "years")
        if (getattr(agreement, "opens", None) or 0) > scenario.horizon.last_year:
            text = Text("None of these years lies within the horizon.")
            yield text, places.key("agreements", agreement.id, "opens")


def relative_without_municipality(scenario: Scenario, places: Places) -> Remarks:
    """Find thresholds of each municipality in what does not hold for each: options hold as told."""
    for path, agreement in agreements_and_options(scenario):
        if isinstance(agreement, RelativeShare) and agreement.lacks_municipality:
            text = Text(
                "a threshold of each municipality's own, or beside the others', holds for each "
                "municipality: write each: municipality"
            )
            yield text, places.key(*path)


def fair_share_without_municipality(scenario: Scenario, places: Places) -> Remarks:
    """Find fair shares that are not held against each municipality."""
    for agreement in scenario.agreements:
        if isinstance(agreement, FairShare) and "municipality" not in agreement.each:
            text = Text("A fair share holds for each municipality: add “municipality” here.")
            yield text, places.key("agreements", agreement.id, "each")


def too_many_cells(scenario: Scenario, places: Places) -> Remarks:
    """Find scenarios with more to decide than a solve can hold."""
    number = count_cells(scenario)
    if number > MOST_CELLS:
        text = Text(
            "This scenario has {cells} numbers to decide (pool, segment, year and form); it may "
            "have {most}.",
            cells=number,
            most=MOST_CELLS,
        )
        yield text, places.key("horizon")


def share_above_whole(scenario: Scenario, places: Places) -> Remarks:
    """Find shares of more than all there is."""
    for path, agreement in agreements_and_options(scenario):
        if isinstance(agreement, Share) and part_of_all(scenario, agreement):
            for field in ("at_least", "at_most", "exactly"):
                ratio = getattr(agreement, field)
                if ratio is not None and ratio > 1:
                    share, most = told_apart(ratio, Fraction(1)), Percent(Fraction(1))
                    text = Text("“{value}” is more than {most}.", value=share, most=most)
                    yield text, places.key(*path, field)
        elif not isinstance(agreement, StockShare):
            continue
        for _, figure in agreement.own_figures():
            for member in agreement.members(scenario):
                ratio = figure_of(member, figure)
                if ratio is not None and ratio > 1:
                    text = Text(
                        "“{figure}” of {municipality} is {value}, and a part is at most 1: write "
                        "0.3 for 30%.",
                        figure=Word(figure),
                        municipality=member.name,
                        value=ratio,
                    )
                    yield text, places.row(member, figure)


def exchange_of_other_unit(scenario: Scenario, places: Places) -> Remarks:
    """Find exchanges of an obligation that is counted in something else."""
    kinds = {agreement.id: agreement for agreement in scenario.agreements}
    for agreement in scenario.agreements:
        shared = kinds.get(agreement.of) if isinstance(agreement, Exchange) else None
        if isinstance(shared, FairShare) and shared.unit != agreement.unit:
            text = Text(
                "This exchanges {exchanged}, and “{id}” divides {unit}: households and dwellings "
                "can be exchanged (exchanged: dwellings).",
                exchanged=Word(agreement.unit),
                id=shared.id,
                unit=Word(shared.unit),
            )
            yield text, places.key("agreements", agreement.id, "of")


def exchange_at_two_rates(scenario: Scenario, places: Places) -> Remarks:
    """Find exchanges of the same dwellings at rates that differ."""
    told: dict[Cell, Exchange] = {}
    for agreement in scenario.agreements:
        if isinstance(agreement, Exchange) and agreement.exchanged == "dwellings":
            cells = [cell for _, cell in agreement.unknowns(scenario)]
            others = (told.setdefault(cell, agreement) for cell in cells)
            other = next((o for o in others if o.exchange_rate != agreement.exchange_rate), None)
            if other is not None:
                text = Text(
                    "“{id}” exchanges some of the same dwellings at another rate.", id=other.id
                )
                yield text, places.key("agreements", agreement.id)


def price_class_unknown(scenario: Scenario, places: Places) -> Remarks:
    """Find years in which no price of a segment, or no limit of its class, is known."""
    for year in scenario.horizon.years:
        limits, prices = of_year(scenario.price_limits, year), of_year(scenario.prices, year)
        for row in scenario.prices:
            own = prices.get(row.segment)
            if own is None:
                text = Text("“{segment}” has no price in {year}.", **_named(row.segment, year))
                yield text, places.row(row, "year")
            elif own is row and own.price_class not in limits:
                text = Text(
                    "The class “{segment}” has no limit in {year}: add a row to price_limits.",
                    **_named(own.price_class, year),
                )
                yield text, places.row(row, "price_class")


def _named(name: str, year: int) -> dict[str, Part]:
    return {"segment": Word(name), "year": str(year)}


def weights_too_far_apart(scenario: Scenario, places: Places) -> Remarks:
    """Find wishes that weigh so little beside others that a solver cannot see them."""
    wishes = [a for a in scenario.agreements if a.weight and not (a.binding and not a.explained)]
    for priority in sorted({wish.priority for wish in wishes}):
        same = [wish for wish in wishes if wish.priority == priority]
        heaviest = max(same, key=lambda wish: wish.weight)
        for wish in same:
            if heaviest.weight > LARGEST * wish.weight:
                text = Text(
                    "A weight is a ratio, and this one is more than {most} times as small as that "
                    "of “{id}”: give one of them a priority of its own.",
                    most=LARGEST,
                    id=heaviest.id,
                )
                yield text, places.key("agreements", wish.id, "weight")


def option_without_limit(scenario: Scenario, places: Places) -> Remarks:
    """Find options that limit what nothing but agreements limits, such as households."""
    for agreement in scenario.agreements:
        for path in agreement.without_limit(scenario):
            text = Text(
                "What this counts has no limit of its own: where the plan chooses, count "
                "dwellings, whose limit is the plan capacity, or say what there is at least."
            )
            yield text, places.key("agreements", agreement.id, *path)


MOST_WITH_CHOICE = 10**6
"""Dwellings beside which a solver's floats no longer tell what is not chosen from what is."""


def endless_capacity_beside_choice(scenario: Scenario, places: Places) -> Remarks:
    """Find plan locations without a real limit, where options say nothing when not chosen."""
    choice = any(agreement.chooses for agreement in scenario.agreements)
    limit = scenario.most_built
    if not choice or (limit is not None and limit <= MOST_WITH_CHOICE):
        return
    for pool in scenario.capacity:
        # What is larger still is refused as a number, whatever it stands beside.
        if MOST_WITH_CHOICE < pool.dwellings <= LARGEST:
            text = Text(
                "{number} dwellings are no real limit, and a choice between options needs one: "
                "give what can be built here, or agree on the most dwellings in the region.",
                number=pool.dwellings,
            )
            yield text, places.row(pool, "dwellings")


OF_YEARS: dict[str, Check] = {
    "horizon-reversed": horizon_reversed,
    "horizon-too-long": horizon_too_long,
    "not-a-year": not_a_year,
}
"""The checks that look at the years of a horizon as they stand there, however many they are."""


MEANINGS: dict[str, Check] = {
    **FIGURES,
    **RESTRICTIONS,
    "missing-travel-time": missing_travel_time,
    "number-too-large": number_too_large,
    "reference-unclear": reference_unclear,
    "reference-not-one": reference_not_one,
    **OF_YEARS,
    "years-reversed": years_reversed,
    "agreement-outside-horizon": agreement_outside_horizon,
    "relative-without-municipality": relative_without_municipality,
    "fair-share-without-municipality": fair_share_without_municipality,
    "too-many-cells": too_many_cells,
    "share-above-100": share_above_whole,
    "exchange-of-other-unit": exchange_of_other_unit,
    "exchange-at-two-rates": exchange_at_two_rates,
    "price-class-unknown": price_class_unknown,
    "weights-too-far-apart": weights_too_far_apart,
    "realised-of-two-things": realised_of_two_things,
    "realised-contradicts": realised_contradicts,
    "option-without-limit": option_without_limit,
    "endless-capacity-beside-choice": endless_capacity_beside_choice,
    "named-as-a-column": named_as_a_column,
}
"""The checks by the code of what they find."""


RESTS_ON: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "no-municipalities",
            "unknown-municipality",
            "unknown-quantity",
            "unknown-distribution-key",
            "unknown-figure",
            "missing-figure",
        ),
        ("municipalities",),
    ),
    "unknown-segment": ("segments",),
    "unknown-form": ("forms",),
    "unknown-group": ("groups",),
    "unknown-pool": ("capacity",),
    "unknown-neighbourhood": ("neighbourhoods",),
    "unknown-facility": ("agreements",),
    "unknown-rate": ("rates", "capacity"),
    "unknown-area": ("areas",),
    "unknown-party": ("bids", "demands"),
    "missing-travel-time": ("travel",),
    "agreement-outside-horizon": ("horizon",),
    "price-class-unknown": ("horizon", "prices", "price_limits"),
    "too-many-cells": ("horizon", "segments", "forms", "groups"),
}
"""The parts of a scenario that must be complete, or the check finds what is not wrong."""


def _with_an_end(scenario: Scenario) -> Scenario:
    """Give the scenario with no more years than there may be: checks go from year to year."""
    first, most = scenario.horizon.first_year, MOST_YEARS
    if count_years(scenario.horizon.years) <= most:
        return scenario
    horizon = scenario.horizon.model_copy(update={"last_year": first + most - 1})
    return scenario.model_copy(update={"horizon": horizon})


def scenario_faults(scenario: Scenario, places: Places) -> Iterator[Finding]:
    """Give what is named and not there, and what cannot mean anything: errors, not too many."""
    bounded = _with_an_end(scenario)
    useless = {"municipalities": not scenario.municipalities, "horizon": bounded is not scenario}
    found = (
        Finding(code, "error", text, where)
        for code, check in (MENTIONS | MEANINGS).items()
        if not places.lack(*(parts := RESTS_ON.get(code, ())))
        if code == "no-municipalities" or not any(useless.get(part) for part in parts)
        for text, where in check(scenario if code in OF_YEARS else bounded, places)
        if where is not None
    )
    return islice(found, MOST_FINDINGS + 1)


def is_sound(scenario: Scenario) -> bool:
    """Tell whether all that is named is there and means something; known once it was read."""
    return not any(True for _ in scenario_faults(scenario, Places()))
