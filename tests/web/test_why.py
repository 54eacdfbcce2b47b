"""Why a number of a plan is what it is: the one sentence that matters, what holds it, the rest."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from dossiers import Person, Store, StoredJobs
from tests.web.conftest import country, of_many, row, words
from tests.web.test_plan import planned

KEEPER = Person("A. Planner", keeper=True)


def test_a_number_tells_why_it_is_what_it_is(client: TestClient, store: Store, opened: str) -> None:
    address, shown = planned(client, store, opened)
    link = re.search(r'href="([^"]*why[^"]*GM0001[^"]*social_rent[^"]*)"', shown)
    assert link
    told = client.get(link[1].replace("&amp;", "&"))
    assert "Aa" in words(told.text)
    assert "sociale huur" in words(told.text)
    part = client.get(f"{address}/why?municipality=GM0001", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "25 woningen" in words(part)
    # It stands below a head of the plan, and below the name of its own page.
    assert ["<h2>Waarom dit getal</h2>" in one for one in (part, told.text)] == [False, True]


def test_what_is_explained_is_the_plan_that_is_shown_and_nothing_is_solved_for_it(
    client: TestClient, store: Store, opened: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another release may have found it: of what is equally good this one would show another."""
    address, _ = planned(client, store, opened)
    answer = store.access(KEEPER).jobs.answer(address.rpartition("/")[2])
    rows = [one for one in answer["tables"]["new_build"] if one["municipality"] == "GM0001"]
    own = {one["segment"]: one for one in rows}
    own["market"]["dwellings"] -= 1
    own["mid_rent"]["dwellings"] += 1
    monkeypatch.setattr(StoredJobs, "answer", lambda _self, _job: answer)
    monkeypatch.setattr("optimiser.explanation.solve", None)
    for segment, said in (("market", "vrije sector"), ("mid_rent", "middenhuur")):
        told = words(client.get(f"{address}/why?municipality=GM0001&segment={segment}").text)
        number = sum(one["dwellings"] for one in rows if one["segment"] == segment)
        assert f"Nieuwbouw ({said}), Aa: {number} woningen" in told


def test_in_a_country_the_numbers_of_a_municipality_come_with_what_they_could_be(
    client: TestClient, store: Store
) -> None:
    """Its plan comes without: who opens a municipality may ask for those of that one."""
    large = of_many(101, dwellings=5)
    large["goals"] = ["shortfall"]
    brought = {"file": ("land.json", json.dumps(large), "application/json")}
    address, shown = planned(client, store, client.post("/dossiers", files=brought).url.path)
    assert 'class="range"' not in shown
    part = {"HX-Request": "true"}
    told = client.get(f"{address}/why?municipality=GM0007&quantity=new_build", headers=part).text
    ranges = f"{address}/ranges/GM0007"
    assert f'hx-get="{ranges}"' in told
    assert "/ranges/" not in client.get(f"{address}/why?quantity=new_build", headers=part).text
    found = client.get(ranges, headers=part).text
    number = row(shown, "Plaats 7").split()[2]
    assert row(found, "Nieuwbouw") == f"Nieuwbouw {number} 0–5"
    assert re.search("Nieuwbouw, sociale huur", words(found))
    assert re.search("Nieuwbouw, 2027", words(found))
    assert "<html" not in found
    assert "Plaats 7" in words(client.get(ranges).text)
    assert client.get(f"{address}/ranges/GM9999").status_code == 404


def test_in_many_municipalities_what_moving_a_number_does_comes_when_it_is_opened(
    client: TestClient, store: Store
) -> None:
    brought = {"file": ("land.json", json.dumps(country()), "application/json")}
    address, _ = planned(client, store, client.post("/dossiers", files=brought).url.path)
    part = {"HX-Request": "true"}
    told = client.get(f"{address}/why?municipality=GM0042", headers=part).text
    assert "Waarom niet meer?" in told
    assert "<table" not in told
    (later,) = re.findall(r'hx-get="([^"]*)"', told)
    assert f'<a href="{later}">' in told
    moves = client.get(unescape(later), headers=part).text
    assert moves.startswith("<table")
    assert row(moves, r"\+50").startswith("+50 Onmogelijk")
    whole = client.get(unescape(later)).text
    assert row(whole, r"\+50") == row(moves, r"\+50")
    assert "Waarom niet meer?" in whole


def test_why_a_number_is_so_is_one_sentence_then_what_holds_it_and_the_rest_is_folded(
    client: TestClient, store: Store, opened: str
) -> None:
    address, _ = planned(client, store, opened)
    told = client.get(f"{address}/why?municipality=GM0001", headers={"HX-Request": "true"}).text
    shown, *folded = told.split("<details")
    said = words(shown)
    assert "<li" not in shown
    asked = ("tussen 25 en 33 woningen", "Waarom niet meer?", "Waarom niet minder?")
    lead, more, fewer = map(said.index, asked)
    assert lead < more < fewer
    # In whole dwellings there may be more room than before rounding, and less.
    best = "Zonder afronden, met elk doel op zijn best, is het"
    assert f"{best} hoogstens 33,33 woningen, door plancapaciteit in Bee" in said[more:fewer]
    assert f"{best} minstens 25 woningen, door “De opgave”" in said[fewer:]
    moved, allowed = folded
    assert row(moved, "−10").startswith("−10 De grootste afwijking")
    assert row(moved, "−10").endswith("van 0% naar 40%, 40% slechter.")
    assert row(moved, r"\+1") == "+1 Geen doel verandert."
    assert row(moved, r"\+50") == "+50 Onmogelijk, door plancapaciteit in Aa."
    assert "hoogstens 40 woningen" in words(allowed)
    assert "Sociale huur, Aa" in words(allowed)
