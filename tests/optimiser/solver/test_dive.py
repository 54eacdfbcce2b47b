"""Diving: whole numbers by rounding one after the other, of a country as well as of a region."""

from __future__ import annotations

import numpy as np
import pytest

from optimiser.solver.answers import Answer
from optimiser.solver.dive import dive
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import NOTHING, Matrix


def halves(many: int, whole: int) -> Engine:
    """Make a problem whose best point has many halves, and so many unknowns that are whole."""
    size = many + whole
    matrix = Matrix(
        {f"x{at}": at for at in range(size)},
        {f"r{at}": at for at in range(many)},
        np.zeros(size),
        np.ones(size),
        np.full(many, -np.inf),
        np.ones(many),
        np.arange(many + 1, dtype=np.int32),
        np.arange(many, dtype=np.int32),
        np.full(many, 2.0),
        np.arange(size, dtype=np.int32),
        NOTHING.index,
        NOTHING,
    )
    engine = Engine(matrix, Limits())
    engine.costs(dict.fromkeys(range(size), -1.0))
    assert engine.run() is Answer.OPTIMAL
    return engine


@pytest.mark.parametrize(
    ("whole", "answer"), [(0, Answer.STOPPED), (1200, Answer.FEASIBLE)], ids=["region", "country"]
)
def test_of_many_numbers_more_are_rounded_one_after_the_other(whole: int, answer: Answer) -> None:
    """Each takes a round; in a region a dozen in vain means that a hundred are too."""
    engine = halves(30, whole)
    assert dive(engine, range(30 + whole)) is answer
    if answer is Answer.FEASIBLE:
        assert engine.values().sum() == whole
