"""A coarse problem: what is built by municipality, year and plan location, whatever it is.

Most rows of a problem tell segments and forms apart, and most goals do not. Without those rows the
cells of a location in a year are one, and a tenth of the unknowns is left. Every plan is a plan of
this too, so what is impossible in it is impossible.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from models.quantity import Cell
from optimiser.balance.crumbs import POOL
from optimiser.balance.sum_tiers import CODE, YEAR
from optimiser.formulation.problem import Problem
from optimiser.solver.condensing import Condensing
from optimiser.solver.matrix import NOTHING, Indices, Matrix
from optimiser.solver.weak_duality import most_by_rows


def coarse_matrix(problem: Problem, about: Collection[int], spoken_of: Collection[int]) -> Matrix:
    """Give the rows that tell no segments and forms apart, as far as they bear on some unknowns.

    Parameters
    ----------
    problem
        The scenario as a problem.
    about
        The columns of these unknowns.
    spoken_of
        Those of totals that stay unknowns where rows bear on both.

    Returns
    -------
    Matrix
        Cells that are one have the column of the first of them.
    """
    matrix = _without_totals(problem, {*about, *spoken_of})
    owner = _owners(problem, matrix)
    size = np.bincount(owner, minlength=owner.size)
    row, whose = np.repeat(np.arange(len(matrix.rows)), np.diff(matrix.start)), owner[matrix.index]
    order = np.lexsort((whose, row))
    row, whose, value = row[order], whose[order], matrix.value[order]
    first = np.flatnonzero(np.diff(row * owner.size + whose, prepend=-1))
    count = np.diff(np.append(first, row.size))
    least, most = (ends.reduceat(value, first) for ends in (np.minimum, np.maximum))
    row, whose = row[first], whose[first]
    apart = np.zeros(len(matrix.rows), dtype=bool)
    apart[row[(count != size[whose]) | (least != most)]] = True
    alike = ~apart[row]
    row, whose, value = row[alike], whose[alike], least[alike]
    near = np.isin(np.arange(owner.size), owner[np.isin(matrix.unknowns, [*about])])
    rows = np.zeros_like(apart)
    for _ in range(owner.size):
        rows[row[near[whose]]] = True
        before = near.copy()
        near[whose[rows[row]]] = True
        if np.array_equal(near, before):
            break
    here = rows[row]
    lower, upper = (
        np.bincount(owner, each, owner.size).astype(float) for each in matrix.bounds[:2]
    )
    found = replace(
        matrix,
        rows={
            name: at for at, (name, own) in enumerate(zip(matrix.rows, rows, strict=True)) if own
        },
        lower=lower[near],
        upper=upper[near],
        row_lower=matrix.row_lower[rows],
        row_upper=matrix.row_upper[rows],
        start=np.append(0, np.cumsum(np.bincount(row[here], minlength=rows.size)[rows])),
        index=(np.cumsum(near) - 1)[whose[here]].astype(np.int32),
        value=value[here],
        unknowns=matrix.unknowns[near],
        totals=NOTHING.index,
        parts=NOTHING,
    )
    # Where nothing bounds unknowns a search for whole numbers takes five times as long.
    return replace(found, upper=most_by_rows(found))


def _without_totals(problem: Problem, kept: Collection[int]) -> Matrix:
    """Write all other totals out, however many rows use them."""
    matrix, known, own = problem.matrix, problem.remembered_as_bounded(_condensing), frozenset(kept)
    if own not in known:
        columns = matrix.columns
        totals = {columns[marginal.column]: marginal.row for marginal in problem.marginals}
        others = {at: name for at, name in totals.items() if at not in own}
        known[own] = Condensing(matrix, others, few_rows=len(matrix.rows))
    return known[own].condensed(matrix)


def _condensing(_: Problem) -> dict[frozenset[int], Condensing]:
    return {}


def _owners(problem: Problem, matrix: Matrix) -> Indices:
    """Give the place of the first cell that each is one with."""
    place = {at: own for own, at in enumerate(matrix.unknowns.tolist())}
    owner, first = np.arange(len(place), dtype=np.int32), dict[Cell, int]()
    for name, cell, at in problem.decided:
        if name == "new_build" and at in place:
            alike = cell[CODE], cell[YEAR], cell[POOL]
            owner[place[at]] = first.setdefault(alike, place[at])
    return owner


def all_built(problem: Problem, matrix: Matrix) -> dict[int, float] | None:
    """Give all dwellings as a sum of the coarse problem's cells; None where it has not all of them.

    Parameters
    ----------
    problem
        The scenario as a problem.
    matrix
        The coarse problem.
    """
    known, alike = {*matrix.unknowns.tolist()}, dict[tuple[object, ...], bool]()
    built = [(cell, at) for name, cell, at in problem.decided if name == "new_build"]
    here = {at for _, at in built} & known
    for cell, at in built:
        if problem.matrix.upper[at] > 0:
            place = cell[CODE], cell[YEAR], cell[POOL]
            alike[place] = alike.get(place, False) or at in here
    return dict.fromkeys(sorted(here), 1.0) if all(alike.values()) else None
