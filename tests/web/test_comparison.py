"""Compare: a plan out of a spreadsheet beside the best one, on the page and in a workbook."""

from __future__ import annotations

import io
import json
import re

from openpyxl import load_workbook
from starlette.testclient import TestClient

from dossiers import Access, Store
from optimiser.paper import report_content, typeset
from optimiser.plans.compare import compare_plans
from scenarios import read_negotiated, scenario_from_json
from tests.web.conftest import region, words, work_off

OURS = """gemeente;segment;woningen
Aa;sociale huur;5
Aa;vrije sector;20
Bee;sociale huur;30
Bee;vrije sector;45
"""


def compared(client: TestClient, store: Store, scenario: str, plan: str = OURS) -> tuple[str, str]:
    """Bring a plan, have it compared, and give the comparison's address and page."""
    asked = client.post(f"{scenario}/comparisons", files={"file": ("ons plan.csv", plan)})
    assert "Dit wordt doorgerekend." in words(asked.text)
    work_off(store)
    return asked.url.path, client.get(asked.url.path).text


def test_the_best_and_the_negotiated_plan_stand_in_columns(
    client: TestClient, store: Store, opened: str, access: Access
) -> None:
    address, shown = compared(client, store, opened)
    said = words(shown)
    assert "“ons plan” naast het beste programma" in said
    assert "het programma komt één eis van een bindende afspraak niet na" in said
    # Aa has 5 of its 25 as social rent, and the agreement asks 7.5.
    assert "Sociale huur Aa eis 2,5 woningen" in said
    table = re.search(r"Woningen per gemeente en segment.*?</table>", shown, re.DOTALL)
    assert table
    assert re.search(r"Aa sociale huur \d+ 5 ▼ minder −\d+", words(table[0]))
    # Bee builds 75 of a hundred in any case, and may have any part of it for the market.
    assert re.search(r"Bee vrije sector \d+ 45 binnen de vrije ruimte", words(table[0]))
    assert "De kleinste wijziging waarmee het klopt" in said
    # Years are not told, and in whatever years it is built, what is missed stays what it is.
    assert "Wat na het aanvullen nog open ligt" not in said
    (dossier,) = access.dossiers.list()
    (plan,) = access.plans.list(dossier.id)
    assert (plan.name, plan.kind) == ("ons plan", "negotiated")
    assert address in client.get(f"/dossiers/{dossier.id}").text


def test_what_a_plan_with_totals_only_leaves_open_is_told(
    client: TestClient, store: Store, opened: str
) -> None:
    """Nothing says how much of Aa's 25 is social rent: none of it, and 7.5 are missed."""
    _, shown = compared(client, store, opened, "gemeente;woningen\nAa;25\nBee;75\n")
    said = words(shown)
    assert "Wat na het aanvullen nog open ligt" in said
    assert "Sociale huur Aa 7,5 woningen 0 woningen" in said


def test_a_total_with_what_of_it_is_social_rent_is_compared_as_far_as_it_goes(
    client: TestClient, store: Store, opened: str
) -> None:
    """Aa's five of 25 are too few, whatever the other twenty are, and those are not compared."""
    plan = "gemeente;totaal;waarvan sociale huur\nAa;25;5\nBee;75;30\n"
    _, shown = compared(client, store, opened, plan)
    said = words(shown)
    assert "middenhuur, betaalbare koop en vrije sector samen" in said
    assert "Sociale huur Aa eis 2,5 woningen" in said
    table = re.search(r"Woningen per gemeente en segment.*?</table>", shown, re.DOTALL)
    assert table
    assert re.search(r"Aa sociale huur \d+ 5 ▼ minder −\d+", words(table[0]))
    assert re.search(r"Aa middenhuur \d+ ", words(table[0]))
    assert not re.search(
        r"Aa (?:middenhuur|vrije sector|betaalbare koop) \d+ \d+ [▲▼]", words(table[0])
    )


def test_several_plans_stand_in_columns_with_only_what_differs(
    client: TestClient, store: Store, opened: str, access: Access
) -> None:
    """The best plan before Aa may build 30% social rent only, a deal, and one with totals only."""
    client.post(f"{opened}/plans", data={"version": "1"})
    compared(client, store, opened)
    changed = {"based_on": "1", "agreements/social/at_least": "60%", "note": "meer"}
    assert client.post(f"{opened}/versions", data=changed).status_code == 200
    shown = client.get(opened).text
    chosen = re.findall(r'name="plan" value="((?:plan|job)/\w+)"> (.*?)</label>', shown)
    assert [name for _, name in chosen] == ["ons plan", "versie 1"]
    totals = {"file": ("totalen.csv", "gemeente;woningen\nAa;40\nBee;60\n")}
    picked = {"version": "2", "plan": [pointer for pointer, _ in chosen]}
    asked = client.post(f"{opened}/comparisons", data=picked, files=totals)
    work_off(store)
    shown = client.get(asked.url.path).text
    table = re.search(r"Woningen per gemeente</h2>.*?</table>", shown, re.DOTALL)
    assert table
    said = words(shown)
    assert (
        "totalen : 100 woningen in totaal, evenveel als het beste programma; een ander aantal in 2 "
        "van 2 gemeenten; komt alles na wat bindend is." in said
    )
    assert "in 0 van 2 gemeenten; niet nagekomen bindende eisen: 2." in said
    said = words(table[0])
    assert "gemeente beste ons plan versie 1 totalen" in said  # as they were chosen
    assert re.search(r"Aa 25 25 25 40 ▲ meer \+15", said)
    assert '<tr class="same total">' in table[0]
    cells = re.search(r"per gemeente en segment</h2>.*?</table>", shown, re.DOTALL)
    assert cells
    assert re.search(r"Aa sociale huur \d+ .* niet gezegd", words(cells[0]))
    (dossier,) = access.dossiers.list()
    kinds = {(one.name, one.kind, one.version) for one in access.plans.list(dossier.id)}
    assert kinds == {
        ("ons plan", "negotiated", 1),
        ("Twee gemeenten v1", "solved", 1),
        ("totalen", "negotiated", 2),
    }
    assert client.post(f"{opened}/comparisons", data={"plan": "job/x"}).status_code == 404


def test_a_map_tells_who_builds_otherwise(client: TestClient, store: Store) -> None:
    placed = region()
    for one, (north, east) in zip(
        placed["tables"]["municipalities"], ((52.0, 5.0), (52.1, 5.2)), strict=True
    ):
        one |= {"latitude": north, "longitude": east}
    file = {"file": ("twee.json", json.dumps(placed), "application/json")}
    scenario = client.post("/dossiers", files=file).url.path
    _, shown = compared(client, store, scenario, "gemeente;woningen\nAa;40\nBee;60\n")
    drawn = re.search(r'<svg class="map".*?</svg>', shown, re.DOTALL)
    assert drawn
    assert words(drawn[0]).endswith("Bee ▼ −15 Aa ▲ +15")
    (address,) = re.findall(r'href="(/jobs/\w+/map-1.svg)"', shown)
    taken = client.get(address)
    assert re.findall(r"[−+]15", taken.text) == ["−15", "+15"]
    assert client.get(address.replace("map-1", "map-2")).status_code == 404


def test_a_comparison_is_taken_along_as_a_workbook(
    client: TestClient, store: Store, opened: str
) -> None:
    address, _ = compared(client, store, opened)
    taken = client.get(f"{address}/workbook.xlsx")
    assert taken.headers["content-disposition"].endswith("two-1-vergelijking.xlsx")
    book = load_workbook(io.BytesIO(taken.content))
    assert {"Toelichting", "Vergelijking", "Invoer"} <= set(book.sheetnames)
    cells = [cell for line in book["Vergelijking"].iter_rows(values_only=True) for cell in line]
    assert "Aa" in cells
    assert "ons plan" in cells


def test_its_report_is_of_the_plan_that_it_went_on_to(
    client: TestClient, store: Store, opened: str, access: Access
) -> None:
    """Which is kept with the comparison: nothing was solved by itself."""
    address, _ = compared(client, store, opened)
    (dossier,) = access.dossiers.list()
    (job,) = access.jobs.list(dossier.id)
    answer = access.jobs.answer(job.id)
    rows = answer["tables"]["by_municipality"]
    built = {row["municipality"]: row["best"] for row in rows if row["quantity"] == "new_build"}
    totals = answer["best"]["tables"]["totals"]
    assert {row["municipality"]: row["new_build"] for row in totals} == built
    two = scenario_from_json(region())
    read = {"ons plan": read_negotiated(two, OURS.encode(), "ons plan.csv")}
    found = compare_plans(two, read, unchanged=True)
    told = report_content(two, found.best.as_record("nl"), "nl", found.as_record("nl"))
    assert client.get(f"{address}/report.pdf").content == typeset(told), "as the command writes it"


def test_what_cannot_be_read_of_a_plan_is_said_with_its_place(
    client: TestClient, opened: str, access: Access
) -> None:
    wrong = "gemeente;segment;woningen\nAa;sociale huur;vijf\nZee;sociale huur;4\n"
    answer = client.post(f"{opened}/comparisons", files={"file": ("fout.csv", wrong)})
    assert answer.status_code == 400
    said = words(answer.text)
    assert "fout.csv · rij 2" in said or "fout.csv · cel" in said
    assert "Zee" in said
    (dossier,) = access.dossiers.list()
    assert access.plans.list(dossier.id) == ()
    assert client.post(f"{opened}/comparisons", data={}).status_code == 400


def test_the_deal_that_comes_with_a_region_is_one_click_away(
    client: TestClient, access: Access
) -> None:
    shown = client.post("/dossiers", data={"library": "noord-veluwe"})
    assert "Vergelijk met woondeal-2025" in words(shown.text)
    address = f"{shown.url.path}/comparisons"
    asked = client.post(address, data={"version": "1", "shipped": "woondeal-2025.csv"})
    assert "Dit wordt doorgerekend." in words(asked.text)
    (dossier,) = access.dossiers.list()
    (plan,) = access.plans.list(dossier.id)
    assert "14.804 woningen" in plan.note
    nowhere = {"version": "1", "shipped": "../scenario.yaml"}
    assert client.post(address, data=nowhere).status_code == 404


def test_households_that_live_there_are_no_plan(client: TestClient, opened: str) -> None:
    """Figures of municipalities have such a column; a plan of households has a group or a year."""
    figures = {"file": ("cijfers.csv", b"gemeente;huishoudens\nAa;1000\nBee;3000\n", "text/csv")}
    said = words(client.post(f"{opened}/comparisons", files=figures).text)
    assert "Dit zijn cijfers van gemeenten en geen programma" in said
    assert "biedt hier geen plaats" not in said


def test_what_is_no_plan_is_told_with_what_is(client: TestClient, opened: str) -> None:
    letter = {"file": ("brief.csv", b"Beste collega,\nhierbij ons voorstel.\n")}
    answer = client.post(f"{opened}/comparisons", data={"version": "1"}, files=letter)
    assert answer.status_code == 400
    assert "Een tabel met een rij per gemeente en een kolom per segment" in words(answer.text)
