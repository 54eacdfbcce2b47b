"""An audit as its page shows it: each requirement of each agreement, with its arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from models.language import Part, Percent, Text, Units, Word
from models.plan import Plan
from models.scenario import Scenario
from optimiser.results.audit import AuditedRequirement, audit
from optimiser.results.verdict import audited_text, kept_text
from web.plan_view import MOST_AT_ONCE

SIGNS = {">=": "≥", "<=": "≤", "==": "="}
"""How the sides of a requirement are compared."""


@dataclass(frozen=True, slots=True)
class AuditedRow:
    """A requirement, recomputed.

    Parameters
    ----------
    where
        Where and when it holds.
    arithmetic
        What the plan gives, what was agreed, and how they compare.
    left_over
        How much is left over; below nothing it is missing.
    kept
        Whether it is kept.
    """

    where: Text
    arithmetic: Text
    left_over: Part
    kept: bool


@dataclass(frozen=True, slots=True)
class AuditedAgreement:
    """An agreement, recomputed.

    Parameters
    ----------
    id
        Its own.
    title, sentence
        What people call it, and what it says.
    binding
        Whether it must be kept.
    rows
        Its requirements, what is missed first.
    """

    id: str
    title: Text
    sentence: Text
    binding: bool
    rows: Sequence[AuditedRow]

    @property
    def missed(self) -> int:
        """How many are not kept."""
        return sum(not row.kept for row in self.rows)

    @property
    def readable(self) -> bool:
        """Whether it is read at a glance."""
        return len(self.rows) < SEVERAL


SEVERAL = 8
"""Requirements from which on those of an agreement are folded where none is missed."""

SAID = ("new_build", "housed")
"""What a plan says in files of their own."""


@dataclass(frozen=True, slots=True)
class AuditView:
    """What the page of an audit shows.

    Parameters
    ----------
    sentences
        Whether the plan keeps what was agreed.
    agreements
        Each agreement, recomputed; what is missed first.
    cells
        How many numbers of the plan were read.
    """

    sentences: Sequence[Text]
    agreements: Sequence[AuditedAgreement]
    cells: int

    @property
    def many(self) -> bool:
        """Whether there are so many requirements that what is folded is brought to who opens it."""
        return sum(len(one.rows) for one in self.agreements) > MOST_AT_ONCE

    def agreement(self, identifier: str) -> AuditedAgreement | None:
        """Give one of them; None where there is none."""
        return next((one for one in self.agreements if one.id == identifier), None)


def audited(scenario: Scenario, plan: Plan) -> AuditView:
    """Recompute a plan, requirement by requirement, in exact numbers and without a solver.

    Parameters
    ----------
    scenario
        What was agreed.
    plan
        The plan.

    Returns
    -------
    AuditView
        What the page shows.
    """
    found = audit(scenario, plan)
    rows: dict[str, list[AuditedRequirement]] = {}
    for row in found.counted:
        rows.setdefault(row.requirement.agreement.id, []).append(row)
    agreements = [
        AuditedAgreement(
            identifier,
            own[0].requirement.agreement.name(),
            scenario.agreement(identifier).sentence(scenario),
            own[0].requirement.binding,
            [recomputed(scenario, row) for row in sorted(own, key=lambda one: one.kept)],
        )
        for identifier, own in rows.items()
    ]
    return AuditView(
        (audited_text(found), kept_text(found, scenario), *silent(scenario, plan)),
        sorted(agreements, key=lambda one: -one.missed),
        sum(map(len, plan.cells.values())),
    )


def silent(scenario: Scenario, plan: Plan) -> Iterator[Text]:
    """Say of what a plan says nothing, where what is asked of it then counts as not done."""
    left_out = [one for one in SAID if any(scenario.cells(one)) and not plan.cells.get(one)]
    if left_out:
        yield Text(
            "It says nothing of {names}, so what is asked of that counts as not done: bring the "
            "file that has it too ({files}).",
            names=tuple(Word(one) for one in left_out),
            files=tuple(f"{one}.csv" for one in left_out),
        )


def recomputed(scenario: Scenario, row: AuditedRequirement) -> AuditedRow:
    """Say how a requirement comes out."""
    requirement = row.requirement
    unit = requirement.unit
    parts = Text(
        "{left} {sign} {right}",
        left=Units(row.left, unit),
        sign=SIGNS[requirement.sense] if row.kept else Text("is not {sign}",
                                                            sign=SIGNS[requirement.sense]),
        right=Units(row.right, unit),
    )  # fmt: skip
    shares = list(of_whole(row))
    arithmetic = Text("{parts}; {share}", parts=parts, share=shares[0]) if shares else parts
    where = scenario.scope_text(requirement.scope)
    return AuditedRow(where, arithmetic, Units(row.slack, unit), row.kept)


def of_whole(row: AuditedRequirement) -> Iterator[Text]:
    """Say of a share what part of what whole it is."""
    proportion = row.requirement.proportion
    if proportion is not None and proportion.whole:
        part, whole = Fraction(proportion.part), Fraction(proportion.whole)
        yield Text("{part} of {whole} is {share}", part=part, whole=whole,
                   share=Percent(part / whole))  # fmt: skip
