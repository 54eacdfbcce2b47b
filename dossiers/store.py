"""The store: a database that is open, and what one person may see and do in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

from dossiers.archive import Archive
from dossiers.attachments import Attachments
from dossiers.database import Database, database_url
from dossiers.job_queue import JobQueue, LeaseRules
from dossiers.keys import Keys
from dossiers.log import Log
from dossiers.parties import Members, Parties
from dossiers.quota import Quota
from dossiers.records import Person
from dossiers.retention import Retention
from dossiers.scenario_versions import StoredScenarios
from dossiers.stored_dossiers import Dossiers
from dossiers.stored_jobs import StoredJobs
from dossiers.stored_plans import StoredPlans
from dossiers.stored_positions import StoredPositions
from dossiers.stored_results import StoredResults
from models.language import Language


class Access:
    """What one person may see and do; whatever is done is in the log under that name.

    Parameters
    ----------
    database
        Where things are stored.
    person
        Who it is.
    quota
        How much they may keep.
    """

    def __init__(self, database: Database, person: Person, quota: Quota) -> None:
        self.person = person
        self.dossiers = Dossiers(database, person, quota)
        self.parties = Parties(database, person, quota)
        self.members = Members(database, person, quota)
        self.scenarios = StoredScenarios(database, person, quota)
        self.plans = StoredPlans(database, person, quota)
        self.positions = StoredPositions(database, person, quota)
        self.results = StoredResults(database, person, quota)
        self.jobs = StoredJobs(database, person, quota)
        self.attachments = Attachments(database, person, quota)
        self.archive = Archive(database, person, quota)
        self.log = Log(database, person, quota)


Apart = Callable[[Person, Callable[[Access], object], Language], Awaitable[Any]]
"""Does something with what somebody may see, in a process that nobody else waits for."""


class Store:
    """Everything that is stored; it can be used from several threads and processes at once.

    Parameters
    ----------
    database
        A file, or a URL that begins with ``postgresql://``; when it is empty, a file in the
        folder that the system has for a user's own data. It is made when it is not there, and
        brought up to date when an older release made it.
    quota
        How much each party may keep.

    Raises
    ------
    Unusable
        If it cannot be opened, or is of a later release.

    Examples
    --------
    >>> with Store("dossiers.sqlite") as store:
    ...     access = store.access(Person("A. Planner", keeper=True))
    ...     dossier = access.dossiers.create("Arnhem-Nijmegen 2025")
    """

    def __init__(self, database: str = "", quota: Quota | None = None) -> None:
        self._database = Database(database_url(database))
        self._quota = quota or Quota()
        self.keys = Keys(self._database)

    def access(self, person: Person) -> Access:
        """Give what somebody may see and do.

        Parameters
        ----------
        person
            Who it is.

        Returns
        -------
        Access
            The only way to what is stored.
        """
        return Access(self._database, person, self._quota)

    def queue(self, rules: LeaseRules | None = None) -> JobQueue:
        """Give the jobs of everybody, to work them off.

        Parameters
        ----------
        rules
            How that is done.

        Returns
        -------
        JobQueue
            The queue; several may work it off at once, on several computers too.
        """
        return JobQueue(self._database, rules or LeaseRules())

    def retention(self, person: Person) -> Retention:
        """Give what says how long dossiers are stored.

        Parameters
        ----------
        person
            Who keeps them.

        Returns
        -------
        Retention
            What lists and purges those of which the time is over.
        """
        return Retention(self._database, person)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _problem: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()
