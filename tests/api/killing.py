"""Kills the service, its workers, scheduler and database while somebody works with all of it.

Then all that was acknowledged is there, and nothing is there twice. ``make chaos`` does it often, a
test a few times.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from socket import socket
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import httpx

from scenarios import to_json
from tests.dossiers import postgresql
from tests.dossiers.killing import said_in
from tests.dossiers.postgresql import children
from woonsleutel.client import Call, Client, Unanswered

PATIENCE = 240.0
"""Seconds after which something is lost: many times what is needed."""

LOOKING = 0.5
"""Seconds between two looks at what is not done yet."""

FURTHER = 1.5
"""Seconds after something was acknowledged, at most, in which comes what is killed next."""

FAULTS = 500
"""From here on a status is no answer, and the same may be asked again."""

EACH_BATCH = 5
"""After so many versions a batch is asked for, each time."""

VARIED = {"agreements.total.title": [f"Afspraak {number}" for number in range(1, 6)]}

PAGE = 100
"""Things on a page, when nobody says how many."""

Answer = TypeVar("Answer")


def until(true: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"not in time: {what}"
        time.sleep(0.05)


SCHEDULER = """
import sys
from distributed import LocalCluster
LocalCluster(n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", host="127.0.0.1",
             scheduler_port=int(sys.argv[1]), dashboard_address="127.0.0.1:0")
sys.stdin.read()
"""
"""A scheduler with a worker of its own."""


def free_port() -> int:
    """Give a port at which nothing is."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


class Kept:
    """A process that its keeper starts again whenever it is gone.

    Parameters
    ----------
    arguments
        What Python is started with.
    settings
        Settings of the service, by their names.
    """

    def __init__(self, *arguments: str, **settings: str) -> None:
        self._arguments = arguments
        self._settings = {f"WOONSLEUTEL_{name}": each for name, each in settings.items()}
        self.process = self.started()

    def started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **self._settings},
        )

    def kill(self) -> None:
        """Kill it, and start it again; its own processes see that it is gone."""
        with self.process:
            self.process.kill()
        self.process = self.started()

    def kill_worker(self, moments: Random) -> None:
        """Kill one of the processes that do the work."""
        # They are forks of one that the service started.
        working = [fork for one in children(self.process.pid) for fork in children(one)]
        if working:
            os.kill(moments.choice(working), signal.SIGKILL)

    def end(self) -> None:
        """End it as its keeper does."""
        with self.process:
            self.process.terminate()


@dataclass
class Work:
    """Somebody saves versions, has each previewed, and puts in a position, without end.

    Of some of them a batch is asked.
    """

    client: Client
    dossier: str = ""
    scenario: str = ""
    versions: dict[int, str] = field(default_factory=dict)
    jobs: dict[str, int] = field(default_factory=dict)
    batches: set[str] = field(default_factory=set)
    positions: set[str] = field(default_factory=set)
    tries: int = 0
    enough: threading.Event = field(default_factory=threading.Event)

    @property
    def acknowledged(self) -> int:
        return len(self.versions) + len(self.jobs) + len(self.batches) + len(self.positions)

    def further_than(self, acknowledged: int) -> bool:
        return self.acknowledged > acknowledged

    def begin(self) -> None:
        """Begin a dossier, with the first version."""
        first = to_json(said_in(1))
        self.dossier = self.asked(lambda: self.client.begin("Regio"))["id"]
        put_in = Call(
            "POST",
            f"/dossiers/{self.dossier}/scenarios",
            {"scenario": first},
            headers={"Idempotency-Key": "first"},
        )
        self.scenario = self.asked(lambda: self.client.send(put_in))["id"]

    def __call__(self) -> None:
        """Work until that is enough."""
        number = 1
        while not self.enough.is_set():
            said = to_json(said_in(number + 1))
            saving = partial(self.client.save, self.dossier, self.scenario, said, based_on=number)
            saved = self.asked(saving)
            number = saved["number"]
            self.versions[number] = saved["scenarioHash"]
            asking = partial(
                self.client.begin_job, self.dossier, self.scenario, number, "solve", preview=True
            )
            self.jobs[self.asked(asking)["id"]] = number
            if number % EACH_BATCH == 0:
                varied = partial(
                    self.client.begin_job, self.dossier, self.scenario, number, "batch", vary=VARIED
                )
                self.batches.add(self.asked(varied)["id"])
            put_in = Call(
                "POST",
                f"/dossiers/{self.dossier}/positions",
                {
                    "scenario": self.scenario,
                    "version": number,
                    "name": f"Inzet {number}",
                    "changes": {"name": f"position {number}"},
                },
                headers={"Idempotency-Key": f"position {number}"},
            )
            self.positions.add(self.asked(partial(self.client.send, put_in))["id"])

    def asked(self, ask: Callable[[], Answer]) -> Answer:
        """Ask until there is an answer: whoever hears nothing asks the same again."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return ask()
            except (httpx.HTTPError, Unanswered) as problem:
                if isinstance(problem, Unanswered) and problem.status < FAULTS:
                    raise
            if time.monotonic() > end:
                raise TimeoutError
            self.tries += 1
            time.sleep(0.1)


def listed(work: Work, kind: str) -> list[dict[str, Any]]:
    """Give all of a kind that are in the dossier, page by page."""
    found: list[dict[str, Any]] = []
    name = kind.rpartition("/")[2]
    while True:
        number = len(found) // PAGE + 1
        page = work.asked(partial(work.client.things, work.dossier, kind, number))
        found += page[name]
        if len(found) >= page["total"]:
            return found


def ended(work: Work) -> list[dict[str, Any]]:
    """Give all jobs once they are done: each of them may take its time, but none stays behind."""
    left, end = -1, 0.0
    while True:
        jobs = listed(work, "jobs")
        behind = [job for job in jobs if job["state"] != "done"]
        if not behind:
            return jobs
        if len(behind) != left:
            left, end = len(behind), time.monotonic() + PATIENCE
        assert time.monotonic() < end, f"not in time: {behind}"
        time.sleep(LOOKING)


def held_against(work: Work) -> None:
    """See that all that was acknowledged is kept and answered, and nothing is there twice."""
    versions = {one["number"]: one for one in listed(work, f"scenarios/{work.scenario}/versions")}
    assert [*sorted(versions)] == [*range(1, len(versions) + 1)]
    for number, said in work.versions.items():
        assert versions[number]["scenarioHash"] == said
    jobs = {job["id"]: job for job in ended(work)}
    assert work.jobs.keys() <= jobs.keys()
    assert work.batches <= jobs.keys()
    assert max(Counter((job["version"], job["kind"]) for job in jobs.values()).values()) == 1
    for identifier, number in work.jobs.items():
        answer = work.asked(partial(work.client.answer, work.dossier, identifier))
        assert answer["provenance"]["scenarioHash"] == work.versions[number]
    for identifier in work.batches:
        rows = listed(work, f"jobs/{identifier}/results")
        assert [row["variant"] for row in rows] == ["1", "2", "3", "4", "5"]
        assert {row["status"] for row in rows} == {"optimal"}
    positions = listed(work, "positions")
    assert work.positions <= {one["id"] for one in positions}
    assert max(Counter(one["name"] for one in positions).values()) == 1
    told = Counter(line["what"] for line in listed(work, "log"))
    assert told["version-saved"] == len(versions) - 1
    assert told["job-kept"] == len(jobs)
    assert told["position-kept"] == len(positions)


def survived(database: str, kills: int, seed: int) -> Work:
    """Kill so many times, and give what was done meanwhile, which is all kept."""
    moments = Random(seed)
    ports = free_port(), free_port()
    scheduler = Kept("-c", SCHEDULER, str(ports[1]))
    settings = {"BATCH_SCHEDULER": f"tcp://127.0.0.1:{ports[1]}", "WORKERS": "1"}
    serving = ("-c", "from cli import main; main()", "serve", "--port", str(ports[0]))
    served = Kept(*serving, DATABASE=database, **settings)
    ways = [served.kill, lambda: served.kill_worker(moments), scheduler.kill]
    if "://" in database:
        ways.append(postgresql.killed)
    try:
        with Client(f"http://127.0.0.1:{ports[0]}", timeout=30.0) as client:
            work = Work(client)
            work.begin()
            working = threading.Thread(target=work)
            working.start()
            for number in range(kills):
                until(partial(work.further_than, work.acknowledged), "something is acknowledged")
                assert working.is_alive()
                time.sleep(moments.uniform(0, FURTHER))
                ways[number % len(ways)]()
            work.enough.set()
            working.join(PATIENCE)
            assert not working.is_alive()
            held_against(work)
            return work
    finally:
        served.end()
        scheduler.end()


def main() -> None:
    """Kill on both kinds of database, as often as is asked."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    with TemporaryDirectory() as folder:
        file = str(Path(folder) / "dossiers.sqlite")
        for database in (file, postgresql.new_database()):
            work = survived(database, asked.kills, asked.seed)
            kind = "PostgreSQL" if "://" in database else "SQLite"
            print(
                f"{kind}: {asked.kills} kills, {work.acknowledged} acknowledged, all kept "
                f"({work.tries} asked again)",
                flush=True,
            )


if __name__ == "__main__":
    main()
