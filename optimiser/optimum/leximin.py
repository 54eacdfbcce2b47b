"""Leximin: the largest deviation from the fair share as small as can be, then the next largest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress

import numpy as np

from optimiser.formulation.endless_totals import EndlessTotal, endless_totals, smallest_totals
from optimiser.formulation.goal_rows import FairnessRows, FairRow
from optimiser.formulation.objectives import pursue, still_held
from optimiser.formulation.problem import Problem, Row
from optimiser.formulation.relative_deviations import deviation_row, hold_deviations, least_largest
from optimiser.solver.answers import Answer
from optimiser.solver.face import Face
from optimiser.solver.highs import Engine
from optimiser.solver.tolerances import ACTIVE, ZERO


@dataclass(frozen=True, slots=True)
class FairnessStep:
    """One step of a leximin: who cannot come nearer to the fair share, and what keeps them there.

    Parameters
    ----------
    level
        Their deviation, relative to the fair share.
    fixed
        The outcomes that were fixed at this level.
    held_by
        The requirements that stand in the way.
    """

    level: float
    fixed: tuple[FairRow, ...]
    held_by: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Fairest:
    """What came of making one goal of fairness as good as can be.

    Parameters
    ----------
    answer
        ``OPTIMAL`` when every outcome is fixed; else why it ended.
    steps
        In the order in which they were fixed, the largest deviation first.
    endless
        What is divided without an end; see `optimiser.formulation.endless_totals`.
    proven
        Whether more of that could not be divided more fairly.
    """

    answer: Answer
    steps: list[FairnessStep]
    endless: tuple[EndlessTotal, ...] = ()
    proven: bool = True


def leximin(
    engine: Engine, problem: Problem, fairness: FairnessRows, face: Face | None = None
) -> Fairest:
    """Make one goal of fairness as good as can be, and keep it so in the engine.

    Each round minimises the largest deviation of those not yet fixed. An outcome whose limit has a
    dual above zero sits at that level in every best solution: it is fixed there. At least one is,
    because the duals of the limits sum to one.

    Parameters
    ----------
    engine
        Holds the matrix; every earlier goal is already held in its bounds.
    problem
        The scenario as a problem.
    fairness
        The outcomes.
    face
        Told what all equally good plans have in common.
    """
    answer = _nothing_beyond_a_share_of_zero(engine, problem, fairness, face)
    if answer is not Answer.OPTIMAL:
        return Fairest(answer, [])
    endless = endless_totals(engine, problem, fairness) if fairness.decided else ()
    held = [total.hold(engine) for total in endless]
    answer, steps = _in_steps(engine, problem, fairness, face)
    proven = True
    if endless and answer is Answer.OPTIMAL:
        proven = not steps or steps[0].level <= ZERO or _below_its_most(engine, endless)
    for row in held if proven else ():
        engine.bound_row(row, -np.inf, np.inf)
    return Fairest(answer, steps, endless, proven)


def _below_its_most(engine: Engine, endless: Sequence[EndlessTotal]) -> bool:
    """Tell whether less is divided than was looked at, or can be in a plan that is as fair."""
    divided = [total.at(engine.values()) for total in endless]
    if any(map(EndlessTotal.is_most, endless, divided)):
        divided = smallest_totals(engine, endless)
    return bool(divided) and not any(map(EndlessTotal.is_most, endless, divided))


def _in_steps(
    engine: Engine, problem: Problem, fairness: FairnessRows, face: Face | None
) -> tuple[Answer, list[FairnessStep]]:
    """Fix those who cannot come nearer, the furthest first."""
    matrix, rows, answer = engine.matrix, problem.rows, Answer.OPTIMAL
    open_rows = [row for row in fairness.counted if row.deviation is not None]
    limits = np.array([matrix.rows[row.limit] for row in open_rows], dtype=np.int32)
    at_rows = np.array([matrix.rows[row.name] for row in rows], dtype=np.int32)
    steps: list[FairnessStep] = []
    if open_rows:
        engine.costs({problem.column(fairness.largest): 1.0})
    while open_rows and answer is Answer.OPTIMAL:
        answer, level = least_largest(engine, problem, fairness, open_rows, engine.run)
        if answer is not Answer.OPTIMAL:
            break
        duals = np.abs(engine.row_duals())
        fixed = duals[limits] > ACTIVE
        if level <= ZERO or not fixed.any():
            fixed[:] = True
        blocked = list(compress(open_rows, fixed))
        if face is not None:
            face.add(engine, limits)
            for row in blocked:
                face.set(engine, *deviation_row(problem, row, 0.0 if level <= ZERO else level))
        hold_deviations(engine, problem, blocked, level * (1 + ZERO) + ZERO)
        open_rows, limits = list(compress(open_rows, ~fixed)), limits[~fixed]
        # The last limits stay, so that the largest deviation still means something afterwards.
        for row in blocked if open_rows else ():
            engine.bound_row(matrix.rows[row.limit], -np.inf, np.inf)
        held_by = tuple(rows[place] for place in np.flatnonzero(duals[at_rows] > ACTIVE))
        steps.append(FairnessStep(level, tuple(blocked), held_by if level > ZERO else ()))
    return answer, steps


def _nothing_beyond_a_share_of_zero(
    engine: Engine, problem: Problem, fairness: FairnessRows, face: Face | None
) -> Answer:
    """Give as little as can be to who has a fair share of zero: any of it is endlessly too much."""
    columns = [problem.column(row.assigned) for row in fairness.rows if row.deviation is None]
    if not columns:
        return Answer.OPTIMAL
    worst = partial(still_held, slack=ZERO)
    answer = pursue(engine, dict.fromkeys(columns, 1.0), worst=worst).answer
    if face is not None and answer is Answer.OPTIMAL:
        face.add(engine)
    return answer
