"""The goal `fair_share`: the largest deviation from the fair share is as small as can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Literal

from models.goals.goal import Goal, NamedAgreement
from models.goals.objective import Objective
from models.language import Text
from models.programme import Programme
from models.region import Region
from models.requirement import GoalTerm


class Fairness(Goal):
    r"""Leximin of the relative deviations of one agreement of kind `fair_share`.

    First the largest :math:`|x_m - w_m T| / w_m T` is made as small as can be. Who cannot do better
    is fixed there, and the next largest is made as small as can be, until nobody can do better.

    Where the plan itself decides what there is to divide, that is a quotient of unknowns. That it
    is at most a level is a row, :math:`|x_m - w_m T| \le \lambda\, w_m T`, and leaves :math:`T`
    free for the goals that come after it; the least :math:`\lambda` is found by Dinkelbach's
    method, a few such problems in turn. In whole numbers :math:`T` is one of those that make
    the goal as small as can be.

    The years of a municipality in which its fair share of a given number is below one count as one,
    their sum beside the sum of their fair shares: else it would have nothing in any of them. In
    fractions of dwellings they do too, and of what is as good in all goals each of them is then
    divided as fairly as can be by itself.

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

    def unit(self, region: Region) -> str:
        """Give a ratio."""
        return "ratio"

    @property
    def leximin(self) -> bool:
        """Each deviation counts, from the largest on."""
        return True

    def named(self) -> Iterator[NamedAgreement]:
        """Give its one agreement."""
        yield NamedAgreement(("agreement",), self.agreement, "fair_share")

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give how far each municipality (and year) is from its fair share."""
        return programme.region.agreement(self.agreement).goal_terms(programme)

    def exact_values(self, objectives: Sequence[Objective]) -> dict[str, Fraction]:
        """Give the largest deviation; nothing is off where nobody has a fair share."""
        return {self.id: next(iter(self.ranked_values(objectives)), Fraction(0))}

    def counted_as(self, region: Region) -> Text:
        """Name what its value is the number of."""
        return Text(
            "largest deviation from the fair share of “{agreement}”",
            agreement=region.agreement(self.agreement).name(),
        )

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is wanted."""
        return Text(
            "the largest deviation from the fair share of “{agreement}” is as small as can be, "
            "then the next largest",
            agreement=region.agreement(self.agreement).name(),
        )
