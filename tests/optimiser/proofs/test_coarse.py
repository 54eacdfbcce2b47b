"""The coarse problem: fewer rows, so that every plan is one of it, and nothing of what it holds."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from hypothesis import given

from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.proofs.coarse import coarse_matrix
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats, Matrix, Terms
from tests.examples import examples
from tests.regions import Document, amount, documents, scenario, share


def held(matrix: Matrix, problem: Problem, values: Floats) -> bool:
    """Tell whether a point of the problem is one of the coarse one."""
    point, alike = values.copy(), defaultdict[Any, list[int]](list)
    for name, cell, at in problem.decided:
        if name == "new_build":
            alike[cell[0], cell[2], cell[4]].append(at)
    for own in alike.values():
        point[own] = values[own].sum()
    sums = Terms(matrix.start, matrix.index, matrix.value).sums(point[matrix.unknowns])
    pairs = ((point[matrix.unknowns], matrix.bounds[:2]), (sums, matrix.bounds[2:]))
    return all(
        bool((low - 1e-6 <= own).all() and (own <= high + 1e-6).all()) for own, (low, high) in pairs
    )


def hold_all(region: Scenario) -> None:
    """Insist that corners of a region's problem are points of the coarse one."""
    problem = Problem(region)
    engine = Engine(problem.matrix, Limits())
    cells = [at for name, _, at in problem.decided if name == "new_build"]
    totals = [problem.matrix.columns[marginal.column] for marginal in problem.marginals]
    coarser = [coarse_matrix(problem, cells, spoken_of) for spoken_of in ((), totals)]
    for sign in (1.0, -1.0):
        engine.costs({at: sign * (1 + number % 3) for number, at in enumerate(cells)})
        if engine.run() is Answer.OPTIMAL:
            assert all(held(each, problem, engine.values()) for each in coarser)


def test_what_holds_of_a_segment_is_asked_of_no_other() -> None:
    """Twelve are built, of which four or five are social rent."""
    few = amount("few", measure={"quantity": "new_build", "segments": ["social_rent"]}, at_most=5)
    hold_all(scenario(amount(exactly=12), few, share(at_least="1/3")))


@given(documents(fair=True, needs=True))
@examples(15)
def test_every_point_of_a_problem_is_one_of_the_coarse_one(document: Document) -> None:
    hold_all(Scenario.model_validate(document))


def test_what_stays_an_unknown_is_asked_each_time() -> None:
    """A kept problem writes totals out once for each kind of question, and not once for all."""
    region = scenario(
        amount(exactly=12),
        amount("by-place", each="municipality", at_least=4),
        share(at_least="1/3"),
    )
    problem = Problem(region)
    cells = [at for name, _, at in problem.decided if name == "new_build"]
    totals = [problem.matrix.columns[marginal.column] for marginal in problem.marginals]
    asked: tuple[list[int], ...] = ([], totals, totals[:1], totals)
    found = [coarse_matrix(problem, cells, spoken_of) for spoken_of in asked]
    afresh = [coarse_matrix(Problem(region), cells, spoken_of) for spoken_of in asked]
    assert len({each.unknowns.size for each in found}) > 1
    for one, other in zip(found, afresh, strict=True):
        for name in ("unknowns", "start", "index", "value", "lower", "upper"):
            assert (getattr(one, name) == getattr(other, name)).all(), name
