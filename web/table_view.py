"""The table as its page shows it: parties with their members, and what was put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dossiers import (
    Confidentiality,
    Dossier,
    Member,
    Seat,
    StoredJob,
    StoredParty,
    StoredPlan,
    StoredPosition,
    StoredScenario,
    Version,
)
from web.sharing import Sharing, shared


@dataclass(frozen=True)
class TableView:
    """What the page of the table shows.

    Parameters
    ----------
    dossier
        The dossier.
    seat
        Where the reader sits.
    parties, members
        Who sits at the table.
    scenarios
        What was put in, each with the latest version that the reader may see.
    positions, plans, jobs
        What parties want changed, plans that were brought, and what was asked, as far as the
        reader may see them.
    widest
        With whom each plan and each result can be shared at most, by identifier.
    """

    dossier: Dossier
    seat: Seat
    parties: Sequence[StoredParty]
    members: Sequence[Member]
    scenarios: Sequence[tuple[StoredScenario, Version]]
    positions: Sequence[StoredPosition]
    plans: Sequence[StoredPlan]
    jobs: Sequence[StoredJob]
    widest: Mapping[str, Confidentiality]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The parties' names by identifier."""
        return {one.id: one.name for one in self.parties}

    def of(self, party: str | None) -> list[Member]:
        """Give the members of a party, or those of none."""
        return [one for one in self.members if one.party == party]

    @cached_property
    def seated(self) -> list[StoredParty]:
        """The parties that sit at the table, and those whose place waits for them."""
        return [one for one in self.parties if self.of(one.id) or not one.taken]

    @cached_property
    def left(self) -> list[StoredParty]:
        """The parties for which somebody acted, and nobody does now."""
        return [one for one in self.parties if one not in self.seated]

    @cached_property
    def whole(self) -> list[Sharing]:
        """The scenarios."""
        return [shared(one, self.seat, self.names, version) for one, version in self.scenarios]

    @cached_property
    def changes(self) -> list[Sharing]:
        """The positions that say only what is different."""
        return [shared(one, self.seat, self.names) for one in self.positions]

    @cached_property
    def brought(self) -> list[Sharing]:
        """The plans that were brought."""
        return [self._at_most(one) for one in self.plans]

    @cached_property
    def results(self) -> list[Sharing]:
        """What was asked."""
        return [self._at_most(one) for one in self.jobs]

    def _at_most(self, one: StoredPlan | StoredJob) -> Sharing:
        return shared(one, self.seat, self.names, widest=self.widest[one.id])


@dataclass(frozen=True)
class NearestView:
    """What the page of the nearest plan shows.

    Parameters
    ----------
    record
        The compromise, as the service gives it.
    """

    record: Mapping[str, Any]

    def table(self, name: str) -> list[dict[str, Any]]:
        """Give a table of it; empty when it has no rows."""
        rows: list[dict[str, Any]] = self.record["tables"].get(name, [])
        return rows

    @cached_property
    def parties(self) -> list[str]:
        """The parties, in the order in which they were put on the table."""
        return [row["party"] for row in self.table("concessions")]

    @cached_property
    def dwellings(self) -> list[tuple[str, int, list[int | None]]]:
        """Per municipality the dwellings of the nearest plan, and of each party's own plan."""
        nearest: dict[str, int] = {}
        own: dict[tuple[str, str], int | None] = {}
        for row in self.table("dwellings"):
            name, party = row["name"], row["party"]
            if not party:
                nearest[name] = nearest.get(name, 0) + row["dwellings"]
            elif row["own_plan"] is None:
                own[name, party] = None
            else:
                own[name, party] = (own.get((name, party)) or 0) + row["own_plan"]
        return [
            (name, number, [own.get((name, party)) for party in self.parties])
            for name, number in nearest.items()
        ]
