"""The kind `settlement`: who does more than its fair share is paid by who does less."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Literal

from models.agreements.agreement import Agreement
from models.division import Partition
from models.language import Text, Units
from models.number_fields import AnyNumber
from models.programme import Programme
from models.region import Region
from models.requirement import Outcome, Requirement


class Settlement(Agreement):
    r"""Financial settlement between municipalities, computed from the plan.

    Municipality :math:`m` receives :math:`r \,(x_m - w_m T)` euros, or pays when that is below
    zero, with :math:`x` what it does and :math:`w T` its fair share. What all receive and pay adds
    up to :math:`r (\sum x - T)`: zero when all there is to divide was divided.

    Parameters
    ----------
    of
        The agreement of kind `fair_share` that says what the fair share is.
    rate
        Euros per unit (household, dwelling, place) above or below the fair share (:math:`r`).
    """

    kind: Literal["settlement"] = "settlement"
    of: str
    rate: AnyNumber
    binding: Literal[False] = False

    @property
    def about(self) -> str:
        """The agreement with the fair share."""
        return self.of

    @property
    def can_fall_short(self) -> bool:
        """Never: it follows from the plan."""
        return False

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give nothing: a settlement follows from the plan."""
        yield from ()

    def receives(self, outcome: Outcome) -> Fraction:
        """Give the euros that a municipality receives for an exact outcome; below zero it pays.

        Parameters
        ----------
        outcome
            What a municipality gets of what is divided, in exact numbers.

        Returns
        -------
        Fraction
            Euros; below zero it pays.
        """
        return Fraction(self.rate) * (Fraction(outcome.assigned) - Fraction(outcome.fair))

    def indivisible(self, region: Region, partition: Partition) -> None:
        """Give nothing: no part has to keep anything."""

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        return Text(
            "{rate} for each unit above or below the fair share of “{agreement}”",
            rate=Units(Fraction(self.rate), "euros"),
            agreement=region.agreement(self.of).name(),
        )
