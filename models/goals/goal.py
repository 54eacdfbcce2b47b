"""What every goal has: its name, and the deviations that it adds up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from models.language import Text
from models.noun import Noun
from models.programme import Programme
from models.region import Region
from models.requirement import Deviation


class Goal(Noun, ABC):
    """Something that a plan is made best in: the sum of its deviations, as small as can be.

    `Shortfall` and `Fairness` are no sums: the solve knows them by what they are.
    """

    @property
    @abstractmethod
    def id(self) -> str:
        """Its name in results."""

    @property
    def unit(self) -> str:
        """What its value is counted in."""
        return "dwellings"

    @property
    def ranked(self) -> int:
        """Of how many of its variants, from the worst on, the sum is made best, in turn."""
        return 1

    @property
    def names(self) -> tuple[str, ...]:
        """Its names in results, one for each sum that is made best: of the worst, the worst two."""
        return (self.id, *(f"{self.id}:{rank}" for rank in range(2, self.ranked + 1)))

    @property
    def sites(self) -> bool:
        """Whether it matters to this goal which municipalities host a facility."""
        return False

    def deviations(self, programme: Programme[Any]) -> Iterator[Deviation]:
        """Give the terms, in any kind of number that the programme holds."""
        yield from ()

    @property
    def builds(self) -> bool:
        """Whether it matters to this goal what is built, or who is housed."""
        return not self.sites

    @abstractmethod
    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is wanted."""
