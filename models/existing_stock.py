"""The existing stock: what is demolished or sold, and what comes free when somebody moves on."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from models.codes import MunicipalityCode
from models.measure import Scope
from models.noun import Noun
from models.numbers import Natural, Weight


class Withdrawal(Noun):
    """Dwellings that leave a segment of the stock in a year: demolished, or sold.

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
        How many.
    """

    municipality: MunicipalityCode
    year: Natural
    segment: str
    becomes: str | None = None
    dwellings: Natural


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
    leave = sum(row.dwellings for row in here if segments is None or row.segment in segments)
    come = sum(
        row.dwellings
        for row in here
        if row.becomes is not None and (segments is None or row.becomes in segments)
    )
    return leave, come
