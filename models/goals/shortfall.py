"""The goal `shortfall`: agreements that are not binding are missed by as little as can be."""

from __future__ import annotations

from typing import Literal

from models.goals.goal import Goal
from models.language import Text
from models.region import Region


class Shortfall(Goal):
    r"""The weighted shortfall of the agreements that are not binding, priority by priority.

    .. math:: \min \sum_a w_a \sum_{r \in a} \max(0,\ b_r - x_r)

    for the agreements of the first priority, then those of the second, and so on.
    """

    kind: Literal["shortfall"] = "shortfall"

    @property
    def id(self) -> str:
        """Its name in results."""
        return "shortfall"

    @property
    def sites(self) -> bool:
        """Hosts matter to it."""
        return True

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is wanted."""
        return Text("the shortfall of agreements that are not binding is as small as can be")
