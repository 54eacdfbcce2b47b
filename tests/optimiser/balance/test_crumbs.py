"""Crumbs: what becomes of one or two dwellings where more is built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from models.quantity import Cell
from optimiser.balance.crumbs import CRUMB, Gathering, gathered_crumbs
from optimiser.solver.params import DEFAULT
from tests.examples import examples

SOME: st.SearchStrategy[Cell] = st.tuples(
    st.just("GM0001"),
    st.sampled_from(["social_rent", "mid_rent", "market"]),
    st.sampled_from([2025, 2026, 2027]),
    st.sampled_from(["regular", "clustered"]),
    st.sampled_from(["hard", "soft"]),
)
CELLS = st.dictionaries(SOME, st.integers(0, 8))
TRIES = DEFAULT.tidy.crumbs


def cell(segment: str, year: int) -> Cell:
    return "GM0001", segment, year, "regular", "hard"


def test_a_crumb_goes_to_another_year_and_as_many_come_back() -> None:
    built = {
        cell("mid_rent", 2026): 9,
        cell("mid_rent", 2027): 1,
        cell("market", 2026): 9,
        cell("market", 2027): 9,
    }
    assert gathered_crumbs(built, tries=1, possible=bool) == {
        cell("mid_rent", 2026): 10,
        cell("mid_rent", 2027): 0,
        cell("market", 2026): 8,
        cell("market", 2027): 10,
    }


def test_no_crumb_is_left_where_one_goes() -> None:
    """One of the three less would leave two; so two more come where there is one."""
    built = {
        cell("mid_rent", 2026): 9,
        cell("mid_rent", 2027): 1,
        cell("market", 2026): 3,
        cell("market", 2027): 9,
    }
    assert [*gathered_crumbs(built, tries=1, possible=bool).values()] == [7, 3, 5, 7]


def test_it_goes_where_most_is_built() -> None:
    numbers = {2025: (9, 9), 2026: (20, 20), 2027: (1, 30)}
    after = gathered_crumbs(
        {
            cell(segment, year): number
            for year, both in numbers.items()
            for segment, number in zip(("mid_rent", "market"), both, strict=True)
        },
        tries=1,
        possible=bool,
    )
    assert {one[2] for one in after} == {2026, 2027}


def test_two_are_filled_up_with_one() -> None:
    built = {
        cell("mid_rent", 2026): 9,
        cell("mid_rent", 2027): 2,
        cell("market", 2026): 9,
        cell("market", 2027): 9,
    }
    assert gathered_crumbs(built, tries=1, possible=bool)[cell("mid_rent", 2027)] == 3


def test_a_crumb_goes_another_way_where_the_best_is_not_possible() -> None:
    built = {
        cell("mid_rent", 2026): 9,
        cell("mid_rent", 2027): 1,
        cell("market", 2026): 9,
        cell("market", 2027): 9,
        ("GM0001", "mid_rent", 2025, "regular", "soft"): 9,
        cell("market", 2025): 9,
    }

    def gone(year: int) -> dict[Cell, int]:
        return gathered_crumbs(
            built,
            tries=TRIES,
            possible=lambda changes: cell("market", year) in changes,
        )

    best, other = gone(2026), gone(2025)
    assert (best[cell("mid_rent", 2026)], best[cell("mid_rent", 2027)]) == (10, 0)
    assert (other[cell("market", 2025)], other[cell("mid_rent", 2027)]) == (8, 0)
    assert not gathered_crumbs(built, tries=TRIES, possible=lambda _: False)


def test_another_location_builds_it_or_less_where_it_has_no_room() -> None:
    crumb, beside = cell("market", 2026), ("GM0001", "market", 2026, "regular", "soft")
    built = {crumb: 2, beside: 9}
    assert gathered_crumbs(built, tries=TRIES, possible=bool) == {crumb: 3, beside: 8}
    full = gathered_crumbs(built, tries=TRIES, possible=lambda changes: changes[crumb] < 3)
    assert full == {crumb: 0, beside: 11}


def test_locations_keep_building_as_much_each_year_where_that_can_be() -> None:
    """Between locations more is built of all four; within one forms change place."""
    crumb = ("GM0001", "market", 2026, "regular", "hard")
    within = [("market", "clustered"), ("mid_rent", "clustered"), ("mid_rent", "regular")]
    between = [("market", 2025), ("mid_rent", 2025), ("mid_rent", 2026)]
    built: dict[Cell, int] = {
        crumb: 1,
        **{("GM0001", segment, 2026, form, "hard"): 9 for segment, form in within},
        **{("GM0001", segment, year, "regular", "soft"): 50 for segment, year in between},
    }
    after = built | gathered_crumbs(built, tries=1, possible=bool)
    assert after[crumb] == 0

    def by_year(numbers: dict[Cell, int]) -> Counter[tuple[object, ...]]:
        return Counter(cell[2::2] for cell, number in numbers.items() for _ in range(number))

    assert by_year(after) == by_year(built)


@given(CELLS)
@examples(100)
def test_all_sums_but_those_that_are_crossed_stay_and_there_are_fewer_crumbs(
    built: dict[Cell, int],
) -> None:
    after = {**built, **gathered_crumbs(built, tries=1, possible=bool)}
    assert all(number >= 0 for number in after.values())
    begun = {one for one, number in built.items() if number}
    assert {one for one, number in after.items() if number} <= begun
    for axis in range(4):
        before, now = (Counter[object](), Counter[object]())
        for counter, cells in ((before, built), (now, after)):
            for one, number in cells.items():
                counter[one[axis]] += number
        assert before == now
    few, fewer = (
        {one for one, number in cells.items() if 0 < number < CRUMB} for cells in (built, after)
    )
    assert fewer <= few


def every_way(built: dict[Cell, int], crumb: Cell) -> Iterator[Gathering]:
    """List all ways for a crumb, by trying all cells beside it."""
    number, others = built[crumb], [cell for cell in built if cell != crumb]
    pairs: list[tuple[tuple[Cell, ...], tuple[Cell, ...]]]
    pairs = [((crumb,), (cell,)) for cell in others if cell[:4] == crumb[:4]]
    pairs += [
        ((crumb, other), tuple(sorted((goes, comes), key=str)))
        for other, goes, comes in permutations(others, 3)
        if all(Counter((crumb[at], other[at])) == Counter((goes[at], comes[at])) for at in range(4))
    ]
    for less, more in dict.fromkeys(pairs):
        for goes, comes, units in ((less, more, number), (more, less, CRUMB - number)):
            if all(built[cell] - units == 0 or built[cell] - units >= CRUMB for cell in goes):
                yield Gathering(goes, comes, units)


def felt(way: Gathering, built: dict[Cell, int], crumb: Cell) -> tuple[object, ...]:
    """Say what is felt of a way: the order in which they are tried."""
    least = min(built[cell] for cell in (*way.goes, *way.comes) if cell != crumb)
    by_year_and_place = (sorted(cell[2::2] for cell in side) for side in (way.goes, way.comes))
    moves = next(by_year_and_place) != next(by_year_and_place)
    return len(way.goes) == 1, moves, way.number, -least, str(way)


@given(
    st.dictionaries(SOME, st.integers(1, 6), min_size=4, max_size=18),
    st.lists(st.booleans(), min_size=1, max_size=9),
)
@examples(150)
def test_ways_are_tried_from_what_is_felt_least_and_all_of_them(
    built: dict[Cell, int], answers: list[bool]
) -> None:
    """As when all are listed, one crumb after the other; what went is not built in again."""
    found, expected = dict(built), list[dict[Cell, int]]()
    for crumb in sorted((cell for cell, number in built.items() if number < CRUMB), key=str):
        some = {cell: number for cell, number in found.items() if number}
        ways = every_way(some, crumb) if 0 < found[crumb] < CRUMB else ()
        for way in sorted(ways, key=lambda way: felt(way, some, crumb)):
            expected.append(way.changed(some))
            if answers[len(expected) % len(answers)]:
                found |= expected[-1]
                break
    tried: list[dict[Cell, int]] = []

    def possible(changes: dict[Cell, int]) -> bool:
        tried.append(changes)
        return answers[len(tried) % len(answers)]

    after = gathered_crumbs(built, tries=10_000, possible=possible)
    assert tried == expected
    assert built | after == found
