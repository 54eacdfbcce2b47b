"""Forced or free: between what each number lies in all plans that are equally good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.language import Text, Units
from models.quantity import QUANTITIES, Cell

NumberKey = tuple[str, tuple[str, ...], Cell]
"""A number of a plan: its quantity, the axes by which it is added up, and where along them."""

SHOWN: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "new_build": (
        (),
        ("municipality",),
        ("segment",),
        ("form",),
        ("year",),
        ("municipality", "segment"),
        ("municipality", "form"),
        ("municipality", "year"),
    ),
    "withdrawn": (
        (),
        ("municipality",),
        ("segment",),
        ("year",),
        ("municipality", "segment"),
        ("municipality", "year"),
    ),
    "housed": ((), ("municipality",), ("group",), ("year",), ("municipality", "group")),
    "places": ((), ("municipality",), ("facility",), ("municipality", "facility")),
}
"""The axes along which numbers are added up to be shown."""


@dataclass(frozen=True, slots=True)
class FreeRange:
    """Between what a number lies in all plans that are as good as the one that is shown.

    Such a plan keeps all binding agreements, is no worse in any goal, leaves nobody further from a
    fair share, and has the same hosts and choices.

    Parameters
    ----------
    quantity
        What is counted.
    value
        What it is in the plan that is shown.
    least, most
        Bounds: no such plan in whole dwellings has fewer, or more. In fractions of dwellings every
        number between them can be had; whether one in whole dwellings has exactly the least or the
        most is not proven, unless they are the same.
    """

    quantity: str
    value: int
    least: int
    most: int

    @property
    def forced(self) -> bool:
        """Whether all such plans have the same number."""
        return self.least == self.most

    def has(self, number: int | Fraction) -> bool:
        """Tell whether a number is one that such a plan can have.

        Parameters
        ----------
        number
            The number.
        """
        return self.least <= number <= self.most

    def as_record(self) -> dict[str, int | bool]:
        """Give it as it goes into JSON.

        Returns
        -------
        dict
            The ends by name, and whether it is forced.
        """
        return {"least": self.least, "most": self.most, "forced": self.forced}

    def text(self) -> Text:
        """Say it, for a reader.

        Returns
        -------
        Text
            A sentence, in both languages.
        """
        if self.forced:
            return Text("This number cannot be otherwise: every plan that is as good has it.")
        unit = QUANTITIES[self.quantity].unit
        return Text(
            "This number may lie between {least} and {most} without any goal getting worse.",
            least=self.least,
            most=Units(self.most, unit),
        )


@dataclass(frozen=True, slots=True)
class FreeRanges:
    """The free range of every number that is shown.

    Parameters
    ----------
    ranges
        By number; what was not settled in time is not among them.
    """

    ranges: Mapping[NumberKey, FreeRange]

    def get(self, quantity: str, **where: str | int | None) -> FreeRange | None:
        """Give the range of a number; None where it is not known.

        Parameters
        ----------
        quantity
            What is counted.
        **where
            By axis the member that counts; an axis without one counts in full.
        """
        axes = tuple(axis for axis in QUANTITIES[quantity].axes if where.get(axis) is not None)
        key = tuple(member for axis in axes if (member := where[axis]) is not None)
        return self.ranges.get((quantity, axes, key))

    def __iter__(self) -> Iterator[tuple[NumberKey, FreeRange]]:
        """Give all, in the order in which they are shown."""
        return iter(self.ranges.items())


MEANING = Text(
    "As good: all binding agreements kept, no goal worse, nobody further from a fair share, and "
    "hosts and choices as in this plan. No such plan has a number outside its range. In fractions "
    "of dwellings everything within it can be had; each range holds by itself."
)
"""What a free range means."""
