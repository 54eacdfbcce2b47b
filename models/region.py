"""The region: all that is known of it before anything is agreed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from functools import cached_property

from models.existing_stock import DEMOLISHED, Withdrawal, withdrawn
from models.language import Part, Text, Word
from models.locations import Locations
from models.measure import Measure, Scope
from models.quantity import QUANTITIES, Cell
from models.requirement import Agreed
from models.shape import Selection, Shape, shape_of
from models.tables import (
    Need,
)

MOST_NAMED = 3
"""Municipalities of which more are counted only."""

LABELS: Mapping[str, Part] = {
    "after": Text("after others"),
    "all": Text("in full"),
    "hosts": Word("hosts"),
    "nothing": Text("nothing"),
    "size": Text("size of a location"),
    DEMOLISHED: Word(DEMOLISHED),
}
"""What formulas call their rows, and how a reader does."""


class Region(Locations):
    """What formulas read: a territory, what can be decided in it, and what is given there.

    A `models.scenario.Scenario` is a region in which something is agreed and wanted.
    """

    @property
    def most_built(self) -> int | None:
        """The most dwellings that may be built in all; None in a region by itself."""
        return None

    @property
    def wished_units(self) -> frozenset[str]:
        """What is counted of what was agreed and need not hold; in a region by itself nothing."""
        return frozenset()

    @property
    def openings(self) -> Mapping[str, int]:
        """The first years of facilities that open later; none in a region by itself."""
        return {}

    @property
    def exchange_rates(self) -> Mapping[Fraction, tuple[Selection, ...]]:
        """Which dwellings are taken over at another rate than one for one; none by itself."""
        return {}

    def agreement(self, identifier: str) -> Agreed:
        """Find an agreement by its id.

        Parameters
        ----------
        identifier
            The agreement's id.

        Returns
        -------
        Agreed
            The agreement.

        Raises
        ------
        KeyError
            If nothing of that name was agreed. In a region by itself nothing is.
        """
        raise KeyError(identifier)

    def unknowns(self) -> Iterator[tuple[str, Cell]]:
        """Give the cells, by quantity, that are decided only because of what was agreed.

        Yields
        ------
        tuple
            A quantity's name and one of its cells.
        """
        yield from ()

    def cells(self, quantity: str) -> list[Cell]:
        """List what is decided of a quantity.

        Parameters
        ----------
        quantity
            Its name in `models.quantity.QUANTITIES`.

        Returns
        -------
        list of Cell
            A place on each of the quantity's axes, for each number that a plan has of it.
        """
        years = self.horizon.years
        match quantity:
            case "new_build":
                return [
                    (pool.municipality, segment, year, form, pool.pool)
                    for pool in self.capacity
                    for segment in pool.segments or self.segments
                    for year in self.pool_years(pool)
                    for form in pool.forms or self.forms
                ]
            case "withdrawn":
                return sorted(self.withdrawable)
            case "housed":
                return [
                    (code, group, year)
                    for code in self.codes
                    for group in self.groups
                    for year in years
                ]
            case "placed":
                origins = sorted(
                    {(n.group, n.origin) for n in self.needs if n.origin and n.year in years}
                )
                return [
                    (code, group, origin, year)
                    for code in self.codes
                    for group, origin in origins
                    for year in years
                ]
            case _:
                return sorted({cell for name, cell in self.unknowns() if name == quantity})

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """The cells of each quantity, and what their totals are made of."""
        return {
            name: shape_of(quantity, tuple(self.cells(name)))
            for name, quantity in QUANTITIES.items()
        }

    def measure_text(self, measure: Measure) -> Text:
        """Say what is counted, for a reader, with the names of its municipalities.

        Parameters
        ----------
        measure
            What is counted.

        Returns
        -------
        Text
            The phrase, in both languages.
        """
        towns = (self.municipality(code).name for code in measure.municipalities or ())
        return measure.text(towns, self.pools_called)

    def scope_text(self, scope: Scope) -> Text:
        """Say where and when something holds, for a reader.

        Parameters
        ----------
        scope
            Where and when.

        Returns
        -------
        Text
            The municipality or the region, what else tells it from its neighbours, the year.
        """
        place: Text | str = (
            self.municipality(scope.municipality).name
            if scope.municipality
            else self.together_text(scope.municipalities)
        )
        year = [str(scope.year)] if scope.year else []
        return Text.joined([place, *self.label_parts(scope.label), *year])

    def label_parts(self, label: str) -> Iterator[Part]:
        """Say what a label is, for a reader.

        Parameters
        ----------
        label
            What tells a requirement from its neighbours.

        Yields
        ------
        Part
            Its parts: what is known in the reader's words, and the rest as it is.
        """
        said = self._said
        for part in label.split(", ") if label else ():
            if part in said:
                yield said[part]
                continue
            known = not said.keys().isdisjoint(part.split(" "))
            yield from (said.get(one, one) for one in (part.split(" ") if known else [part]))

    @cached_property
    def _said(self) -> Mapping[str, Part]:
        words = {one: Word(one) for one in (*self.segments, *self.forms, *self.groups)}
        towns = {one.code: one.name for one in self.municipalities}
        return {**LABELS, **words, **towns, **self.pools_within}

    def together_text(self, codes: Collection[str]) -> Text:
        """Say for which municipalities together something holds, for a reader.

        Parameters
        ----------
        codes
            Their codes.

        Returns
        -------
        Text
            The region, a few names, or how many they are.
        """
        if set(codes) >= set(self.codes):
            return Text("the region")
        if len(codes) > MOST_NAMED:
            return Text("{number} municipalities together", number=len(codes))
        return Text("{names}", names=tuple(self.municipality(code).name for code in sorted(codes)))

    def why_nothing_is_built(self) -> Text | None:
        """Say why there is nothing to decide about dwellings; None when there is.

        Returns
        -------
        Text or None
            What is missing, for a reader.
        """
        if not self.capacity:
            return Text("there is no plan capacity: the table “capacity” is missing or empty")
        for field in ("segments", "forms"):
            if not getattr(self, field):
                return Text("the list “{field}” is empty", field=field)
        if any(map(self.pool_years, self.capacity)):
            return None
        return Text("no plan location can be built on within the horizon")

    def given(self, measure: Measure, scope: Scope) -> int | Fraction:
        """Count a measure that is not decided but given.

        ``need`` adds up households, ``vacancies`` counts per year, ``withdrawn`` is what leaves the
        stock whatever the plan, ``capacity`` what the pools can supply in these years, any other
        name is a figure of the municipalities.

        Parameters
        ----------
        measure
            What is counted.
        scope
            Where and when.

        Returns
        -------
        int or Fraction
            The number, in the measure's unit.

        Raises
        ------
        KeyError
            If a municipality lacks the figure.
        """
        if measure.quantity == "capacity":
            return self.supply(measure, scope)
        if measure.quantity == "withdrawn":
            return self.withdrawn(measure, scope)[0]
        if measure.quantity == "need":
            return sum(need.households for need in self._needs_within(measure, scope))
        figures = [
            self.municipality(code).figure(measure.quantity) for code in scope.municipalities
        ]
        # Most figures are whole, and adding up fractions is slow.
        whole = [each.numerator if each.denominator == 1 else each for each in figures]
        total = sum(whole) * (len(scope.years) if measure.yearly else 1)
        return int(total) if total.denominator == 1 else total

    def segments_within(self, measure: Measure, scope: Scope) -> frozenset[str] | None:
        """List the segments that count of the stock; None when all do.

        Parameters
        ----------
        measure
            What is counted.
        scope
            Where and when, and for each of which segments.

        Returns
        -------
        frozenset or None
            The segments.
        """
        named = self.restricted(measure, scope.years).get("segment")
        return both(named, dict(scope.restricted).get("segment"))

    def becoming(self, measure: Measure, scope: Scope) -> frozenset[str] | None:
        """List what withdrawn dwellings may become to count; None where that does not matter.

        Parameters
        ----------
        measure
            What is counted.
        scope
            Where and when, and of which of these.

        Returns
        -------
        frozenset or None
            Segments, and what is demolished.
        """
        named = None if measure.becomes is None else self.counting(measure.becomes)
        if named is not None and DEMOLISHED in (measure.becomes or ()):
            named |= {DEMOLISHED}
        return both(named, dict(scope.restricted).get("becomes"))

    def withdrawn(self, measure: Measure, scope: Scope) -> tuple[int, int]:
        """Count what is given of the dwellings that leave the stock, and of those sold into it.

        Parameters
        ----------
        measure
            Which segments count, and what they become.
        scope
            Where and when.

        Returns
        -------
        tuple
            How many leave, and how many come.
        """
        given = (row for row in self.withdrawals if not row.decided)
        if (becoming := self.becoming(measure, scope)) is not None:
            given = (row for row in given if (row.becomes or DEMOLISHED) in becoming)
        return withdrawn(given, self.segments_within(measure, scope), scope)

    @cached_property
    def withdrawable(self) -> Mapping[Cell, Withdrawal]:
        """What the plan may withdraw from the stock, by the cell that says how much."""
        years = self.horizon.years
        return {row.cell: row for row in self.withdrawals if row.decided and row.year in years}

    def most_of(self, quantity: str, cell: Cell) -> int | None:
        """Give the most that a cell can be by itself; None where only agreements limit it.

        Parameters
        ----------
        quantity
            Its name in `models.quantity.QUANTITIES`.
        cell
            The cell.

        Returns
        -------
        int or None
            The most, in the quantity's unit.
        """
        if quantity == "withdrawn":
            return self.withdrawable[cell].at_most
        return QUANTITIES[quantity].most

    def most_taken(self, taker: str) -> Fraction:
        """Give the most dwellings that a municipality can take over: it builds them.

        Parameters
        ----------
        taker
            Its code.

        Returns
        -------
        Fraction
            Dwellings of the tasks of others.
        """
        where = Scope(taker, None, frozenset([taker]), frozenset(self.horizon.years))
        supplied = self.supply(Measure(quantity="new_build"), where)
        return supplied / min([Fraction(1), *self.exchange_rates])

    def _needs_within(self, measure: Measure, scope: Scope) -> Iterator[Need]:
        everyone = len(scope.municipalities) == len(self.municipalities)
        groups = self.groups_of(measure.groups)
        for need in self.needs:
            if (
                need.year in scope.years
                and need.group in groups
                and (
                    everyone
                    if need.municipality is None
                    else need.municipality in scope.municipalities
                )
            ):
                yield need


def both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """Give what two restrictions leave; None where neither restricts."""
    return one if other is None else other if one is None else one & other
