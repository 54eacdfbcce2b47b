"""How much memory a process and all that it starts use together, while something runs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from benchmarks.watch import Watch

PROCESSES = Path("/proc")
PARENT = 1
"""Where among that its parent is."""

EVERY = 0.1
"""Seconds between two looks."""


class Peak(Watch):
    """Looks now and then at the processes of this one's tree; where there is no /proc it sees none.

    Attributes
    ----------
    gigabytes
        The most that they had together at any look, of what no other process has too.
    """

    def __init__(self) -> None:
        super().__init__(EVERY)
        self.gigabytes = 0.0

    def look(self) -> None:
        """Add up what they have now."""
        together = sum(map(proportional, tree(os.getpid())))
        self.gigabytes = max(self.gigabytes, together / 1e9)


def tree(root: int) -> set[int]:
    """Give a process and all that it started, and those in turn."""
    return {root, *below(root, {one: int(said[PARENT]) for one, said in processes().items()})}


def below(root: int, parents: Mapping[int, int]) -> set[int]:
    """Give all that a process started, and those in turn, of processes with their parents."""
    children: dict[int, set[int]] = {}
    for process, parent in parents.items():
        children.setdefault(parent, set()).add(process)
    found, new = set[int](), {root}
    while new:
        new = {child for each in new for child in children.get(each, ())} - found
        found |= new
    return found


def processes() -> dict[int, list[str]]:
    """Give what the kernel says of each process (proc(5), ``stat``), from its state on."""
    found: dict[int, list[str]] = {}
    for name in os.listdir(PROCESSES) if PROCESSES.is_dir() else ():
        if name.isdecimal():
            with suppress(OSError):  # it has ended since
                written = (PROCESSES / name / "stat").read_bytes()
                found[int(name)] = written.rpartition(b")")[2].decode().split()
    return found


def proportional(process: int) -> int:
    """Give a process' memory in bytes, what it shares with others divided among them."""
    kilobytes = field(PROCESSES / str(process) / "smaps_rollup", "Pss")
    return 1024 * (kilobytes or 0)


def field(file: Path, name: str) -> int | None:
    """Read a number from a file of the kernel; a process may be gone by now."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    for line in lines:
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0])
    return None
