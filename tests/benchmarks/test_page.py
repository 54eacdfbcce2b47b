"""The page of benchmarks: some parts can be measured anew, and the others stay as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks.table import Line, Report, Table


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bench, "PAGE", tmp_path / "benchmarks.md")
    return tmp_path / "benchmarks.md"


def test_parts_that_are_not_measured_anew_are_kept(page: Path) -> None:
    written = {"region": "## One\n\nfirst", "limit": "## Two\n\n| a |\n|---|"}
    bench.write(written)
    assert bench.written_before() == written
    bench.write({**bench.written_before(), "limit": "## Three"})
    assert "first" in page.read_text()
    assert "Two" not in page.read_text()


def test_every_part_says_on_what_it_was_measured() -> None:
    text = bench.measured(lambda: "## One")
    assert text.startswith("## One\n\nMeasured on ")
    assert "cores" in text
    assert "yardstick" in text
    committed = (Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert all("cores" in part for _, part in bench.SECTION.findall(committed))


def test_the_committed_page_has_known_parts_in_their_order() -> None:
    text = (Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    found = [name for name, _ in bench.SECTION.findall(text)]
    assert found == [name for name in bench.PARTS if name in found]
    assert found


def test_a_report_says_what_was_missed() -> None:
    lines = (Line("fast", 1.0, "s", at_most=2), Line("slow", 3.0, "s", at_most=2))
    text = str(Report("Title", lines, [Table("Sizes", ("what", "MB"), [("all", 1200)])], ["Note."]))
    assert text.splitlines()[0] == "## Title"
    assert "| fast | 1 s | at most 2 s | reached |" in text
    assert "| slow | 3 s | at most 2 s | **missed** |" in text
    assert "### Sizes\n\n| what | MB |\n| --- | ---: |\n| all | 1200 |" in text
    assert text.endswith("Note.")
