"""What was realised must be possible: its rows speak of one set of dwellings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import inf

from models.language import Text
from models.scenario import Scenario
from models.tables import Realised
from scenarios.checks.places import Places, Remarks


def realised_of_two_things(scenario: Scenario, places: Places) -> Remarks:
    """Find rows about households that name dwellings as well."""
    for row in scenario.realised:
        for column in ("segment", "form"):
            if row.group is not None and getattr(row, column) is not None:
                text = Text("A row about households (a group) says nothing about dwellings.")
                yield text, places.row(row, column)


def realised_contradicts(scenario: Scenario, places: Places) -> Remarks:
    """Find rows of one municipality and year that cannot all be true of one set of dwellings."""
    facts: dict[tuple[str, int], list[Realised]] = {}
    for row in scenario.realised:
        if row.group is None:
            facts.setdefault((row.municipality, row.year), []).append(row)
    names = {municipality.code: municipality.name for municipality in scenario.municipalities}
    for (code, year), rows in sorted(facts.items()):
        if len(rows) < 2 or not all(places.row(row, "number") for row in rows):
            continue
        place, counted = names.get(code, code), SaidBounds(rows, scenario)
        for row in rows:
            part = (row.segment, row.form)
            least, most = counted.least(*part), counted.most(*part)
            if least > most:
                text = Text(
                    "{place}, {year}: this says {number}, and the other rows add up to {others}.",
                    place=place,
                    year=str(year),
                    number=row.number,
                    others=int(least if least > row.number else most),
                )
                yield text, places.row(row, "number")
        whole = counted.least(None, None), counted.most(None, None)
        if whole[0] > whole[1] and (None, None) not in counted.known:
            text = Text(
                "{place}, {year}: by segment and by form the rows differ: {most} and {least}.",
                place=place,
                year=str(year),
                most=int(whole[1]),
                least=int(whole[0]),
            )
            yield text, places.row(rows[0], "number")


class SaidBounds:
    """What rows about one set of dwellings say of a part of it: at least and at most so many.

    Parameters
    ----------
    rows
        The rows.
    scenario
        Whose segments and forms the dwellings are told apart by.
    """

    def __init__(self, rows: Sequence[Realised], scenario: Scenario) -> None:
        self.known = {(row.segment, row.form): row.number for row in rows}
        self._segments, self._forms = scenario.segments, scenario.forms

    def least(self, segment: str | None, form: str | None) -> float:
        """Give the fewest that a part can be, as its own row and those of its parts say."""
        own = self.known.get((segment, form), 0)
        return max(
            [own, *(sum(map(self._at_least, parts)) for parts in self._splits(segment, form))]
        )

    def most(self, segment: str | None, form: str | None) -> float:
        """Give the most that a part can be, as its own row and those of its parts say."""
        own = self.known.get((segment, form), inf)
        return min(
            [own, *(sum(map(self._at_most, parts)) for parts in self._splits(segment, form))]
        )

    def _at_least(self, part: tuple[str | None, str | None]) -> float:
        return self.least(*part)

    def _at_most(self, part: tuple[str | None, str | None]) -> float:
        if None in part:
            return self.most(*part)
        above = [self.known[each] for each in self._around(part) if each in self.known]
        # What no row speaks of was not built.
        return min(above, default=0)

    def _splits(
        self, segment: str | None, form: str | None
    ) -> Iterator[Iterable[tuple[str | None, str | None]]]:
        """Give the ways in which a part is the sum of smaller ones."""
        if segment is None:
            yield [(each, form) for each in self._segments]
        if form is None:
            yield [(segment, each) for each in self._forms]

    @staticmethod
    def _around(part: tuple[str | None, str | None]) -> list[tuple[str | None, str | None]]:
        """Give all that a cell lies in, itself included."""
        segment, form = part
        return [(segment, form), (segment, None), (None, form), (None, None)]
