"""The region in PuLP, solved by CBC or by HiGHS: dictionaries of variables and ``lpSum``."""

from __future__ import annotations

import time
from typing import Any

from pulp import (
    PULP_CBC_CMD,
    HiGHS,
    LpMinimize,
    LpProblem,
    LpSolutionIntegerFeasible,
    LpSolutionOptimal,
    LpStatus,
    lpSum,
    value,
)

from benchmarks.peers.answer import HELD, Answer, Clock, Reached, compared
from benchmarks.peers.region import Dwellings, Region


def solve_with_cbc(region: Region, seconds: float) -> Answer:
    """Solve with the CBC that comes with PuLP."""
    return solve(region, seconds, PULP_CBC_CMD)


def solve_with_highs(region: Region, seconds: float) -> Answer:
    """Solve with HiGHS."""
    return solve(region, seconds, HiGHS)


def solve(region: Region, seconds: float, solver: Any) -> Answer:
    """Build the model and pursue its goals one after the other."""
    clock, answer = Clock(seconds), Answer()
    problem, built, housed, goals = build(region)
    for name in region.goals:
        goal = goals[name]()
        problem.setObjective(goal + 0)
        began = time.perf_counter()
        problem.solve(solver(msg=False, timeLimit=clock.left()))
        spent = time.perf_counter() - began
        if problem.sol_status not in (LpSolutionOptimal, LpSolutionIntegerFeasible):
            answer.fault = LpStatus[problem.status]
            break
        # PuLP says whether a limit was reached, and tells no bound.
        proven = problem.sol_status == LpSolutionOptimal and clock.left() > 0.1
        reached = value(goal) or 0.0
        answer.goals.append(Reached(name, reached, None, proven, spent))
        answer.built = {cell: column.value() or 0.0 for cell, column in built.items()}
        answer.housed = {place: column.value() or 0.0 for place, column in housed.items()}
        if not proven:
            break
        problem.addConstraint(goal <= reached + HELD)
    return answer


def build(region: Region) -> tuple[LpProblem, Any, Any, dict[str, Any]]:
    """Write the model; gives it with its variables, and what makes each goal's expression."""
    problem = LpProblem("region", LpMinimize)
    built = problem.add_variable_dicts("built", list(region.cells), 0, None, "Integer")
    housed = problem.add_variable_dicts("housed", region.places, 0, None, "Integer")

    def count(wanted: Dwellings) -> Any:
        return lpSum(built[cell] for cell in region.counted(wanted))

    def distance(name: str, index: Any, left: Any, right: Any) -> Any:
        off = problem.add_variable(f"{name}_{index}", 0)
        problem.addConstraint(off >= left - right)
        problem.addConstraint(off >= right - left)
        return off

    for pool, most in region.pools.items():
        problem.addConstraint(lpSum(built[cell] for cell in region.by_pool.get(pool, ())) <= most)
    for (pool, year), most in region.per_year.items():
        cells = [cell for cell in region.by_pool[pool] if cell[2] == year]
        problem.addConstraint(lpSum(built[cell] for cell in cells) <= most)
    for quota in region.quotas:
        problem.addConstraint(compared(count(quota.counted), quota.sense, quota.number))
    missing = []
    for number, share in enumerate(region.parts):
        apart = share.ratio.denominator * count(share.part)
        apart -= share.ratio.numerator * count(share.whole)
        if not share.binding:
            lacking = problem.add_variable(f"lacking_{number}", 0)
            missing.append(share.weight * lacking)
            sign = 1 if share.sense == ">=" else -1
            apart += sign * share.ratio.denominator * lacking
        problem.addConstraint(compared(apart, share.sense, 0))
    for year, households in region.need.items():
        problem.addConstraint(lpSum(housed[code, year] for code in region.codes) == households)
    if region.cap is not None:
        for code, year in region.places:
            free = region.vacancies[code] + count(Dwellings(code, year, ("social_rent",)))
            problem.addConstraint(
                region.cap.denominator * housed[code, year] <= region.cap.numerator * free
            )
    largest = problem.add_variable("largest", 0)
    for place, fair in region.fair.items():
        problem.addConstraint(housed[place] - fair <= fair * largest)
        problem.addConstraint(fair - housed[place] <= fair * largest)
    return (
        problem,
        built,
        housed,
        {
            "shortfall": lambda: lpSum(missing),
            "fairness": lambda: largest,
            "evenness": lambda: lpSum(
                distance("uneven", f"{code}_{year}", housed[code, year], fair)
                for (code, year), fair in region.fair.items()
            ),
            "nearness": lambda: lpSum(
                distance("bid", number, count(wanted), bid)
                for number, (wanted, bid) in enumerate(region.bids)
            ),
            "smooth_years": lambda: lpSum(
                distance("pace", f"{code}_{year}", *map(count, (Dwellings(code, year), before)))
                for code in region.codes
                for year in region.years[1:]
                for before in [Dwellings(code, year - 1)]
            ),
        },
    )
