"""Pareto: what one goal costs another, as a front of points none of which beats another."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Unpack

from models.plan import Plan
from models.scenario import Scenario
from optimiser.explore.pareto_result import Front, FrontPoint, Placed
from optimiser.explore.pyomo_model import Workbench
from optimiser.results.audit import audit
from optimiser.results.goal_values import DIGITS, pursued_values
from optimiser.solver.limits import Limits, StopOptions
from optimiser.solving.run import solve


def front(
    scenario: Scenario,
    first: str,
    second: str,
    *,
    points: int = 20,
    plans: Mapping[str, Plan | None] | None = None,
    best: bool = False,
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
    plans
        Plans to place beside the front, by their names; None for one that nothing completes.
    best
        Whether to place the best plan in whole dwellings, too.
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
    least = bench.least(second)
    bench.hold(first, bench.least(first), little)
    most = bench.least(second)
    bench.let_go(first)
    found: list[FrontPoint] = []
    at_odds = most - least > little * (1 + abs(least))
    for place in range(points if at_odds else 1):
        bound = most + (least - most) * place / (points - 1)
        found.append(_point(bench, first, second, bound))

    def placed(plan: Plan | None) -> Placed | None:
        if plan is None:
            return None
        audited = audit(scenario, plan)
        values = pursued_values(audited.objectives)
        point = FrontPoint(*(float(values.get(name, Fraction(0))) for name in (first, second)))
        gained = point.first - _point(bench, first, second, max(point.second, least)).first
        lost = gained if gained > 2 * little * (1 + abs(point.second)) else 0.0
        return Placed(point, lost, audited.kept)

    return Front(
        scenario,
        first,
        second,
        tuple(dict.fromkeys(found)),
        {name: placed(plan) for name, plan in (plans or {}).items()},
        placed(solve(scenario, **limits.left()).plan) if best else None,
    )


def _point(bench: Workbench, first: str, second: str, bound: float) -> FrontPoint:
    little = bench.limits.params.preference
    bench.hold(second, bound, little)
    bench.cold()  # what is published owes nothing to where the solver came from
    bench.least(first, second, little)
    point = FrontPoint(*(round(bench.reached(goal), DIGITS) + 0.0 for goal in (first, second)))
    bench.let_go(second)
    return point
