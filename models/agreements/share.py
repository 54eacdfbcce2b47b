"""The kind `share`: a measure is at least, at most or exactly a part of another measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from models.agreements.comparison import RunningComparison
from models.agreements.relative import RelativeShare
from models.agreements.threshold import Threshold
from models.language import Percent, Text, Units
from models.measure import Measure, Scope
from models.number_fields import Multiple, Natural
from models.programme import Programme
from models.proportion import Proportion
from models.quantity import DECIDED
from models.region import Region
from models.requirement import Requirement, Sense


class Share(RunningComparison, RelativeShare, Threshold[Multiple]):
    r"""A measure is at least, at most or exactly a part of another measure.

    .. math:: q \sum_{i \in S} x_i \;\ge\; p \sum_{i \in S} y_i - q\,(r - e) \qquad (\le,\ =)

    for each scope :math:`S` that the agreement holds in. Whole coefficients, so that a plan that
    is exactly on the threshold keeps it. At most: with :math:`+\,q\,(r - e)`; exactly: both.

    Thresholds can be each municipality's own, a figure :math:`f_m` of the table, and shares can be
    held against that of the region (:math:`R`) and against one another:

    .. math::
       \frac{x_m}{y_m} \ge f_m - g, \qquad \frac{x_m}{y_m} \ge \frac{x_R}{y_R} - g, \qquad
       \frac{x_m}{y_m} - \frac{x_k}{y_k} \le a

    The last two are rows where :math:`y` is given. Where the plan decides :math:`y`, a share
    :math:`\ell` is chosen, a multiple of the step, with :math:`x_R \le \ell y_R` and
    :math:`x_m \ge (\ell - g)\, y_m`, or with :math:`\ell y_m \le x_m \le (\ell + a)\, y_m`:
    the regional share is rounded to a whole step, and all shares lie between one step and
    :math:`a` above it. A municipality that has nothing of :math:`y` is held against none.

    Of a running share with a delay of :math:`d` years :math:`y` counts until :math:`d` years
    before: who needs a dwelling has one by the end of the year after, or nothing is demolished
    before something else is built.

    Parameters
    ----------
    at_least, at_most, exactly
        The ratio :math:`p/q`; above 100% only of something else than is counted: twice as many
        as there were is 200%.
    at_least_by, at_most_by
        The figure of the table that is each municipality's own threshold (:math:`f_m`), or
        ``region`` for the regional share.
    margin
        Percentage points that are well still: below at_least_by, above at_most_by (:math:`g`).
    apart
        Percentage points between the highest and the lowest share, at most (:math:`a`).
    step
        To how many percentage points shares are looked at where the plan decides of what.
    so_far
        Whether each year counts with the years before it: a running share.
    measure
        What is counted (:math:`x`).
    of
        What it is a part of (:math:`y`).
    rounding
        Units that it may be off, because units are whole (:math:`r`): half of seven households is
        three or four.
    beyond
        Units that must be left over: what is taken over from who cannot keep its share (:math:`e`).
        Not with exactly, which leaves nothing over.
    delay
        Of a running share: years by which what it is a part of lies earlier (:math:`d`).
    """

    kind: Literal["share"] = "share"
    measure: Measure
    of: Measure
    rounding: Natural = 0
    beyond: Natural = 0
    delay: Natural = 0

    only_rows: ClassVar[bool] = True

    @model_validator(mode="after")
    def _leaves_something_over(self) -> Self:
        if self.beyond and self.exactly is not None:
            raise PydanticCustomError(
                "beyond-exactly",
                "beyond has no meaning with exactly",
                {
                    "text": Text(
                        "exactly leaves nothing over: with beyond, give at_least or at_most"
                    )
                },
            )
        return self

    @model_validator(mode="after")
    def _delayed_so_far(self) -> Self:
        if self.delay and not self.so_far:
            text = Text("a delay is of a running total: add so_far: true")
            raise PydanticCustomError(
                "delay-of-one-year", "a delay is of a running total", {"text": text}
            )
        return self

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return self.measure.unit

    @property
    def decided(self) -> bool:
        """Whether the plan decides of what it is a part."""
        return self.of.quantity in DECIDED

    @property
    def whole(self) -> Measure | None:
        """What it is a part of; None when that is of other years, or units being whole matter."""
        return None if self.rounding or self.delay else self.of

    def within(self, programme: Programme[Any], scope: Scope) -> Iterator[Requirement]:
        """Give a row for each bound."""
        part, whole = self.part_and_whole(programme, scope)
        for sense, ratio, added in self.sides():
            yield Requirement.of_proportion(
                self, scope, sense, Proportion(part, ratio, whole, added)
            )

        yield from self.own_rows(programme, scope)

    def part_and_whole(self, programme: Programme[Any], scope: Scope) -> tuple[Any, Any]:
        """Count the measure, and what it is a part of."""
        part, before = programme.measure(self.measure, scope), self.of_which(scope)
        return part, programme.measure(self.of, before) if before.years else 0

    def of_which(self, scope: Scope) -> Scope:
        """Give where and when what it is a part of counts: with a delay until some years before.

        Parameters
        ----------
        scope
            Where and when the measure counts.

        Returns
        -------
        Scope
            The scope, with fewer years; without years where it is of what lies before the horizon.
        """
        last = max(scope.years) - self.delay
        return replace(scope, years=frozenset(year for year in scope.years if year <= last))

    def sides(self) -> Iterator[tuple[Sense, Fraction, int]]:
        """Give each bound with its sense, and the units that are added to its right side.

        Yields
        ------
        tuple
            The sense, the ratio, and the units on the right side.
        """
        sides: dict[Sense, tuple[Sense, ...]] = {"==": (">=", "<=")} if self.rounding else {}
        for sense, ratio in self.bounds():
            for side in sides.get(sense, (sense,)):
                yield side, ratio, self.added(side)

    def added(self, sense: Sense) -> int:
        """Give the units by which it may be off, less those that must be left over."""
        return {">=": -1, "<=": 1, "==": 0}[sense] * (self.rounding - self.beyond)

    def promise(self, region: Region) -> Text:
        """Say what was agreed, and not where."""
        message = "{measure}: {bounds} of {whole}"
        if self.of.unit == "euros":
            message = "{measure}: {bounds} of the total in {whole}"
        if self.relative:
            message = "{measure} as a part of {whole}: {bounds}"
        return Text(
            message,
            measure=region.measure_text(self.measure),
            bounds=self.bounds_text(Percent),
            whole=region.measure_text(self.of),
        )

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        share = super().sentence(region)
        if self.beyond:
            beyond = Units(self.beyond, self.unit)
            share = Text("{share}, with {beyond} to spare", share=share, beyond=beyond)
        if self.delay:
            message = "{share}, of what there was {years} years before"
            if self.delay == 1:
                message = "{share}, of what there was a year before"
            share = Text(message, share=share, years=self.delay)
        if not self.rounding:
            return share
        return Text(
            "{share}, to within {rounding}",
            share=share,
            rounding=Units(self.rounding, self.unit),
        )
