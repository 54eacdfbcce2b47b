"""The collector of garbage is paused while much is made, and goes on afterwards as it did."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from models.collector import collector_paused


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    was_on = gc.isenabled()
    yield
    (gc.enable if was_on else gc.disable)()


def failing() -> None:
    """Make something in one go, in which something is made in one go, and fail."""
    with collector_paused():
        with collector_paused():
            pass
        assert not gc.isenabled()
        raise LookupError


@pytest.mark.parametrize("before", [True, False])
def test_the_collector_goes_on_as_it_did_also_after_a_fault(before: bool) -> None:
    (gc.enable if before else gc.disable)()
    with pytest.raises(LookupError):
        failing()
    assert gc.isenabled() == before
