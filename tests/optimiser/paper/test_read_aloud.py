"""The report as somebody hears it: by its tags, which another program reads than wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from optimiser import solve
from optimiser.explore.room import room
from optimiser.paper import content_of, report_content, typeset
from optimiser.plans.compare import compare_plans
from scenarios import read_negotiated, scenario_from_json
from tests.pdf_tags import Tag, TaggedFile
from tests.web.conftest import region


@pytest.fixture(scope="module")
def reports() -> Mapping[str, dict[str, Any]]:
    """A report of a plan, of a comparison, and of what was explored."""
    two = scenario_from_json(region())
    deal = read_negotiated(two, b"municipality;dwellings\nGM0001;40\nGM0002;55\n", "deal.csv")
    compared = compare_plans(two, {"deal": deal}, unchanged=True)
    best = compared.best.as_record("nl")
    return {
        "plan": report_content(two, solve(two).as_record("nl"), "nl"),
        "comparison": report_content(two, best, "nl", compared.as_record("nl")),
        "exploration": content_of(two, room(two).as_record("nl"), "nl"),
    }


@pytest.fixture(scope="module", params=["plan", "comparison", "exploration"])
def read(
    request: pytest.FixtureRequest, reports: Mapping[str, dict[str, Any]]
) -> tuple[dict[str, Any], TaggedFile]:
    content = reports[request.param]
    return content, TaggedFile(typeset(content))


def test_a_reader_knows_its_language_and_title_and_that_it_is_tagged(
    read: tuple[dict[str, Any], TaggedFile],
) -> None:
    content, found = read
    root = found.file.Root
    assert str(root.Lang).startswith("nl")
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert f">{content['title']}<" in root.Metadata.read_bytes().decode()


def test_all_that_is_written_is_read_once_and_nothing_else(
    read: tuple[dict[str, Any], TaggedFile],
) -> None:
    _, found = read
    places = [*found.root.places()]
    assert len(places) == len({*places})
    assert found.texts.keys() <= {*places}
    assert "\ufffd" not in found.text(found.root)
    assert found.untagged.strip() == ""


def test_it_is_read_in_the_order_in_which_it_was_written(
    read: tuple[dict[str, Any], TaggedFile],
) -> None:
    content, found = read
    heads = [one for one in found.root.tags() if one.kind in ("H1", "H2", "H3", "H4")]
    levels = [int(one.kind[1]) for one in heads]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    titles = [" ".join(one["title"].split()) for one in content["sections"]]
    told = [found.text(one) for one in heads]
    assert [one for one in told if one in titles] == titles
    tables = [
        block for one in content["sections"] for block in one["blocks"] if block["kind"] == "table"
    ]
    said = [cells(found, one) for one in found.root.tags() if one.kind == "Table"]
    rows = [
        [" ".join(f"{cell['text']} {cell['note']}".split()) for cell in row]
        for block in tables
        for row in block["rows"]
    ]
    heard = [row for table in said for row in table]
    assert rows
    at = -1
    for row in rows:
        at = heard.index(row, at + 1)


def test_tables_have_heads_and_drawings_have_words(
    read: tuple[dict[str, Any], TaggedFile],
) -> None:
    _, found = read
    for table in (one for one in found.root.tags() if one.kind == "Table"):
        rows = [one for one in table.tags() if one.kind == "TR"]
        assert len({len(row.within) for row in rows}) == 1
        heads = [one for one in rows[0].within if isinstance(one, Tag)]
        assert {one.kind for one in heads} == {"TH"}
        assert {one.scope for one in heads} == {"/Column"}
    pictures = [one for one in found.root.tags() if one.kind == "Figure"]
    assert all(len(one.alt) > 10 for one in pictures)


def cells(found: TaggedFile, table: Tag) -> list[list[str]]:
    """Give what is read of a table, row by row."""
    return [
        [found.text(one) for one in row.within if isinstance(one, Tag)]
        for row in table.tags()
        if row.kind == "TR"
    ]
