"""What a scenario names must be there, and be there once.

Each check is a function that finds one kind of thing; `MENTIONS` names them by code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from models.agreements import Agreement
from models.existing_stock import DEMOLISHED
from models.findings import Origin
from models.language import Text, Word
from models.noun import Noun
from models.rates import OF_POOLS, Rate
from models.scenario import Scenario
from models.tables import DERIVED, SUPPLIES
from models.values import quoted
from scenarios.checks.counted import (
    COUNTED,
    agreements_and_options,
    field_of,
    measures,
    names_in_field,
)
from scenarios.checks.places import Check, Places, Remarks
from scenarios.document.document import ROW_KEYS, ROWS, ValuePath
from scenarios.document.hints import unknown
from scenarios.recognising.reorganisations import with_what_became

STATUSES = ("hard", "soft")

CODE_FIELDS = ("municipalities", "explained", "givers", "takers")
"""The fields of agreements that hold codes of municipalities."""


def figures(scenario: Scenario) -> set[str]:
    """Give the names of all figures that some municipality has."""
    return {name for each in scenario.municipalities for name in each.model_extra or {}}


def no_municipalities(scenario: Scenario, places: Places) -> Remarks:
    """Find a scenario without municipalities."""
    if not scenario.municipalities:
        text = Text("There are no municipalities: the table “municipalities” is missing or empty.")
        yield text, places.key("tables", "municipalities")


def unknown_municipality(scenario: Scenario, places: Places) -> Remarks:
    """Find codes of municipalities that the region does not have."""
    known = set(scenario.codes)
    in_rows = _codes_in_rows(scenario, places, known)
    in_keys = ((code, path) for code, path in _codes_in_keys(scenario) if code not in known)
    for code, where in chain(in_rows, ((code, places.key(*path)) for code, path in in_keys)):
        text = Text("“{code}” is not a municipality of this scenario.", code=quoted(code))
        yield with_what_became(text, code), where


def _codes_in_rows(
    scenario: Scenario, places: Places, known: set[str]
) -> Iterator[tuple[str, Origin | None]]:
    columns = {"travel": ("origin", "destination"), "municipalities": ()}
    for table, kind in ROWS.items():
        for column in columns.get(table, ("municipality",)):
            for row in getattr(scenario, table) if column in kind.model_fields else ():
                if (code := getattr(row, column)) is not None and code not in known:
                    yield code, places.row(row, column)


def _codes_in_keys(scenario: Scenario) -> Iterator[tuple[str, ValuePath]]:
    for agreement in scenario.agreements:
        for field in CODE_FIELDS:
            for code in field_of(agreement, field) or ():
                yield code, ("agreements", agreement.id, field)
    for path, measure in measures(scenario):
        for code in measure.municipalities or ():
            yield code, (*path, "municipalities")
    for name, key in scenario.keys.items():
        for code in key.given:
            yield code, ("keys", name, "given", code)


def duplicate_row(scenario: Scenario, places: Places) -> Remarks:
    """Find rows that say the same thing twice."""
    for table, key in ROW_KEYS.items():
        seen: set[tuple[object, ...]] = set()
        for row in getattr(scenario, table, ()):
            mine = tuple(getattr(row, column) for column in key)
            if mine in seen and all(places.row(row, column) for column in key):
                name = " ".join(str(each) for each in mine if each is not None)
                text = Text("There is another row for “{key}”.", key=quoted(name))
                yield text, places.row(row, key[0])
            seen.add(mine)


def duplicate_agreement(scenario: Scenario, places: Places) -> Remarks:
    """Find agreements with one id, or with the id of a rule that always holds."""
    counted = Counter(agreement.id for agreement in scenario.everything_agreed)
    for name, number in sorted(counted.items()):
        if number > 1:
            text = Text("There is another agreement with the id “{id}”.", id=quoted(name))
            yield text, places.key("agreements", name, "id")


def duplicate_goal(scenario: Scenario, places: Places) -> Remarks:
    """Find goals that are listed twice."""
    seen: set[str] = set()
    for index, goal in enumerate(scenario.goals):
        if goal.id in seen:
            yield Text("This goal is listed twice."), places.key("goals", str(index))
        seen.add(goal.id)


def duplicate_name(scenario: Scenario, places: Places) -> Remarks:
    """Find segments, forms and groups that are declared twice."""
    for field in ("segments", "forms", "groups"):
        for name, number in Counter(getattr(scenario, field)).items():
            if number > 1:
                text = Text("“{name}” is listed twice.", name=quoted(name))
                yield text, places.key(field)


def unfit_name(scenario: Scenario, places: Places) -> Remarks:
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
) -> Remarks:
    """Find unknown names in a restriction of measures, a field of agreements and a column."""
    names = set(known)
    for row, where in _rows_with(scenario, {column, field}):
        for name in names_in_field(getattr(row, where)):
            if name not in names:
                yield unknown(name, names), places.row(row, where)
    for path, agreement in agreements_and_options(scenario):
        for name in names_in_field(field_of(agreement, field)):
            if name not in names:
                yield unknown(name, names), places.key(*path, field)
    for path, measure in measures(scenario):
        for name in names_in_field(getattr(measure, field)):
            if name not in names:
                yield unknown(name, names), places.key(*path, field)


def unknown_segment(scenario: Scenario, places: Places) -> Remarks:
    """Find segments that the scenario does not know."""
    yield from _unknown_kind(scenario, places, "segments", "segment")
    declared = {*scenario.segments, *scenario.forms, *scenario.groups}
    for column in ("becomes", "frees"):
        for row, where in _rows_with(scenario, {column}):
            known = {*scenario.segments, *([DEMOLISHED] if isinstance(row, Rate) else [])}
            for name in names_in_field(getattr(row, where)):
                if name not in known:
                    yield unknown(name, known), places.row(row, where)
    counted = {*_countable(scenario, "segments"), DEMOLISHED}
    for path, measure in measures(scenario):
        for name in measure.becomes or ():
            if name not in counted:
                yield unknown(name, counted), places.key(*path, "becomes")
    classes = {row.price_class for row in scenario.price_limits}
    named = {*scenario.segments, *classes, *chain.from_iterable(scenario.counts_as.values())}
    for price in scenario.prices:
        if price.otherwise is not None and price.otherwise not in named:
            yield unknown(price.otherwise, named), places.row(price, "otherwise")
    for own in sorted(scenario.counts_as.keys() - declared):
        yield unknown(own, declared), places.key("counts_as", own)


def _unknown_kind(scenario: Scenario, places: Places, field: str, column: str) -> Remarks:
    """Find unknown segments, forms or groups; what others count as can be counted, and no more."""
    declared, counted = {*getattr(scenario, field)}, _countable(scenario, field)
    yield from _unknown(scenario, places, field, counted, column)
    for row, where in _rows_with(scenario, {field, column}):
        for name in names_in_field(getattr(row, where)):
            if name in counted - declared:
                yield unknown(name, declared), places.row(row, where)


def _countable(scenario: Scenario, field: str) -> set[str]:
    """Give what measures can name of segments, forms or groups: those, and what they count as."""
    declared = {*getattr(scenario, field)}
    counted = {
        name for own, names in scenario.counts_as.items() if own in declared for name in names
    }
    if field == "segments":
        counted |= {row.price_class for row in scenario.prices}
    return declared | counted


def _rows_with(scenario: Scenario, columns: set[str]) -> Iterator[tuple[Noun, str]]:
    """Give the rows of tables that have some columns, each with the column."""
    for table, kind in ROWS.items():
        for column in sorted(columns & kind.model_fields.keys()):
            for row in getattr(scenario, table):
                yield row, column


def unknown_form(scenario: Scenario, places: Places) -> Remarks:
    """Find forms that the scenario does not know."""
    return _unknown_kind(scenario, places, "forms", "form")


def unknown_group(scenario: Scenario, places: Places) -> Remarks:
    """Find target groups that the scenario does not know."""
    return _unknown_kind(scenario, places, "groups", "group")


def unknown_neighbourhood(scenario: Scenario, places: Places) -> Remarks:
    """Find neighbourhoods that are not in their table."""
    known = {row.neighbourhood for row in scenario.neighbourhoods}
    return _unknown(scenario, places, "neighbourhoods", known, "neighbourhood")


def unknown_pool(scenario: Scenario, places: Places) -> Remarks:
    """Find pools in measures that the table of capacity does not have."""
    known = {pool.pool for pool in scenario.capacity}
    yield from _unknown(scenario, places, "pools", known)
    for path, agreement in agreements_and_options(scenario):
        for name in names_in_field(field_of(agreement, "follows")):
            if name not in known:
                yield unknown(name, known), places.key(*path, "follows")


def unknown_supply(scenario: Scenario, places: Places) -> Remarks:
    """Find kinds of supply, and statuses of plans, that do not exist."""
    yield from _unknown(scenario, places, "supply", SUPPLIES)
    yield from _unknown(scenario, places, "status", STATUSES)


def unknown_rate(scenario: Scenario, places: Places) -> Remarks:
    """Find rates of which neither the table of rates nor that of capacity has any."""
    known = {
        "euros": {row.rate for row in scenario.rates if row.counted == "euros"} | {OF_POOLS},
        "rated": {row.rate for row in scenario.rates if row.counted == "rated"},
    }
    for row in scenario.rates:
        if row.counted == "rated" and row.rate in known["euros"]:
            text = Text(
                "“{name}” is in euros elsewhere: give this another name.", name=quoted(row.rate)
            )
            yield text, places.row(row, "number")
    for path, measure in measures(scenario):
        for name in measure.rates or ():
            names = known.get(measure.quantity, {name})
            other = next((own for own, some in known.items() if name in some - names), None)
            if other is not None:
                text = Text(
                    "“{name}” is counted by another quantity: {quantity}.",
                    name=quoted(name),
                    quantity=Word(other),
                )
                yield text, places.key(*path, "quantity")
            elif name not in names:
                yield unknown(name, names), places.key(*path, "rates")


def unknown_facility(scenario: Scenario, places: Places) -> Remarks:
    """Find facilities that no agreement is about."""
    known = {name for each in scenario.agreements for name in names_in_field(_facility(each))}
    yield from _unknown(scenario, places, "facilities", known)
    for agreement in scenario.agreements:
        for near in getattr(agreement, "near", ()):
            if near.facility not in known:
                text = unknown(near.facility, known)
                yield text, places.key("agreements", agreement.id, "near")


def _facility(agreement: Agreement) -> str | None:
    found: str | None = field_of(agreement, "facility")
    return found


def unknown_quantity(scenario: Scenario, places: Places) -> Remarks:
    """Find measures of what is neither decided nor given."""
    known = {*COUNTED, "vacancies", *figures(scenario)}
    for path, measure in measures(scenario):
        if measure.quantity not in known and measure.quantity not in DERIVED:
            yield unknown(measure.quantity, known), places.key(*path, "quantity")


def unknown_area(scenario: Scenario, places: Places) -> Remarks:
    """Find areas to which no municipality belongs."""
    known = {row.area for row in scenario.areas}
    for agreement in scenario.agreements:
        if agreement.area is not None and agreement.area not in known:
            where = places.key("agreements", agreement.id, "area")
            yield unknown(agreement.area, known), where


def unknown_party(scenario: Scenario, places: Places) -> Remarks:
    """Find parties that bid nothing, and demand scenarios that ask for nothing."""
    for field, known in (
        ("party", {wish.party for wish in scenario.bids}),
        ("variants", {demand.variant for demand in scenario.demands}),
    ):
        for agreement in scenario.agreements:
            for name in names_in_field(field_of(agreement, field)):
                if name not in known:
                    yield unknown(name, known), places.key("agreements", agreement.id, field)


def unknown_agreement(scenario: Scenario, places: Places) -> Remarks:
    """Find names of agreements that were not made."""
    known = {agreement.id for agreement in scenario.agreements}
    for path, name, _ in _named_agreements(scenario):
        if name not in known and not places.unread("agreements", name):
            yield unknown(name, known), places.key(*path)


def other_kind_of_agreement(scenario: Scenario, places: Places) -> Remarks:
    """Find names of agreements of another kind than is needed there."""
    kinds = {agreement.id: agreement.kind for agreement in scenario.agreements}
    for path, name, kind in _named_agreements(scenario):
        if kind and kinds.get(name, kind) != kind:
            text = Text("The agreement “{id}” is not of the kind “{kind}”.", id=name, kind=kind)
            yield text, places.key(*path)


def _named_agreements(scenario: Scenario) -> Iterator[tuple[ValuePath, str, str | None]]:
    """Give the names of agreements, where they stand, and the kind that is needed there, if any."""
    for index, goal in enumerate(scenario.goals):
        for named in goal.named():
            yield ("goals", str(index), *named.field), named.id, named.kind
    for agreement in scenario.agreements:
        if (name := agreement.about) is not None:
            yield ("agreements", agreement.id, "of"), name, "fair_share"


MENTIONS: dict[str, Check] = {
    "no-municipalities": no_municipalities,
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
    "unknown-rate": unknown_rate,
    "unknown-quantity": unknown_quantity,
    "unknown-area": unknown_area,
    "unknown-party": unknown_party,
    "unknown-agreement": unknown_agreement,
    "other-kind-of-agreement": other_kind_of_agreement,
}
"""The checks by the code of what they find."""
