"""What is called fairest is, of all ways in which it can be divided, and nothing else is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from models.quantity import Cell
from models.scenario import Scenario
from optimiser import SearchParams, Status, solve
from optimiser.formulation.problem import Problem
from optimiser.proofs.fairest import proven_fairest
from optimiser.solver.params import WholeParams
from tests.regions import CODES, Document, amount, fair_share, municipality, pool, scenario, share


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
    """Give how far each is from the fair share, years of less than one together.

    Who has no share is off by more than all others as soon as it has any.
    """
    found: list[Fraction] = []
    for place, some in enumerate(inhabitants):
        fair = [Fraction(some * number, sum(inhabitants)) for number in households]
        got = [year[place] for year in divided]
        if not some:
            found += [Fraction(10**6)] * any(got)
            continue
        small = [year for year, share in enumerate(fair) if share < 1]
        found += [abs(n / share - 1) for n, share in zip(got, fair, strict=True) if share >= 1]
        if small:
            together = sum((fair[year] for year in small), Fraction(0))
            found.append(abs(sum(got[year] for year in small) / together - 1))
    return sorted(found, reverse=True)


@pytest.mark.parametrize(
    ("households", "inhabitants"),
    [
        ((10,), (6, 6, 2)),
        ((3, 2), (60, 25, 15)),
        ((4, 1), (50, 30, 20)),
        ((1, 1, 2), (5, 4)),
        ((4,), (1, 1, 0)),
        ((3, 1), (1, 5, 5)),  # who has none in a year gives none of it
        ((1, 2, 2), (1, 4)),  # a unit goes by way of a share of several years
    ],
)
def test_fairest_is_what_no_other_division_is_fairer_than(
    households: tuple[int, ...], inhabitants: tuple[int, ...]
) -> None:
    problem = Problem(region(households, inhabitants, exactly="100%"))
    place: dict[Cell, int] = {cell: at for name, cell, at in problem.decided if name == "housed"}
    codes = problem.scenario.codes
    ways = [*product(*(divisions(number, len(codes)) for number in households))]
    best = min(deviations(way, households, inhabitants) for way in ways)
    proven = 0
    for way in ways:
        values = np.zeros(problem.matrix.upper.size)
        for year, numbers in enumerate(way):
            for code, number in zip(codes, numbers, strict=True):
                values[place[code, "urgent", 2025 + year]] = number
        told = proven_fairest(problem, problem.fairness[0], values)
        proven += told
        assert told == (deviations(way, households, inhabitants) == best)
    assert proven


@pytest.mark.parametrize(
    ("households", "inhabitants", "most"),
    [
        ((3, 2), (60, 25, 15), 2),  # fewer than its part: which year is it short in?
        ((2, 3), (1, 1), 2),
        ((3, 3, 2), (1, 1), 3),
        ((4, 2), (50, 30, 20), 2),
        ((1, 1, 2), (5, 4), 1),
    ],
)
def test_fairest_is_what_no_division_is_fairer_than_where_one_can_have_no_more_in_all(
    households: tuple[int, ...], inhabitants: tuple[int, ...], most: int
) -> None:
    """What the first gets more in one year it gets less in another, for others to take over."""
    problem = Problem(region(households, inhabitants, exactly="100%"))
    place: dict[Cell, int] = {cell: at for name, cell, at in problem.decided if name == "housed"}
    at = [
        [place[code, "urgent", 2025 + year] for code in problem.scenario.codes]
        for year in range(len(households))
    ]
    every = product(*(divisions(number, len(inhabitants)) for number in households))
    ways = [way for way in every if sum(year[0] for year in way) <= most]
    best = min(deviations(way, households, inhabitants) for way in ways)
    points = np.zeros((len(ways), problem.matrix.upper.size))
    points[:, np.ravel(at)] = np.reshape(ways, (len(ways), -1))

    def end(columns: Collection[int], sign: int) -> int:
        return int(sign * (sign * points[:, [*columns]].sum(axis=1)).max())

    for way, values in zip(ways, points, strict=True):
        told = proven_fairest(problem, problem.fairness[0], values, end)
        assert told == (deviations(way, households, inhabitants) == best)


@pytest.mark.parametrize("agreed", [{"at_least": "100%"}, {"exactly": "100%", "binding": False}])
def test_nothing_is_proven_where_no_agreement_says_how_many_are_divided(
    agreed: dict[str, object],
) -> None:
    problem = Problem(region((4,), (1, 1), **agreed))
    assert not proven_fairest(problem, problem.fairness[0], np.zeros(problem.matrix.upper.size))


@pytest.mark.parametrize(
    ("agreed", "places", "built", "proven"),
    [
        (amount(exactly=4), (10, 10), (2, 2), True),  # 2.4 and 1.6 are fair
        (amount(exactly=4), (10, 10), (4, 0), False),
        (amount(exactly=4), (10, 10), (0, 0), False),  # of nothing all divisions are alike
        # Two and two of four are the fairest, and less fair than four and two of six.
        ({"id": "or", "kind": "either",
          "options": [amount("four", exactly=4), amount("six", exactly=6)]},
         (10, 10), (2, 2), False),
        # Half of it in Aarle says nothing about how many there are.
        (share(exactly="1/2", measure={"quantity": "new_build", "municipalities": [CODES[0]]}),
         (10, 10), (2, 2), False),
    ],
)  # fmt: skip
def test_what_the_plan_decides_is_proven_with_its_total(
    agreed: Document, places: tuple[int, int], built: tuple[int, int], proven: bool
) -> None:
    here = scenario(
        agreed,
        fair_share(),
        segments=["market"],
        capacity=[pool(number, most) for number, most in enumerate(places)],
        goals=[{"fair_share": "fair"}],
    )
    problem = Problem(here)
    values = np.zeros(problem.matrix.upper.size)
    values[[at for *_, at in problem.decided]] = built
    assert proven_fairest(problem, problem.fairness[0], values) is proven


def test_totals_of_some_that_overlap_say_nothing_of_the_total_of_all() -> None:
    """3, 4 and 3 of ten are the fairest, and less fair than 4, 3 and 4 of eleven."""
    a, b, c = CODES
    here = scenario(
        amount("first", exactly=7, measure={"quantity": "new_build", "municipalities": [a, b]}),
        amount("last", exactly=7, measure={"quantity": "new_build", "municipalities": [b, c]}),
        fair_share(),
        segments=["market"],
        municipalities=[municipality(number, households=1) for number in range(3)],
        capacity=[pool(number, 10) for number in range(3)],
        goals=[{"fair_share": "fair"}],
    )
    problem = Problem(here)
    values = np.zeros(problem.matrix.upper.size)
    values[[at for *_, at in problem.decided]] = 3, 4, 3
    assert not proven_fairest(problem, problem.fairness[0], values)


def test_where_nobody_can_have_one_more_there_is_no_other_division() -> None:
    """One location in each of two: Aarle's fair share is 1.8, and it hosts only once."""
    hosts = {"quantity": "hosts"}
    here = scenario(
        {"id": "care", "kind": "facility", "facility": "care", "places": 2},
        amount(exactly=2, measure=hosts),
        fair_share(measure=hosts),
        municipalities=[municipality(0, households=90), municipality(1, households=10)],
        capacity=[],
        goals=[{"fair_share": "fair"}],
    )
    problem = Problem(here)
    assert proven_fairest(problem, problem.fairness[0], np.ones(problem.matrix.upper.size))


def test_what_is_known_of_sums_gives_totals_and_excludes_exchanges() -> None:
    """Four by one and one, of which Beek can get one: three and one is the fairest then."""
    problem = Problem(region((4,), (1, 1), at_least="100%"))
    first, second = (problem.column(row.assigned) for row in problem.fairness[0].rows)
    values = np.zeros(problem.matrix.upper.size)
    values[[first, second]] = 3, 1
    known = {(frozenset([first, second]), 1): 4, (frozenset([first, second]), -1): 4}

    def end(columns: Collection[int], sign: int) -> int | None:
        return known.get((frozenset(columns), sign))

    assert not proven_fairest(problem, problem.fairness[0], values, end)
    known[frozenset([second]), 1] = 1
    assert proven_fairest(problem, problem.fairness[0], values, end)


def test_what_counts_in_parts_of_a_unit_is_not_proven_by_swaps_of_units() -> None:
    """Of ten six are fair for Aarle, which has room for two: Beek builds three for every two.

    With two built in Aarle and three taken over Aarle has five of six, and Beek three and a half of
    four. With two taken over it is four and five: no swap of a unit is fairer, and yet it is not.
    """
    exchange = {
        "id": "exchange",
        "kind": "exchange",
        "of": "fair",
        "exchanged": "dwellings",
        "givers": [CODES[0]],
        "takers": [CODES[1]],
        "at_most": "100%",
        "exchange_rate": "3/2",
    }
    task = fair_share(measure={"quantity": "attributed"}, of={"quantity": "new_build"})
    region = scenario(
        amount(exactly=10),
        task,
        exchange,
        capacity=[pool(0, 2), pool(1, 12)],
        goals=[{"fair_share": "fair"}],
    )
    fairest, soon = (
        solve(region),
        solve(region, params=SearchParams(whole=WholeParams(few_cells=0))),
    )
    assert fairest.status is Status.OPTIMAL
    assert fairest.goals[0].value == Fraction(1, 6)
    assert soon.goals[0].value >= Fraction(1, 6)
    assert soon.goals[0].proven is (soon.goals[0].value == Fraction(1, 6))
