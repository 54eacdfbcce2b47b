"""Scenario: sentences with their numbers, the preview at every change, and versions."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from api.job import Job, JobAnswer
from api.jobs import Desk
from dossiers import Access
from scenarios import to_json
from tests.web.conftest import region, row, values, words
from web.form import Piece, following

TOTAL, SOCIAL = "agreements/total/at_least", "agreements/social/at_least"


def test_agreements_are_sentences_with_their_numbers_to_fill_in(
    client: TestClient, opened: str
) -> None:
    shown = client.get(opened).text
    assert re.search(
        rf'nieuwbouw: minstens\s*<input id="{TOTAL}" name="{TOTAL}" value="100"'
        r' aria-label="De opgave: minstens"[^>]*>\s*woningen in de hele regio',
        shown,
    )
    assert values(shown)[SOCIAL] == "30%"
    assert values(shown)["capacity/aa/dwellings"] == "40"
    assert "Woondeal" in words(shown)


@pytest.mark.parametrize(
    ("title", "before", "after", "becomes"),
    [
        ("30 procent sociale huur onder 26%", "30%", "45%", "45 procent sociale huur onder 26%"),
        ("At least 30% of 130% in 2030", "30%", "45%", "At least 45% of 130% in 2030"),
        ({"nl": "Aa 9.500", "en": "Aa 9,500"}, 9500, "8000", {"nl": "Aa 8.000", "en": "Aa 8,000"}),
        ("30 procent sociale huur", "30%", "32.5%", "32,5 procent sociale huur"),
        ({"en": "At least 32.5%"}, "32.5%", "30%", {"en": "At least 30%"}),
        ("Woondeal 2025-2030", 2030, "1900", "Woondeal 2025-2030"),
        ("Twee derde betaalbaar", "2/3", "70%", "Twee derde betaalbaar"),
        ("De 5 van Bee", 5, "6", "De 5 van Bee"),
        ("30 procent", "30%", "veel", "30 procent"),
    ],
)
def test_a_name_that_says_a_number_follows_it(
    title: object, before: object, after: object, becomes: object
) -> None:
    assert following(title, before, after) == becomes


def test_saving_what_was_not_changed_says_so(client: TestClient, opened: str) -> None:
    same = client.post(f"{opened}/versions", data={"based_on": "1", "note": "?"}).text
    assert "Er is niets gewijzigd: versie 1 is zoals zij was" in words(same)
    other = client.post(f"{opened}/versions", data={"based_on": "1", TOTAL: "110"}).text
    assert "niets gewijzigd" not in words(other)


def test_another_scenario_is_called_after_what_is_different_in_it(
    client: TestClient, opened: str
) -> None:
    """Also in what comes of it, where the region's name alone would not tell them apart."""
    said = {"based_on": "1", TOTAL: "110", "note": "opgave 110"}
    other = client.post(f"{opened}/positions", data=said)
    assert "<h1>Twee gemeenten: opgave 110</h1>" in other.text
    assert "Over deze versie opgave 110" in words(other.text)
    book = client.get(f"{other.url.path}/workbook.xlsx").content
    sheets = load_workbook(io.BytesIO(book)).worksheets
    said_in_it = {cell for sheet in sheets for line in sheet.values for cell in line}
    assert "Twee gemeenten: opgave 110" in said_in_it
    third = client.post(f"{opened}/positions", data={"based_on": "1", TOTAL: "120"})
    assert "<h1>Twee gemeenten: 3</h1>" in third.text
    at_length = {"based_on": "1", "note": "x" * 4000}
    assert client.post(f"{opened}/positions", data=at_length).status_code == 200


def test_every_change_is_shown_beside_the_baseline(client: TestClient, opened: str) -> None:
    baseline = {"based_on": "1", "baseline": f"{opened.rpartition('/')[2]}/1"}
    same = client.post(f"{opened}/preview", data=baseline).text
    assert row(same, "Aa").startswith("Aa 25")
    assert "▲" not in same
    assert "Geen gemeente bouwt in totaal meer of minder" in words(same)
    assert "Tekort op afspraken die niet bindend zijn: 0 woningen" in words(same)
    # With 60 at most in Bee, Aa takes over 15 of its 75.
    less = client.post(f"{opened}/preview", data=baseline | {"capacity/bee/dwellings": "60"}).text
    assert row(less, "Aa").startswith("Aa 40 ▲ meer +15")
    assert row(less, "Bee").startswith("Bee 60 ▼ minder −15")
    assert "Bouwt meer: Aa." in words(less)


def test_a_map_marks_who_gains_and_who_loses_by_a_change(client: TestClient) -> None:
    lying = region()
    for one, (north, east) in zip(
        lying["tables"]["municipalities"], ((52, 5), (53, 6)), strict=True
    ):
        one |= {"latitude": north, "longitude": east}
    brought = {"file": ("twee.json", json.dumps(lying), "application/json")}
    where = client.post("/dossiers", files=brought).url.path
    form = {"based_on": "1", "baseline": f"{where.rpartition('/')[2]}/1"}
    # Nothing is marked where nothing moves.
    assert "<svg" not in client.post(f"{where}/preview", data=form).text
    seen = client.post(f"{where}/preview", data=form | {"capacity/bee/dwellings": "60"}).text
    drawn = re.findall(r'class="place (\w+)"><title>([^<]+)</title>', seen)
    assert drawn == [("less", "Bee: −15"), ("more", "Aa: +15")]


def test_a_preview_says_that_it_cannot_be_and_what_could_give(
    client: TestClient, opened: str
) -> None:
    told = words(client.post(f"{opened}/preview", data={"based_on": "1", TOTAL: "150"}).text)
    assert "geen programma komt alle bindende afspraken na" in told.lower()
    assert "tekort: 10 woningen" in told
    assert "Wat kan wijken" in told
    assert "met één klik proberen" in told


@pytest.mark.parametrize("written", ["tachtig", "-3", "1,5"])
def test_what_cannot_be_understood_is_said_where_it_stands(
    client: TestClient, opened: str, written: str
) -> None:
    told = client.post(f"{opened}/preview", data={"based_on": "1", TOTAL: written})
    assert "Dit is nog niet door te rekenen." in words(told.text)
    kept = client.post(f"{opened}/versions", data={"based_on": "1", TOTAL: written})
    assert kept.status_code == 400
    assert values(kept.text)[TOTAL] == written
    assert re.search(rf'name="{TOTAL}"[^>]*aria-invalid="true"', kept.text)


def test_saving_makes_a_version(client: TestClient, opened: str, access: Access) -> None:
    form = {"based_on": "1", TOTAL: "1.100", SOCIAL: "25%", "note": "Minder sociaal"}
    form |= {"capacity/bee/dwellings": "2.000", "agreements/spread/binding": "no"}
    saved = client.post(f"{opened}/versions", data=form)
    assert saved.status_code == 200
    identifier = opened.rpartition("/")[2]
    changed = access.scenarios.scenario(identifier)
    assert access.scenarios.version(identifier).note == "Minder sociaal"
    assert [pool.dwellings for pool in changed.capacity] == [40, 2000]
    assert values(client.get(f"{opened}?version=1").text)[TOTAL] == "100"
    assert "versie 2: Minder sociaal" in words(saved.text)
    # Each version can be gone to, and an earlier one says that it is.
    earlier = re.findall(rf'href="({opened}[?]version=\d)"', saved.text)
    assert earlier == [f"{opened}?version=2", f"{opened}?version=1"]
    pages = [words(client.get(one).text) for one in earlier]
    assert ["Er is een latere versie." in one for one in pages] == [False, True]


def test_a_form_as_it_was_shown_changes_nothing(
    client: TestClient, opened: str, access: Access
) -> None:
    client.post(f"{opened}/versions", data=values(client.get(opened).text))
    assert access.scenarios.version(opened.rpartition("/")[2]).number == 1


def test_goals_are_put_in_another_order_and_agreements_left_out(
    client: TestClient, opened: str, access: Access
) -> None:
    form = {"based_on": "1", "goals": "1 0", "remove/social": "yes"}
    client.post(f"{opened}/versions", data=form)
    changed = access.scenarios.scenario(opened.rpartition("/")[2])
    assert [goal.id for goal in changed.goals] == ["fair_share:spread", "shortfall"]
    assert [one.id for one in changed.agreements] == ["spread", "total"]


def test_who_saves_second_is_asked_and_nothing_is_overwritten(
    client: TestClient, opened: str, access: Access
) -> None:
    client.post(f"{opened}/versions", data={"based_on": "1", TOTAL: "90"})
    asked = client.post(f"{opened}/versions", data={"based_on": "1", TOTAL: "80", SOCIAL: "35%"})
    assert asked.status_code == 409
    identifier = opened.rpartition("/")[2]
    assert access.scenarios.version(identifier).number == 2
    assert "A. Planner" in words(asked.text)
    assert differing(asked.text) == {
        "De opgave: minstens": ("90", "80"),
        "Sociale huur: minstens": ("30%", "35%"),
    }
    form = values(asked.text)
    assert (form[TOTAL], form[SOCIAL], form["based_on"]) == ("80", "35%", "2")
    assert client.post(f"{opened}/versions", data=form).status_code == 200
    said = {
        one["id"]: one["at_least"]
        for one in access.scenarios.document(identifier)["agreements"]
        if "at_least" in one
    }
    assert said == {"total": 80, "social": "35%"}


def test_what_differs_is_told_as_the_form_tells_it(client: TestClient, opened: str) -> None:
    """An agreement and goals by their sentences, and a figure by its table, row and column."""
    theirs = {
        "based_on": "1",
        "remove/social": "yes",
        "capacity/aa/dwellings": "4.500",
        "capacity/bee/first_year": "2027",
    }
    client.post(f"{opened}/versions", data=theirs)
    asked = client.post(f"{opened}/versions", data={"based_on": "1", "goals": "1 0"})
    told = differing(asked.text)
    assert told.pop("Sociale huur") == (
        "–",
        "nieuwbouw (sociale huur): minstens 30% van de nieuwbouw in elke gemeente",
    )
    assert told.pop("Capaciteit (aa): woningen") == ("4.500", "40")
    assert told.pop("Capaciteit (bee): eerste jaar") == ("2027", "–")
    (goals,) = told.items()
    assert goals[0] == "Wat wordt nagestreefd, in deze volgorde"
    one, other = (each.split("<br>") for each in goals[1])
    assert len(one) == 2
    assert one == other[::-1]


def differing(shown: str) -> dict[str, tuple[str, str]]:
    """Give the table of what differs when two saved at once."""
    table = re.search(r"Wat verschilt</caption>.*?</table>", shown, re.DOTALL)
    assert table
    rows = re.findall(r"<th scope=.row.>(.*?)</th><td>(.*?)</td><td>(.*?)</td>", table[0])
    return {where: (one, other) for where, one, other in rows}


def test_who_works_on_it_hears_that_somebody_else_saved(client: TestClient, opened: str) -> None:
    assert f"{opened}/newer?than=1" in client.get(opened).text
    assert client.get(f"{opened}/newer?than=1").status_code == 204
    client.post(f"{opened}/versions", data={"based_on": "1", TOTAL: "90", "note": "Minder"})
    told = words(client.get(f"{opened}/newer?than=1").text)
    assert "A. Planner bewaarde intussen versie 2. Minder" in told
    assert "/newer?" not in client.get(f"{opened}?version=1").text  # looks back on purpose


def test_a_file_that_is_refused_leads_back_to_the_scenario(client: TestClient, opened: str) -> None:
    brought = {"file": ("plan.csv", "gemeente;totaal\nNergens;12\n", "text/csv")}
    answer = client.post(f"{opened}/comparisons", data={"version": "1"}, files=brought)
    assert answer.status_code == 400
    assert f'href="{opened}"' in answer.text


def test_a_baseline_of_another_dossier_is_not_shown(client: TestClient, opened: str) -> None:
    other = client.post("/dossiers", data={"library": "fictitious-region"}).url.path
    form = {"based_on": "1", "baseline": f"{other.rpartition('/')[2]}/1"}
    assert "met het verschil" not in words(client.post(f"{opened}/preview", data=form).text)


def test_numbers_have_sliders_that_begin_where_they_stand(client: TestClient, opened: str) -> None:
    shown = client.get(opened).text
    slider = re.search(r'data-slides="agreements/social/at_least" ([^>]*)>', shown)
    assert slider
    assert slider[1] == 'data-unit="%" min="0" max="100" step="1" value="30" aria-valuetext="30%"'
    assert [(Piece("", at=one).moves_by, Piece("", at=one).most) for one in (3, 23945)] == [
        (1, 40),
        (1000, 40000),
    ]


@pytest.mark.parametrize(
    ("language", "total", "part", "more"),
    [("nl", "23.945", "12,5%", "24.100"), ("en", "23,945", "12.5%", "24,100")],
)
def test_numbers_stand_in_fields_as_their_reader_writes_them(
    client: TestClient, access: Access, language: str, total: str, part: str, more: str
) -> None:
    large = region()
    large["tables"]["capacity"] = [
        {"pool": "aa", "municipality": "GM0001", "dwellings": 12_000, "first_year": 2026},
        {"pool": "bee", "municipality": "GM0002", "dwellings": 13_500},
    ]
    large["agreements"][0]["at_least"] = 23_945
    large["agreements"][1]["at_least"] = "12.5%"
    large["agreements"].append(large["agreements"][1] | {"id": "third", "at_least": "2/3"})
    client.headers["accept-language"] = language
    brought = {"file": ("groot.json", json.dumps(large), "application/json")}
    opened = client.post("/dossiers", files=brought)
    where, form = opened.url.path, values(opened.text)
    assert (form[TOTAL], form[SOCIAL]) == (total, part)
    assert form["capacity/aa/dwellings"] == total.replace("23", "12").replace("945", "000")
    assert form["capacity/aa/first_year"] == "2026"
    assert form["agreements/third/at_least"] == "2/3"
    assert f'data-slides="{TOTAL}"' in opened.text
    assert 'data-slides="agreements/third/at_least"' not in opened.text
    changing = client.post(f"{where}/agreement-fields?of=total", data=form).text
    assert values(changing)["change/total/at_least"] == total
    client.post(f"{where}/versions", data=form)
    identifier = where.rpartition("/")[2]
    assert access.scenarios.get(identifier).version == 1
    opened_form = {name: one for name, one in form.items() if name not in (TOTAL, SOCIAL)}
    client.post(f"{where}/versions", data=opened_form | values(changing) | {SOCIAL: part})
    assert access.scenarios.get(identifier).version == 1
    changed = {TOTAL: more, "capacity/bee/dwellings": more, SOCIAL: part.replace("12", "13")}
    client.post(f"{where}/versions", data=form | changed)
    kept = access.scenarios.scenario(identifier)
    assert [one.dwellings for one in kept.capacity] == [12_000, 24_100]
    said = {one["id"]: one["at_least"] for one in to_json(kept)["agreements"] if "at_least" in one}
    assert said == {"total": 24_100, "social": "13.5%", "third": "2/3"}


def test_a_form_of_a_whole_country_is_read(client: TestClient, opened: str) -> None:
    many = {f"capacity/nowhere-{number}/dwellings": "1" for number in range(1_500)}
    shown = client.post(f"{opened}/preview", data={"based_on": "1", **many})
    assert shown.status_code == 200


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """What the workers did."""
    jobs: list[Job] = []
    perform = Desk.perform

    def noted(self: Desk, job: Job, cancelled: Callable[[], bool]) -> JobAnswer:
        jobs.append(job)
        return perform(self, job, cancelled)

    monkeypatch.setattr(Desk, "perform", noted)
    return jobs


def test_what_is_as_it_was_kept_is_computed_once(
    client: TestClient, opened: str, worked: list[Job]
) -> None:
    form = {"based_on": "1", "baseline": f"{opened.removeprefix('/scenarios/')}/1"}
    for _ in range(2):
        assert "Dit kan." in words(client.post(f"{opened}/preview", data=form).text)
    assert len(worked) == 1


def test_a_look_ahead_asks_for_no_more_than_it_shows(
    client: TestClient, opened: str, worked: list[Job]
) -> None:
    """Forty who move a slider at once wait for each table that is worked out."""
    looks = {TOTAL: "90"}, {"weigh/spread/households": "50", "weigh/spread/stock": "50"}
    for change in looks:
        client.post(f"{opened}/preview", data={"based_on": "1"} | change)
    always = ("totals", "requirements", "goals")
    assert [job.tables for job in worked] == [always, (*always, "fair_shares")]


def test_what_holds_as_a_demand_or_as_a_wish_is_said_and_kept_as_it_is(client: TestClient) -> None:
    """Fair shares are a wish unless they say otherwise, and bids are never anything else."""
    document = region()
    spread = document["agreements"][2]
    del spread["binding"]
    document["agreements"] += [
        {**spread, "id": "hard", "title": "Hard", "binding": True},
        {"id": "bids", "kind": "bid"},
    ]
    document["tables"]["bids"] = [{"party": "aa", "municipality": "GM0001", "dwellings": 10}]
    file = {"file": ("twee.json", json.dumps(document), "application/json")}
    address = client.post("/dossiers", files=file).url.path
    shown = values(client.get(address).text)
    said = {name: shown.get(f"agreements/{name}/binding") for name in ("spread", "hard", "bids")}
    assert said == {"spread": "no", "hard": "yes", "bids": None}
    posted = {"based_on": "1", **shown, SOCIAL: "31%"}
    assert client.post(f"{address}/versions", data=posted).status_code == 200
    posted |= {"based_on": "2", "agreements/spread/binding": "yes"}
    assert client.post(f"{address}/versions", data=posted).status_code == 200
    for number, binding in (("2", "no"), ("3", "yes")):
        shown = values(client.get(f"{address}?version={number}").text)
        assert shown["agreements/spread/binding"] == binding
        assert shown["agreements/hard/binding"] == "yes"
