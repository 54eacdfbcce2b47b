"""How processes of the service are started: as forks of one that has all imported."""

from __future__ import annotations

import multiprocessing
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

LATER = ("scipy.sparse.linalg",)
"""What the first solve would bring in: beside Pyomo all of SciPy comes with it, over a second."""


@cache
def context() -> ForkServerContext | SpawnContext:
    """Give how processes are started.

    What is forked has no threads: a fork of a process that has some may hang. Where nothing can be
    forked each process imports all by itself.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([f"{__package__}.jobs", f"{__package__}.worker", *LATER])
    return found


def begin() -> None:
    """Have the process that others are forks of import all, while this one does something else."""
    if context().get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        ensure_running()
