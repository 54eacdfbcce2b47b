"""Sparse systems, solved beside the same in NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from optimiser.quadratic.sparse import bordered, by_rows, factors, principal_submatrix


@pytest.mark.parametrize("full", [0, 1, 3], ids=["no row is full", "one is", "three are"])
def test_what_solves_is_the_same_however_full_its_rows_are(full: int) -> None:
    """A row that adds up all is put last; what is asked and given keeps its order."""
    random = np.random.default_rng(full)
    size, count = 500, 30
    rows = np.where(random.random((count, size)) < 0.02, random.integers(1, 9, (count, size)), 0)
    rows[random.choice(count, full, replace=False)] = 1
    places = np.arange(size, dtype=np.int32)
    squares = by_rows((random.uniform(1, 5, size), (places, places)), (size, size))
    row, column = (at.astype(np.int32) for at in np.nonzero(rows))
    across = by_rows((rows[row, column].astype(float), (row, column)), rows.shape)
    shift = np.concatenate([np.full(size, 1e-3), np.full(count, -1e-3)])
    system = bordered(squares, across, shift)
    kept = np.sort(random.choice(size + count, size, replace=False)).astype(np.int32)
    right = random.normal(size=kept.size)
    found = factors(principal_submatrix(system, kept)).solve(right)
    assert found == pytest.approx(np.linalg.solve(system.toarray()[np.ix_(kept, kept)], right))
