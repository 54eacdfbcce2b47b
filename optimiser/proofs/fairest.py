r"""Fairest: a proof in exact numbers that what is given cannot be divided more fairly.

Leximin over whole numbers makes :math:`\sum_m B^{d_m(x_m)}` as small as can be for a base :math:`B`
that is large enough: a sum of convex functions, one for each share. Where nothing but its total
limits what is divided in a year, and what somebody gets in all, that is a flow from years to shares
with convex costs, and such a flow is best when no cycle makes it better
(`optimiser.proofs.swap_cycles`). All that limits a plan besides only takes away plans, so what is
fairest without it is so with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from models.linear import Linear, Unknown, as_linear, linear_sum
from optimiser.formulation.fair_shares import GivenShare, GoalShare, fair_shares
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.problem import Problem
from optimiser.proofs.swap_cycles import End, SwapCycles
from optimiser.solver.matrix import Floats


def proven_fairest(
    problem: Problem,
    fairness: FairnessRows,
    values: Floats,
    end: End = lambda columns, sign: None,
) -> bool:
    """Tell whether it is proven that no plan in whole numbers divides more fairly.

    Parameters
    ----------
    problem
        The scenario as a problem.
    fairness
        The goal.
    values
        The unknowns of a plan in whole numbers.
    end
        Gives what is known of sums: then a swap cycle that no plan has is none.
    """
    shares = [_given(problem, share, values) for share in fair_shares(problem, fairness)]
    owners = {at: share for share in shares for at in share.columns}
    columns = [problem.column(row.assigned) for row in fairness.rows]
    nothing = [round(values[at]) for at in columns if at not in owners]
    if any(nothing) or not all(share.fair for share in shares):
        return False
    exact = problem.programme.linear.outcomes(problem.scenario.agreement(fairness.goal.agreement))
    counted = (as_linear(outcome.assigned) for outcome in exact)
    if any(number.denominator > 1 for own in counted for number in own.terms.values()):
        return False  # then they go in less than a unit
    years: dict[int | None, list[int]] = {}
    for row, at in zip(fairness.rows, columns, strict=True):
        if at in owners:
            years.setdefault(row.outcome.scope.year, []).append(at)
    if not _totals_are_given(problem, fairness) and not all(
        total and {end(total, 1), end(total, -1)} == {sum(round(values[at]) for at in total)}
        for total in {*map(frozenset, years.values()), *_totals(problem, fairness)}
    ):
        return False
    return _none_fairer(SwapCycles(problem, fairness, owners, values), end)


def _none_fairer(cycles: SwapCycles, end: End) -> bool:
    """Tell whether no swap cycle that a plan allows is fairer."""
    while cycle := cycles.fairer():
        if not any(cycles.end(*limit, end) for limit in cycle):
            return False
    return True


def _totals(problem: Problem, fairness: FairnessRows) -> Iterator[frozenset[int]]:
    """Give what the totals add up which fair shares of the goal are a part of.

    Nothing where not all counts for as much.
    """
    for row in fairness.rows:
        terms, _ = problem.terms(row.outcome.total)
        if row.outcome.decided:
            yield frozenset(terms if {*terms.values()} == {1.0} else ())


def _given(problem: Problem, share: GoalShare, values: Floats) -> GivenShare:
    """Give a share of what the plan decides as it is where that is as much in all plans."""
    if isinstance(share, GivenShare):
        return share
    at = problem.column(share.row.assigned)
    bounds = problem.matrix.lower[at], problem.matrix.upper[at]
    return GivenShare((at,), share.fair.at(values), bounds)


def _totals_are_given(problem: Problem, fairness: FairnessRows) -> bool:
    """Tell whether binding agreements say how much is divided each year, and in exact numbers."""
    exact = problem.programme.linear
    agreed = {
        row.requirement.agreement.id
        for row in problem.rows
        if row.requirement.sense == "==" and row.requirement.binding
    }
    totals = {
        total
        for name in agreed
        for row in problem.scenario.agreement(name).requirements(exact)
        if row.sense == "==" and row.binding
        for total in _alike(as_linear(row.left) - as_linear(row.right))
    }

    def given(divided: frozenset[Unknown]) -> bool:
        parts = [total for total in totals if total <= divided]
        return sum(map(len, parts)) == len(divided) == len(frozenset().union(*parts))

    divided: dict[frozenset[int], list[Linear]] = {}
    for outcome in exact.outcomes(problem.scenario.agreement(fairness.goal.agreement)):
        divided.setdefault(outcome.scope.years, []).append(as_linear(outcome.assigned))
        if outcome.decided and not any(map(given, _alike(as_linear(outcome.total)))):
            return False
    return all(any(map(given, _alike(linear_sum(year)))) for year in divided.values())


def _alike(total: Linear) -> Iterator[frozenset[Unknown]]:
    """Give the unknowns of a sum in which each counts for as much."""
    if len({*total.terms.values()}) == 1:
        yield frozenset(total.terms)
