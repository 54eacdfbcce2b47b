"""The site: what every answer carries, languages, and whom it does not serve."""

from __future__ import annotations

import hashlib
import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dossiers import Dossiers, StorageFull, Store
from tests.web.conftest import planner, service, words, work_off
from web import Site
from web.parts import PARTS, address_of

WEB = Path(__file__).parents[2] / "web"
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|\bstyle=|\bon\w+=|javascript:|<style|hx-on|https?://(?!www\.w3\.org)"
)


def test_nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    for path in (*WEB.glob("templates/*"), *WEB.glob("static/*")):
        assert INLINE.search(path.read_text(encoding="utf-8")) is None, path


def test_every_answer_has_a_strict_policy(client: TestClient, opened: str) -> None:
    for path in ("/", opened, "/nowhere", address_of("page.css"), "/static/x/page.js"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_the_language_is_chosen_and_remembered(client: TestClient) -> None:
    assert (
        "Uw eigen" in client.get("/").text or "Breng uw eigen cijfers mee" in client.get("/").text
    )
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "en"}).text
    assert '<html lang="en">' in client.get("/?lang=en").text
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "nl"}).text


def test_who_chooses_a_language_goes_on_where_it_was_chosen(
    client: TestClient, opened: str
) -> None:
    shown = client.get(f"{opened}?version=1").text
    choice = html.unescape(re.findall(r'<a href="([^"]+)" lang="en"', shown)[0])
    answer = client.get(choice)
    assert (answer.url.path, answer.url.query) == (opened, b"version=1")
    assert '<html lang="en">' in answer.text
    for elsewhere in ("//example.org", "/\\example.org", "https://example.org", "/a\nb"):
        asked = {"lang": "nl", "to": elsewhere}
        answer = client.get("/", params=asked, follow_redirects=False)
        assert answer.status_code == 200
    # What was sent with a form is not found again at its address.
    refused = client.post(f"{opened}/comparisons", data={"version": "1"})
    assert 'href="/?lang=en&amp;to=%2F"' in refused.text


def test_a_page_that_is_not_there_says_so(client: TestClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "Deze pagina bestaat niet." in words(answer.text)
    assert client.put("/").status_code == 405
    assert client.get("/static/x/site.py").status_code == 404


def test_what_pages_are_made_of_is_kept_for_good_at_an_address_that_names_its_content(
    client: TestClient,
) -> None:
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/").text)
    assert {address.rpartition("/")[2] for address in named} == {*PARTS}
    for address in named:
        answer = client.get(address)
        assert "immutable" in answer.headers["cache-control"]
        assert hashlib.sha256(answer.content).hexdigest().startswith(address.split("/")[2])
    of_before = client.get("/static/0123456789abcdef/page.css")
    assert (of_before.status_code, of_before.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "header",
    [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
)
def test_another_site_does_nothing_in_the_readers_name(
    client: TestClient, header: dict[str, str]
) -> None:
    answer = client.post("/dossiers", data={"library": "fictitious-region"}, headers=header)
    assert answer.status_code == 403


def test_on_ones_own_computer_another_name_is_not_served(store: Store) -> None:
    site = Site(service, store, planner, ("127.0.0.1", "localhost"))
    assert TestClient(site, "http://127.0.0.1:8000").get("/").status_code == 200
    refused = TestClient(site, "http://rebound.example").get("/")
    assert (refused.status_code, refused.text) == (421, "Deze dienst heeft niet deze naam.")


def test_a_full_disk_is_said_with_what_to_do(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFull

    monkeypatch.setattr(Dossiers, "create", full)
    answer = client.post("/dossiers", data={"library": "fictitious-region"})
    assert answer.status_code == 507
    assert "De opslag is vol" in words(answer.text)


def test_every_page_below_another_leads_back_to_all_that_it_is_part_of(
    client: TestClient, store: Store, opened: str
) -> None:
    asked = client.post(f"{opened}/plans", data={})
    work_off(store)
    plan = asked.url.path
    number = html.unescape(re.findall(rf'href="({plan}/why[^"]+)"', client.get(plan).text)[0])
    for page, own in (
        (plan, "Programma"),
        (f"{plan}/audit", "Nagerekend"),
        (number, "Waarom dit getal"),
    ):
        trail = re.search(r'<nav aria-label="Waar u bent">(.*?)</nav>', client.get(page).text)
        assert trail
        above = re.findall(r'<a href="([^"]+)">', trail[1])
        assert above[0] == "/"
        assert above[1].startswith("/dossiers/")
        assert above[2].startswith(opened)
        assert above[3:] == ([] if page == plan else [plan])
        assert words(trail[1]).endswith(own), words(trail[1])
        assert {client.get(one).status_code for one in above} == {200}
