"""Why a scenario cannot be kept: the sentence, the conflict, and what would have to give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models.language import Text, Units
from models.scenario import Scenario
from optimiser.contradiction.conflict import (
    Conflict,
    Group,
    can_give,
    group_of,
    holders,
    smallest_conflict,
)
from optimiser.contradiction.farkas import Certificate, certified
from optimiser.formulation.problem import Problem
from optimiser.infeasibility.relaxation import Relaxation
from optimiser.infeasibility.ways_out import WaysOut, Wishes, find_ways_out
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits


@dataclass(frozen=True, slots=True)
class Infeasibility:
    """Why a scenario cannot be kept.

    Parameters
    ----------
    sentence
        The contradiction in one sentence, its numbers exact.
    certificate
        The proof behind the sentence; None when the conflict exists only in whole dwellings.
    conflict
        Agreements, per municipality, that cannot hold together.
    minimal
        Whether it is proven that none of them can be missed from the conflict.
    fewest
        Whether it is proven that no conflict has fewer.
    ways_out
        What would have to give, in several ways, the cheapest first.
    """

    sentence: Text
    certificate: Certificate | None
    conflict: tuple[Group, ...]
    minimal: bool
    fewest: bool
    ways_out: WaysOut

    @property
    def way_out(self) -> tuple[Relaxation, ...]:
        """The cheapest way out."""
        return self.ways_out.ways[0].relaxations if self.ways_out.ways else ()

    @property
    def verified(self) -> bool:
        """Whether there are ways out, and each was found to do by solving again."""
        ways = self.ways_out.ways
        return bool(ways) and all(way.verified for way in ways)

    def texts(self, scenario: Scenario) -> dict[str, Any]:
        """Give its sentences in every language, as they go into JSON."""
        return {
            "sentence": self.sentence.as_record(),
            "minimal": self.minimal,
            "fewest": self.fewest,
            "verified": self.verified,
            "waysOut": [
                {
                    "way": number,
                    "bestIn": list(way.best_in),
                    "sentence": way.text(scenario).as_record(),
                    "cost": float(way.cost),
                    "proven": way.proven,
                    "verified": way.verified,
                }
                for number, way in enumerate(self.ways_out.ways, 1)
            ],
            "otherWaysOut": self.ways_out.text().as_record(),
        }


def explain_infeasibility(
    problem: Problem,
    limits: Limits,
    *,
    whole: bool,
    preview: bool = False,
    wishes: Wishes | None = None,
) -> Infeasibility:
    """Explain why no plan keeps all binding agreements.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        When to stop.
    whole
        Whether the conflict exists only in whole dwellings.
    preview
        Whether one way out, in fractions of dwellings and not verified, is enough.
    wishes
        What is wanted of the ways out.
    """
    # Only a yes or no, such as who hosts a facility, may make it impossible.
    whole = whole or Engine(problem.matrix, limits).run() is not Answer.INFEASIBLE
    conflict = smallest_conflict(problem, limits, problem.rows, whole=whole)
    certificate = None if whole else certificate_of(problem, limits, conflict)
    wanted = wishes or Wishes(least=1 if preview else Wishes().least)
    fractions = preview and not whole
    return Infeasibility(
        sentence(problem.scenario, certificate, conflict.groups),
        certificate,
        conflict.groups,
        conflict.minimal,
        conflict.fewest,
        find_ways_out(
            problem,
            limits,
            wanted,
            conflicts=[frozenset(conflict.agreements)],
            fractions=fractions,
        ),
    )


def certificate_of(problem: Problem, limits: Limits, conflict: Conflict) -> Certificate | None:
    """Prove in exact numbers that the members of a conflict contradict each other."""
    groups = frozenset(conflict.groups)
    positions = [
        position
        for position, row in enumerate(problem.rows)
        if can_give(row) and group_of(row) in groups
    ]
    return certified(problem.scenario, positions, limits)


def sentence(
    scenario: Scenario, certificate: Certificate | None, conflict: Iterable[Group]
) -> Text:
    """Say the contradiction in one sentence."""
    if certificate is None:
        return Text(
            "these agreements cannot hold together, whichever options are chosen: {names}"
            if any(scenario.agreement(one).choices for one, _ in conflict)
            else "in whole dwellings these agreements cannot hold together: {names}",
            names=tuple(holders(scenario, conflict)),
        )
    sides: dict[bool, set[Group]] = {True: set(), False: set()}
    for term in certificate.terms:
        if not term.firm:
            sides[term.multiplier > 0].add((term.agreement.id, term.scope.municipality or ""))
    # Shares that contradict each other leave nothing of any total: to call that nothing possible,
    # and all of it short, is right in the proof and misleads who reads it.
    if not certificate.available and any(
        scenario.agreement(one).whole is not None for one, _ in conflict
    ):
        return Text(
            "these agreements cannot hold together: {names}",
            names=tuple(holders(scenario, conflict)),
        )
    message = (
        "needed {needed} ({asking}), at most {available} possible ({limiting}): short {short}"
        if sides[False]
        else "needed {needed} ({asking}), at most {available} possible: short {short}"
    )
    said = Text(
        message,
        needed=Units(certificate.needed, certificate.unit),
        asking=tuple(holders(scenario, sides[True])),
        available=Units(certificate.available, certificate.unit),
        limiting=tuple(holders(scenario, sides[False])),
        short=Units(certificate.short, certificate.unit),
    )
    nothing = scenario.why_nothing_is_built() if certificate.unit == "dwellings" else None
    return said if nothing is None else Text("{said}; {why}", said=said, why=nothing)
