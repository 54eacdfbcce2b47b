r"""Balance: of all plans that are equally good, the one nearest to the reference mix.

It is always the last goal. With :math:`T_m` what a municipality builds in all, :math:`R_m` what it
would build by its reference, :math:`p_{mi}` the reference's part of a segment or form, and
:math:`e_{my}` an even part for each year, as far as its pools have room for that, it minimises

.. math::

    \sum_m \Bigl[ t \frac{(T_m - R_m)^2}{R_m}
    + \sum_i \frac{(x_{mi} - p_{mi} T_m)^2}{p_{mi} R_m}
    + w \sum_y \frac{(x_{my} - e_{my} T_m)^2}{e_{my} R_m} \Bigr]
    + c \sum_{\text{cells}} \frac{(x - r)^2}{r}

where :math:`r` is a cell's part of the reference. Households that are housed count like cells. A
divisor below one dwelling counts as one. Before that all dwellings together are as near as can be
to what was asked. The sum is strictly convex in the cells, so there is one such plan, whatever path
led to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from models.reference import reference_mixes
from optimiser.balance.reference_marginals import ReferenceMarginals
from optimiser.formulation.problem import Problem
from optimiser.quadratic.active_set import ActiveSet, Quadratic
from optimiser.quadratic.best_point import minimum
from optimiser.quadratic.sparse import by_rows, stacked_matrices
from optimiser.solver.answers import Answer
from optimiser.solver.face import Face, rows_with_duals
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Bounds, Floats, Indices, Matrix, Terms
from optimiser.solver.tolerances import EXACT

CELLS = 0.1
"""What each cell counts for (c): enough for no segment to have all of a year, or of a form."""
LEAST_CELL = 0.01
"""A cell's part of the reference below which it counts as so much."""
DECIMALS = 8
"""Of the point: those beyond hang on how it was found, and would break ties."""
REST = 1e-4
"""What the square of anything else counts for that is decided, so that it has one value too."""


@dataclass(frozen=True, slots=True)
class NearestTotal:
    """Between what all dwellings together lie: as near as can be to what was asked.

    No more is built than was agreed to mend the mix of some.

    Parameters
    ----------
    asked
        What was asked by all references together.
    least, most
        The ends.
    with_duals
        Rows of the matrix that have a dual where that was found; None where it was not.
    """

    asked: float
    least: float = 0.0
    most: float = np.inf
    with_duals: Indices | None = None


def balanced(
    problem: Problem,
    matrix: Matrix,
    bounds: Bounds,
    face: Face,
    total: NearestTotal,
    *,
    near: bool = True,
) -> Floats | None:
    """Find the plan, in fractions, that is nearest to the reference mix.

    Parameters
    ----------
    problem
        The scenario as a problem.
    matrix
        The same as arrays, of which the face speaks.
    bounds
        Those of the matrix, with what was decided in them.
    face
        Which plans are equally good.
    total
        How much is built in all.
    near
        Whether to come near from nothing, too; else there is only an answer where much the same is
        tight as at the last point.

    Returns
    -------
    array or None
        The unknowns; None when the point was not found to within the solver's tolerance.
    """
    asked = program(problem, matrix, bounds, face, total)
    tight = problem.remembered(_tight_before)
    # Which rows there are hangs on what is bounded: a guess about others tells nothing.
    size = asked.rows.shape
    found = minimum(asked, tight.get(size), near=near)
    if found is None:
        return None
    point, tight[size] = found
    return np.round(matrix.values_at(point[: matrix.lower.size]), DECIMALS)


def balanced_by(engine: Engine, problem: Problem, face: Face) -> Floats | None:
    """Find the plan, in fractions, that is nearest to the reference mix by an engine.

    Parameters
    ----------
    engine
        Holds the matrix, with all goals in its bounds.
    problem
        The scenario as a problem.
    face
        Which plans are equally good.

    Returns
    -------
    array or None
        The unknowns; None when the point was not found to within the solver's tolerance.
    """
    total = nearest_total(engine, problem)
    return balanced(problem, engine.matrix, engine.bounds(), face, total)


def divided_as(engine: Engine, problem: Problem, point: Floats, corner: Floats) -> Floats:
    """Give a corner of the equally good plans where as much is divided as at the balanced point.

    Where the plan decides how much that is, many amounts are divided as fairly, and the corner in
    which the simplex ended has any of them.

    Parameters
    ----------
    engine
        Holds all goals; from now on what is divided, too.
    problem
        The scenario as a problem.
    point
        The balanced point.
    corner
        Where the simplex ended, which is given where nothing is found or the plan decides nothing.
    """
    decided = [fairness for fairness in problem.fairness if fairness.decided]
    # The same may be divided by several keys.
    columns = sorted({problem.column(row.assigned) for each in decided for row in each.rows})
    if not columns or point is corner:
        return corner
    here = point[columns]
    engine.bound(columns, np.maximum(here - EXACT, 0.0), here + EXACT)
    engine.bounds_changed()
    if engine.run() is not Answer.OPTIMAL:
        return corner
    found = engine.values()
    found[columns] = here
    return found


def dwellings_asked(problem: Problem) -> float:
    """Give the dwellings that were asked by all references together."""
    return float(sum(mix.dwellings for mix in reference_mixes(problem.scenario).values()))


def nearest_total(engine: Engine, problem: Problem) -> NearestTotal:
    """Bring all dwellings together as near as can be to what was asked, with all goals held.

    Parameters
    ----------
    engine
        Holds the goals.
    problem
        The scenario as a problem.
    """
    cells, asked = problem.remembered(ReferenceMarginals).built, dwellings_asked(problem)
    off = engine.add_column(0.0, np.inf)
    ends, index = np.array([0, 1, 2], dtype=np.int32) * (cells.size + 1), np.append(cells, off)
    sides = np.concatenate([np.append(np.ones(cells.size), sign) for sign in (-1.0, 1.0)])
    apart = Terms(ends, np.tile(index, 2), sides)
    engine.add_rows(np.array([-np.inf, asked]), np.array([asked, np.inf]), apart)
    engine.costs({off: 1.0})
    if engine.run() is not Answer.OPTIMAL:
        return NearestTotal(asked)
    least = engine.objective()
    least = 0.0 if least < EXACT else least
    return NearestTotal(asked, asked - least, asked + least, rows_with_duals(engine))


def _tight_before(_: Problem) -> dict[tuple[int, int], ActiveSet]:
    """Remember what was tight at the last point: with another threshold much the same is."""
    return {}


def program(
    problem: Problem, matrix: Matrix, bounds: Bounds, face: Face, total: NearestTotal
) -> Quadratic:
    """Write balance as a quadratic problem over the matrix' unknowns, and the marginals."""
    size, count = matrix.lower.size, matrix.row_lower.size
    ends = zip(bounds, (size, size, count, count), strict=True)
    lower, upper, row_lower, row_upper = (each[:own].copy() for each, own in ends)
    face.hold(lower, upper, row_lower, row_upper)
    marginals, mixes = problem.remembered(ReferenceMarginals), reference_mixes(problem.scenario)
    place = np.full(len(matrix.columns), -1)
    place[matrix.unknowns] = np.arange(size)
    weight, part, target = marginals.asked(mixes)
    every = np.arange(size, size + weight.size)
    squares, linear = _cells(place[marginals.cells], marginals.references(mixes), size)
    # Of a marginal what counts is how far it is from its part of the whole.
    parts = marginals.whole >= 0
    here, there, crossed = every[parts], size + marginals.whole[parts], (weight * part)[parts]
    across = [
        (weight, every, every),
        (-crossed, here, there),
        (-crossed, there, here),
        (crossed * part[parts], there, there),
        (squares, np.arange(size), np.arange(size)),
    ]
    sums = marginals.terms
    owners = np.repeat(np.arange(weight.size), np.diff(sums.start))
    nothing, ones = np.zeros(weight.size), np.ones(weight.size)
    wholes = every[~parts]
    defined = [
        (sums.factor, owners, place[sums.index]),
        (-ones, np.arange(weight.size), every),
        (ones[: wholes.size], np.full(wholes.size, weight.size), wholes),
    ]
    shape = weight.size + 1, size + weight.size
    used = np.isfinite(row_lower) | np.isfinite(row_upper)
    same = [(factors, np.full(at.size, row), at) for row, (at, factors, _) in enumerate(face.sums)]
    values = np.array([value for *_, value in face.sums])
    given = (matrix.value, matrix.index, matrix.start)
    agreed = by_rows(given, (count, shape[1]))[used]
    return Quadratic(
        _matrix(across, (shape[1], shape[1])).tocsc(),
        np.concatenate([linear, -weight * target]),
        stacked_matrices([_matrix(defined, shape), agreed, _matrix(same, (values.size, shape[1]))]),
        np.concatenate([nothing, [total.least], row_lower[used], values]),
        np.concatenate([nothing, [total.most], row_upper[used], values]),
        np.concatenate([lower, np.full(weight.size, -np.inf)]),
        np.concatenate([upper, np.full(weight.size, np.inf)]),
    )


def _cells(places: Indices, references: Floats, size: int) -> tuple[Floats, Floats]:
    """Give what the square of each unknown counts for, and the unknown itself."""
    squares, linear = np.zeros(size), np.zeros(size)
    at, wanted = places[places >= 0], references[places >= 0]
    told = np.isfinite(wanted)
    squares[at] = np.where(told, CELLS / np.maximum(wanted, LEAST_CELL), REST)
    linear[at[told]] = -(squares[at] * wanted)[told]
    return squares, linear


def _matrix(entries: list[tuple[Floats, Indices, Indices]], shape: tuple[int, int]) -> Any:
    """Make a sparse matrix of entries with their rows and columns, adding up those in one place."""
    entries = entries or [(np.empty(0), *np.empty((2, 0), dtype=np.int32))]
    value, rows, columns = (np.concatenate(each) for each in zip(*entries, strict=True))
    return by_rows((value, (rows, columns)), shape)
