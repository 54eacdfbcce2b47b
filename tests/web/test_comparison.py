"""Compare: a plan out of a spreadsheet beside the best one, on the page and in a workbook."""

from __future__ import annotations

import io
import re

from openpyxl import load_workbook
from starlette.testclient import TestClient

from dossiers import Access, Store
from tests.web.conftest import words, work_off

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
    assert "ons plan naast het beste programma" in said
    assert "het programma mist één eis van een bindende afspraak" in said
    # Aa has 5 of its 25 as social rent, and the agreement asks 7.5.
    assert "Sociale huur Aa eis 2,5 woningen" in said
    table = re.search(r"Woningen per gemeente en segment.*?</table>", shown, re.DOTALL)
    assert table
    assert re.search(r"Aa sociale huur \d+ 5 ▼ −\d+", words(table[0]))
    # Bee builds 75 of a hundred in any case, and may have any part of it for the market.
    assert re.search(r"Bee vrije sector \d+ 45 binnen de vrije ruimte", words(table[0]))
    assert "De kleinste wijziging waarmee het klopt" in said
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


def test_a_comparison_is_taken_along_as_a_workbook(
    client: TestClient, store: Store, opened: str
) -> None:
    address, _ = compared(client, store, opened)
    taken = client.get(f"{address}/workbook.xlsx")
    assert taken.headers["content-disposition"].endswith("two-compare_plans.xlsx")
    book = load_workbook(io.BytesIO(taken.content))
    assert {"Toelichting", "Vergelijking", "Invoer"} <= set(book.sheetnames)
    cells = [cell for line in book["Vergelijking"].iter_rows(values_only=True) for cell in line]
    assert "Aa" in cells
    assert "ons plan" in cells


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
