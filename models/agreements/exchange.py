"""The kind `exchange`: municipalities may take over a part of another's obligation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, Literal

from models.agreements.agreement import Agreement
from models.codes import MunicipalityCode
from models.division import Partition
from models.language import Percent, Term, Text
from models.measure import Measure, Scope
from models.noun import SOME, Names
from models.numbers import Ratio
from models.programme import Programme
from models.quantity import Cell
from models.region import Region
from models.requirement import Requirement


class Exchange(Agreement):
    r"""Who may house households on behalf of whom, up to what part of the fair share.

    .. math:: q \sum_{k,g} t_{m,k,g,y} \;\le\; p \, w_{m,y} T_y, \qquad
       \sum_m t_{m,k,g,y} \le h_{k,g,y}

    for each municipality :math:`m` that gives and :math:`k` that takes over, with :math:`t` the
    households that others house for it, :math:`w T` its fair share by the agreement named in `of`
    and :math:`h` the households housed: nobody houses more for others than it houses. What is taken
    over counts for the one who gives: an agreement on the measure ``credited`` counts
    :math:`h_m + \sum_k t_{m,k} - \sum_k t_{k,m}`.

    Parameters
    ----------
    of
        The agreement of kind `fair_share` that says what the obligation is.
    groups
        The target groups whose households may be transferred; without them all.
    givers, takers
        Who may give and who may take over; without them everyone.
    at_most
        The ratio :math:`p/q` of the obligation that may be given away.
    """

    kind: Literal["exchange"] = "exchange"
    of: str
    groups: Names | None = None
    givers: Annotated[tuple[MunicipalityCode, ...], SOME] | None = None
    takers: Annotated[tuple[MunicipalityCode, ...], SOME] | None = None
    at_most: Ratio

    @property
    def about(self) -> str:
        """The agreement with the obligation."""
        return self.of

    @property
    def unit(self) -> str:
        """Households."""
        return "households"

    def unknowns(self, region: Region) -> Iterator[tuple[str, Cell]]:
        """Give a cell for each giver, taker, target group and year."""
        members = [m.code for m in self.members(region)]
        for giver in self.givers or members:
            for taker in self.takers or members:
                if giver == taker:
                    continue
                for group in self.groups or region.groups:
                    for year in region.horizon.years:
                        yield "transferred", (giver, taker, group, year)

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each giver (and year, as the obligation is), and for each taker."""
        yield from self._given(programme)
        yield from self._taken(programme)

    def _given(self, programme: Programme[Any]) -> Iterator[Requirement]:
        transferred = Measure(quantity="transferred", groups=self.groups)
        givers = self.givers or [m.code for m in self.members(programme.region)]
        for outcome in programme.outcomes(programme.region.agreement(self.of)):
            if outcome.scope.municipality not in givers:
                continue
            part = self.at_most * outcome.weight
            yield Requirement(
                self,
                replace(outcome.scope, label=""),
                part.denominator * programme.measure(transferred, outcome.scope),
                "<=",
                part.numerator * outcome.total,
                scale=part.denominator,
            )

    def _taken(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Say of each taker that whom it houses for others, it houses."""
        transferred, housed = programme.grids["transferred"], programme.grids["housed"].cells
        for taker, group, year in sorted({cell[1:] for _, cell in self.unknowns(programme.region)}):
            scope = Scope(str(taker), int(year), frozenset([str(taker)]), frozenset([int(year)]))
            yield Requirement(
                self,
                scope.named(str(group)),
                transferred.total(
                    {"to": frozenset([taker]), "group": frozenset([group]), "year": scope.years}
                ),
                "<=",
                housed[taker, group, year],
                firm=True,
            )

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
        return Text(
            "{takers} may house households ({groups}) on behalf of {givers}, "
            "up to {ratio} of the fair share",
            takers=takers or everyone,
            givers=givers or everyone,
            groups=tuple(Term(group) for group in self.groups or region.groups),
            ratio=Percent(self.at_most),
        )
