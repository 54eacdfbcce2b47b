"""The kind `amount`: a measure is at least, at most or exactly a number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from models.agreements.comparison import RunningComparison
from models.agreements.threshold import Threshold
from models.division import Partition
from models.language import Text, Units
from models.measure import Measure, Scope
from models.number_fields import Natural
from models.programme import Programme
from models.region import Region
from models.requirement import Requirement

ALL_BUILT = Measure(quantity="new_build")


class Amount(RunningComparison, Threshold[Natural]):
    r"""A measure is at least, at most or exactly a number.

    .. math:: \sum_{i \in S} x_i \;\ge\; b \qquad (\le,\ =)

    for each scope :math:`S` that the agreement holds in.

    Parameters
    ----------
    at_least, at_most, exactly
        The number :math:`b`.
    so_far
        Whether each year counts with the years before it: a running total.
    measure
        What is counted (:math:`x`), in its own unit.
    """

    kind: Literal["amount"] = "amount"
    measure: Measure

    only_rows: ClassVar[bool] = True

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return self.measure.unit

    def within(self, programme: Programme[Any], scope: Scope) -> Iterator[Requirement]:
        """Give a row for each bound."""
        counted = programme.measure(self.measure, scope)
        for sense, bound in self.bounds():
            yield Requirement(self, scope, counted, sense, bound)

    def limit_of_all(self, region: Region) -> int | None:
        """Give its limit, where it is binding everywhere and always and counts all dwellings."""
        limit = self.at_most if self.exactly is None else self.exactly
        if limit is None or not self.binding or self.explained or self.each:
            return None
        everywhere = len(self.members(region)) == len(region.municipalities)
        always = self.years_of(region) == list(region.horizon.years)
        return limit if everywhere and always and self.measure == ALL_BUILT else None

    def indivisible(self, region: Region, partition: Partition) -> None:
        """Give nothing: each part is given its portion of the number."""

    def promise(self, region: Region) -> Text:
        """Say what was agreed, and not where."""
        return Text(
            "{measure}: {bounds}",
            measure=region.measure_text(self.measure),
            bounds=self.bounds_text(lambda bound: Units(bound, self.unit)),
        )
