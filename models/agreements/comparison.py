"""Comparisons: agreements that are kept or missed in each scope by itself."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

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
