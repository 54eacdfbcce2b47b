"""A shortfall in words: what there is too little of, or too much."""

from __future__ import annotations

from fractions import Fraction

from models.language import DECIMALS, Text, Units, to_places

LEAST = Fraction(1, 10**DECIMALS)


def shortfall_text(shortfall: Units) -> Units | Text:
    """Say a shortfall, which is never nothing, however little it is.

    Parameters
    ----------
    shortfall
        The shortfall; above zero.

    Returns
    -------
    Units or Text
        The number, or that it is less than can be written.
    """
    if to_places(shortfall.value, DECIMALS):
        return shortfall
    return Text("less than {least}", least=Units(LEAST, shortfall.unit))
