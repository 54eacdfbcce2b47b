"""A command whose time is up ends at once, whatever it is doing."""

from __future__ import annotations

import subprocess
import time

import pytest

from cli.deadline import PATIENCE, Deadline
from tests.cli.running import COMMAND


@pytest.mark.processes
def test_a_command_ends_in_time_while_it_still_reads() -> None:
    """Nobody closes what it reads, so it would wait for ever."""
    reading = subprocess.Popen(
        [COMMAND, "solve", "-", "--time-limit", "0.01", "--language", "en"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert reading.wait(timeout=60) == 5
    # Only now, because to ask for what it said would close what it reads.
    out, said = reading.communicate()
    assert out == b""
    assert said == b"Result: the time was up before there was a plan.\n"


def test_what_is_up_ends_and_what_has_something_to_give_does_not(
    capfd: pytest.CaptureFixture[str],
) -> None:
    left = list[int]()
    began = time.perf_counter() - PATIENCE
    up, met = Deadline(began, left.append), Deadline(began, left.append)
    met.set(0.05, "never said")
    met.met()
    up.set(0.1, "said")
    until = time.perf_counter() + 30
    while not left and time.perf_counter() < until:
        time.sleep(0.01)
    assert left == [5]
    assert capfd.readouterr().err == "said\n"


def test_where_the_command_is_not_the_process_nothing_is_ended() -> None:
    deadline = Deadline()
    deadline.set(0.0, "never said")
    deadline.met()
    assert not deadline.is_set
