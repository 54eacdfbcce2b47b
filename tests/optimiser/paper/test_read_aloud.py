"""The report as it lasts (PDF/A-2a) and is heard (PDF/UA-1), read by who did not make it."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import page
import pikepdf
import pytest

from models.language import Language
from optimiser.paper.table_tags import with_row_heads
from optimiser.paper.typesetting import tables_of
from tests.optimiser.paper.kinds import KINDS, content, paper
from tests.pdf_tags import Tag, TaggedFile

RULES = {"2a": 154, "ua1": 104}
"""How many rules of each profile are looked at, at least."""


def broken(file: bytes) -> dict[str, list[str]]:
    """Give the rules that a file breaks, by profile."""
    given = {name: page.validate_pdf_bytes(file, profile=name) for name in RULES}
    assert all(given[name].rules.total >= known for name, known in RULES.items())
    return {name: [one.rule_id for one in report.failures] for name, report in given.items()}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_report_keeps_every_rule(kind: str, language: Language) -> None:
    assert broken(paper(kind, language)) == {"2a": [], "ua1": []}


def unsaid(pdf: pikepdf.Pdf) -> None:
    said = pdf.Root.Metadata.read_bytes().replace(b"pdfuaid:part>1<", b"pdfuaid:part>7<")
    pdf.Root.Metadata = pdf.make_stream(said, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def without(name: str) -> Callable[[pikepdf.Pdf], None]:
    def left_out(pdf: pikepdf.Pdf) -> None:
        del pdf.Root[name]

    return left_out


def untagged(kind: str, name: str) -> Callable[[pikepdf.Pdf], None]:
    def left_out(pdf: pikepdf.Pdf) -> None:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == kind and name in one:
                del one[name]

    return left_out


@pytest.mark.parametrize(
    ("spoil", "profile", "rule"),
    [
        (unsaid, "ua1", "PDFUA1-ID-PART-001"),
        (without("/Metadata"), "2a", "PDFA2A-ID-SCHEMA-001"),
        (without("/StructTreeRoot"), "2a", "PDFA2A-STRUCT-TREE-ROOT-001"),
        (without("/Lang"), "ua1", "PDFUA1-TEXT-LANGUAGE-001"),
        (untagged("/Figure", "/Alt"), "ua1", "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001"),
        (untagged("/TH", "/A"), "ua1", "PDFUA1-TABLE-HEADERS-SCOPE-001"),
    ],
)
def test_what_is_left_out_is_missed(
    spoil: Callable[[pikepdf.Pdf], None], profile: str, rule: str
) -> None:
    with pikepdf.open(io.BytesIO(paper("plan", "nl"))) as pdf:
        spoil(pdf)
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True)
    assert rule in broken(made.getvalue())[profile]


def test_data_that_end_like_a_line_keep_their_length() -> None:
    """Who looks for their end would take their last sign for a part of the line after them."""
    with pikepdf.open(io.BytesIO(paper("plan", "nl"))) as pdf:
        pdf.Root["/Own"] = pdf.make_stream(b"said\r", Filter=pikepdf.Array())
        made = io.BytesIO()
        pdf.save(made, compress_streams=False, deterministic_id=True)
    assert broken(made.getvalue())["2a"] == ["PDFA2A-STREAM-LENGTH-001"]
    again = with_row_heads(made.getvalue(), [*tables_of(content("plan", "nl"))])
    assert broken(again)["2a"] == []


@pytest.fixture(scope="module", params=KINDS)
def read(request: pytest.FixtureRequest) -> tuple[dict[str, Any], TaggedFile]:
    return content(request.param, "nl"), TaggedFile(paper(request.param, "nl"))


def test_a_reader_knows_its_language_and_title(read: tuple[dict[str, Any], TaggedFile]) -> None:
    said, heard = read
    assert str(heard.file.Root.Lang).startswith("nl")
    assert f">{said['title']}<" in heard.file.Root.Metadata.read_bytes().decode()


def test_all_that_is_written_is_read_once_and_nothing_else(
    read: tuple[dict[str, Any], TaggedFile],
) -> None:
    _, heard = read
    places = [*heard.root.places()]
    assert len(places) == len({*places})
    assert heard.texts.keys() <= {*places}
    assert "\ufffd" not in heard.text(heard.root)
    assert heard.untagged.strip() == ""


def test_it_is_read_in_the_order_in_which_it_was_written(
    read: tuple[dict[str, Any], TaggedFile],
) -> None:
    said, heard = read
    heads = [one for one in heard.root.tags() if one.kind in ("H1", "H2", "H3", "H4")]
    levels = [int(one.kind[1]) for one in heads]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    titles = [" ".join(one["title"].split()) for one in said["sections"]]
    told = [heard.text(one) for one in heads]
    assert [one for one in told if one in titles] == titles
    tables = [one for part in said["sections"] for one in part["blocks"] if one["kind"] == "table"]
    written = [
        [
            [" ".join(one["text"].split()) for one in table["heads"]],
            *(
                [" ".join(f"{cell['text']} {cell['note']}".split()) for cell in row]
                for row in table["rows"]
            ),
        ]
        for table in tables
    ]
    assert [rows(heard, one) for one in heard.root.tags() if one.kind == "Table"] == written


def test_tables_have_heads_of_columns_and_rows_and_drawings_have_words(
    read: tuple[dict[str, Any], TaggedFile],
) -> None:
    said, heard = read
    tables = [one for one in heard.root.tags() if one.kind == "Table"]
    headings = {one["title"] for one in said["sections"]} | {
        block["text"]
        for one in said["sections"]
        for block in one["blocks"]
        if block["kind"] == "heading"
    }
    assert {one.summary for one in tables} <= headings
    for table in tables:
        heads, *others = ([*cells(row)] for row in table.tags() if row.kind == "TR")
        assert {(one.kind, one.scope) for one in heads} == {("TH", "/Column")}
        for first, *numbers in others:
            assert len(numbers) + 1 == len(heads)
            assert (first.kind, first.scope) == ("TH", "/Row")
            assert {(one.kind, one.scope) for one in numbers} <= {("TD", "")}
    pictures = [one for one in heard.root.tags() if one.kind == "Figure"]
    assert all(len(one.alt) > 10 for one in pictures)


def cells(row: Tag) -> list[Tag]:
    return [one for one in row.within if isinstance(one, Tag)]


def rows(heard: TaggedFile, table: Tag) -> list[list[str]]:
    """Give what is read of a table, row by row."""
    return [[heard.text(one) for one in cells(row)] for row in table.tags() if row.kind == "TR"]
