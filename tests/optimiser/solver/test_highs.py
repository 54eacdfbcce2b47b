"""The engine: HiGHS, and what it is kept from."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pytest

from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Matrix
from optimiser.solver.params import DEFAULT
from optimiser.solver.versions import solver_release

ENDLESS = Path(__file__).parent / "endless.mps"
"""A rounding of what three municipalities get, from whose presolve HiGHS 1.15.1 never returns."""


def engine_of(path: Path, limits: Limits | None = None) -> Engine:
    """Read a model into an engine of ours."""
    highs: Any = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(str(path))
    lp = highs.getLp()
    by_column = lp.a_matrix_
    column = np.repeat(np.arange(lp.num_col_), np.diff(by_column.start_))
    order = np.argsort(by_column.index_, kind="stable")
    lengths = np.bincount(by_column.index_, minlength=lp.num_row_)
    matrix = Matrix(
        {f"c{at}": at for at in range(lp.num_col_)},
        {f"r{at}": at for at in range(lp.num_row_)},
        np.array(lp.col_lower_),
        np.array(lp.col_upper_),
        np.array(lp.row_lower_),
        np.array(lp.row_upper_),
        np.concatenate(([0], np.cumsum(lengths))).astype(np.int32),
        column[order].astype(np.int32),
        np.array(by_column.value_)[order],
        np.arange(lp.num_col_, dtype=np.int32),
    )
    engine = Engine(matrix, limits or Limits())
    engine.costs(dict(enumerate(lp.col_cost_)))
    engine.whole(at for at, kind in enumerate(lp.integrality_) if kind.value)
    return engine


@pytest.mark.processes
def test_a_tiny_problem_comes_to_an_end() -> None:
    code = (
        "from tests.optimiser.solver.test_highs import ENDLESS, engine_of; "
        "print(engine_of(ENDLESS).run().value)"
    )
    root = Path(__file__).parents[3]
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=root,
    )
    assert run.stdout.strip() == Answer.OPTIMAL.value
    assert len(engine_of(ENDLESS).matrix.unknowns) <= DEFAULT.matrix.few_unknowns


@pytest.mark.processes
def test_who_does_not_come_back_is_left_behind() -> None:
    """HiGHS' presolve of this problem never ends, and looks at no limit."""
    code = (
        "import sys, time; "
        "from tests.optimiser.solver.test_highs import ENDLESS, engine_of; "
        "from optimiser.solver.limits import Limits; "
        "from optimiser.solver.params import MatrixParams, SearchParams; "
        "params = SearchParams(matrix=MatrixParams(few_unknowns=0)); "
        "began = time.perf_counter(); "
        "engine = engine_of(ENDLESS, Limits(0.5, params=params)); "
        "print(engine.run().value, engine.run().value, time.perf_counter() - began < 1.5); "
        "engine.bound([0], [0], [0]); engine.cold(); sys.exit(5)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert (run.stdout.split(), run.returncode) == (["stopped", "stopped", "True"], 5), run.stderr


def test_the_release_that_is_told_is_that_of_the_solver() -> None:
    assert solver_release() == highspy.Highs().version()


@pytest.mark.parametrize(
    "options",
    [{}, {"time_limit": 60}, {"cancelled": lambda: False}],
    ids=["without limits", "with a time limit", "that can be cancelled"],
)
def test_an_engine_is_gone_as_soon_as_nobody_has_it(options: dict[str, Any]) -> None:
    """Each holds a problem of megabytes, and nobody looks for garbage during a solve."""
    matrix = Matrix(
        {"x": 0},
        {},
        np.zeros(1),
        np.ones(1),
        np.empty(0),
        np.empty(0),
        np.zeros(1, dtype=np.int32),
        np.empty(0, dtype=np.int32),
        np.empty(0),
        np.zeros(1, dtype=np.int32),
    )
    gc.disable()
    try:
        engine = Engine(matrix, Limits(**options))
        assert engine.run() is Answer.OPTIMAL
        there = weakref.ref(engine)
        del engine
        assert there() is None
    finally:
        gc.enable()
