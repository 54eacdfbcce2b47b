"""What whoever runs the service decides: its size, its limits and its contact."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

PREFIX = "WOONSLEUTEL_"
"""A setting ``body_bytes`` is read from ``WOONSLEUTEL_BODY_BYTES``."""


def processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of the service.

    Parameters
    ----------
    workers
        Processes that solve. One more checks and evaluates, so that those never wait for a solve.
    queue
        Requests that may wait for a process, per kind; one more is refused with 503.
    patience
        Seconds that a request may wait for a process.
    time_limit
        Seconds that a solve may take, also when the client asks for more.
    body_bytes
        The largest body.
    body_seconds
        Seconds in which a body must have arrived.
    header_seconds
        Seconds in which the head of a request must have arrived.
    connections
        The most connections at once.
    bytes_under_way
        Bytes of all bodies together that may be on their way in; one more is refused with 503.
    rows
        The most rows that all tables of a scenario or plan may have together.
    unknowns
        The most unknowns, and the most requirements, that a scenario may give.
    memory
        Megabytes that one worker process may use.
    batch_folder
        Where batches are kept; without it they are gone when the service ends.
    batch_processes
        Processes that solve the variants of a batch, besides the workers.
    batch_scheduler
        The address of a Dask scheduler whose processes do that instead.
    batch_variants
        The most variants that a batch may have.
    batches
        Batches that are kept: for one more the oldest that is finished is forgotten.
    database
        Where dossiers are kept: a file, or a URL that begins with ``postgresql://``; when it is
        empty, a file in the folder that the system has for a user's own data. With ``off`` the
        service keeps none.
    job_workers
        Processes that work on jobs of dossiers, besides the others.
    job_seconds
        Seconds that a job may take.
    job_days
        Days for which its answer is kept.
    url
        Where the service can be reached from outside (``https://woonsleutel.gemeente.example``);
        empty when only relative addresses are known.
    contact_name, contact_url, contact_email
        Whom a user of the service can turn to.
    security_txt
        A file to serve as ``/.well-known/security.txt`` (RFC 9116); without it there is none.

    Raises
    ------
    ValueError
        If a number is not positive (``queue`` may be zero), or the file cannot be served.
    """

    workers: int = field(default_factory=processors)
    queue: int = 16
    patience: float = 30.0
    time_limit: float = 60.0
    body_bytes: int = 16 * 2**20
    body_seconds: float = 30.0
    header_seconds: float = 10.0
    connections: int = 500
    bytes_under_way: int = 128 * 2**20
    rows: int = 100_000
    unknowns: int = 250_000
    memory: int = 4096
    batch_folder: str = ""
    batch_processes: int = 1
    batch_scheduler: str = ""
    batch_variants: int = 10_000
    batches: int = 100
    database: str = ""
    job_workers: int = 1
    job_seconds: float = 3600.0
    job_days: float = 30.0
    url: str = ""
    contact_name: str = "Woonsleutel maintainers"
    contact_url: str = "https://woonsleutel.example"
    contact_email: str = "woonsleutel@woonsleutel.example"
    security_txt: str = ""

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            least = 0 if one.name == "queue" else 1e-3
            if isinstance(value, int | float) and not least <= value < float("inf"):
                raise ValueError(f"{PREFIX}{one.name.upper()}: {value} is out of range")
        if self.url.endswith("/"):
            raise ValueError(f"{PREFIX}URL: leave out the slash at the end")
        if self.security_txt:
            self.security_text()
        if self.batch_folder:
            self._make_batch_folder()

    def _make_batch_folder(self) -> None:
        """Make the folder of the batches when it is not there yet.

        Raises
        ------
        ValueError
            If there is none that can be written in.
        """
        folder = Path(self.batch_folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            why = problem.strerror or type(problem).__name__
            raise ValueError(f"{PREFIX}BATCH_FOLDER: {folder} cannot be used ({why})") from problem
        if not os.access(folder, os.W_OK | os.X_OK):
            raise ValueError(f"{PREFIX}BATCH_FOLDER: {folder} cannot be written in")

    def security_text(self) -> str:
        """Read the file with the security contact.

        Returns
        -------
        str
            Its content.

        Raises
        ------
        ValueError
            If it cannot be read, or lacks what RFC 9116 requires.
        """
        name = f"{PREFIX}SECURITY_TXT"
        try:
            text = Path(self.security_txt).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise ValueError(f"{name}: {self.security_txt} cannot be read") from problem
        for required in ("Contact:", "Expires:"):
            if not any(line.startswith(required) for line in text.splitlines()):
                raise ValueError(f"{name}: RFC 9116 requires a line {required!r}")
        return text

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the settings; what is not set keeps its default.

        Parameters
        ----------
        environment
            Values by the names of variables, in the units that the settings have.

        Returns
        -------
        Settings
            The settings.

        Raises
        ------
        ValueError
            If a value is no number where one is asked for, or out of range, or if there is no such
            setting; names the variable.
        """
        known = {f"{PREFIX}{one.name.upper()}" for one in fields(cls)}
        for name in sorted(environment):
            if name.startswith(PREFIX) and name not in known:
                near = get_close_matches(name, sorted(known), n=1)
                raise ValueError(f"{name}: no such setting" + (f"; {near[0]}?" if near else ""))
        readers = {"int": int, "float": float, "str": str}
        given: dict[str, Any] = {}
        for one in fields(cls):
            name = f"{PREFIX}{one.name.upper()}"
            if value := environment.get(name, ""):
                try:
                    given[one.name] = readers[str(one.type)](value)
                except ValueError:
                    raise ValueError(f"{name}: “{value}” is not a number") from None
        return replace(cls(), **given)
