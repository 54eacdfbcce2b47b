"""Weak duality: whatever the multipliers are, no point goes below what they prove."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.exact import Number
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Constraint, as_matrix
from optimiser.solver.weak_duality import RowDuals, dual_bound, most_by_rows
from tests.examples import examples

NAMES = ("a", "b", "c", "d")
MOST = 4
PARTS = st.integers(-3, 3) | st.sampled_from([Fraction(1, 3), Fraction(-5, 7)])
ROWS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(NAMES), PARTS.filter(bool), min_size=1),
        st.integers(-6, 6),
        st.sampled_from(["<=", ">=", "=="]),
    ),
    max_size=3,
)


def points(rows: list[Constraint]) -> list[dict[str, int]]:
    """List the whole points that keep rows; the last two unknowns are totals of the others."""
    found = []
    for first, second in product(range(MOST + 1), repeat=2):
        point = {"a": first, "b": second, "c": first + second, "d": 2 * first + second + 2}
        sums = [sum(part * point[at] for at, part in row.terms.items()) for row in rows]
        sides = [total + row.constant for total, row in zip(sums, rows, strict=True)]
        beyond = {"<=": max, ">=": min}
        off = [
            beyond[row.sense](side, 0) if row.sense in beyond else side
            for row, side in zip(rows, sides, strict=True)
        ]
        if not any(off):
            found.append(point)
    return found


@given(
    ROWS, st.tuples(PARTS, PARTS, PARTS, PARTS), st.lists(st.floats(-9, 9), min_size=4, max_size=4)
)
@examples(150)
def test_nothing_goes_below_what_any_multipliers_prove(
    drawn: list[tuple[dict[str, Number], int, str]],
    costs: tuple[Number, Number, Number, Number],
    corrupted: list[float],
) -> None:
    """The solver's duals prove what it says but for a hair, and others less."""
    total = Constraint("total", {"a": 1, "b": 1, "c": -1}, 0, "==")
    more = Constraint("more", {"a": 1, "c": 1, "d": -1}, 2, "==")
    rows = [Constraint(f"row {n}", *row) for n, row in enumerate(drawn)]
    matrix = as_matrix([total, more, *rows], {"a": MOST, "b": MOST, "c": np.inf, "d": np.inf})
    most = dict(zip(matrix.columns, most_by_rows(matrix), strict=True))
    wanted = dict(zip(NAMES, costs, strict=True))

    def proven(prices: dict[str, float]) -> Fraction:
        priced = [(row, prices[row.name]) for row in rows]
        totals = [("c", total), ("d", more)]
        found = dual_bound(wanted, priced, totals, lambda name: Fraction(most[name]))
        assert found is not None
        return found

    found = points(rows)
    values = [sum(wanted[at] * point[at] for at in NAMES) for point in found]
    assert all(point[at] <= most[at] for point in found for at in NAMES)
    if values:
        wrong = proven({row.name: price for row, price in zip(rows, corrupted, strict=False)})
        assert wrong <= min(values)
    engine = Engine(matrix, Limits())
    engine.costs({matrix.columns[name]: float(cost) for name, cost in wanted.items()})
    if engine.run() is Answer.OPTIMAL:
        known = {row.name: row for row in [total, more, *rows]}
        named = {
            row.name: price
            for row, price in RowDuals(matrix.rows, engine.row_duals(), {}).named(known)
        }
        right = proven({row.name: named.get(row.name, 0.0) for row in rows})
        assert float(right) == pytest.approx(engine.objective(), abs=1e-6)
        assert all(right <= value for value in values)


def test_what_nothing_limits_proves_nothing() -> None:
    row = Constraint("row", {"a": 1, "b": -1}, 0, ">=")
    assert dual_bound({"a": 1}, [(row, 2.0)], [], lambda name: None) is None
    assert dual_bound({"a": 1}, [(row, -2.0)], [], lambda name: None) == 0


def test_a_dual_that_was_meant_to_be_one_is_one() -> None:
    """What it is too large by would leave nothing proven of an unknown without end."""
    row = Constraint("row", {"a": 1}, -3, ">=")
    duals = RowDuals({"row": 0}, np.array([1.0000000000000002]), {})
    assert dual_bound({"a": 1}, duals.named({"row": row}), [], lambda name: None) == 3


def test_what_rows_leave_reaches_through_others_and_is_never_told_too_small() -> None:
    """Of c no more than of b, of b no more than of a, and of that three: 0.3 by tenths."""
    rows = [
        Constraint("c", {"c": 1, "b": -1}, 0, "<="),
        Constraint("b", {"b": 1, "a": -1}, 0, "<="),
        Constraint("a", {"a": Fraction(1, 10), "d": 1}, Fraction(-3, 10), "<="),
    ]
    matrix = as_matrix(rows, dict.fromkeys("abcd", np.inf))
    most = dict(zip(matrix.columns, most_by_rows(matrix), strict=True))
    assert all(3 <= most[name] < 3.001 for name in "abc")
