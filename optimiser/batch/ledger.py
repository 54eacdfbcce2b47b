"""The ledger: a file to which every variant that is finished is added, so that none is lost.

Each line is one variant, as JSON. A line that was not written to its end is no line.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from optimiser.batch.entry import Entry

KEY = "key"

AGAIN = "again"
"""The mark of an entry that is told, but that a next run does not take over."""


class LedgerInUse(Exception):
    """Another batch writes to the ledger now."""


class Ledger:
    """A ledger on a disk. Of what it holds only the places are kept in memory.

    Parameters
    ----------
    path
        Its file; it is made when it is not there.
    written
        Whether entries are added to it; who only reads may do so while another writes.

    Raises
    ------
    LedgerInUse
        If another process writes to it.
    OSError
        If it cannot be written.
    """

    def __init__(self, path: Path, *, written: bool = True) -> None:
        self.path = path
        self._places: dict[str, tuple[int, int]] = {}
        self._written = written
        if not written:
            with suppress(FileNotFoundError), path.open("rb") as file:
                self._read(file)
            return
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        try:
            claim(self._file)
            with os.fdopen(os.dup(self._file), "rb") as file:
                self._end = self._read(file)
            os.ftruncate(self._file, self._end)
        except BaseException:
            os.close(self._file)
            raise

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *problem: object) -> None:
        if self._written:
            os.close(self._file)

    def __contains__(self, key: str) -> bool:
        return key in self._places

    @contextmanager
    def opened(self) -> Iterator[Callable[[str], Entry]]:
        """Give a way to read entries by their keys, also when the ledger is closed."""
        with self.path.open("rb") if self._places else nullcontext(BytesIO()) as file:

            def read(key: str) -> Entry:
                start, length = self._places[key]
                file.seek(start)
                entry: Entry = json.loads(file.read(length))
                return entry

            yield read

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

    def _read(self, file: BinaryIO) -> int:
        """Find the places of what is there, and give where the last whole line ends."""
        end = 0
        for line in file:
            if not line.endswith(b"\n"):
                break
            entry = entry_in(line)
            if entry is not None and not (self._written and AGAIN in entry):
                self._places[str(entry[KEY])] = end, len(line)
            end += len(line)
        return end


def entry_in(line: bytes) -> Entry | None:
    """Read a line; None for one that a disk has spoilt."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and KEY in entry else None


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
