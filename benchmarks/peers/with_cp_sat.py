"""The region in OR-Tools' CP-SAT, which knows whole numbers only.

So fair shares are in thousandths, and what is missed of a wish is rounded up to whole dwellings.
"""

from __future__ import annotations

import time
from typing import Any

from ortools.sat.python import cp_model

from benchmarks.peers.answer import Answer, Clock, Reached, compared
from benchmarks.peers.region import Dwellings, Region

FAIR = 1_000
"""A fair share is counted in thousandths of a household."""
RATIO = 1_000_000
"""A relative deviation is counted in millionths."""
SCALES = {"fairness": RATIO, "evenness": FAIR}


def solve(region: Region, seconds: float) -> Answer:
    """Build the model and pursue its goals one after the other."""
    clock, answer = Clock(seconds), Answer()
    model, built, housed, goals = build(region)
    solver = cp_model.CpSolver()
    for name in region.goals:
        goal = goals[name]()
        model.minimize(goal)
        solver.parameters.max_time_in_seconds = clock.left()
        began = time.perf_counter()
        status = solver.solve(model)
        spent = time.perf_counter() - began
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            answer.fault = solver.status_name(status)
            break
        proven = status == cp_model.OPTIMAL
        reached, bound = solver.objective_value, solver.best_objective_bound
        scale = SCALES.get(name, 1)
        answer.goals.append(Reached(name, reached / scale, bound / scale, proven, spent))
        answer.built = {cell: solver.value(column) for cell, column in built.items()}
        answer.housed = {place: solver.value(column) for place, column in housed.items()}
        if not proven:
            break
        model.add(goal <= round(reached))
        model.clear_hints()
        for column in (*built.values(), *housed.values()):
            model.add_hint(column, solver.value(column))
    return answer


def build(region: Region) -> tuple[Any, Any, Any, dict[str, Any]]:
    """Write the model; gives it with its variables, and what makes each goal's expression."""
    model = cp_model.CpModel()
    most_built = sum(region.pools.values())
    most_housed = max(region.need.values(), default=0)
    built = {
        cell: model.new_int_var(0, region.pools[cell[4]], f"built_{number}")
        for number, cell in enumerate(region.cells)
    }
    housed = {
        (code, year): model.new_int_var(0, most_housed, f"housed_{code}_{year}")
        for code, year in region.places
    }
    largest = model.new_int_var(0, 1000 * RATIO, "largest")

    def count(wanted: Dwellings) -> Any:
        return cp_model.LinearExpr.sum([built[cell] for cell in region.counted(wanted)])

    def distance(left: Any, right: Any, most: int = most_built) -> Any:
        off = model.new_int_var(0, most, "off")
        model.add_abs_equality(off, left - right)
        return off

    for pool, most in region.pools.items():
        model.add(sum(built[cell] for cell in region.by_pool.get(pool, ())) <= most)
    for (pool, year), most in region.per_year.items():
        model.add(sum(built[cell] for cell in region.by_pool[pool] if cell[2] == year) <= most)
    for quota in region.quotas:
        model.add(compared(count(quota.counted), quota.sense, quota.number))
    missing = []
    for share in region.parts:
        apart = share.ratio.denominator * count(share.part)
        apart -= share.ratio.numerator * count(share.whole)
        if not share.binding:
            lacking = model.new_int_var(0, most_built, "lacking")
            missing.append(round(share.weight) * lacking)
            sign = 1 if share.sense == ">=" else -1
            apart += sign * share.ratio.denominator * lacking
        model.add(compared(apart, share.sense, 0))
    for year, households in region.need.items():
        model.add(sum(housed[code, year] for code in region.codes) == households)
    if region.cap is not None:
        for code, year in region.places:
            free = region.vacancies[code] + count(Dwellings(code, year, ("social_rent",)))
            model.add(region.cap.denominator * housed[code, year] <= region.cap.numerator * free)
    for place, fair in region.fair.items():
        share_of = round(FAIR * fair)
        apart = RATIO * (FAIR * housed[place] - share_of)
        model.add(apart <= share_of * largest)
        model.add(-apart <= share_of * largest)
    per_year = {place: count(Dwellings(*place)) for place in region.places}
    return (
        model,
        built,
        housed,
        {
            "shortfall": lambda: sum(missing),
            "fairness": lambda: largest,
            "evenness": lambda: sum(
                distance(FAIR * housed[place], round(FAIR * fair), FAIR * most_housed)
                for place, fair in region.fair.items()
            ),
            "nearness": lambda: sum(distance(count(wanted), bid) for wanted, bid in region.bids),
            "smooth_years": lambda: sum(
                distance(per_year[code, year], per_year[code, year - 1])
                for code in region.codes
                for year in region.years[1:]
            ),
        },
    )
