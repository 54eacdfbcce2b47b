"""The room: the least and the most of anything, in any plan whose goals stay near the best."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from models.language import Language, Percent, Text
from models.measure import Measure, Scope
from models.scenario import Scenario
from optimiser.engine import Limits
from optimiser.near_best import NearBest, TimeUp, check_time
from optimiser.tabled import Record, Table, Tabled, place
from optimiser.workbench import NoPlan

EXACT = 1e-5
"""A float this near to a whole number is that number."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room of one municipality in one segment.

    Parameters
    ----------
    municipality, segment
        Where, and of what; an empty segment is all segments together.
    least, most
        Dwellings over the horizon. No plan in whole dwellings lies outside them; whether one
        reaches them exactly is not proven, because they come from fractions of dwellings.
    """

    municipality: str
    segment: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Rooms(Tabled):
    """The room of every municipality.

    Parameters
    ----------
    scenario
        The scenario.
    within
        How far from the best every goal may be, relative to it.
    rooms
        Per municipality and segment, all segments together last.
    """

    scenario: Scenario
    within: Fraction
    rooms: tuple[Room, ...]

    @property
    def about(self) -> Scenario:
        """The scenario."""
        return self.scenario

    @property
    def all_tables(self) -> Mapping[str, Table]:
        """The one table."""
        return {"room": table}

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked."""
        return {"within": float(self.within)}

    def sentences(self) -> Iterator[Text]:
        """Say what the numbers mean."""
        yield Text(
            "The least and the most dwellings in any plan that keeps every binding agreement and "
            "of which no goal is more than {within} worse than the best, each by itself.",
            within=Percent(self.within),
        )
        whole = [room for room in self.rooms if not room.segment]
        fixed = sum(room.least == room.most for room in whole)
        if fixed:
            yield Text(
                "{number} of {all} municipalities have no room in their total.",
                number=fixed,
                all=len(whole),
            )


def table(found: Rooms, language: Language) -> Iterator[Record]:
    """Give the least and the most, and what lies between."""
    for room in found.rooms:
        yield {
            **place(found.scenario, room.municipality),
            "segment": room.segment,
            "least": room.least,
            "most": room.most,
            "room": room.most - room.least,
        }


def room(
    scenario: Scenario,
    within: Fraction = Fraction(1, 100),
    *,
    processes: int = 1,
    time_limit: float | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Rooms:
    """Find the least and the most per municipality and segment near the best plan.

    Parameters
    ----------
    scenario
        The scenario.
    within
        How far from the best every goal may be, relative to it.
    processes
        Among how many processes the municipalities are divided. With more than one, a script that
        calls this needs ``if __name__ == "__main__":``, as `multiprocessing` says.
    time_limit
        Seconds, from now.
    cancelled
        Asked now and then.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    NoPlan
        If no plan keeps all binding agreements.
    TimeUp
        If the time was up.
    """
    limits = Limits(time_limit, cancelled)
    count = max(1, min(processes, len(scenario.codes)))
    parts = [scenario.codes[start::count] for start in range(count)]
    with helpers(scenario, within, parts[1:]) as lines:
        found = list(rooms_of(scenario, within, parts[0], limits))
        for line in lines:
            found += received(line, limits)
    codes = {code: number for number, code in enumerate(scenario.codes)}
    found.sort(key=lambda one: codes[one.municipality])  # stable: segments stay in their order
    return Rooms(scenario, within, tuple(found))


def rooms_of(
    scenario: Scenario, within: Fraction, codes: Sequence[str], limits: Limits
) -> Iterator[Room]:
    """Find the room of some municipalities."""
    check_time(limits)
    near = NearBest(scenario, within)
    years = frozenset(scenario.horizon.years)
    for code in codes:
        scope = Scope(code, None, frozenset([code]), years)
        for segment in (*scenario.segments, ""):
            check_time(limits)
            segments = (segment,) if segment else None
            measure = Measure(quantity="new_build", segments=segments)
            built = near.workbench.programme.measure(measure, scope)
            least = near.workbench.minimise(built)
            most = -near.workbench.minimise(-built)
            yield Room(code, segment, ceil(least - EXACT), floor(most + EXACT))


@contextmanager
def helpers(
    scenario: Scenario, within: Fraction, parts: Sequence[Sequence[str]]
) -> Iterator[list[Connection]]:
    """Have other processes find the room of their parts; they end with this block."""
    context = get_context("spawn")
    started = []
    lines = []
    try:
        for part in parts:
            line, end = context.Pipe(duplex=False)
            process = context.Process(target=send, args=(end, scenario, within, part), daemon=True)
            process.start()
            end.close()
            started.append(process)
            lines.append(line)
        yield lines
    finally:
        for process in started:
            process.terminate()
            process.join()
        for line in lines:
            line.close()


def send(line: Connection, scenario: Scenario, within: Fraction, codes: Sequence[str]) -> None:
    """Find the room of some municipalities, and send it to who asked."""
    import signal

    # Ctrl+C goes to every process of a terminal; who asked decides what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        line.send(list(rooms_of(scenario, within, codes, Limits())))
    except NoPlan as none:
        line.send(none)


def received(line: Connection, limits: Limits) -> list[Room]:
    """Wait for what another process found."""
    while not line.poll(POLL):
        check_time(limits)
    found = line.recv()
    if isinstance(found, Exception):
        raise found
    answer: list[Room] = found
    return answer


POLL = 0.1
"""Seconds between two looks at whether the user asked to stop."""

__all__ = ["Room", "Rooms", "TimeUp", "room"]
