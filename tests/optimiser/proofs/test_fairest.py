"""What is called fairest is, of all ways in which it can be divided, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from models.quantity import Cell
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.proofs.fairest import fairest
from tests.regions import municipality, pool, scenario


def region(households: tuple[int, ...], inhabitants: tuple[int, ...], **agreed: object) -> Scenario:
    """Divide households by inhabitants, so many in each year."""
    housed, need = ({"quantity": name, "groups": ["urgent"]} for name in ("housed", "need"))
    years = range(2025, 2025 + len(households))
    return scenario(
        {"id": "all", "kind": "share", "measure": housed, "of": need, "each": "year", **agreed},
        {
            "id": "spread",
            "kind": "fair_share",
            "measure": housed,
            "of": need,
            "key": "inhabitants",
            "each": ["municipality", "year"],
        },
        horizon={"first_year": years[0], "last_year": years[-1]},
        municipalities=[
            {**municipality(number), "inhabitants": some} for number, some in enumerate(inhabitants)
        ],
        capacity=[pool(number, 10) for number in range(len(inhabitants))],
        groups=["urgent"],
        needs=[
            {"group": "urgent", "year": year, "households": number}
            for year, number in zip(years, households, strict=True)
        ],
        goals=["shortfall", {"fair_share": "spread"}],
    )


def divisions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Give all ways to divide a number."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in divisions(total - first, parts - 1):
            yield first, *rest


def deviations(
    divided: tuple[tuple[int, ...], ...], households: tuple[int, ...], inhabitants: tuple[int, ...]
) -> list[Fraction]:
    """Give how far each is from the fair share, years of less than one together."""
    found: list[Fraction] = []
    for place, some in enumerate(inhabitants):
        fair = [Fraction(some * number, sum(inhabitants)) for number in households]
        got = [year[place] for year in divided]
        small = [year for year, share in enumerate(fair) if share < 1]
        found += [abs(n / share - 1) for n, share in zip(got, fair, strict=True) if share >= 1]
        if small:
            together = sum((fair[year] for year in small), Fraction(0))
            found.append(abs(sum(got[year] for year in small) / together - 1))
    return sorted(found, reverse=True)


@pytest.mark.parametrize(
    ("households", "inhabitants"),
    [((10,), (6, 6, 2)), ((3, 2), (60, 25, 15)), ((4, 1), (50, 30, 20)), ((1, 1, 2), (5, 4))],
)
def test_fairest_is_what_no_other_division_is_fairer_than(
    households: tuple[int, ...], inhabitants: tuple[int, ...]
) -> None:
    problem = Problem(region(households, inhabitants, exactly="100%"))
    place: dict[Cell, int] = {cell: at for name, cell, at in problem.positions if name == "housed"}
    codes = problem.scenario.codes
    ways = [*product(*(divisions(number, len(codes)) for number in households))]
    best = min(deviations(way, households, inhabitants) for way in ways)
    proven = 0
    for way in ways:
        values = np.zeros(problem.matrix.upper.size)
        for year, numbers in enumerate(way):
            for code, number in zip(codes, numbers, strict=True):
                values[place[code, "urgent", 2025 + year]] = number
        told = fairest(problem, problem.fairness[0], values)
        proven += told
        assert told == (deviations(way, households, inhabitants) == best)
    assert proven


def test_nothing_is_proven_where_no_agreement_says_how_many_are_divided() -> None:
    problem = Problem(region((4,), (1, 1), at_least="100%"))
    assert not fairest(problem, problem.fairness[0], np.zeros(problem.matrix.upper.size))
