"""Explore: room, prices and the front, as jobs whose pages tell them."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

from starlette.testclient import TestClient

from dossiers import Access, Store
from optimiser.drawings.drawing import stacked_bars
from optimiser.drawings.points import HEIGHT, LEFT, WIDTH, axis, plane
from tests.web.conftest import region, row, words, work_off


def explored(client: TestClient, store: Store, scenario: str, **asked: str) -> str:
    """Ask, have it worked out, and give the page."""
    waiting = client.post(f"{scenario}/explorations", data=asked)
    assert "Dit wordt doorgerekend." in words(waiting.text)
    work_off(store)
    return client.get(waiting.url.path).text


def brought(client: TestClient, document: dict[str, Any]) -> str:
    """Bring a region, and give the address of its scenario."""
    file = {"file": ("twee.json", json.dumps(document), "application/json")}
    return client.post("/dossiers", files=file).url.path


def test_the_room_of_each_municipality_is_drawn(
    client: TestClient, store: Store, opened: str, access: Access
) -> None:
    shown = explored(client, store, opened, kind="room")

    assert row(shown, "Aa") == "Aa 25–33 8–33 0–23 0–23 0–23"
    assert shown.count('class="span"') == 2 * 5
    taken = re.search(r'href="([^"]*/report.pdf)"', shown)
    assert taken
    assert client.get(taken[1]).content.startswith(b"%PDF-")
    (dossier,) = access.dossiers.list()
    assert "Ruimte van elke gemeente: Twee gemeenten" in words(
        client.get(f"/dossiers/{dossier.id}").text
    )


def test_what_each_agreement_costs_says_whom_it_costs(client: TestClient, store: Store) -> None:
    """All 40 in Aa are not fair to it; a share of social rent takes nothing from anybody."""
    wanted = region()
    forty = {"quantity": "new_build", "municipalities": ["GM0001"]}
    wanted["agreements"].append(
        {"id": "aa", "kind": "amount", "title": "Veel in Aa", "measure": forty, "at_least": 40}
    )
    shown = explored(client, store, brought(client, wanted), kind="prices")
    told = row(shown, "Veel in Aa")
    assert re.match(
        r"Veel in Aa De grootste .*: 0% \(was 14,3%\) Aa: minstens 6,67 woningen minder", told
    )
    assert row(shown, "Sociale huur") == "Sociale huur hetzelfde niemand"


def test_alternatives_stand_beside_the_best_plan(client: TestClient, store: Store) -> None:
    """Of exactly a hundred Bee builds 75, to be fair: only segments can be others."""
    hundred = region()
    hundred["agreements"][0]["exactly"] = hundred["agreements"][0].pop("at_least")
    shown = explored(client, store, brought(client, hundred), kind="alternatives")
    assert row(shown, "Aa") == "Aa 25 25 25 25"
    assert row(shown, "Bee") == "Bee 75 75 75 75"
    assert "Programma’s die bijna even goed zijn" in words(shown)
    differing = words(shown).partition("Waarin zij verschillen")[2].partition("Wat wordt nage")[0]
    assert re.search(r"Aa sociale huur \d+ ", differing)
    assert "▲" in differing


def test_goals_against_one_another_have_the_plans_as_points(
    client: TestClient, store: Store
) -> None:
    """Two hundred are wished for and 140 fit, of which a fair share would be 35 and 105.

    The best plan builds all of it, with 40 in Aa; a deal no more than a hundred.
    """
    wished = region()
    wished["agreements"][0] |= {"binding": False, "at_least": 200}
    opened = brought(client, wished)
    goals = {"first": "shortfall:1", "second": "fair_share:spread"}
    plan = {"file": ("deal.csv", b"municipality;dwellings\nGM0001;40\nGM0002;60\n", "text/csv")}
    client.post(f"{opened}/comparisons", files=plan)
    chosen = re.findall(
        r'name="plan" value="([\w/]+)" checked> (.*?)</label>', client.get(opened).text
    )
    assert [name for _, name in chosen] == ["deal"]
    shown = explored(client, store, opened, kind="front", plan=chosen[0][0], **goals)
    # 40 where 25 of a hundred are fair is 60% off, and where 35 of 140 are 14,3%.
    assert row(shown, "A. het beste programma") == "A. het beste programma 60 14,3%"
    assert row(shown, "B. deal") == "B. deal 100 60%"
    assert shown.count("<rect") == 2
    for name in ("tekort op afspraken die niet bindend zijn (woningen)",
                 "grootste afwijking van het evenredig aandeel bij “Gespreid”"):  # fmt: skip
        assert name in words(shown), shown
        assert f"{name[0].upper()}{name[1:]}" in words(shown)
    same = client.post(f"{opened}/explorations", data={"kind": "front", **goals, "first": "x"})
    work_off(store)
    assert "Dit kon niet worden doorgerekend." in words(client.get(same.url.path).text)
    twice = {"kind": "front", "first": "shortfall:1", "second": "shortfall:1"}
    assert client.post(f"{opened}/explorations", data=twice).status_code == 400
    assert client.post(f"{opened}/explorations", data={"kind": "solve"}).status_code == 404


def test_points_lie_between_axes_that_hold_them_all() -> None:
    drawn = plane([(10, 0.5), (20, 0.1)], [("deal", 30, 0.9), ("same", 30, 0.9)])
    (left, right), (deal,) = drawn.line, drawn.others
    assert deal.label == "deal, same"
    assert LEFT <= left.x < right.x < deal.x <= WIDTH
    assert 0 < deal.y < left.y < right.y < HEIGHT
    assert [tick.value for tick in drawn.across] == sorted(tick.value for tick in drawn.across)
    # Names keep off each other, off points, and within the drawing.
    close = plane([(10, 0)], [("A", 100, 50), ("B", 97, 48.5), ("a long name", 10, 0)])
    names = [(one.across, one.foot) for one in close.others]
    assert len({*names}) == len(close.others) == 3
    assert all(0 < across < WIDTH for across, _ in names)
    assert all(
        max(abs(one.x - across), 2 * abs(one.y - foot)) > 8
        for one in close.others
        for across, foot in names
    )
    assert axis([5, 5])[0] <= 5 < axis([5, 5])[-1]
    # What is whole has no halves at its axis: they were written as the number below or above.
    assert axis([234, 246]) == [230, 235, 240, 245, 250]
    assert [tick.value for tick in stacked_bars([("2025", [1])]).ticks] == [0, 1]
    assert axis([]) == axis([0, 1])
    # Points that nobody can tell apart by what is written at them are not drawn apart either.
    near = axis([0.11501, 0.11502], 0.001)
    assert all(after - before >= 0.001 for before, after in pairwise(near))
    assert near[0] <= 0.115 < near[-1]
