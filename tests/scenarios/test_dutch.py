"""Dutch in the files: keys, values and tables in Dutch say the same as in English."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.findings import InvalidScenario
from scenarios import read_scenario, scenario_from_json
from scenarios.checks.counted import COUNTED
from scenarios.document.known_words import known_words
from scenarios.extending import set_by_path
from scenarios.recognising.our_words import in_our_words
from scenarios.recognising.value_words import OPTIONS, name_meant
from scenarios.writing import to_json

DUTCH = """
id: voorbeeld
naam: Voorbeeld
looptijd: {eerste jaar: 2026, laatste jaar: 2028}
segmenten: [sociale huur, sociale huur laag, middenhuur, betaalbare koop, vrije sector]
woonvormen: [regulier, nultreden]
aandachtsgroepen: [urgenten]
telt als: {sociale huur laag: sociale huur}
tabellen: {gemeenten: gemeenten.csv, plancapaciteit: plannen.csv, behoefte: behoefte.csv}
verdeelsleutels:
  half: {mix: {inwoners: 50%, huishoudens: 50%}}
afspraken:
  - id: totaal
    soort: aantal
    wat telt: {grootheid: nieuwbouw}
    minstens: 30
    gemeenten: [Arnhem, Nijmegen (gem.)]
  - id: sociaal
    soort: aandeel
    wat telt: {wat: nieuwbouw, segmenten: sociale huur}
    deel van: {wat: nieuwbouw}
    minimaal: 30 procent
    voor elke: gemeente en jaar
    waar: aandeel sociale huur in de voorraad < 26 procent
    bindend: zacht
    jaren: [2026, 2027]
  - id: zacht
    soort: aantal
    maat: {quantity: nieuwbouw, status: zacht, woonvormen: [nultreden]}
    maximaal: 20
  - id: urgent
    kind: evenredig aandeel
    measure: {grootheid: gehuisvest, aandachtsgroepen: [urgenten]}
    of: {grootheid: behoefte}
    sleutel: half
    speling: 20%
    kant: erboven
    bindend: nee
doelen: [tekort, {evenredig aandeel: urgent}, gelijkmatig]
"""
ENGLISH = """
id: voorbeeld
name: Voorbeeld
horizon: {first_year: 2026, last_year: 2028}
segments: [social_rent, sociale_huur_laag, mid_rent, affordable_owner, market]
forms: [regular, zero_step]
groups: [urgent]
counts_as: {sociale_huur_laag: social_rent}
tables: {municipalities: gemeenten.csv, capacity: plannen.csv, needs: behoefte.csv}
keys:
  half: {mix: {inhabitants: 50%, households: 50%}}
agreements:
  - {id: totaal, kind: amount, measure: {quantity: new_build}, at_least: 30,
     municipalities: [GM0202, GM0268]}
  - id: sociaal
    kind: share
    measure: {quantity: new_build, segments: [social_rent]}
    of: {quantity: new_build}
    at_least: 30%
    each: [municipality, year]
    where: social_stock_share < 26%
    binding: false
    years: [2026, 2027]
  - {id: zacht, kind: amount, measure: {quantity: new_build, status: [soft], forms: [zero_step]},
     at_most: 20}
  - id: urgent
    kind: fair_share
    measure: {quantity: housed, groups: [urgent]}
    of: {quantity: need}
    key: half
    tolerance: 20%
    side: above
    binding: false
goals: [shortfall, {fair_share: urgent}, smooth_years]
"""
TABLES = {
    "gemeenten.csv": "gemeentecode;naam;aantal inwoners;huishoudens;voorraad;sociale voorraad\n"
    "GM0202;Arnhem;1000;500;600;100\n268;Nijmegen;2000;900;950;300\n",
    "plannen.csv": "plan;gemeente;planstatus;aantal woningen;segmenten\n"
    "a;Arnhem;zacht;40;\nb;Nijmegen;harde plannen;40;sociale huur, middenhuur\n",
    "behoefte.csv": "doelgroep;jaar;aantal huishoudens\nurgenten;2026;4\n",
}
ENGLISH_TABLES = {
    "gemeenten.csv": "code;name;inhabitants;households;stock;stock_social_rent\n"
    "GM0202;Arnhem;1000;500;600;100\nGM0268;Nijmegen;2000;900;950;300\n",
    "plannen.csv": "pool;municipality;status;dwellings;segments\n"
    "a;GM0202;soft;40;\nb;GM0268;hard;40;social_rent mid_rent\n",
    "behoefte.csv": "group;year;households\nurgent;2026;4\n",
}


def folder(where: Path, keys: str, tables: dict[str, str]) -> Path:
    where.mkdir()
    for name, text in {"scenario.yaml": keys, **tables}.items():
        (where / name).write_text(text, encoding="utf-8")
    return where


def test_a_scenario_in_dutch_is_the_same_as_in_english(tmp_path: Path) -> None:
    dutch = read_scenario(folder(tmp_path / "nl", DUTCH, TABLES))
    english = read_scenario(folder(tmp_path / "en", ENGLISH, ENGLISH_TABLES))
    assert to_json(dutch) == to_json(english)
    assert dutch.content_hash == english.content_hash


def test_tables_of_the_stock_and_its_figures_are_read_in_dutch(tmp_path: Path) -> None:
    """What a segment becomes or leaves is a segment, and a figure of one has its name."""
    tables = {
        **TABLES,
        "gemeenten.csv": TABLES["gemeenten.csv"]
        .replace("sociale voorraad", "sociale voorraad;voorraad middenhuur;mutaties vrije sector")
        .replace(";600;100", ";600;100;50;7")
        .replace(";950;300", ";950;300;60;8"),
        "weg.csv": "gemeente;jaar;segment;wordt;woningen\nArnhem;2026;sociale huur;middenhuur;9\n",
        "door.csv": "segment;maakt vrij;per woning\nvrije sector;sociale huur;0,5\n",
    }
    more = "behoefte: behoefte.csv, onttrekkingen: weg.csv, doorstroming: door.csv"
    keys = DUTCH.replace("behoefte: behoefte.csv", more)
    read = read_scenario(folder(tmp_path / "nl", keys, tables))
    assert [row.becomes for row in read.withdrawals] == ["mid_rent"]
    assert [(row.segment, row.frees) for row in read.moving_on] == [("market", "social_rent")]
    told = [member.model_extra or {} for member in read.municipalities]
    assert [(one["stock_mid_rent"], one["vacancies_market"]) for one in told] == [(50, 7), (60, 8)]


def test_any_mixture_is_read(tmp_path: Path) -> None:
    """Every line of the agreements in Dutch or in English, as it comes."""
    english = read_scenario(folder(tmp_path / "en", ENGLISH, ENGLISH_TABLES))
    head, _, rest = DUTCH.partition("afspraken:")
    _, _, agreed = ENGLISH.partition("agreements:")
    mixed = read_scenario(folder(tmp_path / "one", f"{head}agreements:{agreed}", ENGLISH_TABLES))
    head, _, _ = ENGLISH.partition("agreements:")
    other = read_scenario(folder(tmp_path / "two", f"{head}afspraken:{rest}", TABLES))
    assert mixed.content_hash == other.content_hash == english.content_hash


def test_what_is_wrong_is_told_at_the_key_as_it_was_written(tmp_path: Path) -> None:
    wrong = DUTCH.replace("minimaal: 30 procent", "minimaal: veel")
    with pytest.raises(InvalidScenario) as refused:
        read_scenario(folder(tmp_path / "nl", wrong, TABLES))
    (finding,) = refused.value.findings
    assert finding.origin is not None
    assert (finding.origin.row, finding.origin.column) == (22, "afspraken.sociaal.minimaal")


def test_a_key_that_is_said_in_both_languages_is_refused(tmp_path: Path) -> None:
    twice = DUTCH.replace("    minstens: 30\n", "    minstens: 30\n    at_least: 40\n")
    with pytest.raises(InvalidScenario) as refused:
        read_scenario(folder(tmp_path / "nl", twice, TABLES))
    assert [finding.code for finding in refused.value.findings] == ["unknown-key"]


def test_the_same_in_a_document_of_json() -> None:
    document: dict[str, Any] = {
        "id": "klein",
        "naam": "klein",
        "looptijd": {"eerste jaar": 2026, "laatste jaar": 2026},
        "tabellen": {
            "gemeenten": [{"code": "GM0202", "naam": "Arnhem"}],
            "plannen": [
                {"locatie": "a", "gemeente": "GM0202", "aantal woningen": 5, "status": "zacht"}
            ],
        },
        "afspraken": [{"id": "t", "soort": "aantal", "telt": {"wat": "nieuwbouw"}, "hoogstens": 3}],
    }
    read = scenario_from_json(document)
    assert [(pool.pool, pool.dwellings, pool.status) for pool in read.capacity] == [
        ("a", 5, "soft")
    ]
    assert read.agreements[0].model_dump()["at_most"] == 3


def test_every_word_of_the_vocabulary_leads_to_a_name_that_is_known() -> None:
    """A word that stands for nothing, or for two things at one place, would help nobody."""
    options = {name for names in OPTIONS.values() for name in names} | {*COUNTED}
    assert known_words("values").keys() <= options | {"social_stock_share"}
    for name, words in known_words("names").items():
        for word in words:
            meant = {name_meant(axis, word) for axis in ("segment", "form", "group")}
            assert name in meant, word


@pytest.mark.parametrize(
    "names",
    [
        {"segments": "social_rent mid_rent"},
        {"segments": ["social_rent", "starters_home"]},
        {"where": "social_stock_share < 26%"},
        {"where": ["a_figure / another >= 2", "shrinkage = 0"]},
        {"title": {"nl": "aandeel", "en": "share"}},
        {"explained": {"GM0202": "zacht"}},
    ],
)
def test_what_is_ours_already_stays_as_it_is(names: dict[str, Any]) -> None:
    keys = {"agreements": [{"id": "deel", "kind": "share", "measure": names, **names}]}
    read, _ = in_our_words(keys, {})
    said = read["agreements"][0]
    for name, value in names.items():
        assert said[name] == (
            value.split() if name == "segments" and isinstance(value, str) else value
        )


@pytest.mark.parametrize(("said", "code"), [(None, "missing-value"), (True, "text-expected")])
def test_what_is_no_text_is_no_table_of_which_something_is_the_source(
    said: object, code: str
) -> None:
    document = to_json(read_scenario("fictitious-region"))
    document["tables"]["sources"][0]["table"] = said
    with pytest.raises(InvalidScenario) as refused:
        scenario_from_json(document)
    assert [(one.code, one.origin and one.origin.row) for one in refused.value.findings] == [
        (code, 1)
    ]


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        ("afspraken.total.minstens", "agreements.total.at_least"),
        ("afspraken.total.wat telt.grootheid", "agreements.total.measure.quantity"),
        ("tabellen.plancapaciteit.p0.woningen", "tables.capacity.p0.dwellings"),
        ("tabellen.behoeften.urgent///2025.huishoudens", "tables.needs.urgent///2025.households"),
        ("looptijd.laatste jaar", "horizon.last_year"),
    ],
)
def test_a_path_may_be_in_dutch(dutch: str, english: str) -> None:
    said, _ = in_our_words(set_by_path(dutch, "1"), {})
    ours, _ = in_our_words(set_by_path(english, "1"), {})
    assert said.keys() == ours.keys()
    assert said["tables"].keys() == ours["tables"].keys() if "tables" in ours else said == ours


def test_a_word_for_two_keys_is_the_one_that_its_kind_has() -> None:
    """The margin of a share and the tolerance of a fair share are both called marge."""
    said, _ = in_our_words(
        {
            "afspraken": [
                {"marge": "3%", "soort": "aandeel"},
                {"soort": "evenredig aandeel", "marge": "10%"},
            ]
        },
        {},
    )
    assert [[*one] for one in said["agreements"]] == [["margin", "kind"], ["kind", "tolerance"]]


def test_a_listed_group_counts_as_another_though_its_word_is_a_form_too() -> None:
    said, _ = in_our_words(
        {"aandachtsgroepen": ["studenten"], "telt als": {"studenten": "starters"}}, {}
    )
    assert said == {"groups": ["students"], "counts_as": {"students": "starters"}}
    said, _ = in_our_words({"telt als": {"studenten": "starters"}}, {})
    assert said == {"counts_as": {"student": "starters"}}


def test_rows_are_taken_away_in_dutch_and_names_are_those_of_what_is_extended() -> None:
    changed = scenario_from_json(
        {
            "breidt uit": "fictitious-region",
            "id": "anders",
            "name": "anders",
            "tabellen": {
                "gemeenten": [{"code": f"GM990{at}", "norm": at} for at in range(1, 7)],
                "uitgangsmix": [
                    {"segment": "vrije sector", "verwijder": "ja"},
                    {"segment": "middenhuur", "aandeel": "44%"},
                ],
            },
            "afspraken": [{"id": "regional-total", "gemeenten": ["Voorbeeldmeer"]}],
        }
    )
    total = next(one for one in changed.agreements if one.id == "regional-total")
    assert total.municipalities == ("GM9905",)
    assert {row.segment for row in changed.reference} == {
        *("affordable_owner", "mid_rent", "social_rent")
    }
