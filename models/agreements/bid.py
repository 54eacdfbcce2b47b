"""The kind `bid`: what municipalities themselves want to build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from models.agreements.agreement import Agreement
from models.division import Partition
from models.language import Text
from models.measure import Measure, Scope
from models.programme import Programme
from models.region import Region
from models.requirement import GoalTerm, Requirement
from models.tables import Wish


class Bid(Agreement):
    r"""What municipalities themselves want to build; a wish, never a rule.

    The distance to a bid is :math:`|x_{m,s} - b_{m,s}|` in dwellings over the horizon, for each row
    of the table of bids: a municipality and a segment, or all segments together.

    Parameters
    ----------
    party
        Whose rows of the table count; without it all rows.
    """

    kind: Literal["bid"] = "bid"
    party: str | None = None
    binding: Literal[False] = False

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give nothing: a bid is a wish."""
        yield from ()

    def asks(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give each row of the bids as what it asks for: so many, and neither more nor fewer."""
        region = programme.region
        for wish in self.wishes(region):
            scope = Scope(
                wish.municipality,
                None,
                frozenset([wish.municipality]),
                frozenset(region.horizon.years),
                wish.segment or "",
            )
            counted = scope.within(segment=wish.segment)
            built = programme.measure(Measure(quantity="new_build"), counted)
            yield Requirement(self, scope, built, "==", wish.dwellings)

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give the distance to each row of the bids."""
        for row in self.asks(programme):
            yield row.shortfall_term()

    def wishes(self, region: Region) -> list[Wish]:
        """List the rows of the table of bids that count."""
        members = {m.code for m in self.members(region)}
        return [
            wish
            for wish in region.bids
            if wish.municipality in members and self.party in (None, wish.party)
        ]

    @property
    def without_goal(self) -> Text:
        """What a goal has to do with it."""
        return Text("No goal names these bids: they have no effect.")

    def indivisible(self, region: Region, partition: Partition) -> None:
        """Give nothing: every row is of one municipality."""

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was wished for."""
        return Text(
            "the bids of {parties}",
            parties=Text("all parties") if self.party is None else self.party,
        )
