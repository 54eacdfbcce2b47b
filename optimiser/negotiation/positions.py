"""Positions: what each party submitted, held beside the base that all of them extend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from models.agreements import Agreement
from models.findings import Finding, InvalidScenario, Origin
from models.language import Text, Units
from models.plan import Plan, programme_of_plan
from models.scenario import Scenario
from models.values import quoted
from scenarios import check
from scenarios.document.document import ROW_KEYS
from scenarios.document.hints import unknown

LEAST, MOST = 2, 20
"""Parties that can sit at one table; each is solved by itself, and with each of the others."""

OF_ALL = ("horizon", "segments", "forms", "groups", *ROW_KEYS)
"""What parties cannot differ in: the region and its figures."""
OF_EACH = ("bids", "sources")
"""Tables that each party has for itself: what it wants to build, and where its figures are from."""

SHOWN = 5
"""Rows that a finding names; the others are counted."""

UNSAID = {"title", "source", "note"}
"""Fields of an agreement that do not change what it asks for."""

AgreementStanding = Literal[
    "common", "negotiable", "agreed", "claim", "kept anyway", "left out", "not measured"
]
"""What an agreement of a party is at the table.

It is ``common`` as the base has it, or ``negotiable`` when the parties may change that; ``agreed``
when all parties add the same, a ``claim`` that the plan may miss, ``kept anyway`` by what is
common, ``left out`` by the party though the base has it, or ``not measured`` because it asks for no
number.
"""


@dataclass(frozen=True, slots=True)
class Position:
    """What one party submitted.

    Parameters
    ----------
    name
        What the party is called.
    scenario
        Its scenario: what would hold if it alone decided.
    """

    name: str
    scenario: Scenario

    def has(self, identifier: str) -> Agreement | None:
        """Find one of its agreements."""
        return next((one for one in self.scenario.agreements if one.id == identifier), None)


@dataclass(frozen=True, slots=True)
class PositionEntry:
    """One agreement of a party, or of the base, and what it is at the table.

    Parameters
    ----------
    party
        The party's name; empty for the base.
    agreement
        The agreement as the party has it; as the base has it, when the party left it out.
    standing
        What it is at the table.
    """

    party: str
    agreement: Agreement
    standing: AgreementStanding


def check_positions(
    base: Scenario, positions: Sequence[Position], negotiable: Collection[str]
) -> None:
    """See whether these parties can sit at one table: the same region, each with its own name.

    Raises
    ------
    InvalidScenario
        With all that is wrong.
    """
    findings = [*_of_the_table(base, positions, negotiable)]
    for position in positions:
        findings += _of_position(base, position)
    findings += _choices(base, positions, negotiable)
    if findings:
        raise InvalidScenario(findings)


def check_position(base: Scenario, position: Position) -> None:
    """See whether a party can sit at the table: with the same region, and what could hold.

    Raises
    ------
    InvalidScenario
        With all that is wrong.
    """
    findings = [*_of_position(base, position)]
    if findings:
        raise InvalidScenario(findings)


def _of_position(base: Scenario, position: Position) -> Iterator[Finding]:
    yield from _another_region(base, position)
    for one in check(position.scenario):
        if one.severity == "error":
            column = one.origin.column if one.origin else None
            yield replace(one, origin=Origin(position.name, None, column))


def _of_the_table(
    base: Scenario, positions: Sequence[Position], negotiable: Collection[str]
) -> Iterator[Finding]:
    if not LEAST <= len(positions) <= MOST:
        text = Text("There are {least} to {most} parties.", least=LEAST, most=MOST)
        yield Finding("parties-expected", "error", text)
    for name, number in Counter(position.name for position in positions).items():
        if number > 1 or not name.strip():
            text = Text("Each party has a name of its own; “{name}” is none.", name=quoted(name))
            yield Finding("party-name", "error", text, Origin(name))
    known = {one.id for each in (base, *(p.scenario for p in positions)) for one in each.agreements}
    for identifier in sorted(set(negotiable) - known):
        where = Origin("", None, "negotiable")
        yield Finding("unknown-agreement", "error", unknown(identifier, known), where)
    for agreement in base.agreements:
        if (named := agreement.about) is not None and named in negotiable:
            text = Text(
                "“{agreement}” is about “{named}”: put both on the table, or neither.",
                agreement=agreement.id,
                named=named,
            )
            if agreement.id not in negotiable:
                where = Origin("", None, "negotiable")
                yield Finding("negotiable-needed", "error", text, where)
    for position in positions:
        for name, key in position.scenario.keys.items():
            others = [base, *(other.scenario for other in positions)]
            if any(other.keys.get(name, key) != key for other in others):
                text = Text(
                    "{party} has another key “{name}” than others have. Give it another name.",
                    party=position.name,
                    name=quoted(name),
                )
                where = Origin(position.name, None, f"keys.{name}")
                yield Finding("other-key", "error", text, where)


def _another_region(base: Scenario, position: Position) -> Iterator[Finding]:
    """Find in what a party's region differs from that of the base."""
    for field in OF_ALL:
        ours, theirs = getattr(base, field), getattr(position.scenario, field)
        if field in OF_EACH or ours == theirs:
            continue
        where = Origin(position.name, None, field)
        if field not in ROW_KEYS:
            text = Text(
                "{party} has another “{field}” than the base. All parties share one region.",
                party=position.name,
                field=field,
            )
            yield Finding("another-region", "error", text, where)
            continue
        rows = sorted(set(map(_row_key(field), set(ours) ^ set(theirs))))
        text = Text(
            "{party} has another table “{field}” than the base, in {number} ({rows}). All "
            "parties share one region.",
            party=position.name,
            field=field,
            number=Units(len(rows), "rows"),
            rows=tuple(rows[:SHOWN]),
        )
        yield Finding("another-region", "error", text, where)


def _choices(
    base: Scenario, positions: Sequence[Position], negotiable: Collection[str]
) -> Iterator[Finding]:
    """Find claims that leave a choice: what is missing of the others says nothing."""
    for entry in entries(base, positions, negotiable):
        if entry.standing == "claim" and entry.agreement.chooses:
            text = Text(
                "{party} leaves a choice in “{agreement}”, and what it gives in of that cannot be "
                "counted. Write the option that it wants as an agreement of its own.",
                party=entry.party,
                agreement=entry.agreement.id,
            )
            where = Origin(entry.party, None, f"agreements.{entry.agreement.id}")
            yield Finding("claim-with-choice", "error", text, where)


def _row_key(table: str) -> Any:
    def key(row: Any) -> str:
        cells = (getattr(row, column, None) for column in ROW_KEYS[table])
        return " ".join(str(cell) for cell in cells if cell not in (None, ""))

    return key


def entries(
    base: Scenario, positions: Sequence[Position], negotiable: Collection[str]
) -> tuple[PositionEntry, ...]:
    """Tell of each agreement what it is at the table, by agreement and party.

    Whether a claim is kept anyway is not known here: it is a ``claim``.
    """
    ids = sorted({one.id for each in (base, *map(_scenario, positions)) for one in each.agreements})
    return tuple(
        entry for identifier in ids for entry in _entries(base, positions, negotiable, identifier)
    )


def _entries(
    base: Scenario, positions: Sequence[Position], negotiable: Collection[str], identifier: str
) -> Iterator[PositionEntry]:
    ground = Position("", base).has(identifier)
    if ground is not None:
        yield PositionEntry("", ground, "negotiable" if identifier in negotiable else "common")
    own = [position.has(identifier) for position in positions]
    said = [
        None if one is None else substance_of(position.scenario, one)
        for one, position in zip(own, positions, strict=True)
    ]
    unanimous = (
        identifier not in negotiable
        and all(one is not None and one.binding for one in own)
        and all(one == said[0] for one in said)
    )
    held = None if ground is None or identifier in negotiable else substance_of(base, ground)
    for position, agreement, asked in zip(positions, own, said, strict=True):
        if agreement is None or asked is None:
            if ground is not None:
                yield PositionEntry(position.name, ground, "left out")
        elif asked == held:
            yield PositionEntry(position.name, agreement, "common")
        elif not asks_something(position.scenario, agreement):
            yield PositionEntry(position.name, agreement, "not measured")
        else:
            yield PositionEntry(position.name, agreement, "agreed" if unanimous else "claim")


def substance_of(scenario: Scenario, agreement: Agreement) -> Mapping[str, Any]:
    """Give what an agreement says, but for what people call it."""
    said = agreement.model_dump(mode="json", exclude=UNSAID)
    wishes = [wish.model_dump(mode="json") for wish in agreement.wishes(scenario)]
    return {**said, "wishes": wishes}


def asks_something(scenario: Scenario, agreement: Agreement) -> bool:
    """Tell whether an agreement asks for a number, which a plan can miss."""
    return any(True for _ in agreement.asks(programme_of_plan(scenario, Plan())))


def _scenario(position: Position) -> Scenario:
    return position.scenario
