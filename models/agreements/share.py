"""The kind `share`: a measure is at least, at most or exactly a part of another measure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from models.agreements.agreement import Agreement
from models.agreements.threshold import Threshold
from models.language import Percent, Text
from models.measure import Measure
from models.numbers import Ratio
from models.requirement import Requirement

if TYPE_CHECKING:
    from models.programme import Programme
    from models.scenario import Scenario


class Share(Agreement, Threshold[Ratio]):
    r"""A measure is at least, at most or exactly a part of another measure.

    .. math:: q \sum_{i \in S} x_i \;\ge\; p \sum_{i \in S} y_i \qquad (\le,\ =)

    for each scope :math:`S` that the agreement holds in. Whole coefficients, so that a plan that
    is exactly on the threshold keeps it.

    Parameters
    ----------
    measure
        What is counted (:math:`x`).
    of
        What it is a part of (:math:`y`).
    at_least, at_most, exactly
        The ratio :math:`p/q`.
    """

    kind: Literal["share"] = "share"
    measure: Measure
    of: Measure

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return self.measure.unit

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each scope and bound."""
        for scope in self.scopes(programme.scenario):
            part = programme.measure(self.measure, scope)
            whole = programme.measure(self.of, scope)
            for sense, ratio in self.bounds():
                yield Requirement(
                    self,
                    scope,
                    ratio.denominator * part,
                    sense,
                    ratio.numerator * whole,
                    scale=ratio.denominator,
                )

    def sentence(self, scenario: Scenario) -> Text:
        """Say in one sentence what was agreed."""
        return Text(
            "{measure}: {bounds} of {whole} {where}",
            measure=self.measure.text(),
            bounds=self.bounds_text(Percent),
            whole=self.of.text(),
            where=self.where_text(scenario),
        )
