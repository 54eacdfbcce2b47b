"""The kind `origins`: who comes from where is housed once. Every scenario has it, unwritten."""

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


class Origins(Agreement):
    r"""Households whose origin matters are housed once, and no more of them than there are.

    .. math:: \sum_o p_{m,g,o,y} = h_{m,g,y}, \qquad \sum_m p_{m,g,o,y} \le n_{g,o,y}

    with :math:`p` the households by origin, :math:`h` the households housed and :math:`n` the need.
    Only for target groups whose needs name an origin.
    """

    kind: Literal["origins"] = "origins"
    id: str = "origins"
    title: Title | None = Both("herkomst van huishoudens", "origin of households")

    @property
    def unit(self) -> str:
        """Households."""
        return "households"

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each municipality, group and year, and one for each origin and year."""
        region = programme.region
        needs: dict[tuple[str, str, int], int] = {}
        for need in region.needs:
            if need.origin and need.year in region.horizon.years:
                key = (need.group, need.origin, need.year)
                needs[key] = needs.get(key, 0) + need.households
        everyone = frozenset(region.codes)
        for group in sorted({group for group, _, _ in needs}):
            placed, housed = (
                Measure(quantity=quantity, groups=(group,)) for quantity in ("placed", "housed")
            )
            for code in region.codes:
                for year in region.horizon.years:
                    scope = Scope(code, year, frozenset([code]), frozenset([year]), group)
                    here = programme.measure(placed, scope)
                    yield Requirement(
                        self, scope, here, "==", programme.measure(housed, scope), firm=True
                    )
        for (group, origin, year), number in sorted(needs.items()):
            scope = Scope(None, year, everyone, frozenset([year]), f"{group} {origin}")
            cells = programme.grids["placed"].cells
            coming = [cells[code, group, origin, year] for code in region.codes]
            yield Requirement(self, scope, programme.reader.total(coming), "<=", number, firm=True)

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what holds."""
        return Text("households whose origin matters are housed once, and no more than there are")
