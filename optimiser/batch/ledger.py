"""Where entries are written: in a ledger, which loses none, or in memory.

A ledger is a file to which every variant that is finished is added. Each line is one variant, as
JSON, with a sum over what it says. A line that was not written to its end is no line, and neither
is one that was changed since: its variant is solved again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from optimiser.batch.entry import Entry

KEY = "key"

CHECK = "check"
"""The sum over what a line says."""

AGAIN = "again"
"""The mark of an entry that is told, but that a next run does not take over."""


class Entries(Protocol):
    """Where entries are written, by their keys."""

    @property
    def name(self) -> str:
        """What it is called when it cannot be written."""

    def __contains__(self, key: Any) -> bool:
        """Whether there is one of a key."""

    def opened(self) -> AbstractContextManager[Callable[[str], Entry]]:
        """Give a way to read entries by their keys."""

    def add(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Add entries.

        Raises
        ------
        OSError
            If they cannot be written.
        """


class EntriesHere(dict[str, Entry]):
    """Entries in memory, for somebody else who keeps them.

    Parameters
    ----------
    entries
        What is finished, by key.
    keep
        Given every entry that is added.
    """

    name = "memory"

    def __init__(
        self, entries: Mapping[str, Entry], keep: Callable[[str, Entry], object] | None = None
    ) -> None:
        super().__init__(entries)
        self._keep = keep

    @contextmanager
    def opened(self) -> Iterator[Callable[[str], Entry]]:
        """Give a way to read entries by their keys.

        Yields
        ------
        callable
            Gives an entry.
        """
        yield self.__getitem__

    def add(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Add entries.

        Parameters
        ----------
        entries
            Each with its key.
        """
        for entry in entries:
            said = dict(entry)
            key = said.pop(KEY)
            self[key] = said
            if self._keep is not None:
                self._keep(key, said)


class LedgerInUse(Exception):
    """Another batch writes to the ledger now."""


class Ledger:
    """A ledger on a disk. Of what it holds only the places are in memory.

    Parameters
    ----------
    path
        Its file; it is made when it is not there.

    Raises
    ------
    LedgerInUse
        If another process writes to it.
    OSError
        If it cannot be written.

    Attributes
    ----------
    changed
        Lines that say something else than what was written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.changed = 0
        self._places: dict[str, tuple[int, int]] = {}
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        try:
            lock(self._file)
            with os.fdopen(os.dup(self._file), "rb") as file:
                self._end = self._read(file)
            os.ftruncate(self._file, self._end)
        except BaseException:
            os.close(self._file)
            raise

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *problem: object) -> None:
        os.close(self._file)

    @property
    def name(self) -> str:
        """Where it is."""
        return str(self.path)

    def __contains__(self, key: str) -> bool:
        return key in self._places

    @contextmanager
    def opened(self) -> Iterator[Callable[[str], Entry]]:
        """Give a way to read entries by their keys, also when the ledger is closed."""
        with self.path.open("rb") as file:

            def read(key: str) -> Entry:
                start, length = self._places[key]
                file.seek(start)
                entry: Entry = json.loads(file.read(length))
                del entry[CHECK]
                return entry

            yield read

    def __len__(self) -> int:
        return len(self._places)

    def add(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Add entries, and return when they are on the disk; what is there is not added again.

        Raises
        ------
        OSError
            If there is no space for all of them: then none of them is there.
        """
        lines: list[bytes] = []
        places: dict[str, tuple[int, int]] = {}
        end = self._end
        for entry in entries:
            if entry[KEY] not in self._places and entry[KEY] not in places:
                line = line_of(entry)
                places[entry[KEY]] = end, len(line)
                lines.append(line)
                end += len(line)
        left = b"".join(lines)
        os.lseek(self._file, self._end, os.SEEK_SET)
        try:
            while left:
                left = left[os.write(self._file, left) :]
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, self._end)
            raise
        self._end = end
        self._places |= places

    def _read(self, file: BinaryIO) -> int:
        """Find the places of what is there, and give where the last whole line ends."""
        end = 0
        for line in file:
            if not line.endswith(b"\n"):
                break
            entry = entry_in(line)
            self.changed += entry is None
            if entry is not None and AGAIN not in entry:
                self._places[str(entry[KEY])] = end, len(line)
            end += len(line)
        return end


def line_of(entry: Mapping[str, Any]) -> bytes:
    """Write an entry as a line, with its sum."""
    return (entry_json({CHECK: sum_of(entry), **entry}) + "\n").encode(errors="replace")


def entry_in(line: bytes) -> Entry | None:
    """Read a line; None for one that says something else than what was written."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    if not isinstance(entry, dict) or KEY not in entry:
        return None
    return entry if entry.pop(CHECK, None) == sum_of(entry) else None


def sum_of(entry: Mapping[str, Any]) -> str:
    """Sum up what an entry says: enough that nobody changes a number by mistake and unseen."""
    return hashlib.sha256(entry_json(entry).encode(errors="replace")).hexdigest()[:16]


def entry_json(entry: Mapping[str, Any]) -> str:
    """Write an entry as JSON; what no text can hold is replaced once and for all."""
    return json.dumps(entry, ensure_ascii=False).encode(errors="replace").decode()


def lock(file: int) -> None:
    """Keep other processes from writing to a file, for as long as this one has it open.

    Raises
    ------
    LedgerInUse
        If another does already.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise LedgerInUse from None
