"""The processes that solve: started here, or on as many computers as a scheduler of Dask knows."""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import dask
from dask.system import CPU_COUNT

from models.language import Text
from optimiser.batch import work
from optimiser.batch.entry import Entry

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

PATIENCE = 30.0
"""Seconds in which a scheduler must answer, the first time and after it was lost."""

STARTS = 3
"""How often processes are started, when one of them dies on the way."""

WORKERS_KNOWN = 1.0
"""Seconds for which the number of workers is believed."""


SPARING: dict[str, Any] = {
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
}
"""Dask's configuration for processes of our own: looking after them took a twentieth of a core."""

CLOSED: dict[str, list[str]] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""Dask's pages about processes of our own are not served: anybody here could read them."""

PRELOADED = ("distributed", f"{__package__}.solved")
"""What the process that others are forks of imports."""

LOOPBACK = ("127.", "localhost", "[::1]")
"""How the addresses begin at which nothing leaves this computer."""


class Unreachable(Exception):
    """There is no scheduler where one should be.

    Parameters
    ----------
    text
        Where, and why not.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.render("en"))


class Lost(Exception):
    """The connection to the scheduler was lost, and with it what had been handed out."""


class Killed(Exception):
    """A chunk was on several processes that all died of it."""


class ClusterRefused(Exception):
    """A process could not do a chunk at all."""


class Cluster:
    """Processes that take chunks and give entries.

    Parameters
    ----------
    jobs
        How many processes are started here, when no scheduler is given.
    scheduler
        The address of a scheduler: ``tls://...``, with what Dask's configuration says of
        certificates. A scheduler without TLS has no login at all, so ``tcp://...`` is taken on
        this computer only.

    Raises
    ------
    Unreachable
        If there is no such scheduler, or it is reached over a network without TLS.
    ValueError
        If no process at all is to be started: nothing would ever be done.
    """

    def __init__(self, jobs: int | None = None, scheduler: str | None = None) -> None:
        if jobs is not None and jobs < 1:
            raise ValueError(f"jobs is {jobs}, and at least one process is needed")
        self._jobs, self._scheduler = jobs or CPU_COUNT, scheduler
        self._done: SimpleQueue[tuple[int, Future[Any]]] = SimpleQueue()
        self._handed_out: dict[int, tuple[work.Chunk, Future[Any]]] = {}
        self._number = 0
        self._workers = self._jobs
        self._counted = float("-inf")
        self._local: LocalCluster | None = None
        self._client: Client | None = None
        self._open = ExitStack()

    def __enter__(self) -> Cluster:
        self._open.enter_context(quiet())
        with ExitStack() as undone:
            undone.callback(self._open.close)
            self._connect()
            undone.pop_all()
        return self

    def __exit__(self, *problem: object) -> None:
        with self._open:
            self._disconnect()
            if self._local is not None:
                self._local.close(timeout=PATIENCE)

    @property
    def workers(self) -> int:
        """How many processes there are: more may come, and some may go."""
        if self._scheduler and time.monotonic() - self._counted > WORKERS_KNOWN:
            self._counted = time.monotonic()
            with suppress(OSError, TimeoutError, ValueError, RuntimeError):
                assert self._client is not None
                self._workers = len(self._client.nthreads())
        return self._workers

    @property
    def handed_out(self) -> tuple[work.Chunk, ...]:
        """The chunks that are on their way."""
        return tuple(chunk for chunk, _ in self._handed_out.values())

    def hand_out(self, chunk: work.Chunk) -> None:
        """Have a chunk done.

        Raises
        ------
        Lost
            If the connection was lost.
        """
        assert self._client is not None
        number = self._number = self._number + 1
        name = f"woonsleutel-{chunk.batch}-{number}"
        try:
            future = self._client.submit(work.work, chunk, key=name, pure=False)
        except (OSError, RuntimeError) as problem:
            raise Lost from problem
        self._handed_out[number] = chunk, future
        future.add_done_callback(lambda done: self._done.put((number, done)))

    def next(self, seconds: float) -> tuple[work.Chunk, list[Entry] | Exception] | None:
        """Wait for a chunk that is done; None when none is within some seconds.

        Its entries are given, or what became of it: `Killed`, `ClusterRefused` or
        `optimiser.batch.work.OtherVersions`.

        Raises
        ------
        Lost
            If the connection was lost.
        """
        from distributed import KilledWorker

        try:
            number, future = self._done.get(timeout=seconds)
        except Empty:
            return None
        if number not in self._handed_out:  # of before a connection was lost
            return None
        if future.status in ("cancelled", "lost"):
            raise Lost
        chunk, _ = self._handed_out.pop(number)
        problem = None if future.status == "finished" else future.exception()
        match problem:
            case None:
                try:
                    return chunk, future.result(timeout=PATIENCE)
                except (OSError, TimeoutError):
                    return chunk, []  # its process died with the entries: they come again
            case KilledWorker():
                return chunk, Killed()
            case work.OtherVersions():
                return chunk, problem
            case _:
                said = " ".join(f"{type(problem).__name__} {problem}".split())
                return chunk, ClusterRefused(said)

    def stop(self, batch: str) -> None:
        """Ask all processes to end a batch soon."""
        if self._client is not None and self._client.status == "running":
            with suppress(OSError, TimeoutError, RuntimeError):
                self._client.run(work.stop, batch, on_error="ignore")

    def reconnect(self) -> list[work.Chunk]:
        """Connect again, and give the chunks that were on their way.

        Raises
        ------
        Unreachable
            If the scheduler does not come back.
        """
        lost = [chunk for chunk, _ in self._handed_out.values()]
        self._handed_out.clear()
        self._disconnect()
        self._connect()
        return lost

    def _connect(self) -> None:
        if self._scheduler is None:
            import_ahead(self._jobs)
        from distributed import Client

        if self._scheduler is None and self._local is None:
            self._local = self._started()
        if self._scheduler is not None and not is_guarded(self._scheduler):
            raise Unreachable(
                Text(
                    "The scheduler at “{address}” is asked without TLS, so everybody who reaches "
                    "it can run programs as its user. Start it with TLS and use tls://.",
                    address=self._scheduler,
                )
            )
        try:
            self._client = Client(
                self._scheduler or self._local, timeout=PATIENCE, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError, TypeError) as problem:
            raise Unreachable(
                Text(
                    "There is no scheduler at “{address}” ({problem}).",
                    address=str(self._scheduler),
                    problem=" ".join(str(problem).split()) or type(problem).__name__,
                )
            ) from problem

    def _started(self) -> LocalCluster:
        """Start processes here; one that dies while it starts takes the others with it.

        They speak TLS with certificates that exist in their memory only: who is at this computer
        under another name can reach their ports, and would otherwise run programs as us.
        """
        from distributed import LocalCluster
        from distributed.security import Security

        problem: Exception | None = None
        for _ in range(STARTS):
            try:
                with dask.config.set(SPARING | CLOSED | started(self._jobs)):
                    return LocalCluster(
                        host="127.0.0.1",
                        protocol="tls",
                        security=Security.temporary(),
                        n_workers=self._jobs,
                        threads_per_worker=1,
                        processes=True,
                        dashboard_address="127.0.0.1:0",
                        silence_logs=logging.CRITICAL,
                        preload=[work.__name__],
                    )
            except (OSError, RuntimeError, TimeoutError) as failed:
                problem = failed
        raise Unreachable(
            Text("No processes could be started here ({problem}).", problem=str(problem))
        ) from problem

    def _disconnect(self) -> None:
        if self._client is not None:
            with suppress(OSError, TimeoutError, RuntimeError):
                self._client.close(timeout=PATIENCE)
            self._client = None


def started(jobs: int) -> dict[str, str]:
    """Give how Dask starts processes: several as forks of one that has all imported.

    Where nothing can be forked, or there is one only, each imports all by itself.
    """
    if not forked(jobs):
        return {}
    method = {"distributed.worker.multiprocessing-method": "forkserver"}
    with dask.config.set(method):
        from distributed.utils import get_mp_context

        # It names what Dask itself needs there; what solves takes longer to come.
        get_mp_context().set_forkserver_preload([*PRELOADED])
    return method


def forked(jobs: int) -> bool:
    """Tell whether processes are forks of one that has all imported."""
    return jobs > 1 and "forkserver" in multiprocessing.get_all_start_methods()


def import_ahead(jobs: int) -> None:
    """Have that one import all while this one brings in Dask: either takes a second."""
    if forked(jobs):
        multiprocessing.get_context("forkserver").set_forkserver_preload([*PRELOADED])
        from multiprocessing.forkserver import ensure_running

        ensure_running()


def is_guarded(address: str) -> bool:
    """Tell whether nobody else can run programs by a scheduler's address."""
    protocol, _, rest = address.rpartition("://")
    return protocol in ("tls", "inproc") or rest.startswith(LOOPBACK)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the library's own remarks from users, who are told what matters in their language."""
    log = logging.getLogger("distributed")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)
