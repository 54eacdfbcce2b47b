"""Sparse matrices by SciPy, which comes when the first is made.

It takes half a second to come. Worse, where it is there first, Pyomo brings in all of its
statistics too, which takes a second more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from optimiser.solver.matrix import Floats, Indices

FULL = 10.0
"""How many others a row meets that counts as full, as a multiple of the root of all: as COLAMD."""

Compressed = tuple[Floats, Indices, Indices]
"""Values, their columns, and where each row of them starts."""

Triplets = tuple[Floats, tuple[Indices, Indices]]
"""Values, their rows and their columns: those in one place add up."""


def by_rows(entries: Compressed | Triplets, shape: tuple[int, int]) -> Any:
    """Make a matrix that is laid out row by row."""
    from scipy.sparse import csr_matrix

    return csr_matrix(entries, shape=shape)


def stacked_matrices(blocks: Sequence[Any]) -> Any:
    """Put matrices below each other."""
    from scipy.sparse import vstack

    return vstack(blocks, format="csr")


def upper_triangle(matrix: Any) -> Any:
    """Leave out what stands below the diagonal."""
    from scipy.sparse import triu

    return triu(matrix, format="csc")


def bordered(squares: Any, rows: Any, shift: Floats) -> Any:
    """Put rows below squares, and across beside them, and add something to the diagonal."""
    from scipy.sparse import bmat, diags

    return bmat([[squares, rows.T], [rows, None]], format="csr") + diags(shift, format="csr")


def principal_submatrix(matrix: Any, kept: Indices) -> Any:
    """Give some rows of a symmetric matrix, and of these the same columns, column by column."""
    return matrix[kept][:, kept].T


class Reordered:
    """The factors of a matrix whose rows and columns stand in another order.

    Parameters
    ----------
    matrix
        The matrix, symmetric.
    order
        Which of its rows comes first, and so on.
    """

    def __init__(self, matrix: Any, order: Indices) -> None:
        self._order, self._factors = (
            order,
            decomposed(principal_submatrix(matrix.T, order), "NATURAL"),
        )

    def solve(self, right: Floats) -> Floats:
        """Give what the matrix makes this of."""
        found = np.empty_like(right)
        found[self._order] = self._factors.solve(right[self._order])
        return found


def factors(matrix: Any) -> Any:
    """Factor a symmetric matrix, of which each part has an inverse.

    The order in which least is filled in is sought among those that meet few others: where one
    meets half of them, as what adds up a whole region does, it takes longer than all the rest, and
    nothing else in the process goes on meanwhile.

    Raises
    ------
    RuntimeError
        If it has no inverse that floats can tell.
    """
    meets = np.diff(matrix.indptr)
    full = meets > FULL * np.sqrt(meets.size)
    if not full.any():
        return decomposed(matrix, "MMD_AT_PLUS_A")
    others = np.flatnonzero(~full).astype(np.int32)
    least_filled = np.argsort(
        decomposed(principal_submatrix(matrix.T, others), "MMD_AT_PLUS_A").perm_c
    )
    last = np.flatnonzero(full).astype(np.int32)
    return Reordered(matrix, np.concatenate([others[least_filled], last]))


def decomposed(matrix: Any, order: str) -> Any:
    """Factor a symmetric matrix in some order."""
    from scipy.sparse.linalg import splu

    options = {"SymmetricMode": True}
    return splu(matrix, permc_spec=order, diag_pivot_thresh=0.0, options=options)
