"""The existing stock: what is demolished or sold, and what comes free when somebody moves on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from models.codes import MunicipalityCode
from models.language import Text
from models.measure import Scope
from models.noun import Noun
from models.number_fields import Natural, Weight
from models.quantity import Cell

DEMOLISHED = "demolished"
"""What a dwelling becomes that is not something else from then on."""


class Withdrawal(Noun):
    """Dwellings that leave a segment of the stock in a year: demolished, or sold.

    How many is given, or for the plan to decide within bounds.

    Parameters
    ----------
    municipality, year
        Where and when.
    segment
        What they are until then.
    becomes
        The segment that they are from then on (sold, or let at another rent); without it they are
        demolished.
    dwellings
        How many, where that is given.
    at_least, at_most
        Between what the plan decides how many; without the least it may be none.
    """

    municipality: MunicipalityCode
    year: Natural
    segment: str
    becomes: str | None = None
    dwellings: Natural | None = None
    at_least: Natural | None = None
    at_most: Natural | None = None

    @model_validator(mode="after")
    def _given_or_bounded(self) -> Self:
        if (self.dwellings is None) == (self.at_most is None) or (
            self.at_most is None and self.at_least is not None
        ):
            raise PydanticCustomError(
                "withdrawal-unclear",
                "given or bounded",
                {
                    "text": Text(
                        "say how many dwellings leave, or at_most how many the plan may withdraw "
                        "(and at_least how many): one of the two"
                    )
                },
            )
        if self.at_most is not None and self.least > self.at_most:
            raise PydanticCustomError(
                "withdrawal-unclear",
                "no number is between these",
                {
                    "text": Text(
                        "at_least {least} and at_most {most}: no number is both",
                        least=self.least,
                        most=self.at_most,
                    )
                },
            )
        return self

    @property
    def decided(self) -> bool:
        """Whether the plan decides how many."""
        return self.at_most is not None

    @property
    def least(self) -> int:
        """How many leave in any plan."""
        return self.dwellings or self.at_least or 0

    @property
    def cell(self) -> Cell:
        """Where a plan has the number, where it decides that."""
        return self.municipality, self.segment, self.becomes or DEMOLISHED, self.year


class MovingOn(Noun):
    """Dwellings that come free because who moves into a new one leaves them.

    Parameters
    ----------
    municipality
        Where; without it everywhere, each within its own municipality.
    segment, form
        What kind of new dwelling draws them; without them every kind.
    frees
        The segment of the dwelling that is left.
    per_dwelling
        How many of these come free for each new dwelling.
    """

    municipality: MunicipalityCode | None = None
    segment: str | None = None
    form: str | None = None
    frees: str
    per_dwelling: Weight

    def within(self, scope: Scope) -> Scope:
        """Restrict a scope to the new dwellings that it is about.

        Parameters
        ----------
        scope
            Where and when.

        Returns
        -------
        Scope
            The scope, with fewer dwellings; without municipalities where it is about none.
        """
        return scope.only(self.municipality).within(segment=self.segment, form=self.form)


def withdrawn(
    rows: Iterable[Withdrawal], segments: Collection[str] | None, scope: Scope
) -> tuple[int, int]:
    """Count the dwellings that leave some segments of the stock, and those that come into them.

    What the plan decides counts for its least.

    Parameters
    ----------
    rows
        The table.
    segments
        Which; None for all together.
    scope
        Where and when.

    Returns
    -------
    tuple
        How many leave, and how many come.
    """
    here = [
        row for row in rows if row.municipality in scope.municipalities and row.year in scope.years
    ]
    leave = sum(row.least for row in here if segments is None or row.segment in segments)
    come = sum(
        row.least
        for row in here
        if row.becomes is not None and (segments is None or row.becomes in segments)
    )
    return leave, come
