"""Hitting sets: the fewest things of which every one of some sets has at least one.

Contradictions and corrections, which mend them, are each other's hitting sets (R. Reiter, *A theory
of diagnosis from first principles*, 1987): every contradiction has something of every correction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class TooManySets(Exception):
    """There are too many ways to hit all sets to try them."""


def minimal_hitting_sets(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """List the hitting sets from which nothing can be missed (C. Berge, *Hypergraphs*, 1989).

    They come in the order of their names: what is searched for each of them leaves a solver where
    the next search begins, and a set of texts has another order in each process.

    Parameters
    ----------
    sets
        What has to be hit; few and small.
    """
    found: list[frozenset[str]] = [frozenset()]
    for one in sets:
        hit = [each for each in found if each & one]
        grown = {each | {member} for each in found if not each & one for member in one}
        found = hit + [each for each in grown if not any(other <= each for other in hit)]
        found = [each for each in found if not any(other < each for other in found)]
    return sorted(found, key=sorted)


def smallest_hitting_set(
    sets: Sequence[frozenset[T]], below: int, order: Callable[[T], Any], most_branches: int
) -> frozenset[T] | None:
    """Find a smallest hitting set; None when none has fewer members than `below`.

    Parameters
    ----------
    sets
        What has to be hit.
    below
        How many members are too many.
    order
        In which order members are tried.
    most_branches
        Branches after which it gives up.

    Raises
    ------
    TooManySets
        If it takes too many branches.
    """
    branches = 0

    def search(chosen: frozenset[T], most: int) -> frozenset[T] | None:
        nonlocal branches
        branches += 1
        if branches > most_branches:
            raise TooManySets
        missed = [one for one in sets if not one & chosen]
        if not missed:
            return chosen
        if sets_apart(missed) > most - len(chosen):
            return None
        for member in sorted(sorted(missed, key=len)[0], key=order):
            found = search(chosen | {member}, most)
            if found is not None:
                return found
        return None

    for most in range(below):
        found = search(frozenset(), most)
        if found is not None:
            return found
    return None


def sets_apart(sets: Sequence[frozenset[T]]) -> int:
    """Count sets that have nothing in common: each takes a member of its own to be hit."""
    taken: set[T] = set()
    count = 0
    for one in sorted(sets, key=len):
        if not one & taken:
            taken |= one
            count += 1
    return count
