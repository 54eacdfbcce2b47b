"""The compromise: parties at one table, the plan that is nearest to all, and who gives in on what.

All parties start from one base, whose agreements hold. What a party adds to it or sharpens is its
claim. What it gives in is the part of its claims that a plan misses, of the most that any plan
which keeps what is common could miss of them: 0 % is all that it asks for, 100 % is nothing of it.
The compromise is the leximin over the parties (`models.goals.Concessions`): who gives in most gives
in as little as can be, then the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from models.language import Amount, Part, Percent, Text
from models.plan import Plan, read_plan
from models.requirement import Requirement
from models.scenario import Scenario
from optimiser.compromise_tables import COMPROMISE_TABLES
from optimiser.joint import Claim, Joint
from optimiser.positions import Position
from optimiser.result import Result, Status
from optimiser.tabled import Table, Tabled

Possible = Literal["yes", "no", "unknown"]
"""Whether claims can hold together; ``unknown`` when the time was up before that was clear."""

LEAST_SHARE = Fraction(1, 1000)
"""The smallest part that a sentence names."""


@dataclass(frozen=True, slots=True)
class Miss:
    """What a plan misses of one row of a claim.

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
    def missing(self) -> Fraction:
        """What is missing, in units."""
        return max(Fraction(0), -self.row.slack())


@dataclass(frozen=True, slots=True)
class Compromise(Tabled):
    """Parties at one table, and the plan that is nearest to all of them.

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

    @property
    def about(self) -> Scenario:
        """The base."""
        return self.base

    @property
    def all_tables(self) -> Mapping[str, Table]:
        """The tables of a compromise."""
        return COMPROMISE_TABLES

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked."""
        return {
            "parties": {one.name: one.scenario.content_hash for one in self.positions},
            "negotiable": list(self.negotiable),
            "timeLimit": self.time_limit,
        }

    def misses(self, plan: Plan) -> Iterator[Miss]:
        """Hold a plan against every row of every claim, in exact numbers."""
        scenario = self.joint.scenario
        programme = read_plan(scenario, fitting(scenario, plan))
        for claim in self.joint.claims:
            for row in scenario.agreement(claim.id).asks(programme):
                yield Miss(claim, row)

    def given(self, plan: Plan) -> dict[str, Fraction]:
        """Give what each party gives in by a plan: its weighted units that are missing."""
        found = {position.name: Fraction(0) for position in self.positions}
        for miss in self.misses(plan):
            found[miss.claim.party] += miss.claim.agreement.weight * miss.missing
        return found

    def share(self, party: str, missing: Fraction) -> Fraction:
        """Give what is missing as a part of the most that the party could miss."""
        asked = self.joint.parties[party].asked
        return missing / asked if asked else Fraction(0)

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

    def sentences(self) -> Iterator[Text]:
        """Say where parties agree, where they conflict, and who gives in on how much."""
        yield from self._on_agreements()
        yield from self._on_conflicts()
        if self.nearest.plan is None:
            yield Text("No plan keeps what is common: {why}.", why=self._why_not())
            return
        given = self.given(self.nearest.plan)
        for position in self.positions:
            yield self._on_party(position.name, given[position.name])
        over = round(self.rounding() or Fraction(0), 2)
        if over > 0:
            yield Text(
                "Because dwellings are whole, no party gives in more than {over} units beyond the "
                "exact leximin.",
                over=over,
            )
        if self.nearest.status is not Status.OPTIMAL:
            yield self.nearest.status_text()

    def _on_agreements(self) -> Iterator[Text]:
        standings: dict[str, set[str]] = {}
        for entry in self.joint.entries:
            if entry.party:
                standings.setdefault(entry.agreement.id, set()).add(entry.standing)
        same = [name for name, found in standings.items() if found <= {"common", "agreed"}]
        yield Text(
            "The parties agree on {same} agreements, and differ on {other}.",
            same=len(same),
            other=len(standings) - len(same),
        )
        for position in self.positions:
            left = [
                entry.agreement.name()
                for entry in self.joint.entries
                if (entry.party, entry.standing) == (position.name, "left out")
                and entry.agreement.id not in self.negotiable
            ]
            if left:
                yield Text(
                    "{party} leaves out {agreements}, which holds all the same: the base has it.",
                    party=position.name,
                    agreements=tuple(left),
                )

    def _on_conflicts(self) -> Iterator[Text]:
        if self.together.plan is not None:
            yield Text("All rules that the parties ask for can hold together.")
            return
        if self.together.infeasibility is None or not self.joint.claims:
            return
        yield Text(
            "All that the parties ask for is not possible together: {why}.",
            why=self.together.infeasibility.sentence,
        )
        for (one, other), possible in self.pairs.items():
            if possible == "no" and one == other:
                yield Text(
                    "What {party} asks for is not possible, even without the others.", party=one
                )
            elif possible == "no" and {self.pairs[one, one], self.pairs[other, other]} == {"yes"}:
                yield Text(
                    "What {one} and {other} ask for is not possible together.", one=one, other=other
                )

    def _on_party(self, party: str, missing: Fraction) -> Text:
        asked = self.joint.parties[party].asked
        if not asked:
            return Text("{party} asks for nothing beyond what is common.", party=party)
        if not missing:
            return Text("{party} gives in nothing: it gets all that it asks for.", party=party)
        return Text(
            "{party} gives in {share}: it misses {missing} of its claims, of at most {most} that "
            "it could miss.",
            party=party,
            share=written(self.share(party, missing)),
            missing=Amount(missing, self.unit(party)),
            most=Amount(asked, self.unit(party)),
        )

    def _why_not(self) -> Text:
        reason = self.nearest.infeasibility
        return self.nearest.status.text() if reason is None else reason.sentence


def written(share: Fraction) -> Part:
    """Give a part in tenths of per cents."""
    tenths = Fraction(round(1000 * share), 1000)
    return Percent(tenths) if tenths else Text("less than {share}", share=Percent(LEAST_SHARE))


def fitting(scenario: Scenario, plan: Plan) -> Plan:
    """Leave out of a plan what another scenario does not decide, such as facilities of its own."""
    known = {name: frozenset(quantity.cells) for name, quantity in scenario.shapes.items()}
    return Plan(
        {
            name: {cell: number for cell, number in cells.items() if cell in known[name]}
            for name, cells in plan.cells.items()
        }
    )
