"""Shares beside one another: own thresholds, the region's share, the highest and the lowest."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from models.agreements.choosing import limitless, optional_rows
from models.agreements.comparison import MeasureComparison
from models.division import Partition
from models.language import Part, Text, Word
from models.measure import PLACES, Measure, Scope
from models.number_fields import Ratio
from models.programme import Programme
from models.proportion import Proportion
from models.region import Region
from models.requirement import Requirement, Sense

REGION = "region"
"""In the place of a figure: what it is over the region."""

MOST_TRIED = 200
"""Shares that are tried, at most."""


class RelativeShare(MeasureComparison):
    """A share that can be held against others: a figure, the region's share, that of neighbours.

    Parameters
    ----------
    at_least_by, at_most_by
        The figure with each municipality's own threshold, or ``region`` for the regional share.
    margin
        Percentage points below it (at least) or above it (at most) that are well still.
    apart
        Percentage points between the highest and the lowest share, at most.
    step
        To how many percentage points shares are looked at, where the plan decides of what.
    """

    at_least_by: str | None = None
    at_most_by: str | None = None
    margin: Ratio = Fraction(0)
    apart: Ratio | None = None
    step: Ratio = Fraction(1, 100)

    @property
    @abstractmethod
    def decided(self) -> bool:
        """Whether the plan decides of what it is a share."""

    @model_validator(mode="after")
    def _in_whole_steps(self) -> Self:
        if not self.step or (1 / self.step).denominator > 1 or 1 / self.step > MOST_TRIED:
            raise PydanticCustomError(
                "step-unfit",
                "steps that make a whole",
                {"text": Text("steps add up to 100%, such as 1% or 5%, and are 0.5% at least")},
            )
        return self

    @property
    def relative(self) -> bool:
        """Whether something else than a number is its threshold."""
        return any(one is not None for one in (self.at_least_by, self.at_most_by, self.apart))

    @property
    def elsewhere(self) -> bool:
        """Whether it has a threshold without having a number."""
        return self.relative

    @property
    def lacks_municipality(self) -> bool:
        """Whether it has a threshold of each municipality, and does not hold for each of them."""
        return self.relative and {"municipality"} != {*PLACES} & {*self.each}

    @property
    def together(self) -> bool:
        """Whether municipalities are held against one another."""
        return self.apart is not None or REGION in (self.at_least_by, self.at_most_by)

    @property
    def chooses(self) -> bool:
        """Whether a share to hold others against is chosen: the plan decides of what it is one."""
        return self.together and self.decided

    @abstractmethod
    def part_and_whole(self, programme: Programme[Any], scope: Scope) -> tuple[Any, Any]:
        """Count what is a part, and of what.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.
        scope
            Where and when.

        Returns
        -------
        tuple
            Both, in the numbers of the programme.
        """

    def added(self, sense: Sense) -> int:
        """Give the units that are added to the right side of a row.

        Parameters
        ----------
        sense
            The row's.

        Returns
        -------
        int
            Units; none, for most kinds.
        """
        return 0

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each scope and bound, and those that hold shares against one another."""
        yield from super().requirements(programme)
        if not self.together:
            return
        groups: dict[Scope, list[Scope]] = {}
        for scope in self.scopes(programme.region):
            here = region_of(self, programme.region)
            groups.setdefault(replace(scope, municipality=None, municipalities=here), []).append(
                scope
            )
        for everywhere, scopes in groups.items():
            if self.chooses:
                yield from self._beside_chosen(programme, everywhere, scopes)
            else:
                yield from self._beside_region(programme, everywhere, scopes)
                yield from self._apart(programme, scopes)

    def own_rows(self, programme: Programme[Any], scope: Scope) -> Iterator[Requirement]:
        """Give the rows of one municipality's own thresholds.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.
        scope
            Where and when.

        Yields
        ------
        Requirement
            A row for each threshold that is a figure.
        """
        for sense, name, margin in self._by():
            if name != REGION:
                figure = programme.region.municipality(scope.municipality or "").figure(name)
                ratio = max(Fraction(0), figure + margin)
                yield self._row(programme, scope, sense, ratio)

    def _by(self) -> Iterator[tuple[Sense, str, Fraction]]:
        if self.at_least_by is not None:
            yield ">=", self.at_least_by, -self.margin
        if self.at_most_by is not None:
            yield "<=", self.at_most_by, self.margin

    def _row(
        self, programme: Programme[Any], scope: Scope, sense: Sense, ratio: Fraction
    ) -> Requirement:
        part, whole = self.part_and_whole(programme, scope)
        proportion = Proportion(part, ratio, whole, self.added(sense))
        return Requirement.of_proportion(self, scope, sense, proportion)

    def _beside_region(
        self, programme: Programme[Any], everywhere: Scope, scopes: list[Scope]
    ) -> Iterator[Requirement]:
        """Hold shares of what is given against the regional share, exactly."""
        in_all, of_all = self.part_and_whole(programme, everywhere)
        for sense, name, margin in self._by():
            for scope in scopes if name == REGION and of_all else ():
                part, whole = self.part_and_whole(programme, scope)
                size, added = Fraction(whole, of_all), margin * whole
                yield row_beside(
                    self, scope, sense, part=part, other=in_all, size=size, added=added
                )

    def _apart(self, programme: Programme[Any], scopes: list[Scope]) -> Iterator[Requirement]:
        """Hold shares of what is given against one another, exactly."""
        counted = [(scope, *self.part_and_whole(programme, scope)) for scope in scopes]
        for scope, part, whole in counted if self.apart is not None else ():
            for other, least, of in counted:
                if other is not scope and of:
                    name = programme.region.municipality(other.municipality or "").name
                    here = scope.named(", ".join(filter(None, (scope.label, name))))
                    size, added = Fraction(whole, of), (self.apart or 0) * whole
                    yield row_beside(
                        self, here, "<=", part=part, other=least, size=size, added=added
                    )

    def _beside_chosen(
        self, programme: Programme[Any], everywhere: Scope, scopes: list[Scope]
    ) -> Iterator[Requirement]:
        """Choose the share that others are held against: a product of two unknowns is no row.

        The regional share is rounded to the next step, on the side of who is held against it.
        """
        sides: dict[str, tuple[tuple[Scope, Sense, Fraction], ...]] = {}
        for sense, name, margin in self._by():
            if name == REGION:
                opposite: Sense = "<=" if sense == ">=" else ">="
                sides[f"{sense} {REGION}"] = (
                    (everywhere, opposite, Fraction(0)),
                    *((scope, sense, margin) for scope in scopes),
                )
        if self.apart is not None:
            band: tuple[tuple[Sense, Fraction], ...] = ((">=", Fraction(0)), ("<=", self.apart))
            sides["apart"] = tuple(
                (scope, sense, points) for scope in scopes for sense, points in band
            )
        for label, rows in sides.items():
            of_choice = everywhere.named(", ".join(filter(None, (everywhere.label, label))))
            for number in range(int(1 / self.step) + 1):
                tried = number * self.step
                held = [
                    (scope.named(", ".join(filter(None, (scope.label, label)))), sense, ratio)
                    for scope, sense, points in rows
                    if (ratio := tried + points) > 0 or sense == "<="
                ]
                read, exact = (
                    [self._row(one, scope, sense, ratio) for scope, sense, ratio in held]
                    for one in (programme, programme.linear)
                )
                named = f"{float(tried * 100):g}%"
                yield from optional_rows(
                    programme.region, read, exact, option=named, scope=of_choice
                )

    def indivisible(self, region: Region, partition: Partition) -> Text | None:
        """Say, where it holds several parts against one another, that one plan decides it."""
        codes = (member.code for member in self.members(region))
        if not self.together or not partition.divides(codes):
            return None
        return Text("municipalities are held against one another in one plan")

    def without_limit(self, region: Region) -> Iterator[tuple[str, ...]]:
        """Give what it is a part of, where nothing but agreements limits that."""
        measured = (getattr(self, name, None) for name in ("measure", "of"))
        if self.chooses and any(
            isinstance(one, Measure) and limitless(one, region) for one in measured
        ):
            yield ("of",)

    def more_bounds(self) -> Iterator[Text]:
        """Say its thresholds that are no numbers.

        Yields
        ------
        Text
            A phrase, in both languages.
        """
        words: dict[Sense, tuple[str, str]] = {
            ">=": ("at least {figure}", "at least {figure} less {points} percentage points"),
            "<=": ("at most {figure}", "at most {figure} and {points} percentage points"),
            "==": ("exactly {figure}", "exactly {figure}"),
        }
        said = list(self._by())
        if self.at_least_by == self.at_most_by and not self.margin:
            said = [("==", name, margin) for _, name, margin in said[:1]]
        for sense, name, _ in said:
            figure: Part = Text("the regional share") if name == REGION else Word(name)
            yield Text(words[sense][bool(self.margin)], figure=figure, points=self.margin * 100)
        if self.apart is not None:
            yield Text(
                "highest and lowest at most {points} percentage points apart",
                points=self.apart * 100,
            )

    def figures(self, region: Region) -> Iterator[tuple[str, str]]:
        """Give the figures that are thresholds, and those of its kind."""
        yield from super().figures(region)
        yield from self.own_figures()

    def own_figures(self) -> Iterator[tuple[str, str]]:
        """Give the figures that are thresholds, each with the field that names it.

        Yields
        ------
        tuple
            The field, and the figure.
        """
        for field in ("at_least_by", "at_most_by"):
            name = getattr(self, field)
            if name not in (None, REGION):
                yield field, name


def region_of(agreement: MeasureComparison, region: Region) -> frozenset[str]:
    """Give the municipalities of the region, or of the area that an agreement is for."""
    return frozenset(region.codes) if agreement.area is None else region.members_of(agreement.area)


def row_beside(
    agreement: MeasureComparison,
    scope: Scope,
    sense: Sense,
    *,
    part: Any,
    other: Any,
    size: Fraction,
    added: int | Fraction,
) -> Requirement:
    """Give the row that holds a part against what another is in a whole of this size, and added."""
    scale = lcm(size.denominator, Fraction(added).denominator)
    right = int(size * scale) * other + int(added * scale)
    return Requirement(agreement, scope, scale * part, sense, right, scale=scale)
