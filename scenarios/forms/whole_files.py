"""Files that are written whole, or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replaced(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """Open a file next to the one that is meant, and put it in its place when all is written.

    Parameters
    ----------
    path
        The file; a device, in whose place nothing can be put, is written to itself.
    private
        Whether only its owner may read it, when it is new.

    Raises
    ------
    OSError
        If it cannot be written; what was there before is still there.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            yield file
        return
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with open(beside, "xb", opener=for_its_owner if private else None) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def for_its_owner(name: str, flags: int) -> int:
    """Open a file that, when it is new, only its owner may read."""
    return os.open(name, flags, 0o600)
