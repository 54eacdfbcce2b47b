"""A region's first scenario from open figures, in the layouts in which they are downloaded."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from models.findings import Finding, InvalidScenario
from models.scenario import Scenario
from optimiser import Status, solve
from scenarios import (
    changed_scenario,
    check,
    negotiated_from_records,
    read_scenario,
    scenario_from_json,
)
from scenarios.beginning.figure_files import figure_rows
from scenarios.beginning.new_region import new_region
from scenarios.municipality_table import (
    holds_municipalities_only,
    scenario_of_municipalities,
)
from scenarios.recognising.reorganisations import reorganisations
from tests.cli.running import run
from tests.regions import Document, document
from tests.spreadsheets import Wrong, ods

STATLINE = """"Voorraad woningen en bevolking; regio"
"Regio's";"Perioden";"Voorraad woningen (aantal)";"Particuliere huishoudens";"Sociale voorraad"
"GM0233    ";"2022JJ00";"11800";"11000";"2300"
"GM0233    ";"2023JJ00";"11870";"       .";"2350"
"GM0243    ";"2022JJ00";"20600";"20100";"5900"
"GM0243    ";"2023JJ00";"20810";"20300";"6000"
"Bron: CBS"
"""
"""Typed by hand in StatLine's layout; the numbers are made up."""

MAP = [
    {"gemeente_code": "0233", "gemeente": "Ermelo", "woondeal_regio": "Noord-Veluwe",
     "peilmoment": "2025-01-01", "Netto": 900, "Hard totaal": 500, "Zacht totaal": 800},
    {"gemeente_code": "0243", "gemeente": "Harderwijk", "woondeal_regio": "Noord-Veluwe",
     "peilmoment": "2025-01-01", "Netto": 1300, "Hard totaal": 900, "Zacht totaal": 400},
]  # fmt: skip
"""In the layout of the housing map's gemeente.json; the numbers are made up."""


def made(*named: str, dwellings: int | None = None, **files: str) -> tuple[Scenario, list[str]]:
    contents = {f"{name}.csv": text.encode() for name, text in files.items()}
    scenario, notes = new_region(
        named, contents, first_year=2027, last_year=2029, dwellings=dwellings
    )
    return scenario, [note.code for note in notes]


def test_statline_and_the_housing_map_together_are_ready_to_solve() -> None:
    scenario, notes = made("Ermelo", "GM0243", statline=STATLINE, map=json.dumps(MAP))
    assert [(one.code, one.name) for one in scenario.municipalities] == [
        ("GM0233", "Ermelo"),
        ("GM0243", "Harderwijk"),
    ]
    ermelo, harderwijk = scenario.municipalities
    assert [ermelo.figure("stock"), harderwijk.figure("stock")] == [11870, 20810]
    assert harderwijk.figure("households") == 20300
    assert [(pool.pool, pool.dwellings) for pool in scenario.capacity] == [
        ("GM0233-hard", 500),
        ("GM0233-soft", 800),
        ("GM0243-hard", 900),
        ("GM0243-soft", 400),
    ]
    assert scenario.agreement("regional-total").model_dump()["at_least"] == 2000  # 2,600 / 1.3
    assert notes == ["assumed", "assumed"]
    assert not [one for one in check(scenario) if one.severity != "note"]
    result = solve(scenario)
    assert result.status in (Status.OPTIMAL, Status.FEASIBLE)
    assert result.plan is not None
    assert result.plan.totals("new_build")[()] >= 2000


def test_what_is_unknown_of_the_latest_year_is_taken_from_the_year_before_it() -> None:
    """Ermelo's households of 2023 are a point: of 2022 they are 11,000."""
    scenario, _ = made("GM0233 Ermelo", dwellings=300, statline=STATLINE)
    (ermelo,) = scenario.municipalities
    assert ermelo.figure("households") == 11000
    assert sum(pool.dwellings for pool in scenario.capacity) == 390
    assumed = {(one.table, one.column) for one in scenario.sources if one.assumption == "yes"}
    assert {("capacity", "dwellings"), ("agreements", "fair-share")} <= assumed


def test_a_plain_table_of_names_will_do_and_what_is_assumed_is_written_beside_it() -> None:
    """Points in numbers of inhabitants stand between thousands."""
    plain = "code;Gemeente;inwoners\nGM0473;Zandvoort;17.000\nGM0392;Haarlem;165.000\n"
    scenario, notes = made("Zandvoort", "Haarlem", dwellings=91, plain=plain)
    assert [(one.name, int(one.figure("inhabitants"))) for one in scenario.municipalities] == [
        ("Haarlem", 165_000),
        ("Zandvoort", 17_000),
    ]
    assert [pool.dwellings for pool in scenario.capacity] == [108, 11]  # 119 by inhabitants
    assert notes == ["assumed", "assumed"]
    told = [one.note for one in scenario.sources if one.table == "capacity"]
    assert len(told) == 4
    assert all("by inhabitants" in note for note in told)


def test_older_figures_of_what_was_merged_are_added_up_and_that_is_told() -> None:
    """Beemster became part of Purmerend in 2022: in 2021 the two had 36,000 + 4,000 dwellings."""
    lines = ["Regio's;Perioden;Woningvoorraad", "GM0439;2021JJ00;36000", "GM0370;2021JJ00;4000"]
    scenario, notes = made("Beemster", dwellings=100, statline="\n".join(lines))
    (purmerend,) = scenario.municipalities
    assert (purmerend.code, purmerend.name) == ("GM0439", "Purmerend")
    assert purmerend.figure("stock") == 40000
    assert notes == ["reorganised", "assumed", "assumed"]
    newer = [*lines, "GM0439;2023JJ00;41000"]
    later, _ = made("GM0370", dwellings=100, statline="\n".join(newer))
    assert later.municipalities[0].figure("stock") == 41000


def test_names_in_the_file_and_gzip_are_read() -> None:
    text = "Regio's;Perioden;Inwoners\nErmelo;2023;27000\nHarderwijk;2023;49000\n"
    packed = gzip.compress(json.dumps({"gemeenten": MAP}).encode())
    scenario, _ = new_region(
        ["Ermelo", "Harderwijk"],
        {"inwoners.csv": text.encode(), "gemeente.json.gz": packed},
        first_year=2027,
        last_year=2028,
    )
    assert [one.figure("inhabitants") for one in scenario.municipalities] == [27000, 49000]
    assert len(scenario.capacity) == 4


def test_figures_in_a_workbook_and_in_tabs_are_read_as_in_csv() -> None:
    """The last with a fault in a cell, which is told and not taken for what is unknown."""
    rows: list[list[object]] = [
        ["Kerncijfers"], [], ["Gemeente", "Jaar", "Inwoners (aantal)", "Huurders (%)"],
        ["Ermelo", "2023JJ00", "27.500", 30.5], ["Harderwijk", "2023JJ00", 49000, "."],
    ]  # fmt: skip
    tabs = "\r\n".join("\t".join(map(str, row)) for row in rows).encode("utf-16")
    for source in (ods({"Cijfers": rows, "Bron": [["CBS"]]}), tabs):
        first, second = figure_rows(source, "cijfers")
        assert first.figures == {"inhabitants": 27500, "huurders": Fraction("30.5")}
        assert second.name == "Harderwijk"
        assert second.figures == {"inhabitants": 49000}
    rows[3][2] = Wrong("#N/A")
    with pytest.raises(InvalidScenario) as wrong:
        figure_rows(ods({"Cijfers": rows}), "cijfers")
    assert [str(one.origin) for one in wrong.value.findings] == ["cijfers#Cijfers:C4"]


def test_a_region_of_names_gets_the_codes_that_are_known() -> None:
    """Totals and other sheets are left out; of an unknown name a code is made up."""
    rows: list[list[object]] = [
        ["Gemeente", "Inwoners"], ["Ermelo", 27500], ["Nergenshuizen", 900], ["Totaal", 28400],
    ]  # fmt: skip
    text = "\n".join(";".join(map(str, row)) for row in rows).encode()
    notes: list[Finding] = []
    for content, file in ((text, "r.csv"), (ods({"Kern": rows, "Bron": [["CBS"]]}), "r.ods")):
        notes = []
        found = scenario_of_municipalities(content, file, notes)
        assert [(one.code, one.name) for one in found.municipalities] == [
            ("GM0233", "Ermelo"),
            ("GM9901", "Nergenshuizen"),
        ]
        assert sum(one.figure("inhabitants") for one in found.municipalities) == 28400
        assert {"codes-by-name", "made-up-codes"} <= {one.code for one in notes}
    written = ("Barneveld", "'s Gravenhage", "Nuenen c.a.", "Groesbeek", "Barnveld")
    names = "\n".join(["Gemeente;Huishoudens", *(f"{name};5" for name in written)])
    notes = []
    found = scenario_of_municipalities(names.encode(), "namen.csv", notes)
    assert {one.name: one.code for one in found.municipalities} == {
        "Barneveld": "GM0203",
        "'s Gravenhage": "GM0518",
        "Nuenen c.a.": "GM0820",
        "Groesbeek": "GM0241",  # what became of it is told where codes are checked
        "Barnveld": "GM9901",
    }
    (made_up,) = (one.text.render("nl") for one in notes if one.code == "made-up-codes")
    assert "De codes van Barnveld (bedoelt u Barneveld?) zijn hier niet bekend" in made_up
    assert holds_municipalities_only(content, file)
    plan = ods({"Kern": [["Gemeente", "sociale huur", "vrije sector"], ["Ermelo", 1, 2]]})
    assert not holds_municipalities_only(plan, "plan.ods")


def test_figures_of_a_year_are_known_and_what_is_not_known_is_said() -> None:
    """Of two years neither is the figure; plan capacity that stands here limits nothing."""
    rows: list[list[object]] = [
        ["Gemeente", "Huishoudens 2023", "Inwoners (2023)", "Voorraad 2020", "Voorraad 2023",
         "Plancapaciteit"],
        ["Ermelo", 11000, 27500, 11800, 11870, 900],
    ]  # fmt: skip
    text = "\n".join(";".join(map(str, row)) for row in rows).encode()
    for content, file in ((text, "r.csv"), (ods({"Kern": rows}), "r.ods")):
        notes: list[Finding] = []
        (ermelo,) = scenario_of_municipalities(content, file, notes).municipalities
        assert [ermelo.figure(one) for one in ("households", "inhabitants")] == [11000, 27500]
        assert ermelo.figure("voorraad_2023") == 11870
        said = [one.text.render("nl") for one in notes]
        assert (
            "Zo gelezen: “Huishoudens 2023” als huishoudens en “Inwoners (2023)” als inwoners."
            in said
        )
        assert (
            "Bewaard als cijfers om naar te verdelen, die zelf niets begrenzen: “Voorraad 2020”, "
            "“Voorraad 2023” en “Plancapaciteit”." in said
        )
    assert holds_municipalities_only(content, file)


@pytest.mark.parametrize(
    ("named", "text", "code"),
    [
        ("Ermeloo", STATLINE, "unknown-municipality"),
        ("Ermelo", "a;b\n1;2\n", "no-figures"),
        ("Ermelo", "[]", "no-figures"),
        ("Ermelo", STATLINE, "missing-figure"),
    ],
)
def test_what_cannot_be_used_is_told(named: str, text: str, code: str) -> None:
    with pytest.raises(InvalidScenario) as refused:
        made(named, file=text)
    assert [finding.code for finding in refused.value.findings] == [code]


def test_a_text_where_a_number_belongs_is_told_with_its_cell_and_row_numbers_are_no_figures() -> (
    None
):
    plain = "ID;Regio's;provincie;inwoners\n7;Ermelo;Gelderland;veel\n8;Harderwijk;Gelderland;12\n"
    more = json.dumps([{**MAP[0], "Zacht totaal": "volop"}])
    both = {"plain.csv": plain.encode(), "map.csv": more.encode(), "stock.csv": STATLINE.encode()}
    scenario, notes = new_region(["Ermelo"], both, first_year=2027, last_year=2029)
    assert "id" not in (scenario.municipalities[0].model_extra or {})
    said = [note.text.render("nl") for note in notes if note.code == "unclear-figure"]
    assert said == [
        "plain.csv:2, inwoners: “veel” is geen getal en telt als onbekend.",
        "map.csv:1, zacht totaal: “volop” is geen getal en telt als onbekend.",
    ]
    places = {note.origin and (note.origin.file, note.origin.row) for note in notes}
    assert {("plain.csv", 2), ("map.csv", 1)} <= places


def test_an_unknown_name_and_missing_plan_capacity_are_told_together() -> None:
    with pytest.raises(InvalidScenario) as refused:
        made("Ermelo", "Nergenshuizen", file=STATLINE)
    codes = {finding.code for finding in refused.value.findings}
    assert codes == {"unknown-municipality", "missing-figure"}


def test_plan_capacity_below_zero_is_told() -> None:
    scenario, notes = made("Ermelo", map=json.dumps([{**MAP[0], "Hard totaal": -5}]))
    assert [pool.dwellings for pool in scenario.capacity] == [0, 800]
    assert "negative-figure" in notes


TOLD = "Boxmeer (GM0756) ging in 2022 op in Land van Cuijk (GM1982)."


def refusals(among: str, alone: str, override: Document) -> Iterator[list[str]]:
    """Give what is said of an old municipality in an agreement, a table, an override and a plan."""
    total = {"kind": "amount", "measure": {"quantity": "new_build"}, "at_least": 1}
    base = document({"id": "total", **total, "municipalities": [among]})
    tables = {name: base.pop(name) for name in ("municipalities", "capacity")}
    outside = {**tables, "capacity": [{"pool": "p", "municipality": alone, "dwellings": 1}]}
    sound = {**base, "tables": tables, "agreements": [{"id": "total", **total}]}
    changed = {"agreements": [{"id": "total", **override}]}
    plan = {"new_build": [{"municipality": alone, "dwellings": 1}]}
    for tried in (
        lambda: scenario_from_json({**base, "tables": tables}),
        lambda: scenario_from_json({**sound, "tables": outside}),
        lambda: changed_scenario(scenario_from_json(sound), changed),
        lambda: negotiated_from_records(scenario_from_json(sound), plan),
    ):
        with pytest.raises(InvalidScenario) as refused:
            tried()
        yield [finding.text.render("nl") for finding in refused.value.findings]


def test_an_old_code_is_told_wherever_it_stands() -> None:
    """Boxmeer is part of Land van Cuijk."""
    for said in refusals("GM0756", "GM0756", {"municipalities": ["GM0756"]}):
        assert any(TOLD in text for text in said), said


def test_an_old_name_is_told_wherever_it_stands() -> None:
    """As a key of what is explained, too."""
    for said in refusals("gemeente Boxmeer", "Boxmeer", {"explained": {"boxmeer": "so"}}):
        assert len(said) == 1
        assert said[0].endswith(TOLD)


def test_names_stand_where_codes_do_in_json_and_in_overrides() -> None:
    total = {"id": "total", "kind": "amount", "measure": {"quantity": "new_build"}, "at_least": 1}
    base = document({**total, "municipalities": ["Beek"]})
    tables = {name: base.pop(name) for name in ("municipalities", "capacity")}
    tables["capacity"] = [{"pool": "p", "municipality": "gem. Aarle", "dwellings": 1}]
    scenario = scenario_from_json({**base, "tables": tables})
    assert [scenario.agreements[0].municipalities, scenario.capacity[0].municipality] == [
        ("GM0002",),
        "GM0001",
    ]
    changed = changed_scenario(
        scenario, {"afspraken": [{"id": "total", "gemeenten": "Aarle, Beek", "minstens": 2}]}
    )
    assert changed.agreements[0].municipalities == ("GM0001", "GM0002")


def test_the_number_of_municipalities_falls_as_statistics_netherlands_counts_it() -> None:
    """On 1 January: 403 in 2014, and 342 since 2023; Weesp ended in March 2022."""
    counted = {
        **{2014: 403, 2015: 393, 2016: 390, 2017: 388, 2018: 380, 2019: 355, 2020: 355},
        **{2021: 352, 2022: 345, 2023: 342},
    }
    ended = reorganisations().values()
    before = {row.code for row in ended}
    for year in range(2015, 2024):
        gone = [row for row in ended if row.year == year and row.code != "GM0457"]
        gone += [row for row in ended if year == 2023 and row.code == "GM0457"]
        new = {row.into for row in gone if int(row.into[2:]) > 1929} - before
        began = {code for code in new if min(r.year for r in ended if r.into == code) == year}
        # Groesbeek took in two, and had another name and code a year later.
        began -= {"GM1945"} if year == 2015 else set()
        began |= {"GM1945"} if year == 2016 else set()
        assert counted[year - 1] - len(gone) + len(began) == counted[year], year


def test_who_ended_became_part_of_one_that_is_there_or_ended_later() -> None:
    ended = reorganisations()
    assert all(row.code == code and row.into != code for code, row in ended.items())
    assert all(ended[row.into].year > row.year for row in ended.values() if row.into in ended)
    years = {row.year for row in ended.values()}
    assert (min(years), max(years)) == (2015, 2023)


def test_the_command_writes_a_folder_that_is_read_back(tmp_path: Path) -> None:
    statline, housing = tmp_path / "statline.csv", tmp_path / "gemeente.json"
    statline.write_text(STATLINE, encoding="utf-8")
    housing.write_text(json.dumps(MAP), encoding="utf-8")
    ran = run(
        "region", "new", str(tmp_path / "veluwe"), "--municipalities", "Ermelo, Harderwijk",
        "--from", str(statline), "--from", str(housing), "--years", "2027-2029",
    )  # fmt: skip
    assert ran.exit_code == 0
    assert len(read_scenario(tmp_path / "veluwe").capacity) == 4


def test_a_topic_is_known_below_another_and_with_its_total() -> None:
    """As StatLine heads columns: the topics above, a quoted semicolon, the unit, in two years."""
    source = (
        '\ufeff"Regionale kerncijfers"\n'
        '"Perioden";"Regio\'s";"Bevolking|Bevolking op 1 januari (aantal)";'
        '"Woningvoorraad; totaal (aantal)"\n'
        '"2023JJ00";"GM0233    ";"27151";"12105"\n'
        '"2024JJ00";"GM0233    ";"27400";"       ."\n'
        '"Bron: CBS"\n'
    ).encode()
    scenario, _ = new_region(
        ["Ermelo"], {"statline.csv": source}, first_year=2026, last_year=2027, dwellings=100
    )
    (ermelo,) = scenario.municipalities
    assert [ermelo.figure(name) for name in ("inhabitants", "stock")] == [27400, 12105]
