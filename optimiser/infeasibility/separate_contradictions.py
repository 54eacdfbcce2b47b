"""Contradictions that stand by themselves: each would be there without what the others ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from models.language import Text, Units
from models.scenario import Scenario
from models.shortfall_text import shortfall_text
from optimiser.contradiction.conflict import (
    Conflict,
    RowGroup,
    can_give,
    group_of,
    groups_of,
    names_of_groups,
)
from optimiser.contradiction.corrections import smallest_conflict
from optimiser.contradiction.farkas import Certificate, certified
from optimiser.contradiction.trial import Trial
from optimiser.formulation.problem import Problem
from optimiser.solver.limits import Limits


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Agreements that cannot hold together, with the proof.

    Parameters
    ----------
    conflict
        The agreements.
    certificate
        The proof in exact numbers; None where they contradict each other in whole numbers only.
    sentence
        What is contradictory.
    size
        What is short, by which the largest is told first; none where no number says it.
    """

    conflict: Conflict
    certificate: Certificate | None
    sentence: Text
    size: Fraction

    @property
    def asking(self) -> frozenset[RowGroup]:
        """The agreements that ask, where they are told from what limits them; else all."""
        terms = self.certificate.terms if self.certificate else ()
        asking = {
            (term.agreement.id, term.scope.municipality or "")
            for term in terms
            if term.multiplier > 0 and not term.firm
        }
        return frozenset(asking) & frozenset(self.conflict.groups) or frozenset(
            self.conflict.groups
        )


@dataclass(frozen=True, slots=True)
class Contradictions:
    """All contradictions that were found.

    Parameters
    ----------
    found
        The largest first.
    all
        Whether there are no more.
    """

    found: tuple[Contradiction, ...]
    all: bool

    @property
    def sentence(self) -> Text:
        """Say the largest, and how many there are."""
        first, *others = self.found
        if not others:
            return first.sentence
        return Text(
            "{first}; it is the largest of {number} contradictions that stand by themselves"
            if self.all
            else "{first}; it is the largest of the {number} contradictions that were looked for",
            first=first.sentence,
            number=len(self.found),
        )


def contradictions(problem: Problem, limits: Limits, *, whole: bool) -> Contradictions:
    """Find contradictions, each among what the ones before do not ask.

    Parameters
    ----------
    problem
        The scenario as a problem, which has one.
    limits
        When to stop.
    whole
        Whether there are some in whole dwellings only; then one is found.
    """
    suspects, found = problem.rows, list[Contradiction]()
    trial = None if whole else Trial(problem, limits, whole=False)
    while True:
        conflict = smallest_conflict(problem, limits, suspects, whole=whole)
        found.append(contradiction(problem, limits, conflict, whole=whole))
        if trial is None or found[-1].certificate is None:
            break
        asked = found[-1].asking
        suspects = tuple(row for row in suspects if group_of(row) not in asked)
        if not trial.contradicts(frozenset(groups_of(suspects))):
            break
        if len(found) == limits.params.conflict.most:
            return Contradictions(ordered(found), all=False)
    return Contradictions(ordered(found), all=True)


def ordered(found: Iterable[Contradiction]) -> tuple[Contradiction, ...]:
    """Put the largest first.

    For the first that was found all agreements were looked at, for the others those that were left:
    what is proven of how few the first has holds for others that have no more.
    """
    first, *others = found
    few = len(first.conflict.groups) if first.conflict.fewest else 0
    told = [
        replace(one, conflict=replace(one.conflict, fewest=len(one.conflict.groups) == few))
        for one in others
    ]
    return tuple(sorted((first, *told), key=lambda one: -one.size))


def contradiction(
    problem: Problem, limits: Limits, conflict: Conflict, *, whole: bool
) -> Contradiction:
    """Prove a conflict in exact numbers, and say it."""
    groups = frozenset(conflict.groups)
    indices = [
        index for index, row in enumerate(problem.rows) if can_give(row) and group_of(row) in groups
    ]
    proof = None if whole else certified(problem.scenario, indices, limits)
    numbered = proof is not None and says_how_much(problem.scenario, proof, conflict.groups)
    return Contradiction(
        conflict,
        proof,
        sentence(problem.scenario, proof, conflict.groups),
        proof.shortfall if proof is not None and numbered else Fraction(0),
    )


def says_how_much(
    scenario: Scenario, certificate: Certificate, conflict: Iterable[RowGroup]
) -> bool:
    """Tell whether what a proof is short of is a number that means something.

    Shares that contradict each other leave nothing of any total: to call that nothing possible, and
    all of it short, is right in the proof and misleads who reads it.
    """
    shares = any(scenario.agreement(one).whole is not None for one, _ in conflict)
    return bool(certificate.available) or not shares


def sentence(
    scenario: Scenario, certificate: Certificate | None, conflict: Iterable[RowGroup]
) -> Text:
    """Say the contradiction in one sentence."""
    if certificate is None:
        return Text(
            "these agreements cannot hold together, whichever options are chosen: {names}"
            if any(scenario.agreement(one).chooses for one, _ in conflict)
            else "in whole dwellings these agreements cannot hold together: {names}",
            names=tuple(names_of_groups(scenario, conflict)),
        )
    sides: dict[bool, set[RowGroup]] = {True: set(), False: set()}
    for term in certificate.terms:
        if not term.firm:
            sides[term.multiplier > 0].add((term.agreement.id, term.scope.municipality or ""))
    if not says_how_much(scenario, certificate, conflict):
        return Text(
            "these agreements cannot hold together: {names}",
            names=tuple(names_of_groups(scenario, conflict)),
        )
    message = (
        "needed {needed} ({asking}), at most {available} possible ({limiting}): short {short}"
        if sides[False]
        else "needed {needed} ({asking}), at most {available} possible: short {short}"
    )
    said = Text(
        message,
        needed=Units(certificate.needed, certificate.unit),
        asking=tuple(names_of_groups(scenario, sides[True])),
        available=Units(certificate.available, certificate.unit),
        limiting=tuple(names_of_groups(scenario, sides[False])),
        short=shortfall_text(Units(certificate.shortfall, certificate.unit)),
    )
    nothing = scenario.why_nothing_is_built() if certificate.unit == "dwellings" else None
    return said if nothing is None else Text("{said}; {why}", said=said, why=nothing)
