"""Remembered proofs: what proved the last preview proves the next where no dual tells of a change.

Duals that prove an optimum prove it for every problem that differs only in rows without a dual:
each goal is then at least what it was, by weak duality, and by complementary slackness the plans
that reach it lie where they lay. So when there is such a plan, which balance finds, no goal has to
be pursued again. Where a row with a dual changed, goals are, from the bases in which they ended.

What a preview tells must not hang on what was asked before it. Its point is the only one, and goals
have one value each; the steps of fairness are told from duals, and where somebody deviates others
may be as right. Then nothing is remembered.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from optimiser.balance.point import NearestTotal, balanced, dwellings_asked
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import Pass, passes
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Indices, Matrix


@dataclass(frozen=True, slots=True)
class RememberedProof:
    """What proved an optimum.

    Parameters
    ----------
    matrix
        The problem, as arrays.
    goals
        What was pursued in it.
    best
        What was found.
    total
        How much is built in all.
    with_duals
        The rows of the matrix that have a dual anywhere in the proof.
    ends
        The bases in which the linear problems ended.
    """

    matrix: Matrix
    goals: list[Pass | FairnessRows]
    best: Optimum
    total: NearestTotal
    with_duals: Indices
    ends: list[Any]


def remember_proof(engine: Engine, problem: Problem, best: Optimum, total: NearestTotal) -> None:
    """Remember what proved an optimum, if it can prove another.

    Parameters
    ----------
    engine
        Solved what it took.
    problem
        The scenario as a problem.
    best
        The optimum.
    total
        How much is built in all.
    """
    if best.same_for_all_duals and total.with_duals is not None:
        rows = np.union1d(total.with_duals, [*best.face.rows]).astype(np.int32)
        proof = RememberedProof(engine.matrix, passes(problem), best, total, rows, engine.ends)
        problem.remembered(_last).append(proof)


def starting_bases(problem: Problem) -> list[Any]:
    """Give the bases in which the runs of the last proof ended: much the same are optimal now."""
    return [basis for before in problem.remembered(_last) for basis in before.ends]


def proven_before(problem: Problem, matrix: Matrix) -> Optimum | None:
    """Give the optimum that a remembered proof proves, with its balanced point; None without one.

    Parameters
    ----------
    problem
        The scenario as a problem.
    matrix
        The same as arrays.
    """
    for before in problem.remembered(_last):
        changed = before.matrix.changed_rows(matrix)
        if changed is None or np.intersect1d(changed, before.with_duals).size:
            continue
        if passes(problem) != before.goals or dwellings_asked(problem) != before.total.asked:
            continue
        point = balanced(problem, matrix, matrix.bounds, before.best.face, before.total, near=False)
        if point is not None:
            return replace(before.best, values=point, balanced=point)
    return None


def _last(_: Problem) -> deque[RememberedProof]:
    """Remember one proof: that of the last problem that needed another."""
    return deque(maxlen=1)
