"""How fields of a request are read beside their scenario, which says what they can mean.

What is wrong with them is raised as an `InvalidScenario`, or as a `ValueProblem` of the field. What
solves is brought in by who reads, and not by who only says what may be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar

from api.asked import ReadBeside, bounded, check_rows
from models.agreements import FairShare
from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.negotiated import Negotiated
from models.numbers import NumberProblem, parse_ratio
from models.plan import Plan
from models.scenario import Scenario
from models.values import DecimalSign, ValueProblem, quoted
from optimiser.negotiation.positions import Position, check_positions
from optimiser.sensitivity.total import selected
from scenarios import changed_scenario, negotiated_from_records, plan_from_records
from scenarios.document.tables import refuse

T = TypeVar("T")

MOST_KEYS = 20
"""Each is solved by itself, and has its own rows in every table."""

PLAN_TABLES = {"newBuild": "new_build"}
"""A plan's tables as a client may spell them, besides as a result does."""


def tables_of(given: Mapping[str, Any], name: str, info: ReadBeside) -> dict[str, Any]:
    """Give a plan's tables by their own names, when there are not too many rows in them."""
    tables = {PLAN_TABLES.get(key, key): value for key, value in given.items()}
    check_rows(tables, name, info.context)
    return tables


def plan(given: Mapping[str, Any], scenario: Scenario, info: ReadBeside) -> Plan:
    """Read a plan that is complete."""
    return plan_from_records(scenario, tables_of(given, "plan", info))


def negotiated(given: Mapping[str, Any], scenario: Scenario, info: ReadBeside) -> Negotiated:
    """Read a plan, complete or not."""
    return negotiated_from_records(scenario, tables_of(given, "plan", info))


def each(given: Mapping[str, Any], read: Callable[[str, Any], T]) -> dict[str, T]:
    """Read several things by their names; what is wrong with any of them is said at once."""
    found: dict[str, T] = {}
    wrong: list[Finding] = []
    for name, value in given.items():
        try:
            found[name] = read(name, value)
        except InvalidScenario as invalid:
            wrong += invalid.findings
    if wrong:
        raise InvalidScenario(wrong)
    return found


def plans(given: Mapping[str, Any], scenario: Scenario, info: ReadBeside) -> dict[str, Negotiated]:
    """Read plans, complete or not."""

    def read(name: str, plan: Mapping[str, Any]) -> Negotiated:
        file = f"plans.{name}"
        return negotiated_from_records(scenario, tables_of(plan, file, info), file)

    return each(given, read)


def parties(given: Mapping[str, Any], scenario: Scenario, info: ReadBeside) -> dict[str, Scenario]:
    """Read what each party makes of the scenario."""

    def read(name: str, changes: Mapping[str, Any]) -> Scenario:
        file = f"parties.{name}"
        check_rows(changes.get("tables"), file, info.context)
        return bounded(changed_scenario(scenario, changes, file=file), info.context)

    return each(given, read)


def on_the_table(
    negotiable: Sequence[str], scenario: Scenario, info: ReadBeside
) -> tuple[str, ...]:
    """See whether the parties can sit at one table, with these agreements on it."""
    if "parties" in info.data:
        positions = [Position(name, own) for name, own in (info.data["parties"] or {}).items()]
        check_positions(scenario, positions, negotiable)
    return tuple(negotiable)


def one_of(field: str, given: object, known: Sequence[str]) -> Iterator[Finding]:
    """Find a name that is not known."""
    if given not in known:
        text = Text(
            "“{name}” is not known here. Known: {known}.", name=quoted(given), known=tuple(known)
        )
        yield Finding("unknown-name", "error", text, Origin("", None, field))


def municipality_in(field: str) -> Callable[[object, Scenario, ReadBeside], str]:
    """Give what reads which municipality a field names; none when it is empty."""

    def read(given: object, scenario: Scenario, info: ReadBeside) -> str:
        refuse([] if given == "" else [*one_of(field, given, scenario.codes)])
        return str(given)

    return read


def two_goals(given: object, scenario: Scenario, info: ReadBeside) -> tuple[str, str]:
    """Read which two goals a front is between."""
    known = scenario.goal_names
    if not isinstance(given, list) or len(given) != 2:
        text = Text("“goals” is a list of two goals. Known: {known}.", known=known)
        raise ValueProblem("goals-expected", text)
    first, second = given
    refuse([*one_of("goals", first, known), *one_of("goals", second, known)])
    if first == second:
        raise ValueProblem("goals-expected", Text("“goals” names two goals, and not one twice."))
    return first, second


def keyed(given: str | None, scenario: Scenario, info: ReadBeside) -> FairShare:
    """Find the agreement whose key is varied."""
    from optimiser.keys.compare import agreement_named

    return agreement_named(scenario, given)


def keys(given: Sequence[str], scenario: Scenario, info: ReadBeside) -> tuple[str, ...]:
    """See whether all of these can be keys of the agreement."""
    if len(given) > MOST_KEYS:
        text = Text("At most {most} keys are compared.", most=MOST_KEYS)
        raise ValueProblem("too-many-keys", text)
    if agreement := info.data.get("agreement"):
        from optimiser.keys.compare import read_keys, with_goal

        base, _ = with_goal(scenario, agreement)
        read_keys(base, agreement, given)
    return tuple(given)


def known_total(
    given: Mapping[str, object] | None, scenario: Scenario, info: ReadBeside
) -> Mapping[str, object] | None:
    """See whether the scenario has such a cell or total."""
    if given is not None:
        selected(scenario, given)
    return given


def untouchable(given: Sequence[str], scenario: Scenario, info: ReadBeside) -> frozenset[str]:
    """Read what gives nothing in a way out."""
    from optimiser.infeasibility.ways_out_result import Wishes

    return Wishes(untouchable=frozenset(given)).about(scenario).untouchable


def weights(
    given: Mapping[str, Fraction] | None, scenario: Scenario, info: ReadBeside
) -> Mapping[str, Fraction]:
    """Read what weighs more or less in a way out."""
    from optimiser.infeasibility.ways_out_result import Wishes

    return Wishes(weights=given or {}).about(scenario).weights


def priced(given: Sequence[str], scenario: Scenario, info: ReadBeside) -> tuple[str, ...]:
    """See whether these agreements have a price."""
    from optimiser.sensitivity.price import priced_agreements

    named = priced_agreements(scenario, given)
    return tuple(one.id for one in named) if given else ()


def parse_step(value: object, decimal_sign: DecimalSign | None = None) -> Fraction:
    """Read a share that leads somewhere."""
    step = parse_ratio(value, decimal_sign)
    if step <= 0:
        text = Text("“{value}” is not more than zero.", value=quoted(value))
        raise NumberProblem("out-of-range", text)
    return step


def result_tables(given: Sequence[str], scenario: Scenario, info: ReadBeside) -> tuple[str, ...]:
    """See whether results have such tables."""
    from optimiser.results.result_tables import TABLES

    for name in given:
        if name not in TABLES:
            text = Text(
                "There is no table “{name}”. There are {known}.",
                name=quoted(name),
                known=tuple(TABLES),
            )
            raise ValueProblem("unknown-table", text)
    return tuple(given)


def any_variant(variants: list[dict[str, Any]], info: ReadBeside) -> list[dict[str, Any]]:
    """Insist on variants, of one sort or the other."""
    if not variants and not info.data.get("vary", True):
        raise ValueProblem("missing-value", Text("A batch has “vary” or “variants”, or both."))
    return variants
