"""Jobs as somebody sees them: asked for, followed, cancelled, and their answers read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossiers.columns import canonical, now
from dossiers.in_dossier import AskedInDossier
from dossiers.records import StoredJob, record
from dossiers.rows import EntryRow, JobRow
from dossiers.section import NotFound, a_name
from dossiers.sources import found_in, sources_in
from optimiser.solver.versions import versions


class StoredJobs(AskedInDossier[StoredJob]):
    """The jobs that somebody sees."""

    _row = JobRow
    _kind = StoredJob

    def ask(
        self,
        scenario: str,
        version: int,
        kind: str,
        asked: Mapping[str, Any] | None = None,
        *,
        name: str = "",
    ) -> StoredJob:
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
        StoredJob
            The job that does it, or did it.

        Raises
        ------
        NotFound, NotAllowed
            If there is no such version, or nothing that the question names, or they only read in
            its dossier.
        ValueProblem
            If that is no name, or what is named in the question cannot be understood.
        QuotaReached
            If their party keeps as much as it may.
        """
        with self._database.writing() as session:
            of, about = self._version_of(session, scenario, version)
            seat = self._place(session, of.dossier)
            said = dict(asked or {})
            sources = sources_in(said).named()
            for each in sources:
                found = found_in(session, each)
                if found is None or found.dossier != of.dossier:
                    raise NotFound(*named(each))
            asker = of.dossier, seat.party or ""
            key = job_key(asker, about.scenario_hash, kind, said)
            self._one_at_a_time(session, key)
            same = session.scalar(select(JobRow).where(JobRow.key == key))
            if same is not None:
                return record(StoredJob, same)
            row = JobRow(
                dossier=of.dossier,
                party=seat.party,
                scenario=scenario,
                version=version,
                kind=kind,
                name=a_name(name or kind),
                asked=said,
                sources=sources,
                key=key,
                created_by=self._person.name,
            )
            return self._add(session, row)

    def cancel(self, job: str) -> StoredJob:
        """Have a job ended; one that has ended stays as it is.

        Parameters
        ----------
        job
            Its identifier.

        Returns
        -------
        StoredJob
            As it is now. One that runs ends within a second or so.

        Raises
        ------
        NotFound
            If there is none.
        """
        with self._database.writing() as session:
            row = self._theirs(session, JobRow, job)
            self._cancel(session, row)
            return record(StoredJob, row)

    def _cancel(self, session: Session, row: JobRow) -> None:
        if row.state in ("waiting", "running") and not row.cancel:
            row.cancel, row.key = True, None
            if row.state == "waiting":
                row.state, row.ended_at, row.problem = "cancelled", now(), None
            self._log(session, row.dossier, "job-cancelled", of=row, name=row.name)

    def _delete(self, session: Session, row: JobRow) -> None:
        """Forget one that has ended; have another ended, which is there until it is forgotten."""
        if record(StoredJob, row).ended:
            super()._delete(session, row)
        else:
            self._cancel(session, row)

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
            answer = found.answer
        self._saw(found, "job-seen", name=found.name)
        return answer

    def entries(self, job: str, first: int, most: int) -> list[dict[str, Any]]:
        """Give what a job of many variants has found, also while it goes on.

        Parameters
        ----------
        job
            Its identifier.
        first, most
            How many variants are passed over, and of how many is given what came of them.

        Returns
        -------
        list of dict
            What came of each that is finished, in the order of the variants.

        Raises
        ------
        NotFound
            If there is none.
        """
        with self._database.reading() as session:
            found = self._found(session, JobRow, job)
            part = select(EntryRow.content).where(
                EntryRow.job == job, EntryRow.number > first, EntryRow.number <= first + most
            )
            entries = [*session.scalars(part.order_by(EntryRow.number))]
        if entries:
            self._saw(found, "job-seen", name=found.name)
        return entries


def named(source: Mapping[str, Any]) -> tuple[str, str]:
    """Give what kind of thing a source is, and its name."""
    kind = next(each for each in ("plan", "position", "scenario") if each in source)
    return kind, source[kind]


def job_key(asker: tuple[str, str], scenario_hash: str, kind: str, asked: Mapping[str, Any]) -> str:
    """Give what a job is known by: all that its answer depends on, and who may read it.

    Parameters
    ----------
    asker
        The identifiers of the dossier and of the party: others cannot tell from a quick answer
        what was asked in it.
    scenario_hash
        Of what the scenario says.
    kind, asked
        What is asked for, and with what.
    """
    parts = [*asker, scenario_hash, kind, dict(asked), versions()]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()
