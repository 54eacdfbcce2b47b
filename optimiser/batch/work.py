"""What a process does of a batch: one variant after another, and it reads their scenario once."""

from __future__ import annotations

import json
import signal
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from models.scenario import Scenario
from optimiser.batch.entry import BatchOptions, Entry
from optimiser.batch.ledger import KEY
from optimiser.results.status import Status
from optimiser.solver.versions import versions
from scenarios import Base, to_json

STOPPED: set[str] = set()
"""Batches that are to end; `distributed` itself cannot stop what runs already."""

ONE_AT_A_TIME = threading.Lock()
"""Solves in one process wait for one another: another process is faster than another thread."""


@dataclass(frozen=True, slots=True)
class Task:
    """A variant that is to be solved, as it travels to another process.

    Parameters
    ----------
    key
        Its key in the ledger.
    scenario
        Its scenario, by value: the other process may stand on another computer.
    overrides
        What is different.
    """

    key: str
    scenario: bytes
    overrides: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tasks that go to a process together, so that taking them there costs little.

    Parameters
    ----------
    batch
        Which run they are of.
    versions
        By what they are to be solved.
    tasks
        The tasks.
    options
        How they are solved.
    """

    batch: str
    versions: str
    tasks: tuple[Task, ...]
    options: BatchOptions


class OtherVersions(Exception):
    """A process would solve by something else than was asked: its versions."""


def work(chunk: Chunk) -> list[Entry]:
    """Solve a chunk, and give the entries of what is finished.

    Raises
    ------
    OtherVersions
        If the versions here are not those that were asked for.
    """
    if versions() != chunk.versions:
        raise OtherVersions(versions())
    # Who only hands out chunks brings in nothing that solves.
    from optimiser.batch.solved import solved_variant

    asked_to_stop = partial(STOPPED.__contains__, chunk.batch)
    entries: list[Entry] = []
    with ONE_AT_A_TIME:
        for task in chunk.tasks:
            if asked_to_stop():
                break
            entry = solved_variant(
                base_of(task.scenario), task.overrides, chunk.options, asked_to_stop
            )
            if entry["status"] == Status.CANCELLED.value:
                break
            entries.append({KEY: task.key, **entry})
    return entries


def stop(batch: str) -> None:
    """End a batch in this process, also in the middle of a solve."""
    STOPPED.add(batch)


def packed_scenario(scenario: Scenario) -> bytes:
    """Write a scenario so that it can travel."""
    document = json.dumps(to_json(scenario), ensure_ascii=False, sort_keys=True)
    return zlib.compress(document.encode(errors="surrogatepass"))


@lru_cache(maxsize=4)
def base_of(scenario: bytes) -> Base:
    """Read a scenario that has travelled."""
    return Base(json.loads(zlib.decompress(scenario).decode(errors="surrogatepass")))


def dask_setup(worker: object) -> None:
    """Leave Ctrl+C, which goes to every process of a terminal, to the process that we work for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
