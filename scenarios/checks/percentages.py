"""Percentages in findings, which tell apart what two decimals do not."""

from __future__ import annotations

from fractions import Fraction
from itertools import count

from models.language import DECIMALS, Both, Percent, to_places
from models.numbers import write_number


def told_apart(ratio: Fraction, other: Fraction) -> Percent | Both:
    """Give a share as it can stand beside another one that it is not.

    Parameters
    ----------
    ratio
        The share, as a part of one.
    other
        What it is compared with, and is not.

    Returns
    -------
    Percent or Both
        The share, with as many decimals as tell it from the other.
    """
    if not read_alike(ratio, other):
        return Percent(ratio)
    enough = next(places for places in count(DECIMALS) if not read_alike(ratio, other, places))
    exact = to_places(100 * ratio, enough)
    return Both(f"{write_number(exact, ',')}%", f"{write_number(exact)}%")


def read_alike(ratio: Fraction, other: Fraction, places: int = DECIMALS) -> bool:
    """Tell whether two shares are the same to a reader.

    Parameters
    ----------
    ratio, other
        The shares, as parts of one.
    places
        The decimals that are read; readers are shown two.

    Returns
    -------
    bool
        Whether they are.
    """
    return to_places(100 * ratio, places) == to_places(100 * other, places)
