"""The ledger: a file to which every variant that is finished is added, so that none is lost.

Each line is one variant, as JSON. A line that was not written to its end is no line.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from optimiser.batch.entry import Entry

KEY = "key"


class LedgerInUse(Exception):
    """Another batch writes to the ledger now."""


class Ledger:
    """A ledger on a disk. Of what it holds only the places are kept in memory.

    Parameters
    ----------
    path
        Its file; it is made when it is not there.

    Raises
    ------
    LedgerInUse
        If another process has it open.
    OSError
        If it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._places: dict[str, tuple[int, int]] = {}
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        try:
            claim(self._file)
            self._end = self._read()
            os.ftruncate(self._file, self._end)
        except BaseException:
            os.close(self._file)
            raise

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *problem: object) -> None:
        os.close(self._file)

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __getitem__(self, key: str) -> Entry:
        """Read an entry, also when the ledger is closed."""
        start, length = self._places[key]
        with self.path.open("rb") as file:
            file.seek(start)
            entry: Entry = json.loads(file.read(length))
        return entry

    def __len__(self) -> int:
        return len(self._places)

    def add(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Add entries, and return when they are on the disk; what is there is not added again.

        Raises
        ------
        OSError
            If there is no room for all of them: then none of them is there.
        """
        lines: list[bytes] = []
        places: dict[str, tuple[int, int]] = {}
        end = self._end
        for entry in entries:
            if entry[KEY] not in self._places and entry[KEY] not in places:
                line = (json.dumps(entry, ensure_ascii=False) + "\n").encode(errors="replace")
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

    def _read(self) -> int:
        """Find the places of what is there, and give where the last whole line ends."""
        end = 0
        for line in lines_of(self._file):
            key = key_in(line)
            if key is not None:
                self._places[key] = end, len(line)
            end += len(line)
        return end


def lines_of(file: int) -> Iterator[bytes]:
    """Give the lines of a file that have an end."""
    with os.fdopen(os.dup(file), "rb") as reader:
        reader.seek(0)
        yield from (line for line in reader if line.endswith(b"\n"))


def key_in(line: bytes) -> str | None:
    """Give the key of a line; None for a line that a disk has spoilt."""
    try:
        return str(json.loads(line)[KEY])
    except (ValueError, KeyError, TypeError):
        return None


def claim(file: int) -> None:
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
