"""A country on the page: its best plan in one go, or part by part."""

from __future__ import annotations

import json
from typing import Any

from starlette.testclient import TestClient

from dossiers import Store
from scenarios import library_scenario, to_json
from tests.web.conftest import of_many, values, words, work_off


def opened(client: TestClient, document: dict[str, Any]) -> str:
    """Bring a scenario, and give its address."""
    brought = {"file": ("land.json", json.dumps(document), "application/json")}
    answer = client.post("/dossiers", files=brought, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_a_country_is_solved_part_by_part_where_that_is_chosen(
    client: TestClient, store: Store
) -> None:
    scenario = opened(client, to_json(library_scenario("country-in-parts")))
    form = client.get(scenario).text
    assert "deel voor deel, per provincie" in words(form)
    assert values(form)["by"] == ""
    asked = client.post(f"{scenario}/plans", data={"by": "province"})
    work_off(store)
    shown = words(client.get(asked.url.path).text)
    assert "elk deel heeft het beste programma voor wat het kreeg" in shown
    assert "Deel voor deel, per provincie" in shown
    assert "Wat elk deel krijgt" in shown
    assert "Klein eronder" not in shown
    whole = client.post(f"{scenario}/plans", data={"by": ""})
    assert whole.url.path != asked.url.path
    assert client.post(f"{scenario}/plans", data={"by": "provinc"}).status_code == 400


def test_of_many_municipalities_part_by_part_stands_first(client: TestClient) -> None:
    many = of_many(42)
    codes = [one["code"] for one in many["tables"]["municipalities"]]
    many["tables"]["areas"] = [
        {"area": "north" if at < 20 else "south", "municipality": code, "kind": "province"}
        for at, code in enumerate(codes)
    ]
    assert values(client.get(opened(client, many)).text)["by"] == "province"


def test_a_region_without_parts_is_not_asked(client: TestClient) -> None:
    assert "by" not in values(client.get(opened(client, of_many(3))).text)
