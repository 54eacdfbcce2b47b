"""The region in OR-Tools' MathOpt, solved by HiGHS or by SCIP, both in its wheel."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from ortools.math_opt.python import mathopt

from benchmarks.peers.answer import HELD, Answer, Clock, Reached, compared
from benchmarks.peers.region import Dwellings, Region


def solve_with_highs(region: Region, seconds: float) -> Answer:
    """Solve with HiGHS."""
    return solve(region, seconds, mathopt.SolverType.HIGHS)


def solve_with_scip(region: Region, seconds: float) -> Answer:
    """Solve with SCIP."""
    return solve(region, seconds, mathopt.SolverType.GSCIP)


def solve(region: Region, seconds: float, solver: Any) -> Answer:
    """Build the model and pursue its goals one after the other."""
    clock, answer = Clock(seconds), Answer()
    model, built, housed, goals = build(region)
    for name in region.goals:
        goal = goals[name]
        model.minimize(goal)
        limit = mathopt.SolveParameters(time_limit=timedelta(seconds=clock.left()))
        began = time.perf_counter()
        result = mathopt.solve(model, solver, params=limit)
        spent = time.perf_counter() - began
        if not result.has_primal_feasible_solution():
            answer.fault = f"{result.termination.reason.name}: {result.termination.detail}"
            break
        proven = result.termination.reason is mathopt.TerminationReason.OPTIMAL
        reached, bound = result.objective_value(), result.best_objective_bound()
        answer.goals.append(Reached(name, reached, bound, proven, spent))
        values = result.variable_values()
        answer.built = {cell: values[column] for cell, column in built.items()}
        answer.housed = {place: values[column] for place, column in housed.items()}
        if not proven:
            break
        model.add_linear_constraint(goal <= reached + HELD)
    return answer


def build(region: Region) -> tuple[mathopt.Model, Any, Any, dict[str, Any]]:
    """Write the model; gives it with its variables, and the expression of every goal."""
    model = mathopt.Model(name="region")
    built = {cell: model.add_integer_variable(lb=0) for cell in region.cells}
    housed = {place: model.add_integer_variable(lb=0) for place in region.places}
    largest = model.add_variable(lb=0)

    def count(wanted: Dwellings) -> Any:
        return mathopt.fast_sum(built[cell] for cell in region.counted(wanted))

    def distance(left: Any, right: Any) -> Any:
        off = model.add_variable(lb=0)
        model.add_linear_constraint(left - right <= off)
        model.add_linear_constraint(right - left <= off)
        return off

    for pool, most in region.pools.items():
        cells = region.by_pool.get(pool, [])
        model.add_linear_constraint(mathopt.fast_sum(built[cell] for cell in cells) <= most)
    for (pool, year), most in region.per_year.items():
        cells = [cell for cell in region.by_pool[pool] if cell[2] == year]
        model.add_linear_constraint(mathopt.fast_sum(built[cell] for cell in cells) <= most)
    for quota in region.quotas:
        model.add_linear_constraint(compared(count(quota.counted), quota.sense, quota.number))
    missing = []
    for share in region.parts:
        apart = share.ratio.denominator * count(share.part)
        apart = apart - share.ratio.numerator * count(share.whole)
        if not share.binding:
            lacking = model.add_variable(lb=0)
            missing.append(share.weight * lacking)
            sign = 1 if share.sense == ">=" else -1
            apart = apart + sign * share.ratio.denominator * lacking
        model.add_linear_constraint(compared(apart, share.sense, 0))
    for year, households in region.need.items():
        everyone = mathopt.fast_sum(housed[code, year] for code in region.codes)
        model.add_linear_constraint(everyone == households)
    if region.cap is not None:
        for code, year in region.places:
            free = region.vacancies[code] + count(Dwellings(code, year, ("social_rent",)))
            model.add_linear_constraint(
                region.cap.denominator * housed[code, year] <= region.cap.numerator * free
            )
    for place, fair in region.fair.items():
        model.add_linear_constraint(housed[place] - fair <= fair * largest)
        model.add_linear_constraint(fair - housed[place] <= fair * largest)
    per_year = {place: count(Dwellings(*place)) for place in region.places}
    return (
        model,
        built,
        housed,
        {
            "shortfall": mathopt.fast_sum(missing),
            "fairness": largest + 0.0,
            "evenness": mathopt.fast_sum(
                distance(housed[place], fair) for place, fair in region.fair.items()
            ),
            "nearness": mathopt.fast_sum(
                distance(count(wanted), bid) for wanted, bid in region.bids
            ),
            "smooth_years": mathopt.fast_sum(
                distance(per_year[code, year], per_year[code, year - 1])
                for code in region.codes
                for year in region.years[1:]
            ),
        },
    )
