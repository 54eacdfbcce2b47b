"""The dispatch: what the ledger lacks goes out in chunks, and what comes back goes into it.

At any moment only a few chunks are on their way, however many variants there are.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from math import ceil
from secrets import token_hex

from models.findings import InvalidScenario
from models.language import Text
from optimiser.batch.batch_result import Ended
from optimiser.batch.cluster import Cluster, ClusterRefused, Killed, Lost, Unreachable
from optimiser.batch.entry import BatchOptions, Entry, failed_entry, invalid_entry
from optimiser.batch.ledger import AGAIN, KEY, Entries
from optimiser.batch.variation import BatchSource, Variants
from optimiser.batch.work import Chunk, OtherVersions, Task, packed_scenario
from optimiser.solver.limits import Limits
from optimiser.solver.versions import versions

CHUNK_SECONDS = 1.0
"""What a chunk should take: handing it out costs some milliseconds, losing it costs all of it."""

MOST_IN_A_CHUNK = 50

AHEAD = 2
"""Chunks on their way per process: one that it does, and one for when that is done."""

LISTENING = 0.2
"""Seconds in which a wish to stop is heard."""

LAST_SECONDS = 5.0
"""Seconds in which processes that were asked to stop may still give what they have finished."""

TRIES = 3
"""How often the same trouble is met before it is told instead of tried again."""


def entry_keys(variants: Variants, scenario_hash: str, options: BatchOptions) -> tuple[str, ...]:
    """Give the keys of the entries of variants of one scenario.

    Parameters
    ----------
    variants
        The variants.
    scenario_hash
        The content hash of their scenario, without what is different.
    options
        How they are solved.

    Returns
    -------
    tuple of str
        A key for each, in their order; those that are the same have the same.
    """
    said, by = options.as_record(), versions()
    return tuple(variant.key(scenario_hash, said, by) for variant in variants)


class NotWritten(Exception):
    """What is finished cannot be written to the ledger."""


class Dispatch:
    """One run on its way.

    Parameters
    ----------
    variants, ledger, options
        As for `optimiser.batch.running.work_off`.
    limits
        Whether to stop, and who is told how many variants are finished.
    """

    def __init__(
        self,
        variants: Variants,
        ledger: Entries,
        options: BatchOptions,
        limits: Limits,
    ) -> None:
        self.variants, self.ledger, self.options = variants, ledger, options
        self.limits = limits
        self.id, self.versions = token_hex(8), versions()
        self.keys: list[str] = []
        self.besides: dict[str, Entry] = {}
        """What is not written in the ledger: what is not to be taken over by a next run."""
        self.finished = 0
        self._seconds = self._entries = 0.0
        self._again: deque[Task] = deque()
        self._alone: set[str] = set()
        self._troubles = 0

    def result(self, cluster: Cluster, open_until_then: ExitStack) -> tuple[Ended, Text | None]:
        """Go on until all variants are finished, or nothing more can be done.

        Parameters
        ----------
        cluster
            The processes; they are only started when there is something left to do.
        open_until_then
            What is closed after that.
        """
        tasks = self.tasks()
        try:
            for first in tasks:
                self._again.append(first)
                open_until_then.enter_context(cluster)
                ended = self._work(cluster, tasks)
                break
            else:
                ended = Ended.COMPLETE
        except Unreachable as problem:
            return Ended.LOST, problem.text
        except OtherVersions as problem:
            text = Text(
                "A process has other versions ({theirs}) than are asked for ({ours}).",
                theirs=str(problem),
                ours=self.versions,
            )
            return Ended.LOST, text
        except ClusterRefused as problem:
            text = Text("The processes cannot do this work ({problem}).", problem=str(problem))
            return Ended.LOST, text
        except NotWritten as problem:
            text = Text(
                "“{path}” cannot be written ({problem}).",
                path=self.ledger.name,
                problem=str(problem),
            )
            return Ended.NOT_WRITTEN, text
        return ended, None

    def tasks(self) -> Iterator[Task]:
        """Go through the variants, and give what is not finished; each is read when it is due."""
        options = self.options.as_record()
        at: BatchSource | None = None
        content, digest, broken = b"", "", None
        asked: set[str] = set()
        for variant in self.variants:
            if variant.source is not at:
                at, broken = variant.source, None
                try:
                    scenario = at.scenario()
                    content, digest = packed_scenario(scenario), scenario.content_hash
                except InvalidScenario as invalid:
                    broken = invalid_entry(invalid)
            key = variant.key(digest, options, self.versions)
            if broken is not None:
                key = f"{at.name} {key}"
                self.besides[key] = broken
            self.keys.append(key)
            if broken is not None or key in self.ledger or key in asked:
                self._count()
                continue
            asked.add(key)
            yield Task(key, content, variant.overrides())

    def _work(self, cluster: Cluster, tasks: Iterator[Task]) -> Ended:
        while not self.limits.stop():
            try:
                self._hand_out(cluster, tasks)
                if not cluster.handed_out:
                    return Ended.COMPLETE
                self._take_in(cluster, LISTENING)
            except Lost:
                self._meet(Unreachable(Text("The connection to the scheduler was lost.")))
                for chunk in cluster.reconnect():
                    self._again.extend(chunk.tasks)
            except BaseException:
                cluster.stop(self.id)
                raise
        self._wind_up(cluster)
        return Ended.CANCELLED

    def _hand_out(self, cluster: Cluster, tasks: Iterator[Task]) -> None:
        """Have as many chunks on their way as keep every process at work."""
        while len(cluster.handed_out) < AHEAD * max(1, cluster.workers):
            chosen = self._chosen(tasks, self._size(cluster))
            if not chosen:
                return
            try:
                cluster.hand_out(Chunk(self.id, self.versions, chosen, self.options))
            except Lost:
                self._again.extend(chosen)
                raise

    def _chosen(self, tasks: Iterator[Task], size: int) -> tuple[Task, ...]:
        if self._again and self._again[0].key in self._alone:
            return (self._again.popleft(),)
        before = [self._again.popleft() for _ in range(min(size, len(self._again)))]
        return (*before, *islice(tasks, size - len(before)))

    def _size(self, cluster: Cluster) -> int:
        """Give how many variants a chunk should hold: fewer near the end, so that all end at once.

        Until the first is back nobody knows how long one takes.
        """
        if not self._entries:
            return 1
        left = len(self.variants) - self.finished - sum(len(c.tasks) for c in cluster.handed_out)
        each = self._seconds / self._entries
        most = min(MOST_IN_A_CHUNK, CHUNK_SECONDS / each if each else MOST_IN_A_CHUNK)
        return max(1, min(int(most), ceil(left / (AHEAD * max(1, cluster.workers)))))

    def _take_in(self, cluster: Cluster, seconds: float) -> bool:
        """Take in what is done, if anything is within some seconds."""
        done = cluster.next(seconds)
        if done is None:
            return False
        chunk, found = done
        match found:
            case list():
                self._keep(chunk, found)
            case Killed() if len(chunk.tasks) == 1:
                text = Text("every process that tried this ended; too little memory, perhaps")
                self._tell(chunk.tasks[0].key, failed_entry(text))
            case Killed():
                self._alone |= {task.key for task in chunk.tasks}
                self._again.extendleft(chunk.tasks)
            case ClusterRefused():
                self._meet(found)
                self._again.extend(chunk.tasks)
            case _:
                raise found
        return True

    def _keep(self, chunk: Chunk, entries: list[Entry]) -> None:
        self._write(entries)
        self._troubles = 0 if entries else self._troubles
        self._again.extend(task for task in chunk.tasks if task.key not in self.ledger)
        for entry in entries:
            self._seconds += entry["seconds"]
            self._entries += 1
            self._count()

    def _tell(self, key: str, entry: Entry) -> None:
        """Keep what a next run tries again."""
        self.besides[key] = entry
        self._write([{KEY: key, AGAIN: True, **entry}])
        self._count()

    def _write(self, entries: list[Entry]) -> None:
        try:
            self.ledger.add(entries)
        except OSError as problem:
            raise NotWritten(problem.strerror or type(problem).__name__) from problem

    def _wind_up(self, cluster: Cluster) -> None:
        """Ask all to stop, and keep what they have finished by then."""
        cluster.stop(self.id)
        until = time.monotonic() + LAST_SECONDS
        busy = len(cluster.handed_out)
        try:
            while busy and time.monotonic() < until:
                busy -= self._take_in(cluster, LISTENING)
        except Lost:
            return  # what it had is done again by the next run

    def _meet(self, trouble: Exception) -> None:
        """Take note of trouble, and give up when it does not pass."""
        self._troubles += 1
        if self._troubles >= TRIES:
            raise trouble

    def _count(self) -> None:
        self.finished += 1
        self.limits.tell(Text("variants"), self.finished, len(self.variants))
