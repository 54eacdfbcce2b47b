"""The goal `concessions`: the party that gives in most gives in as little as can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, Literal

from models.goals.goal import Goal, NamedAgreement
from models.language import Text
from models.noun import Noun
from models.number_fields import Weight
from models.programme import Programme
from models.region import Region
from models.requirement import GoalTerm


class Party(Noun):
    """Who takes part, and what it asks for.

    Parameters
    ----------
    name
        What it is called.
    claims
        The ids of its agreements, each with what one unit of shortfall counts for.
    asked
        All that it asks for, in those weighted units: what it gives in is a part of this.
    """

    name: str
    claims: dict[str, Weight]
    asked: Weight


class Concessions(Goal):
    r"""Leximin of what parties give in.

    Party :math:`p` gives in the part of its claims that the plan misses:

    .. math:: c_p = 100 \, \frac{\sum_{a \in p} w_a \sum_{r \in a} \max(0,\ b_r - x_r)}{A_p}

    per cent of all that it asks for (:math:`A_p`). First the largest :math:`c_p` is made as small
    as can be, then the sum of the largest two, of the largest three, and so on: the party that
    gives in most gives in as little as can be, then the next. Of a bid :math:`|x_r - b_r|` counts,
    and of an agreement of kind `fair_share` without a tolerance what each lacks of its fair share.

    Parameters
    ----------
    parties
        The parties.
    only
        The name of the one that counts, where something else decided of all; without it all do.
    """

    kind: Literal["concessions"] = "concessions"
    parties: tuple[Party, ...]
    only: str | None = None

    @property
    def id(self) -> str:
        """Its name in results."""
        return "concessions" if self.only is None else f"concession of {self.only}"

    @property
    def counted(self) -> tuple[Party, ...]:
        """The parties that count, and ask for something."""
        return tuple(each for each in self.parties if each.asked and self.only in (None, each.name))

    def unit(self, region: Region) -> str:
        """Give per cent of what a party asks for."""
        return "percent"

    @property
    def ranked(self) -> int:
        """As many as ask for something: all of them count, from the one that gives in most."""
        return len(self.counted)

    @property
    def sites(self) -> bool:
        """Hosts matter to it."""
        return True

    @property
    def builds(self) -> bool:
        """What is built matters to it, too."""
        return True

    def named(self) -> Iterator[NamedAgreement]:
        """Give the claims."""
        for party in self.parties:
            for identifier in party.claims:
                yield NamedAgreement(("parties", party.name), identifier, None)

    def indivisible(self) -> Text:
        """Say that parties meet at one table."""
        return Text("A compromise is sought in one plan, and not in parts.")

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give what each claim lacks, by party, in per cent of what the party asks for."""
        for party in self.counted:
            for identifier, weight in party.claims.items():
                part = Fraction(100) * weight / party.asked
                for row in programme.region.agreement(identifier).asks(programme):
                    term = row.shortfall_term()
                    yield replace(term, weight=part * term.weight, in_sum=party.name)

    def counted_as(self, region: Region) -> Text:
        """Name what its value is the number of."""
        return Text("what the party gives in that gives in most")

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is wanted."""
        return Text("the party that gives in most gives in as little as can be, then the next")
