"""Positions in dossiers: what each party wants, its own until it shares it."""

from __future__ import annotations

from typing import Any

from api.asked import check_rows
from api.dossier_shapes import StoredPositionChanges, StoredPositionPage, StoredPositionShape
from api.routes.stored import Collection, PutIn, Putting
from api.routes.stored_scenarios import SCENARIOS
from api.settings import Settings
from dossiers import Access, StoredPosition


class PositionGiven(PutIn[StoredPosition]):
    """A position that is put in."""

    scenario: str
    version: int
    changes: dict[str, Any]
    name: str
    note: str = ""

    def put_in(self, access: Access, dossier: str, settings: Settings, once: str) -> StoredPosition:
        """Put it in."""
        one = SCENARIOS.within(access, dossier, self.scenario)
        check_rows(self.changes.get("tables"), "changes", settings)
        return access.positions.store(
            one.id, self.version, self.changes, name=self.name, note=self.note, once=once
        )


POSITIONS = Collection[StoredPosition](
    path="positions",
    kind="position",
    operation="Position",
    dutch="inzetten",
    article="de inzet van een partij",
    section=lambda access: access.positions,
    page=StoredPositionPage,
    shape=StoredPositionShape,
    whole=StoredPositionChanges,
    content=lambda access, one: {"changes": access.positions.changes(one.id)},
    deleted="Zo trekt een partij haar inzet in. Het verslag zegt wie dat deed.",
    putting=Putting(
        given=PositionGiven,
        summary="Breng een inzet in",
        description="Wat een partij anders wil dan een versie van een scenario van het dossier. "
        "`changes` is een scenario-document dat op `id` over het scenario ligt; de gegevens van "
        "de regio zijn voor alle partijen dezelfde. Een inzet is van de eigen partij tot zij haar "
        "deelt, met de voorzitter (`chair`) of met de tafel. Wie haar mag zien, legt haar met die "
        "van anderen naast elkaar: een opdracht van de soort `compromise`, met in `asked` onder "
        "`positions` per partij een `position`.",
        handed="Wat anders moet, en ten opzichte van welke versie.",
    ),
)

router = POSITIONS.router()
