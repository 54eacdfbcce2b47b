"""Begin: regions, files that people bring, and what is wrong with them."""

from __future__ import annotations

import json

from starlette.testclient import TestClient

from dossiers import Access
from scenarios import library, library_scenario, scenario_from_workbook
from tests.spreadsheets import xlsx
from tests.web.conftest import region, row, words


def test_every_shipped_region_can_be_opened_and_taken_along(client: TestClient) -> None:
    shown = client.get("/").text
    for one in library():
        assert f'value="{one.id}"' in shown
        assert f"/library/{one.id}.xlsx" in shown
    # A region stands in the open; who looks for an agreement or another's position unfolds them.
    folded = [one.id for one in library() if one.shelf != "regions"]
    assert shown.index('value="noord-veluwe"') < shown.index("<details")
    assert all(shown.index(f'value="{one}"') > shown.index("<details") for one in folded)
    content = client.get("/library/fictitious-region.xlsx").content
    taken = scenario_from_workbook(content)
    assert taken.content_hash == library_scenario("fictitious-region").content_hash


def test_a_shipped_region_becomes_a_dossier(client: TestClient, access: Access) -> None:
    answer = client.post("/dossiers", data={"library": "fictitious-region"})
    assert answer.status_code == 200
    (dossier,) = access.dossiers.list()
    (kept,) = access.scenarios.list(dossier.id)
    assert answer.url.path == f"/scenarios/{kept.id}"
    assert access.scenarios.scenario(kept.id) == library_scenario("fictitious-region")
    assert dossier.name in words(client.get("/").text)


def test_a_region_is_called_in_the_language_of_who_opens_it(client: TestClient) -> None:
    asked = {"library": "arnhem-nijmegen-arnhem-9500"}
    answer = client.post("/dossiers", data=asked, headers={"Accept-Language": "en"})
    assert "<h1>Arnhem-Nijmegen 2025-2030: Arnhem builds its 9,500</h1>" in answer.text
    answer = client.post("/dossiers", data=asked, headers={"Accept-Language": "nl"})
    assert "<h1>Arnhem-Nijmegen 2025-2030: Arnhem bouwt zijn 9.500</h1>" in answer.text


def test_a_workbook_that_was_taken_along_is_read_again(client: TestClient, opened: str) -> None:
    content = client.get(f"{opened}/workbook.xlsx").content
    brought = {"file": ("twee gemeenten.xlsx", content, "application/octet-stream")}
    answer = client.post("/dossiers", files=brought)
    assert answer.status_code == 200
    assert "Twee gemeenten" in words(answer.text)


def test_how_a_workbook_was_read_is_told(client: TestClient) -> None:
    book: dict[str, list[list[object]]] = {
        "scenario": [["key", "value"], ["id", "aa"], ["name", "Aa"],
                     ["horizon.first_year", 2026], ["horizon.last_year", 2027]],
        "Gemeenten": [["Onze gemeenten"], ["code", "Gemeente"], ["GM0001", "Aa"]],
        "Plannen": [["Plan", "Gemeente", "Aantal woningen"], ["noord", "Aa", 40]],
        "doelen": [["kind"], ["shortfall"]],
    }  # fmt: skip
    answer = client.post("/dossiers", files={"file": ("Aa.xlsx", xlsx(book))})
    assert answer.status_code == 200
    said = words(answer.text)
    assert "Over deze versie" in said
    assert "rij 1 “Onze gemeenten” (titel)" in said
    assert "“Aa” als GM0001" in said


def test_all_that_is_wrong_is_said_at_once_with_its_place(
    client: TestClient, access: Access
) -> None:
    wrong = region()
    wrong["tables"]["capacity"][0]["dwellings"] = -4
    wrong["agreements"][1]["at_least"] = "heel veel"
    answer = client.post("/dossiers", files={"file": ("fout.json", json.dumps(wrong))})
    assert answer.status_code == 400
    said = words(answer.text)
    assert "“-4” is kleiner dan nul. fout.json#capacity · rij 1 · dwellings" in said
    assert "zoals 23945 of 12,5. fout.json · agreements.social.at_least" in said
    assert access.dossiers.list() == ()


def test_what_is_no_file_of_ours_is_refused_with_what_to_do(client: TestClient) -> None:
    answer = client.post("/dossiers", files={"file": ("deal.pdf", b"%PDF")})
    assert answer.status_code == 400
    assert "“deal.pdf” kan hier niet worden gelezen" in words(answer.text)
    for content in (b"Beste collega,\nhierbij de cijfers.\n", b"1;2;3\n4;5;6\n"):
        nonsense = client.post("/dossiers", files={"file": ("brief.csv", content)})
        assert nonsense.status_code == 400
        said = words(nonsense.text)
        assert "geen tabel met gemeenten die te lezen is. Breng een tabel mee met een rij" in said
        assert "kopregel" not in said
    assert client.post("/dossiers", data={"library": "nowhere"}).status_code == 404
    assert client.post("/dossiers", data={}).status_code == 400


def test_municipal_figures_alone_begin_a_region(client: TestClient) -> None:
    figures = "code;name;households\nGM0001;Aa;1000\nGM0002;Bee;3000\n"
    answer = client.post("/dossiers", files={"file": ("regio.csv", figures)})
    assert answer.status_code == 200
    assert "Er is nog niets afgesproken." in words(answer.text)
    assert 'value="3.000"' in answer.text
    # And from there to a plan on the page alone: a plan location, and what is to be built.
    scenario = answer.url.path
    assert client.post(f"{scenario}/preview", data={"based_on": "1"}).status_code == 200
    form = {
        "based_on": "1",
        "baseline": f"{scenario.removeprefix('/scenarios/')}/1",
        "capacity/+1/pool": "Noord",
        "capacity/+1/municipality": "Bee",
        "capacity/+1/dwellings": "60",
        "new/kind": "amount",
        "new/title": "De opgave",
        "new/measure.quantity": "new_build",
        "new/at_least": "45",
    }
    seen = client.post(f"{scenario}/preview", data=form)
    assert "Dit kan." in words(seen.text)
    assert row(seen.text, "Bee").startswith("Bee 45")
    assert client.post(f"{scenario}/versions", data=form).status_code == 200
    wrong = client.post(
        "/dossiers", files={"file": ("regio.csv", "code;naam;inwoners\nx;Aa;veel\n")}
    )
    assert wrong.status_code == 400
    assert "regio.csv · rij 2 · inwoners" in words(wrong.text)


def test_a_plan_is_not_taken_for_the_figures_of_municipalities(client: TestClient) -> None:
    plan = "Gemeente;Sociale huur;Vrije sector;Totaal\nAa;10;20;30\nBee;30;40;70\nRegio;40;60;100\n"
    answer = client.post("/dossiers", files={"file": ("plan.csv", plan)})
    assert answer.status_code == 400
    assert "Open eerst een regio, en breng dit daar mee" in words(answer.text)


def test_what_is_wrong_without_codes_is_told_of_its_own_column(client: TestClient) -> None:
    """Codes that are looked up stand in no column of the file, and move none."""
    table: list[list[object]] = [["Gemeente", "Inwoners", "Voorraad"], ["Arnhem", 165770, "veel"]]
    answer = client.post("/dossiers", files={"file": ("regio.xlsx", xlsx({"Blad1": table}))})
    assert "regio.xlsx · werkblad Blad1 · cel C2 · Voorraad" in words(answer.text)


def test_a_dossier_goes_when_it_is_told_to(client: TestClient, opened: str, access: Access) -> None:
    (dossier,) = access.dossiers.list()
    shown = client.get(f"/dossiers/{dossier.id}")
    assert opened in shown.text
    assert "Bracht het scenario" in words(shown.text) or "scenario" in words(shown.text)
    assert client.post(f"/dossiers/{dossier.id}/delete").url.path == "/"
    assert access.dossiers.list() == ()
    assert client.get(opened).status_code == 404


def test_a_table_of_municipalities_is_read_as_people_keep_it(
    client: TestClient, access: Access
) -> None:
    """A title, a row of totals, a note, Excel's own marks: and what was left out is told."""
    rows = (
        "Kerncijfers – één regio;;;",
        "Gemeente;CBS-code;Inwoners;Sociale voorraad",
        "Ermelo;0233;27.000;2.600",
        " Harderwijk ;243;49.000;6.400",
        "Totaal;;76.000;9.000",
        ";;;",
        "Bron: eigen opgave;;;",
    )
    content = "\r\n".join(rows).encode("cp1252")
    answer = client.post("/dossiers", files={"file": ("Kerncijfers.csv", content)})
    assert answer.status_code == 200
    (dossier,) = access.dossiers.list()
    (kept,) = access.scenarios.list(dossier.id)
    found = access.scenarios.scenario(kept.id).municipalities
    assert [(one.code, one.name, int(one.figure("inhabitants"))) for one in found] == [
        ("GM0233", "Ermelo", 27_000),
        ("GM0243", "Harderwijk", 49_000),
    ]
    said = words(answer.text)
    assert "rij 1 “Kerncijfers – één regio” (titel)" in said
    assert "rij 5 “Totaal” (telt op, en klopt)" in said
    wrong = content.replace(b"49.000", b"veel")
    said = words(client.post("/dossiers", files={"file": ("Kerncijfers.csv", wrong)}).text)
    assert "rij 4" in said
    assert "“veel” is geen getal" in said


def test_what_may_be_a_typing_error_is_told_where_it_is_worked_on(client: TestClient) -> None:
    table = "gemeentecode;gemeente;huishoudens\nGM12;Barneveld;12,5\nGM0228;Ede;52000\n"
    answer = client.post("/dossiers", files={"file": ("cijfers.csv", table)})
    said = words(answer.text)
    assert "Goed om na te gaan voor u verdergaat: 2" in said
    assert "Barneveld: code: “Barneveld” heeft bij het CBS de code GM0203, en niet GM0012." in said
    assert "Barneveld: huishoudens: Barneveld heeft 12,5 bij “huishoudens”" in said
    again = client.post(
        "/dossiers", files={"file": ("cijfers.csv", table.replace("12", "0203", 1))}
    )
    assert "Goed om na te gaan voor u verdergaat: 1" in words(again.text)


def test_an_empty_file_leads_on_to_what_the_page_can_do(client: TestClient) -> None:
    for content, file in ((xlsx({"Blad1": []}), "leeg.xlsx"), (b"", "leeg.csv")):
        answer = client.post("/dossiers", files={"file": (file, content)})
        assert answer.status_code == 400
        assert "leeg." in words(answer.text)
        assert 'href="/library/fictitious-region.xlsx"' in answer.text
        assert "woonsleutel library" not in answer.text


def test_blanks_that_no_line_breaks_at_are_read_and_told(client: TestClient) -> None:
    rows: list[list[object]] = [["Gemeente", "Huishoudens"], ["Ede", "52\u00a0000"]]
    answer = client.post("/dossiers", files={"file": ("a\u00a0b.xlsx", xlsx({"Blad1": rows}))})
    assert answer.status_code == 200
    assert "“52 000” is gelezen als 52.000" in words(answer.text)
