"""Keys: weights over municipalities by which something is divided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor

from pydantic import Field

from models.codes import MunicipalityCode
from models.exact import in_units
from models.noun import Noun
from models.number_fields import AnyNumber, Ratio
from models.tables import Municipality


class Key(Noun):
    r"""A weighted mix of figures, or given numbers.

    The weight of municipality :math:`m` is :math:`\sum_f a_f \, f_m / \sum_n f_n`, with
    :math:`a_f` the part that figure :math:`f` has in the mix. Every figure is first brought to a
    sum of one, so that adding thousands of inhabitants to hundreds of jobs is impossible.

    Parameters
    ----------
    mix
        Part per figure (a column of the municipalities); the parts sum to exactly one.
    given
        Numbers per municipality instead of a mix; who is not named has zero.
    """

    mix: dict[str, Ratio] = Field(default_factory=dict)
    given: dict[MunicipalityCode, AnyNumber] = Field(default_factory=dict)

    def weights(self, municipalities: Iterable[Municipality]) -> dict[str, Fraction]:
        """Give each municipality's part of the whole: exact, and summing to one.

        Parameters
        ----------
        municipalities
            Over whom is divided.

        Returns
        -------
        dict
            Part by code; they sum to one.

        Raises
        ------
        KeyError
            If a municipality lacks a figure of the mix.
        ZeroDivisionError
            If all municipalities together have zero.
        """
        members = tuple(municipalities)
        if self.given:
            return parts_of_sum({m.code: Fraction(self.given.get(m.code, 0)) for m in members})
        mixed = {m.code: Fraction(0) for m in members}
        for figure, part in self.mix.items():
            for code, share in parts_of_sum({m.code: m.figure(figure) for m in members}).items():
                mixed[code] += part * share
        return mixed


def apportioned(total: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Divide whole units by weights that sum to one: largest remainder, ties to the lowest code.

    Parameters
    ----------
    total
        What there is to divide, in whole units.
    weights
        Weight by code; they sum to one.

    Returns
    -------
    dict
        Whole units by code; they add up to the total.
    """
    return largest_remainders(total, {code: weight * total for code, weight in weights.items()})


def largest_remainders(total: int, exact: Mapping[str, Fraction]) -> dict[str, int]:
    """Make exact parts of a whole total whole: largest remainder, ties to the lowest code.

    Parameters
    ----------
    total
        What the parts add up to, in whole units.
    exact
        The exact parts by code.

    Returns
    -------
    dict
        Whole units by code; they add up to the total.
    """
    whole = {code: floor(share) for code, share in exact.items()}
    by_remainder = sorted(exact, key=lambda code: (whole[code] - exact[code], code))
    for code in by_remainder[: total - sum(whole.values())]:
        whole[code] += 1
    return whole


def parts_of_sum(numbers: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Divide each number by their sum.

    Parameters
    ----------
    numbers
        Numbers by code, of which one at least is not zero.

    Returns
    -------
    dict
        Part by code; they sum to one.
    """
    units, _ = in_units(numbers.values())
    total = sum(units)
    return {code: Fraction(own, total) for code, own in zip(numbers, units, strict=True)}
