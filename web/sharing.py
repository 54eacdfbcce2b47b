"""Sharing: whose a thing is, who may see it, and with whom it can still be shared.

What may be is decided in `dossiers.walls`; here it is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dossiers import (
    Confidentiality,
    InsideRecord,
    Seat,
    StoredJob,
    StoredPlan,
    StoredPosition,
    StoredScenario,
    Version,
)
from models.language import Text

CHAIR = Text("the chair")


@dataclass(frozen=True, slots=True)
class Sharing:
    """Whose a thing is, and who may see it.

    Parameters
    ----------
    stored
        The thing.
    version
        Of a scenario: which of its versions.
    seat
        Where whoever asks sits.
    whose
        The party whose it is; the chair without one.
    seen_by
        Who may see it.
    widest
        Who may see all of which it tells: it is shared with no more.
    """

    stored: InsideRecord
    version: Version | None
    seat: Seat
    whose: str | Text
    seen_by: Confidentiality
    widest: Confidentiality = "public"

    @property
    def told(self) -> Text:
        """Who may see it, in words."""
        return audience(self.seen_by, self.whose)

    @property
    def walled(self) -> bool:
        """Whether anybody else could be kept from it: who keeps the computer is alone."""
        return self.seat.role != "keeper"

    @property
    def wider(self) -> list[tuple[Confidentiality, Text]]:
        """With whom it can still be shared."""
        several = self.seat.can_share(self.stored, self.seen_by, self.widest)
        return [(one, audience(one, self.whose)) for one in several]

    @property
    def held(self) -> bool:
        """Whether it could be shared further if that of which it tells were."""
        return len(self.wider) < len(self.seat.can_share(self.stored, self.seen_by))

    @property
    def address(self) -> str:
        """Where it is read."""
        match self.stored:
            case StoredScenario():
                number = self.version.number if self.version else self.stored.version
                return f"/scenarios/{self.stored.id}?version={number}"
            case StoredJob():
                return f"/jobs/{self.stored.id}"
        return ""

    @property
    def pointer(self) -> str:
        """How a form names it where a position can be chosen."""
        return f"{self.stored.id}/{self.version.number}" if self.version else self.stored.id

    @property
    def place(self) -> str:
        """Where it is shared."""
        sections = {
            StoredScenario: "scenarios",
            StoredPosition: "positions",
            StoredPlan: "plans",
            StoredJob: "jobs",
        }
        number = f"/versions/{self.version.number}" if self.version else ""
        return f"/{sections[type(self.stored)]}/{self.stored.id}{number}/share"


def audience(seen_by: Confidentiality, whose: str | Text) -> Text:
    """Say who sees a thing."""
    words = {
        "own-party": "only {whose}",
        "chair": "{whose} and the chair",
        "table": "everybody at the table",
        "public": "everybody who can sign in",
    }
    return Text(words[seen_by], whose=whose)


def shared(
    stored: InsideRecord,
    seat: Seat,
    parties: Mapping[str, str],
    version: Version | None = None,
    widest: Confidentiality = "public",
) -> Sharing:
    """Tell whose a thing is and who may see it.

    Parameters
    ----------
    stored
        The thing.
    seat
        Where whoever asks sits.
    parties
        The names of parties by their identifiers.
    version
        Of a scenario: the version that is shared by itself.
    widest
        With whom it can be shared at most.

    Returns
    -------
    Sharing
        What the page tells.
    """
    whose = CHAIR if stored.party is None else parties.get(stored.party, stored.party)
    seen_by = version.confidentiality if version else stored.confidentiality
    return Sharing(stored, version, seat, whose, seen_by, widest)
