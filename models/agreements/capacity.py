"""The kind `capacity`: no pool supplies more than it has. Every scenario has it, unwritten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from models.agreements.agreement import Agreement
from models.language import Both, Text
from models.measure import Measure, Scope
from models.noun import Prose
from models.programme import Programme
from models.region import Region
from models.requirement import Requirement


class Capacity(Agreement):
    r"""No pool supplies more dwellings than it has, in all and per year.

    .. math:: \sum_{i \in p} x_i \le c_p, \qquad \sum_{i \in (p, y)} x_i \le d_p

    with :math:`c` the pool's dwellings and :math:`d` the most it supplies in a year.
    """

    kind: Literal["capacity"] = "capacity"
    id: str = "capacity"
    title: Prose | None = Both("plancapaciteit", "plan capacity")

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row per pool, and one per pool and year where a year is limited."""
        region = programme.region
        built = Measure(quantity="new_build")
        for pool in region.capacity:
            where = frozenset([pool.municipality])
            years = region.pool_years(pool)
            if not years:
                continue
            in_all = Scope(
                pool.municipality, None, where, frozenset(region.horizon.years), pool.pool
            )
            supplied = programme.measure(built, in_all.within(pool=pool.pool))
            yield Requirement(self, in_all, supplied, "<=", pool.dwellings)
            if pool.most_per_year is None:
                continue
            for year in years:
                in_year = Scope(pool.municipality, year, where, frozenset([year]), pool.pool)
                supplied = programme.measure(built, in_year.within(pool=pool.pool))
                yield Requirement(self, in_year, supplied, "<=", pool.most_per_year)

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what holds."""
        return Text("no plan location supplies more dwellings than its plan capacity")
