r"""Tidying: fewer rows, where several plans are equally good.

Nothing that was agreed tells a plan with two dwellings here and two there from one with four in one
place, and a search for whole numbers leaves many such crumbs, which nobody builds. So at last, with
goals, fair outcomes, margins and years as they are, dwellings move from small cells to large ones:
:math:`\sum_i x_i / (1 + \bar x_i)` as small as can be, where :math:`\bar x` is the plan so far (E.
J. Candès, M. B. Wakin and S. P. Boyd, *Enhancing Sparsity by Reweighted L1 Minimization*, 2008).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from optimiser.formulation.objectives import Pass, hold, passes, whole_kept
from optimiser.formulation.problem import Problem
from optimiser.solver.highs import FOUND, Engine
from optimiser.solver.matrix import Floats
from optimiser.solver.neighbourhood import PointNeighbourhood
from optimiser.solver.tolerances import EXACT

MOVED = ("new_build", "housed")
"""The quantities that have crumbs."""


def tidied(engine: Engine, problem: Problem, values: Floats, exact: Floats) -> Floats:
    """Give a plan in whole numbers that is as good, in fewer rows where there is one.

    Parameters
    ----------
    engine
        Holds the problem's matrix, and stops when the time is up: the plan then stays as it is.
    problem
        The scenario as a problem.
    values
        The unknowns of a plan in whole numbers.
    exact
        The best point in fractions: where it has something, the plan may have something too.
    """
    given = as_given(problem)
    whole = np.rint(values)
    engine.bound(given, whole[given], whole[given])
    for goal in passes(problem):
        if isinstance(goal, Pass):
            hold(engine, goal.costs, goal.value(values), kept=whole_kept)
    cells = np.array(sorted({at for _, _, at in problem.positions} - {*given}), dtype=int)
    used = (whole[cells] > 0) | (exact[cells] > EXACT)
    for _ in range(engine.limits.params.tidy.rounds):
        costs = 1 / (1 + np.rint(values[cells]))
        engine.costs(dict(zip(cells.tolist(), costs.tolist(), strict=True)))
        if not fewer(engine, problem, cells, used):
            break
        values = engine.values()
        used = np.rint(values[cells]) > 0
    return values


def as_given(problem: Problem) -> list[int]:
    """Give the positions of what stays as it is: all that a reader adds up, and who hosts what."""
    columns = problem.matrix.columns
    margins = [
        columns[margin.column]
        for margin in problem.margins
        if "pool" not in margin.selection and len(margin.selection) <= 2
    ]
    fair = [columns[row.assigned] for fairness in problem.fairness for row in fairness.rows]
    chosen = [columns[each] for each in problem.choices.unknowns()]
    others = [at for name, _, at in problem.positions if name not in MOVED]
    return sorted({*margins, *fair, *chosen, *others})


def fewer(
    engine: Engine, problem: Problem, cells: npt.NDArray[Any], used: npt.NDArray[np.bool_]
) -> bool:
    """Make the costs least over the cells that may be used; tells whether that gave a plan."""
    least = problem.matrix.lower[cells]
    most = np.where(used, problem.matrix.upper[cells], least)
    cells_near = PointNeighbourhood(engine, cells, (least, most))
    engine.whole([])
    cells_near.let_go()
    answer = engine.run(part=0.5)
    point = engine.values()
    if answer in FOUND and np.abs(point - np.rint(point))[cells].max(initial=0.0) > EXACT:
        engine.whole(cells[used])
        near = engine.limits.params.tidy.near
        answer = cells_near.first(point, near, partial(engine.run, 0.5))
    return answer in FOUND
