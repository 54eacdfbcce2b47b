"""What every goal has: its name, and the deviations that it makes small."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.goals.objective import Objective, WithShortfalls
from models.language import Text
from models.noun import Noun
from models.programme import Programme
from models.region import Region
from models.requirement import Agreed, GoalTerm


@dataclass(frozen=True, slots=True)
class NamedAgreement:
    """An agreement that a goal is about.

    Parameters
    ----------
    field
        Where in the goal it is named.
    id
        The agreement's id.
    kind
        The kind that it must be of; None where the goal counts what any kind asks for.
    """

    field: tuple[str, ...]
    id: str
    kind: str | None


class Goal(Noun, ABC):
    """Something that a plan is made best in: the sum of its terms, as small as can be.

    Where terms are of several sums, each of these is added up by itself, and the largest of
    them counts; of some goals the largest two after that, and so on.
    """

    @property
    @abstractmethod
    def id(self) -> str:
        """Its name in results."""

    def unit(self, region: Region) -> str:
        """Give what its value is counted in, in results.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        str
            The unit.
        """
        return "dwellings"

    @property
    def ranked(self) -> int:
        """How many of its sums, from the worst on, are made best, in turn."""
        return 1

    @property
    def leximin(self) -> bool:
        """Whether all its sums count, from the worst on, without a name for each."""
        return False

    @property
    def names(self) -> tuple[str, ...]:
        """Its names in results, one for each sum that is made best: of the worst, the worst two."""
        return (self.id, *(f"{self.id}:{rank}" for rank in range(2, self.ranked + 1)))

    def sought(self, agreed: Iterable[Agreed]) -> tuple[str, ...]:
        """Give the names of all that is made small for it, in this order.

        Parameters
        ----------
        agreed
            All that was agreed.

        Returns
        -------
        tuple of str
            The names; of a shortfall one for each priority.
        """
        return self.names

    @property
    def sites(self) -> bool:
        """Whether it matters to this goal which municipalities host a facility."""
        return False

    @property
    def builds(self) -> bool:
        """Whether it matters to this goal what is built, or who is housed."""
        return not self.sites

    def named(self) -> Iterator[NamedAgreement]:
        """Give the agreements that it is about.

        Yields
        ------
        NamedAgreement
            Where it names which, and of what kind it must be.
        """
        yield from ()

    def indivisible(self) -> Text | None:
        """Say why it cannot be pursued in parts of a country; None when it can.

        Returns
        -------
        Text or None
            The reason.
        """
        return None

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give the terms, in any kind of number that the programme holds.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.

        Yields
        ------
        GoalTerm
            A term.
        """
        yield from ()

    def objectives(
        self, programme: Programme[Any], rows: Sequence[WithShortfalls]
    ) -> tuple[Objective, ...]:
        """Give what is made small, in this order: mostly the deviations, as one objective.

        Parameters
        ----------
        programme
            The scenario's quantities, in any kind of number.
        rows
            The requirements of all that was agreed, with the shortfalls of each in such numbers.

        Returns
        -------
        tuple of Objective
            In the order in which they are pursued.
        """
        return (Objective(self.names, tuple(self.goal_terms(programme)), self.leximin),)

    def exact_values(self, objectives: Sequence[Objective]) -> dict[str, Fraction]:
        """Give its values on a plan as results have them, by their names.

        Parameters
        ----------
        objectives
            Its objectives in the plan's exact numbers.

        Returns
        -------
        dict
            The value by name.
        """
        return {name: own[0] for each in objectives for name, own in each.values().items()}

    def ranked_values(self, objectives: Sequence[Objective]) -> tuple[Fraction, ...]:
        """Give what it comes to on a plan: the value, then what counts where values are equal.

        Parameters
        ----------
        objectives
            Its objectives in the plan's exact numbers.

        Returns
        -------
        tuple of Fraction
            The largest first.
        """
        return objectives[0].values()[self.id]

    def joined(self, passes: Mapping[str, float]) -> dict[str, float]:
        """Give what was found for it by its names in results.

        Parameters
        ----------
        passes
            What was found, by the names of objectives.

        Returns
        -------
        dict
            What was found, by name; nothing where nothing was sought.
        """
        return {name: passes[name] for name in self.names if name in passes}

    @abstractmethod
    def counted_as(self, region: Region) -> Text:
        """Name what its value is the number of, as a noun: at an axis, or above a column.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        Text
            The name, in both languages, such as *public cost of the plan locations*.
        """

    @abstractmethod
    def sentence(self, region: Region) -> Text:
        """Say what is wanted of that number, as a clause that can stand alone.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        Text
            The sentence, in both languages, such as *the public cost of the plan locations is as
            small as can be*.
        """
