"""The ceiling: the most that a sum over a plan's cells can be within plan capacity, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from models.exact import Number
from models.linear import Linear
from models.quantity import QUANTITIES
from models.region import Region
from models.tables import Pool


def ceiling(region: Region, total: Linear) -> tuple[int, int] | None:
    """Give the most that a sum can be, and the most that one more dwelling can add to it.

    What is built is limited by the pools, in all and per year, and by what was agreed on all of it,
    what is taken over by what the taker can build; of a yes or no there is one. Both numbers are
    rounded up to whole ones.

    Parameters
    ----------
    region
        The region, or the scenario that it is.
    total
        A sum over cells.

    Returns
    -------
    tuple or None
        None when something counts that only agreements limit, such as households.
    """
    by_pool: dict[str, dict[int, Number]] = {}
    by_taker: dict[str, Number] = {}
    most: Number = total.constant
    steepest: Number = 0
    axes = QUANTITIES["new_build"].axes
    for (name, cell), part in total.terms.items():
        if part <= 0:
            continue
        limit = region.most_of(name, cell)
        if name == "new_build":
            year = int(cell[axes.index("year")])
            own = by_pool.setdefault(str(cell[axes.index("pool")]), {})
            own[year] = max(part, own.get(year, 0))
            steepest = max(steepest, part)
        elif name == "ceded":
            taker = str(cell[QUANTITIES["ceded"].axes.index("to")])
            by_taker[taker] = max(part, by_taker.get(taker, 0))
        elif limit is not None:
            most += limit * part
        else:
            return None
    # Nobody takes over more than it builds.
    taken = sum(part * region.most_taken(taker) for taker, part in by_taker.items())
    built = sum(supplied(pool, by_pool.get(pool.pool, {}).values()) for pool in region.capacity)
    if region.most_built is not None:
        built = min(built, region.most_built * steepest)
    return ceil(most + taken + built), ceil(steepest + max(by_taker.values(), default=0))


def supplied(pool: Pool, years: Iterable[Number]) -> Number:
    """Give the most of what counts that a pool supplies, when a dwelling counts so much per year.

    The years in which a dwelling counts most come first.

    Parameters
    ----------
    pool
        The pool.
    years
        What a dwelling counts in each year in which it can be completed.

    Returns
    -------
    Number
        The sum, in what a dwelling counts.
    """
    left = pool.dwellings
    most: Number = 0
    for part in sorted(years, reverse=True):
        built = left if pool.most_per_year is None else min(left, pool.most_per_year)
        most += built * part
        left -= built
    return most
