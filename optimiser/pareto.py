"""Pareto: what one goal costs another, as a front of points none of which beats another."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from models.plan import Plan
from models.scenario import Scenario
from optimiser.audit import audit
from optimiser.workbench import Workbench

PREFERENCE = 1e-6
"""Weight of the second goal while the first is pursued, so that no point of the front is beaten."""

DIGITS = 6
"""Decimals of a point: what lies beyond is the solver's rounding."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the front, or a plan placed beside it: the values of both goals."""

    first: float
    second: float


@dataclass(frozen=True, slots=True)
class Front:
    """The front between two goals.

    Parameters
    ----------
    first, second
        The goals' ids.
    points
        From the best in the first goal to the best in the second; one when nothing is at odds.
    plan
        The negotiated plan, when there is one.
    lost
        What the negotiated plan could gain in the first goal without losing in the second.
    """

    first: str
    second: str
    points: tuple[Point, ...]
    plan: Point | None = None
    lost: float | None = None


def front(
    scenario: Scenario, first: str, second: str, *, points: int = 20, plan: Plan | None = None
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

    Raises
    ------
    KeyError
        If the scenario has no such goal.
    NoPlan
        If no plan keeps all binding agreements.
    ValueError
        If fewer than two points are asked for.
    """
    if points < 2:
        raise ValueError("a front has at least two points")
    bench = Workbench(scenario)
    one, other = bench.goal(first), bench.goal(second)
    least = bench.minimise(other)
    bench.hold(first, bench.minimise(one) * (1 + PREFERENCE) + PREFERENCE)
    most = bench.minimise(other)
    bench.let_go(first)
    found: list[Point] = []
    for step in range(points):
        bound = most + (least - most) * step / (points - 1)
        found.append(_point(bench, first, second, bound))
    placed, lost = None, None
    if plan is not None:
        values = audit(scenario, plan).goals
        placed = Point(*(float(values.get(name, Fraction(0))) for name in (first, second)))
        lost = placed.first - _point(bench, first, second, max(placed.second, least)).first
    return Front(first, second, tuple(dict.fromkeys(found)), placed, lost)


def _point(bench: Workbench, first: str, second: str, bound: float) -> Point:
    one, other = bench.goal(first), bench.goal(second)
    bench.hold(second, bound + PREFERENCE * (1 + abs(bound)))
    bench.minimise(one + PREFERENCE * other)
    point = Point(round(bench.value(one), DIGITS), round(bench.value(other), DIGITS))
    bench.let_go(second)
    return point
