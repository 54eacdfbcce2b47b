"""Rates: what a unit of a plan counts for, in euros or in something else (persons, floor area)."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from models.codes import MunicipalityCode
from models.language import Text, Word
from models.measure import Scope
from models.noun import Noun
from models.number_fields import Natural, Weight
from models.quantity import QUANTITIES

OF_POOLS = "cost_per_dwelling"
"""The rate that every pool has in the table of capacity."""

KINDS = ("segment", "form", "becomes", "group")
"""The columns that say of what kind a unit is."""


class Rate(Noun):
    """What each unit of a kind counts for. Rows that speak of the same unit are added up.

    Parameters
    ----------
    rate
        What it is, as measures name it: a subsidy, a cost; persons, floor area.
    per
        For each of what: a dwelling that is built (``new_build``) or withdrawn from the stock
        (``withdrawn``), or a household that is housed (``housed``).
    municipality, year
        Where and when; without them everywhere, and in every year.
    segment, form
        For dwellings of what kind; without them of every kind.
    becomes
        Of what is withdrawn: what it is from then on, ``demolished`` or a segment.
    group
        Of households: their target group.
    euros
        Whole euros for each.
    number
        How much of something else for each: persons in a household.
    """

    rate: str
    per: Literal["new_build", "withdrawn", "housed"] = "new_build"
    municipality: MunicipalityCode | None = None
    year: Natural | None = None
    segment: str | None = None
    form: str | None = None
    becomes: str | None = None
    group: str | None = None
    euros: Natural | None = None
    number: Weight | None = None

    @model_validator(mode="after")
    def _of_what_it_is_for(self) -> Self:
        if (self.euros is None) == (self.number is None):
            text = Text("say how many euros a unit counts for, or a number: one of the two")
            raise PydanticCustomError("rate-unclear", "euros or a number", {"text": text})
        axes = QUANTITIES[self.per].axes
        for column in KINDS:
            if getattr(self, column) is not None and column not in axes:
                text = Text(
                    "“{restriction}” has no meaning for “{quantity}”.",
                    restriction=column,
                    quantity=Word(self.per),
                )
                raise PydanticCustomError("rate-unclear", "of another kind", {"text": text})
        return self

    @property
    def counted(self) -> str:
        """The quantity of a measure that counts it: ``euros``, or ``rated``."""
        return "rated" if self.euros is None else "euros"

    @property
    def each(self) -> int | Fraction:
        """What a unit counts for."""
        return self.number or 0 if self.euros is None else self.euros

    def within(self, scope: Scope) -> Scope:
        """Restrict a scope to the units that it is for.

        Parameters
        ----------
        scope
            Where and when.

        Returns
        -------
        Scope
            The scope, with fewer units; without municipalities or years where it is for none.
        """
        here = scope.only(self.municipality, self.year)
        return here.within(**{column: getattr(self, column) for column in KINDS})
