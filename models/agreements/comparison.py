"""Comparisons: agreements that are kept or missed in each scope by itself."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from models.agreements.agreement import Agreement
from models.agreements.where_text import where_text
from models.language import Text
from models.measure import Scope
from models.programme import Programme
from models.region import Region
from models.requirement import Requirement


class MeasureComparison(Agreement):
    """An agreement that compares numbers, scope by scope."""

    @abstractmethod
    def within(self, programme: Programme[Any], scope: Scope) -> Iterator[Requirement]:
        """Give the rows of one scope.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.
        scope
            Where and when.

        Yields
        ------
        Requirement
            A row, in the numbers of the programme.
        """

    @abstractmethod
    def promise(self, region: Region) -> Text:
        """Say what was agreed, and not where."""

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each scope and bound."""
        for scope in self.scopes(programme.region):
            yield from self.within(programme, scope)

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        return Text(
            "{promise} {where}",
            promise=self.promise(region),
            where=where_text(self, region),
        )


class RunningComparison(MeasureComparison):
    """A comparison that may be of a running total.

    Parameters
    ----------
    so_far
        Whether each year counts together with the years before it, as far as they count.
    """

    so_far: bool = False

    @model_validator(mode="after")
    def _runs_over_years(self) -> Self:
        if self.so_far and "year" not in self.each:
            raise PydanticCustomError(
                "so-far-without-year",
                "a running total is of each year",
                {"text": Text("so_far is of each year: add “year” to each")},
            )
        return self

    def scopes(self, region: Region) -> Iterator[Scope]:
        """List where and when it holds; of a running total each scope has the years before it."""
        years = self.years_of(region)
        for scope in super().scopes(region):
            if self.so_far and scope.year is not None:
                until = frozenset(year for year in years if year <= scope.year)
                yield replace(scope, years=until)
            else:
                yield scope

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        said = super().sentence(region)
        return Text("{said}, with the years before it", said=said) if self.so_far else said
