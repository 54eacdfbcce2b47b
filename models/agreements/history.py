"""The kind `history`: what was realised is fixed. Every scenario has it, unwritten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from models.agreements.agreement import Agreement
from models.language import Both, Text
from models.measure import Measure, Scope
from models.noun import Title
from models.programme import Programme
from models.region import Region
from models.requirement import Requirement


class History(Agreement):
    r"""Years that are past are as they were realised: :math:`\sum_{i \in (m, y, s)} x_i = r`.

    One row for each row of the table of what was realised. A municipality with any dwellings in a
    past year built nothing else in that year. What was realised uses up plan capacity. Years before
    the horizon are no part of the plan, and do not count.
    """

    kind: Literal["history"] = "history"
    id: str = "history"
    title: Title | None = Both("wat gerealiseerd is", "what was realised")

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each fact, and for each past year the total."""
        totals: dict[tuple[str, int], int] = {}
        for row in programme.region.realised:
            if row.year not in programme.region.horizon.years:
                continue
            where, years = frozenset([row.municipality]), frozenset([row.year])
            label = " ".join(name for name in (row.group, row.segment, row.form) if name)
            scope = Scope(row.municipality, row.year, where, years, label)
            if row.group is not None:
                measure = Measure(quantity="housed", groups=(row.group,))
            else:
                place = (row.municipality, row.year)
                totals[place] = totals.get(place, 0) + row.number
                if not label:
                    continue
                measure = Measure(
                    quantity="new_build",
                    segments=(row.segment,) if row.segment else None,
                    forms=(row.form,) if row.form else None,
                )
            yield Requirement(self, scope, programme.measure(measure, scope), "==", row.number)
        for (code, year), number in sorted(totals.items()):
            scope = Scope(code, year, frozenset([code]), frozenset([year]))
            built = programme.measure(Measure(quantity="new_build"), scope)
            yield Requirement(self, scope, built, "==", number)

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what holds."""
        return Text("years that are past are as they were realised")
