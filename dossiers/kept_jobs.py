"""Jobs as somebody sees them: asked for, followed, cancelled, and their answers read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from dossiers.columns import canonical, now
from dossiers.records import KeptJob, record
from dossiers.rows import JobRow, ScenarioRow
from dossiers.section import InDossier, NotFound, a_name
from optimiser.batch.entry import versions


class KeptJobs(InDossier[KeptJob]):
    """The jobs that somebody sees."""

    _row = JobRow
    _kind = KeptJob

    def ask(
        self,
        scenario: str,
        version: int,
        kind: str,
        asked: Mapping[str, Any] | None = None,
        *,
        name: str = "",
    ) -> KeptJob:
        """Have something worked out about a version of a scenario.

        What was asked before, of the same content with the same release, is not worked out again:
        the job that does it, or did it, is given. What failed or was cancelled may be asked again.

        Parameters
        ----------
        scenario, version
            The scenario's identifier and the number of its version.
        kind
            What is asked for: ``compare_plans``.
        asked
            With what it is asked, as JSON has it.
        name
            For readers; without it the kind.

        Returns
        -------
        KeptJob
            The job that does it, or did it.

        Raises
        ------
        NotFound
            If there is no such version.
        ValueProblem
            If that is no name.
        StorageFull, StorageBusy
            If it could not be kept.
        """
        with self._database.writing() as session:
            # Of two who ask the same at once the second waits here, and finds the first's.
            self._found(session, ScenarioRow, scenario, change=True)
            of, about = self._version_of(session, scenario, version)
            said = dict(asked or {})
            key = job_key(of.dossier, about.scenario_hash, kind, said)
            same = session.scalar(select(JobRow).where(JobRow.key == key))
            if same is not None:
                return record(KeptJob, same)
            row = JobRow(
                dossier=of.dossier,
                scenario=scenario,
                version=version,
                kind=kind,
                name=a_name(name or kind),
                asked=said,
                key=key,
                created_by=self._person.name,
            )
            return self._add(session, row)

    def cancel(self, job: str) -> KeptJob:
        """Have a job ended; one that has ended stays as it is.

        Parameters
        ----------
        job
            Its identifier.

        Returns
        -------
        KeptJob
            As it is now. One that runs ends within a second or so.

        Raises
        ------
        NotFound
            If there is none.
        StorageFull, StorageBusy
            If it could not be kept.
        """
        with self._database.writing() as session:
            row = self._found(session, JobRow, job, change=True)
            if row.state in ("waiting", "running") and not row.cancel:
                row.cancel, row.key = True, None
                if row.state == "waiting":
                    row.state, row.ended_at = "cancelled", now()
                self._log(session, row.dossier, "job-cancelled", name=row.name)
            return record(KeptJob, row)

    def answer(self, job: str) -> dict[str, Any]:
        """Give what came of a job.

        Parameters
        ----------
        job
            Its identifier.

        Returns
        -------
        dict
            The answer, as JSON has it.

        Raises
        ------
        NotFound
            If there is none, or it has no answer.
        """
        with self._database.reading() as session:
            found = self._found(session, JobRow, job)
            if found.answer is None:
                raise NotFound("answer", job)
            return found.answer


def job_key(dossier: str, scenario_hash: str, kind: str, asked: Mapping[str, Any]) -> str:
    """Give what a job is known by: all that its answer depends on, and who may read it.

    Parameters
    ----------
    dossier
        The dossier's identifier: others cannot tell from a quick answer what was asked in it.
    scenario_hash
        Of what the scenario says.
    kind, asked
        What is asked for, and with what.
    """
    parts = [dossier, scenario_hash, kind, dict(asked), versions()]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()
