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


def bordered(squares: Any, rows: Any) -> Any:
    """Put rows below squares, and across beside them: the matrix of a problem's optimum."""
    from scipy.sparse import bmat

    return bmat([[squares, rows.T], [rows, None]], format="csc")


def factors(matrix: Any, shift: Floats) -> Any:
    """Factor a symmetric matrix with something added to its diagonal.

    Raises
    ------
    RuntimeError
        If it has no inverse that floats can tell.
    """
    from scipy.sparse import diags
    from scipy.sparse.linalg import splu

    return splu(
        matrix + diags(shift, format="csc"),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
