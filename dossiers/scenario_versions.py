"""Scenarios and their versions: put in, saved, read; two who save at once both lose nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from dossiers.records import KeptScenario, Version, record
from dossiers.rows import DossierRow, ScenarioRow, VersionRow
from dossiers.section import MOST_LISTED, InDossier, KeyUsedTwice, a_name, a_note, records
from models.language import Text
from models.scenario import Scenario
from scenarios import ScenarioDifference, scenario_differences, scenario_from_json, to_json


class VersionConflict(Exception):
    """Somebody else saved a version meanwhile; carries both, and what differs.

    Parameters
    ----------
    latest
        The version that is the latest by now.
    theirs, yours
        What that version says, and what was to be saved.
    """

    def __init__(self, latest: Version, theirs: Scenario, yours: Scenario) -> None:
        self.latest = latest
        self.theirs = theirs
        self.yours = yours
        self.text = Text(
            "Meanwhile {person} saved version {version}. Yours was not saved: look at what "
            "differs, and save it from that version.",
            person=latest.created_by,
            version=latest.number,
        )
        super().__init__(self.text.render("en"))

    def __reduce__(self) -> tuple[type[VersionConflict], tuple[Version, Scenario, Scenario]]:
        return type(self), (self.latest, self.theirs, self.yours)

    @property
    def differences(self) -> tuple[ScenarioDifference, ...]:
        """Where they differ: the one is theirs, the other yours."""
        return scenario_differences(self.theirs, self.yours)


class KeptScenarios(InDossier[KeptScenario]):
    """The scenarios that somebody sees."""

    _row = ScenarioRow
    _kind = KeptScenario

    def create(
        self, dossier: str, scenario: Scenario, *, name: str = "", note: str = "", once: str = ""
    ) -> KeptScenario:
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
        KeptScenario
            What was kept.

        Raises
        ------
        NotFound
            If there is no such dossier.
        ValueProblem
            If that is no name or note.
        KeyUsedTwice
            If something else was made with the key.
        StorageFull, StorageBusy
            If it could not be kept.
        """
        with self._database.writing() as session:
            self._found(session, DossierRow, dossier, change=True)
            called = a_name(name or scenario.name.nl or scenario.id)
            made, before = self._made(session, ScenarioRow, once)
            if before is not None:
                _, first = self._version_of(session, made, 1)
                if (before.dossier, first.scenario_hash) != (dossier, scenario.content_hash):
                    raise KeyUsedTwice
                return record(KeptScenario, before)
            row = ScenarioRow(id=made, dossier=dossier, name=called, created_by=self._person.name)
            kept = self._add(session, row)
            session.add(self._version(row, scenario, None, note))
            return kept

    def rename(self, scenario: str, name: str) -> KeptScenario:
        """Name one otherwise.

        Parameters
        ----------
        scenario
            Its identifier.
        name
            Its new name.

        Returns
        -------
        KeptScenario
            As it is now.

        Raises
        ------
        NotFound
            If there is none.
        ValueProblem
            If that is no name.
        StorageFull, StorageBusy
            If it could not be kept.
        """
        with self._database.writing() as session:
            row = self._found(session, ScenarioRow, scenario, change=True)
            before, row.name = row.name, a_name(name)
            self._log(session, row.dossier, "scenario-renamed", name=row.name, before=before)
            return record(KeptScenario, row)

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
        NotFound
            If there is no such scenario.
        VersionConflict
            If others saved something else meanwhile; nothing is saved.
        ValueProblem
            If that is no note.
        StorageFull, StorageBusy
            If it could not be kept.
        """
        with self._database.writing() as session:
            row = self._found(session, ScenarioRow, scenario, change=True)
            _, latest = self._version_of(session, scenario, None)
            if latest.scenario_hash == changed.content_hash:
                return record(Version, latest)
            if row.version != based_on:
                theirs = scenario_from_json(latest.document)
                raise VersionConflict(record(Version, latest), theirs, changed)
            row.version += 1
            made = self._version(row, changed, based_on, note)
            session.add(made)
            self._log(session, row.dossier, "version-saved", name=row.name, version=row.version)
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
            return self._version_of(session, scenario, number)[1].document

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

    def _version(
        self, row: ScenarioRow, scenario: Scenario, based_on: int | None, note: str
    ) -> VersionRow:
        return VersionRow(
            scenario=row.id,
            number=row.version,
            based_on=based_on,
            scenario_hash=scenario.content_hash,
            note=a_note(note),
            created_by=self._person.name,
            document=to_json(scenario),
        )
