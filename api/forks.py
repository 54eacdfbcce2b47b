"""How processes of the service are started: as forks of one that has all imported."""

from __future__ import annotations

import multiprocessing
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

PRELOADED = (f"{__package__}.uncollected", f"{__package__}.preloaded")
"""What the process that others are forks of imports."""


@cache
def context() -> ForkServerContext | SpawnContext:
    """Give how processes are started.

    What is forked has no threads: a fork of a process that has some may hang. Where nothing can be
    forked each process imports all by itself.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([*PRELOADED])
    return found


def begin() -> None:
    """Have the process that others are forks of import all, while this one does something else."""
    if context().get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        ensure_running()
