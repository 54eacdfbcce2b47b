"""The kind `exchange`: municipalities may take over a part of another's obligation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from models.agreements.agreement import Agreement
from models.codes import MunicipalityCode
from models.division import Partition
from models.language import Percent, Text, Units, Word
from models.measure import Measure, Scope
from models.noun import SOME, Names
from models.number_fields import Natural, Ratio, Weight
from models.programme import Programme
from models.quantity import QUANTITIES, Cell
from models.region import Region
from models.requirement import Requirement
from models.shape import Selection

MOST_FOR_ONE = 100
"""Dwellings that are built for one: more is a slip, such as a year."""


class Exchange(Agreement):
    r"""Who may house households, or build dwellings, on behalf of whom: up to what part of a task.

    .. math:: q \sum_{k,g} t_{m,k,g,y} \;\le\; p \, w_{m,y} T_y, \qquad
       r \sum_m t_{m,k,g,y} \le h_{k,g,y}, \qquad \sum_{m,g,y} t_{m,k,g,y} \le n

    for each municipality :math:`m` that gives and :math:`k` that takes over, with :math:`t` the
    households that others house for it, :math:`w T` its fair share by the agreement named in `of`
    and :math:`h` the households housed: nobody houses more for others than it houses. What is taken
    over counts for the one who gives: an agreement on the measure ``credited`` counts
    :math:`h_m + \sum_k t_{m,k} - \sum_k t_{k,m}`.

    So it is with dwellings: :math:`t` is then the measure ``ceded``, by segment, :math:`h` the new
    build, and an agreement on the measure ``attributed`` counts
    :math:`h_m + \sum_k t_{m,k} - r \sum_k t_{k,m}`.

    Parameters
    ----------
    of
        The agreement of kind `fair_share` that says what the obligation is.
    exchanged
        Whether ``households`` are housed for another, or ``dwellings`` built.
    groups
        The target groups whose households may be transferred; without them all.
    segments
        The segments of which another may build dwellings; without them all.
    givers, takers
        Who may give and who may take over; without them everyone.
    at_most
        The ratio :math:`p/q` of the obligation that may be given away.
    takes_at_most
        The most that each taker takes over, over all years (:math:`n`); without it no bound.
    exchange_rate
        How many dwellings the taker builds for one that is taken over (:math:`r`).
    """

    kind: Literal["exchange"] = "exchange"
    of: str
    exchanged: Literal["households", "dwellings"] = "households"
    groups: Names | None = None
    segments: Names | None = None
    givers: Annotated[tuple[MunicipalityCode, ...], SOME] | None = None
    takers: Annotated[tuple[MunicipalityCode, ...], SOME] | None = None
    at_most: Ratio
    takes_at_most: Natural | None = None
    exchange_rate: Weight = Fraction(1)

    @model_validator(mode="after")
    def _of_what_is_exchanged(self) -> Self:
        apart = self.segments is not None or self.exchange_rate != 1
        if apart if self.exchanged == "households" else self.groups is not None:
            raise PydanticCustomError(
                "exchange-of-both",
                "households have groups, dwellings segments",
                {
                    "text": Text(
                        "an exchange of households has groups, one of dwellings (exchanged: "
                        "dwellings) segments and an exchange_rate"
                    )
                },
            )
        if not 0 < self.exchange_rate <= MOST_FOR_ONE:
            raise PydanticCustomError(
                "exchange-for-nothing",
                "the rate is no rate",
                {
                    "text": Text(
                        "exchange_rate is how many are built for one: more than 0, and at most "
                        "{most}",
                        most=MOST_FOR_ONE,
                    )
                },
            )
        return self

    @property
    def about(self) -> str:
        """The agreement with the obligation."""
        return self.of

    @property
    def unit(self) -> str:
        """Households, or dwellings."""
        return self.exchanged

    @property
    def quantity(self) -> str:
        """What says how much others do for a municipality."""
        return "transferred" if self.exchanged == "households" else "ceded"

    def kinds(self, region: Region) -> tuple[str, ...]:
        """List the target groups, or the segments, of what is exchanged.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        tuple of str
            Their names.
        """
        if self.exchanged == "households":
            wanted = region.groups_of(self.groups)
            return tuple(group for group in region.groups if group in wanted)
        wanted = region.counting(self.segments or region.segments)
        return tuple(segment for segment in region.segments if segment in wanted)

    def rates_of_exchange(self, region: Region) -> Iterator[tuple[Fraction, Selection]]:
        """Give its rate, and what may be taken over at it."""
        if self.exchange_rate != 1:
            cells = [cell for _, cell in self.unknowns(region)]
            axes = zip(QUANTITIES[self.quantity].axes, zip(*cells, strict=True), strict=False)
            yield self.exchange_rate, {axis: frozenset(names) for axis, names in axes}

    def unknowns(self, region: Region) -> Iterator[tuple[str, Cell]]:
        """Give a cell for each giver, taker, target group or segment, and year."""
        members = [m.code for m in self.members(region)]
        for giver in self.givers or members:
            for taker in self.takers or members:
                if giver == taker:
                    continue
                for kind in self.kinds(region):
                    for year in region.horizon.years:
                        yield self.quantity, (giver, taker, kind, year)

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each giver (and year, as the obligation is), and for each taker."""
        yield from self._given(programme)
        yield from self._taken(programme)

    def _given(self, programme: Programme[Any]) -> Iterator[Requirement]:
        given = Measure(quantity=self.quantity, groups=self.groups, segments=self.segments)
        givers = self.givers or [m.code for m in self.members(programme.region)]
        for outcome in programme.outcomes(programme.region.agreement(self.of)):
            if outcome.scope.municipality not in givers:
                continue
            part = self.at_most * outcome.weight
            yield Requirement(
                self,
                replace(outcome.scope, label=""),
                part.denominator * programme.measure(given, outcome.scope),
                "<=",
                part.numerator * outcome.total,
                scale=part.denominator,
            )

    def _taken(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Say of each taker that what it does for others, it does; and how much it takes over."""
        grid, kind = programme.grids[self.quantity], QUANTITIES[self.quantity].axes[2]
        cells = {cell[1:] for _, cell in self.unknowns(programme.region)}
        for taker, name, year in sorted(cells):
            scope = Scope(str(taker), int(year), frozenset([str(taker)]), frozenset([int(year)]))
            taken = grid.total(
                {"to": frozenset([taker]), kind: frozenset([name]), "year": scope.years}
            )
            yield Requirement(
                self,
                scope.named(str(name)),
                self.exchange_rate.numerator * taken,
                "<=",
                self.exchange_rate.denominator * self._own(programme, scope, str(name)),
                scale=self.exchange_rate.denominator,
                firm=True,
            )
        if self.takes_at_most is not None:
            years, kinds = frozenset(programme.region.horizon.years), {cell[1] for cell in cells}
            for taker in sorted({str(cell[0]) for cell in cells}):
                scope = Scope(taker, None, frozenset([taker]), years)
                taken = grid.total({"to": scope.municipalities, kind: frozenset(kinds)})
                yield Requirement(self, scope, taken, "<=", self.takes_at_most)

    def _own(self, programme: Programme[Any], scope: Scope, name: str) -> Any:
        """Count what a taker houses of a group, or builds of a segment."""
        if self.exchanged == "households":
            return programme.grids["housed"].cells[scope.municipality or "", name, min(scope.years)]
        return programme.measure(Measure(quantity="new_build"), scope.within(segment=name))

    def indivisible(self, region: Region, partition: Partition) -> Text | None:
        """Say, where givers and takers lie in several parts, that one plan decides it."""
        members = (m.code for m in self.members(region))
        if not partition.divides((*members, *(self.givers or ()), *(self.takers or ()))):
            return None
        return Text("whose obligation is taken over elsewhere is decided in one plan")

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        everyone = Text("every municipality")
        givers = tuple(region.municipality(code).name for code in self.givers or ())
        takers = tuple(region.municipality(code).name for code in self.takers or ())
        message = (
            "{takers} may house households ({kinds}) on behalf of {givers}, "
            "up to {ratio} of the fair share"
            if self.exchanged == "households"
            else "{takers} may build dwellings ({kinds}) on behalf of {givers}, "
            "up to {ratio} of the fair share"
        )
        said = [
            Text(
                message,
                takers=takers or everyone,
                givers=givers or everyone,
                kinds=tuple(Word(kind) for kind in self.kinds(region)),
                ratio=Percent(self.at_most),
            )
        ]
        if self.takes_at_most is not None:
            bound = Units(self.takes_at_most, self.unit)
            said.append(Text("each takes over at most {bound}", bound=bound))
        if self.exchange_rate != 1:
            said.append(Text("{rate} are built for each of them", rate=self.exchange_rate))
        return said[0] if len(said) == 1 else Text("{said}", said=tuple(said))
