"""The shipped scenarios, as they can be posted back."""

from starlette.testclient import TestClient

from api.schemas import ScenarioList
from scenarios import library, library_scenario


def test_all_shipped_scenarios_are_listed(client: TestClient) -> None:
    listed = client.get("/v1/scenarios").json()
    ScenarioList.model_validate(listed)
    assert [entry["id"] for entry in listed["scenarios"]] == [entry.id for entry in library()]


def test_each_is_given_whole_and_posts_back_as_itself(client: TestClient) -> None:
    for entry in library():
        document = client.get(f"/v1/scenarios/{entry.id}").json()
        checked = client.post("/v1/check", json=document)
        assert checked.status_code == 200, checked.text
        hashed = checked.json()["provenance"]["scenarioHash"]
        assert hashed == library_scenario(entry.id).content_hash
