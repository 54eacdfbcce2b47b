"""By which releases an answer is made: told without bringing in what makes it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version


@cache
def release() -> str:
    """Give the release of this programme, looked up once: its metadata are a file."""
    return version("woonsleutel")


@cache
def solver_release() -> str:
    """Give the release of HiGHS: that of its package, which is pinned, is the same."""
    return version("highspy")


def versions() -> str:
    """Give by what scenarios are solved: of another version nothing is taken over."""
    return f"woonsleutel {release()}, HiGHS {solver_release()}"
