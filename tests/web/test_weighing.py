"""Sliders that weigh figures together: what each municipality gets, at once, and what is kept."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from dossiers import Access
from models.agreements import FairShare
from tests.web.conftest import region, row, submitted, words


def divided(measure: str = "new_build") -> dict[str, Any]:
    """Two municipalities with 1 and 3 of 4 households, and 7 and 3 of 10 dwellings."""
    made = region()
    for one, stock in zip(made["tables"]["municipalities"], (700, 300), strict=True):
        one["stock"] = stock
    made["agreements"] = [one for one in made["agreements"] if one["id"] != "social"]
    if measure == "housed":
        made["groups"] = ["urgent"]
        made["tables"]["needs"] = [{"group": "urgent", "year": 2026, "households": 40}]
        made["agreements"][-1] |= {"measure": {"quantity": "housed"}, "of": {"quantity": "need"}}
    return made


@pytest.fixture(params=["new_build", "housed"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shared(client: TestClient, kind: str) -> str:
    brought = {"file": ("deel.json", json.dumps(divided(kind)), "application/json")}
    answer = client.post("/dossiers", files=brought, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_what_is_weighed_is_shown_at_once_and_kept_as_the_key(
    client: TestClient, shared: str, kind: str, access: Access
) -> None:
    form = submitted(client.get(shared).text)
    assert (form["weigh/spread/households"], form["weigh/spread/stock"]) == (["100"], ["0"])
    form["weigh/spread/households"], form["weigh/spread/stock"] = ["50"], ["100"]
    shown = client.post(f"{shared}/weights?of=spread", data=form).text
    # A third of 25 % and two thirds of 70 %: 55 %, which was 25 %.
    assert row(shown, "Aa").startswith("Aa 55,0% 25,0%")
    assert "33,33% huishoudens en 66,67% voorraad" in words(shown)
    if kind == "housed":  # of 40 households: 22, which was 10
        assert row(shown, "Aa") == "Aa 55,0% 25,0% 22 ▲ +12"
    looked = client.post(f"{shared}/preview", data=form | {"baseline": [f"{shared[11:]}/1"]}).text
    part = re.search(r'id="divided-1".*', looked, re.DOTALL)
    assert part
    assert row(part[0], "Bee").startswith("Bee " + ("18" if kind == "housed" else "45"))
    client.post(f"{shared}/versions", data=form)
    kept = access.scenarios.scenario(shared.rpartition("/")[2])
    agreement = kept.agreement("spread")
    assert isinstance(agreement, FairShare)
    assert {name: str(part) for name, part in kept.key(agreement.key).mix.items()} == {
        "households": "1/3",
        "stock": "2/3",
    }
    again = client.get(shared).text
    assert submitted(again)["weigh/spread/stock"] == ["67"]
    client.post(f"{shared}/versions", data=submitted(again))
    assert access.scenarios.version(shared.rpartition("/")[2]).number == 2


def test_sliders_at_nothing_leave_the_key(client: TestClient, opened: str, access: Access) -> None:
    form = submitted(client.get(opened).text) | {"weigh/spread/households": ["0"]}
    assert "Verdeeld naar huishoudens" in words(
        client.post(f"{opened}/weights?of=spread", data=form).text
    )
    client.post(f"{opened}/versions", data=form)
    assert access.scenarios.version(opened.rpartition("/")[2]).number == 1
    assert client.post(f"{opened}/weights?of=none", data=form).status_code == 400
