"""What a scenario names must be there, and what it says must be able to mean something.

Each check is a function that finds one kind of thing; `REFERENCES` names them by code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import chain
from typing import TypeAlias

from models.agreements import Agreement, FairShare, StockShare, VacancyCap
from models.findings import Finding, Origin
from models.goals import Goal
from models.key import Key
from models.language import Percent, Term, Text
from models.measure import Measure
from models.quantity import QUANTITIES
from models.region import DERIVED, SUPPLIES, Municipality
from models.scenario import Scenario
from models.values import quoted
from scenarios.document import ROW_KEYS, ROWS, Path
from scenarios.hints import unknown
from scenarios.limits import MOST_CELLS, MOST_YEARS, cells
from scenarios.places import Places

Found: TypeAlias = Iterator[tuple[Text, Origin]]
Check: TypeAlias = Callable[[Scenario, Places], Found]

STATUSES = ("hard", "soft")
EARLIEST, LATEST = 1900, 2200
YEARS = {"year", "first_year", "last_year", "end_year"}

COUNTED = {
    **{name: quantity.axes for name, quantity in QUANTITIES.items()},
    "standing": QUANTITIES["new_build"].axes,
    "credited": QUANTITIES["housed"].axes,
    "need": ("municipality", "group", "year"),
}
"""What can be counted besides the figures of municipalities, and what it is told apart by."""

AXES = {
    "segments": "segment",
    "forms": "form",
    "groups": "group",
    "facilities": "facility",
    "origins": "origin",
    "pools": "pool",
    "supply": "pool",
    "status": "pool",
    "neighbourhoods": "pool",
    "where_neighbourhood": "pool",
}
"""What the restrictions of a measure restrict."""

SIGNED = ("latitude", "longitude")
"""The figures that can be less than zero."""


OF_KIND = {"fair_share": "fair_share", "nearness": "bid", "worst_case": "bandwidth"}
"""The kind of agreement that a goal names."""

CODE_FIELDS = ("municipalities", "explained", "givers", "takers")
"""The fields of agreements that hold codes of municipalities."""


def measures(scenario: Scenario) -> Iterator[tuple[Path, Measure]]:
    """Give the measures of agreements and goals, with their paths."""
    said: list[tuple[Path, Agreement | Goal]] = [
        *((("agreements", agreement.id), agreement) for agreement in scenario.agreements),
        *((("goals", str(index)), goal) for index, goal in enumerate(scenario.goals)),
    ]
    for path, noun in said:
        for name in type(noun).model_fields:
            value = getattr(noun, name)
            if isinstance(value, Measure):
                yield (*path, name), value


def figures(scenario: Scenario) -> set[str]:
    """Give the names of all figures that some municipality has."""
    return {name for each in scenario.municipalities for name in each.model_extra or {}}


def concerned(agreement: Agreement, scenario: Scenario) -> list[Municipality]:
    """List the municipalities of an agreement's area and list, whatever its conditions say."""
    return agreement.model_copy(update={"where": ()}).members(scenario)


def unknown_municipality(scenario: Scenario, places: Places) -> Found:
    """Find codes of municipalities that the region does not have."""
    known = set(scenario.codes)
    in_rows = _codes_in_rows(scenario, places, known)
    in_keys = (each for each in _codes_in_keys(scenario, places) if each[0] not in known)
    for code, where in chain(in_rows, in_keys):
        text = Text("“{code}” is not a municipality of this scenario.", code=quoted(code))
        yield text, where


def _codes_in_rows(
    scenario: Scenario, places: Places, known: set[str]
) -> Iterator[tuple[str, Origin]]:
    columns = {"travel": ("origin", "destination"), "municipalities": ()}
    for table, kind in ROWS.items():
        for column in columns.get(table, ("municipality",)):
            for row in getattr(scenario, table) if column in kind.model_fields else ():
                if (code := getattr(row, column)) is not None and code not in known:
                    yield code, places.row(row, column)


def _codes_in_keys(scenario: Scenario, places: Places) -> Iterator[tuple[str, Origin]]:
    for agreement in scenario.agreements:
        for field in CODE_FIELDS:
            for code in getattr(agreement, field, None) or ():
                yield code, places.key("agreements", agreement.id, field)
    for path, measure in measures(scenario):
        for code in measure.municipalities or ():
            yield code, places.key(*path, "municipalities")
    for name, key in scenario.keys.items():
        for code in key.given:
            yield code, places.key("keys", name, "given", code)


def duplicate_row(scenario: Scenario, places: Places) -> Found:
    """Find rows that say the same thing twice."""
    for table, key in ROW_KEYS.items():
        seen: set[tuple[object, ...]] = set()
        for row in getattr(scenario, table, ()):
            mine = tuple(getattr(row, column) for column in key)
            if mine in seen:
                name = " ".join(str(each) for each in mine if each is not None)
                text = Text("There is another row for “{key}”.", key=quoted(name))
                yield text, places.row(row, key[0])
            seen.add(mine)


def duplicate_agreement(scenario: Scenario, places: Places) -> Found:
    """Find agreements with one id, or with the id of a rule that always holds."""
    counted = Counter(agreement.id for agreement in scenario.everything_agreed)
    for name, number in sorted(counted.items()):
        if number > 1:
            text = Text("There is another agreement with the id “{id}”.", id=quoted(name))
            yield text, places.key("agreements", name, "id")


def duplicate_goal(scenario: Scenario, places: Places) -> Found:
    """Find goals that are listed twice."""
    seen: set[str] = set()
    for index, goal in enumerate(scenario.goals):
        if goal.id in seen:
            yield Text("This goal is listed twice."), places.key("goals", str(index))
        seen.add(goal.id)


def duplicate_name(scenario: Scenario, places: Places) -> Found:
    """Find segments, forms and groups that are declared twice."""
    for field in ("segments", "forms", "groups"):
        for name, number in Counter(getattr(scenario, field)).items():
            if number > 1:
                text = Text("“{name}” is listed twice.", name=quoted(name))
                yield text, places.key(field)


def unfit_name(scenario: Scenario, places: Places) -> Found:
    """Find names that a table's cell could not hold among others."""
    for field in ("segments", "forms", "groups"):
        for name in getattr(scenario, field):
            if not name or any(sign.isspace() or sign == "," for sign in name):
                text = Text(
                    "“{name}” cannot be a name here: write it without blanks and commas.",
                    name=quoted(name),
                )
                yield text, places.key(field)


def _unknown(
    scenario: Scenario, places: Places, field: str, known: Iterable[str], column: str = ""
) -> Found:
    """Find unknown names in a restriction of measures, a field of agreements and a column."""
    names = set(known)
    for table, kind in ROWS.items():
        for where in sorted({column, field} & kind.model_fields.keys()):
            for row in getattr(scenario, table):
                for name in _several(getattr(row, where)):
                    if name not in names:
                        yield unknown(name, names), places.row(row, where)
    for agreement in scenario.agreements:
        for name in _several(getattr(agreement, field, None)):
            if name not in names:
                yield unknown(name, names), places.key("agreements", agreement.id, field)
    for path, measure in measures(scenario):
        for name in _several(getattr(measure, field)):
            if name not in names:
                yield unknown(name, names), places.key(*path, field)


def _several(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


def unknown_segment(scenario: Scenario, places: Places) -> Found:
    """Find segments that the scenario does not know."""
    return _unknown(scenario, places, "segments", scenario.segments, "segment")


def unknown_form(scenario: Scenario, places: Places) -> Found:
    """Find forms that the scenario does not know."""
    return _unknown(scenario, places, "forms", scenario.forms, "form")


def unknown_group(scenario: Scenario, places: Places) -> Found:
    """Find target groups that the scenario does not know."""
    return _unknown(scenario, places, "groups", scenario.groups, "group")


def unknown_neighbourhood(scenario: Scenario, places: Places) -> Found:
    """Find neighbourhoods that are not in their table."""
    known = {row.neighbourhood for row in scenario.neighbourhoods}
    return _unknown(scenario, places, "neighbourhoods", known, "neighbourhood")


def unknown_pool(scenario: Scenario, places: Places) -> Found:
    """Find pools in measures that the table of capacity does not have."""
    return _unknown(scenario, places, "pools", {pool.pool for pool in scenario.capacity})


def unknown_supply(scenario: Scenario, places: Places) -> Found:
    """Find kinds of supply, and statuses of plans, that do not exist."""
    yield from _unknown(scenario, places, "supply", SUPPLIES)
    yield from _unknown(scenario, places, "status", STATUSES)


def unknown_facility(scenario: Scenario, places: Places) -> Found:
    """Find facilities that no agreement is about."""
    known = {name for each in scenario.agreements for name in _several(_facility(each))}
    yield from _unknown(scenario, places, "facilities", known)
    for agreement in scenario.agreements:
        for near in getattr(agreement, "near", ()):
            if near.facility not in known:
                text = unknown(near.facility, known)
                yield text, places.key("agreements", agreement.id, "near")


def _facility(agreement: Agreement) -> str | None:
    found: str | None = getattr(agreement, "facility", None)
    return found


def unknown_quantity(scenario: Scenario, places: Places) -> Found:
    """Find measures of what is neither decided nor given."""
    known = {*COUNTED, "vacancies", *figures(scenario)}
    for path, measure in measures(scenario):
        if measure.quantity not in known and measure.quantity not in DERIVED:
            yield unknown(measure.quantity, known), places.key(*path, "quantity")


def restriction_without_meaning(scenario: Scenario, places: Places) -> Found:
    """Find restrictions that what is counted cannot have: the segments of households."""
    for path, measure in measures(scenario):
        axes = COUNTED.get(measure.quantity, ("municipality",))
        for restriction, axis in AXES.items():
            if getattr(measure, restriction) and axis not in axes:
                text = Text(
                    "“{restriction}” has no meaning for “{quantity}”.",
                    restriction=restriction,
                    quantity=Term(measure.quantity),
                )
                yield text, places.key(*path, restriction)


def unknown_area(scenario: Scenario, places: Places) -> Found:
    """Find areas to which no municipality belongs."""
    known = {row.area for row in scenario.areas}
    for agreement in scenario.agreements:
        if agreement.area is not None and agreement.area not in known:
            where = places.key("agreements", agreement.id, "area")
            yield unknown(agreement.area, known), where


def unknown_party(scenario: Scenario, places: Places) -> Found:
    """Find parties that bid nothing, and demand scenarios that ask for nothing."""
    for field, known in (
        ("party", {wish.party for wish in scenario.bids}),
        ("variants", {demand.variant for demand in scenario.demands}),
    ):
        for agreement in scenario.agreements:
            for name in _several(getattr(agreement, field, None)):
                if name not in known:
                    yield unknown(name, known), places.key("agreements", agreement.id, field)


def unknown_agreement(scenario: Scenario, places: Places) -> Found:
    """Find names of agreements that were not made."""
    known = {agreement.id for agreement in scenario.agreements}
    for path, name, _ in _named_agreements(scenario):
        if name not in known:
            yield unknown(name, known), places.key(*path)


def other_kind_of_agreement(scenario: Scenario, places: Places) -> Found:
    """Find names of agreements of another kind than is needed there."""
    kinds = {agreement.id: agreement.kind for agreement in scenario.agreements}
    for path, name, kind in _named_agreements(scenario):
        if kinds.get(name, kind) != kind:
            text = Text("The agreement “{id}” is not of the kind “{kind}”.", id=name, kind=kind)
            yield text, places.key(*path)


def _named_agreements(scenario: Scenario) -> Iterator[tuple[Path, str, str]]:
    """Give the names of agreements, where they stand, and the kind that is needed there."""
    for index, goal in enumerate(scenario.goals):
        if goal.kind in OF_KIND and (name := getattr(goal, "agreement", None)) is not None:
            yield ("goals", str(index), "agreement"), name, OF_KIND[goal.kind]
    for agreement in scenario.agreements:
        if isinstance(name := getattr(agreement, "of", None), str):
            yield ("agreements", agreement.id, "of"), name, "fair_share"


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
    known = {*scenario.keys, *figures(scenario), *DERIVED}
    for path, name, _ in _named_keys(scenario):
        if name not in known and "/" not in name:
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
            for municipality in members if name in known else ():
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


def division_by_zero(scenario: Scenario, places: Places) -> Found:
    """Find municipalities where a condition or key would divide by zero."""
    for path, expression, members in _used_figures(scenario):
        names = _parts(expression)
        for municipality in members if len(names) == 2 else ():
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
    years = len(scenario.horizon.years)
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


def _named_keys(scenario: Scenario) -> Iterator[tuple[Path, str, Agreement]]:
    """Give the names of keys, where they stand, and the agreement that uses them."""
    for agreement in scenario.agreements:
        path = ("agreements", agreement.id)
        if (name := getattr(agreement, "key", None)) is not None:
            yield (*path, "key"), name, agreement
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
        if isinstance(agreement, StockShare):
            for figure in ("stock", *(f"stock_{segment}" for segment in agreement.segments)):
                yield (*path, "segments"), figure, members
    for path, name, user in _named_keys(scenario):
        key = scenario.keys.get(name) or Key(mix={name: Fraction(1)})
        for figure in key.mix:
            yield path, figure, concerned(user, scenario)


def _parts(expression: str) -> list[str]:
    return [part.strip() for part in DERIVED.get(expression, expression).split("/")]


REFERENCES: dict[str, Check] = {
    "unknown-municipality": unknown_municipality,
    "duplicate-row": duplicate_row,
    "duplicate-agreement": duplicate_agreement,
    "duplicate-goal": duplicate_goal,
    "duplicate-name": duplicate_name,
    "unfit-name": unfit_name,
    "unknown-segment": unknown_segment,
    "unknown-form": unknown_form,
    "unknown-group": unknown_group,
    "unknown-pool": unknown_pool,
    "unknown-supply": unknown_supply,
    "unknown-neighbourhood": unknown_neighbourhood,
    "unknown-facility": unknown_facility,
    "unknown-quantity": unknown_quantity,
    "restriction-without-meaning": restriction_without_meaning,
    "unknown-area": unknown_area,
    "unknown-party": unknown_party,
    "unknown-agreement": unknown_agreement,
    "other-kind-of-agreement": other_kind_of_agreement,
    "unknown-distribution-key": unknown_distribution_key,
    "unknown-figure": unknown_figure,
    "missing-figure": missing_figure,
    "division-by-zero": division_by_zero,
    "negative-figure": negative_figure,
    "key-unclear": key_unclear,
    "key-mix-not-one": key_mix_not_one,
    "horizon-reversed": horizon_reversed,
    "horizon-too-long": horizon_too_long,
    "years-reversed": years_reversed,
    "not-a-year": not_a_year,
    "agreement-outside-horizon": agreement_outside_horizon,
    "fair-share-without-municipality": fair_share_without_municipality,
    "too-many-cells": too_many_cells,
}
"""The checks by the code of what they find. All of it makes a scenario meaningless: errors."""


def references(scenario: Scenario, places: Places) -> Iterator[Finding]:
    """Give all that is named and not there, and all that cannot mean anything."""
    for code, check in REFERENCES.items():
        for text, where in check(scenario, places):
            yield Finding(code, "error", text, where)
