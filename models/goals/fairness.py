"""The goal `fair_share`: the largest deviation from the fair share is as small as can be."""

from __future__ import annotations

from typing import Literal

from models.goals.goal import Goal
from models.language import Text
from models.region import Region


class Fairness(Goal):
    r"""Leximin of the relative deviations of one agreement of kind `fair_share`.

    First the largest :math:`|x_m - w_m T| / w_m T` is made as small as can be. Who cannot do better
    is fixed there, and the next largest is made as small as can be, until nobody can do better.

    Parameters
    ----------
    agreement
        The id of the agreement of kind `fair_share`.
    """

    kind: Literal["fair_share"] = "fair_share"
    agreement: str

    @property
    def id(self) -> str:
        """Its name in results."""
        return f"fair_share:{self.agreement}"

    @property
    def unit(self) -> str:
        """A ratio."""
        return "ratio"

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is wanted."""
        return Text(
            "the largest deviation from the fair share of {agreement} is as small as can be, "
            "then the next largest",
            agreement=region.agreement(self.agreement).name(),
        )
