"""The kind `average`: a measure is so much on average, such as a rent or a price per dwelling."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar, Literal

from models.agreements.comparison import RunningComparison
from models.agreements.threshold import Threshold
from models.division import Partition
from models.language import Text, Units
from models.measure import Measure, Scope
from models.number_fields import Weight
from models.programme import Programme
from models.proportion import Proportion
from models.region import Region
from models.requirement import Requirement


class Average(RunningComparison, Threshold[Weight]):
    r"""A measure is at least, at most or exactly so much on average.

    .. math:: q \sum_{i \in S} x_i \;\ge\; p \sum_{i \in S} y_i \qquad (\le,\ =)

    for each scope :math:`S` that the agreement holds in, with :math:`p/q` the average: a rent or a
    price per dwelling is the measure ``euros`` of a rate of that name, over the same new build.
    Where nothing is built nothing is asked.

    Parameters
    ----------
    at_least, at_most, exactly
        The average :math:`p/q`, in the unit of the measure.
    so_far
        Whether each year counts with the years before it.
    measure
        What is added up (:math:`x`).
    of
        Over how many (:math:`y`).
    """

    kind: Literal["average"] = "average"
    measure: Measure
    of: Measure = Measure(quantity="new_build")

    only_rows: ClassVar[bool] = True

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return self.measure.unit

    @property
    def averaged_over(self) -> Measure:
        """Over what it is an average."""
        return self.of

    def within(self, programme: Programme[Any], scope: Scope) -> Iterator[Requirement]:
        """Give a row for each bound."""
        total = programme.measure(self.measure, scope)
        number = programme.measure(self.of, scope)
        for sense, bound in self.bounds():
            average = Proportion(total, Fraction(bound), number)
            yield Requirement.of_proportion(self, scope, sense, average)

    def indivisible(self, region: Region, partition: Partition) -> None:
        """Give nothing: an average that each part keeps is kept by all together."""

    def promise(self, region: Region) -> Text:
        """Say what was agreed, and not where."""
        return Text(
            "{measure} on average over {number}: {bounds}",
            measure=region.measure_text(self.measure),
            number=region.measure_text(self.of),
            bounds=self.bounds_text(lambda bound: Units(bound, self.unit)),
        )
