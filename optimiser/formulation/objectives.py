"""The passes: a scenario's goals one after the other, each held while the next is pursued."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import takewhile
from math import frexp

import numpy as np

from models.exact import Number, common_grain
from models.goals import Goal, Shortfall
from models.linear import Linear, as_linear
from models.programme import Programme
from models.quantity import SPARED
from optimiser.formulation.goal_rows import FairnessRows, Sum
from optimiser.formulation.problem import Problem
from optimiser.solver.answers import FOUND, Answer
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import HELD, HELD_WHOLE, MEANT, ZERO


@dataclass(frozen=True, slots=True)
class Pass:
    """One goal that is a sum: what to minimise.

    Parameters
    ----------
    id
        The goal's name in results; a priority of the shortfall is a pass by itself.
    costs
        Cost per column of an unknown, in `scale`.
    sites
        Whether it matters to this goal which municipalities host a facility.
    builds
        Whether it matters to this goal what is built, or who is housed.
    ranked
        Whether it is one of the sums that a goal makes best in turn.
    scale
        What a cost of one stands for in the goal's own numbers: see `size_of`.
    refines
        The pass before it, when this one only makes smaller what was too little to be seen there.
    weights
        The costs exactly, by the names of the unknowns; nothing where nothing is proven of it.
    """

    id: str
    costs: Mapping[int, float]
    sites: bool
    builds: bool = True
    ranked: bool = False
    scale: Fraction = Fraction(1)
    refines: str = ""
    weights: Mapping[str, Number] = field(default_factory=dict)

    def value(self, values: Floats) -> float:
        """Give where a search stands in the goal, in its scale; what a plan is worth is exact."""
        return sum_at(self.costs, values)


def sum_at(costs: Mapping[int, float], values: Floats) -> float:
    """Give a sum's value at a point."""
    return float(sum(cost * values[column] for column, cost in costs.items()))


def passes(problem: Problem) -> list[Pass | FairnessRows]:
    """Put the goals in their order, and after them what every scenario wants."""
    return written_goals(problem) + unwritten(problem)


def written_goals(problem: Problem) -> list[Pass | FairnessRows]:
    """Put what the goals of the scenario ask in their order."""
    fairness = {rows.goal.id: rows for rows in problem.fairness}
    ordered: list[Pass | FairnessRows] = []
    for goal in problem.scenario.pursued:
        if goal.id in fairness:
            ordered.append(fairness[goal.id])
        else:
            for total in problem.sums.get(goal.id, ()):
                ordered += made_of(problem, total)
    return ordered


def made_of(problem: Problem, total: Sum) -> list[Pass]:
    """Give the passes of a sum: those made before, where the sum is still the same."""
    known = problem.remembered(_made)
    if known.get(total.id, (None,))[0] is not total:
        passes_of = [pass_of(problem, total), *refined(problem, total)] if total.terms else []
        known[total.id] = total, passes_of
    return known[total.id][1]


def _made(_: Problem) -> dict[str, tuple[Sum, list[Pass]]]:
    return {}


SMALL = ":small"
"""Ends the name of a pass of some terms of another, which go in its grains."""


def refined(problem: Problem, total: Sum) -> Iterator[Pass]:
    """Give what follows on a sum: what of it was too little to be seen beside the rest."""
    unit = size_of([weight for _, weight in total.terms])
    small = tuple((column, weight) for column, weight in total.terms if 0 < abs(weight) < unit)
    unseen = {
        Shortfall().of_priority(priority): tuple(terms)
        for priority, terms in problem.unseen.items()
    }
    for name, terms in ((SMALL, small), (":unseen", unseen.get(total.id, ()))):
        if terms:
            found = pass_of(problem, Sum(total.id + name, total.goal, terms))
            yield replace(found, refines=total.id)


def pass_of(problem: Problem, total: Sum) -> Pass:
    """Give a sum as what to minimise, with the column of each unknown."""
    goal = total.goal
    unit = size_of([weight for _, weight in total.terms])
    terms = total.terms if unit == 1 else [(each, weight / unit) for each, weight in total.terms]
    weights = {column.name: weight for column, weight in terms}
    columns = problem.matrix.columns
    costs = {columns[name]: float(weight) for name, weight in weights.items()}
    return Pass(total.id, costs, goal.sites, goal.builds, goal.ranked > 1, unit, weights=weights)


MOST_COST = 10**4
"""The largest cost where the smallest is one: beside larger ones a solver's rounding shows, and a
goal that is held may give way by more than the smallest."""


def size_of(weights: Iterable[Fraction]) -> Fraction:
    """Give the unit in which weights lie between one and `MOST_COST`, as far as there is one.

    Weights are ratios, and a solver's tolerances are absolute: it ends before it has made small
    costs as small as can be, and takes them for proven.

    Parameters
    ----------
    weights
        What a sum multiplies its unknowns by.

    Returns
    -------
    Fraction
        One where they lie there already. Where they are further apart the largest is `MOST_COST`.
    """
    sizes = [abs(weight) for weight in weights if weight]
    least, most = min(sizes, default=Fraction(1)), max(sizes, default=Fraction(1))
    if least >= 1 and most <= MOST_COST:
        return Fraction(1)
    return Fraction(max(least, most / MOST_COST))


def unwritten(problem: Problem) -> list[Pass]:
    """Give what every scenario wants last: no more of some things than needed."""
    return [
        Pass(
            quantity,
            dict.fromkeys(map(problem.column, cells.values()), 1.0),
            quantity == "places",
            quantity != "places",
            weights=dict.fromkeys((cell.name for cell in cells.values()), 1),
        )
        for quantity in SPARED
        if (cells := problem.programme.grids[quantity].cells)
    ]


def shortfalls(problem: Problem) -> list[Pass]:
    """Give a pass for each priority among the agreements that are not binding."""
    return [pass_of(problem, total) for total in problem.sums[Shortfall().id]]


def leading_shortfalls(problem: Problem) -> list[Pass]:
    """Give the passes of the shortfall when nothing is pursued before it."""
    short = {goal.id: goal for goal in shortfalls(problem)}
    leading = takewhile(lambda goal: goal.id in short, passes(problem))
    return [short[goal.id] for goal in leading]


MOST_GRAINS = 10**7
"""Where one unit of something counts for more grains of a goal than this, floats tell none."""


def goal_grain(problem: Problem, goal: Pass) -> Fraction | None:
    """Give the grain in which a goal that is a sum goes in whole numbers, where floats can tell it.

    It is in the goal's scale.

    Parameters
    ----------
    problem
        The scenario as a problem.
    goal
        The goal.
    """
    exact = exact_grain(problem, goal.id.removesuffix(SMALL))
    grain = exact and exact / goal.scale
    return grain if grain and max(map(abs, goal.costs.values())) <= MOST_GRAINS * grain else None


def told_by_floats(problem: Problem, goal: Pass) -> bool:
    """Tell whether floats tell what a plan comes to from what any other does.

    They do where the goal goes in grains, and where what is too little to be seen of it follows on
    it by itself. Else only exact numbers can tell that nothing is better.

    Parameters
    ----------
    problem
        The scenario as a problem.
    goal
        The goal.
    """
    followed = map(Shortfall().of_priority, problem.unseen)
    return goal_grain(problem, goal) is not None or (goal.refines or goal.id) in {*followed}


def exact_grain(problem: Problem, name: str) -> Fraction | None:
    """Give the same, exactly, by the name by which the goal is pursued; None where not known."""
    if name in SPARED:
        return Fraction(1)
    sizes: list[Fraction] = []
    for row in problem.rows:
        asked = row.requirement
        if not asked.binding and name == Shortfall().of_priority(asked.agreement.priority):
            sides = problem.reader.linear(asked.left - asked.right)
            grain = common_grain((*sides.terms.values(), sides.constant))
            sizes.append(asked.agreement.weight * grain / asked.scale)
    goal = problem.scenario.goal(name)
    if name in goal.names:
        known = problem.remembered(_grains)
        if goal.id not in known:
            known[goal.id] = common_grain(term_grains(goal, problem.programme.linear))
        sizes.append(known[goal.id])
    return common_grain(sizes) or None


def _grains(_: Problem) -> dict[str, Fraction]:
    return {}


def term_grains(goal: Goal, programme: Programme[Linear]) -> Iterator[Fraction]:
    """Give the grains in which the terms of a goal go in whole numbers, over exact sums."""
    for term in goal.goal_terms(programme):
        off = as_linear(term.left) - as_linear(term.right)
        yield term.weight * common_grain((*off.terms.values(), off.constant))


@dataclass(frozen=True, slots=True)
class Pursued:
    """What came of pursuing something.

    Parameters
    ----------
    answer
        ``OPTIMAL``, ``FEASIBLE``, or why there is nothing.
    value
        What it reached.
    row
        The row that holds it from then on.
    """

    answer: Answer
    value: float = 0.0
    row: int = -1


def pursue(
    engine: Engine,
    costs: Mapping[int, float],
    seek: Callable[[], Answer] | None = None,
    *,
    worst: Worst | None = None,
    row: int | None = None,
) -> Pursued:
    """Minimise something, and hold it at what it reached while what comes next is pursued.

    Parameters
    ----------
    engine
        Holds the matrix, with what came before.
    costs
        Cost per column of an unknown.
    seek
        Finds the least of it; the engine's next run if absent.
    worst, row
        As for `hold_sum`.
    """
    engine.costs(costs)
    answer = engine.run() if seek is None else seek()
    if answer not in FOUND:
        return Pursued(answer)
    # What was sought may have ended where something else did before.
    reached = engine.objective() if seek is None else sum_at(costs, engine.values())
    if abs(reached) < ZERO:  # the solver says -0.0
        reached = 0.0
    return Pursued(answer, reached, hold_sum(engine, costs, reached, worst=worst, row=row))


def hold_sum(
    engine: Engine,
    costs: Mapping[int, float],
    value: float,
    *,
    worst: Worst | None = None,
    row: int | None = None,
) -> int:
    """Hold a sum at a value while later goals are pursued.

    Parameters
    ----------
    engine
        Holds the matrix.
    costs
        What is added up.
    value
        Where it is held.
    worst
        Gives the worst value that still counts as held; `still_held` if absent.
    row
        The sum's row, when it has one already.

    Returns
    -------
    int
        The row that holds it.
    """
    most = (worst or still_held)(value)
    if row is None:
        part = 2.0 ** -max(0, frexp(abs(most) / MOST_HELD)[1])
        held = costs if part == 1 else {at: part * cost for at, cost in costs.items()}
        return engine.add_row(-np.inf, part * most, held)
    engine.bound_row(row, -np.inf, most)
    return row


PLACES = 8
"""Last places of a float that adding up may cost."""

MOST_HELD = 2.0**30
"""Beside a larger number the solver's tolerance is finer than a float can tell: a row is then
written in parts of it, of a power of two so that no digit changes."""

Worst = Callable[[float], float]
"""Gives the worst value at which a goal still counts as held where it is."""


def still_held(value: float, slack: float = HELD) -> float:
    """Give the worst value at which a goal still counts as held where it is."""
    return value + slack * max(1.0, abs(value))


def held_to_a_part(costs: Mapping[int, float], value: float) -> float:
    """Give the worst value that still holds a goal in fractions: less than a part of one unit.

    Of a goal of billions what `still_held` lets go are whole dwellings.

    Parameters
    ----------
    costs
        What a unit of each unknown counts for.
    value
        The goal's value.
    """
    part = MEANT * max(map(abs, costs.values()), default=1.0)
    told = PLACES * float(np.spacing(abs(value)))
    return min(still_held(value), value + max(part, told))


def held_within(grain: Fraction | None, value: float) -> float:
    """Give the same where a goal goes in grains: less than half of one.

    Parameters
    ----------
    grain
        The grain; None where it is not known.
    value
        The goal's value.
    """
    worst = whole_held(value)
    return worst if grain is None else min(worst, value + float(grain) / 2)


def whole_held(value: float) -> float:
    """Give the same in a search for whole numbers."""
    return still_held(value, HELD_WHOLE)
