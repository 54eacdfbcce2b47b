"""The tables of a scenario in its form: all of them are seen and filled in, in the same way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from dossiers import Access
from scenarios import scenario_from_json
from scenarios.document.document import ROWS
from tests.web.conftest import region, row, submitted, values, words
from web.columns import columns_of
from web.form_table import MOST_AT_ONCE, TABLES, USUAL

DEMANDS = [
    {"variant": "basis", "municipality": "GM0001", "segment": "social_rent", "dwellings": 20},
    {"variant": "hoog", "dwellings": 120},
]


@pytest.fixture
def several(client: TestClient) -> str:
    """Bring the region with what is asked in two futures, and give the scenario's address."""
    said = region()
    said["tables"]["demands"] = DEMANDS
    brought = {"file": ("twee.json", json.dumps(said), "application/json")}
    answer = client.post("/dossiers", files=brought, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def kept(access: Access, scenario: str) -> dict[str, Any]:
    """Give what the last version says."""
    return access.scenarios.document(scenario.removeprefix("/scenarios/"))


def test_every_table_of_a_scenario_can_be_opened(client: TestClient, opened: str) -> None:
    assert {*TABLES, *USUAL} == ROWS.keys()
    shown = client.get(opened).text
    for table, row_of in ROWS.items():
        address = f"{opened}/tables?of={table}{'&all=yes' if table in USUAL else ''}"
        assert f'hx-post="{address.replace("&", "&amp;")}"' in shown
        part = client.post(address, data={"based_on": "1"})
        assert part.status_code == 200
        fields = submitted(part.text)
        for column in row_of.model_fields.keys() - {"boundary"}:
            assert any(
                name == f"{table}/+{number}/{column}" for name in fields for number in range(1, 9)
            )
    assert client.post(f"{opened}/tables?of=nothing", data={"based_on": "1"}).status_code == 404


def test_a_row_is_changed_another_left_out_and_one_added_in_a_planners_words(
    client: TestClient, access: Access, several: str
) -> None:
    form = values(client.get(f"{several}?table=demands").text)
    assert form["demands/basis,GM0001,social_rent,/dwellings"] == "20"
    form |= {
        "demands/basis,GM0001,social_rent,/dwellings": "1.025",
        "demands/hoog,,,/remove": "yes",
        "demands/+2/variant": "laag",
        "demands/+2/municipality": "bee",
        "demands/+2/segment": "Betaalbare koop",
        "demands/+2/dwellings": "5",
    }
    assert client.post(f"{several}/versions", data=form, follow_redirects=False).status_code == 303
    own = {"variant": "laag", "municipality": "GM0002", "segment": "affordable_owner"}
    assert kept(access, several)["tables"]["demands"] == [
        {**DEMANDS[0], "dwellings": 1025},
        {**own, "dwellings": 5},
    ]


def test_what_is_shown_and_saved_again_says_the_same(
    client: TestClient, access: Access, several: str
) -> None:
    before = kept(access, several)
    address = several
    for table in TABLES:
        address = f"{several}?table={table}"
        form = values(client.get(address).text)
        assert form["opened"] == table
        client.post(f"{several}/versions", data={**form, "based_on": "1"})
    assert kept(access, several) == before


def test_a_bandwidth_is_agreed_from_nothing(client: TestClient, opened: str) -> None:
    """Whoever fills in what two futures ask can agree on one plan for both of them."""
    said = {
        "based_on": "1",
        "demands/+1/variant": "basis",
        "demands/+1/dwellings": "100",
        "demands/+2/variant": "hoog",
        "demands/+2/dwellings": "130",
    }
    saved = client.post(f"{opened}/versions", data=said, follow_redirects=False)
    assert saved.status_code == 303, words(saved.text)
    form = client.get(f"{opened}?add=bandwidth").text
    assert all(f'value="{one}"' in form for one in ("basis", "hoog"))
    found = client.post(
        f"{opened}/preview",
        data={"based_on": "2", "new/kind": "bandwidth", "new/variants.*": "basis\nhoog"},
    )
    # Of two futures the one that asks most: what the other asks is built as well.
    assert "Dit kan." in words(found.text)
    assert row(found.text, "de regio").startswith("de regio 130")
    assert "Het vraagscenario van “Een bandbreedte”" in words(found.text)


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    client: TestClient, opened: str
) -> None:
    said = {
        "based_on": "1",
        "opened": "demands",
        "municipalities/GM0001/households": "veel",
        "demands/+3/variant": "basis",
        "demands/+3/dwellings": "-5",
        "demands/+4/dwellings": "7",
        "remove/social": "yes",
    }
    seen = client.post(f"{opened}/preview", data=said).text
    for field in ("municipalities/GM0001/households", "demands/+3/dwellings", "demands/+4/variant"):
        assert f'data-field="{field}"' in seen
    refused = client.post(f"{opened}/versions", data=said)
    assert refused.status_code == 400
    again = values(refused.text)
    assert again["demands/+3/dwellings"] == "-5"
    assert again["municipalities/GM0001/households"] == "veel"
    assert again["remove/social"] == "yes"
    assert 'id="wrong-demands/+3/dwellings"' in refused.text


def test_a_municipality_and_a_plan_location_are_added(
    client: TestClient, access: Access, opened: str
) -> None:
    said = {
        "based_on": "1",
        "municipalities/+1/code": "GM0003",
        "municipalities/+1/name": "Cee",
        "municipalities/+1/households": "500",
        "capacity/+1/pool": "Noord/Zuid, 1",
        "capacity/+1/municipality": "GM0003",
        "capacity/+1/dwellings": "30",
        "capacity/+1/segments": "sociale huur, middenhuur",
    }
    saved = client.post(f"{opened}/versions", data=said, follow_redirects=False)
    assert saved.status_code == 303, words(saved.text)
    shown = client.get(opened).text
    assert "Noord/Zuid, 1" in row(shown, "Cee")
    form = values(shown)
    assert form["capacity/Noord%2FZuid%2C%201/segments"] == "sociale huur, middenhuur"
    form["capacity/Noord%2FZuid%2C%201/dwellings"] = "31"
    client.post(f"{opened}/versions", data=form)
    pools = {one["pool"]: one for one in kept(access, opened)["tables"]["capacity"]}
    assert pools["Noord/Zuid, 1"]["dwellings"] == 31


def test_numbers_are_written_and_read_as_the_reader_does() -> None:
    said = region()
    said["tables"]["municipalities"][0]["latitude"] = 51.5
    scenario = scenario_from_json(said)
    columns = {
        one.name: one
        for table in ("municipalities", "reference")
        for one in columns_of(table, said["tables"].get(table, ()), scenario)
    }
    latitude, share = columns["latitude"], columns["share"]
    assert [latitude.shown(51.5, one) for one in ("nl", "en")] == ["51,5", "51.5"]
    assert latitude.understood("51,125", "nl") == latitude.understood("51.125", "en") == 51.125
    assert latitude.understood("51.125", "nl") == "51.125"
    assert [share.shown(0.125, one) for one in ("nl", "en")] == ["12,5%", "12.5%"]
    assert columns["households"].understood("1.090", "en") == "1090"


def test_a_long_table_is_shown_to_who_asks_for_it(client: TestClient, access: Access) -> None:
    """Else a country of some hundred municipalities would be a page that takes seconds to draw."""
    said = region()
    pool = said["tables"]["capacity"][0]
    said["tables"]["capacity"] += [
        {**pool, "pool": f"p{number:03}"} for number in range(MOST_AT_ONCE)
    ]
    brought = {"file": ("lang.json", json.dumps(said), "application/json")}
    opened = client.post("/dossiers", files=brought, follow_redirects=False).headers["location"]
    shown = client.get(opened).text
    assert "capacity/aa/dwellings" not in shown
    assert f"Bekijk en wijzig {MOST_AT_ONCE + 2} rijen" in shown
    part = client.post(f"{opened}/tables?of=capacity", data={"based_on": "1"}).text
    assert values(part)["capacity/aa/dwellings"] == "40"
    assert "capacity/aa/cost_per_dwelling" not in part
    wrong = {"based_on": "1", "capacity/aa/dwellings": "veel"}
    refused = client.post(f"{opened}/versions", data=wrong)
    assert refused.status_code == 400
    assert values(refused.text)["capacity/aa/dwellings"] == "veel"


def test_a_plan_location_with_a_code_for_a_name_is_called_by_its_plans(client: TestClient) -> None:
    coded = region()
    coded["tables"]["capacity"][0] |= {"pool": "GM0001-soft", "status": "soft"}
    brought = {"file": ("code.json", json.dumps(coded), "application/json")}
    shown = client.post("/dossiers", files=brought).text
    assert 'aria-label="Aa, zachte plannen: woningen"' in shown
    assert 'name="capacity/GM0001-soft/dwellings"' in shown
    assert 'aria-label="Bee, bee: woningen"' in shown
