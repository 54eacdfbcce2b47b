"""What a scenario says must be able to mean something: keys, figures, years and size.

Each check is a function that finds one kind of thing; `MEANINGS` names them by code.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from models.agreements import (
    Agreement,
    Either,
    Facility,
    FairShare,
    Share,
    StockShare,
    VacancyCap,
)
from models.findings import Finding
from models.key import Key
from models.language import Percent, Text
from models.scenario import Scenario
from models.tables import DERIVED, Municipality
from models.values import quoted
from scenarios.checks.limits import MOST_CELLS, MOST_YEARS, cells
from scenarios.checks.magnitude import number_too_large
from scenarios.checks.places import Places
from scenarios.checks.references import COUNTED, REFERENCES, Check, Found, agreed, figures, measures
from scenarios.document.document import ROWS, Path
from scenarios.document.hints import unknown
from scenarios.document.tables import MOST_FINDINGS

EARLIEST, LATEST = 1900, 2200
YEARS = {"year", "first_year", "last_year", "end_year"}

SIGNED = ("latitude", "longitude")
"""The figures that can be less than zero."""


def key_unclear(scenario: Scenario, places: Places) -> Found:
    """Find keys with neither a mix nor given numbers, or with both."""
    for name, key in scenario.keys.items():
        if bool(key.mix) == bool(key.given):
            yield Text("A key has either a mix or given numbers."), places.key("keys", name)


def key_mix_not_one(scenario: Scenario, places: Places) -> Found:
    """Find mixes whose parts do not sum to one."""
    for name, key in scenario.keys.items():
        total = sum(key.mix.values(), Fraction(0))
        if key.mix and total != 1:
            text = Text("The parts of this mix sum to {total}, not to 100%.", total=Percent(total))
            yield text, places.key("keys", name, "mix")


def unknown_distribution_key(scenario: Scenario, places: Places) -> Found:
    """Find names of keys that are neither a key of the scenario nor a figure."""
    known = {*scenario.keys, *figures(scenario), *DERIVED} - {*SIGNED}
    for path, name, _ in _named_keys(scenario):
        if name not in known and "/" not in name and not places.unread("keys", name):
            yield unknown(name, known), places.key(*path)


def unknown_figure(scenario: Scenario, places: Places) -> Found:
    """Find figures in conditions and mixes that no municipality has."""
    known = {*figures(scenario), *DERIVED}
    for path, expression, _ in _used_figures(scenario):
        for name in _parts(expression) if path[0] == "keys" or path[-1] == "where" else ():
            if name not in known:
                yield unknown(name, known), places.key(*path)


def missing_figure(scenario: Scenario, places: Places) -> Found:
    """Find figures that an agreement needs and a municipality, or none at all, has."""
    known = figures(scenario)
    own = {"vacancies", "stock", *(f"stock_{segment}" for segment in scenario.segments)}
    told: set[tuple[str, str]] = set()
    for path, expression, members in _used_figures(scenario):
        for name in _parts(expression):
            if name not in known and name in own and path[-1] in ("kind", "segments"):
                text = Text("The municipalities have no “{figure}”, which this needs.", figure=name)
                yield text, places.key(*path)
            certain = name in known and places.key(*path[:2]) is not None
            for municipality in members if certain else ():
                if name in (municipality.model_extra or {}) or (municipality.code, name) in told:
                    continue
                told.add((municipality.code, name))
                text = Text(
                    "{municipality} has no “{figure}”, which {what} needs.",
                    municipality=municipality.name,
                    figure=name,
                    what=".".join(path[:2]),
                )
                yield text, places.row(municipality, name)


def missing_neighbourhood_figure(scenario: Scenario, places: Places) -> Found:
    """Find neighbourhoods without a figure that a measure's condition needs of them."""
    for path, measure in measures(scenario):
        for condition in measure.where_neighbourhood:
            for row in scenario.neighbourhoods:
                if condition.figure not in (row.model_extra or {}):
                    text = Text(
                        "{municipality} has no “{figure}”, which {what} needs.",
                        municipality=row.neighbourhood,
                        figure=condition.figure,
                        what=".".join(path[:2]),
                    )
                    yield text, places.row(row, condition.figure)


def missing_travel_time(scenario: Scenario, places: Places) -> Found:
    """Find municipalities of which facilities need a travel time that nothing gives."""
    if not any(isinstance(a, Facility) and (a.key or a.near) for a in scenario.agreements):
        return
    for municipality in scenario.municipalities:
        if (municipality.model_extra or {}).keys() >= set(SIGNED):
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


def division_by_zero(scenario: Scenario, places: Places) -> Found:
    """Find municipalities where a condition or key would divide by zero."""
    for path, expression, members in _used_figures(scenario):
        names = _parts(expression)
        certain = len(names) == 2 and places.key(*path[:2]) is not None
        for municipality in members if certain else ():
            if (municipality.model_extra or {}).get(names[1]) == 0:
                text = Text(
                    "{municipality} has a “{figure}” of zero, by which {what} divides.",
                    municipality=municipality.name,
                    figure=names[1],
                    what=".".join(path[:2]),
                )
                yield text, places.row(municipality, names[1])


def negative_figure(scenario: Scenario, places: Places) -> Found:
    """Find figures and numbers of keys that are less than zero."""
    for municipality in scenario.municipalities:
        for name, figure in (municipality.model_extra or {}).items():
            if name not in SIGNED and figure < 0:
                text = Text("“{value}” is less than zero.", value=quoted(figure))
                yield text, places.row(municipality, name)
    for name, key in scenario.keys.items():
        for code, number in key.given.items():
            if number < 0:
                text = Text("“{value}” is less than zero.", value=quoted(number))
                yield text, places.key("keys", name, "given", code)


def horizon_reversed(scenario: Scenario, places: Places) -> Found:
    """Find a horizon that ends before it starts."""
    horizon = scenario.horizon
    if horizon.first_year > horizon.last_year:
        yield _reversed(horizon.first_year, horizon.last_year), places.key("horizon", "last_year")


def horizon_too_long(scenario: Scenario, places: Places) -> Found:
    """Find a horizon of more years than a plan is made for."""
    # Counted by hand: a range of so many years that it has no length is refused as well.
    years = scenario.horizon.last_year - scenario.horizon.first_year + 1
    if years > MOST_YEARS:
        text = Text(
            "A horizon has at most {most} years, not {years}.", most=MOST_YEARS, years=years
        )
        yield text, places.key("horizon")


def years_reversed(scenario: Scenario, places: Places) -> Found:
    """Find pools and growth paths that end before they start."""
    for pool in scenario.capacity:
        first, last = pool.first_year, pool.last_year
        if first is not None and last is not None and first > last:
            yield _reversed(first, last), places.row(pool, "last_year")
    for agreement in scenario.agreements:
        path = agreement.path if isinstance(agreement, FairShare) else None
        if path is not None and path.from_year > path.to_year:
            where = places.key("agreements", agreement.id, "path", "to_year")
            yield _reversed(path.from_year, path.to_year), where


def _reversed(first: int, last: int) -> Text:
    return Text("{last} is earlier than {first}.", first=str(first), last=str(last))


def not_a_year(scenario: Scenario, places: Places) -> Found:
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
        for number in agreement.years or ():
            if not _is_year(number):
                yield _no_year(number), places.key("agreements", agreement.id, "years")


def _is_year(number: int) -> bool:
    return EARLIEST <= number <= LATEST


def _no_year(number: int) -> Text:
    return Text("“{value}” is not a year.", value=str(number))


def agreement_outside_horizon(scenario: Scenario, places: Places) -> Found:
    """Find agreements for years of which the horizon has none."""
    for agreement in scenario.agreements:
        if agreement.years and not set(agreement.years) & set(scenario.horizon.years):
            text = Text("None of these years lies within the horizon.")
            yield text, places.key("agreements", agreement.id, "years")


def fair_share_without_municipality(scenario: Scenario, places: Places) -> Found:
    """Find fair shares that are not held against each municipality."""
    for agreement in scenario.agreements:
        if isinstance(agreement, FairShare) and "municipality" not in agreement.each:
            text = Text("A fair share holds for each municipality: add “municipality” here.")
            yield text, places.key("agreements", agreement.id, "each")


def too_many_cells(scenario: Scenario, places: Places) -> Found:
    """Find scenarios with more to decide than a solve can hold."""
    number = cells(scenario)
    if number > MOST_CELLS:
        text = Text(
            "This scenario has {cells} numbers to decide (pool, segment, year and form); it may "
            "have {most}.",
            cells=number,
            most=MOST_CELLS,
        )
        yield text, places.key("horizon")


def share_above_whole(scenario: Scenario, places: Places) -> Found:
    """Find shares of more than all there is."""
    for path, agreement in agreed(scenario):
        if isinstance(agreement, Share) and agreement.measure.quantity == agreement.of.quantity:
            for field in ("at_least", "at_most", "exactly"):
                ratio = getattr(agreement, field)
                if ratio is not None and ratio > 1:
                    share, most = Percent(ratio), Percent(Fraction(1))
                    text = Text("“{value}” is more than {most}.", value=share, most=most)
                    yield text, places.key(*path, field)


def option_without_limit(scenario: Scenario, places: Places) -> Found:
    """Find options that limit what nothing but agreements limits, such as households."""
    for agreement in scenario.agreements:
        for option in agreement.limitless() if isinstance(agreement, Either) else ():
            text = Text(
                "What this option counts has no limit of its own: an option says what there is at "
                "least, or compares dwellings, whose limit is the plan capacity."
            )
            yield text, places.key("agreements", agreement.id, "options", option)


def concerned(agreement: Agreement, scenario: Scenario) -> list[Municipality]:
    """List the municipalities of an agreement's area and list, whatever its conditions say."""
    return agreement.model_copy(update={"where": ()}).members(scenario)


def _named_keys(scenario: Scenario) -> Iterator[tuple[Path, str, Agreement]]:
    """Give the names of keys, where they stand, and the agreement that uses them."""
    for agreement in scenario.agreements:
        path = ("agreements", agreement.id)
        if (name := getattr(agreement, "key", None)) is not None:
            yield (*path, "key"), name, agreement
        if agreement.divided_by is not None:
            yield (*path, "divided_by"), agreement.divided_by, agreement
        if isinstance(agreement, FairShare) and agreement.path is not None:
            yield (*path, "path", "start"), agreement.path.start, agreement


def _used_figures(scenario: Scenario) -> Iterator[tuple[Path, str, list[Municipality]]]:
    """Give each figure that is used: where it is named, and who must have it."""
    known = figures(scenario)
    for name, key in scenario.keys.items():
        for figure in key.mix:
            yield ("keys", name, "mix", figure), figure, []
    for path, measure in measures(scenario):
        if measure.quantity not in COUNTED and measure.quantity in known:
            yield (*path, "quantity"), measure.quantity, list(scenario.municipalities)
    for agreement in scenario.agreements:
        path = ("agreements", agreement.id)
        members = concerned(agreement, scenario)
        for condition in agreement.where:
            yield (*path, "where"), condition.figure, members
        if isinstance(agreement, VacancyCap):
            yield (*path, "kind"), "vacancies", members
    for path, each in agreed(scenario):
        if isinstance(each, StockShare):
            for figure in ("stock", *(f"stock_{segment}" for segment in each.segments)):
                yield (*path, "segments"), figure, concerned(each, scenario)
    for path, name, user in _named_keys(scenario):
        key = scenario.keys.get(name) or Key(mix={name: Fraction(1)})
        for figure in key.mix:
            yield path, figure, concerned(user, scenario)


def _parts(expression: str) -> list[str]:
    return [part.strip() for part in DERIVED.get(expression, expression).split("/")]


MEANINGS: dict[str, Check] = {
    "unknown-distribution-key": unknown_distribution_key,
    "unknown-figure": unknown_figure,
    "missing-figure": missing_figure,
    "missing-neighbourhood-figure": missing_neighbourhood_figure,
    "missing-travel-time": missing_travel_time,
    "division-by-zero": division_by_zero,
    "negative-figure": negative_figure,
    "key-unclear": key_unclear,
    "key-mix-not-one": key_mix_not_one,
    "number-too-large": number_too_large,
    "horizon-reversed": horizon_reversed,
    "horizon-too-long": horizon_too_long,
    "years-reversed": years_reversed,
    "not-a-year": not_a_year,
    "agreement-outside-horizon": agreement_outside_horizon,
    "fair-share-without-municipality": fair_share_without_municipality,
    "too-many-cells": too_many_cells,
    "share-above-100": share_above_whole,
    "option-without-limit": option_without_limit,
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
    "unknown-area": ("areas",),
    "unknown-party": ("bids", "demands"),
    "missing-travel-time": ("travel",),
    "agreement-outside-horizon": ("horizon",),
    "too-many-cells": ("horizon", "segments", "forms", "groups"),
}
"""The parts of a scenario that must be complete, or the check finds what is not wrong."""


def faults(scenario: Scenario, places: Places) -> Iterator[Finding]:
    """Give what is named and not there, and what cannot mean anything: errors, not too many."""
    without = () if scenario.municipalities else ("municipalities",)
    found = (
        Finding(code, "error", text, where)
        for code, check in (REFERENCES | MEANINGS).items()
        if not places.lack(*(parts := RESTS_ON.get(code, ())))
        if code == "no-municipalities" or set(parts).isdisjoint(without)
        for text, where in check(scenario, places)
        if where is not None
    )
    return islice(found, MOST_FINDINGS + 1)


def sound(scenario: Scenario) -> bool:
    """Tell whether all that is named is there and means something; known once it was read."""
    return not any(True for _ in faults(scenario, Places()))
