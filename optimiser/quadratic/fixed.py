"""What rows force: where the least that a row can come to is all that it may, nothing is free.

So it is with a goal that reaches nothing at all, of which each part is nothing then. To an interior
point method that leaves no room between the bounds, and it ends a little beyond them; of a row of
euros, where a dwelling counts for thousands, that little is a tenth of a dwelling that costs three.
"""

from __future__ import annotations

from dataclasses import replace

from optimiser.quadratic.active_set import Quadratic


def with_what_is_fixed(problem: Quadratic) -> Quadratic:
    """Fix the unknowns of rows that leave them one value each, until there is no such row.

    Only of rows that do so to the last digit: whether others do hangs on how their bounds came to
    be.

    Parameters
    ----------
    problem
        The problem.

    Returns
    -------
    Quadratic
        The same with bounds that say so.
    """
    adds, takes = problem.rows.maximum(0), problem.rows.minimum(0)
    adds.eliminate_zeros()
    takes.eliminate_zeros()
    lower, upper = problem.lower.copy(), problem.upper.copy()
    while True:
        least = adds @ lower + takes @ upper >= problem.row_upper
        most = adds @ upper + takes @ lower <= problem.row_lower
        down = (adds.T @ least - takes.T @ most > 0) & (lower < upper)
        up = (adds.T @ most - takes.T @ least > 0) & (lower < upper)
        if not (down | up).any():
            return replace(problem, lower=lower, upper=upper)
        upper[down] = lower[down]
        lower[up] = upper[up]
