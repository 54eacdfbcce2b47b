"""Preferred options: of choices that serve all goals alike, what lies nearest to balance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.linear import as_linear
from models.measure import Scope
from models.reference import reference_mixes
from optimiser.balance.reference_marginals import ReferenceMarginals
from optimiser.formulation.problem import Problem
from optimiser.solver.matrix import Floats


def preferred(problem: Problem, point: Floats | None = None) -> Mapping[int, float]:
    """Give for each option how many others a point is nearer to, or keeps with more slack.

    Parameters
    ----------
    problem
        The scenario as a problem.
    point
        The unknowns at the balanced point with choices in part. Without it the reference mix counts
        as that, though not everybody may be able to have it.

    Returns
    -------
    mapping
        By the column of the unknown for whether it is chosen.
    """
    scenario = problem.scenario
    marginals = problem.remembered(ReferenceMarginals)
    references = np.nan_to_num(marginals.references(reference_mixes(scenario)))
    numbers = references if point is None else point[marginals.cells]
    cells = {(name, cell): at for name, cell, at in problem.decided}
    near = dict(zip(marginals.cells.tolist(), numbers.tolist(), strict=True))
    missed: dict[tuple[str, Scope], dict[str, tuple[float, float]]] = {}
    for agreement in scenario.agreements:
        rows = agreement.requirements(problem.programme.linear) if agreement.chooses else ()
        for row in rows:
            if row.choice is not None:
                apart = as_linear(row.left) - as_linear(row.right)
                slack = float(apart.constant) + sum(
                    float(part) * near[cells[unknown]] for unknown, part in apart.terms.items()
                )
                short = round((slack if row.sense == "<=" else -slack) / row.scale, 6)
                options = missed.setdefault((agreement.id, row.choice.scope), {})
                before = options.get(row.choice.option, (0.0, -np.inf))
                options[row.choice.option] = before[0] + max(0.0, short), max(before[1], short)
    return {
        problem.column(problem.choices.chosen[choice][name]): float(rank)
        for choice, options in missed.items()
        for rank, name in enumerate(sorted(options, key=lambda name: (*options[name], name)))
        if rank
    }
