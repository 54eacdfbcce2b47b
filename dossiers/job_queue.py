"""The queue of jobs for those who work it off: taken on a lease, and taken over from the dead.

A job that is done twice does nothing twice: only who holds its latest lease can end it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from dossiers.columns import now
from dossiers.database import Database
from dossiers.records import StoredJob, record
from dossiers.rows import EntryRow, JobRow, VersionRow
from dossiers.sources import with_what_is_named
from models.language import Text
from optimiser.solver.versions import versions

BATCH = "batch"
"""The kind of job that takes long, and keeps what it finds one by one."""

DIED = Text("Every process that worked on this ended; too little memory?")
GONE = Text("A position or plan that this names is no longer there.")


@dataclass(frozen=True, slots=True)
class LeaseRules:
    """How jobs are worked off: for how long, and how often again.

    Parameters
    ----------
    lease
        Seconds for which a job is somebody's; who still works on it renews that well before.
    attempts
        How often a job is begun in vain, when the process that works on it dies, of it perhaps.
    losses
        How often its lease runs out in vain, when the whole service dies: seldom because of one
        job. Each attempt counts as its part of these.
    stored
        Days for which an answer is stored.
    """

    lease: float = 10.0
    attempts: int = 10
    losses: int = 100
    stored: float = 30.0


@dataclass(frozen=True, slots=True)
class Lease:
    """A job that is somebody's for a while.

    Parameters
    ----------
    job
        The job.
    document
        What the scenario says that it is about, as JSON has it.
    asked
        With what it is asked; what is named in it is filled in.
    finished
        Of what is asked of many variants: the status of those that are finished, by number.
    """

    job: StoredJob
    document: Mapping[str, Any]
    asked: Mapping[str, Any]
    finished: Mapping[int, str]


NumberedEntries = Mapping[int, Mapping[str, Any]]
"""What came of each of many variants, by its number, as JSON has it, with its ``status``."""

NONE: NumberedEntries = {}


class JobQueue:
    """The jobs of a store, for whoever works them off.

    Parameters
    ----------
    database
        Where they are stored.
    rules
        How they are worked off.
    """

    def __init__(self, database: Database, rules: LeaseRules) -> None:
        self._database = database
        self.rules = rules

    def take(self, *, batches: bool | None = None) -> Lease | None:
        """Take the oldest job that is nobody's, or no longer; None when there is none.

        Parameters
        ----------
        batches
            Whether it is to be a batch, or anything else; None for any job.

        Returns
        -------
        Lease or None
            The job.

        Raises
        ------
        StorageFull, StorageBusy
            If that could not be stored.
        """
        with self._database.reading() as session:
            # Who only looks does not keep others from writing.
            if session.scalar(select(JobRow.id).where(_due(batches)).limit(1)) is None:
                return None
        with self._database.writing() as session:
            while (row := _oldest(session, batches)) is not None:
                if row.cancel:
                    self._end(row, "cancelled")
                elif row.fruitless >= self.rules.losses:
                    self._end(row, "failed", said(row, DIED))
                else:
                    try:
                        asked = with_what_is_named(session, row.asked)
                    except LookupError:
                        self._end(row, "failed", said(row, GONE))
                    else:
                        return self._lease(session, row, asked)
                session.flush()
        return None

    def renew(
        self,
        lease: Lease,
        phase: Text | None,
        done: int,
        steps: int,
        entries: NumberedEntries = NONE,
    ) -> bool:
        """Keep a job, and tell how far it is; False when it is to be ended at once.

        Parameters
        ----------
        lease
            The job.
        phase, done, steps
            What is being done, and how many of its steps are done.
        entries
            What was found since; with False they are not stored.

        Returns
        -------
        bool
            Whether to go on.

        Raises
        ------
        StorageFull, StorageBusy
            If that could not be stored.
        """
        told = None if phase is None else phase.as_record()
        with self._database.reading() as session:
            row = _held(session, lease)
            if row is None or row.cancel:
                return False
            half = now() + timedelta(seconds=self.rules.lease / 2)
            fresh = row.leased_until is not None and row.leased_until > half
            same = (row.phase, row.done, row.steps) == (told, done, steps)
            if fresh and same and not entries:
                return True
        with self._database.writing() as session:
            row = _held(session, lease, change=True)
            if row is None or row.cancel:
                return False
            row.leased_until = now() + timedelta(seconds=self.rules.lease)
            row.phase, row.done, row.steps = told, done, steps
            if told is not None:
                row.problem = None
            _keep(session, row, entries)
            return True

    def finish(
        self, lease: Lease, answer: Mapping[str, Any], entries: NumberedEntries = NONE
    ) -> bool:
        """Keep the answer; False when somebody else has the job by now.

        Parameters
        ----------
        lease
            The job.
        answer
            What came of it, as JSON has it.
        entries
            What was found since the job was renewed.

        Returns
        -------
        bool
            Whether it was stored.

        Raises
        ------
        StorageFull, StorageBusy
            If that could not be stored.
        """
        with self._database.writing() as session:
            row = _held(session, lease, change=True)
            if row is None:
                return False
            _keep(session, row, entries)
            row.answer = dict(answer)
            self._end(row, "done")
            return True

    def fail(self, lease: Lease, problem: Mapping[str, Any]) -> bool:
        """Say why there is no answer; False when somebody else has the job by now.

        Parameters
        ----------
        lease
            The job.
        problem
            Why, as JSON has it.

        Returns
        -------
        bool
            Whether it was stored.

        Raises
        ------
        StorageFull, StorageBusy
            If that could not be stored.
        """
        with self._database.writing() as session:
            row = _held(session, lease, change=True)
            if row is None:
                return False
            self._end(row, "cancelled" if row.cancel else "failed", problem)
            return True

    def give_back(self, lease: Lease, *, begun: bool = False, why: Text | None = None) -> None:
        """Leave a job to others.

        Parameters
        ----------
        lease
            The job.
        begun
            Whether this counts as an attempt: a process died of it, or with it.
        why
            What it waits for, which is told with since when; None when it is not known to wait.

        Raises
        ------
        StorageFull, StorageBusy
            If that could not be stored.
        """
        with self._database.writing() as session:
            row = _held(session, lease, change=True)
            if row is not None:
                row.state, row.leased_until = "waiting", None
                row.attempts -= not begun
                if begun:
                    row.fruitless += self.rules.losses // self.rules.attempts - 1
                elif row.fruitless:
                    row.fruitless -= 1
                if why is not None:
                    since = (row.problem or {}).get("since", now().isoformat())
                    row.problem = {**said(row, why), "since": since}

    def forget(self) -> None:
        """Forget the jobs whose time is over.

        Raises
        ------
        StorageFull, StorageBusy
            If that could not be done.
        """
        with self._database.writing() as session:
            session.execute(delete(JobRow).where(JobRow.expires_at < now()))

    def _lease(self, session: Session, row: JobRow, asked: Mapping[str, Any]) -> Lease:
        moment = now()
        row.state, row.began_at = "running", moment
        row.leased_until = moment + timedelta(seconds=self.rules.lease)
        row.attempts += 1
        row.fruitless += 1
        row.phase, row.done, row.steps = None, 0, 0
        about = session.get_one(VersionRow, (row.scenario, row.version))
        return Lease(record(StoredJob, row), about.document, asked, _finished(session, row))

    def _end(self, row: JobRow, state: str, problem: Mapping[str, Any] | None = None) -> None:
        row.state, row.ended_at = state, now()
        row.leased_until, row.phase = None, None
        row.expires_at = row.ended_at + timedelta(days=self.rules.stored)
        row.problem = None if problem is None else dict(problem)
        if state != "done":
            row.key = None


def said(row: JobRow, why: Text) -> dict[str, Any]:
    """Give why a job failed, as JSON has it, in the language that was asked for."""
    return {"detail": why.render(row.asked.get("language", "nl"))}


def _due(batches: bool | None) -> ColumnElement[bool]:
    abandoned = and_(JobRow.state == "running", JobRow.leased_until < now())
    due = or_(JobRow.state == "waiting", abandoned)
    return due if batches is None else and_(due, (JobRow.kind == BATCH).is_(batches))


def _oldest(session: Session, batches: bool | None) -> JobRow | None:
    """Find the oldest that is due and that nobody takes at this moment, and keep it from others."""
    due = select(JobRow).where(_due(batches)).order_by(JobRow.created_at, JobRow.id).limit(1)
    return session.scalar(due.with_for_update(skip_locked=True))


def _keep(session: Session, row: JobRow, entries: NumberedEntries) -> None:
    """Keep parts of an answer; those of another release are found again, and replaced."""
    by = versions()
    for number, content in entries.items():
        status = content["status"]
        session.merge(
            EntryRow(job=row.id, number=number, made_by=by, status=status, content=dict(content))
        )
    if entries:
        row.fruitless = 0


def _finished(session: Session, row: JobRow) -> dict[int, str]:
    """Give the statuses of the variants that need not be solved again, by number."""
    stored = select(EntryRow.number, EntryRow.status).where(
        EntryRow.job == row.id, EntryRow.made_by == versions(), EntryRow.status != "failed"
    )
    return {each.number: each.status for each in session.execute(stored)}


def _held(session: Session, lease: Lease, *, change: bool = False) -> JobRow | None:
    """Find a job, if it is still held under this lease: each time it is taken it has another."""
    row = session.get(JobRow, lease.job.id, with_for_update=change or None)
    held = row is not None and (row.state, row.attempts) == ("running", lease.job.attempts)
    return row if held else None
