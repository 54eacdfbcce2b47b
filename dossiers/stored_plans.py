"""Plans in a dossier: solved and negotiated ones, each for a version of a scenario."""

from __future__ import annotations

from dossiers.in_dossier import InDossier
from dossiers.plan_tables import PlanTables, plan_of_tables, plan_tables
from dossiers.records import PlanKind, StoredPlan
from dossiers.rows import PlanRow
from dossiers.section import a_note
from models.negotiated import Negotiated
from models.plan import Plan
from scenarios import scenario_from_json


class StoredPlans(InDossier[StoredPlan]):
    """The plans that somebody sees."""

    _row = PlanRow
    _kind = StoredPlan

    def store(
        self,
        scenario: str,
        version: int,
        plan: Plan | Negotiated,
        *,
        name: str,
        kind: PlanKind = "negotiated",
        note: str = "",
        once: str = "",
    ) -> StoredPlan:
        """Store a plan for a version of a scenario.

        Parameters
        ----------
        scenario, version
            The scenario's identifier and the number of its version.
        plan
            The plan, in whole numbers.
        name
            For readers.
        kind
            Whether it was solved or negotiated.
        note
            Why it is stored.
        once
            A key of the caller's own: with the same one the same thing is made once, however
            often this is called, as after an answer that was lost.

        Returns
        -------
        StoredPlan
            What was stored.

        Raises
        ------
        NotFound, NotAllowed
            If there is no such version, or they only read in its dossier.
        InvalidScenario
            If it is no plan for that scenario, with all that is wrong.
        ValueProblem
            If that is no name or note.
        KeyUsedTwice
            If something else was made with the key.
        QuotaReached
            If their party keeps as much as it may.
        """
        tables = plan_tables(plan)
        with self._database.reading() as session:
            document = self._version_of(session, scenario, version)[1].document
        plan_of_tables(scenario_from_json(document), tables)
        return self._keep_about(
            scenario,
            version,
            {"tables": dict(tables)},
            name=name,
            once=once,
            kind=kind,
            note=a_note(note),
        )

    def tables(self, plan: str) -> PlanTables:
        """Give what one says, as the records of its tables.

        Parameters
        ----------
        plan
            Its identifier.

        Returns
        -------
        dict
            Lists of records by table.

        Raises
        ------
        NotFound
            If there is none.
        """
        tables: PlanTables = self._content(plan, "tables")
        return tables

    def plan(self, plan: str) -> Negotiated:
        """Give what one says, to be compared and evaluated.

        Parameters
        ----------
        plan
            Its identifier.

        Returns
        -------
        Negotiated
            What it says; of what it has no table it says nothing.

        Raises
        ------
        NotFound
            If there is none.
        """
        with self._database.reading() as session:
            row = self._found(session, PlanRow, plan)
            document = self._version_of(session, row.scenario, row.version)[1].document
        return plan_of_tables(scenario_from_json(document), self.tables(plan))
