"""Numbers that a spreadsheet worked out: ``=5/6`` stands in its cell as 0.8333333333333334."""

from __future__ import annotations

from fractions import Fraction
from math import floor, log10

LARGEST_DIVISOR = 1000
"""What people divide by; a number of fifteen digits is by chance so near to none of these."""

DIGITS = 15
"""The digits that a spreadsheet keeps."""


def simple_fraction(number: float) -> Fraction | None:
    """Give the simple fraction that a number with all of a widesheet's digits stands for.

    Parameters
    ----------
    number
        What a cell holds.

    Returns
    -------
    Fraction or None
        The fraction, equal to the number to within its precision; none for a number of fewer
        digits, which is what it is, or one that is near to no simple fraction.
    """
    digits = repr(abs(number)).partition("e")[0].replace(".", "").strip("0")
    if len(digits) < DIGITS:
        return None
    near = Fraction(number).limit_denominator(LARGEST_DIVISOR)
    last_digit = Fraction(10) ** (floor(log10(abs(number))) + 1 - DIGITS)
    return near if abs(near - Fraction(number)) <= last_digit / 2 else None
