"""At the table: a chair, two parties and a reader, each with a page of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from dossiers import Person, Store
from tests.web.conftest import region, service, words, work_off
from web import Doors, Site


async def told(request: Request) -> Person | None:
    """Believe whoever says who they are."""
    said = request.headers.get("x-person")
    return Person(said.capitalize(), said) if said else None


class Table:
    """Who sits at one table, each with a browser."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.site = Site(service, store, told, doors=Doors(sign_out="/oauth2/sign_out"))
        self.chair, self.aa, self.bee, self.reader = map(self.browser, ("vz", "aa", "bee", "lees"))
        self.dossier = self.scenario = ""

    def browser(self, person: str) -> TestClient:
        said = {"X-Person": person}
        return TestClient(self.site, "http://127.0.0.1", headers=said, follow_redirects=False)

    def seat(self) -> None:
        """Have the chair begin a dossier, and give everybody a seat, all on the page."""
        brought = {"file": ("twee.json", json.dumps(region()), "application/json")}
        self.scenario = self.chair.post("/dossiers", files=brought).headers["location"]
        shown = self.chair.get(self.scenario).text
        self.dossier = re.findall(r'"(/dossiers/\w+)"', shown)[0]
        for name in ("Aa", "Bee"):
            self.chair.post(f"{self.dossier}/parties", data={"name": name, "kind": "municipality"})
        seats = re.findall(r'value="(party/\w+)">handelt voor (\w+)', self.table(self.chair))
        assert [name for _, name in seats] == ["Aa", "Bee"]
        for seat, name in seats:
            said = {"person": name.lower(), "name": f"Van {name}", "seat": seat}
            assert self.chair.post(f"{self.dossier}/members", data=said).status_code == 303
        self.chair.post(f"{self.dossier}/members", data={"person": "lees", "seat": "reader"})
        shared = {"audience": "table"}
        assert self.chair.post(f"{self.scenario}/versions/1/share", data=shared).status_code == 303

    def table(self, browser: TestClient) -> str:
        answer = browser.get(f"{self.dossier}/table")
        assert answer.status_code == 200, answer.text
        return answer.text

    def position(self, browser: TestClient, name: str, **changes: str) -> str:
        """Put in a position, and give its address."""
        said = {"based_on": "1", "called": name, **changes}
        answer = browser.post(f"{self.scenario}/positions", data=said)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    with Store(str(tmp_path_factory.mktemp("kept") / "dossiers.sqlite")) as store:
        table = Table(store)
        table.seat()
        yield table


def test_a_party_puts_in_what_others_see_when_it_is_shared(at: Table) -> None:
    bid = at.position(at.aa, "Inzet Aa", **{"agreements/social/at_least": "60%"})
    for other in (at.chair, at.bee, at.reader):
        assert "Inzet Aa" not in at.table(other)
        assert other.get(bid).status_code == 404
    assert rows(at.table(at.aa), "Inzet Aa")[0].startswith("Inzet Aa versie 1 Aa alleen Aa")
    for other in (at.chair, at.bee, at.reader):
        for way in (f"{bid}/versions/1/share", f"{bid}/positions"):
            assert other.post(way, data={"audience": "table"}).status_code == 404
    at.aa.post(f"{bid}/versions/1/share", data={"audience": "chair"})
    assert "Aa en de voorzitter" in rows(at.table(at.aa), "Inzet Aa")[0]
    assert at.chair.get(bid).status_code == 200
    assert at.bee.get(bid).status_code == 404
    at.aa.post(f"{bid}/versions/1/share", data={"audience": "table"})
    assert "60%" in at.bee.get(bid).text
    assert "Inbrengen als onze eigen inzet" in words(at.bee.get(bid).text)
    assert "Bewaar als nieuwe versie" not in words(at.bee.get(bid).text)
    for other in (at.chair, at.bee, at.reader):
        assert other.post(f"{bid}/versions/1/share", data={"audience": "public"}).status_code == 403
    back = at.aa.post(f"{bid}/versions/1/share", data={"audience": "chair"})
    assert (back.status_code, "Wat gedeeld is blijft gedeeld: " in words(back.text)) == (403, True)
    assert at.aa.post(f"{bid}/versions/1/share", data={"audience": "x"}).status_code == 400


def test_what_only_says_what_is_different_is_shared_and_chosen_too(at: Table) -> None:
    scenario = at.scenario.removeprefix("/scenarios/")
    said = {"agreements": [{"id": "social", "at_least": "50%"}]}
    mine = at.store.access(Person("Aa", "aa")).positions
    kept = mine.store(scenario, 1, said, name="Half sociaal")
    assert "Half sociaal" not in at.table(at.chair)
    at.aa.post(f"/positions/{kept.id}/share", data={"audience": "chair"})
    assert rows(at.table(at.chair), "Half sociaal")
    assert "Half sociaal" not in at.table(at.bee)
    same = {"base": f"{scenario}/1", "position": [kept.id, kept.id]}
    job = at.chair.post(f"{at.dossier}/nearest", data=same)
    asked = at.store.access(Person("Vz", "vz")).jobs.asked(job.headers["location"][6:])
    assert list(asked["positions"]) == ["Aa", "Aa, Half sociaal"]
    assert at.bee.post(f"{at.dossier}/nearest", data=same).status_code == 404


def test_only_the_chair_gives_seats(at: Table) -> None:
    assert "Iemand toelaten" in at.table(at.chair)
    for other in (at.aa, at.reader):
        assert "Iemand toelaten" not in at.table(other)
        assert (
            other.post(f"{at.dossier}/parties", data={"name": "Cee", "kind": "other"}).status_code
            == 403
        )
        said = {"person": "cee", "seat": "chair"}
        assert other.post(f"{at.dossier}/members", data=said).status_code == 403
        gone = other.post(f"{at.dossier}/members/remove", data={"person": "bee"})
        assert gone.status_code == 403
        assert "Dit dossier verwijderen" not in words(other.get(at.dossier).text)
    assert at.reader.post(f"{at.scenario}/plans", data={"version": "1"}).status_code == 403
    assert "Reken het beste programma door" not in at.reader.get(at.scenario).text
    assert at.browser("buiten").get(f"{at.dossier}/table").status_code == 404
    last = at.chair.post(f"{at.dossier}/members/remove", data={"person": "vz"})
    assert last.status_code == 403
    at.chair.post(f"{at.dossier}/members", data={"person": "even", "seat": "reader"})
    assert at.browser("even").get(f"{at.dossier}/table").status_code == 200
    at.chair.post(f"{at.dossier}/members/remove", data={"person": "even"})
    assert at.browser("even").get(f"{at.dossier}/table").status_code == 404
    at.chair.post(f"{at.dossier}/parties", data={"name": "Cee", "kind": "province"})
    cee = re.findall(r'"(\S+/parties/\w+/remove)"', at.table(at.chair))
    assert len(cee) == 1
    at.chair.post(cee[0])
    assert "Cee" not in at.table(at.chair)
    assert at.chair.post(f"{at.dossier}/members", data={"seat": "king"}).status_code == 400


def test_the_nearest_plan_says_who_gives_in_and_is_no_wider_than_its_positions(at: Table) -> None:
    """Aa asks for 80% social rent where Bee asks for at most 40%: both cannot be."""
    file = {"file": ("Inzet Bee.json", json.dumps(capped(40)), "application/json")}
    bids = [
        at.position(at.aa, "Inzet Aa", **{"agreements/social/at_least": "80%"}),
        at.bee.post(f"{at.dossier}/scenarios", files=file).headers["location"],
    ]
    chosen = [f"{bid.removeprefix('/scenarios/')}/1" for bid in bids]
    asked = {"base": f"{at.scenario.removeprefix('/scenarios/')}/1", "position": chosen}
    hidden = at.chair.post(f"{at.dossier}/nearest", data=asked)
    assert (hidden.status_code, "Inzet" in hidden.text) == (404, False)
    few = at.chair.post(f"{at.dossier}/nearest", data={**asked, "position": chosen[:1]})
    assert few.status_code == 404
    for party, bid in zip((at.aa, at.bee), bids, strict=True):
        party.post(f"{bid}/versions/1/share", data={"audience": "chair"})
    few = at.chair.post(f"{at.dossier}/nearest", data={**asked, "position": chosen[:1]})
    assert (few.status_code, "minstens twee inzetten" in few.text) == (400, True)
    waiting = at.chair.post(f"{at.dossier}/nearest", data=asked)
    work_off(at.store)
    job = waiting.headers["location"]
    shown = at.chair.get(job).text
    assert re.search("Aa levert 25,7% in", words(shown))
    assert "Verder delen kan zodra de inzet" in words(shown)
    assert f'action="{job}/share"' not in shown
    assert rows(shown, "Bee")[0] == "Bee 26,2% 22 woningen 84 woningen"
    assert rows(shown, "Aa Sociale huur Aa") == ["Aa Sociale huur Aa minstens 20 16 4 woningen"]
    assert at.chair.get(f"{job}/workbook.xlsx").status_code == 200
    for other in (at.aa, at.bee, at.reader):
        assert other.get(job).status_code == 404
    refused = at.chair.post(f"{job}/share", data={"audience": "table"})
    assert (refused.status_code, "Deel dat eerst" in refused.text) == (403, True)
    for party, bid in zip((at.aa, at.bee), bids, strict=True):
        party.post(f"{bid}/versions/1/share", data={"audience": "table"})
    table, public = (f'<option value="{one}"' for one in ("table", "public"))
    assert (table in at.chair.get(job).text, public in at.chair.get(job).text) == (True, False)
    assert at.chair.post(f"{job}/share", data={"audience": "table"}).status_code == 303
    link = re.search(r'href="(/jobs/\w+)"', at.table(at.reader))
    assert link
    assert link[1] == job
    assert at.reader.get(job).text.count("<h2") == shown.count("<h2")


def test_who_is_signed_in_sees_it_and_can_sign_out(at: Table) -> None:
    shown = at.aa.get("/").text
    assert '<a href="/oauth2/sign_out">Afmelden</a>' in shown
    assert ">Aa<" in shown
    nobody = TestClient(at.site, "http://127.0.0.1")
    assert (refused := nobody.get("/")).status_code == 401
    assert "Meld u eerst aan" in words(refused.text)
    # An identifier is nothing to a reader, and what is hidden is not told apart from what is not.
    assert "Dit is niet te vinden." in words(at.reader.get("/scenarios/0").text)
    assert "U bent afgemeld" in nobody.get("/signed-out").text
    assert at.aa.get("/signed-out").headers["location"] == "/"


def rows(html: str, begin: str) -> list[str]:
    """Give what a reader reads in the rows that begin so."""
    found = [words(one) for one in re.findall("<tr.*?</tr>", html, re.DOTALL)]
    return [one for one in found if one.startswith(begin)]


def capped(most: int) -> dict[str, object]:
    """The region with a most of social rent as well."""
    said = region()
    social = next(one for one in said["agreements"] if one["id"] == "social")
    said["agreements"].append({**social, "id": "cap", "title": "Hoogstens", "at_most": f"{most}%"})
    del said["agreements"][-1]["at_least"]
    return said


def test_a_party_leaves_and_what_it_kept_to_itself_stays_behind_its_wall(tmp_path: Path) -> None:
    with Store(str(tmp_path / "dossiers.sqlite")) as store:
        at = Table(store)
        at.seat()
        secret, told = at.position(at.aa, "Voor onszelf"), at.position(at.aa, "Voor de tafel")
        assert at.aa.post(f"{told}/versions/1/share", data={"audience": "table"}).status_code == 303
        shown = at.table(at.chair)
        first, second = re.findall(r'action="(/dossiers/\w+/parties/\w+/dismiss)"', shown)
        for who in (at.bee, at.reader, at.aa):
            assert who.post(first).status_code == 403
            assert "/dismiss" not in at.table(who)
        assert at.chair.post(first).status_code == 303
        assert at.aa.get(f"{at.dossier}/table").status_code == 404
        for who in (at.aa, at.bee, at.chair):
            assert who.get(secret).status_code == 404
        shown = at.table(at.chair)
        assert "Niet meer aan tafel: Aa." in words(shown)
        assert "Voor de tafel" in shown
        assert "Voor onszelf" not in shown
        assert second in shown
        assert first not in shown
        log = words(at.chair.get(at.dossier).text)
        assert "Vz Heeft “Aa” de tafel laten verlaten." in log
        assert "Vz Heeft de deelname van Van Aa beëindigd." in log
        seat = re.findall(r'value="(party/\w+)">handelt voor Aa', shown)[0]
        at.chair.post(f"{at.dossier}/members", data={"person": "opvolger", "seat": seat})
        assert at.browser("opvolger").get(secret).status_code == 200
