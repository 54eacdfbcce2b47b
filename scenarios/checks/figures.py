"""Figures, the keys that are made of them, and the conditions on them must mean something.

Each check is a function that finds one kind of thing; `FIGURES` names them by code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from models.agreements import Agreement
from models.condition import Condition
from models.key import Key
from models.language import Percent, Text, Word
from models.scenario import Scenario
from models.tables import DERIVED, Municipality, Neighbourhood, quotient
from models.values import quoted
from scenarios.checks.counted import COUNTED, agreements_and_options, measures
from scenarios.checks.mentions import figures
from scenarios.checks.percentages import told_apart
from scenarios.checks.places import Check, Places, Remarks
from scenarios.document.document import COUNTED as WHOLE_COLUMNS
from scenarios.document.document import ValuePath
from scenarios.document.hints import unknown

DEGREES = {"latitude": 90, "longitude": 180}
"""The figures that can be less than zero: degrees, and how many there are either way."""

WHOLE_FIGURES = WHOLE_COLUMNS - {"vacancies"}
"""The figures of which nothing is a part: dwellings that fall vacant are a mean of some years."""


def key_unclear(scenario: Scenario, places: Places) -> Remarks:
    """Find keys with neither a mix nor given numbers, or with both."""
    for name, key in scenario.keys.items():
        if bool(key.mix) == bool(key.given):
            yield Text("A key has either a mix or given numbers."), places.key("keys", name)


def key_mix_not_one(scenario: Scenario, places: Places) -> Remarks:
    """Find mixes whose parts do not sum to one."""
    for name, key in scenario.keys.items():
        total = sum(key.mix.values(), Fraction(0))
        if key.mix and total != 1:
            told = told_apart(total, Fraction(1))
            text = Text("The parts of this mix sum to {total}, not to 100%.", total=told)
            yield text, places.key("keys", name, "mix")


def unknown_distribution_key(scenario: Scenario, places: Places) -> Remarks:
    """Find names of keys that are neither a key of the scenario nor a figure."""
    of_keys = figures(scenario) - {*DEGREES}
    known = {*scenario.keys, *of_keys, *DERIVED}
    for path, name, _ in _named_keys(scenario):
        above, _, below = name.partition("/")
        if name in known or places.unread("keys", name):
            continue
        if not below:
            yield unknown(name, known), places.key(*path)
        for part in (above.strip(), below.strip()) if below else ():
            if part not in of_keys:
                yield unknown(part, of_keys), places.key(*path)


def unknown_figure(scenario: Scenario, places: Places) -> Remarks:
    """Find figures in conditions and mixes that no municipality has."""
    known = figures(scenario)
    for path, expression, _ in scenario.remembered(_used_figures):
        for name in _parts(expression) if path[0] == "keys" or path[-1] == "where" else ():
            if name not in known:
                yield unknown(name, {*known, *DERIVED}), places.key(*path)


def missing_figure(scenario: Scenario, places: Places) -> Remarks:
    """Find figures that an agreement needs and a municipality, or none at all, has."""
    known = figures(scenario)
    # The stock of a segment that nobody knows is not told of: the segment is.
    stocks = {"stock", *(f"stock_{segment}" for segment in scenario.segments)}
    needed = {
        ((*path, field), figure)
        for path, each in agreements_and_options(scenario)
        for field, figure in each.figures(scenario)
        if figure in stocks or not figure.startswith("stock_")
    }
    told: set[tuple[str, str]] = set()
    for path, expression, members in scenario.remembered(_used_figures):
        for name in _parts(expression):
            if name not in known and (path, name) in needed:
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


def condition_without_percent(scenario: Scenario, places: Places) -> Remarks:
    """Find conditions that compare a part of one with a number above one, or the other way round.

    ``social_stock_share < 26`` holds everywhere: 26% is meant.
    """
    for path, condition, figures_of in _conditions(scenario):
        values = [
            value
            for place in figures_of
            if (value := figure_of(place, condition.figure)) is not None
        ]
        if not values or not condition.number:
            continue
        part_of_one = max(values) <= 1 and any(value.denominator > 1 for value in values)
        if part_of_one and condition.number > 1 and "%" not in condition.written:
            text = Text(
                "“{figure}” is a part of the whole here, at most {most}. “{condition}” would hold "
                "for all or for none: write {number}% if that is meant.",
                figure=Word(condition.figure),
                most=Percent(max(values)),
                condition=quoted(condition.written),
                number=condition.number,
            )
            yield text, places.key(*path)
        plain = _parts(condition.figure) == [condition.figure]
        if plain and min(values) > 1 and "%" in condition.written:
            text = Text(
                "“{figure}” is no percentage here but a number, at least {least}: write {number} "
                "without % if that is meant.",
                figure=Word(condition.figure),
                least=min(values),
                number=condition.number * 100,
            )
            yield text, places.key(*path)


def _conditions(
    scenario: Scenario,
) -> Iterator[tuple[ValuePath, Condition, Sequence[Municipality | Neighbourhood]]]:
    """Give the conditions, where they stand, and of what they compare the figures."""
    for agreement in scenario.agreements:
        for condition in agreement.where:
            yield ("agreements", agreement.id, "where"), condition, scenario.municipalities
    for path, measure in measures(scenario):
        for condition in measure.where_neighbourhood:
            yield (*path, "where_neighbourhood"), condition, scenario.neighbourhoods


def figure_of(place: Municipality | Neighbourhood, figure: str) -> Fraction | None:
    """Give a figure; None where it is not there or divides by zero."""
    try:
        return place.figure(figure)
    except (KeyError, ZeroDivisionError):
        return None  # which other checks find


def missing_neighbourhood_figure(scenario: Scenario, places: Places) -> Remarks:
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


def division_by_zero(scenario: Scenario, places: Places) -> Remarks:
    """Find municipalities where a condition or key would divide by zero."""
    for path, expression, members in scenario.remembered(_used_figures):
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


def negative_figure(scenario: Scenario, places: Places) -> Remarks:
    """Find figures and numbers of keys that are less than zero."""
    for municipality in scenario.municipalities:
        for name, figure in (municipality.model_extra or {}).items():
            if name not in DEGREES and figure < 0:
                text = Text("“{value}” is less than zero.", value=quoted(figure))
                yield text, places.row(municipality, name)
    for name, key in scenario.keys.items():
        for code, number in key.given.items():
            if number < 0:
                text = Text("“{value}” is less than zero.", value=quoted(number))
                yield text, places.key("keys", name, "given", code)


def part_of_a_whole(scenario: Scenario, places: Places) -> Remarks:
    """Find figures that are counted in whole numbers, and are none; what is a mean may be so."""
    for municipality in scenario.municipalities:
        for name, figure in (municipality.model_extra or {}).items():
            if name in WHOLE_FIGURES and Fraction(figure).denominator > 1:
                text = Text(
                    "{municipality} has {number} of “{figure}”, which are counted whole. Are "
                    "thousands meant, or is the point or comma one too many?",
                    municipality=municipality.name,
                    number=figure,
                    figure=Word(name),
                )
                yield text, places.row(municipality, name)


def not_on_earth(scenario: Scenario, places: Places) -> Remarks:
    """Find degrees that no place on earth has."""
    for municipality in scenario.municipalities:
        for name, figure in (municipality.model_extra or {}).items():
            most = DEGREES.get(name)
            if most is not None and abs(figure) > most:
                text = Text(
                    "“{value}” is no place on earth: these are degrees, from {least} to {most}.",
                    value=quoted(figure),
                    least=-most,
                    most=most,
                )
                yield text, places.row(municipality, name)


def unconditional(agreement: Agreement) -> Agreement:
    """Give an agreement as it is whatever its conditions say of a municipality's figures."""
    return agreement.model_copy(update={"where": ()}) if agreement.where else agreement


UsedFigure = tuple[ValuePath, str, list[Municipality]]
"""Where a figure is named, the figure or quotient of two, and who must have it."""


def _named_keys(scenario: Scenario) -> Iterator[UsedFigure]:
    """Give the names of keys, where they stand, and over whom they divide something."""
    for agreement in map(unconditional, scenario.agreements):
        path = ("agreements", agreement.id)
        for field, name in agreement.weighed_by():
            yield (*path, *field), name, agreement.recipients(scenario)
        if agreement.divided_by is not None:
            yield (*path, "divided_by"), agreement.divided_by, agreement.members(scenario)


def _used_figures(scenario: Scenario) -> tuple[UsedFigure, ...]:
    """Give each figure that is used, for all checks that ask."""
    return tuple(_figures_in(scenario))


def _figures_in(scenario: Scenario) -> Iterator[UsedFigure]:
    known = figures(scenario)
    for name, key in scenario.keys.items():
        for figure in key.mix:
            yield ("keys", name, "mix", figure), figure, []
    counted = {path: _counted_in(scenario, each) for path, each in agreements_and_options(scenario)}
    for path, measure in measures(scenario):
        if measure.quantity not in COUNTED and measure.quantity in known:
            everyone = counted.get(path[:-1], list(scenario.municipalities))
            within = measure.municipalities
            members = [m for m in everyone if within is None or m.code in within]
            yield (*path, "quantity"), measure.quantity, members
    for agreement in scenario.agreements:
        path = ("agreements", agreement.id)
        members = unconditional(agreement).members(scenario)
        for condition in agreement.where:
            yield (*path, "where"), condition.figure, members
    for path, each in agreements_and_options(scenario):
        for field, figure in each.figures(scenario):
            yield (*path, field), figure, _counted_in(scenario, each)
    for path, name, recipients in _named_keys(scenario):
        key = scenario.keys.get(name) or Key(mix={name: Fraction(1)})
        for figure in key.mix:
            yield path, figure, recipients


def _counted_in(scenario: Scenario, agreement: Agreement) -> list[Municipality]:
    """List the municipalities that an agreement counts in; where it cannot be told, all it may."""
    try:
        return agreement.members(scenario)
    except (KeyError, ZeroDivisionError):  # its condition is of a figure that somebody lacks
        return unconditional(agreement).members(scenario)


def _parts(expression: str) -> list[str]:
    return [part for part in quotient(expression) if part]


FIGURES: dict[str, Check] = {
    "unknown-distribution-key": unknown_distribution_key,
    "unknown-figure": unknown_figure,
    "missing-figure": missing_figure,
    "missing-neighbourhood-figure": missing_neighbourhood_figure,
    "condition-without-percent": condition_without_percent,
    "division-by-zero": division_by_zero,
    "negative-figure": negative_figure,
    "not-on-earth": not_on_earth,
    "key-unclear": key_unclear,
    "key-mix-not-one": key_mix_not_one,
}
"""The checks by the code of what they find."""
