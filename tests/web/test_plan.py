"""Plan: the best one of a version, why a number is what it is, and ways out of what cannot be."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from api.routes.work import RESOURCES
from dossiers import Access, Store
from optimiser import solve
from optimiser.drawings.drawing import stacked_bars
from optimiser.drawings.drawn import drawings
from optimiser.drawings.maps import mapped_places
from optimiser.paper import as_picture, report_content, typeset
from optimiser.workbook import as_workbook, of_record
from scenarios import library_scenario, scenario_from_json, to_json
from tests.scenarios.test_boundaries import both
from tests.web.conftest import JOB_SECONDS, country, region, row, words, work_off
from tests.web.test_scenario import TOTAL
from web.routes.job import SHOWN
from web.ways import document_of_way


def planned(client: TestClient, store: Store, scenario: str) -> tuple[str, str]:
    """Ask for a plan, have it worked out, and give its address and its page."""
    asked = client.post(f"{scenario}/plans", data={})
    assert "Dit wordt doorgerekend." in words(asked.text)
    work_off(store)
    return asked.url.path, client.get(asked.url.path).text


def test_the_plan_has_its_tables_drawings_and_what_was_kept(
    client: TestClient, store: Store, opened: str
) -> None:
    address, shown = planned(client, store, opened)
    assert row(shown, "Aa").startswith("Aa 25 ")
    assert row(shown, "de regio").startswith("de regio 100 ")
    said = words(shown)
    assert "Elke eis is in hele woningen nagerekend en wordt nagekomen." in said
    assert "De opgave nieuwbouw: minstens 100 woningen in de hele regio ✓ nagekomen" in said
    assert "Evenredigheid: Gespreid gemeente evenredig aandeel (woningen)" in said
    # Numbers stand below one another: where one has tenths all have them.
    assert "Aa 25,0 25 0,0%" in said
    assert "Hoe groter een cirkel" not in said
    assert shown.count("<rect") > 2
    assert "Klein eronder: waartussen het mag liggen" in said
    assert re.search(r'class="range">\d+–\d+<', shown)
    asked_again = client.post(f"{opened}/plans", data={"version": "1"})
    for unknown, status in (("abc", 400), ("99", 404), ("9" * 30, 404)):
        assert client.post(f"{opened}/plans", data={"version": unknown}).status_code == status
        assert client.get(f"{opened}?version={unknown}").status_code == status
    assert asked_again.url.path == address


def test_who_builds_nothing_has_no_part_that_is_social_rent(
    client: TestClient, store: Store
) -> None:
    """And where nothing is to be divided nothing is off."""
    idle = region()
    idle["tables"]["capacity"][0]["dwellings"] = 0
    brought = {"file": ("idle.json", json.dumps(idle), "application/json")}
    opened = client.post("/dossiers", files=brought, follow_redirects=False).headers["location"]
    _, shown = planned(client, store, opened)
    assert row(shown, "Aa").split()[:2] == ["Aa", "0"]
    assert not row(shown, "Aa").endswith("%")
    assert row(shown, "Bee").endswith("%")


def test_a_wish_that_is_missed_is_told_with_how_much(client: TestClient, store: Store) -> None:
    wishful = region()
    wish = {"id": "many", "kind": "amount", "title": "Veel", "measure": {"quantity": "new_build"}}
    wishful["agreements"].append({**wish, "at_least": 200, "binding": False})
    file = {"file": ("twee.json", json.dumps(wishful), "application/json")}
    address, shown = planned(client, store, client.post("/dossiers", files=file).url.path)
    assert "200 woningen in de hele regio gemist de regio: 60 woningen te weinig" in words(shown)
    assert "Veel: niet nagekomen" in words(client.get(f"{address}/present").text)


def test_an_outcome_is_told_in_the_language_of_who_opens_it(
    client: TestClient, store: Store
) -> None:
    uneven = region()
    uneven["tables"]["municipalities"][0]["households"] = 1001
    file = {"file": ("twee.json", json.dumps(uneven), "application/json")}
    address, shown = planned(client, store, client.post("/dossiers", files=file).url.path)
    assert "het evenredig aandeel is 25,02 woningen" in shown
    assert "Er is geen uitgangsmix gegeven" in shown
    said = words(client.get(f"{address}?lang=en").text)
    assert "the fair share is 25.02 dwellings" in said
    assert "evenredig" not in said
    assert "No reference mix is given" in said
    assert re.search("The task [^✓]*100 dwellings[^✓]*✓ kept", said), said
    assert "It can be done: " in said
    assert "De opgave" not in said
    content = client.get(f"{address}/workbook.xlsx?lang=en").content
    page = openpyxl.load_workbook(io.BytesIO(content))["For the council"]
    told = [row[0].value for row in page.iter_rows() if row[0].value]
    assert "The task: 1 of 1 kept" in told
    assert str(told[-1]).startswith("The check number below is that of the scenario")


def test_a_plan_goes_along_as_the_workbook_that_the_command_writes(
    client: TestClient, store: Store
) -> None:
    document = region()
    shelter = {"id": "opvang", "kind": "facility", "facility": "Opvang Oost", "places": 9}
    document["agreements"].append(shelter)
    brought = {"file": ("twee.json", json.dumps(document), "application/json")}
    opened = client.post("/dossiers", files=brought, follow_redirects=False).headers["location"]
    address, shown = planned(client, store, opened)
    assert "Opvang Oost" in words(shown)
    taken = client.get(f"{address}/workbook.xlsx")
    assert taken.headers["content-disposition"].endswith("two-1-programma.xlsx")
    result = solve(scenario_from_json(document), free=True, time_limit=JOB_SECONDS)
    told = of_record(result.scenario, result.as_record("nl"), "nl")
    assert taken.content == as_workbook(told, "nl")


def test_a_plan_goes_along_as_a_report_and_its_drawings_as_files(
    client: TestClient, store: Store, opened: str
) -> None:
    address, shown = planned(client, store, opened)
    links = set(re.findall(rf'href="({address}/[^"]+)" download', shown))
    begins = {"pdf": b"%PDF-", "xlsx": b"PK", "svg": b"<svg", "png": b"\x89PNG"}
    assert {f"{address}/report.pdf", f"{address}/years.svg", f"{address}/years.png"} < links
    for link in links:
        assert client.get(link).content.startswith(begins[link.rpartition(".")[2]]), link
    scenario = scenario_from_json(region())
    told = solve(scenario).as_record("nl")
    drawn = drawings(scenario, told, "nl")["years"]
    made = {
        "report.pdf": typeset(report_content(scenario, told, "nl")),
        "years.svg": drawn.encode(),
        "years.png": as_picture(drawn),
    }
    for name, content in made.items():
        assert client.get(f"{address}/{name}").content == content, "as the command writes it"
    assert client.get(f"{address}/sums.svg").status_code == 404
    assert client.get(f"{address}/years.gif").status_code == 404


def test_a_job_can_be_stopped_and_is_found_in_its_dossier(
    client: TestClient, opened: str, access: Access
) -> None:
    address = client.post(f"{opened}/plans", data={}).url.path
    assert "Het rekenen is gestopt." in words(client.post(f"{address}/cancel").text)
    (dossier,) = access.dossiers.list()
    told = client.get(f"/dossiers/{dossier.id}").text
    assert address in told
    assert "Heeft “Programma: Twee gemeenten” laten uitzoeken." in words(told)


BUILT = {
    "municipality": "GM0001",
    "segment": "social_rent",
    "year": 2026,
    "form": "regular",
    "pool": "aa",
    "dwellings": 30,
}


@pytest.mark.parametrize(
    ("kind", "asked", "sheet"),
    [
        ("compare_keys", {"keys": ["households"], "agreement": "spread"}, "Gewichten"),
        ("explanation", {"cell": {"municipality": "GM0001"}}, "Grenzen"),
        ("evaluate", {"plan": {"new_build": [BUILT]}}, "Nieuwbouw"),
    ],
)
def test_what_a_script_had_worked_out_goes_along_as_a_workbook_too(
    client: TestClient, store: Store, opened: str, access: Access, kind: str, asked: Any, sheet: str
) -> None:
    job = access.jobs.ask(opened.rpartition("/")[2], 1, kind, asked)
    work_off(store)
    assert access.jobs.get(job.id).state == "done", access.jobs.get(job.id).problem
    assert client.get(f"/jobs/{job.id}/report.pdf").status_code == 404
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/jobs/{job.id}/workbook.xlsx").content))
    assert sheet in book.sheetnames


def test_what_has_no_tables_is_no_file_and_no_fault_of_ours(
    client: TestClient, store: Store, opened: str, access: Access
) -> None:
    job = access.jobs.ask(opened.rpartition("/")[2], 1, "batch", {"vary": {TOTAL: [100]}})
    queue = store.queue()
    lease = queue.take()
    assert lease is not None
    queue.finish(lease, {"variants": 1, "statuses": {"optimal": 1}})
    for name in ("workbook.xlsx", "report.pdf", "years.svg"):
        assert client.get(f"/jobs/{job.id}/{name}").status_code == 404


@pytest.mark.parametrize("kind", sorted({one.kind for one in RESOURCES} - {*SHOWN}))
def test_what_a_script_had_worked_out_is_no_plan_that_cannot_be(
    client: TestClient, store: Store, opened: str, access: Access, kind: str
) -> None:
    job = access.jobs.ask(opened.rpartition("/")[2], 1, kind)
    queue = store.queue()
    lease = queue.take()
    assert lease is not None
    queue.finish(lease, {"valid": True})
    shown = words(client.get(f"/jobs/{job.id}").text)
    assert "Dit is klaar. Een script heeft erom gevraagd" in shown
    assert kind not in shown


def test_what_cannot_be_has_a_sentence_a_conflict_and_ways_to_try(
    client: TestClient, store: Store, opened: str, access: Access
) -> None:
    client.post(f"{opened}/versions", data={"based_on": "1", TOTAL: "150"})
    address, shown = planned(client, store, opened)
    said = words(shown)
    assert "Het kan niet" in said
    assert "tekort: 10 woningen" in said
    assert "De opgave nieuwbouw: minstens 150 woningen" in said
    identifier = opened.rpartition("/")[2]
    for number in range(1, shown.count("Probeer uitweg") + 1):
        before = access.scenarios.version(identifier).number
        tried = client.post(f"{address}/ways/{number}")
        assert tried.url.path == opened
        assert access.scenarios.version(identifier).number == before + 1
        noted = access.scenarios.version(identifier).note
        assert noted.startswith(f"Uitweg {number} van versie 2: ")
        assert solve(access.scenarios.scenario(identifier)).plan is not None
    assert client.post(f"{address}/ways/99").status_code == 404


def only_market_in_aa(document: dict[str, Any]) -> None:
    document["tables"]["capacity"][0]["segments"] = "market"
    whole = {"quantity": "new_build"}
    here = {"municipalities": ["GM0001"], "each": "municipality", "at_least": 40}
    document["agreements"].append({"id": "aa", "kind": "amount", "measure": whole, **here})


def too_much_in_all(document: dict[str, Any]) -> None:
    document["agreements"][0]["at_least"] = 150


def too_social(document: dict[str, Any]) -> None:
    del document["agreements"][1]["each"]
    document["tables"]["capacity"][1]["segments"] = "market"
    document["agreements"][0]["at_least"] = 140


@pytest.mark.parametrize("asking", [only_market_in_aa, too_much_in_all, too_social])
def test_every_way_out_gives_a_scenario_that_has_a_plan(
    asking: Callable[[dict[str, Any]], None],
) -> None:
    """Whether a number gives, a share, a plan location, or one municipality out of several."""
    document = region()
    asking(document)
    scenario = scenario_from_json(document)
    rows = solve(scenario).records("ways_out")
    assert rows
    for number in {one["way"] for one in rows}:
        way = [one for one in rows if one["way"] == number]
        changed = scenario_from_json(document_of_way(to_json(scenario), scenario, way, "uitweg"))
        assert solve(changed).plan is not None, way


def test_a_bar_is_as_high_as_its_numbers() -> None:
    drawing = stacked_bars([("2026", [10, 30]), ("2027", [0, 20])])
    low, high, half = drawing.boxes
    assert (low.kind, high.kind, half.kind) == (0, 1, 1)
    assert high.height == 3 * low.height == 1.5 * half.height
    assert [tick.value for tick in drawing.ticks] == [0, 10, 20, 30, 40]
    assert stacked_bars([]).boxes == []
    # Labels of 25 years would be read as one.
    years = [str(year) for year in range(2026, 2051)]
    assert [label for _, label in stacked_bars([(year, [1]) for year in years]).labels] == years[
        ::2
    ]


def test_municipalities_lie_where_they_are_and_are_as_large_as_their_households() -> None:
    scenario = library_scenario("arnhem-nijmegen")
    placed = {one.name: one for one in mapped_places(scenario, {"GM0202": 5}, {"GM0202": "more"})}
    arnhem, nijmegen, doesburg = (placed[name] for name in ("Arnhem", "Nijmegen", "Doesburg"))
    assert arnhem.y < nijmegen.y  # Arnhem lies north of Nijmegen,
    assert doesburg.x > arnhem.x  # and Doesburg east of it
    assert nijmegen.radius > arnhem.radius > doesburg.radius
    assert (arnhem.number, arnhem.mark, nijmegen.mark) == (5, "more", "same")
    assert mapped_places(scenario_from_json(region()), {}, {}) == []


def test_boundaries_that_are_brought_are_on_the_map(
    client: TestClient, store: Store, opened: str
) -> None:
    file = {"boundaries": ("grenzen.geojson", both(), "application/geo+json")}
    kept = client.post(f"{opened}/boundaries", files=file)
    assert "Grenzen uit grenzen.geojson" in words(kept.text)
    waiting = client.post(f"{opened}/plans", data={"version": "2"})
    work_off(store)
    shown = client.get(waiting.url.path).text
    assert shown.count('<path d="M') == 2
    assert "De getallen zijn woningen." in words(shown)
    assert "Hoe groter een cirkel" not in words(shown)
    wrong = {"boundaries": ("grenzen.geojson", b"{}", "application/geo+json")}
    refused = client.post(f"{opened}/boundaries", files=wrong)
    assert refused.status_code == 400
    assert "een FeatureCollection wordt verwacht" in words(refused.text)
    for other in (b"<kml></kml>", b"PK\x03\x04 shape", b'{"type": '):
        brought = {"boundaries": ("grenzen.kml", other, "application/octet-stream")}
        said = words(client.post(f"{opened}/boundaries", files=brought).text)
        assert "“grenzen.kml” is geen bestand met grenzen (GeoJSON) dat te lezen is." in said
        assert "JSON op positie" not in said


def test_every_number_of_a_plan_can_be_asked_about(
    client: TestClient, store: Store, opened: str
) -> None:
    """Per year too, and of the region: 100 in all is what is agreed, so it is forced."""
    _, shown = planned(client, store, opened)
    asked = [unescape(one) for one in re.findall(r'href="([^"]*/why[^"]*)"', shown)]
    # Two municipalities and the region: in all, by four segments, and in two years.
    assert len({*asked}) == 3 * (1 + 4 + 2)
    whole = next(one for one in asked if "/why?quantity=new_build" in one)
    assert "100" in words(client.get(whole).text)
    year = next(one for one in asked if "GM0002" in one and "2027" in one)
    assert client.get(year).status_code == 200
    said = words(shown)
    assert "Hoe het is verdeeld" in said
    assert "edereen: 0% ernaast" in said
    assert re.search(r"De opgave nieuwbouw: [^✓]*✓ nagekomen niets", said)


def test_of_many_municipalities_the_page_tells_what_is_looked_at(
    client: TestClient, store: Store
) -> None:
    """What is folded comes when it is opened; a number costs the page a link, and no more."""
    brought = {"file": ("land.json", json.dumps(country()), "application/json")}
    scenario = client.post("/dossiers", files=brought).url.path
    address, shown = planned(client, store, scenario)
    assert "Zoek een gemeente" in words(shown)
    assert row(shown, "Plaats 42").startswith("Plaats 42 ")
    assert shown.count("hx-get") == 1
    assert "year=" not in shown
    assert re.search(r"edereen: [^:]*ernaast", words(shown))
    numbers = f"{address}/numbers/new_build-year"
    assert numbers in shown
    whole, part = (client.get(numbers, headers=said).text for said in ({}, {"HX-Request": "true"}))
    assert ("<html" in whole, "<html" in part) == (True, False)
    assert len(re.findall("year=20", part)) == 25 * 43
    assert row(part, "Plaats 42").split()[2:] == row(whole, "Plaats 42").split()[2:]
    assert client.get(f"{address}/numbers/new_build-form").status_code == 404
    assert client.get(f"{address}/numbers/anything").status_code == 404


def test_of_a_country_no_number_comes_with_what_it_could_be(
    client: TestClient, access: Access, store: Store
) -> None:
    """That takes longer than its plan; who asks why a number is what it is reads it of that one."""
    asked, addresses = [], []
    for number in (100, 101):
        large = region()
        large["tables"]["municipalities"] = [
            {"code": f"GM{one:04}", "name": f"Plaats {one}", "households": 1000}
            for one in range(1, number + 1)
        ]
        brought = {"file": ("land.json", json.dumps(large), "application/json")}
        scenario = client.post("/dossiers", files=brought).url.path
        addresses.append(client.post(f"{scenario}/plans", data={}).url.path)
        asked.append(access.jobs.asked(addresses[-1].rpartition("/")[2])["free"])
    assert asked == [True, False]
    assert "Begonnen op" not in words(client.get(addresses[-1]).text)
    assert [store.queue().take() is not None for _ in asked] == [True, True]
    begun = words(client.get(addresses[-1]).text)
    assert "Begonnen op" in begun
    assert "Met 101 gemeenten kan een programma in hele woningen minuten tot een uur duren" in begun


def test_circles_of_many_municipalities_leave_each_other_room() -> None:
    drawn = mapped_places(scenario_from_json(country()), {}, {})
    assert [one.name for one in drawn if one.named] == [
        f"Plaats {number}" for number in range(42, 30, -1)
    ]
    apart = [
        abs(one.x - other.x) > one.radius or abs(one.y - other.y) > one.radius
        for one in drawn
        for other in drawn
        if one is not other
    ]
    assert all(apart)


@pytest.mark.long
def test_who_is_served_where_is_told(client: TestClient, store: Store) -> None:
    scenario = client.post("/dossiers", data={"library": "r13-specialisation"}).url.path
    _, shown = planned(client, store, scenario)
    assert re.search(r"Voorbeeld\w+ \d+ \(\d+(,\d+)? minuten\)", words(shown))


def test_who_waits_for_a_plan_gets_only_how_far_it_is_until_there_is_an_outcome(
    client: TestClient, store: Store, opened: str
) -> None:
    """A page that came in anew took the focus from the button that stops it."""
    waiting = client.post(f"{opened}/plans", data={"version": "1"})
    looks = {"HX-Request": "true"}
    far = client.get(waiting.url.path, headers=looks)
    assert "Dit wordt doorgerekend." in words(far.text)
    assert "<button" not in far.text
    assert "HX-Refresh" not in far.headers
    work_off(store)
    ended = client.get(waiting.url.path, headers=looks)
    assert (ended.text, ended.headers["HX-Refresh"]) == ("", "true")
