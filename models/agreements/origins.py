"""The kind `origins`: who comes from where is housed once. Every scenario has it, unwritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from models.agreements.agreement import Agreement
from models.language import Both, Text
from models.measure import Measure, Scope
from models.noun import Prose
from models.programme import Programme
from models.region import Region
from models.requirement import Requirement, Sense


class Origins(Agreement):
    r"""Households whose origin matters are housed once, and no more of them than there are.

    .. math:: \sum_o p_{m,g,o,y} \le h_{m,g,y}, \qquad \sum_m p_{m,g,o,y} \le n_{g,o,y}, \qquad
       \sum_m \Bigl( h_{m,g,y} - \sum_o p_{m,g,o,y} \Bigr) \le n_{g,y}

    with :math:`p` the households by origin, :math:`h` the households housed, :math:`n_{g,o,y}` the
    need by origin and :math:`n_{g,y}` that of households whose origin does not matter: they are
    housed anywhere. Where there are none of these, the first row is an equality. Only for target
    groups whose needs name an origin.
    """

    kind: Literal["origins"] = "origins"
    id: str = "origins"
    title: Prose | None = Both("herkomst van huishoudens", "origin of households")

    @property
    def unit(self) -> str:
        """Households."""
        return "households"

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each municipality, group and year, and one for each origin and year."""
        region = programme.region
        needs = Counter[tuple[str, str | None, int]]()
        for need in region.needs:
            if need.year not in region.horizon.years:
                continue
            needs[need.group, need.origin, need.year] += need.households
        by_origin = sorted({(group, origin) for group, origin, _ in needs if origin})
        everyone = frozenset(region.codes)
        for group in sorted({group for group, _ in by_origin}):
            placed, housed = (
                Measure(quantity=quantity, groups=(group,)) for quantity in ("placed", "housed")
            )
            for code in region.codes:
                for year in region.horizon.years:
                    scope = Scope(code, year, frozenset([code]), frozenset([year]), group)
                    here = programme.measure(placed, scope)
                    sense: Sense = "<=" if needs[group, None, year] else "=="
                    yield Requirement(
                        self, scope, here, sense, programme.measure(housed, scope), firm=True
                    )
            for year in region.horizon.years:
                if others := needs[group, None, year]:
                    scope = Scope(None, year, everyone, frozenset([year]), group)
                    anywhere = programme.measure(housed, scope) - programme.measure(placed, scope)
                    yield Requirement(self, scope, anywhere, "<=", others, firm=True)
        for group, origin in by_origin:
            for year in region.horizon.years:
                scope = Scope(None, year, everyone, frozenset([year]), f"{group} {origin}")
                cells = programme.grids["placed"].cells
                coming = programme.reader.total(
                    [cells[code, group, origin, year] for code in region.codes]
                )
                number = needs[group, origin, year]
                yield Requirement(self, scope, coming, "<=", number, firm=True)

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what holds."""
        return Text("households whose origin matters are housed once, and no more than there are")
