"""The kind `withdrawals`: what the plan may demolish or sell. Every scenario has it, unwritten."""

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


class Withdrawals(Agreement):
    r"""What the plan decides of demolition and sale lies between its bounds, and in the stock.

    .. math:: a_w \le w \le b_w, \qquad
       s_{m,s} + \sum_{z \le y} \Bigl( x_{m,s,z} + \sum_k w_{m,k,s,z} - \sum_k w_{m,s,k,z} \Bigr)
       \ge 0

    for each number :math:`w` that the table of withdrawals leaves to the plan, with :math:`a` and
    :math:`b` the bounds there, :math:`s` today's dwellings of a segment, where these are a figure
    of the municipality, and :math:`x` the new build. So nothing is demolished or sold that is not
    there.
    """

    kind: Literal["withdrawals"] = "withdrawals"
    id: str = "withdrawals"
    title: Prose | None = Both("sloop en verkoop", "demolition and sale")

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each bound, and for each segment's stock when something leaves it."""
        region, cells = programme.region, programme.grids["withdrawn"].cells
        for cell, row in sorted(region.withdrawable.items()):
            label = " ".join(filter(None, (row.segment, row.becomes)))
            here = Scope(
                row.municipality,
                row.year,
                frozenset([row.municipality]),
                frozenset([row.year]),
                label,
            )
            if row.at_least:
                yield Requirement(self, here, cells[cell], ">=", row.at_least)
            yield Requirement(self, here, cells[cell], "<=", row.at_most)
        rows = region.withdrawable.values()
        for code, segment, year in sorted({(r.municipality, r.segment, r.year) for r in rows}):
            stock = Measure(quantity=f"stock_{segment}")
            if stock.quantity in (region.municipality(code).model_extra or {}):
                years = frozenset(one for one in region.horizon.years if one <= year)
                until = Scope(code, year, frozenset([code]), years, segment)
                added = programme.measure(Measure(quantity="net", segments=(segment,)), until)
                yield Requirement(self, until, programme.measure(stock, until) + added, ">=", 0)

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what holds."""
        return Text(
            "what is demolished or sold lies between its bounds, and is no more than there is"
        )
