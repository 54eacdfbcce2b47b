"""A front as it is told: its points, the plans beside it, its sentences and its table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from models.language import Language, Part, Text, to_places
from models.scenario import Scenario
from optimiser.results.account import Account, Record, TableMaker
from optimiser.results.goal_values import goal_amount

DIGITS_SHOWN = 2
"""Decimals that a reader sees: less than that is nothing."""


def decimals_told(values: Sequence[float], unit: str) -> int:
    """Give how many decimals a reader of a front sees: none of what nobody builds a part of.

    Parameters
    ----------
    values
        What one of its goals comes to, at each point.
    unit
        What that is counted in.

    Returns
    -------
    int
        Two of a percentage, and where all points lie within one of each other.
    """
    span = max(values) - min(values)
    return 0 if unit != "ratio" and (span >= 1 or not span) else DIGITS_SHOWN


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """A point of the front, or where a plan stands beside it: the values of both goals."""

    first: float
    second: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A plan beside the front.

    Parameters
    ----------
    point
        Where it stands.
    lost
        What it could gain in the first goal without losing in the second, in fractions of
        dwellings.
    kept
        Whether it keeps every binding agreement; else it may lie where no plan that does can come.
    """

    point: FrontPoint
    lost: float
    kept: bool


@dataclass(frozen=True, slots=True)
class Front(Account):
    """The front between two goals.

    Parameters
    ----------
    scenario
        The scenario.
    first, second
        The goals' ids.
    points
        From the best in the first goal to the best in the second; one when nothing is at odds.
    plans
        The plans beside it by their names; None for one that nothing completes.
    best
        The best plan in whole dwellings, when it was asked for and there is one.
    """

    scenario: Scenario
    first: str
    second: str
    points: tuple[FrontPoint, ...]
    plans: Mapping[str, Placed | None] = field(default_factory=dict)
    best: Placed | None = None

    @property
    def all_tables(self) -> Mapping[str, TableMaker]:
        """The one table."""
        return {"front": front_table}

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked."""
        return {"goals": [self.first, self.second]}

    @property
    def units(self) -> tuple[str, str]:
        """What both goals are counted in."""
        first, second = map(self.scenario.goal, (self.first, self.second))
        return first.unit(self.scenario), second.unit(self.scenario)

    def sentences(self) -> Iterator[Text]:
        """Say what the one goal costs the other, and how far each plan is from the front."""
        first, second = map(self.scenario.goal_counted_as, (self.first, self.second))
        best, worst = self.points[0], self.points[-1]
        if len(self.points) == 1:
            yield Text(
                "“{first}” and “{second}” are not at odds: in fractions of dwellings one plan is "
                "best in both, at {one} and {other}.",
                first=first,
                second=second,
                one=self.amounts(best)[0],
                other=self.amounts(best)[1],
            )
        else:
            yield Text(
                "“{second}” can go from {most} to {least}; “{first}” then goes from {best} to "
                "{worst}.",
                first=first,
                second=second,
                most=self.amounts(best)[1],
                least=self.amounts(worst)[1],
                best=self.amounts(best)[0],
                worst=self.amounts(worst)[0],
            )
        for name, placed in self.plans.items():
            yield self._said_of(name, placed)

    def amounts(self, point: FrontPoint) -> tuple[Part, Part]:
        """Give what both goals come to at a point, with their units.

        Parameters
        ----------
        point
            The point.

        Returns
        -------
        tuple
            What the first and the second goal come to.
        """

        def told(value: float, values: Sequence[float], unit: str) -> Part:
            exact = Fraction(str(value))
            whole = not decimals_told(values, unit)
            return goal_amount(Fraction(round(exact)) if whole else exact, unit)

        first, second = self.units
        return (
            told(point.first, [one.first for one in self.points], first),
            told(point.second, [one.second for one in self.points], second),
        )

    def _said_of(self, name: str, placed: Placed | None) -> Text:
        if placed is None:
            return Text("“{plan}” cannot be completed, and stands nowhere.", plan=name)
        unit, _ = self.units
        one, two = self.amounts(placed.point)
        if not placed.kept:
            return Text(
                "“{plan}” stands at {one} and {other}, but misses binding agreements: the front is "
                "of plans that keep them all.",
                plan=name,
                one=one,
                other=two,
            )
        lost = Fraction(str(max(0.0, placed.lost)))
        if not to_places(lost * (100 if unit == "ratio" else 1), DIGITS_SHOWN):
            return Text(
                "“{plan}” stands at {one} and {other}: on the front.",
                plan=name,
                one=one,
                other=two,
            )
        if unit != "ratio" and lost < 1:
            return Text(
                "“{plan}” stands at {one} and {other}: less than one from the front.",
                plan=name,
                one=one,
                other=two,
            )
        return Text(
            "“{plan}” stands at {one} and {other}: the first goal could be {lost} less without "
            "more of the second.",
            plan=name,
            one=one,
            other=two,
            lost=goal_amount(lost if unit == "ratio" else Fraction(round(lost)), unit),
        )


def front_table(found: Front, language: Language) -> Iterator[Record]:
    """Give the points from the best in the first goal to the best in the second, then plans."""
    unit, other = found.units
    first, second = map(found.scenario.goal_sentence, (found.first, found.second))
    shown: list[tuple[str, str, FrontPoint, Placed | None]] = [
        (str(number), "", point, None) for number, point in enumerate(found.points, 1)
    ]
    plans = [("best", "", found.best), *(("plan", *each) for each in found.plans.items())]
    shown += [(kind, name, one.point, one) for kind, name, one in plans if one is not None]
    for kind, name, point, placed in shown:
        yield {
            "point": kind,
            "plan": name,
            "first_goal": found.first,
            "first_sentence": first.render(language),
            "first": point.first,
            "first_unit": unit,
            "second_goal": found.second,
            "second_sentence": second.render(language),
            "second": point.second,
            "second_unit": other,
            "lost": placed.lost if placed else None,
            "kept": placed.kept if placed else None,
        }
