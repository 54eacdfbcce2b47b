"""The kind `stock_share`: the make-up of the stock at the end of a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar, Literal

from models.agreements.relative import RelativeShare
from models.agreements.threshold import Threshold
from models.language import Percent, Text, Word
from models.measure import Measure, Scope
from models.noun import Names
from models.number_fields import Ratio
from models.programme import Programme
from models.proportion import Proportion
from models.region import Region
from models.requirement import Requirement


class StockShare(RelativeShare, Threshold[Ratio]):
    r"""Some segments are at least, at most or exactly a part of the stock at the end of a year.

    That is the last of its years: of the horizon unless the agreement names years, or each of them
    when it holds in each year.

    .. math:: q \,(s_S + \sum_{i \in S} x_i) \;\ge\; p \,(t_S + \sum_{i \in S} y_i)

    with :math:`s` today's dwellings in the segments, :math:`t` all of today's dwellings, both less
    what is demolished or sold until then (given, or decided by the plan), :math:`x`
    the new build in the segments and :math:`y` all new build, as far as they still stand then. It
    can be held against a figure, the region and neighbours as a `share` can.

    Parameters
    ----------
    at_least, at_most, exactly
        The ratio :math:`p/q`.
    at_least_by, at_most_by
        The figure of the table that is each municipality's own threshold, or
        ``region`` for the regional share.
    margin
        Percentage points that are well still: below at_least_by, above at_most_by.
    apart
        Percentage points between the highest and the lowest share, at most.
    step
        To how many percentage points shares are looked at.
    segments
        The segments; the municipalities need a figure ``stock_<segment>`` for each, but for one
        that counts as another of them, in whose figure it is.
    """

    kind: Literal["stock_share"] = "stock_share"
    segments: Names

    only_rows: ClassVar[bool] = True

    @property
    def decided(self) -> bool:
        """The plan does."""
        return True

    def within(self, programme: Programme[Any], scope: Scope) -> Iterator[Requirement]:
        """Give a row for each bound."""
        part, whole = self.part_and_whole(programme, scope)
        for sense, ratio in self.bounds():
            yield Requirement.of_proportion(self, scope, sense, Proportion(part, ratio, whole))
        yield from self.own_rows(programme, scope)

    def part_and_whole(self, programme: Programme[Any], scope: Scope) -> tuple[Any, Any]:
        """Count the stock in the segments, and all of it."""
        stock = sum(
            programme.measure(Measure(quantity=f"stock_{segment}"), scope)
            for segment in programme.region.named_apart(self.segments)
        )
        # Never `+=`: a reader hands out its own totals, and PuLP's would change in place.
        part = stock + programme.measure(
            Measure(quantity="standing", segments=self.segments), scope
        )
        whole = programme.measure(Measure(quantity="stock"), scope) + programme.measure(
            Measure(quantity="standing"), scope
        )
        years = frozenset(y for y in programme.region.horizon.years if y <= max(scope.years))
        until = replace(scope, years=years)
        everything, own = Measure(quantity="net"), Measure(quantity="net", segments=self.segments)
        moved = programme.moved
        return part + moved(own, until), whole + moved(everything, until)

    def _year(self, region: Region) -> Text | str:
        """Say at the end of which year it holds."""
        years = self.years_of(region)
        return Text("the year") if "year" in self.each or not years else str(years[-1])

    @property
    def years_text(self) -> str:
        """Which years count, unless only the last of them does."""
        return super().years_text if "year" in self.each else ""

    def figures(self, region: Region) -> Iterator[tuple[str, str]]:
        """Give today's stock, in all and of each of the segments, and figures of thresholds."""
        yield from super().figures(region)
        for figure in (
            "stock",
            *(f"stock_{segment}" for segment in region.named_apart(self.segments)),
        ):
            yield "segments", figure

    def promise(self, region: Region) -> Text:
        """Say what was agreed, and not where."""
        message = "{segments}: {bounds} of the stock at the end of {year}"
        if self.relative:
            message = "{segments} as a part of the stock at the end of {year}: {bounds}"
        return Text(
            message,
            segments=tuple(Word(segment) for segment in self.segments),
            bounds=self.bounds_text(Percent),
            year=self._year(region),
        )
