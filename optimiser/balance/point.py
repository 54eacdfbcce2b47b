r"""Balance: of all plans that are equally good, the one nearest to the reference mix.

It is always the last goal. With :math:`T_m` what a municipality builds in all, :math:`R_m` what it
would build by its reference, :math:`p_{mi}` the reference's part of a segment or form, and
:math:`e_{my}` an even part for each year in which it can build, it minimises

.. math::

    \sum_m \Bigl[ t \frac{(T_m - R_m)^2}{R_m}
    + \sum_i \frac{(x_{mi} - p_{mi} T_m)^2}{p_{mi} R_m}
    + w \sum_y \frac{(x_{my} - e_{my} T_m)^2}{e_{my} R_m} \Bigr]
    + c \sum_{\text{cells}} \frac{(x - r)^2}{r}

where :math:`r` is a cell's part of the reference. Households that are housed count like cells. A
divisor below one dwelling counts as one. Before that all dwellings together are as near as can be
to what was asked. The sum is strictly convex in the cells, so there is one such plan, whatever path
led to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from scipy import sparse

from models.agreements import FairShare
from models.quantity import Cell
from models.reference import reference_mixes
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.solver.answers import Answer
from optimiser.solver.face import Face
from optimiser.solver.highs import Engine
from optimiser.solver.matrix import Floats
from optimiser.solver.quadratic import Quadratic, minimum
from optimiser.solver.tolerances import EXACT

TOTALS = 10.0
"""What a municipality's total counts for (t): no more is built than was asked to mend a mix."""
YEARS = 0.3
"""What the spread over years counts for (w), beside that over segments and forms."""
CELLS = 0.1
"""What each cell counts for (c): enough for no segment to have all of a year, or of a form."""
LEAST_CELL = 0.01
"""A cell's part of the reference below which it counts as so much."""
REST = 1e-4
"""What the square of anything else counts for that is decided, so that it has one value too."""


Parts = dict[str | int, Fraction]
"""Per segment, form or year its part of what a municipality builds."""


@dataclass(frozen=True, slots=True)
class BalancedSum:
    """A sum of cells, with what it should be: a part of another, or a number."""

    cells: list[int]
    weight: float
    part: float
    whole: int | None = None
    target: float = 0.0


def balanced(engine: Engine, problem: Problem, face: Face) -> Floats | None:
    """Find the plan, in fractions, that is nearest to the reference mix.

    Parameters
    ----------
    engine
        Holds the matrix, with what was decided in its bounds.
    problem
        The scenario as a problem.
    face
        Which plans are equally good.

    Returns
    -------
    array or None
        The unknowns; None when the point was not found to within the solver's tolerance.
    """
    total = _total(engine, problem)
    point = minimum(program(engine, problem, face, total))
    return None if point is None else engine.values_at(point[: engine.matrix.lower.size])


def _total(engine: Engine, problem: Problem) -> tuple[float, float]:
    """Give between what all dwellings together lie: as near as can be to what was asked.

    No more is built than was agreed to mend the mix of some.
    """
    cells = [at for name, _, at in problem.positions if name == "new_build"]
    asked = float(sum(mix.dwellings for mix in reference_mixes(problem.scenario).values()))
    off = engine.add_column(0.0, np.inf)
    engine.add_row(-np.inf, asked, {**dict.fromkeys(cells, 1.0), off: -1.0})
    engine.add_row(asked, np.inf, {**dict.fromkeys(cells, 1.0), off: 1.0})
    engine.costs({off: 1.0})
    if engine.run() is not Answer.OPTIMAL:
        return 0.0, np.inf
    apart = engine.objective()
    return (asked, asked) if apart < EXACT else (asked - apart, asked + apart)


def program(engine: Engine, problem: Problem, face: Face, total: tuple[float, float]) -> Quadratic:
    """Write balance as a quadratic problem over the engine's unknowns, and the margins."""
    matrix = engine.matrix
    size, count = matrix.lower.size, matrix.row_lower.size
    ends = zip(engine.bounds(), (size, size, count, count), strict=True)
    lower, upper, row_lower, row_upper = (bounds[:own] for bounds, own in ends)
    for place, value in face.columns.items():
        lower[place] = upper[place] = value
    for row, value in face.rows.items():
        if np.isfinite(row_lower[row]) or np.isfinite(row_upper[row]):
            row_lower[row] = row_upper[row] = value
    places = dict(zip(matrix.unknowns.tolist(), range(size), strict=True))
    cells = [
        (quantity, cell, places[at]) for quantity, cell, at in problem.positions if at in places
    ]
    margins = [*_margins(problem.scenario, cells)]
    every = size + len(margins)
    squares = np.zeros(every)
    linear = np.zeros(every)
    parts = references(problem.scenario)
    for quantity, cell, at in cells:
        if (reference := parts.get((quantity, cell))) is None:
            squares[at] = REST
        else:
            squares[at] = CELLS / max(reference, LEAST_CELL)
            linear[at] = -squares[at] * reference
    blocks: list[tuple[int, int, float]] = []
    for number, margin in enumerate(margins):
        here = size + number
        blocks.append((here, here, margin.weight))
        linear[here] -= margin.weight * margin.target
        if margin.whole is not None:
            there = size + margin.whole
            blocks.append((here, there, -margin.weight * margin.part))
            blocks.append((there, here, -margin.weight * margin.part))
            blocks.append((there, there, margin.weight * margin.part**2))
    crossed = _matrix(blocks, every, every)
    sums = [(number, at, 1.0) for number, margin in enumerate(margins) for at in margin.cells]
    sums += [(number, size + number, -1.0) for number in range(len(margins))]
    wholes = [number for number, margin in enumerate(margins) if margin.whole is None]
    sums += [(len(margins), size + number, 1.0) for number in wholes]
    defined = _matrix(sums, len(margins) + 1, every)
    given = sparse.csr_matrix((matrix.value, matrix.index, matrix.start), shape=(count, size))
    nothing = sparse.csr_matrix((count, len(margins)))
    used = np.isfinite(row_lower) | np.isfinite(row_upper)
    rows = sparse.vstack([defined, sparse.hstack([given, nothing]).tocsr()[used]]).tocsr()
    zero, endless = np.zeros(len(margins)), np.full(len(margins), np.inf)
    return Quadratic(
        (crossed + sparse.diags(squares)).tocsc(),
        linear,
        rows,
        np.concatenate([zero, total[:1], row_lower[used]]),
        np.concatenate([zero, total[1:], row_upper[used]]),
        np.concatenate([lower, -endless]),
        np.concatenate([upper, endless]),
    )


def _matrix(entries: list[tuple[int, int, float]], rows: int, columns: int) -> Any:
    """Make a sparse matrix of entries, adding up those in one place."""
    value = [entry for _, _, entry in entries]
    places = [row for row, _, _ in entries], [column for _, column, _ in entries]
    return sparse.csr_matrix((value, places), shape=(rows, columns))


def _margins(scenario: Scenario, cells: list[tuple[str, Cell, int]]) -> Iterator[BalancedSum]:
    """Give the margins of each municipality, after what it builds in all."""
    by: dict[tuple[str, str, str | int], list[int]] = defaultdict(list)
    for quantity, cell, at in cells:
        if quantity == "new_build":
            code, segment, year, form, _ = cell
            for axis, name in (("", ""), ("segment", segment), ("form", form), ("year", year)):
                by[str(code), axis, name].append(at)
    number = 0
    for code, mix in reference_mixes(scenario).items():
        if not by[code, "", ""]:
            continue
        whole, dwellings = number, float(mix.dwellings)
        weight = TOTALS / max(dwellings, 1.0)
        yield BalancedSum(by[code, "", ""], weight, 0.0, target=dwellings)
        number += 1
        years = [year for year in scenario.horizon.years if by[code, "year", year]]
        even: Parts = dict.fromkeys(years, Fraction(1, len(years)))
        axes: list[tuple[str, Parts, float]] = [
            ("segment", dict(mix.segments.items()), 1.0),
            ("form", dict(mix.forms.items()), 1.0),
            ("year", even, YEARS),
        ]
        for axis, parts, counts in axes:
            for name, part in parts.items() if len(parts) > 1 else ():
                size = max(dwellings * float(part), 1.0)
                yield BalancedSum(by[code, axis, name], counts / size, float(part), whole)
                number += 1


def references(scenario: Scenario) -> dict[tuple[str, Cell], float]:
    """Give each cell's part of the reference; of households, of those that are to be housed."""
    return scenario.remembered(_references)


def _references(scenario: Scenario) -> dict[tuple[str, Cell], float]:
    found: dict[tuple[str, Cell], float] = {}
    mixes = reference_mixes(scenario)
    pools = {pool.pool: pool for pool in scenario.capacity}
    yearly = {
        name: pool.dwellings / max(1, len(scenario.pool_years(pool)))
        for name, pool in pools.items()
    }
    built = scenario.cells("new_build")
    together: dict[Cell, float] = defaultdict(float)
    years: dict[str, set[str | int]] = defaultdict(set)
    for code, segment, year, form, pool in built:
        together[code, segment, year, form] += yearly[str(pool)]
        years[str(code)].add(year)
    for cell in built:
        code, segment, year, form, pool = cell
        mix = mixes[str(code)]
        part = float(mix.dwellings * mix.segments[str(segment)] * mix.forms[str(form)])
        plans = together[code, segment, year, form]
        here = yearly[str(pool)] / plans if plans else 0.0
        found["new_build", cell] = part / len(years[str(code)]) * here
    for code, group, year in scenario.cells("housed"):
        found["housed", (code, group, year)] = _housed(scenario, str(code), str(group), year)
    return found


def _housed(scenario: Scenario, code: str, group: str, year: str | int) -> float:
    """Give the households that a municipality would house: its own, and its part of the rest."""
    needs = [need for need in scenario.needs if need.group == group and need.year == year]
    own = sum(need.households for need in needs if need.municipality == code)
    rest = sum(need.households for need in needs if need.municipality is None)
    return own + rest * _weights(scenario, group).get(code, 0.0)


def _weights(scenario: Scenario, group: str) -> dict[str, float]:
    """Give the parts by which a group is spread: those of the first agreement on that, or even."""
    for agreement in scenario.agreements:
        if (
            isinstance(agreement, FairShare)
            and agreement.measure.quantity in ("housed", "credited")
            and group in (agreement.measure.groups or (group,))
        ):
            weights = scenario.weights(agreement.key, agreement.members(scenario))
            return {code: float(weight) for code, weight in weights.items()}
    return dict.fromkeys(scenario.codes, 1 / len(scenario.codes))
