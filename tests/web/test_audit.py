"""Audit: a plan recomputed row by row; and the plan on a big screen."""

from __future__ import annotations

import json

from starlette.testclient import TestClient

from dossiers import Person, Store
from models.exact import Number
from models.plan import Plan
from models.quantity import Cell
from optimiser.plans.evaluate import evaluate
from scenarios import scenario_from_json
from tests.web.conftest import of_many, region, row, words
from tests.web.test_plan import planned

PLAN = """municipality;segment;year;form;pool;dwellings
GM0001;social_rent;2026;regular;aa;10
GM0001;market;2026;regular;aa;30
GM0002;market;2027;regular;bee;55
"""


def test_a_plan_of_ours_is_recomputed_with_its_arithmetic(
    client: TestClient, store: Store, opened: str
) -> None:
    address, shown = planned(client, store, opened)
    assert f'href="{address}/audit"' in shown
    said = words(client.get(f"{address}/audit").text)
    assert "Het programma komt elke bindende afspraak na." in said
    assert "de hele regio" in said
    assert "100 woningen ≥ 100 woningen" in said
    assert "✓ nagekomen" in said
    assert "is niet" not in said


def test_a_plan_that_somebody_brings_is_recomputed_to_the_last_dwelling(
    client: TestClient, opened: str
) -> None:
    """Of 40 in Aa 10 are a quarter, where 30% is 12; in Bee none of 55 is; in all 5 are missing."""
    answer = client.post(f"{opened}/audits", files={"file": ("deal.csv", PLAN, "text/csv")})
    assert answer.status_code == 200
    said = words(answer.text)
    assert "Het programma komt 3 eisen van bindende afspraken niet na." in said
    assert "95 woningen is niet ≥ 100 woningen −5 woningen gemist" in said
    assert "10 van 40 is 25%" in row(answer.text, "Aa")
    assert "0 van 55 is 0%" in row(answer.text, "Bee")
    assert client.post(f"{opened}/audits").status_code == 400
    wrong = {"file": ("deal.csv", "municipality;dwellings\nNergens;5\n", "text/csv")}
    assert client.post(f"{opened}/audits", files=wrong).status_code == 400


def test_of_a_country_the_requirements_that_are_folded_come_when_they_are_opened(
    client: TestClient, store: Store
) -> None:
    """More than a thousand of them: what is missed stands there, and so does what is soon read."""
    large = of_many(342)
    social = large["agreements"][1]
    large["agreements"] += [
        {**social, "id": "low", "title": "Laag", "at_least": "10%"},
        {**social, "id": "wish", "title": "Wens", "at_least": "90%", "binding": False},
    ]
    large["goals"] = ["shortfall"]
    access = store.access(Person("A. Planner", keeper=True))
    dossier = access.dossiers.create("land")
    scenario = scenario_from_json(large)
    stored = access.scenarios.create(dossier.id, scenario, name="land")
    job = access.jobs.ask(stored.id, 1, "solve", {})
    built: dict[Cell, Number] = {("GM0001", "market", 2026, "regular", "p1"): 20}
    found = evaluate(scenario, Plan({"new_build": built})).result.as_record("nl")
    lease = store.queue().take()
    assert lease
    store.queue().finish(lease, found)
    shown = client.get(f"/jobs/{job.id}/audit").text
    said = words(shown)
    assert "0 van 20 is 0%" in row(shown, "Plaats 1")
    assert "Plaats 2" not in said
    assert "20 woningen is niet ≥ 100 woningen" in said
    later = f"/jobs/{job.id}/audit/low"
    assert f'hx-get="{later}"' in shown
    assert f'href="{later}"' in shown
    part = client.get(later, headers={"HX-Request": "true"}).text
    assert part.count("<tr>") == 1 + 342
    assert "<html" not in part
    whole = client.get(later).text
    assert whole.count("<tr>") == 1 + 342
    assert whole.count("<h2") == 1
    assert client.get(f"/jobs/{job.id}/audit/nothing").status_code == 404


def test_a_plan_is_shown_on_a_big_screen(client: TestClient, store: Store, opened: str) -> None:
    address, _ = planned(client, store, opened)
    shown = client.get(f"{address}/present").text
    assert row(shown, "Aa").startswith("Aa 25 ")
    assert 'class="present"' in shown
    compared = client.post(f"{opened}/explorations", data={"kind": "room"}).url.path
    for wants_a_plan in ("present", "audit", "years.svg"):
        assert client.get(f"{compared}/{wants_a_plan}").status_code == 404


def test_a_plan_in_several_files_is_recomputed_as_one(client: TestClient) -> None:
    """What is not said at all counts as not done, and that is told."""
    housing = region()
    housing["groups"] = ["urgent"]
    housing["tables"]["needs"] = [{"group": "urgent", "year": 2026, "households": 4}]
    need = {"quantity": "need", "groups": ["urgent"]}
    housed = {"quantity": "housed", "groups": ["urgent"]}
    housing["agreements"].append(
        {"id": "all", "kind": "share", "measure": housed, "of": need, "exactly": "100%"}
    )
    brought = {"file": ("twee.json", json.dumps(housing), "application/json")}
    scenario = client.post("/dossiers", files=brought).url.path
    built = ("file", ("new_build.csv", PLAN, "text/csv"))
    homes = ("file", ("housed.csv", "gemeente;doelgroep;jaar;huishoudens\nAa;urgent;2026;4\n"))
    alone = words(client.post(f"{scenario}/audits", files=[built]).text)
    assert "Het zegt niets over gehuisveste huishoudens" in alone
    assert "komt 4 eisen" in alone
    both = words(client.post(f"{scenario}/audits", files=[built, homes]).text)
    assert "Het zegt niets" not in both
    assert "komt 3 eisen" in both
    twice = client.post(f"{scenario}/audits", files=[built, built])
    assert "Een ander bestand zegt dit ook" in words(twice.text)
