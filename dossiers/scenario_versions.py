"""Scenarios and their versions: put in, saved, read; two who save at once both lose nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dossiers.in_dossier import InDossier
from dossiers.records import Confidentiality, StoredScenario, Version, record
from dossiers.rows import ScenarioRow, VersionRow
from dossiers.section import MOST_LISTED, KeyUsedTwice, Seen, a_name, a_note, anyhow, records
from dossiers.version_conflict import VersionConflict
from dossiers.walls import LADDER, NotAllowed, shared_with
from models.language import Text
from models.scenario import Scenario
from scenarios import scenario_from_json, to_json


class StoredScenarios(InDossier[StoredScenario]):
    """The scenarios that somebody sees."""

    _row = ScenarioRow
    _kind = StoredScenario

    def create(
        self, dossier: str, scenario: Scenario, *, name: str = "", note: str = "", once: str = ""
    ) -> StoredScenario:
        """Put a scenario into a dossier, as its version 1.

        Parameters
        ----------
        dossier
            The dossier's identifier.
        scenario
            What it says.
        name
            For readers; without it the scenario's own name.
        note
            Why it is put in.
        once
            A key of the caller's own: with the same one the same thing is made once, however
            often this is called, as after an answer that was lost.

        Returns
        -------
        StoredScenario
            What was stored.

        Raises
        ------
        NotFound, NotAllowed
            If there is no such dossier, or they only read in it.
        ValueProblem
            If that is no name or note.
        KeyUsedTwice
            If something else was made with the key.
        QuotaReached
            If their party keeps as much as it may.
        """
        with self._database.writing() as session:
            seat = self._place(session, dossier)
            called = a_name(name or scenario.name.nl or scenario.id)
            made, before = self._made(session, ScenarioRow, once)
            if before is not None:
                _, first = self._version_of(session, made, 1)
                if (before.dossier, first.scenario_hash) != (dossier, scenario.content_hash):
                    raise KeyUsedTwice
                return record(StoredScenario, before)
            row = ScenarioRow(
                id=made,
                dossier=dossier,
                party=seat.party,
                name=called,
                created_by=self._person.name,
            )
            stored = self._add(session, row)
            session.add(self._version(row, scenario, None, note))
            return stored

    def rename(self, scenario: str, name: str) -> StoredScenario:
        """Name one otherwise.

        Parameters
        ----------
        scenario
            Its identifier.
        name
            Its new name.

        Returns
        -------
        StoredScenario
            As it is now.

        Raises
        ------
        NotFound
            If there is none.
        ValueProblem
            If that is no name.
        """
        with self._database.writing() as session:
            row = self._theirs(session, ScenarioRow, scenario)
            before, row.name = row.name, a_name(name)
            about = {"name": row.name, "before": before}
            self._log(session, row.dossier, "scenario-renamed", of=row, **about)
            return record(StoredScenario, row)

    def save(self, scenario: str, changed: Scenario, *, based_on: int, note: str = "") -> Version:
        """Save a version; saving the same twice, as after an answer that was lost, saves it once.

        Parameters
        ----------
        scenario
            The scenario's identifier.
        changed
            What it says now.
        based_on
            The number of the version that it was made from.
        note
            Why it was changed.

        Returns
        -------
        Version
            The new version; or the latest, when that says the same.

        Raises
        ------
        NotFound, NotAllowed
            If there is no such scenario, or it is of another party.
        VersionConflict
            If others saved something else meanwhile; nothing is saved.
        ValueProblem
            If that is no note.
        """
        with self._database.writing() as session:
            row = self._theirs(session, ScenarioRow, scenario)
            _, latest = self._version_of(session, scenario, None)
            if latest.scenario_hash == changed.content_hash:
                return record(Version, latest)
            if row.version != based_on:
                theirs = scenario_from_json(latest.document)
                raise VersionConflict(record(Version, latest), theirs, changed)
            row.version += 1
            made = self._version(row, changed, based_on, note)
            session.add(made)
            session.flush()
            about = {"name": row.name, "version": row.version}
            self._log(session, row.dossier, "version-saved", of=made, **about)
            session.flush()
            return record(Version, made)

    def versions(
        self, scenario: str, first: int = 0, most: int = MOST_LISTED
    ) -> tuple[Version, ...]:
        """List the versions of a scenario, the latest first.

        Parameters
        ----------
        scenario
            The scenario's identifier.
        first, most
            How many are passed over, and how many are given.

        Returns
        -------
        tuple of Version
            Those, in that order.

        Raises
        ------
        NotFound
            If there is no such scenario.
        """
        with self._database.reading() as session:
            self._found(session, ScenarioRow, scenario)
            rows = session.scalars(
                select(VersionRow)
                .where(VersionRow.scenario == scenario)
                .order_by(VersionRow.number.desc())
                .offset(first)
                .limit(most)
            )
            return records(Version, rows.all())

    def count_versions(self, scenario: str) -> int:
        """Count the versions of a scenario that they may see.

        Parameters
        ----------
        scenario
            The scenario's identifier.

        Returns
        -------
        int
            How many.
        """
        with self._database.reading() as session:
            counted = select(func.count(VersionRow.number)).where(VersionRow.scenario == scenario)
            return session.scalar(counted) or 0

    def version(self, scenario: str, number: int | None = None) -> Version:
        """Give a version.

        Parameters
        ----------
        scenario
            The scenario's identifier.
        number
            Which one; the latest, unless another is asked for.

        Returns
        -------
        Version
            When it was saved, by whom and why.

        Raises
        ------
        NotFound
            If there is no such scenario, or it has no such version.
        """
        with self._database.reading() as session:
            return record(Version, self._version_of(session, scenario, number)[1])

    def opened(self, scenario: str, number: int | None = None) -> tuple[StoredScenario, Version]:
        """Give a scenario and one of its versions, both as they are at one moment.

        Parameters
        ----------
        scenario
            The scenario's identifier.
        number
            Which version; the latest, unless another is asked for.

        Returns
        -------
        tuple
            The scenario, and when the version was saved, by whom and why.

        Raises
        ------
        NotFound
            If there is no such scenario, or it has no such version.
        """
        with self._database.reading() as session:
            of, row = self._version_of(session, scenario, number)
            return self._record(session, of), record(Version, row)

    def document(self, scenario: str, number: int | None = None) -> dict[str, Any]:
        """Give what a version says, as JSON has it.

        Parameters
        ----------
        scenario
            The scenario's identifier.
        number
            Which version; the latest, unless another is asked for.

        Returns
        -------
        dict
            The scenario, which `scenario_from_json` reads.

        Raises
        ------
        NotFound
            If there is no such scenario, or it has no such version.
        """
        with self._database.reading() as session:
            of, row = self._version_of(session, scenario, number)
            document = row.document
        self._saw(row, "version-seen", name=of.name, version=row.number)
        return document

    def scenario(self, scenario: str, number: int | None = None) -> Scenario:
        """Give what a version says, to be solved, compared and explored.

        Parameters
        ----------
        scenario
            The scenario's identifier.
        number
            Which version; the latest, unless another is asked for.

        Returns
        -------
        Scenario
            What it says.

        Raises
        ------
        NotFound
            If there is no such scenario, or it has no such version.
        """
        return scenario_from_json(self.document(scenario, number))

    def _delete(self, session: Session, row: ScenarioRow) -> None:
        """Delete one that nobody else can have built on, with all that was made of it.

        Raises
        ------
        NotAllowed
            If it was shared: what others made of it would go with it.
        """
        shared = row.party is not None and row.confidentiality != LADDER[0]
        if shared and not self._person.keeper:
            raise NotAllowed(Text("What was shared stays: others may have built on it."))
        super()._delete(session, row)

    def share_version(
        self,
        scenario: str,
        number: int,
        audience: Confidentiality,
        *,
        seen: Seen[Version] = anyhow,
    ) -> Version:
        """Let others see a version; those before and after it stay as they are.

        Parameters
        ----------
        scenario, number
            The scenario's identifier, and the number of its version.
        audience
            Who may see it: ``chair``, ``table`` or ``public``.
        seen
            As for `share`.

        Returns
        -------
        Version
            As it is now.

        Raises
        ------
        NotFound
            If there is no such version.
        NotAllowed
            If it is not theirs, or was shared with more.
        """
        with self._database.writing() as session:
            row = self._theirs(session, ScenarioRow, scenario)
            seen(record(Version, self._version_of(session, row.id, number)[1]))
            return self._share_version(session, row, number, audience)

    def _share_version(
        self, session: Session, row: ScenarioRow, number: int, audience: Confidentiality
    ) -> Version:
        """Let others see a version of a scenario that is theirs."""
        _, version = self._version_of(session, row.id, number)
        if self._widened(version, audience):
            if not shared_with(row, audience):
                row.confidentiality = audience
            about = {"name": row.name, "version": number, "audience": audience}
            self._log(session, row.dossier, "version-shared", of=version, **about)
        session.flush()
        return record(Version, version)

    def share(
        self, identifier: str, audience: Confidentiality, *, seen: Seen[StoredScenario] = anyhow
    ) -> StoredScenario:
        """Let others see the latest version of a scenario."""
        with self._database.writing() as session:
            row = self._theirs(session, ScenarioRow, identifier)
            before = self._record(session, row)
            seen(before)
            self._share_version(session, row, before.version, audience)
            return self._record(session, row)

    def _record(self, session: Session, row: ScenarioRow) -> StoredScenario:
        """Give a scenario with the number of the latest version that they may see."""
        stored = record(StoredScenario, row)
        if self._seat(session, row.dossier).owns(row):
            return stored
        return replace(stored, version=self._version_of(session, row.id, None)[1].number)

    def _version(
        self, row: ScenarioRow, scenario: Scenario, based_on: int | None, note: str
    ) -> VersionRow:
        return VersionRow(
            dossier=row.dossier,
            party=row.party,
            scenario=row.id,
            number=row.version,
            based_on=based_on,
            scenario_hash=scenario.content_hash,
            note=a_note(note),
            created_by=self._person.name,
            document=to_json(scenario),
        )
