"""The negotiated plan as it was written down: complete, or only totals of what it decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.plan import Plan
from models.quantity import QUANTITIES, Cell
from models.region import Region

REST = "other_segments"
"""The segment under which a table says what all segments come to that it does not name."""


@dataclass(frozen=True, slots=True)
class Totals:
    """One table of a negotiated plan.

    Parameters
    ----------
    axes
        What its rows are told apart by; a plan's cells have these axes and perhaps more.
    numbers
        Units by row; what it does not name is zero.
    """

    axes: tuple[str, ...]
    numbers: Mapping[Cell, int | Fraction]

    def together(self, segments: Iterable[str]) -> frozenset[str]:
        """Give the segments of which it says only what they come to together.

        Parameters
        ----------
        segments
            All segments that there are.

        Returns
        -------
        frozenset of str
            Those that it does not name, where it has numbers of the rest; none where it has not.
        """
        if "segment" not in self.axes:
            return frozenset()
        place = self.axes.index("segment")
        named = {str(key[place]) for key in self.numbers}
        return frozenset(segments) - named if REST in named else frozenset()


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What was written down of a negotiated plan.

    Parameters
    ----------
    tables
        Per quantity what the plan says of it. Of a quantity without a table it says nothing.
    """

    tables: Mapping[str, Totals]

    @classmethod
    def of(cls, plan: Plan) -> Negotiated:
        """Take a plan that says all.

        Parameters
        ----------
        plan
            The plan.

        Returns
        -------
        Negotiated
            The plan, as a negotiated one.
        """
        return cls(
            {
                name: Totals(quantity.axes, plan.cells.get(name, {}))
                for name, quantity in QUANTITIES.items()
            }
        )

    def tells(self, quantity: str, where: Mapping[str, object], segments: Iterable[str]) -> bool:
        """Tell whether the plan says how much there is of something, apart from all else.

        Parameters
        ----------
        quantity
            The quantity.
        where
            What it is of, by axis.
        segments
            All segments that there are.

        Returns
        -------
        bool
            False where it says nothing of it, or only what it comes to together with others.
        """
        table = self.tables.get(quantity)
        if table is None or not where.keys() <= {*table.axes}:
            return False
        rest = table.together(segments)
        return where.get("segment") not in rest or len(rest) == 1

    def open(self, region: Region) -> tuple[str, ...]:
        """Name the quantities that the plan leaves open, in part or altogether.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Returns
        -------
        tuple of str
            The quantities' names.
        """
        return tuple(
            name
            for name, quantity in QUANTITIES.items()
            if (name not in self.tables or self.tables[name].axes != quantity.axes)
            and region.cells(name)
        )

    def plan(self) -> Plan:
        """Give what is told apart in full as a plan.

        Returns
        -------
        Plan
            The cells that were written down.
        """
        return Plan(
            {
                name: dict(table.numbers)
                for name, table in self.tables.items()
                if table.axes == QUANTITIES[name].axes and table.numbers
            }
        )
