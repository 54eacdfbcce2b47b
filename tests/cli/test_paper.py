"""The command `report`: the report for a council as a file."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import folder, run


def test_a_report_is_written_and_the_same_twice(tmp_path: Path) -> None:
    name = folder(tmp_path)
    plan = tmp_path / "deal.csv"
    plan.write_text("municipality;dwellings\nGM0001;8\nGM0002;7\n", encoding="utf-8")
    files = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for file in files:
        made = run("report", name, "--plan", plan, "-o", file)
        assert made.exit_code == 0, made.stderr
        assert f"Report written to “{file}”." in made.stderr
        assert made.stdout == ""
    assert files[0].read_bytes() == files[1].read_bytes()
    alone, drawn = tmp_path / "alone.pdf", tmp_path / "drawn"
    paid = ("--plan", plan, "-o", tmp_path / "c.pdf", "--drawings", drawn)
    assert run("report", name, *paid).exit_code == 0
    assert sorted(one.name for one in drawn.iterdir()) == ["years.png", "years.svg"]
    assert (drawn / "years.svg").read_text(encoding="utf-8").startswith("<svg ")
    assert run("report", name, "--output", alone, "--language", "nl").exit_code == 0
    assert b"<rdf:li>nl</rdf:li>" in alone.read_bytes()
    assert run("report", name, "-o", alone).exit_code != 0, "what is there is not replaced unasked"
    assert run("report", name, "-o", alone, "--force").exit_code == 0
    assert b"<rdf:li>en</rdf:li>" in alone.read_bytes()


def test_a_report_ends_in_pdf_and_a_wrong_one_leaves_nothing(tmp_path: Path) -> None:
    refused = run("report", folder(tmp_path), "-o", tmp_path / "rapport.docx")
    assert "is to be a report: let it end in .pdf." in refused.stderr
    assert run("report", tmp_path / "none", "-o", tmp_path / "rapport.pdf").exit_code == 3
    assert list(tmp_path.glob("rapport*")) == []
