"""Comparisons: agreements that are kept or missed in each scope by itself."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from models.agreements.agreement import Agreement
from models.language import Text
from models.measure import Scope
from models.requirement import Requirement

if TYPE_CHECKING:
    from models.programme import Programme
    from models.scenario import Scenario


class MeasureComparison(Agreement):
    """An agreement that compares numbers, scope by scope."""

    @abstractmethod
    def within(self, programme: Programme[Any], scope: Scope) -> Iterator[Requirement]:
        """Give the rows of one scope."""

    @abstractmethod
    def promise(self, scenario: Scenario) -> Text:
        """Say what was agreed, and not where."""

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each scope and bound."""
        for scope in self.scopes(programme.scenario):
            yield from self.within(programme, scope)

    def sentence(self, scenario: Scenario) -> Text:
        """Say in one sentence what was agreed."""
        return Text(
            "{promise} {where}",
            promise=self.promise(scenario),
            where=self.where_text(scenario),
        )
