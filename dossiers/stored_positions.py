"""Positions in a dossier: what each party wants changed, private until the party shares it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dossiers.in_dossier import InDossier
from dossiers.records import StoredPosition
from dossiers.rows import PositionRow
from dossiers.section import a_note
from optimiser.negotiation.positions import Position, check_position
from scenarios import changed_scenario, scenario_from_json


class StoredPositions(InDossier[StoredPosition]):
    """The positions that somebody sees."""

    _row = PositionRow
    _kind = StoredPosition

    def store(
        self,
        scenario: str,
        version: int,
        changes: Mapping[str, Any],
        *,
        name: str,
        note: str = "",
        once: str = "",
    ) -> StoredPosition:
        """Store what a party wants changed in a version of a scenario. It stays as it was put in.

        Parameters
        ----------
        scenario, version
            The scenario's identifier and the number of its version: what all start from.
        changes
            What is different, as a document that lies over the scenario by ``id``.
        name
            For readers, and in a compromise.
        note
            Why.
        once
            A key of the caller's own: with the same one the same thing is made once.

        Returns
        -------
        StoredPosition
            What was stored.

        Raises
        ------
        NotFound, NotAllowed
            If there is no such version, or they only read in its dossier.
        InvalidScenario
            If it cannot lie over that scenario, or is of another region, with all that is wrong.
        ValueProblem
            If that is no name or note.
        KeyUsedTwice
            If something else was made with the key.
        QuotaReached
            If their party keeps as much as it may.
        """
        with self._database.reading() as session:
            document = self._version_of(session, scenario, version)[1].document
        base = scenario_from_json(document)
        check_position(base, Position(name, changed_scenario(base, changes, file="changes")))
        return self._keep_about(
            scenario, version, {"changes": dict(changes)}, name=name, once=once, note=a_note(note)
        )

    def changes(self, position: str) -> dict[str, Any]:
        """Give what one changes.

        Parameters
        ----------
        position
            Its identifier.

        Returns
        -------
        dict
            The document that lies over the scenario.

        Raises
        ------
        NotFound
            If there is none.
        """
        changes: dict[str, Any] = self._content(position, "changes")
        return changes
