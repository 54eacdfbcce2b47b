"""Rates: euros per dwelling, such as a subsidy, a cost or a contribution."""

from __future__ import annotations

from models.codes import MunicipalityCode
from models.measure import Scope
from models.noun import Noun
from models.number_fields import Natural

OF_POOLS = "cost_per_dwelling"
"""The rate that every pool has in the table of capacity."""


class Rate(Noun):
    """Euros for each dwelling of a kind. Rows that speak of the same dwelling are added up.

    Parameters
    ----------
    rate
        What the euros are, as measures name it: a subsidy, a cost.
    municipality, year
        Where and when; without them everywhere, and in every year.
    segment, form
        For dwellings of what kind; without them of every kind.
    euros
        Whole euros per dwelling.
    """

    rate: str
    municipality: MunicipalityCode | None = None
    year: Natural | None = None
    segment: str | None = None
    form: str | None = None
    euros: Natural

    def within(self, scope: Scope) -> Scope:
        """Restrict a scope to the dwellings that it is for.

        Parameters
        ----------
        scope
            Where and when.

        Returns
        -------
        Scope
            The scope, with fewer dwellings; without municipalities or years where it is for none.
        """
        here = scope.only(self.municipality, self.year)
        return here.within(segment=self.segment, form=self.form)
