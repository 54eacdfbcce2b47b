"""The kind `share`: a measure is at least, at most or exactly a part of another measure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from models.agreements.comparison import RunningComparison
from models.agreements.threshold import Threshold
from models.division import Partition
from models.language import Percent, Text, Units
from models.measure import Measure, Scope
from models.numbers import Multiple, Natural
from models.programme import Programme
from models.proportion import Proportion
from models.region import Region
from models.requirement import Requirement, Sense


class Share(RunningComparison, Threshold[Multiple]):
    r"""A measure is at least, at most or exactly a part of another measure.

    .. math:: q \sum_{i \in S} x_i \;\ge\; p \sum_{i \in S} y_i - q\,(r - e) \qquad (\le,\ =)

    for each scope :math:`S` that the agreement holds in. Whole coefficients, so that a plan that
    is exactly on the threshold keeps it. At most: with :math:`+\,q\,(r - e)`; exactly: both.

    Parameters
    ----------
    at_least, at_most, exactly
        The ratio :math:`p/q`; above 100% only of something else than is counted: twice as many
        as there were is 200%.
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
    """

    kind: Literal["share"] = "share"
    measure: Measure
    of: Measure
    rounding: Natural = 0
    beyond: Natural = 0

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

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return self.measure.unit

    @property
    def whole(self) -> Measure | None:
        """What it is a part of; None when it may be off because units are whole."""
        return None if self.rounding else self.of

    def within(self, programme: Programme[Any], scope: Scope) -> Iterator[Requirement]:
        """Give a row for each bound."""
        part = programme.measure(self.measure, scope)
        whole = programme.measure(self.of, scope)
        for sense, ratio, room in self.sides():
            yield Requirement.of_proportion(
                self, scope, sense, Proportion(part, ratio, whole, room)
            )

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
                room = {">=": -1, "<=": 1, "==": 0}[side] * (self.rounding - self.beyond)
                yield side, ratio, room

    def indivisible(self, region: Region, partition: Partition) -> None:
        """Give nothing: a share that each part keeps is kept by all together."""

    def promise(self, region: Region) -> Text:
        """Say what was agreed, and not where."""
        return Text(
            "{measure}: {bounds} of {whole}",
            measure=self.measure.text(),
            bounds=self.bounds_text(Percent),
            whole=self.of.text(),
        )

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        share = super().sentence(region)
        if self.beyond:
            beyond = Units(self.beyond, self.unit)
            share = Text("{share}, with {beyond} to spare", share=share, beyond=beyond)
        if not self.rounding:
            return share
        return Text(
            "{share}, to within {rounding}",
            share=share,
            rounding=Units(self.rounding, self.unit),
        )
