"""Exact numbers: whole ones and fractions, never floats."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

Number = int | Fraction
"""An exact number; whole ones are ints, which add up ten times as fast."""


class Unreduced(NamedTuple):
    """A fraction as it came, of which nobody has asked yet what it is: to reduce it takes its time.

    Parameters
    ----------
    units
        So many parts.
    scale
        Into how many parts one is divided.
    """

    units: int
    scale: int

    @property
    def number(self) -> Number:
        """The number itself."""
        return of_units(self.units, self.scale)

    def as_integer_ratio(self) -> tuple[int, int]:
        """Give two whole numbers, of which it is the first divided by the second.

        Returns
        -------
        tuple of int
            What is divided, and by what; they may have a divisor in common.
        """
        return self


def exact(number: object) -> Fraction:
    """Take a number that must be exact as a fraction.

    Raises
    ------
    TypeError
        If it is not.
    """
    if isinstance(number, (int, Fraction)):
        return Fraction(number)
    raise TypeError(f"{number!r} is not an exact number")


def relative(number: Number, fair: Number) -> Fraction:
    """Give how much larger a number is than a fair share, relative to that; below zero it is less.

    Parameters
    ----------
    number
        What somebody gets.
    fair
        The fair share; not zero, to which nothing can be relative.
    """
    (own, scale), (part, whole) = number.as_integer_ratio(), fair.as_integer_ratio()
    return Fraction(own * whole - part * scale, part * scale)


def exact_sum(numbers: Sequence[Number]) -> Number:
    """Add up exactly; fractions over their common denominator, because one by one is slow."""
    if {*map(type, numbers)} <= {int}:
        return sum(numbers)
    parts = [number for number in numbers if number]  # most of a plan's cells are empty
    if len(parts) < 2:
        return parts[0] if parts else 0
    units, scale = in_units(parts)
    return of_units(sum(units), scale)


def in_units(numbers: Collection[Number]) -> tuple[list[int], int]:
    """Give numbers as whole ones, each so many parts of one: into how many comes second.

    Parameters
    ----------
    numbers
        The numbers.

    Returns
    -------
    units, scale
        The numbers times the smallest scale that makes all of them whole.
    """
    ratios = [number.as_integer_ratio() for number in numbers]
    scale = lcm(*{below for _, below in ratios})
    return [above * (scale // below) for above, below in ratios], scale


def of_units(units: Number, scale: int) -> Number:
    """Give the number that is so many parts of one; a whole one as an int."""
    whole, rest = divmod(units, scale)
    return Fraction(units, scale) if rest else int(whole)


def multiplied(number: Number, times: int) -> Number:
    """Give a number times a whole one; a whole one as an int."""
    if times == 1:
        return number
    above, below = number.as_integer_ratio()
    return of_units(times * above, below)


def by_size(number: Number) -> tuple[float, Number]:
    """Give what exact numbers are ordered by, fast: floats first, which never change their order.

    Only where those are the same are the numbers themselves compared. That is mostly nothing beside
    nothing, so nothing is a whole number here.
    """
    return float(number), number or 0


def next_fraction(ratio: Fraction, most: int) -> Fraction:
    """Give the smallest fraction of at least a ratio whose denominator is at most a number.

    Of up to so many things exactly the same parts are at least the one as at least the other.

    Parameters
    ----------
    ratio
        The ratio.
    most
        The most that the denominator may be, one or more.

    Returns
    -------
    Fraction
        The fraction.
    """
    near = ratio.limit_denominator(most)
    if near >= ratio:
        return near
    # The next one in the Farey sequence.
    above, below = near.as_integer_ratio()
    first = pow(-above, -1, below)
    denominator = first + (most - first) // below * below
    return Fraction(1 + above * denominator, below * denominator)


def common_grain(numbers: Iterable[Number]) -> Fraction:
    """Give the largest number of which all are whole multiples; zero when all are zero."""
    ratios = [number.as_integer_ratio() for number in {*numbers}]
    common = lcm(*(below for _, below in ratios))
    return Fraction(gcd(*(above * (common // below) for above, below in ratios)), common)
