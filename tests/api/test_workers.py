"""What happens to solves when clients hang up, when processes die, and when the service stops."""

import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from api import Settings, create_app
from api.crew import LEAST
from api.example import EXAMPLE
from api.job import Job
from api.jobs import Desk, never
from api.worker import Telling
from models.language import Text
from tests.api.conftest import PATIENCE, until
from tests.dossiers.postgresql import children

pytestmark = pytest.mark.processes

Served = Callable[[Settings], AbstractContextManager[httpx2.Client]]

LONG = 600.0
"""Seconds that a solve may take here: no test waits for the end of one."""


def hard(municipalities: int = 150) -> dict[str, Any]:
    """Give a scenario that takes minutes: fair shares in whole households, year by year."""
    places = range(1, municipalities + 1)
    return {
        "id": "hard",
        "name": "hard",
        "horizon": {"first_year": 2025, "last_year": 2030},
        "groups": ["urgent"],
        "forms": ["regular", "zero_step", "clustered"],
        "tables": {
            "municipalities": [
                {
                    "code": f"GM{place:04}",
                    "name": f"place {place}",
                    "inhabitants": 1000 + 37 * place**2 % 5003,
                    "vacancies": 40 + place % 7,
                }
                for place in places
            ],
            "capacity": [
                {
                    "pool": f"{status}-{place}",
                    "municipality": f"GM{place:04}",
                    "dwellings": 100 + 71 * place % 333,
                    "status": status,
                }
                for place in places
                for status in ("hard", "soft")
            ],
            "needs": [
                {"group": "urgent", "year": year, "households": 7 * municipalities + year % 3}
                for year in range(2025, 2031)
            ],
        },
        "agreements": [
            {
                "id": "total",
                "kind": "amount",
                "measure": {"quantity": "new_build"},
                "at_least": 150 * municipalities,
            },
            {
                "id": "social",
                "kind": "share",
                "measure": {"quantity": "new_build", "segments": ["social_rent"]},
                "of": {"quantity": "new_build"},
                "at_least": "31.7%",
                "each": ["municipality", "year"],
            },
            {
                "id": "housed",
                "kind": "share",
                "measure": {"quantity": "housed", "groups": ["urgent"]},
                "of": {"quantity": "need", "groups": ["urgent"]},
                "exactly": "100%",
                "each": "year",
            },
            {
                "id": "cap",
                "kind": "vacancy_cap",
                "groups": ["urgent"],
                "at_most": "25%",
                "each": ["municipality", "year"],
            },
            {
                "id": "fair",
                "kind": "fair_share",
                "measure": {"quantity": "housed", "groups": ["urgent"]},
                "of": {"quantity": "need", "groups": ["urgent"]},
                "key": "inhabitants",
                "each": ["municipality", "year"],
                "binding": False,
            },
        ],
        "goals": [{"fair_share": "fair"}, "smooth_years"],
    }


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


@contextmanager
def until_working(workers: list[int]) -> Iterator[None]:
    """Wait at the end until one of the processes has begun to work on something large."""
    before = {pid: cpu_seconds(pid) for pid in workers}
    yield
    until(lambda: any(cpu_seconds(pid) > before[pid] + 0.5 for pid in workers), "working")


@contextmanager
def calling(url: httpx2.URL) -> Iterator[socket.socket]:
    """Post a hard solve on a line of its own, which the test can cut."""
    body = httpx2.Request("POST", url, json=hard()).read()
    with socket.create_connection((url.host, url.port or 80), timeout=PATIENCE) as line:
        line.sendall(
            b"POST /v1/solve HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body)
        )
        line.sendall(body)
        yield line


def solves(client: httpx2.Client) -> int:
    """Post a small solve, and give its status."""
    return client.post("/v1/solve", json=EXAMPLE).status_code


@pytest.fixture
def others() -> set[int]:
    """Give the processes that were there before the test."""
    return active()


def own(others: set[int]) -> list[int]:
    """Give the worker processes of the service that the test has started."""
    return sorted(active() - others)


def active() -> set[int]:
    return {one.pid for one in multiprocessing.active_children() if one.pid is not None}


def test_a_client_that_hangs_up_makes_room_and_until_then_there_is_none(
    served: Served, others: set[int]
) -> None:
    with served(Settings(workers=1, queue=0, time_limit=LONG)) as client:
        with ExitStack() as line:
            with until_working(own(others)):
                line.enter_context(calling(client.base_url))
            busy = client.post("/v1/solve", json=EXAMPLE)
            assert busy.status_code == 503
            assert busy.headers["Content-Type"] == "application/problem+json"
            assert int(busy.headers["Retry-After"]) > 0
            assert busy.json()["type"].endswith(":busy")
            assert client.post("/v1/check", json=EXAMPLE).status_code == 200
        until(lambda: solves(client) == 200, "the solve is cancelled")


def test_who_waits_too_long_for_a_process_is_sent_away(served: Served, others: set[int]) -> None:
    settings = Settings(workers=1, queue=5, patience=0.3, time_limit=LONG)
    with served(settings) as client, ExitStack() as line:
        with until_working(own(others)):
            line.enter_context(calling(client.base_url))
        assert solves(client) == 503


def test_clients_that_hang_up_while_they_wait_make_room_too(
    served: Served, others: set[int]
) -> None:
    settings = Settings(workers=1, queue=2, patience=LONG, time_limit=LONG)
    with served(settings) as client:
        with ExitStack() as line:
            with until_working(own(others)):
                line.enter_context(calling(client.base_url))
            line.enter_context(calling(client.base_url))
            line.enter_context(calling(client.base_url))
        until(lambda: solves(client) == 200, "all three are cancelled")


def test_a_killed_process_costs_one_request_and_the_service_heals(
    served: Served, others: set[int]
) -> None:
    with (
        served(Settings(workers=1, time_limit=LONG)) as client,
        ThreadPoolExecutor() as threads,
    ):
        with until_working(own(others)):
            waiting = threads.submit(client.post, "/v1/solve", json=hard())
        for pid in own(others):
            os.kill(pid, signal.SIGKILL)
        answer = waiting.result(PATIENCE)
        assert answer.status_code == 500
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "worker" not in answer.text.lower()
        assert solves(client) == 200
        assert client.post("/v1/check", json=EXAMPLE).status_code == 200
        assert client.get("/v1/health/ready").status_code == 200
        # One that does nothing any more keeps nobody waiting, and is ended.
        stopped = own(others)
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        began = time.monotonic()
        assert client.post("/v1/solve?timeLimit=0.3", json=EXAMPLE).status_code == 413
        assert time.monotonic() - began < LEAST
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
        assert solves(client) == 200


def large(rows: int = 60_000) -> dict[str, Any]:
    """Give a scenario that takes seconds to read."""
    areas = [{"area": f"a{row}", "municipality": "GM0202"} for row in range(rows)]
    return {**EXAMPLE, "tables": {**EXAMPLE["tables"], "areas": areas}}


@pytest.mark.long
def test_what_is_small_is_checked_while_what_is_large_is_read(served: Served) -> None:
    with served(Settings(workers=1)) as client, ThreadPoolExecutor() as threads:
        readings = [threads.submit(client.post, "/v1/check", json=large()) for _ in range(3)]
        for _ in range(20):
            assert client.post("/v1/check", json=EXAMPLE).status_code == 200
        assert not all(reading.done() for reading in readings)
        assert {reading.result(PATIENCE).status_code for reading in readings} <= {200, 413}


@pytest.mark.long
def test_a_time_limit_holds_while_a_scenario_is_read_and_made_a_problem(served: Served) -> None:
    region = hard(342) | {"horizon": {"first_year": 2025, "last_year": 2054}}
    with served(Settings(workers=1, unknowns=10**6)) as client:
        for seconds in (1, 3):
            began = time.monotonic()
            answer = client.post(f"/v1/solve?timeLimit={seconds}", json=region)
            assert time.monotonic() - began < seconds + 2.0, "half a second, and a busy machine"
            assert answer.status_code in (200, 413)
            if answer.status_code == 200:
                assert answer.json()["status"] == "time_limit_without_plan"
            assert client.post("/v1/check", json=EXAMPLE).status_code == 200


class StartsSlowly(Settings):
    """Settings that take a while on their way to a process, which only then starts."""

    on_its_way = threading.Event()

    def __reduce__(self) -> tuple[type[Settings], tuple[()]]:
        self.on_its_way.set()
        time.sleep(0.5)
        return Settings, ()


def test_the_service_can_end_while_its_processes_start(others: set[int]) -> None:
    with TestClient(create_app(StartsSlowly(workers=1))):
        assert StartsSlowly.on_its_way.wait(PATIENCE)
    assert own(others) == []


class StartsWhenTold(Settings):
    """Settings that are on their way to a process until they are let go."""

    let_go = threading.Event()

    def __reduce__(self) -> tuple[type[Settings], tuple[()]]:
        self.let_go.wait(PATIENCE)
        return Settings, ()


def test_a_time_limit_holds_while_no_process_is_there_yet() -> None:
    with TestClient(create_app(StartsWhenTold(workers=1))) as client:
        began = time.monotonic()
        answer = client.post("/v1/solve?timeLimit=0.2", json=EXAMPLE)
        assert time.monotonic() - began < 5.0, "a tenth of a second, and a busy machine"
        StartsWhenTold.let_go.set()
    assert answer.status_code == 503
    assert answer.json()["type"].endswith(":not-ready")
    assert int(answer.headers["Retry-After"]) > 0


def test_what_a_client_waited_for_a_process_counts_in_its_time_limit() -> None:
    desk, body = Desk(Settings()), json.dumps(EXAMPLE).encode()
    job = Job("solve", body, False, "nl", 30.0, since=time.perf_counter() - 29.99)
    answer = json.loads(desk.perform(job, never).body)
    assert answer["status"] == "time_limit_without_plan"
    assert answer["provenance"]["options"]["timeLimit"] == 30.0


SMALL = {
    "id": "small",
    "name": "small",
    "horizon": {"first_year": 2025, "last_year": 2025},
    "segments": ["market"],
    "tables": {
        "municipalities": [{"code": "GM0202", "name": "Arnhem"}],
        "capacity": [{"pool": "p", "municipality": "GM0202", "dwellings": 100}],
    },
}

TOTAL = {"id": "total", "kind": "amount", "measure": {"quantity": "new_build"}}

CROWD = 50
"""Forty that wait, one that is worked on, and some for whom there is no room at first."""


def test_forty_wait_at_once_and_the_others_come_back_when_they_are_told_to(
    client: TestClient,
) -> None:
    together = threading.Barrier(CROWD)

    def preview(target: int) -> list[httpx2.Response]:
        """Ask for a preview of one's own, and again when that is said."""
        body = {**SMALL, "agreements": [{**TOTAL, "exactly": target}]}
        together.wait(PATIENCE)
        answers = [client.post("/v1/solve?preview=true", json=body)]
        while answers[-1].status_code == 503 and len(answers) < 4:
            time.sleep(int(answers[-1].headers["Retry-After"]))
            answers.append(client.post("/v1/solve?preview=true", json=body))
        return answers

    targets = range(1, CROWD + 1)
    with ThreadPoolExecutor(CROWD) as threads:
        found = [*threads.map(preview, targets, timeout=PATIENCE)]
    for target, answers in zip(targets, found, strict=True):
        assert answers[-1].status_code == 200, answers[-1].text
        assert answers[-1].json()["tables"]["totals"][-1]["new_build"] == target
    again = [answers for answers in found if len(answers) > 1]
    assert CROWD - len(again) >= 40
    # What they were told was right for most of those who came back.
    assert sum(len(answers) == 2 for answers in again) >= len(again) / 2


@contextmanager
def started(**environment: str) -> Iterator[tuple[subprocess.Popen[bytes], httpx2.Client]]:
    """Start the service as a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", "api:create_app", "--port", str(port)]
    settings = {f"WOONSLEUTEL_{name}": value for name, value in environment.items()}
    process = subprocess.Popen(
        [*command, "--log-level", "critical"],
        env={**os.environ, **settings},
        cwd=Path(__file__).parents[2],
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            until(lambda: answers(client), "ready")
            yield process, client
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def answers(client: httpx2.Client) -> bool:
    try:
        return client.get("/v1/health/ready").status_code == 200
    except httpx2.TransportError:
        return False


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long), signal.SIGKILL]
)
def test_the_service_ends_in_the_middle_of_a_solve_and_leaves_nothing_behind(
    number: signal.Signals,
) -> None:
    with started(WORKERS="1", QUEUE="0", TIME_LIMIT=str(LONG)) as (process, client):
        # They are forks of one that the service started.
        started_by_it = children(process.pid)
        workers = [*started_by_it, *(fork for one in started_by_it for fork in children(one))]
        with ThreadPoolExecutor() as threads:
            with until_working(workers):
                waiting = threads.submit(posted, client)
            process.send_signal(number)
            process.wait(PATIENCE)
            assert waiting.result(PATIENCE) == (None if number == signal.SIGKILL else 503)
        assert len(workers) >= 4
        until(lambda: not any(map(runs, workers)), "no process left")
        assert process.stderr is not None
        assert process.stderr.read() == b"", "nor a lock that somebody has to clean up"


def posted(client: httpx2.Client) -> int | None:
    """Post a hard solve, and give its status, or None when the line broke."""
    try:
        return client.post("/v1/solve", json=hard()).status_code
    except httpx2.TransportError:
        return None


STARTED = """
import sys
from api import Settings, create_app
from web import Site
create_app(Settings(database="off"))
print(*sorted(sys.modules.keys() & set(sys.argv[1:])))
"""


def test_a_service_that_starts_brings_in_nothing_that_only_its_processes_need() -> None:
    later = ["alembic", "authlib", "dask", "highspy", "numpy", "openpyxl", "pulp", "scipy"]
    command = [sys.executable, "-c", STARTED, *later]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


def test_another_phase_is_told_however_soon_it_comes() -> None:
    """One that takes minutes may begin an instant after another; how far it is need not be told."""
    told: list[Any] = []
    tell = Telling(told.append)
    for phase, done in (("audit", 0), ("forced or free", 0), ("forced or free", 1)):
        tell(Text(phase), done, 9)
    tell(Text("forced or free"), 9, 9)
    assert [(one.phase.render("en"), one.done) for one in told] == [
        ("audit", 0),
        ("forced or free", 0),
        ("forced or free", 9),
    ]
