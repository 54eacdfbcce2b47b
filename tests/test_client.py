"""The client, and the command on top of it, get from a service what is found here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from starlette.testclient import TestClient

from api import Settings
from api.example import EXAMPLE
from tests.api.conftest import asked, transport
from woonsleutel.client import AsyncClient, Client, Unanswered


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    file = tmp_path_factory.mktemp("client") / "dossiers.sqlite"
    with asked(Settings(workers=1, database=str(file))) as service:
        yield service


@pytest.fixture
def client(service: TestClient) -> Iterator[Client]:
    with Client("http://localhost/", transport=transport(service)) as client:
        yield client


def test_what_is_asked_at_once_is_answered(client: Client) -> None:
    assert client.solve(EXAMPLE, preview=True)["preview"] is True
    assert {one["severity"] for one in client.ask("check", EXAMPLE)["findings"]} == {"note"}
    with pytest.raises(Unanswered) as wrong:
        client.solve({**EXAMPLE, "colour": "red"})
    assert (wrong.value.status, wrong.value.errors[0]["code"]) == (400, "unknown-key")


def test_a_country_is_solved_part_by_part_from_afar(client: Client) -> None:
    found = client.solve({"library": "country-in-parts"}, by="province")
    assert found["provenance"]["options"]["by"] == "province"
    assert [row["part"] for row in found["tables"]["parts"]] == ["Noord", "Zuid"]


def test_a_dossier_is_worked_in_from_afar(client: Client) -> None:
    dossier = client.begin("Regio")["id"]
    assert client.dossiers()["dossiers"][-1]["id"] == dossier
    scenario = client.put_scenario(dossier, EXAMPLE, name="Bod")["id"]
    first = client.version(dossier, scenario, 1)
    saved = client.save(dossier, scenario, {**first, "name": "Anders"}, based_on=1)
    assert saved["number"] == 2
    with pytest.raises(Unanswered) as late:
        client.save(dossier, scenario, {**first, "name": "Te laat"}, based_on=1)
    assert (late.value.status, late.value.record["latest"]["number"]) == (409, 2)
    assert client.share_version(dossier, scenario, 2, "table")["confidentiality"] == "table"
    job = client.begin_job(dossier, scenario, 2, "solve", preview=True)["id"]
    assert client.wait(dossier, job)["state"] == "done"
    assert client.answer(dossier, job)["preview"] is True
    assert client.share(dossier, "jobs", job, "table")["confidentiality"] == "table"
    assert client.things(dossier, "jobs")["total"] == 1
    begun = client.begin("Regio", once="mine")
    assert client.begin("Regio", once="mine") == begun
    client.delete(begun["id"])
    assert client.begin("Regio", once="mine")["id"] == begun["id"]


def test_who_is_told_to_wait_waits_and_asks_again() -> None:
    told = [httpx.Response(503, headers={"Retry-After": "0"}), httpx.Response(200, json={"n": 1})]
    keys = []

    def handled(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        assert request.headers["Authorization"] == "Bearer wsk_x"
        return told.pop(0)

    transport = httpx.MockTransport(handled)
    with Client("https://wonen.example", key="wsk_x", transport=transport) as client:
        assert client.begin("Regio") == {"n": 1}
    assert len(keys) == 2
    assert len({*keys}) == 1

    async def meanwhile() -> None:
        told.extend([httpx.Response(429, headers={"Retry-After": "0"})] * 9)
        async with AsyncClient("https://x.example", key="wsk_x", transport=transport) as other:
            with pytest.raises(Unanswered, match="429"):
                await other.begin("Regio")
            told[:] = [httpx.Response(200, json={"n": 2}) for _ in range(2)]
            found = await asyncio.gather(other.begin("Een"), other.begin("Twee"))
            assert [each["n"] for each in found] == [2, 2]

    asyncio.run(meanwhile())
