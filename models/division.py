"""The division: what each part of a country gets of every number that several parts share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.requirement import Sense


@dataclass(frozen=True, slots=True)
class Portion:
    """What one part gets of one shared number.

    Parameters
    ----------
    subject
        The agreement, or for a need that is to be divided its target group.
    need
        Whether it is such a need.
    row
        Which of the agreement's requirements it belongs to, from 0.
    year
        The year; None for the horizon.
    part
        Who gets it.
    sense
        Whether it is a least, a most or exactly this.
    weight
        The part's weight by the key.
    by_key
        What the key would give. Of a share that is nothing: the part keeps the share by itself.
    optimum
        The fairest that all parts can carry together, in fractions.
    number
        What it gets, in whole units. Of a share these are units beyond the share, or when below
        zero units that it may miss.
    held_by
        The agreements that keep it from what the key would give.
    """

    subject: str
    need: bool
    row: int
    year: int | None
    part: str
    sense: Sense
    weight: Fraction
    by_key: Fraction
    optimum: float
    number: int
    held_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Division:
    """What every part gets.

    Parameters
    ----------
    partition
        The parts.
    portions
        What each gets of each shared number.
    by_remainder
        Whether the largest remainders made the numbers whole. Otherwise the parts could not carry
        that together, and whole numbers next to the optimum were searched that they can.
    """

    partition: Partition
    portions: tuple[Portion, ...]
    by_remainder: bool = True

    def of(self, part: str) -> Iterator[Portion]:
        """Give what one part gets.

        Parameters
        ----------
        part
            The part's name.

        Yields
        ------
        Portion
            A portion of one shared number.
        """
        return (portion for portion in self.portions if portion.part == part)


@dataclass(frozen=True, slots=True)
class Partition:
    """A country in parts.

    Parameters
    ----------
    kind
        What sort of area the parts are.
    parts
        The codes of each part's municipalities, by the part's name, sorted.
    """

    kind: str
    parts: Mapping[str, frozenset[str]]

    def touched(self, codes: frozenset[str]) -> list[str]:
        """Name the parts that some municipalities lie in.

        Parameters
        ----------
        codes
            Codes of municipalities.

        Returns
        -------
        list of str
            The names, in the order of the parts.
        """
        return [part for part, members in self.parts.items() if members & codes]

    def divides(self, codes: Iterable[str]) -> bool:
        """Tell whether some municipalities lie in more than one part.

        Parameters
        ----------
        codes
            Codes of municipalities.

        Returns
        -------
        bool
            True when they lie in two parts or more.
        """
        return len(self.touched(frozenset(codes))) > 1
