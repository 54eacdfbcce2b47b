"""Sparse matrices by SciPy, which comes when the first is made.

It takes half a second to come. Worse, where it is there first, Pyomo brings in all of its
statistics too, which takes a second more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimiser.solver.matrix import Floats, Indices

Compressed = tuple[Floats, Indices, Indices]
"""Values, their columns, and where each row of them starts."""

Entries = tuple[Floats, tuple[Indices, Indices]]
"""Values, their rows and their columns: those in one place add up."""


def by_rows(entries: Compressed | Entries, shape: tuple[int, int]) -> Any:
    """Make a matrix that is kept row by row."""
    from scipy.sparse import csr_matrix

    return csr_matrix(entries, shape=shape)


def stacked(blocks: Sequence[Any]) -> Any:
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


def part_of(matrix: Any, kept: Indices) -> Any:
    """Give some rows of a symmetric matrix, and of these the same columns."""
    return matrix[kept][:, kept].T


def factors(matrix: Any) -> Any:
    """Factor a symmetric matrix.

    Raises
    ------
    RuntimeError
        If it has no inverse that floats can tell.
    """
    from scipy.sparse.linalg import splu

    return splu(
        matrix,
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
