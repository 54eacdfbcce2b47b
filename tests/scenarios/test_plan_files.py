"""Plans in files: what is read, what is refused, and that nothing is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.codes import CodeProblem, municipality_code
from models.findings import Finding, InvalidScenario
from models.plan import Plan
from models.scenario import Scenario
from scenarios.document.tables import Table
from scenarios.forms.csv_files import write_csv
from scenarios.plan_files import plan_from_records, read_negotiated, read_plan
from tests.examples import examples
from tests.regions import municipality, pool, scenario
from tests.scenarios.files import write_workbook

REGION = scenario(
    horizon={"first_year": 2025, "last_year": 2026},
    groups=["urgent"],
    municipalities=[municipality(0), municipality(1)],
    capacity=[
        pool(0, 10, pool="a"),
        pool(1, 10, pool="b", segments=["market"], first_year=2026),
        pool(1, 10, pool="12"),
    ],
)
HEADER = "municipality;segment;year;form;pool;dwellings"


def read(*rows: str, header: str = HEADER, region: Scenario = REGION) -> Plan:
    return read_plan(region, "\n".join([header, *rows]).encode(), "plan.csv")


def refused(*rows: str, header: str = HEADER) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(InvalidScenario) as wrong:
        read(*rows, header=header)
    origins = [(one.code, one.origin) for one in wrong.value.findings]
    assert {origin.file for _, origin in origins if origin} == {"plan.csv"}
    return [(code, origin.row, origin.column) for code, origin in origins if origin]


CELL = ("GM0001", "market", 2025, "regular", "a")


def test_a_plan_says_what_is_built_where() -> None:
    plan = read("GM0001;market;2025;regular;a;3", "GM0002;social_rent;2026;regular;12;0")
    assert plan == Plan({"new_build": {CELL: 3}})


@pytest.mark.parametrize(
    "row",
    ["1;market;2025;regular;a;3", "0001;Market;2025;regular;a;3,0", "gm1;market;2025;regular;a;3"],
)
def test_what_excel_made_of_it_is_read(row: str) -> None:
    assert read(row) == Plan({"new_build": {CELL: 3}})


def test_other_columns_and_their_order_mean_nothing() -> None:
    header = "dwellings,note,pool,form,year,name,segment,municipality"
    assert read('3,"so, so",a,regular,2025,Aarle,market,GM0001', header=header) == Plan(
        {"new_build": {CELL: 3}}
    )


def test_households_are_told_from_dwellings_by_their_columns() -> None:
    plan = read("GM0001;urgent;2025;4", header="municipality;group;year;households")
    assert plan == Plan({"housed": {("GM0001", "urgent", 2025): 4}})


def test_more_than_anything_that_is_counted_is_refused() -> None:
    found = refused("GM0001;market;2025;regular;a;9223372036854775808")
    assert found == [("number-too-large", 2, "dwellings")]


def test_everything_that_is_wrong_is_found_at_once() -> None:
    assert refused(
        "GM0009;market;2025;regular;a;1",
        "Nowhere;market;2025;regular;a;1",
        "GM0001;luxury;2031;tent;z;-1",
        "GM0001;market;2025;regular;a;1/2",
        "GM0001;market;2025;regular;a;",
        "GM0001;market;2025;regular;b;1",
        "GM0002;social_rent;2026;regular;b;1",
        "GM0002;market;2025;regular;b;1",
        "GM0001;market;2025;regular;a;1",
        "GM1;market;2025;regular;a;2",
    ) == [
        ("unknown-municipality", 2, "municipality"),
        ("unknown-code", 3, "municipality"),
        ("unknown-segment", 4, "segment"),
        ("year-outside-horizon", 4, "year"),
        ("unknown-form", 4, "form"),
        ("unknown-pool", 4, "pool"),
        ("negative", 4, "dwellings"),
        ("not-whole", 5, "dwellings"),
        ("missing-value", 6, "dwellings"),
        ("pool-elsewhere", 7, "pool"),
        ("not-possible", 8, None),
        ("not-possible", 9, None),
        ("duplicate-row", 11, None),
    ]


def test_a_row_of_totals_is_left_out_and_said_so() -> None:
    notes: list[Finding] = []
    rows = "GM0001;market;2025;regular;a;3\nTotaal;market;2025;regular;a;3"
    plan = read_plan(REGION, f"{HEADER}\n{rows}".encode(), "plan.csv", notes=notes)
    assert plan == Plan({"new_build": {CELL: 3}})
    (left,) = [one.text.render("nl") for one in notes if one.code == "left-out"]
    assert left == "Weggelaten: rij 3 “Totaal” (telt op, en klopt)."
    with pytest.raises(InvalidScenario) as wrong:
        plan_from_records(REGION, {"housed": [record("Totaal")]})
    (found,) = wrong.value.findings
    assert found.code == "unknown-code"
    assert "“Totaal” is een rij die andere optelt. Laat die weg" in found.text.render("nl")
    assert "Leave it out" not in municipality_problem("Someren")


def record(municipality: str) -> dict[str, object]:
    return {"municipality": municipality, "group": "urgent", "year": 2025, "households": 3}


def municipality_problem(written: str) -> str:
    with pytest.raises(CodeProblem) as wrong:
        municipality_code(written)
    return wrong.value.text.render("en")


def test_a_point_between_thousands_is_read_in_a_dutch_file() -> None:
    """Where the columns are separated by ; and nothing says that decimals have a point."""
    region = scenario(
        municipalities=[municipality(0)], capacity=[pool(0, 9999, pool="a")], segments=["market"]
    )
    header = "municipality;segment;year;form;pool;dwellings"
    built = read("GM0001;market;2025;regular;a;1.031", header=header, region=region)
    assert built == Plan({"new_build": {CELL: 1031}})
    commas = header.replace(";", ",")
    assert read("GM0001,market,2025,regular,a,1.031", header=commas, region=region) == built
    rows = ('GM0001,market,2025,regular,a,"1,031"', "GM0002,market,2025,regular,b,1.031")
    assert [code for code, _, _ in refused(*rows, header=commas)] == ["ambiguous-number"] * 2
    assert refused("GM0001;market;2025;regular;a;1,031")[0][0] == "not-whole"
    other = f"{header};note"
    with pytest.raises(InvalidScenario) as contradicted:
        read("GM0001;market;2025;regular;a;1.031;12.5", header=other, region=region)
    assert [one.code for one in contradicted.value.findings] == ["not-whole"]


def test_a_preview_is_no_plan_in_whole_dwellings() -> None:
    assert refused("GM0001;market;2025;regular;a;3,5") == [("not-whole", 2, "dwellings")]


def test_a_column_that_is_missing_is_named() -> None:
    assert refused("GM0001;2025;3", header="municipality;year;dwellings") == [
        ("missing-column", None, "segment"),
        ("missing-column", None, "form"),
        ("missing-column", None, "pool"),
    ]


def test_a_municipality_may_be_called_by_its_name_unless_two_have_it() -> None:
    named, alike = [
        scenario(
            horizon={"first_year": 2025, "last_year": 2025},
            municipalities=[municipality(0, name="'s-Graveland"), municipality(1, name=other)],
            capacity=[pool(0, 10, pool="a"), pool(1, 10, pool="b")],
        )
        for other in ("Elders", "'S-GRAVELAND")
    ]
    row = "'s-graveland;market;2025;regular;a;3"
    assert read(row, region=named) == Plan({"new_build": {CELL: 3}})
    with pytest.raises(InvalidScenario) as wrong:
        read(row, region=alike)
    assert [one.code for one in wrong.value.findings] == ["unknown-code"]


def test_a_table_without_numbers_by_row_is_not_taken_for_one_of_facilities() -> None:
    with pytest.raises(InvalidScenario) as wrong:
        read("GM0001;many;few", header="municipality;town;other")
    assert [one.code for one in wrong.value.findings] == ["no-plan"]
    assert "“dwellings”" in wrong.value.findings[0].text.render("en")


def test_nothing_is_not_a_plan(tmp_path: Path) -> None:
    for source in (tmp_path, b'{"tables": {"totals": []}}', b"{}"):
        with pytest.raises(InvalidScenario) as wrong:
            read_plan(REGION, source)
        assert [one.code for one in wrong.value.findings] == ["no-plan"]
    with pytest.raises(InvalidScenario) as wrong:
        read_plan(REGION, tmp_path / "none.csv")
    assert [one.code for one in wrong.value.findings] == ["file-not-found"]


@pytest.mark.parametrize(
    ("tables", "code", "row"),
    [
        ({"new_build": 3}, "list-expected", None),
        ({"new_build": [3]}, "mapping-expected", 1),
        ({"new_build": [{"municipality": True}]}, "missing-column", None),
        ([], "mapping-expected", None),
    ],
)
def test_records_of_another_shape_are_refused(tables: Any, code: str, row: int | None) -> None:
    with pytest.raises(InvalidScenario) as wrong:
        plan_from_records(REGION, tables)
    found = wrong.value.findings[0]
    assert (found.code, found.origin and found.origin.row) == (code, row)


def test_places_have_hosts() -> None:
    care = {
        "id": "care",
        "kind": "facility",
        "facility": "domus",
        "places": 20,
    }
    region = scenario(care)
    plan = plan_from_records(
        region, {"facilities": [{"facility": "domus", "municipality": "GM0001", "places": 20}]}
    )
    assert plan.cells["places"] == {("GM0001", "domus"): 20}
    assert plan.cells["hosts"] == {("GM0001", "domus"): 1}


def cells_of(quantity: str) -> list[Any]:

    return REGION.cells(quantity)


plans = st.builds(
    lambda built, housed: Plan(
        {name: cells for name, cells in (("new_build", built), ("housed", housed)) if cells}
    ),
    st.dictionaries(st.sampled_from(cells_of("new_build")), st.integers(1, 10**9)),
    st.dictionaries(st.sampled_from(cells_of("housed")), st.integers(1, 10**9)),
).filter(lambda plan: plan.cells)


def as_table(name: str, plan: Plan) -> Table:
    rows = tuple(plan.records(name))
    return Table(name, name, tuple(rows[0]), rows, tuple(range(2, len(rows) + 2)))


@given(plans, st.booleans())
@examples(50)
def test_a_plan_comes_back_from_csv_and_json_as_it_was(plan: Plan, dutch: bool) -> None:
    records = {name: list(plan.records(name)) for name in plan.cells}
    assert plan_from_records(REGION, records) == plan
    assert read_plan(REGION, json.dumps({"tables": records}).encode()) == plan
    for name, cells in plan.cells.items():
        written = write_csv(as_table(name, plan), dutch=dutch)
        assert read_plan(REGION, written) == Plan({name: cells})


@given(plans)
@examples(5)
def test_a_plan_comes_back_from_a_workbook_as_it_was(plan: Plan) -> None:
    others = Table("notes", "notes", ("of", "of_mine"), ({"of": "=1+1"},), (2,))
    tables = [as_table(name, plan) for name in plan.cells]
    assert read_plan(REGION, write_workbook([others, *tables])) == plan


@pytest.mark.parametrize(("households", "refused"), [(9, False), (11, False), (12, True)])
def test_more_households_than_are_in_need_are_those_that_live_there(
    households: int, refused: bool
) -> None:
    housing = scenario(
        {"id": "cap", "kind": "vacancy_cap", "at_most": "50%", "groups": ["urgent"]},
        groups=["urgent"],
        municipalities=[municipality(0, vacancies=20), municipality(1, vacancies=20)],
        needs=[{"group": "urgent", "year": 2025, "households": 21}],
    )
    content = f"municipality;households\nGM0001;10\nGM0002;{households}\n".encode()
    if not refused:
        assert read_negotiated(housing, content).tables["housed"].axes == ("municipality",)
        return
    with pytest.raises(InvalidScenario) as wrong:
        read_negotiated(housing, content)
    assert [one.code for one in wrong.value.findings] == ["figures-unexpected"]
