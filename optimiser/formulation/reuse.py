"""Remembered problems: where only thresholds differ, the problem is the same but for a few numbers.

A slider that is moved, or a batch over a threshold, asks for the same problem again and again. Its
unknowns, totals and rows stay then, and the changed agreements' rows get their new numbers. The
arrays are those of a problem that was made anew, to the bit.
"""

from __future__ import annotations

from collections import deque
from copy import copy
from dataclasses import replace

import numpy as np

from models.agreements import Agreement
from models.formulas import formulas_of
from models.recollection import recalled, weigh
from models.requirement import Requirement
from models.scenario import Scenario
from optimiser.formulation.problem import Problem, Row
from optimiser.solver.matrix import Constraint

MOST = 2
"""Problems that are remembered: what is varied, and what it is held beside. Each takes 3 MB for a
region of seventeen municipalities, and 6 MB with its facilities."""


def remembered_problems() -> deque[Problem]:
    """Give the last ones that were made anew for who asks."""
    return recalled(_no_problems)


def _no_problems() -> deque[Problem]:
    return deque(maxlen=MOST)


THRESHOLDS = frozenset(("at_least", "at_most", "exactly"))
UNSEEN = frozenset(("title", "source", "note", "weight"))
"""Fields of an agreement that stand in no row."""

NAMES = frozenset(("id", "name", "description", "agreements", "sources"))
"""Fields of a scenario that may differ; its agreements are compared one by one."""

Changed = list[tuple[Agreement, Agreement]]


def problem_of(scenario: Scenario) -> Problem:
    """Give a scenario's problem: one that is remembered, with other numbers, or a new one.

    Its arrays are complete. The rows of its reader have the numbers of the one that was made.
    """
    if type(scenario) is not Scenario:  # one that asks for less than its agreements do
        return Problem(scenario)
    problems = remembered_problems()
    for known in tuple(problems):
        changed = differing_thresholds(known.scenario, scenario)
        found = None if changed is None else renumbered(known, scenario, changed)
        if found is not None:
            return found
    made = Problem(scenario)
    problems.append(made)
    weigh(sum(len(shape.cells) for each in problems for shape in each.scenario.shapes.values()))
    return made


def differing_thresholds(one: Scenario, other: Scenario) -> Changed | None:
    """Pair the agreements that differ in thresholds; None when more is different."""
    fields = type(one).model_fields.keys() - NAMES
    if any(getattr(one, field) != getattr(other, field) for field in fields):
        return None
    if [each.id for each in one.agreements] != [each.id for each in other.agreements]:
        return None
    pairs = zip(one.agreements, other.agreements, strict=True)
    changed: Changed = [(old, new) for old, new in pairs if old != new]
    named = {one.id for goal in other.goals for one in goal.named()}
    same = all(new.id not in named and only_in_thresholds(old, new) for old, new in changed)
    return changed if same else None


def only_in_thresholds(old: Agreement, new: Agreement) -> bool:
    """Tell whether two agreements ask for the same, but for how much of it."""
    if type(old) is not type(new) or not old.only_rows:
        return False
    fields = type(old).model_fields.keys() - UNSEEN
    different = {name for name in fields if getattr(old, name) != getattr(new, name)}
    return different <= THRESHOLDS and all(
        None not in (getattr(old, name), getattr(new, name)) for name in different
    )


def renumbered(known: Problem, scenario: Scenario, changed: Changed) -> Problem | None:
    """Give a problem with the changed agreements' numbers; None where a row has other terms.

    A share of 0 % has no whole in its row, and one that can be missed unseen has another beside it.
    """
    # The cells are the same, and to list them takes as long as to find that out.
    scenario.__dict__["shapes"] = known.scenario.shapes
    programme = copy(known.programme)
    programme.region = scenario
    matrix = known.matrix
    value, low, high = matrix.value.copy(), matrix.row_lower.copy(), matrix.row_upper.copy()
    rows, constraints = {row.name: row for row in known.rows}, dict(known.constraints)
    for old, new in changed:
        before = [row for row in known.rows if row.requirement.agreement.id == old.id]
        after = list(new.requirements(programme))
        if [*map(row_identity, after)] != [row_identity(row.requirement) for row in before]:
            return None
        if known.unseen or any(True for row in after for _ in known.shares.unseen(row)):
            return None
        for row, requirement in zip(before, after, strict=True):
            index = matrix.rows[row.name]
            span = slice(matrix.start[index], matrix.start[index + 1])
            sides = known.reader.linear(known.sides(requirement, row.shortfalls))
            columns = [matrix.columns.get(name) for name in sides.terms]
            if columns != matrix.index[span].tolist():
                return None
            numbers = np.array([*sides.terms.values()], dtype=float)
            size = np.abs(numbers).max(initial=0.0) or 1.0
            bound = -float(sides.constant) / size
            value[span] = numbers / size
            low[index] = bound if np.isfinite(low[index]) else -np.inf
            high[index] = bound if np.isfinite(high[index]) else np.inf
            rows[row.name] = Row(requirement, row.name, row.shortfalls)
            own = Constraint(row.name, sides.terms, sides.constant, requirement.sense)
            constraints[row.name] = own
    found = copy(known)
    found.scenario, found.programme, found.rows = scenario, programme, tuple(rows.values())
    found.sums = {**known.sums, **found.shortfalls()}
    formulas_of(scenario).take(formulas_of(known.scenario), changed)
    found.__dict__["decided"] = known.decided
    found.__dict__["constraints"] = constraints
    found.__dict__["matrix"] = replace(matrix, value=value, row_lower=low, row_upper=high)
    return found


def row_identity(requirement: Requirement) -> tuple[object, ...]:
    """Give where a row stands, and what it says besides its numbers."""
    return requirement.scope, requirement.sense, requirement.binding, requirement.choice
