"""The goal `worst_case`: the demand scenario that is served worst is served as well as can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from models.goals.goal import Goal, NamedAgreement
from models.language import Text
from models.programme import Programme
from models.region import Region
from models.requirement import GoalTerm


class WorstCase(Goal):
    r"""The largest shortfall over the demand scenarios of one agreement of kind `bandwidth`.

    .. math:: \min \max_k \sum_i \max(0, d_{k,i} - x_i)

    Parameters
    ----------
    agreement
        The id of the agreement of kind `bandwidth`.
    """

    kind: Literal["worst_case"] = "worst_case"
    agreement: str

    @property
    def id(self) -> str:
        """Its name in results."""
        return f"worst_case:{self.agreement}"

    def named(self) -> Iterator[NamedAgreement]:
        """Give its one agreement."""
        yield NamedAgreement(("agreement",), self.agreement, "bandwidth")

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give what each row of the demands lacks, by demand scenario."""
        return programme.region.agreement(self.agreement).goal_terms(programme)

    def counted_as(self, region: Region) -> Text:
        """Name what its value is the number of."""
        return Text(
            "shortfall in the demand scenario of “{agreement}” that is served worst",
            agreement=region.agreement(self.agreement).name(),
        )

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is wanted."""
        return Text(
            "the demand scenario of “{agreement}” that is served worst is served as well as can be",
            agreement=region.agreement(self.agreement).name(),
        )
