"""The apportionment: what each part of a country gets, in whole numbers that all can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, inf

from models.division import Division, Partition, Portion
from models.key import largest_remainders
from models.language import Text
from models.requirement import Sense
from models.scenario import Scenario
from optimiser.country.master_problem import MasterProblem, PartUnknowns
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import Optimum, optimum
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import NOTICEABLE

GRAIN = round(1 / NOTICEABLE)
"""What parts get is read in such parts of a unit."""

TOWARDS: dict[Sense, int] = {">=": -1, "<=": 1, "==": 0}
"""Whether a wish is for more of something, or for less."""


@dataclass(frozen=True, slots=True)
class Coordinated:
    """What came of the coordination.

    Parameters
    ----------
    answer
        ``OPTIMAL``, or why there is no division.
    division
        What each part gets.
    """

    answer: Answer
    division: Division | None = None


def coordinate(scenario: Scenario, parts: Partition, limits: Limits) -> Coordinated:
    """Divide what the parts of a country share.

    Parameters
    ----------
    scenario
        The country; `optimiser.country.shared_totals.check_divisible` has found nothing against it.
    parts
        Its parts.
    limits
        When to stop, and who is told of every number that is divided.
    """
    problem = MasterProblem(scenario, parts)
    best = optimum(engine_of(problem, limits), problem)
    if best.answer is not Answer.OPTIMAL:
        return Coordinated(best.answer)
    exact = {
        (number, part): read(problem, of_part, best.values)
        for number, shared in enumerate(problem.shared)
        for part, of_part in shared.unknowns.items()
    }
    limits.tell(Text("whole numbers for the parts"), 0, 1)
    answer, whole = next_to(engine_of(problem, limits), problem, exact)
    if answer not in (Answer.OPTIMAL, Answer.FEASIBLE):
        return Coordinated(answer)
    held = held_by(problem, best)
    portions = tuple(
        Portion(
            shared.subject,
            shared.need,
            shared.row,
            shared.year,
            part,
            shared.sense,
            of_part.weight,
            shared.by_key(part),
            float(exact[number, part]),
            whole[number, part],
            held.get(of_part.fair.limit, ()),
        )
        for number, shared in enumerate(problem.shared)
        for part, of_part in shared.unknowns.items()
    )
    return Coordinated(
        Answer.OPTIMAL, Division(parts, portions, whole == by_remainder(problem, exact))
    )


def engine_of(problem: MasterProblem, limits: Limits) -> Engine:
    """Give an engine in which the parts' rows stand for the country's: both is slow."""
    engine = Engine(problem.matrix, limits)
    for row in problem.replaced:
        engine.bound_row(problem.matrix.rows[row.name], -inf, inf)
    return engine


Numbers = dict[tuple[int, str], int]
"""What each part gets, by the column of what is shared and the part."""


def read(problem: Problem, of_part: PartUnknowns, values: Floats) -> Fraction:
    """Read what a part gets from the solver's values."""
    less = 0.0 if of_part.less is None else values[problem.column(of_part.less)]
    return Fraction(round((values[problem.column(of_part.more)] - less) * GRAIN), GRAIN)


def by_remainder(problem: MasterProblem, exact: Mapping[tuple[int, str], Fraction]) -> Numbers:
    """Make what the parts get whole by the largest remainder."""
    whole: Numbers = {}
    for number, shared in enumerate(problem.shared):
        portions = {part: exact[number, part] for part in shared.unknowns}
        # A wish that cannot be had in full is divided as far as it can.
        total = floor(sum(portions.values(), Fraction(1, 1000)))
        for part, given in largest_remainders(total, portions).items():
            whole[number, part] = given
    return whole


def next_to(
    engine: Engine, problem: MasterProblem, exact: Mapping[tuple[int, str], Fraction]
) -> tuple[Answer, Numbers]:
    """Find whole numbers that the parts can carry: the largest remainders, when they can.

    With as many numbers rounded up as the total asks, those with the largest remainders have the
    least costs here. Ties go to the part that comes first.
    """
    params = engine.limits.params.country
    bound(engine, problem, {key: (floor(each), ceil(each)) for key, each in exact.items()})
    costs: dict[int, float] = {}
    for (number, part), each in exact.items():
        shared = problem.shared[number]
        of_part = shared.unknowns[part]
        first = list(problem.parts.parts).index(part)
        up = float(1 - 2 * (each - floor(each))) + params.tie * first
        up += 0 if shared.binding else params.wish * TOWARDS[shared.sense]
        costs[problem.column(of_part.more)] = up
        if of_part.less is not None:
            costs[problem.column(of_part.less)] = -up
    engine.costs(costs)
    engine.whole(costs)
    answer = engine.run()
    values = engine.values()
    found = {
        (number, part): round(read(problem, problem.shared[number].unknowns[part], values))
        for number, part in (exact if answer in (Answer.OPTIMAL, Answer.FEASIBLE) else ())
    }
    return answer, found


def bound(
    engine: Engine, problem: MasterProblem, limits: Mapping[tuple[int, str], tuple[int, int]]
) -> None:
    """Hold what parts get between whole numbers."""
    low: dict[int, float] = {}
    high: dict[int, float] = {}
    for (number, part), (least, most) in limits.items():
        of_part = problem.shared[number].unknowns[part]
        more = problem.column(of_part.more)
        low[more], high[more] = max(least, 0), max(most, 0)
        if of_part.less is not None:
            less = problem.column(of_part.less)
            low[less], high[less] = max(-most, 0), max(-least, 0)
    engine.bound(low, low.values(), high.values())


def held_by(problem: MasterProblem, best: Optimum) -> dict[str, tuple[str, ...]]:
    """Name what keeps each part from the key, by the limit of its deviation."""
    return {
        row.limit: tuple(sorted({each.requirement.agreement.id for each in step.held_by}))
        for steps in best.steps.values()
        for step in steps
        for row in step.fixed
    }
