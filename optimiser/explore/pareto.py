"""Pareto: what one goal costs another, as a front of points none of which beats another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Unpack

from models.language import Language, Part, Text
from models.plan import Plan
from models.scenario import Scenario
from optimiser.explore.pyomo_model import Workbench
from optimiser.results.audit import audit
from optimiser.results.goal_values import DIGITS, pursued, written
from optimiser.results.report import Record, Report, Table
from optimiser.solver.limits import Limits, StopOptions

DIGITS_SHOWN = 2
"""Decimals that a reader sees: less than that is nothing."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the front, or a plan placed beside it: the values of both goals."""

    first: float
    second: float


@dataclass(frozen=True, slots=True)
class Front(Report):
    """The front between two goals.

    Parameters
    ----------
    scenario
        The scenario.
    first, second
        The goals' ids.
    points
        From the best in the first goal to the best in the second; one when nothing is at odds.
    plan
        The negotiated plan, when there is one.
    lost
        What the negotiated plan could gain in the first goal without losing in the second.
    """

    scenario: Scenario
    first: str
    second: str
    points: tuple[Point, ...]
    plan: Point | None = None
    lost: float | None = None

    @property
    def all_tables(self) -> Mapping[str, Table]:
        """The one table."""
        return {"front": table}

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
        """Say what the one goal costs the other, and how far the plan is from the front."""
        unit, other = self.units
        first, second = map(self.scenario.goal_sentence, (self.first, self.second))
        best, worst = self.points[0], self.points[-1]
        if len(self.points) == 1:
            yield Text(
                "“{first}” and “{second}” are not at odds: one plan is best in both, at {one} and "
                "{other}.",
                first=first,
                second=second,
                one=amount(best.first, unit),
                other=amount(best.second, other),
            )
        else:
            yield Text(
                "“{second}” can go from {most} to {least}; “{first}” then goes from {best} to "
                "{worst}.",
                first=first,
                second=second,
                most=amount(best.second, other),
                least=amount(worst.second, other),
                best=amount(best.first, unit),
                worst=amount(worst.first, unit),
            )
        if self.plan is None or self.lost is None:
            return
        one, two = amount(self.plan.first, unit), amount(self.plan.second, other)
        lost = Fraction(str(max(0.0, self.lost)))
        yield (
            Text(
                "The plan stands at {one} and {other}: the first goal could be {lost} less "
                "without more of the second.",
                one=one,
                other=two,
                lost=written(lost, unit),
            )
            if round(lost * (100 if unit == "ratio" else 1), DIGITS_SHOWN)
            else Text("The plan stands at {one} and {other}: on the front.", one=one, other=two)
        )


def amount(value: float, unit: str) -> Part:
    """Give a goal's value in its unit."""
    return written(Fraction(str(value)), unit)


def table(found: Front, language: Language) -> Iterator[Record]:
    """Give the points from the best in the first goal to the best in the second, then the plan."""
    unit, other = found.units
    first, second = map(found.scenario.goal_sentence, (found.first, found.second))
    shown = [(str(number), point) for number, point in enumerate(found.points, 1)]
    if found.plan is not None:
        shown.append(("plan", found.plan))
    for name, point in shown:
        yield {
            "point": name,
            "first_goal": found.first,
            "first_sentence": first.render(language),
            "first": point.first,
            "first_unit": unit,
            "second_goal": found.second,
            "second_sentence": second.render(language),
            "second": point.second,
            "second_unit": other,
            "lost": found.lost if name == "plan" else None,
        }


def front(
    scenario: Scenario,
    first: str,
    second: str,
    *,
    points: int = 20,
    plan: Plan | None = None,
    **options: Unpack[StopOptions],
) -> Front:
    r"""Find the front by the epsilon-constraint method, in fractions of dwellings.

    .. math:: \min f_1 + \rho f_2 \quad \text{with} \quad f_2 \le \varepsilon_k

    for evenly spread :math:`\varepsilon_k` between the best of the second goal and what it is where
    the first is best. The small weight :math:`\rho` takes the place of the slack term of AUGMECON2
    (G. Mavrotas and K. Florios, 2013): it keeps out points that another beats.

    Parameters
    ----------
    scenario
        The scenario.
    first, second
        Ids of goals of the scenario; of a goal of fairness the largest deviation counts.
    points
        How many points, at least two.
    plan
        A negotiated plan to place beside the front.
    **options
        Any of ``time_limit`` (seconds from now), ``cancelled`` (asked now and then) and ``params``.

    Returns
    -------
    Front
        The points, in the units of both goals.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    KeyError
        If the scenario has no such goal.
    NoPlan
        If no plan keeps all binding agreements.
    TimeUp
        If the time was up.
    ValueError
        If fewer than two points are asked for.
    """
    if points < 2:
        raise ValueError("a front has at least two points")
    limits = Limits(**options)
    bench, little = Workbench(scenario, limits), limits.params.preference
    least, best = bench.least(second), bench.least(first)
    bench.hold(first, best, little)
    most = bench.least(second)
    bench.let_go(first)
    found: list[Point] = []
    at_odds = most - least > little * (1 + abs(least))
    for step in range(points if at_odds else 1):
        bound = most + (least - most) * step / (points - 1)
        found.append(_point(bench, first, second, bound))
    placed, lost = None, None
    if plan is not None:
        values = pursued(audit(scenario, plan).objectives)
        placed = Point(*(float(values.get(name, Fraction(0))) for name in (first, second)))
        gained = placed.first - _point(bench, first, second, max(placed.second, least)).first
        lost = gained if gained > 2 * little * (1 + abs(placed.second)) else 0.0
    return Front(scenario, first, second, tuple(dict.fromkeys(found)), placed, lost)


def _point(bench: Workbench, first: str, second: str, bound: float) -> Point:
    little = bench.limits.params.preference
    bench.hold(second, bound, little)
    bench.cold()  # what is published owes nothing to where the solver came from
    bench.least(first, second, little)
    point = Point(*(round(bench.reached(goal), DIGITS) + 0.0 for goal in (first, second)))
    bench.let_go(second)
    return point
