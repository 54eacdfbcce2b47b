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
from typing import Any

from models.language import Part, Percent, Text, Units, to_places
from models.scenario import Scenario
from optimiser.negotiation.compromise_tables import COMPROMISE_TABLES
from optimiser.negotiation.parties_plan import PartiesPlan
from optimiser.results.account import Account, TableMaker
from optimiser.results.status import Status

LEAST_SHARE = Fraction(1, 1000)
"""The smallest part that a sentence names."""


@dataclass(frozen=True, slots=True)
class Compromise(PartiesPlan, Account):
    """Parties at one table, and the plan that is nearest to all of them, as tables and sentences.

    The fields are those of `PartiesPlan`.
    """

    @property
    def about(self) -> Scenario:
        """The base."""
        return self.base

    @property
    def all_tables(self) -> Mapping[str, TableMaker]:
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
        yield from self._on_ties(given)
        over = to_places(self.rounding() or Fraction(0), 2)
        if over > 0:
            yield Text(
                "Because dwellings are whole, no party gives in more than {over} units beyond the "
                "exact division.",
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
            "The parties agree on {same} of the {all} agreements.",
            same=len(same),
            all=len(standings),
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

    def _on_party(self, party: str, shortfall: Fraction) -> Text:
        asked = self.joint.parties[party].asked
        if not asked:
            return Text("{party} asks for nothing beyond what is common.", party=party)
        if not shortfall:
            return Text("{party} gives in nothing: it gets all that it asks for.", party=party)
        return Text(
            "{party} gives in {share}: it misses {missing} of its claims, of at most {most} that "
            "it could miss.",
            party=party,
            share=percent_in_tenths(self.share(party, shortfall)),
            missing=Units(shortfall, self.unit(party)),
            most=Units(asked, self.unit(party)),
        )

    def _on_ties(self, given: Mapping[str, Fraction]) -> Iterator[Text]:
        """Say who might as well give in more or less: that all give in so much is one of these."""
        if not self.ties:
            return
        yield Text(
            "This is one of at least {number} divisions that are equally good: which is a choice.",
            number=1 + len(self.ties),
        )
        for position in self.positions:
            party, own = position.name, given[position.name]
            others = sorted({tie[party] for tie in self.ties} - {own})
            if others:
                yield Text(
                    "In another of these {party} gives in {shares}.",
                    party=party,
                    shares=tuple(percent_in_tenths(self.share(party, other)) for other in others),
                )

    def _why_not(self) -> Text:
        reason = self.nearest.infeasibility
        return self.nearest.status.text() if reason is None else reason.sentence


def percent_in_tenths(share: Fraction) -> Part:
    """Give a part in tenths of per cents."""
    tenths = to_places(share, 3)
    return Percent(tenths) if tenths else Text("less than {least}", least=Percent(LEAST_SHARE))
