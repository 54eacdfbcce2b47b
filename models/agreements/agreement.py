"""What every kind of agreement can say: its rows, its sentence, and what follows from them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, ClassVar

from models.agreements.heading import AgreementHeading
from models.division import Partition
from models.language import Text
from models.measure import Measure
from models.programme import Programme
from models.quantity import Cell
from models.region import Region
from models.requirement import GoalTerm, Outcome, Requirement
from models.shape import Selection
from models.tables import Municipality, Wish


class Agreement(AgreementHeading, ABC):
    """One negotiated or legal rule."""

    only_rows: ClassVar[bool] = False
    """Whether nothing follows from it but its rows: other thresholds then keep the problem."""

    @property
    def unit(self) -> str:
        """What a shortfall is counted in."""
        return "dwellings"

    @property
    def units(self) -> frozenset[str]:
        """All that its rows are counted in."""
        return frozenset([self.unit])

    @property
    def about(self) -> str | None:
        """The id of another agreement that it speaks of; None when it stands by itself."""
        return None

    @property
    def choices(self) -> Mapping[str, Agreement]:
        """The options of which it leaves the choice, by id, each with all that it says for them."""
        return {}

    @property
    def chooses(self) -> bool:
        """Whether some of its rows hold only where the plan chooses so."""
        return bool(self.choices)

    def without_limit(self, region: Region) -> Iterator[tuple[str, ...]]:
        """Give what it leaves a choice of and what nothing but agreements limits.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Yields
        ------
        tuple
            The path of the field that counts it.
        """
        yield from ()

    @property
    def whole(self) -> Measure | None:
        """What it asks an exact part of; None when it asks no such part."""
        return None

    @property
    def averaged_over(self) -> Measure | None:
        """What it asks an average over; None when it asks none."""
        return None

    @property
    def travels(self) -> bool:
        """Whether it needs the travel times between municipalities."""
        return False

    @property
    def can_fall_short(self) -> bool:
        """Whether some row of it may be missed, so that there is a shortfall to make small."""
        return self.without_goal is None and (not self.binding or bool(self.explained))

    def too_wide(self, region: Region) -> bool:
        """Tell whether its numbers are so wide that it may ask nothing.

        Parameters
        ----------
        region
            The region.

        Returns
        -------
        bool
            False for most kinds: only its rows tell for certain.
        """
        return False

    @abstractmethod
    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give the rows, in any kind of number that the programme holds.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.

        Yields
        ------
        Requirement
            A row, in the numbers of the programme.
        """

    @abstractmethod
    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        Text
            The sentence, in both languages.
        """

    def promise(self, region: Region) -> Text:
        """Say what was agreed, and not where, as far as the two can be told apart.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        Text
            The sentence, in both languages.
        """
        return self.sentence(region)

    def unknowns(self, region: Region) -> Iterator[tuple[str, Cell]]:
        """Give the cells, by quantity, that the plan decides because of this agreement.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Yields
        ------
        tuple
            A quantity's name and one of its cells.
        """
        yield from ()

    def outcomes(self, programme: Programme[Any]) -> Iterator[Outcome]:
        """Give what is to be divided fairly; most kinds divide nothing.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.

        Yields
        ------
        Outcome
            What one municipality gets, and its part by the key.
        """
        yield from ()

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give how far a plan is from it, for the goal that names it; most kinds are in no goal.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.

        Yields
        ------
        GoalTerm
            Of one municipality, one year or one demand scenario.
        """
        yield from ()

    @property
    def without_goal(self) -> Text | None:
        """What is said where no goal names it and it has no effect; None when its rows have."""
        return None

    def weighed_by(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Give the keys by which it divides something, each with the field that names it.

        Yields
        ------
        tuple
            The path of the field, and the name of the key.
        """
        yield from ()

    def limit_of_all(self, region: Region) -> int | None:
        """Give the most dwellings that it allows in all; None where it says nothing of that.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        int or None
            Dwellings.
        """
        return None

    def openings(self) -> Iterator[tuple[str, int]]:
        """Give the facilities that it lets begin later than the horizon.

        Yields
        ------
        tuple
            The facility, and its first year.
        """
        yield from ()

    def rates_of_exchange(self, region: Region) -> Iterator[tuple[Fraction, Selection]]:
        """Give what it lets somebody take over at another rate than one for one.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Yields
        ------
        tuple
            How many are built for one, and which dwellings.
        """
        yield from ()

    def sized(self, region: Region) -> str | None:
        """Name what it places in sizes that never give way; most kinds place nothing.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        str or None
            The facility.
        """
        return None

    def recipients(self, region: Region) -> list[Municipality]:
        """List the municipalities over which its keys divide: its members, for most kinds.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        list of Municipality
            The municipalities, sorted by code.
        """
        return self.members(region)

    def figures(self, region: Region) -> Iterator[tuple[str, str]]:
        """Give the figures that its members must have, besides those of keys and measures.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Yields
        ------
        tuple
            The field because of which it needs the figure, and the figure.
        """
        yield from ()

    def asks(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give what it asks for, row by row, be it a rule or a wish.

        What only says what unknowns mean is not asked for, nor what a municipality explained.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.

        Yields
        ------
        Requirement
            A row, in the numbers of the programme.
        """
        for row in self.requirements(programme):
            if not row.firm and row.scope.municipality not in self.explained:
                yield row

    def wishes(self, region: Region) -> list[Wish]:
        """List the rows of the table of bids that it counts.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        list of Wish
            The rows, in the order of the table.
        """
        return []

    def indivisible(self, region: Region, partition: Partition) -> Text | None:
        """Say why the parts of a country cannot keep it each for themselves.

        Nothing may get lost when each part is solved by itself: so it is for the kind to say that
        all keep it when each keeps its own rows, or what it is given of the whole.

        Parameters
        ----------
        region
            The region, or the scenario that it is.
        partition
            The parts of the country.

        Returns
        -------
        Text or None
            None when it can be divided, or need not be.
        """
        if not self.spans(region, partition):
            return None
        return Text("how agreements of its kind are divided is not known")
