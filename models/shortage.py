"""Shortage: what there is too little or too much of, in words."""

from __future__ import annotations

from fractions import Fraction

from models.language import DECIMALS, Text, Units, to_places

LEAST = Fraction(1, 10**DECIMALS)


def shortage_text(missing: Units) -> Units | Text:
    """Say what is missing, which is never nothing, however little it is.

    Parameters
    ----------
    missing
        What is missing; above zero.

    Returns
    -------
    Units or Text
        The number, or that it is less than can be written.
    """
    if to_places(missing.value, DECIMALS):
        return missing
    return Text("less than {least}", least=Units(LEAST, missing.unit))
