"""A new agreement: the kinds to choose from, and a form made of the fields of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args, get_origin
from unicodedata import combining, normalize

from models.agreements import Agreement, AnyAgreement, FairShare
from models.agreements.relative import REGION
from models.language import Part, Term, Text
from models.quantity import QUANTITIES
from models.scenario import Scenario

Document = dict[str, Any]

NEW = "new"
"""What the names of the fields of a new agreement begin with."""

TOLD: Mapping[str, tuple[Text, Text]] = {
    "amount": (
        Text("A number"),
        Text("A number: at least, at most or exactly so many dwellings or households."),
    ),
    "share": (
        Text("A share"),
        Text("A part of something: at least 30% of what is built is social rent."),
    ),
    "average": (
        Text("An average"),
        Text("So much on average: a mean rent or price of what is built."),
    ),
    "stock_share": (
        Text("A share of all dwellings"),
        Text("A part of all dwellings at the end, those that stand there too."),
    ),
    "fair_share": (
        Text("Fair shares"),
        Text("Divided by a key, such as inhabitants: who is near their fair share."),
    ),
    "vacancy_cap": (
        Text("A cap on what falls vacant"),
        Text("At most a part of what falls vacant goes to households with priority."),
    ),
    "facility": (
        Text("A facility"),
        Text("So many places of a facility, spread over municipalities that host it."),
    ),
    "exchange": (
        Text("An exchange"),
        Text("One municipality may take over a part of what another has to do."),
    ),
    "pace": (
        Text("A pace"),
        Text("How much is built from year to year."),
    ),
    "phasing": (
        Text("Phasing"),
        Text("Which plan locations come before others, or are built in full or not at all."),
    ),
    "bid": (
        Text("Bids"),
        Text("What municipalities wish to build: the plan comes as near as it can."),
    ),
    "settlement": (
        Text("A settlement"),
        Text("Money per household or dwelling that is more or less than a fair share."),
    ),
}
"""The kinds that a form can be made for: what each is called and says, in a planner's words."""

APART = ("id", "kind", "title", "source", "binding")
"""Fields that every form has by itself."""

NUMBER_FIELDS = frozenset(
    (
        *("at_least", "at_most", "exactly", "rise", "tolerance", "rounding", "beyond"),
        *("places", "reach", "rate", "margin", "apart", "step", "between", "opens", "later"),
    )
)
"""Fields that hold a number."""

MEASURED = ("segments", "forms", "groups")
"""By what a measure may be restricted here."""

SEVERAL = frozenset((*MEASURED, "each", "municipalities", "givers", "takers", "pools", "follows"))
"""Fields that are a list also of one."""

LABELS: Mapping[str, Part] = {"givers": Text("who gives"), "takers": Text("who takes over")}

PURSUED = {"fair_share": "fair_share", "bid": "nearness"}
"""Kinds that say nothing by themselves, and the goal that pursues them."""

SIGNS = re.compile("[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class AgreementField:
    """A field of the form.

    Parameters
    ----------
    name
        Its name: ``new/measure.segments``.
    label
        What it is called.
    options
        What can be chosen, each with what it is called; none for what is written.
    several
        Whether more than one may be chosen.
    needed
        Whether it must be filled in.
    chosen
        What is chosen, or stands in it.
    """

    name: str
    label: Part
    options: Sequence[tuple[str, Part]] = ()
    several: bool = False
    needed: bool = False
    chosen: tuple[str, ...] = ()


def kinds() -> Mapping[str, type[Agreement]]:
    """Give the kinds that a form can be made for.

    Returns
    -------
    mapping
        Their classes by name.
    """
    union = get_args(AnyAgreement)[0]
    known = {one.model_fields["kind"].default: one for one in get_args(union)}
    return {name: known[name] for name in TOLD}


def fields_of(
    kind: str, scenario: Scenario, given: Mapping[str, str] | None = None
) -> list[AgreementField]:
    """Give the fields of a kind, as far as a form can have them.

    Parameters
    ----------
    kind
        The kind.
    scenario
        Whose names can be chosen.
    given
        What stands in the form already.

    Returns
    -------
    list of AgreementField
        In the order of the kind.
    """
    model = kinds()[kind]
    found: list[AgreementField] = []
    for name in own_first(model):
        found.extend(field_of(model, name, scenario))
    if given is None:
        return found
    return [replace(one, chosen=tuple(given.get(one.name, "").split("\n"))) for one in found]


def own_first(model: type[Agreement]) -> Iterator[str]:
    """Give the fields of a kind, its numbers behind what they are of, those of all kinds last."""
    shared = Agreement.model_fields
    own = [name for name in model.model_fields if name not in shared]
    names = [name for name in (*own, *shared) if name not in APART]
    # First what is counted, then how much of it.
    yield from sorted(names, key=lambda name: (name not in own, name in NUMBER_FIELDS))


def field_of(model: type[Agreement], name: str, scenario: Scenario) -> Iterator[AgreementField]:
    """Give the fields that one field of a kind is in a form."""
    about = model.model_fields[name]
    path, needed = f"{NEW}/{name}", about.is_required()
    default = () if needed else about.default
    if name in ("measure", "of") and "Measure" in str(about.annotation):
        yield from measure_fields(name, scenario, needed=needed)
    elif name in NUMBER_FIELDS:
        yield AgreementField(path, Term(name), needed=needed)
    elif name == "of":
        yield AgreementField(path, Term("agreement"), divided(scenario), needed=needed)
    elif name in (options := chosen_from(scenario)):
        if options[name]:
            few = tuple(default) if isinstance(default, tuple) else ()
            several = name in SEVERAL
            blank: list[tuple[str, Part]] = [] if needed or several else [("", Text("nothing"))]
            choice = [*blank, *options[name]]
            label = LABELS.get(name, Term(name))
            yield AgreementField(path, label, choice, several, needed, few)
    elif get_origin(about.annotation) is Literal:
        choice = [(one, Term(one)) for one in get_args(about.annotation)]
        yield AgreementField(path, Term(name), choice, chosen=(str(about.default),))
    elif about.annotation is bool:
        answers = [("no", Text("no")), ("yes", Text("yes"))]
        yield AgreementField(path, Term(name), answers, chosen=("yes" if default else "no",))
    elif about.annotation is str:
        yield AgreementField(path, Term(name), needed=needed)


def measure_fields(name: str, scenario: Scenario, *, needed: bool) -> Iterator[AgreementField]:
    """Give the fields of what is counted."""
    counted = [(one, Term(one)) for one in QUANTITIES if scenario.cells(one)] or [
        ("new_build", Term("new_build"))
    ]
    first: list[tuple[str, Part]] = [] if needed else [("", Text("nothing"))]
    label: Part = Term("measure") if name == "measure" else Text("part of what")
    yield AgreementField(f"{NEW}/{name}.quantity", label, [*first, *counted], needed=needed)
    options = chosen_from(scenario)
    for axis in MEASURED:
        if len(options[axis]) > 1:
            said = Text("{what}: only {axis}", what=label, axis=Term(axis))
            yield AgreementField(f"{NEW}/{name}.{axis}", said, options[axis], several=True)


def chosen_from(scenario: Scenario) -> dict[str, list[tuple[str, Part]]]:
    """Give what can be chosen, by field."""
    figures = {name for one in scenario.municipalities for name in one.__pydantic_extra__}
    pools: list[tuple[str, Part]] = [(one.pool, one.pool) for one in scenario.capacity]
    own: list[tuple[str, Part]] = [(REGION, Text("the regional share"))]
    own += [(one, Term(one)) for one in sorted(figures)]
    towns: list[tuple[str, Part]] = [(one.code, one.name) for one in scenario.municipalities]
    return {
        "segments": [(one, Term(one)) for one in scenario.segments],
        "forms": [(one, Term(one)) for one in scenario.forms],
        "groups": [(one, Term(one)) for one in scenario.groups],
        "key": [(one, Term(one)) for one in (*scenario.keys, *sorted(figures))],
        "each": [(one, Term(one)) for one in ("municipality", "year")],
        "area": [(one, one) for one in scenario.area_names],
        "municipalities": towns,
        "givers": towns,
        "pools": pools,
        "follows": pools,
        "at_least_by": own,
        "at_most_by": own,
        "takers": towns,
    }


def divided(scenario: Scenario) -> list[tuple[str, Part]]:
    """Give the agreements that divide something fairly."""
    return [(one.id, one.name()) for one in scenario.agreements if isinstance(one, FairShare)]


def with_new(document: Document, given: Mapping[str, str]) -> Document:
    """Give a scenario's document with the new agreement that a form has, if it has one.

    Parameters
    ----------
    document
        As it was.
    given
        What stands in the form; of several that are chosen each on a line.

    Returns
    -------
    dict
        The document, with the agreement and the goal that pursues it.
    """
    kind = given.get(f"{NEW}/kind", "")
    if kind not in TOLD:
        return document
    made: Document = {"id": "", "kind": kind}
    title = given.get(f"{NEW}/title", "").strip()
    if title:
        made["title"] = title
    for name, value in given.items():
        start, _, path = name.partition("/")
        if start == NEW and path not in ("kind", "title", "binding") and value.strip():
            put(made, path.split("."), value.strip())
    if given.get(f"{NEW}/binding") == "no":
        made["binding"] = False
    elif kind == "fair_share":
        made["binding"] = True
    taken = {one["id"] for one in document.get("agreements", [])}
    made["id"] = named(title or kind, taken)
    goals = list(document.get("goals", []))
    if kind in PURSUED:
        goals.append({PURSUED[kind]: made["id"]})
    if made.get("binding") is False and kind not in PURSUED and "shortfall" not in goals:
        goals.insert(0, "shortfall")
    return {**document, "agreements": [*document.get("agreements", []), made], "goals": goals}


def put(made: Document, path: Sequence[str], value: str) -> None:
    """Put a value at its path; several that were chosen are a list."""
    *above, last = path
    for step in above:
        made = made.setdefault(step, {})
    several = [one for one in value.split("\n") if one]
    made[last] = several if last in SEVERAL or len(several) > 1 else several[0]


def named(title: str, taken: set[str]) -> str:
    """Make an identifier of a title that nothing else has."""
    bare = "".join(sign for sign in normalize("NFKD", title.casefold()) if not combining(sign))
    base = SIGNS.sub("-", bare).strip("-") or "agreement"
    number = 1
    while (found := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return found
