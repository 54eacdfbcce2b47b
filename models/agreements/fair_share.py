"""The kind `fair_share`: a measure is spread over the municipalities by a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, Literal

from models.agreements.agreement import Agreement
from models.agreements.where_text import where_text
from models.division import Partition
from models.language import Percent, Text, Word
from models.measure import Axes, Measure, Scope
from models.noun import Noun
from models.number_fields import Natural, Ratio
from models.programme import Programme
from models.quantity import DECIDED
from models.region import Region
from models.requirement import GoalTerm, Outcome, Requirement, Sense, counted_as_one


class GrowthPath(Noun):
    """From today's spread to the key (*ingroeipad*).

    Parameters
    ----------
    start
        The key that stands for today's spread.
    from_year
        The last year that today's spread holds.
    to_year
        The first year that the key holds; between the two the weights grow in equal steps.
    """

    start: str
    from_year: Natural
    to_year: Natural

    def progress(self, year: int) -> Fraction:
        """Tell which part of the path is behind us in a year: 0 at the start, 1 at the key.

        Parameters
        ----------
        year
            The year.

        Returns
        -------
        Fraction
            From 0 to 1.
        """
        if self.to_year <= self.from_year:
            return Fraction(1 if year >= self.to_year else 0)
        part = Fraction(year - self.from_year, self.to_year - self.from_year)
        return min(max(part, Fraction(0)), Fraction(1))


class FairShare(Agreement):
    r"""A measure is spread over the municipalities by a key.

    The fair share of municipality :math:`m` in year :math:`y` is :math:`w_{m,y} T_y`, with the
    weight

    .. math:: w_{m,y} = (1-\lambda_y)\, w^0_m + \lambda_y\, w_m

    on the growth path from today's spread :math:`w^0` to the key :math:`w`, and :math:`T` what
    there is to divide; over several years it is the sum of those of the years. With a tolerance
    :math:`\tau` it is a rule:

    .. math:: (1-\tau)\, w_{m,y} T_y \;\le\; x_{m,y} \;\le\; (1+\tau)\, w_{m,y} T_y

    and as a goal the largest relative deviation :math:`|x - wT| / wT` is made as small as can be,
    then the next largest, and so on (leximin; see J. Hooker and Y. Chen, *A guide to formulating
    fairness in an optimization model*, 2023). So it is also where the plan itself decides
    :math:`T`: a plan that builds less is not fairer for that.

    Parameters
    ----------
    measure
        What is divided (:math:`x`).
    of
        What there is to divide (:math:`T`); without it: the measure over all municipalities.
    key
        A key of the scenario, or a figure of the municipalities.
    tolerance
        The largest relative deviation (:math:`\tau`) allowed; without it the agreement asks for
        no number and works through the goal that names it.
    side
        On which side the tolerance holds: ``both``, only ``above`` (nobody takes more than that
        above the fair share) or only ``below``. A goal counts both sides.
    path
        The growth path; without it the key holds from the first year.
    """

    kind: Literal["fair_share"] = "fair_share"
    measure: Measure
    of: Measure | None = None
    key: str
    tolerance: Ratio | None = None
    side: Literal["both", "above", "below"] = "both"
    path: GrowthPath | None = None
    binding: bool = False
    each: Axes = ("municipality",)

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return self.measure.unit

    @property
    def decided(self) -> bool:
        """Whether what there is to divide is itself decided by the plan."""
        return (self.of or self.measure).quantity in DECIDED

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give how far each municipality (and year) is from its fair share.

        Years of a municipality whose fair shares are below one count as one.
        """
        for outcome, _ in counted_as_one(programme.outcomes(self), programme.reader.total):
            if (deviation := outcome.deviation()) is not None:
                yield deviation

    def too_wide(self, region: Region) -> bool:
        """Tell whether having nothing is within its tolerance."""
        return self.side == "below" and (self.tolerance or 0) >= 1

    def outcomes(self, programme: Programme[Any]) -> Iterator[Outcome]:
        """Give for each municipality (and year) what it gets, and its part of the whole."""
        region = programme.region
        divided: dict[frozenset[int], dict[str, tuple[Fraction, Any]]] = {}
        for scope in self.scopes(region):
            if scope.municipality is None:
                continue
            if scope.years not in divided:
                divided[scope.years] = self.divided(region, scope, programme.measure)
            weight, total = divided[scope.years][scope.municipality]
            assigned = programme.measure(self.measure, scope)
            yield Outcome(self, scope, assigned, total, weight, self.decided)

    def weights(self, region: Region, year: int) -> dict[str, Fraction]:
        """Give each municipality's weight in a year, as far as the path has grown.

        Parameters
        ----------
        region
            The region, or the scenario that it is.
        year
            The year.

        Returns
        -------
        dict
            Weight by code; they sum to one.
        """
        grown = self.path.progress(year) if self.path else Fraction(1)
        return {code: old + grown * (new - old) for code, old, new in self._ends(region)}

    def divided(
        self, region: Region, scope: Scope, count: Callable[[Measure, Scope], Any]
    ) -> dict[str, tuple[Fraction, Any]]:
        """Give each municipality's weight over a scope's years, and what that is a part of.

        Parameters
        ----------
        region
            The region, or the scenario that it is.
        scope
            The years.
        count
            Counts a measure somewhere.

        Returns
        -------
        dict
            By code. The weight times the other is the fair share: that of all years together.
        """
        over, years = self.of or self.measure, sorted(scope.years)
        everyone = frozenset(m.code for m in self.members(region))
        total = count(over, Scope(None, scope.year, everyone, scope.years))
        progress = {year: self.path.progress(year) if self.path else Fraction(1) for year in years}
        grown = sum(progress.values(), Fraction(0)) / len(years)
        uneven = over.yearly and len({*progress.values()}) > 1
        by_key: Any = 0
        if uneven:
            by_key = sum(
                part * count(over, Scope(None, year, everyone, frozenset([year])))
                for year, part in progress.items()
            )
            if not self.decided and total:
                grown = Fraction(by_key) / total
        found: dict[str, tuple[Fraction, Any]] = {}
        for code, old, new in self._ends(region):
            weight = new if old is new else old + grown * (new - old)
            over_all = total
            if uneven and self.decided and weight:
                # No weight is known before the plan: what there is each year counts by that year's.
                over_all = old / weight * (total - by_key) + new / weight * by_key
            found[code] = weight, over_all
        return found

    def _ends(self, region: Region) -> Iterator[tuple[str, Fraction, Fraction]]:
        """Give the weights from which the path grows, and those to which, by code."""
        members = self.members(region)
        goal = region.weights(self.key, members)
        start = region.weights(self.path.start, members) if self.path else goal
        for code, weight in goal.items():
            yield code, start[code], weight

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each municipality and side of the tolerance; none without a tolerance."""
        if self.tolerance is None:
            return
        for outcome in programme.outcomes(self):
            least = max(Fraction(0), (1 - self.tolerance) * outcome.weight)
            most = (1 + self.tolerance) * outcome.weight
            sides: tuple[tuple[str, Sense, Fraction], ...] = (
                ("below", ">=", least),
                ("above", "<=", most),
            )
            for side, sense, part in sides:
                if self.side not in ("both", side):
                    continue
                yield Requirement(
                    self,
                    outcome.scope,
                    part.denominator * outcome.assigned,
                    sense,
                    part.numerator * outcome.total,
                    scale=part.denominator,
                )

    def asks(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give the tolerance as what it asks for; without one that each has its fair share."""
        if self.tolerance is not None:
            yield from super().asks(programme)
            return
        for outcome in programme.outcomes(self):
            if outcome.scope.municipality not in self.explained:
                yield Requirement(self, outcome.scope, outcome.assigned, ">=", outcome.fair)

    @property
    def without_goal(self) -> Text | None:
        """What a goal has to do with it when it has no tolerance."""
        if self.tolerance is not None:
            return None
        return Text("This asks for no number and no goal names it: it has no effect.")

    def weighed_by(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Give the key, and the one from which the path grows."""
        yield ("key",), self.key
        if self.path is not None:
            yield ("path", "start"), self.path.start

    def indivisible(self, region: Region, partition: Partition) -> Text | None:
        """Say that a tolerance around the part of an unknown total is no part's own."""
        if self.tolerance is None or (self.of or self.measure).quantity not in DECIDED:
            return None
        if not partition.divides(m.code for m in self.members(region)):
            return None
        return Text("its tolerance is of a total that the plan decides")

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        spread = Text(
            "{measure}: spread by {key} {where}",
            measure=region.measure_text(self.measure),
            key=Word(self.key),
            where=where_text(self, region),
        )
        if self.path is not None:
            spread = Text(
                "{spread}, growing from {start} in {from_year} to the key in {to_year}",
                spread=spread,
                start=Word(self.path.start),
                from_year=str(self.path.from_year),
                to_year=str(self.path.to_year),
            )
        if self.tolerance is None:
            return spread
        said = {
            "both": "{spread}, at most {tolerance} above or below",
            "above": "{spread}, at most {tolerance} above",
            "below": "{spread}, at most {tolerance} below",
        }
        return Text(
            said[self.side],
            spread=spread,
            tolerance=Percent(self.tolerance),
        )
