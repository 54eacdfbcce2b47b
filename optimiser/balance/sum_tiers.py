"""Sums of cells: what becomes whole together near the balanced point, tier by tier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Self

import numpy as np

from models.quantity import Cell
from optimiser.formulation.problem import Problem
from optimiser.solver.matrix import Floats, Terms, summing_rows

CODE, SEGMENT, YEAR, FORM = range(4)
"""Where a cell of what is built says which."""

REGION = 10.0
"""What a dwelling counts for in the region's total, beside one in a sum of a municipality."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of unknowns that become whole together.

    Parameters
    ----------
    terms
        The cells of each, by their columns.
    weights
        What a unit of each counts for.
    """

    terms: Terms
    weights: Floats

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]], first: Sequence[float] = ()) -> Self:
        """Add up rows of cells that count for one, but for the weights of the first of them."""
        weights = np.ones(len(rows))
        weights[: len(first)] = first
        return cls(summing_rows(rows), weights)

    def at(self, values: Floats) -> Floats:
        """Give what they come to at a point."""
        return self.terms.sums(values)

    def single(self) -> Terms:
        """Give those of a municipality: all of the region's dwellings together are none of them."""
        return self.terms.only(self.weights == 1)[0]

    def first(self) -> Sums:
        """Give the first of them alone."""
        return Sums(self.terms.only(np.arange(self.weights.size) == 0)[0], self.weights[:1])


def sum_tiers(problem: Problem) -> list[Sums]:
    """Give the sums that become whole together, tier by tier.

    At first all of the region's dwellings and each municipality's by year, then its dwellings by
    segment, then by form, and then by segment in each year, with the households by year.
    """
    return problem.remembered_as_bounded(_sum_tiers)


def _sum_tiers(problem: Problem) -> list[Sums]:
    some = (problem.matrix.upper > 0).tolist()
    free = [each for each in problem.decided if some[each[2]]]
    built = [(cell, at) for name, cell, at in free if name == "new_build"]
    housed = [[at] for name, _, at in free if name == "housed"]
    region = [[at for _, at in built]] if built else []
    weights = [REGION] * len(region)
    return [
        Sums.of([*region, *grouped(built, CODE, YEAR)], weights),
        Sums.of(grouped(built, CODE, SEGMENT)),
        Sums.of(grouped(built, CODE, FORM)),
        Sums.of([*grouped(built, CODE, SEGMENT, YEAR), *housed]),
    ]


def crossed_sums(problem: Problem) -> Sums:
    """Give the sums by form in each year, and by segment of each form."""
    return problem.remembered_as_bounded(_crossed)


def _crossed(problem: Problem) -> Sums:
    some = (problem.matrix.upper > 0).tolist()
    built = [(cell, at) for name, cell, at in problem.decided if name == "new_build" and some[at]]
    forms = len({cell[FORM] for cell, _ in built}) > 1
    axes = ((CODE, FORM, YEAR), (CODE, SEGMENT, FORM)) if forms else ()
    return Sums.of([own for each in axes for own in grouped(built, *each)])


def held_and_moved(every: Sequence[Sums]) -> Iterator[tuple[Sequence[Sums], Sequence[Sums]]]:
    """Give what stays as it was, and what moves to balance: as much as can be first.

    Parts of a total that leave nothing between them, such as a third at least and two thirds at
    least, may need another total than the one nearest to balance. So next to nothing is that alone.
    """
    yield (), every
    yield [sums.first() for sums in every[:1]], every
    for held in range(1, len(every) + 1):
        yield every[:held], every[held:]


def grouped(cells: Iterable[tuple[Cell, int]], *axes: int) -> list[list[int]]:
    """Give the columns of cells that are the same along some axes, together."""
    groups: defaultdict[Any, list[int]] = defaultdict(list)
    same = itemgetter(*axes)
    for cell, at in cells:
        groups[same(cell)].append(at)
    return [*groups.values()]
