"""The report: three pages for a council, all that they rest on, and always the same bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typst

from models.language import Language
from models.scenario import Scenario
from optimiser import solve, solve_country
from optimiser.paper import as_picture, report_content, typeset
from optimiser.paper.typesetting import TEMPLATE
from optimiser.plans.compare import compare_plans
from scenarios import library_scenario, read_negotiated, scenario_from_json
from tests.optimiser.paper.kinds import content, found
from tests.web.conftest import country, region


@pytest.fixture(scope="module")
def two() -> Scenario:
    return scenario_from_json(region())


@pytest.fixture(scope="module")
def record(two: Scenario) -> dict[str, Any]:
    return solve(two).as_record("nl")


def texts(content: Any) -> str:
    """Give all that a report says."""
    return json.dumps(content, ensure_ascii=False)


def pages(content: dict[str, Any]) -> int:
    """Count the pages of a report."""
    drawn: Any = typst.compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"report": json.dumps(content)},
        format="png",
        ppi=20,
    )
    return len(drawn) if isinstance(drawn, list) else 1


def test_the_same_plan_is_the_same_file(two: Scenario, record: dict[str, Any]) -> None:
    """Whatever way it came."""
    file = typeset(report_content(two, record, "nl"))
    assert file.startswith(b"%PDF-1.7\n")
    assert file == typeset(report_content(two, json.loads(json.dumps(record)), "nl"))


@pytest.mark.parametrize(("language", "task"), [("nl", "De opgave"), ("en", "The task")])
def test_it_says_what_is_asked_what_is_built_and_what_it_rests_on(
    two: Scenario, record: dict[str, Any], language: Language, task: str
) -> None:
    """In the language of the reader, whatever the plan was computed in."""
    content = report_content(two, record, language)
    asked, planned, given, *annexes = content["sections"]
    for agreement in two.agreements:
        name = agreement.name().render(language)
        for page in (asked, given, annexes[0]):
            assert name in texts(page)
    assert task in texts(asked)
    (table,) = (block for block in planned["blocks"] if block["kind"] == "table")
    assert [[cell["text"] for cell in row][:2] for row in table["rows"]] == [
        ["Aa", "25"],
        ["Bee", "75"],
        [{"nl": "De regio", "en": "The region"}[language], "100"],
    ]
    assert "Woondeal" in texts(annexes[0])
    assert two.content_hash in texts(annexes[-1])
    assert "woonsleutel evaluate SCENARIO plan" in texts(annexes[-1])


def test_who_recomputes_a_country_that_was_solved_part_by_part_gets_the_same_plan() -> None:
    """In one go it would be another one."""
    parts = library_scenario("country-in-parts")
    record = solve_country(parts, "province", jobs=1).as_record("nl")
    said = texts(report_content(parts, record, "nl")["sections"][-1])
    assert "elk deel heeft het beste programma voor wat het kreeg" in said
    assert said.count("woonsleutel solve SCENARIO --by province") == said.count("woonsleutel solve")


@pytest.mark.parametrize(
    ("name", "tables", "drawn"), [("arnhem-nijmegen", 1, 2), ("r01-arnhem-nijmegen", 2, 1)]
)
def test_the_councils_pages_are_three_for_a_region_of_seventeen(
    name: str, tables: int, drawn: int
) -> None:
    """With 39 agreements, nine goals and twelve facilities too; and the drawings stand on them."""
    scenario = library_scenario(name)
    said = report_content(scenario, solve(scenario, preview=True).as_record("nl"), "nl")
    council = [one for one in said["sections"] if not one["annex"]]
    assert pages({**said, "sections": council}) == len(council) == 3
    kinds = [block["kind"] for block in council[1]["blocks"]]
    assert (kinds.count("table"), kinds.count("picture")) == (tables, drawn)
    assert all(block["alt"] for block in council[1]["blocks"] if block["kind"] == "picture")


def rows_of(section: dict[str, Any], head: str) -> list[list[str]]:
    """Give the rows of the table that begins with a head, with its notes."""
    (found,) = (
        block["rows"]
        for block in section["blocks"]
        if block["kind"] == "table" and block["heads"][0]["text"] == head
    )
    return [[" / ".join(filter(None, (one["text"], one["note"]))) for one in row] for row in found]


def test_of_each_agreement_is_said_what_came_of_it_and_what_room_it_leaves() -> None:
    """Where it is one row no count is told; what is missed goes first, what is a goal says so."""
    _, _, given, annex, *_ = content("plan", "nl")["sections"]
    assert rows_of(given, "Afspraak") == [
        ["Sociale huur", "nagekomen", "geen"],
        ["De opgave", "nagekomen", "geen"],
        ["Gespreid", "zie de doelen", ""],
    ]
    assert rows_of(annex, "Afspraak")[0][2] == "nagekomen / speling: geen"
    _, _, given, *_ = content("wished", "nl")["sections"]
    first, second, _ = rows_of(given, "Afspraak")
    assert first == ["De opgave", "niet nagekomen", ""]
    assert second == ["Sociale huur", "nagekomen", "geen"]
    _, _, given, *_ = content("facilities", "nl")["sections"]
    room = {row[2] for row in rows_of(given, "Afspraak")}
    assert {"2 woningen", "geen bij 22 van de 48 eisen"} <= room


def test_a_goal_has_its_outcome_on_the_councils_page_and_its_proof_in_an_annex() -> None:
    said = content("facilities", "nl")["sections"]
    told = found("facilities").as_record("nl")["tables"]["goals"]
    proofs = [row["explanation"] for row in told if row["explanation"]]
    assert proofs
    assert all(proof not in texts(said[2]) for proof in proofs)
    assert all(proof[1:] in texts(said[-2]) for proof in proofs)
    assert "Hoe er gerekend is" in texts(said[2])


@pytest.mark.parametrize(
    ("name", "title", "said"),
    [
        ("r17-settlement", "Verrekening: wat elke gemeente ontvangt, in euro", "Voorbeeldwoude"),
        ("r12-exchange", "Overgenomen huishoudens", "Voorbeeldstad → Voorbeeldkerk"),
        ("n04-either-share", "Wat er is gekozen", "Voorbeeldstad"),
    ],
)
def test_what_follows_from_a_plan_stands_among_its_numbers(
    name: str, title: str, said: str
) -> None:
    scenario = library_scenario(name)
    told = report_content(scenario, solve(scenario, preview=True).as_record("nl"), "nl")
    numbers = told["sections"][4]
    place = [one.get("text") for one in numbers["blocks"]].index(title)
    assert said in texts(numbers["blocks"][place + 1])


def test_who_has_no_fair_share_in_some_years_is_not_off() -> None:
    """After 2029 nobody is urgent any more."""
    scenario = library_scenario("n12-n13-act-of-2026")
    told = solve(scenario).as_record("nl")
    assert None in [row["deviation"] for row in told["tables"]["fair_shares"]]
    given = report_content(scenario, told, "nl")["sections"][2]
    assert "1,31%" in texts(given)
    assert "Het verst ernaast: Voorbeeldmeer (2026)" in texts(given)


def test_what_is_said_of_several_plans_is_said_once() -> None:
    said = texts(content("plans beside it", "nl")["sections"][2])
    assert said.count("het programma zegt niet alles over nieuwbouw") == 1
    assert "tekort en gespreid: het programma zegt niet alles over nieuwbouw" in said


def test_figures_of_one_source_stand_together() -> None:
    scenario = library_scenario("r01-arnhem-nijmegen")
    told = solve(scenario, time_limit=1e-9).as_record("nl")
    (figures,) = (one for one in report_content(scenario, told, "nl")["sections"]
                  if "Cijfers en aannames" in one["title"])  # fmt: skip
    rows = rows_of(figures, "Cijfers")
    assert [
        "Gemeenten: huishoudens; inwoners; naam",
        "CBS, Wijken en buurten (2023)",
        "nee",
    ] in rows
    assert len({(row[0].partition(":")[0], *row[1:]) for row in rows}) == len(rows)


def test_without_a_plan_no_page_is_empty() -> None:
    for kind in ("cannot be done", "out of time"):
        said = content(kind, "nl")
        council = [one for one in said["sections"] if not one["annex"]]
        assert [one["title"] for one in council] == [
            "Wat er gevraagd wordt",
            "Waarom er geen programma is",
        ]
        assert all(one["blocks"] for one in said["sections"])


def test_a_negotiated_plan_stands_beside_the_best(two: Scenario) -> None:
    plan = b"municipality;dwellings\nGM0001;40\nGM0002;55\n"
    read = {"deal": read_negotiated(two, plan, "deal.csv")}
    found = compare_plans(two, read, unchanged=True)
    best, compared = found.best.as_record("nl"), found.as_record("nl")
    content = report_content(two, best, "nl", compared)
    _, planned, given, *annexes = content["sections"]
    assert planned["title"] == "Wat het beste programma per gemeente doet"
    said = texts(given)
    assert "Wat het beste programma van de afspraken maakt" in said
    assert "dan is daar verder gezocht" in texts(annexes[-1])
    assert "Het onderhandelde programma naast het beste" in said
    assert "De opgave, de regio: 5 woningen te weinig" in said


def test_a_plan_with_the_totals_of_the_best_differs_by_segment(two: Scenario) -> None:
    """Aa builds its 25 for the market only; what Bee does a plan as good may do too."""
    plan = b"gemeente;segment;woningen\nAa;vrije sector;25\nBee;sociale huur;30\nBee;markt;45\n"
    read = {"deal": read_negotiated(two, plan, "deal.csv")}
    found = compare_plans(two, read, unchanged=True)
    best, compared = found.best.as_record("nl"), found.as_record("nl")
    given = report_content(two, best, "nl", compared)["sections"][2]
    (rows,) = (
        block["rows"]
        for block in given["blocks"]
        if block["kind"] == "table" and len(block["rows"][0]) == 5
    )
    written = [[cell["text"] for cell in row] for row in rows]
    assert {row[0] for row in written} == {"Aa, vrije sector", "Aa, sociale huur"}
    assert [row[3] for row in written] == ["25", "0"]


def test_what_cannot_be_is_said_with_its_ways_out() -> None:
    document = region()
    document["agreements"][0]["at_least"] = 150
    scenario = scenario_from_json(document)
    content = report_content(scenario, solve(scenario).as_record("nl"), "nl")
    _, why, *annexes = content["sections"]
    assert "tekort: 10 woningen" in texts(why)
    assert "De opgave" in texts(why)
    assert [block["kind"] for block in why["blocks"]][-3:] == ["heading", "numbered", "text"]
    assert all(one["annex"] for one in annexes)


def test_what_a_scenario_says_is_text_and_never_typesetting() -> None:
    """Nor can it reach a file."""
    document = region()
    odd = '#read("/etc/passwd") *x* $y$ <z> \\ @w'
    document["name"] = odd
    document["agreements"][0]["title"] = odd
    scenario = scenario_from_json(document)
    content = report_content(scenario, solve(scenario).as_record("nl"), "nl")
    assert content["title"] == odd
    assert typeset(content)


def test_what_nobody_can_have_read_to_them_is_not_made(
    two: Scenario, record: dict[str, Any]
) -> None:
    """The typesetter holds it to PDF/UA-1: a drawing has words, or there is no report."""
    content = report_content(two, record, "nl")
    (drawing,) = (one for one in content["sections"][1]["blocks"] if one["kind"] == "picture")
    drawing["alt"] = None
    with pytest.raises(typst.TypstError, match="alt"):
        typeset(content)


def test_a_drawing_is_a_picture_too() -> None:
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><text>Ü &amp; x</text></svg>'
    assert as_picture(drawn).startswith(b"\x89PNG")
    assert as_picture(drawn) == as_picture(drawn)


@pytest.mark.parametrize(
    ("name", "title", "said"),
    [
        ("room", "Ruimte van elke gemeente", "Aa"),
        ("prices", "Wat elke afspraak kost", "Sociale huur"),
        ("alternatives", "Programma’s die bijna even goed zijn", "Bee"),
        ("front", "Wat het ene doel het andere kost", "B. akkoord"),
    ],
)
def test_what_was_explored_is_a_report_of_its_own(name: str, title: str, said: str) -> None:
    told = content(name, "nl")
    (part,) = told["sections"]
    assert part["title"] == title
    assert said in texts(part)
    assert found(name).about.content_hash[:12] in told["footer"]


def test_of_many_municipalities_a_council_reads_who_builds_most_and_where_the_others_are() -> None:
    document = country() | {"horizon": {"first_year": 2026, "last_year": 2027}}
    document["agreements"] = [document["agreements"][0] | {"at_least": 800}]
    many = scenario_from_json(document | {"goals": ["shortfall"]})
    said = report_content(many, solve(many).as_record("nl"), "nl")
    council = [one for one in said["sections"] if not one["annex"]]
    assert pages({**said, "sections": council}) == len(council) == 3
    blocks = council[1]["blocks"]
    assert "En nog 24: zie bijlage B." in texts(blocks)
    assert [block["kind"] for block in blocks].count("picture") == 2
