"""The kind `phasing`: which plan locations come before others, and which are built whole or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from models.agreements.agreement import Agreement
from models.agreements.choosing import optional_rows
from models.division import Partition
from models.language import Part, Text
from models.measure import Axes, Measure, Scope
from models.noun import Names
from models.number_fields import Natural
from models.programme import Programme
from models.region import Region
from models.requirement import Requirement
from models.tables import Pool

OptionRows = Callable[[Programme[Any]], list[Requirement]]
"""Gives the rows of an option, in the numbers of a programme."""


class Phasing(Agreement):
    r"""Some plan locations come after others, or are built in full or not at all.

    .. math:: \sum_{z \le y} x_{p,z} = 0 \quad\text{or}\quad \sum_{z \le y - k} x_{a,z} \ge n_a,
       \qquad \sum_y x_{p,y} = 0 \quad\text{or}\quad \sum_y x_{p,y} \ge n_p

    for each year :math:`y`, each location :math:`p` of `pools` and all :math:`a` of `follows`, with
    :math:`n` all dwellings of a location, or one where it is enough that it has begun. Which of the
    two holds is a choice, as of `either`. Without ``each: year`` only the end counts: nothing is
    built at one location unless another is built as well.

    Parameters
    ----------
    pools
        The plan locations that come later, or are whole.
    follows
        Those that come before.
    once
        Whether these have to be ``complete`` or have ``begun``.
    later
        Years between at least (:math:`k`); with 0 both may be in one year.
    all_or_nothing
        Whether each of the locations is built in full or not at all.
    """

    kind: Literal["phasing"] = "phasing"
    pools: Names
    follows: Names | None = None
    once: Literal["complete", "begun"] = "complete"
    later: Natural = 0
    all_or_nothing: bool = False
    each: Axes = ("year",)

    @property
    def chooses(self) -> bool:
        """It does: nothing yet here, or everything there."""
        return True

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.follows is None and not self.all_or_nothing:
            raise PydanticCustomError(
                "phasing-of-nothing",
                "nothing is asked",
                {"text": Text("say after which locations these come, or all_or_nothing: yes")},
            )
        if both := {*self.pools} & {*(self.follows or ())}:
            raise PydanticCustomError(
                "phasing-after-itself",
                "a location does not come after itself",
                {"text": Text("“{pool}” cannot come after itself", pool=min(both))},
            )
        if {*self.each} - {"year"} or (self.later and not self.each):
            raise PydanticCustomError(
                "phasing-each",
                "phasing is of years",
                {"text": Text("phasing holds in each year, or with each: region for all years")},
            )
        return self

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give the rows of both options, for each year and each location."""
        region = programme.region
        for pool in self._pools(region, self.pools):
            everywhere = Scope(
                pool.municipality,
                None,
                frozenset([pool.municipality]),
                frozenset(self.years_of(region)),
                pool.pool,
            )
            if self.all_or_nothing:
                yield from self._either(programme, everywhere, pool, [pool], "all")
            first = self._pools(region, self.follows or ())
            for scope in self._by_the_end(everywhere) if first else ():
                yield from self._either(programme, scope, pool, first, "after")

    def _by_the_end(self, everywhere: Scope) -> Iterator[Scope]:
        """Give the years so far, for each year or for the last."""
        years = sorted(everywhere.years)
        for year in years if self.each else years[-1:]:
            so_far = frozenset(each for each in years if each <= year)
            yield replace(everywhere, year=year if self.each else None, years=so_far)

    def _either(
        self, programme: Programme[Any], scope: Scope, pool: Pool, first: list[Pool], word: str
    ) -> Iterator[Requirement]:
        """Give the rows of nothing here, and of enough at the others."""
        later = self.later if word == "after" else 0
        before = frozenset(year for year in scope.years if year <= max(scope.years) - later)

        def nothing(read: Programme[Any]) -> list[Requirement]:
            return [Requirement(self, scope, built(read, pool, scope), "<=", 0)]

        def enough(read: Programme[Any]) -> list[Requirement]:
            everyone = frozenset(read.region.codes)
            there = replace(scope, municipalities=everyone, years=before)
            return [
                Requirement(
                    self,
                    scope if one is pool else scope.named(f"{scope.label}, {one.pool}"),
                    built(read, one, there) if before else 0,
                    ">=",
                    1 if word == "after" and self.once == "begun" else one.dwellings,
                )
                for one in first
            ]

        named = scope.named(f"{scope.label} {word}")
        options: dict[str, OptionRows] = {"nothing": nothing, word: enough}
        for option, rows in options.items():
            yield from optional_rows(
                programme.region,
                rows(programme),
                rows(programme.linear),
                option=option,
                scope=named,
            )

    def _pools(self, region: Region, names: Names) -> list[Pool]:
        """Find the locations of some names, where the agreement holds."""
        members = {member.code for member in self.members(region)}
        return [
            pool for pool in region.capacity if pool.pool in names and pool.municipality in members
        ]

    def indivisible(self, region: Region, partition: Partition) -> Text | None:
        """Say, where its locations lie in several parts, that one plan decides it."""
        pools = self._pools(region, (*self.pools, *(self.follows or ())))
        if not partition.divides(pool.municipality for pool in pools):
            return None
        return Text("what is built after what is decided in one plan")

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        said: list[Part] = []
        if self.follows is not None:
            word = "not before" if self.each else "only if"
            messages = {
                ("not before", "complete"): "not before {after} is complete",
                ("not before", "begun"): "not before {after} has begun",
                ("only if", "complete"): "only if {after} is complete in the end",
                ("only if", "begun"): "only if {after} is built as well",
            }
            said.append(Text(messages[word, self.once], after=_called(region, self.follows)))
            if self.later:
                said.append(Text("at least {number} years later", number=self.later))
        if self.all_or_nothing:
            said.append(Text("each in full or not at all"))
        return Text("{pools}: {said}", pools=_called(region, self.pools), said=tuple(said))


def built(programme: Programme[Any], pool: Pool, scope: Scope) -> Any:
    """Count what is built at a plan location."""
    return programme.measure(Measure(quantity="new_build", pools=(pool.pool,)), scope)


def _called(region: Region, names: Names) -> tuple[Part, ...]:
    """Give what plan locations are called."""
    return tuple(region.pools_called.get(name, name) for name in names)
