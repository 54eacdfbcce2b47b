"""The plan of all parties: what it misses of their claims, and who gives in how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from models.plan import Plan, programme_of_plan
from models.requirement import Requirement
from models.scenario import Scenario
from optimiser.negotiation.joint_scenario import Claim, Joint
from optimiser.negotiation.positions import Position
from optimiser.results.result import Result

Possible = Literal["yes", "no", "unknown"]
"""Whether claims can hold together; ``unknown`` when the time was up before that was clear."""


@dataclass(frozen=True, slots=True)
class ClaimedRow:
    """One row of a claim on a plan.

    Parameters
    ----------
    claim
        The claim.
    row
        The row, its sides exact.
    """

    claim: Claim
    row: Requirement

    @property
    def got(self) -> Fraction:
        """What the plan gives, in units."""
        return Fraction(self.row.left) / self.row.scale

    @property
    def asked(self) -> Fraction:
        """What the party asks for, in units."""
        return Fraction(self.row.right) / self.row.scale

    @property
    def shortfall(self) -> Fraction:
        """What the plan misses of it, in units."""
        return max(Fraction(0), -self.row.slack())


def fitting(scenario: Scenario, plan: Plan) -> Plan:
    """Leave out of a plan what another scenario does not decide, such as facilities of its own."""
    known = {name: frozenset(quantity.cells) for name, quantity in scenario.shapes.items()}
    return Plan(
        {
            name: {cell: number for cell, number in cells.items() if cell in known[name]}
            for name, cells in plan.cells.items()
        }
    )


@dataclass(frozen=True, slots=True)
class PartiesPlan:
    """What was found for parties at one table, and the plan that is nearest to all of them.

    Parameters
    ----------
    base
        What holds for everyone.
    positions
        What each party submitted, in the order in which they were given.
    joint
        All of it as one scenario.
    nearest
        The plan that is nearest to all, or why there is none.
    exact
        The same in fractions of dwellings: the exact leximin.
    together
        Whether all claims can hold together; when not, the smallest conflict and the ways out.
    pairs
        Whether the claims of two parties can, and by one name twice those of one party.
    own
        Each party's own best plan: what would be if only its scenario was solved.
    unheard
        The base's best plan: what would be if nobody's claims counted.
    negotiable
        The agreements that were put on the table.
    time_limit
        Seconds that all of it was allowed.
    ties
        What each party gives in by other plans that are as good, each another division.
    """

    base: Scenario
    positions: tuple[Position, ...]
    joint: Joint
    nearest: Result
    exact: Result
    together: Result
    pairs: Mapping[tuple[str, str], Possible]
    own: Mapping[str, Result]
    unheard: Result
    negotiable: tuple[str, ...] = ()
    time_limit: float | None = None
    ties: tuple[Mapping[str, Fraction], ...] = ()

    def claimed_rows(self, plan: Plan) -> Iterator[ClaimedRow]:
        """Hold a plan against every row of every claim, in exact numbers."""
        scenario = self.joint.scenario
        programme = programme_of_plan(scenario, fitting(scenario, plan))
        for claim in self.joint.claims:
            for row in scenario.agreement(claim.id).asks(programme):
                yield ClaimedRow(claim, row)

    def given(self, plan: Plan) -> dict[str, Fraction]:
        """Give what each party gives in by a plan: its weighted units of shortfall."""
        found = {position.name: Fraction(0) for position in self.positions}
        for row in self.claimed_rows(plan):
            found[row.claim.party] += row.claim.agreement.weight * row.shortfall
        return found

    def share(self, party: str, shortfall: Fraction) -> Fraction:
        """Give a shortfall as a part of the most that the party could miss."""
        asked = self.joint.parties[party].asked
        return shortfall / asked if asked else Fraction(0)

    def unit(self, party: str) -> str:
        """Give what a party's claims are counted in, when that is one unit."""
        units = {one.agreement.unit for one in self.joint.claims if one.party == party}
        return units.pop() if len(units) == 1 else "units"

    def rounding(self) -> Fraction | None:
        """Give the most that a party gives in beyond the exact leximin because units are whole."""
        if self.nearest.plan is None or self.exact.plan is None:
            return None
        exact, whole = self.given(self.exact.plan), self.given(self.nearest.plan)
        return max((whole[name] - exact[name] for name in whole), default=Fraction(0))
