"""The best point of a quadratic problem: unique, and found to the last digits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from optimiser.quadratic.active_set import ActiveSet, Quadratic, settled_point
from optimiser.quadratic.best_point import minimum
from optimiser.quadratic.fixed import with_what_is_fixed
from optimiser.solver.matrix import Floats

END = np.inf


def problem(squares: Any, linear: Any, rows: Any, row_bounds: Any, bounds: Any = None) -> Quadratic:
    size = len(linear)
    low, high = zip(*(bounds or [(0.0, END)] * size), strict=True)
    row_low, row_high = zip(*row_bounds, strict=True)
    return Quadratic(
        sparse.csc_matrix(np.array(squares, dtype=float)),
        np.array(linear, dtype=float),
        sparse.csr_matrix(np.array(rows, dtype=float)),
        np.array(row_low, dtype=float),
        np.array(row_high, dtype=float),
        np.array(low, dtype=float),
        np.array(high, dtype=float),
    )


def found(one: Quadratic) -> Floats:
    best = minimum(one)
    assert best is not None
    point, tight = best
    none = 0 * tight.multipliers
    guesses = (
        tight,
        ActiveSet(tight.unknowns, tight.rows, none),
        ActiveSet(-tight.unknowns, tight.rows, -tight.multipliers),
        ActiveSet(0 * tight.unknowns, 0 * tight.rows, none),
    )
    for guess in guesses:
        again = minimum(one, guess)
        assert again is not None
        assert again[0] == pytest.approx(point, abs=1e-10)
    return point


def test_a_point_worked_out_by_hand() -> None:
    # (x - 3)^2 + (y - 3)^2 with x + y <= 3 and x <= 1: the corner of both.
    one = problem(np.eye(2), [-3, -3], [[1, 1]], [(-END, 3)], [(0, 1), (0, END)])
    assert found(one) == pytest.approx([1, 2], abs=1e-8)
    # Without the bound: in the middle.
    assert found(problem(np.eye(2), [-3, -3], [[1, 1]], [(-END, 4)])) == pytest.approx([2, 2])
    # In relation to what they should be, 3 and 1: three quarters and one.
    one = problem(np.diag([1 / 3, 1]), [-1, -1], [[1, 1]], [(8, 8)])
    assert found(one) == pytest.approx([6, 2], abs=1e-8)


def test_rows_that_repeat_others_do_no_harm() -> None:
    rows = [[1, 1, 0], [2, 2, 0], [1, 1, 1], [0, 0, 1]]
    one = problem(np.eye(3), [0, -1, 0], rows, [(2, 2), (4, 4), (5, 5), (3, 3)])
    assert found(one) == pytest.approx([0.5, 1.5, 3], abs=1e-8)


@pytest.mark.parametrize("apart", [1e-2, 1e-3, 3e-4])
def test_rows_that_are_nearly_others_hold_the_point_to_the_last_digits(apart: float) -> None:
    """Two lines that cross at (1, 1), at however small an angle: nothing is left to choose."""
    rows, ends = [[1, 1], [1, 1 + apart]], [(2, 2), (2 + apart, 2 + apart)]
    one = problem(np.eye(2), [-30, 0], rows, ends, [(-END, END)] * 2)
    nothing = np.zeros(2, dtype=np.int8)
    crossing = settled_point(one, ActiveSet(nothing, nothing, np.zeros(2)))
    assert crossing is not None
    assert crossing[0] == pytest.approx([1, 1], abs=1e-9)


def test_nothing_nearby_is_better_and_the_order_of_unknowns_makes_no_difference() -> None:
    random = np.random.default_rng(7)
    for _ in range(20):
        rows = random.integers(0, 3, (4, 12))
        inside = random.integers(0, 9, 12) * random.integers(0, 2, 12)
        sums = rows @ inside
        linear = -random.integers(0, 20, 12)
        squares = random.uniform(0.1, 3, 12)
        ends = [(-END, total) for total in sums]
        one = problem(np.diag(squares), linear, rows, ends)
        best = found(one)
        assert (rows @ best <= sums + 1e-9).all()
        assert (best >= 0).all()
        for _ in range(5):
            other = best + 0.01 * (inside - best) * random.uniform(0, 1)
            assert value(one, best) <= value(one, other) + 1e-9
        order = random.permutation(12)
        turned = problem(np.diag(squares[order]), linear[order], rows[:, order], ends)
        assert found(turned) == pytest.approx(best[order], abs=1e-7)


@pytest.mark.parametrize(
    ("rows", "ends", "forced"),
    [
        ([[1, 1, 0]], [(10, END)], [5, 5, None]),  # all that both can be
        ([[1, 1, 0]], [(-END, 2)], [1, 1, None]),  # the least of both
        ([[1, -1, 0]], [(4, END)], [5, 1, None]),
        ([[1, -1, 0]], [(-END, -4)], [1, 5, None]),
        ([[1, 1, 0], [1, 0, -1]], [(10, END), (4, END)], [5, 5, 1]),  # because of the first
        ([[1, 1, 1]], [(4, 14)], [None, None, None]),
    ],
)
def test_what_rows_leave_one_value_has_it(
    rows: list[list[int]], ends: list[tuple[float, float]], forced: list[int | None]
) -> None:
    """Each lies between one and five."""
    told = with_what_is_fixed(problem(np.eye(3), [0] * 3, rows, ends, [(1, 5)] * 3))
    assert [
        low if low == high else None for low, high in zip(told.lower, told.upper, strict=True)
    ] == forced


def test_a_point_is_not_given_where_there_is_none() -> None:
    one = problem(np.eye(2), [0, 0], [[1, 1], [1, 1]], [(2, 2), (3, 3)])
    none = np.zeros(2, dtype=np.int8)
    for guess in (None, ActiveSet(none, none, np.zeros(2))):
        assert minimum(one, guess) is None


def value(one: Quadratic, point: Floats) -> float:
    return float(0.5 * point @ (one.squares @ point) + one.linear @ point)
