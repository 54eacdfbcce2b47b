"""The report: three pages for a council, all that they rest on, and always the same bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest
import typst

from models.language import Language
from models.scenario import Scenario
from optimiser import solve
from optimiser.paper import as_picture, report_content, typeset
from optimiser.paper.typesetting import TEMPLATE
from optimiser.plans.compare import compare_plans
from scenarios import library_scenario, read_negotiated, scenario_from_json
from tests.optimiser.paper.kinds import content, found
from tests.web.conftest import region


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


def test_the_councils_pages_are_three_for_a_region_of_seventeen() -> None:
    """And the drawings stand on them."""
    scenario = library_scenario("arnhem-nijmegen")
    content = report_content(scenario, solve(scenario, preview=True).as_record("nl"), "nl")
    council = [one for one in content["sections"] if not one["annex"]]
    assert pages({**content, "sections": council}) == len(council) == 3
    kinds = [block["kind"] for block in council[1]["blocks"]]
    assert kinds.count("picture") == 2
    assert all(block["alt"] for block in council[1]["blocks"] if block["kind"] == "picture")


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
    assert {row[1] for row in written} == {"Aa, vrije sector", "Aa, sociale huur"}
    assert [row[3] for row in written] == ["25", "0"]


def test_what_cannot_be_is_said_with_its_ways_out() -> None:
    document = region()
    document["agreements"][0]["at_least"] = 150
    scenario = scenario_from_json(document)
    content = report_content(scenario, solve(scenario).as_record("nl"), "nl")
    _, planned, given, *_ = content["sections"]
    assert "tekort: 10 woningen" in texts(planned)
    assert "De opgave" in texts(planned)
    assert [block["kind"] for block in given["blocks"]][:2] == ["heading", "numbered"]


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
