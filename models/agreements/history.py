"""The kind `history`: what was realised is fixed. Every scenario has it, unwritten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, Literal

from models.agreements.agreement import Agreement
from models.language import Both, Text
from models.measure import Measure, Scope
from models.noun import Prose
from models.programme import Programme
from models.region import Region
from models.requirement import Requirement
from models.tables import Realised


class History(Agreement):
    r"""Years that are past are as they were realised: :math:`\sum_{i \in (m, y, s)} x_i = r`.

    One row for each row of the table of what was realised. Rows of one municipality and year speak
    of one set of dwellings: ten in all, three of them social rent. What no row speaks of was not
    built. What was realised uses up plan capacity. Years before the horizon are no part of the
    plan, and do not count.
    """

    kind: Literal["history"] = "history"
    id: str = "history"
    title: Prose | None = Both("wat gerealiseerd is", "what was realised")

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each fact, and one that says that there was nothing else."""
        facts: dict[tuple[str, int], list[Realised]] = {}
        for row in programme.region.realised:
            if row.year not in programme.region.horizon.years:
                continue
            where, years = frozenset([row.municipality]), frozenset([row.year])
            label = " ".join(name for name in (row.group, row.segment, row.form) if name)
            scope = Scope(row.municipality, row.year, where, years, label)
            measure, counted = Measure(quantity="housed"), scope.within(group=row.group)
            if row.group is None:
                facts.setdefault((row.municipality, row.year), []).append(row)
                if not label:
                    continue
                measure = Measure(quantity="new_build")
                counted = scope.within(segment=row.segment, form=row.form)
            yield Requirement(self, scope, programme.measure(measure, counted), "==", row.number)
        for (code, year), rows in sorted(facts.items()):
            scope = Scope(code, year, frozenset([code]), frozenset([year]))
            built = programme.measure(Measure(quantity="new_build"), scope)
            yield Requirement(self, scope, built, "==", self._in_all(programme, scope, rows))

    @staticmethod
    def _in_all(programme: Programme[Any], scope: Scope, rows: Sequence[Realised]) -> Any:
        """Count all that facts about dwellings speak of: what several speak of counts once."""
        for row in rows:
            if row.segment is row.form is None:
                return row.number
        if not any(one.counts(other.segment, other.form) for one, other in combinations(rows, 2)):
            return sum(row.number for row in rows)
        region = programme.region
        kinds = {
            segment: [form for form in region.forms if any(r.counts(segment, form) for r in rows)]
            for segment in region.segments
        }
        return programme.reader.total(
            [
                programme.measure(
                    Measure(quantity="new_build"), scope.within(segment=segment, form=forms)
                )
                for segment, forms in kinds.items()
                if forms
            ]
        )

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what holds."""
        return Text("years that are past are as they were realised")
