"""The goal `nearness`: the plan lies near to what municipalities want themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from models.goals.goal import Goal, NamedAgreement
from models.language import Text
from models.programme import Programme
from models.region import Region
from models.requirement import GoalTerm


class Nearness(Goal):
    r"""The distance to the bids of one agreement of kind `bid`: :math:`\min \sum |x - b|`.

    Parameters
    ----------
    agreement
        The id of the agreement of kind `bid`.
    """

    kind: Literal["nearness"] = "nearness"
    agreement: str

    @property
    def id(self) -> str:
        """Its name in results."""
        return f"nearness:{self.agreement}"

    def named(self) -> Iterator[NamedAgreement]:
        """Give its one agreement."""
        yield NamedAgreement(("agreement",), self.agreement, "bid")

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give the distance to each row of the bids."""
        return programme.region.agreement(self.agreement).goal_terms(programme)

    def counted_as(self, region: Region) -> Text:
        """Name what its value is the number of."""
        return Text(
            "difference with “{agreement}”", agreement=region.agreement(self.agreement).name()
        )

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is wanted."""
        return Text(
            "the plan lies as near as can be to “{agreement}”",
            agreement=region.agreement(self.agreement).name(),
        )
