"""Why a number of a plan is what it is: the one sentence that matters, what holds it, the rest."""

from __future__ import annotations

import re
from html import unescape

from starlette.testclient import TestClient

from dossiers import Store
from tests.web.conftest import row, words
from tests.web.test_plan import planned


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
    # A plan that was kept may be another release's: then what is explained is not what it shows.
    shows = re.findall(r'href="([^"]*/why[?][^"]*shown=\d+)"', shown)
    pages = [words(client.get(unescape(one)).text) for one in (shows[0], f"{shows[0]}9")]
    assert ["een eerdere uitgave" in one for one in pages] == [False, True]


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
