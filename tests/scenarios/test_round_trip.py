"""A folder, a JSON document and a workbook say the same, whatever the scenario says."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.language import Language
from models.scenario import Scenario
from scenarios import (
    check,
    library,
    library_scenario,
    read_scenario,
    scenario_from_json,
    scenario_from_workbook,
    to_json,
    to_workbook,
    write_folder,
)
from scenarios.document.spelling import normal
from tests.examples import examples

SEGMENTS = ("social_rent", "market", "true", "2025")
FIGURES = ("households", "stock", "stock_social_rent", "vacancies", "woz_2024")
PITFALLS = (
    "=1+1",
    "'s-Gravenhage",
    "'-5",
    "yes",
    "null",
    "~",
    "2025",
    "007",
    "30%",
    "1.234",
    "12,5",
    "a: b",
    "a #b",
    "[P31] p. 12",
    "{a}",
    "- a",
    "*a",
    "&a",
    "!a",
    "%a",
    "a\nb\n\n  c",
    "é–’\u00a0x\u2028y\ufeffz",
    'a;b,"c"\td',
    "<r>x</r>",
    "a_x0041_b",
    "a.b",
    "a/b",
)

CHARACTERS = st.characters(
    exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
) | st.sampled_from("\n;,:'\"#%{}[]")
# openpyxl cannot tell the markup of workbooks from a text that spells it.
TEXTS = (st.text(CHARACTERS, min_size=1, max_size=12) | st.sampled_from(PITFALLS)).filter(
    lambda text: normal(text) == text != "" and "_x000D_" not in text and "x005F_" not in text
)
CODES = st.integers(1, 9999).map(lambda number: f"GM{number:04}")
NUMBERS = st.integers(0, 10**9) | st.fractions(0, 10**6, max_denominator=1000)
RATIOS = st.fractions(0, 1, max_denominator=200)
YEARS = (2025, 2026, 2027)


def titles() -> st.SearchStrategy[Any]:
    return TEXTS | st.fixed_dictionaries({"nl": TEXTS, "en": TEXTS})


def some(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=1, unique=True)


def parts(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Fraction]]:
    def of_one(weights: dict[str, int]) -> dict[str, Fraction]:
        whole = sum(weights.values())
        return {name: Fraction(weight, whole) for name, weight in weights.items()}

    return st.dictionaries(st.sampled_from(names), st.integers(1, 9), min_size=1).map(of_one)


@st.composite
def agreements(draw: st.DrawFn, codes: tuple[str, ...], pools: tuple[str, ...]) -> dict[str, Any]:
    build: dict[str, Any] = {"quantity": "new_build"}
    restricted = build | draw(
        st.fixed_dictionaries(
            {},
            optional={
                "segments": some(SEGMENTS),
                "forms": st.just(["regular"]),
                "pools": some(pools),
                "status": st.just(["soft"]),
            },
        )
    )
    housed = {"quantity": "housed", "groups": ["urgent"]}
    of_a_kind: list[dict[str, Any]] = [
        {"kind": "amount", "measure": restricted, "at_least": draw(st.integers(0, 10**6))},
        {"kind": "share", "measure": restricted, "of": build, "at_most": draw(RATIOS)},
        {"kind": "stock_share", "segments": ["social_rent"], "exactly": draw(RATIOS)},
        {"kind": "vacancy_cap", "at_most": draw(RATIOS), "groups": ["urgent"]},
        {"kind": "bid"},
        {"kind": "pace", "measure": restricted, "at_most": 5, "rise": draw(RATIOS)},
        {
            "kind": "fair_share",
            "measure": housed,
            "key": draw(st.sampled_from(["households", "mixed", "given"])),
            "tolerance": draw(st.none() | RATIOS),
            "path": draw(
                st.none()
                | st.just({"start": "stock_social_rent", "from_year": 2024, "to_year": 2026})
            ),
            "each": draw(st.sampled_from(["municipality", ["municipality", "year"]])),
        },
    ]
    common = st.fixed_dictionaries(
        {},
        optional={
            "title": titles(),
            "source": titles(),
            "note": titles(),
            "priority": st.integers(1, 3),
            "weight": st.fractions(1, 9, max_denominator=7),
            "area": st.just("the area"),
            "municipalities": some(codes),
            "where": st.sampled_from(
                ["stock >= 10", ["stock > 1", "stock_social_rent / stock < 26%"]]
            ),
            "years": st.lists(st.sampled_from(YEARS), min_size=1, unique=True),
            "explained": st.dictionaries(st.sampled_from(codes), titles(), min_size=1),
        },
    )
    chosen = draw(st.sampled_from(of_a_kind))
    if chosen["kind"] not in ("bid", "fair_share"):
        chosen = {"each": draw(st.sampled_from(["region", "municipality"]))} | chosen
        chosen["binding"] = draw(st.booleans())
    return {**draw(common), **chosen}


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    codes = tuple(draw(st.lists(CODES, min_size=1, max_size=3, unique=True)))
    pools = tuple(draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True)))
    figures = st.fixed_dictionaries(
        {name: st.integers(1, 10**6) for name in FIGURES[:-1]} | {FIGURES[-1]: NUMBERS},
        optional={"latitude": st.fractions(-90, 90, max_denominator=10**4)},
    )
    pool = st.fixed_dictionaries(
        {"municipality": st.sampled_from(codes), "dwellings": st.integers(0, 10**5)},
        optional={
            "status": st.just("soft"),
            "first_year": st.just(2025),
            "most_per_year": st.integers(0, 10**4),
            "cost_per_dwelling": NUMBERS,
            "segments": some(SEGMENTS),
        },
    )
    here: list[dict[str, str]] = [{"municipality": codes[0]}, {}]
    places = st.sampled_from([here, here[1:]])
    ids = draw(
        st.lists(
            TEXTS.filter(lambda i: i not in ("capacity", "history", "origins")),
            max_size=4,
            unique=True,
        )
    )
    agreed = [{**draw(agreements(codes, pools)), "id": name} for name in ids]
    goals: list[Any] = draw(
        st.sampled_from([[], ["shortfall"], ["smooth_years", "shortfall", "cost"]])
    )
    for one in agreed:
        named = {"fair_share": "fair_share", "bid": "nearness"}.get(one["kind"])
        if named and draw(st.booleans()):
            goals = [*goals, {named: one["id"]}]
    return Scenario.model_validate(
        {
            "id": draw(TEXTS),
            "name": draw(titles()),
            "description": draw(titles()),
            "horizon": {"first_year": 2025, "last_year": 2027},
            "segments": SEGMENTS,
            "groups": ["urgent"],
            "keys": {
                "mixed": {"mix": draw(parts(FIGURES))},
                "given": {"given": {code: draw(NUMBERS) for code in codes}},
            },
            "municipalities": [
                {"code": code, "name": draw(TEXTS), **draw(figures)} for code in codes
            ],
            "capacity": [{"pool": name, **draw(pool)} for name in pools],
            "needs": [
                {"group": "urgent", "year": year, "households": draw(st.integers(0, 99)), **place}
                for year in YEARS
                for place in draw(places)
            ],
            "bids": [{"party": draw(TEXTS), "municipality": codes[0], "dwellings": 7}],
            "areas": [{"area": "the area", "municipality": code} for code in codes],
            "reference": [
                {"segment": name, "share": part, **place}
                for place in draw(places)
                for name, part in draw(parts(SEGMENTS)).items()
            ],
            "sources": [
                {
                    "table": "capacity",
                    "column": "dwellings",
                    "source": draw(TEXTS),
                    "source_nl": draw(st.just("") | TEXTS),
                    "year": draw(st.just("") | TEXTS),
                    "assumption": draw(st.sampled_from(["yes", "no"])),
                    "note": draw(st.just("") | TEXTS),
                    "note_nl": draw(st.just("") | TEXTS),
                }
            ],
            "agreements": agreed,
            "goals": goals,
        }
    )


def assert_same(found: Scenario, scenario: Scenario) -> None:
    assert found == scenario
    assert found.content_hash == scenario.content_hash
    assert check(found) == check(scenario)


def through_folder(scenario: Scenario) -> Scenario:
    with TemporaryDirectory() as place:
        write_folder(scenario, Path(place) / "new" / "folder")
        return read_scenario(Path(place) / "new" / "folder")


def through_json(scenario: Scenario) -> Scenario:
    return scenario_from_json(json.loads(json.dumps(to_json(scenario))))


def through_workbook(scenario: Scenario) -> Scenario:
    """In one language or the other, as its id has it; nothing of it has to be recognised."""
    language: Language = "nl" if sum(map(ord, scenario.id)) % 2 else "en"
    return scenario_from_workbook(to_workbook(scenario, language), strict=True)


FORMS = [through_folder, through_json, through_workbook]


@given(scenarios())
@examples(60)
def test_a_folder_loses_nothing(scenario: Scenario) -> None:
    assert_same(through_folder(scenario), scenario)


@given(scenarios())
@examples(60)
def test_a_json_document_loses_nothing(scenario: Scenario) -> None:
    assert_same(through_json(scenario), scenario)


@given(scenarios())
@examples(15)
def test_a_workbook_loses_nothing(scenario: Scenario) -> None:
    assert_same(through_workbook(scenario), scenario)


SAMPLE = ("arnhem-nijmegen", "n11-neighbourhoods", "noord-veluwe", "r01-arnhem-nijmegen")
"""Scenarios of which workbooks are written each time: large, and with all kinds of tables."""

SHIPPED = [
    pytest.param(
        entry.id,
        form,
        marks=[pytest.mark.long] if form is through_workbook and entry.id not in SAMPLE else [],
        id=f"{entry.id}-{form.__name__}",
    )
    for entry in library()
    for form in FORMS
]


@pytest.mark.parametrize(("name", "form"), SHIPPED)
def test_shipped_scenarios_lose_nothing(name: str, form: Any) -> None:
    scenario = library_scenario(name)
    assert_same(form(scenario), scenario)


def test_one_form_after_the_other_loses_nothing() -> None:
    scenario = library_scenario("arnhem-nijmegen")
    assert_same(through_workbook(through_json(through_folder(scenario))), scenario)


def test_the_same_scenario_is_written_as_the_same_bytes() -> None:
    scenario = library_scenario("arnhem-nijmegen")
    again = through_json(scenario)
    assert to_workbook(scenario) == to_workbook(again)
    assert json.dumps(to_json(scenario)) == json.dumps(to_json(again))


def test_a_written_folder_is_complete_or_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        if self.suffix == ".csv":
            raise OSError("no space left")
        return write(self, content)

    write = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space left"):
        write_folder(library_scenario("arnhem-nijmegen"), tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(FileExistsError):
        write_folder(library_scenario("arnhem-nijmegen"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
