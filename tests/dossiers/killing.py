"""Kills who saves, again and again, and holds what was acknowledged against what is stored.

``make chaos`` does it a hundred times on each kind of database; the tests a few times.
"""

from __future__ import annotations

import json
import os
import signal
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from dossiers import Access, JobQueue, LeaseRules, Person, Store
from models.scenario import Scenario
from tests.dossiers import postgresql
from tests.regions import amount, scenario

MOST = 12
"""Things that are acknowledged before who saves is killed, at most."""

LONGEST = 0.02
"""Seconds after the last of these, at most: as long as one more takes."""

Acknowledged = list[Any]


def said_in(version: int) -> Scenario:
    """Give what each version says."""
    return scenario(amount(at_least=1 + version % 19), name=f"version {version}")


def save(database: str, identifier: str, said: int) -> None:
    """Save, attach, ask and answer without end, and say of each what was acknowledged."""

    def acknowledge(*what: object) -> None:
        os.write(said, f"{json.dumps(what)}\n".encode())

    store = Store(database)
    # A lease that is over at once: the next to come finds what the dead left behind.
    access, queue = (
        store.access(Person(f"{os.getpid()}", keeper=True)),
        store.queue(LeaseRules(0, losses=10**6)),
    )
    while True:
        stored = access.scenarios.get(identifier)
        changed = said_in(stored.version + 1)
        version = access.scenarios.save(identifier, changed, based_on=stored.version)
        acknowledge("version", version.number, changed.content_hash)
        job = access.jobs.ask(identifier, version.number, "room", {"n": version.number})
        acknowledge("job", job.id)
        lease = queue.take()
        if lease is not None and queue.finish(lease, {"answers": lease.job.id}):
            acknowledge("answer", lease.job.id)
        size = 1 + version.number * 997 % 50_000
        file = access.attachments.store(stored.dossier, "file", "text/plain", b"x" * size)
        acknowledge("file", file.id, size)


def killed(database: str, identifier: str, moments: Random) -> Iterator[Acknowledged]:
    """Let somebody save for a while, kill them, and give what they were told was stored."""
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        save(database, identifier, said)
    os.close(said)
    with os.fdopen(heard) as lines:
        for _ in range(moments.randint(1, MOST)):
            yield json.loads(lines.readline())
        time.sleep(moments.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, "it ended by itself"
        yield from map(json.loads, lines)


def held_against(
    access: Access, queue: JobQueue, identifier: str, told: list[Acknowledged]
) -> None:
    """See that all that was acknowledged is stored, and that nothing is there twice or by half."""
    stored = access.scenarios.get(identifier)
    versions = access.scenarios.versions(identifier, most=10**6)
    assert [version.number for version in versions] == [*range(stored.version, 0, -1)]
    hashes = {version.number: version.scenario_hash for version in versions}
    for what, *about in told:
        match what:
            case "version":
                assert hashes[about[0]] == about[1]
            case "answer":
                assert access.jobs.answer(about[0]) == {"answers": about[0]}
            case "job":
                assert access.jobs.get(about[0]).id == about[0]
            case "file":
                assert len(access.attachments.content(about[0])) == about[1]
    for number in (1, stored.version):
        assert access.scenarios.scenario(identifier, number).content_hash == hashes[number]
    jobs = access.jobs.list(stored.dossier, most=10**6)
    assert len({access.jobs.asked(job.id)["n"] for job in jobs}) == len(jobs)
    while (lease := queue.take()) is not None:
        assert queue.finish(lease, {"answers": lease.job.id})
    assert {job.state for job in access.jobs.list(stored.dossier, most=10**6)} <= {"done"}
    lines = [line.what for line in access.log.list(stored.dossier, most=10**6)]
    assert lines.count("version-saved") == stored.version - 1
    assert lines.count("job-kept") == len(jobs)
    assert lines.count("attachment-kept") == access.attachments.count(stored.dossier)


def survived(database: str, kills: int, seed: int) -> int:
    """Kill who saves so many times, and give how much was acknowledged and is stored."""
    moments = Random(seed)
    with Store(database) as store:
        access = store.access(Person("Anna", keeper=True))
        identifier = access.scenarios.create(access.dossiers.create("Regio").id, said_in(1)).id
    told: list[Acknowledged] = []
    for _ in range(kills):
        told += killed(database, identifier, moments)
    with Store(database) as store:
        held_against(store.access(Person("Anna", keeper=True)), store.queue(), identifier, told)
    return len(told)


def main() -> None:
    """Kill on both kinds of database, as often as is asked."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--database", action="append")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    with TemporaryDirectory() as folder:
        file = str(Path(folder) / "dossiers.sqlite")
        databases = asked.database or [file, postgresql.new_database()]
        for database in databases:
            stored = survived(database, asked.kills, asked.seed)
            kind = "PostgreSQL" if "://" in database else "SQLite"
            print(f"{kind}: {asked.kills} kills, {stored} acknowledged, all kept", flush=True)


if __name__ == "__main__":
    main()
