"""A sample of random scenarios against the second opinion: what was once wrong, and some more."""

from __future__ import annotations

from tests.fuzz.many import FURTHER, WIDER, looked_at

ONCE_WRONG = (
    *(3160, 3724, 4215, 4629, 5064, 6092, 7015, 7027, 11197, 13357, 20882, 91154),
    *(94139, 94661, 94843, 162509, 264185, 1000066),
)
"""A hair's shortfall, weights far apart, a preview better than whole numbers, a tolerance above a
step, options beside endless capacity, one thing divided by two keys, a fair share of two millionths
of a household, what a preview rounds beside large weights, a wish of a millionth that was lost in
what a goal may give way by, somebody who gets nothing of what the plan divides, a search that
ended before it had a bound, a shortfall of a billion weighted units that was held, one that the
second opinion's presolve took for the least, a later goal that is served by dividing nothing,
proofs to which HiGHS had no answer, and a solver's word of four for a hair less than four."""

MORE = (*range(7000, 7004), *range(WIDER, WIDER + 6), *range(FURTHER, FURTHER + 6))


def test_a_sample_is_as_good_as_the_second_opinion_says() -> None:
    happened, wrong = looked_at((*ONCE_WRONG, *MORE))
    assert wrong == []
    assert happened["compared"] >= 24
