"""Free changes: between what each number lies in all changes that are as small.

A plan that keeps all binding agreements, lies as near to a negotiated one, and has the same hosts
and choices could be made of it just as well. In fractions of dwellings those are a polyhedron, as
the plans that are as good as the best one are (`optimiser.balance.free_ranges`).
"""

from __future__ import annotations

from optimiser.balance.free_ranges import AskedNumber, decided_by_plan, range_in
from optimiser.balance.polyhedron import Polyhedron
from optimiser.formulation.problem import Problem
from optimiser.plans.change import Change, number_of
from optimiser.results.audit import Audit
from optimiser.results.free_range import FreeRanges, NumberKey
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits


def free_changes(
    problem: Problem, change: Change, audited: Audit, within: tuple[int, float], limits: Limits
) -> FreeRanges:
    """Find between what each number that changes lies in all changes that are as small.

    Parameters
    ----------
    problem
        The scenario as a problem, with how far a plan is from the negotiated one.
    change
        The negotiated plan, and what it is changed into.
    audited
        The latter, held against the scenario.
    within
        The column of how far a plan lies from the negotiated one, and how far it may.
    limits
        When to stop; what is not settled by then is left out.

    Returns
    -------
    FreeRanges
        By number.
    """
    plans = Polyhedron(Engine(problem.matrix, limits))
    held = decided_by_plan(problem, change.after, audited)
    plans.bound(held, held.values(), held.values())
    distance, most = within
    plans.bound([distance], [0.0], [most])
    cells: dict[NumberKey, list[int]] = {key: [] for key in change.numbers}
    for name, cell, at in problem.decided:
        if (key := number_of(name, cell)) in cells:
            cells[key].append(at)
    found = (
        (key, range_in(plans, AskedNumber(key[0], value, cells[key])))
        for key, (_, value, *_) in change.numbers.items()
    )
    return FreeRanges({key: span for key, span in found if span is not None})
