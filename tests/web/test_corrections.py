"""What is nearly right in a file that was brought, corrected with one click."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from dossiers import Access
from scenarios import scenario_from_json, to_workbook
from tests.web.conftest import region, words


def nearly_right() -> bytes:
    """A document with three slips, of which one shows only when another is corrected."""
    said = region()
    said["agreements"][0]["at_leest"] = said["agreements"][0].pop("at_least")
    said["tables"]["municipalities"][1]["households"] = "3.000"
    said["goals"] = ["shortfal", {"fair_share": "spred"}]
    return json.dumps(said).encode()


def nearly_right_workbook() -> bytes:
    """The same region as a workbook, with a name that slipped and a number in Dutch."""
    book = load_workbook(io.BytesIO(to_workbook(scenario_from_json(region()), "nl")))
    book["capaciteit"]["B3"] = "Beee"
    book["gemeenten"]["C3"] = "3.000"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def carried(shown: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', shown)
    assert found
    return found[1]


def correct(client: TestClient, shown: str) -> Any:
    return client.post(
        "/corrections",
        files={name: (None, carried(shown, name)) for name in ("content", "file", "dossier")},
    )


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("twee.json", nearly_right(), ["“at_leest” werd “at_least”", "“spred” werd “spread”"]),
        ("twee.xlsx", nearly_right_workbook(), ["#capaciteit:B3, gemeente: “Beee” werd “Bee”"]),
    ],
    ids=["document", "workbook"],
)
def test_one_click_corrects_it_and_tells_what_was_changed(
    client: TestClient, access: Access, file: str, content: bytes, told: list[str]
) -> None:
    asked = client.post("/dossiers", files={"file": (file, content)})
    assert asked.status_code == 400
    assert "Dit is bijna goed" in words(asked.text)
    assert access.dossiers.list() == ()
    answer = correct(client, asked.text)
    assert answer.status_code == 200, words(answer.text)
    (dossier,) = access.dossiers.list()
    (kept,) = access.scenarios.list(dossier.id)
    made, right = access.scenarios.scenario(kept.id), scenario_from_json(region())
    for table in ("municipalities", "capacity", "agreements", "goals"):
        assert getattr(made, table) == getattr(right, table)
    for change in told:
        assert change in words(answer.text)


def test_what_is_still_wrong_is_said_and_nothing_is_kept(
    client: TestClient, access: Access
) -> None:
    said = json.loads(nearly_right())
    said["tables"]["capacity"][0]["dwellings"] = -4
    asked = client.post("/dossiers", files={"file": ("twee.json", json.dumps(said))})
    answer = correct(client, asked.text)
    assert answer.status_code == 400
    assert "“-4” is kleiner dan nul." in words(answer.text)
    assert "at_leest" not in words(answer.text)
    assert access.dossiers.list() == ()
    assert client.post("/corrections", files={"content": (None, "?")}).status_code == 400


def test_a_correction_goes_into_the_dossier_that_the_file_was_for(
    client: TestClient, access: Access
) -> None:
    dossier = access.dossiers.create("Regio").id
    table = b"code;naam;eigen\nGM0001;Aa;1.000\nGM0002;Bee;3000\n"
    asked = client.post(f"/dossiers/{dossier}/scenarios", files={"file": ("regio.csv", table)})
    assert asked.status_code == 400
    assert "“1.000” wordt “1000”" in words(asked.text)
    assert correct(client, asked.text).status_code == 200
    (kept,) = access.scenarios.list(dossier)
    assert kept.name == "regio"
    aa, _ = access.scenarios.scenario(kept.id).municipalities
    assert aa.figure("eigen") == 1000
