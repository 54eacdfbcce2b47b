"""The command `solve`: what it prints and writes, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any, NoReturn

import openpyxl
import pytest

import optimiser
from optimiser import solve
from optimiser.paper import report_content
from scenarios import read_scenario
from tests.cli.running import fifteen, folder, impossible, run
from tests.regions import CODES, amount, municipality, scenario, share


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def line_of(text: str, start: str) -> list[str]:
    (line,) = (line for line in text.splitlines() if line.startswith(start))
    return line.removeprefix(start).split()


def test_a_planner_reads_the_plan_in_80_columns_without_colours(tmp_path: Path) -> None:
    solved = run("solve", folder(tmp_path), "--all")
    assert solved.exit_code == 0
    assert max(map(len, solved.stdout.splitlines())) <= 80
    assert "\x1b" not in solved.stdout
    assert "Result: the best plan, proven." in solved.stdout
    total, *_, left = line_of(solved.stdout, "Aarle")
    assert (total, left) == ("9", "1")
    total, *_, left = line_of(solved.stdout, "Beek")
    assert (total, left) == ("6", "4")
    assert line_of(solved.stdout, "the region") == [
        "15",
        "5",
        "33.3%",
        "10",
        "66.7%",
        "5",
    ]
    assert line_of(solved.stdout, "Total") == ["1", "of", "1", "1"]
    assert "1 of 2 columns of figures rest on an assumption" in solved.stdout


MISSING = ("--set", "agreements.mid-segment-high-stock.at_least=100%", "--set", "goals=[shortfall]")


@pytest.mark.parametrize(("language", "changes"), [("nl", ()), ("en", MISSING)])
def test_the_answer_of_a_region_of_17_fits_on_one_screen(
    language: str, changes: tuple[str, ...]
) -> None:
    """Can it be done, what does each municipality build, what is missed: 24 lines of 80."""
    shown = run("solve", "arnhem-nijmegen", *changes, "--language", language)
    lines = shown.stdout.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    whole = " ".join(shown.stdout.split())
    assert ("Het kan" if language == "nl" else "It can be done") in whole
    missed = {"nl": "Niet nagekomen", "en": "Missed"}[language]
    assert (missed in whole) is bool(changes)
    for one in read_scenario("arnhem-nijmegen").municipalities:
        assert any(line.startswith(one.name) for line in lines), one.name


def test_a_region_of_more_municipalities_is_folded_to_one_screen(tmp_path: Path) -> None:
    """The sixteen that build the most stand there, the others together, and where to see them."""
    codes = [f"GM{1000 + at}" for at in range(30)]
    many = scenario(
        amount(exactly=sum(range(30))),
        municipalities=[{"code": code, "name": f"Plaats {code}"} for code in codes],
        capacity=[
            {"pool": code, "municipality": code, "dwellings": at} for at, code in enumerate(codes)
        ],
    )
    shown = run("solve", folder(tmp_path, many), "--language", "en")
    lines = shown.stdout.splitlines()
    assert len(lines) <= 24
    named = [line.split()[1] for line in lines if line.startswith("Plaats")]
    assert named == codes[14:]
    (others,) = [line.split() for line in lines if line.startswith("14 others")]
    assert others[2] == str(sum(range(14)))
    assert "More with --all: municipalities" in shown.stdout


def test_an_agreement_is_named_by_its_title_too(tmp_path: Path) -> None:
    """And when its number is changed, its title is told to say the old one."""
    title = "30 procent sociale huur"
    named = folder(tmp_path, scenario(amount(exactly=10), share(at_least="30%", title=title)))
    by_title = run("solve", named, "--set", f'agreements."{title.upper()}".at_least=45%')
    by_id = run("solve", named, "--set", "agreements.social.at_least=45%")
    assert (by_title.stdout, by_title.stderr) == (by_id.stdout, by_id.stderr)
    assert f"The title “{title}” says 30%, and the agreement says 45%" in by_id.stderr
    assert "title" not in run("solve", named).stderr
    for arguments in (
        ("explore", "price", named, "--agreement"),
        ("explain", named, "--untouchable"),
    ):
        assert run(*arguments, title).stdout == run(*arguments, "social").stdout
        assert run(*arguments, "30 procent koop").exit_code == 3


def test_fairness_tells_who_is_furthest_and_what_holds_them(tmp_path: Path) -> None:
    """Of 18 dwellings 7.2 are Beek's share; it gets 9, because Aarle may not have more."""
    tight = fifteen(
        agreements=[
            amount(exactly=18),
            amount("aarle", at_most=9, municipalities=["GM0001"], title="Aarle's limit"),
            *(one.model_dump(mode="json") for one in fifteen().agreements if one.id == "fair"),
        ]
    )
    shown = run("solve", folder(tmp_path, tight), "--all").stdout
    assert line_of(shown, "all years") == ["25.0%", "10.0%", "0.100"]
    assert "Beek          –            7.2         9     +25.0%      (1)" in shown
    assert " (1) Aarle's limit; total\n" in shown


def test_json_is_the_result_as_python_gives_it(tmp_path: Path) -> None:
    name = folder(tmp_path)
    solved = run("solve", name, "--json")
    assert json.loads(solved.stdout) == solve(read_scenario(name)).as_record("en")
    asked = ("--table", "totals", "--table", "conflict")
    some = json.loads(run("solve", name, "--json", *asked).stdout)
    # What was asked for is there, also where it has no rows.
    assert list(some["tables"]) == ["totals", "conflict"]
    assert some["tables"]["conflict"] == []


def test_csv_is_the_plan_or_the_table_that_is_named(tmp_path: Path) -> None:
    name = folder(tmp_path)
    plan = rows(run("solve", name, "--csv").stdout)
    assert list(plan[0]) == [
        "municipality",
        "name",
        "segment",
        "year",
        "form",
        "pool",
        "dwellings",
    ]
    assert sum(int(row["dwellings"]) for row in plan) == 15
    totals = rows(run("solve", name, "--table", "totals").stdout)
    assert [row["new_build"] for row in totals] == ["9", "6", "15"]
    empty = run("solve", name, "--csv", "--table", "conflict")
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert "has no rows" in empty.stderr


def test_dutch_csv_is_what_excel_opens(tmp_path: Path) -> None:
    arguments = ("solve", folder(tmp_path), "--table", "totals", "--dutch-csv")
    solved = run(*arguments, "--language", "nl")
    assert solved.stdout_bytes.startswith("\ufeffgemeente;naam;nieuwbouw;sociale huur".encode())
    assert run(*arguments).stdout_bytes.startswith("\ufeffmunicipality;name;new build".encode())
    assert solved.stdout_bytes.endswith(b"\r\n")
    region = solved.stdout.splitlines()[-1].split(";")
    assert region[:5] == ["", "de regio", "15", "5", "10"]
    assert float(region[5].replace(",", ".").removesuffix("%")) == pytest.approx(100 / 3)
    assert "." not in "".join(region)


@pytest.mark.parametrize(
    "arguments",
    [
        ("solve", "arnhem-nijmegen", "--preview"),
        ("explore", "room", "fictitious-region"),
        ("keys", "arnhem-nijmegen", "--key", "households", "--shares-only"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_dutch_csv_alone_is_csv(arguments: tuple[str, ...]) -> None:
    alone = run(*arguments, "--dutch-csv")
    assert alone.stdout_bytes.startswith("\ufeff".encode())
    assert alone.stdout_bytes == run(*arguments, "--csv", "--dutch-csv").stdout_bytes


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_plan_in_dutch_csv_is_read_back(tmp_path: Path, language: str) -> None:
    name, plan = folder(tmp_path), tmp_path / "plan"
    arguments = ("solve", name, "--dutch-csv", "--csv-folder", plan, "--language", language)
    assert run(*arguments).exit_code == 0
    assert run("evaluate", name, plan).exit_code == 0
    assert "keeps every binding agreement" in run("compare", name, plan).stdout
    (plan / "new_build.csv").write_text("gemeente;woningen\nGM0001;15\n", encoding="utf-8")
    assert (
        "woonvorm: The column “woonvorm” is missing, or empty" in run("evaluate", name, plan).stderr
    )


def test_a_folder_of_csv_is_replaced_as_a_whole_and_nothing_else_is(tmp_path: Path) -> None:
    name, target = folder(tmp_path), tmp_path / "tables"
    assert run("solve", name, "--csv-folder", target).exit_code == 0
    first = {file.name for file in target.iterdir()}
    assert {"totals.csv", "new_build.csv", "fair_shares.csv"} <= first
    assert run("solve", name, "--csv-folder", target).exit_code == 2
    run("solve", name, "--csv-folder", target, "--table", "totals", "--force")
    assert [file.name for file in target.iterdir()] == ["totals.csv"]
    (target / "mine.txt").write_text("keep")
    refused = run("solve", name, "--csv-folder", target, "--force")
    assert refused.exit_code == 2
    assert "mine.txt" in refused.stderr
    assert sorted(file.name for file in target.iterdir()) == ["mine.txt", "totals.csv"]


def hostile() -> Any:
    return fifteen(
        name={"nl": "=2+3", "en": "=2+3"},
        municipalities=[
            {**municipality(0, households=60), "name": "=1+1"},
            {**municipality(1, households=40), "name": "@cmd"},
        ],
    )


def test_a_workbook_holds_numbers_texts_and_no_formulas(tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    assert run("solve", folder(tmp_path, hostile()), "--xlsx", target).exit_code == 0
    book = openpyxl.load_workbook(target)
    assert book.sheetnames[:2] == ["For the council", "Explanation"]
    assert {"Outcome", "New build", "Agreements", "Goals", "Fair shares", "Provenance"} <= set(
        book.sheetnames
    )
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert {"'=1+1", "'@cmd", "'=2+3"} <= {cell.value for cell in cells}
    assert {sheet.freeze_panes for sheet in book} == {None, "A2"}
    outcome = list(book["Outcome"].iter_rows(min_row=2))
    assert [row[2].value for row in outcome] == [9, 6, 15]
    assert {row[2].number_format for row in outcome} == {"#,##0"}
    assert outcome[2][5].number_format == "0.0%"


def test_a_workbook_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    name = folder(tmp_path)
    for target in ("a.xlsx", "b.xlsx"):
        run("solve", name, "--xlsx", tmp_path / target)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("target", ["", "nowhere/plan.xlsx", "file/plan.xlsx"])
def test_a_target_that_cannot_be_written_is_said_before_the_solve(
    tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = folder(tmp_path)
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(optimiser, "solve", never)
    refused = run("solve", name, "--xlsx", tmp_path / target)
    assert refused.exit_code == 2
    assert len(refused.stderr.splitlines()) == 1


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, target = folder(tmp_path), tmp_path / "plan.xlsx"
    target.write_bytes(b"old")

    def full(self: Path, other: Path) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    failed = run("solve", name, "--xlsx", target, "--force")
    assert failed.exit_code == 2
    assert "No space left on device" in failed.stderr
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.xlsx", "scenario"]


def never(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError("what nobody\nexpected")


def test_a_fault_of_ours_is_one_line_and_with_debug_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optimiser, "solve", never)
    name = folder(tmp_path)
    fault = run("solve", name)
    assert (fault.exit_code, fault.stdout) == (1, "")
    assert len(fault.stderr.splitlines()) == 1
    assert "RuntimeError what nobody expected" in fault.stderr
    assert "Traceback" in run("solve", name, "--debug").stderr


def test_what_is_infeasible_ends_with_4_and_says_why(tmp_path: Path) -> None:
    name = folder(tmp_path, impossible())
    solved = run("solve", name)
    assert solved.exit_code == 4
    said = " ".join(solved.stdout.split())
    assert "no plan keeps all binding agreements" in said
    for number in ("25 dwellings", "20 dwellings", "5 dwellings"):
        assert number in said
    record = json.loads(run("solve", name, "--json").stdout)
    assert record["status"] == "infeasible"
    assert run("solve", name, "--csv").stdout == ""
    written = run("solve", name, "--csv-folder", tmp_path / "why", "--xlsx", tmp_path / "why.xlsx")
    assert written.exit_code == 4
    assert (tmp_path / "why" / "conflict.csv").exists()
    assert "Conflict" in openpyxl.load_workbook(tmp_path / "why.xlsx").sheetnames


def test_what_is_infeasible_in_whole_dwellings_only_ends_with_4_too(tmp_path: Path) -> None:
    thirds = scenario(amount(exactly=1), share(exactly="1/3"))
    assert run("solve", folder(tmp_path, thirds)).exit_code == 4


def test_time_that_is_up_ends_with_5_and_writes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    stopped = run("solve", folder(tmp_path), "--time-limit", "0,000001", "--json", "--xlsx", target)
    assert stopped.exit_code == 5
    assert stopped.stdout == ""
    assert "the time was up before there was a plan" in stopped.stderr
    assert not target.exists()


def test_all_that_is_wrong_in_what_was_asked_is_told_at_once(tmp_path: Path) -> None:
    wrong = ["--gap", "abc", "--time-limit", "-3", "--json", "--csv"]
    stopped = run("solve", folder(tmp_path), *wrong)
    assert stopped.exit_code == 2
    assert [line.partition(":")[0] for line in stopped.stderr.splitlines()] == [
        "--time-limit",
        "--gap",
        "Choose one of --json and --csv.",
    ]
    for exploration in ("room", "alternatives"):
        stopped = run("explore", exploration, "no such", "--within", "abc", "--time-limit", "x")
        assert {line.split(":")[0] for line in stopped.stderr.splitlines()} == {
            "--within",
            "--time-limit",
        }


def test_an_invalid_scenario_ends_with_3_and_lists_everything(tmp_path: Path) -> None:
    name = folder(tmp_path)
    capacity = Path(name) / "capacity.csv"
    capacity.write_text(capacity.read_text().replace(";10", ";-10"))
    for command in ("solve", "check"):
        wrong = run(command, name)
        assert wrong.exit_code == 3
        (error,) = [line for line in wrong.stderr.splitlines() if line.startswith("error: ")]
        said = "capacity.csv:2, dwellings: “-10” is less than zero. So it is 1 time more: 3."
        assert said in error
    assert run("solve", name).stdout == ""


def test_check_counts_what_it_finds(tmp_path: Path) -> None:
    name = folder(tmp_path, impossible())
    checked = run("check", name)
    assert checked.exit_code == 0
    assert checked.stdout.startswith("0 errors, ")
    found = json.loads(run("check", name, "--json").stdout)["findings"]
    assert "capacity-below-target" in {finding["code"] for finding in found}


def test_set_changes_the_scenario(tmp_path: Path) -> None:
    changed = run(
        "solve", folder(tmp_path), "--table", "totals",
        "--set", "agreements.total.exactly=10",
        "--set", "agreements.social.exactly=50%",
        "--set", "tables.municipalities.GM0001.households=40",
    )  # fmt: skip
    assert [(row["new_build"], row["social_rent"]) for row in rows(changed.stdout)][-1] == (
        "10",
        "5",
    )
    assert [row["new_build"] for row in rows(changed.stdout)][:2] == ["5", "5"]
    wrong = run("solve", folder(tmp_path / "other"), "--set", "agreements.social.exactly=150%")
    assert wrong.exit_code == 3


def test_what_is_free_is_shown_when_it_is_asked(tmp_path: Path) -> None:
    """Fifteen, at most ten in each, a third social rent at least in each."""
    name = str(folder(tmp_path))
    shown = run("solve", name, "--free").stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "Between what each number of dwellings may lie" in shown
    table = rows(run("solve", name, "--free", "--table", "free_ranges").stdout)
    region = table[0]
    assert (region["number"], region["least"], region["most"]) == ("15", "15", "15")
    assert region["forced"] == "true"
    book = tmp_path / "plan.xlsx"
    assert run("solve", name, "--free", "--xlsx", str(book)).exit_code == 0
    written = openpyxl.load_workbook(book)
    headers = {
        cell.value for sheet in written.worksheets for row in sheet.iter_rows() for cell in row
    }
    assert {"least", "most"} <= headers
    assert "Between what" not in run("solve", name).stdout


@pytest.mark.parametrize("other", [("--preview",), ("--by", "province")])
def test_free_ranges_are_of_one_plan_in_whole_dwellings(
    tmp_path: Path, other: tuple[str, ...]
) -> None:
    refused = run("solve", folder(tmp_path), "--free", *other)
    assert refused.exit_code == 2
    assert "--free" in refused.stderr


def test_a_preview_says_that_it_is_one(tmp_path: Path) -> None:
    seventeen = fifteen(
        agreements=[
            one.model_dump(mode="json") for one in fifteen().agreements if one.id != "total"
        ]
        + [amount(exactly=17)]
    )
    name = folder(tmp_path, seventeen)
    assert "Preview, before whole dwellings" in run("solve", name, "--preview").stdout
    assert "This is a preview" in run("solve", name, "--preview", "--all").stdout
    shares = rows(run("solve", name, "--preview", "--table", "totals").stdout)
    assert [row["new_build"] for row in shares] == ["10", "7", "17"] or "." in shares[0][
        "new_build"
    ]


def test_a_scenario_comes_from_standard_input_too(tmp_path: Path) -> None:
    from scenarios import to_json, to_workbook

    document = json.dumps(to_json(fifteen()))
    for content in (document.encode(), to_workbook(fifteen())):
        solved = run("solve", "-", "--table", "totals", input=content)
        assert [row["new_build"] for row in rows(solved.stdout)] == ["9", "6", "15"]
    assert zipfile.is_zipfile(io.BytesIO(to_workbook(fifteen())))


def test_what_is_not_ascii_is_no_trouble(tmp_path: Path) -> None:
    named = fifteen(
        municipalities=[
            {**municipality(0, households=60), "name": "Súdwest-Fryslân"},
            municipality(1, households=40),
        ]
    )
    name = folder(tmp_path, named)
    assert "Súdwest-Fryslân" in run("solve", name, "--csv").stdout
    assert "Súdwest-Fryslân" in run("solve", name).stdout


def test_households_and_facilities_are_in_the_report(tmp_path: Path) -> None:
    region = scenario(
        {"id": "care", "kind": "facility", "facility": "domus", "places": 20,
         "hosts": {"at_most": 1}},
        {"id": "all", "kind": "share", "measure": {"quantity": "housed"},
         "of": {"quantity": "need"}, "exactly": "100%"},
        {"id": "cap", "kind": "amount", "measure": {"quantity": "housed"}, "at_most": 3,
         "each": "municipality"},
        groups=["urgent"],
        needs=[{"group": "urgent", "year": 2025, "households": 6}],
    )  # fmt: skip
    name = folder(tmp_path, region)
    shown = run("solve", name, "--xlsx", tmp_path / "plan.xlsx")
    assert shown.exit_code == 0
    shown = run("solve", name, "--all")
    households = shown.stdout.partition("Households housed")[2]
    assert line_of(households.partition("Facilities")[0], "Aarle") == ["3"]
    assert line_of(households.partition("Facilities")[0], "the region") == ["6"]
    assert line_of(shown.stdout, "Domus")[-1] == "20"
    assert run("evaluate", name, tmp_path / "plan.xlsx").exit_code == 0


def test_what_is_demolished_and_sold_is_on_the_screen_and_in_the_report(tmp_path: Path) -> None:
    goes: list[dict[str, object]] = [
        {"municipality": CODES[0], "year": 2025, "segment": "market", "at_least": 5, "at_most": 9},
        {"municipality": CODES[1], "year": 2025, "segment": "social_rent", "becomes": "market",
         "at_least": 3, "at_most": 9},
    ]  # fmt: skip
    stocked = [municipality(at, stock=90, stock_social_rent=40) for at in (0, 1)]
    region = scenario(amount(exactly=4), municipalities=stocked, withdrawals=goes)
    shown = run("solve", folder(tmp_path, region), "--all").stdout
    gone = shown.partition("Demolished and sold, over all years")[2]
    assert line_of(gone, "Aarle") == ["market", "demolished", "5"]
    assert line_of(gone, "Beek") == ["social", "rent", "market", "3"]
    assert line_of(gone, "the region") == ["8"]
    told = json.dumps(report_content(region, solve(region).as_record("nl"), "nl"))
    assert "Aarle: vrije sector, gesloopt" in told
    assert "Beek: sociale huur, verkocht als vrije sector" in told


def test_nothing_that_is_there_is_overwritten_unless_it_is_forced(tmp_path: Path) -> None:
    """And never what the command itself reads; a workbook is called as one."""
    name, target = folder(tmp_path), tmp_path / "plan.xlsx"
    assert run("library", "copy", "fictitious-region", target).exit_code == 0
    scenario = target.read_bytes()
    for flags in ((), ("--force",)):
        own = run("solve", target, "--xlsx", target, *flags)
        assert (own.exit_code, target.read_bytes()) == (2, scenario)
        assert "is what this command reads" in own.stderr
    there = run("solve", name, f"--xlsx={target}")
    assert (there.exit_code, target.read_bytes()) == (2, scenario)
    assert "is there already" in there.stderr
    assert run("solve", name, "--xlsx", target, "--force").exit_code == 0
    assert target.read_bytes() != scenario
    report = run("solve", name, "--xlsx", tmp_path / "report.docx")
    assert report.exit_code == 2
    assert "let it end in .xlsx" in report.stderr
    assert not (tmp_path / "report.docx").exists()


def test_nothing_steers_a_terminal(tmp_path: Path) -> None:
    """Neither from a scenario nor from the name of a file."""
    document = json.loads(run("solve", folder(tmp_path), "--json").stdout)["scenario"]
    assert document
    bid = tmp_path / "bid\x1b[31m\u202e.csv"
    bid.write_text("municipality,dwellings\nGM0001,9\nGM0002,6\n", encoding="utf-8")
    for command in ("compare", "evaluate"):
        said = run(command, tmp_path / "scenario", bid)
        assert not set("\x1b\u202e\x9b") & set(said.stdout + said.stderr), command
    file = tmp_path / "c1.json"
    file.write_text('{"name": "x\\u009b31m"}', encoding="utf-8")
    wrong = run("check", file)
    assert wrong.exit_code == 3
    assert "\x9b" not in wrong.stdout + wrong.stderr


def test_a_level_that_was_chosen_has_no_section_of_its_own(tmp_path: Path) -> None:
    """Options of people's own have one; of levels and of what comes first the plan tells."""
    said = {
        **{"id": "first", "kind": "phasing", "pools": ["p1"], "follows": ["p0"]},
        "title": {"nl": "Eerst Aarle", "en": "Aarle first"},
    }
    solved = run("solve", folder(tmp_path, scenario(said, amount(at_least=12))), "--all")
    assert solved.stdout.count("Aarle first") == 1
