"""The region in Pyomo: a concrete model with indexed variables and rules, solved by HiGHS."""

from __future__ import annotations

import time
from typing import Any

from pyomo.contrib.solver.common.factory import SolverFactory
from pyomo.contrib.solver.common.results import SolutionStatus
from pyomo.environ import (
    ConcreteModel,
    Constraint,
    ConstraintList,
    NonNegativeIntegers,
    NonNegativeReals,
    Objective,
    Var,
    quicksum,
    value,
)

from benchmarks.peers.answer import HELD, Answer, Clock, Reached, compared
from benchmarks.peers.region import Dwellings, Region

SOLVED = (SolutionStatus.optimal, SolutionStatus.feasible)


def solve(region: Region, seconds: float) -> Answer:
    """Build the model and pursue its goals one after the other."""
    clock, answer = Clock(seconds), Answer()
    model, goals = build(region)
    solver = SolverFactory("highs")
    solver.config.raise_exception_on_nonoptimal_result = False
    solver.config.load_solutions = False
    for name in region.goals:
        goal = goals[name]
        model.goal.set_value(goal)
        began = time.perf_counter()
        results = solver.solve(model, time_limit=clock.left())
        spent = time.perf_counter() - began
        if results.solution_status not in SOLVED:
            answer.fault = results.termination_condition.name
            break
        results.solution_loader.load_vars()
        proven = results.solution_status is SolutionStatus.optimal
        reached = results.incumbent_objective
        answer.goals.append(Reached(name, reached, results.objective_bound, proven, spent))
        answer.built = {cell: value(column) for cell, column in model.built.items()}
        answer.housed = {place: value(column) for place, column in model.housed.items()}
        if not proven:
            break
        if goal is not model.nothing:
            model.held.add(goal <= reached + HELD)
    return answer


def build(region: Region) -> tuple[Any, dict[str, Any]]:
    """Write the model; gives it with the expression of every goal."""
    model: Any = ConcreteModel()
    model.built = Var(list(region.cells), domain=NonNegativeIntegers)
    model.housed = Var(region.places, domain=NonNegativeIntegers)
    model.largest = Var(domain=NonNegativeReals)
    model.uneven = Var(list(region.fair), domain=NonNegativeReals)
    model.nothing = Var(bounds=(0, 0))
    model.lacking = Var(range(len(region.parts)), domain=NonNegativeReals)
    model.from_bid = Var(range(len(region.bids)), domain=NonNegativeReals)
    later = [(code, year) for code, year in region.places if year != region.years[0]]
    model.change = Var(later, domain=NonNegativeReals)

    def count(wanted: Dwellings) -> Any:
        return quicksum(model.built[cell] for cell in region.counted(wanted))

    def in_pool(model: Any, pool: str) -> Any:
        cells = region.by_pool.get(pool)
        if not cells:
            return Constraint.Skip
        return quicksum(model.built[cell] for cell in cells) <= region.pools[pool]

    def in_pool_and_year(model: Any, pool: str, year: int) -> Any:
        cells = [cell for cell in region.by_pool[pool] if cell[2] == year]
        return quicksum(model.built[cell] for cell in cells) <= region.per_year[pool, year]

    def quota(model: Any, number: int) -> Any:
        row = region.quotas[number]
        return compared(count(row.counted), row.sense, row.number)

    def share(model: Any, number: int) -> Any:
        row = region.parts[number]
        apart = row.ratio.denominator * count(row.part) - row.ratio.numerator * count(row.whole)
        if row.binding:
            return compared(apart, row.sense, 0)
        sign = row.ratio.denominator * (1 if row.sense == ">=" else -1)
        return compared(apart + sign * model.lacking[number], row.sense, 0)

    def all_housed(model: Any, year: int) -> Any:
        return quicksum(model.housed[code, year] for code in region.codes) == region.need[year]

    def cap(model: Any, code: str, year: int) -> Any:
        if region.cap is None:
            return Constraint.Skip
        free = region.vacancies[code] + count(Dwellings(code, year, ("social_rent",)))
        return region.cap.denominator * model.housed[code, year] <= region.cap.numerator * free

    model.in_pool = Constraint(list(region.pools), rule=in_pool)
    model.in_pool_and_year = Constraint(list(region.per_year), rule=in_pool_and_year)
    model.quota = Constraint(range(len(region.quotas)), rule=quota)
    model.share = Constraint(range(len(region.parts)), rule=share)
    model.all_housed = Constraint(list(region.need), rule=all_housed)
    model.cap = Constraint(region.places, rule=cap)
    model.distances = ConstraintList()
    for place, fair in region.fair.items():
        apart = model.housed[place] - fair
        model.distances.add(apart <= fair * model.largest)
        model.distances.add(-apart <= fair * model.largest)
        model.distances.add(apart <= model.uneven[place])
        model.distances.add(-apart <= model.uneven[place])
    for number, (wanted, bid) in enumerate(region.bids):
        apart = count(wanted) - bid
        model.distances.add(apart <= model.from_bid[number])
        model.distances.add(-apart <= model.from_bid[number])
    per_year = {place: count(Dwellings(*place)) for place in region.places}
    for code, year in later:
        apart = per_year[code, year] - per_year[code, year - 1]
        model.distances.add(apart <= model.change[code, year])
        model.distances.add(-apart <= model.change[code, year])
    missed = [
        row.weight * model.lacking[number]
        for number, row in enumerate(region.parts)
        if not row.binding
    ]
    model.held = ConstraintList()
    model.goal = Objective(expr=model.nothing)
    return model, {
        "shortfall": quicksum(missed) if missed else model.nothing,
        "fairness": model.largest,
        "evenness": quicksum(model.uneven.values()),
        "nearness": quicksum(model.from_bid.values()),
        "smooth_years": quicksum(model.change.values()),
    }
