"""Reading: every form says the same, and all that is wrong is told at once, with its place."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.agreements import Agreement, AnyAgreement
from models.findings import Finding
from models.measure import Measure
from models.recollection import forget
from models.scenario import Scenario
from scenarios import (
    InvalidScenario,
    check,
    read_scenario,
    scenario_from_json,
    scenario_from_workbook,
    to_json,
    to_workbook,
)
from scenarios.checks.limits import MOST_MUNICIPALITIES, MOST_POOLS
from scenarios.checks.meaning import MEANINGS
from scenarios.checks.mentions import MENTIONS
from scenarios.document.document import ROW_KEYS, ROWS
from scenarios.forms.yaml_files import parse_yaml
from tests.examples import examples
from tests.scenarios.files import (
    CAPACITY,
    KEYS,
    MUNICIPALITIES,
    NEEDS,
    changed,
    document,
    folder,
    places,
    refused,
    refused_document,
    refused_folder,
)
from tests.spreadsheets import xlsx

KINDS = (
    "Wel bekend: aantal, gemiddelde, bandbreedte, bod, keuze, uitruil, voorziening, evenredig "
    "aandeel, tempo, fasering, verrekening, aandeel, aandeel in de voorraad, plafond."
)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"side": ["both"]}, ["“[both]” is hier niet bekend. Wel bekend: boven, onder, beide."]),
        ({"side": None, "kind": {"x": True}}, [f"“{{x: true}}” is hier niet bekend. {KINDS}"]),
        ({"kind": False}, [f"“false” is hier niet bekend. {KINDS}"]),
        ({"years": [2025, None]}, ["Hier ontbreekt een getal."]),
        ({"measure": {"quantity": "new_build", "segments": ["", "market"]}},
         ["Hier hoort een tekst, en er staat niets."]),
        ({"municipalities": ["Aarle"]},
         ["“Aarle” is geen gemeentecode. Schrijf GM en vier cijfers, zoals GM0202."]),
        ({"id": {1, 2}}, ["Deze afspraak heeft geen id."]),
        ({"kind": "bid", "binding": True}, ["Hier past alleen nee, niet “true”: het bindt nooit."]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_quoted_as_files_write_it_and_told_once(
    given: dict[str, Any], said: list[str]
) -> None:
    """And nothing is taken for absent because it is empty: the place of the others is theirs."""
    fair = {"id": "f", "kind": "fair_share", "measure": {"quantity": "new_build"}, "key": "stock"}
    wrong = refused(lambda: scenario_from_json(document(agreements=[fair | given])))
    first = [each.text.render("nl") for each in wrong if "f" in str(each.origin) or given.get("id")]
    assert first[:1] == said
    assert not any("Deze lijst is leeg" in each.text.render("nl") for each in wrong)


def test_an_empty_place_in_a_list_does_not_move_what_comes_after_it() -> None:
    goals = ["shortfall", None, "shortfal"]
    found = refused(lambda: scenario_from_json(document(goals=goals)))
    assert [each.origin.column for each in found if each.origin] == ["goals.1", "goals.2"]


def test_a_folder_and_a_document_say_the_same(tmp_path: Path) -> None:
    from_folder = read_scenario(folder(tmp_path))
    from_json = scenario_from_json(document())
    assert from_folder == from_json
    assert from_folder.content_hash == from_json.content_hash
    assert from_folder.municipality("GM0202").figure("density") == Fraction("1234.5")
    assert [pool.most_per_year for pool in from_folder.capacity] == [None, 10]


def test_a_path_may_name_the_folder_the_keys_a_document_or_a_workbook(tmp_path: Path) -> None:
    scenario = read_scenario(folder(tmp_path))
    (tmp_path / "small.json").write_text(json.dumps(to_json(scenario)))
    (tmp_path / "small.xlsx").write_bytes(to_workbook(scenario))
    for name in ("", "scenario.yaml", "small.json", "small.xlsx"):
        assert read_scenario(tmp_path / name) == scenario
        assert read_scenario(str(tmp_path / name)) == scenario


@pytest.mark.parametrize(
    "spoiled",
    [
        pytest.param(lambda text: text.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode("cp1252"), id="cp1252"),
        pytest.param(lambda text: text.encode("utf-16"), id="utf-16"),
        pytest.param(lambda text: text.replace("GM00", "").replace("GM0", "").encode(), id="codes"),
        pytest.param(
            lambda text: text.replace(".", "").replace(",", ".").replace(";", ",").encode(),
            id="points and commas",
        ),
        pytest.param(lambda text: text.replace(";", "\t").encode(), id="tabs"),
        pytest.param(lambda text: text.replace(";", " ; ").encode(), id="blanks"),
    ],
)
def test_tables_are_read_as_spreadsheets_spoil_them(tmp_path: Path, spoiled: Any) -> None:
    municipalities = MUNICIPALITIES.replace("Groningen", "Gröningen")
    expected = read_scenario(folder(tmp_path / "clean", municipalities=municipalities))
    found = read_scenario(
        folder(
            tmp_path / "spoiled",
            municipalities=spoiled(municipalities),
            capacity=spoiled(CAPACITY),
            needs=spoiled(NEEDS),
        )
    )
    assert found == expected
    assert found.content_hash == expected.content_hash


@given(st.randoms(use_true_random=False))
@examples(20)
def test_the_order_of_rows_columns_and_agreements_means_nothing(random: Any) -> None:
    """Only the goals have an order, and the names that a scenario declares."""
    shuffled = document()
    for records in shuffled["tables"].values():
        random.shuffle(records)
        records[:] = [dict(random.sample(list(each.items()), len(each))) for each in records]
    random.shuffle(shuffled["agreements"])
    keys = dict(random.sample(list(shuffled.items()), len(shuffled)))
    expected = scenario_from_json(document())
    assert scenario_from_json(keys) == expected
    assert scenario_from_json(keys).content_hash == expected.content_hash


def test_municipalities_may_be_named_in_a_folder_and_strict_refuses_it(tmp_path: Path) -> None:
    """In its tables, and in what is agreed."""
    keys = {
        **{"id": "x", "name": "X", "horizon": {"first_year": 2025, "last_year": 2026}},
        "tables": {"municipalities": "m.csv", "capacity": "c.csv"},
        "agreements": [{"id": "a", "kind": "amount", "measure": {"quantity": "new_build"},
                        "at_least": 5, "municipalities": ["Den Haag"], "binding": True}],
        "goals": ["shortfall"],
    }  # fmt: skip
    (tmp_path / "scenario.yaml").write_text(json.dumps(keys))
    (tmp_path / "m.csv").write_text("code;name\n518;'s-Gravenhage\n1900;Súdwest-Fryslân\n")
    (tmp_path / "c.csv").write_text(
        "pool;gemeente;woningen\na;Den Haag;9\nb;SUDWEST FRYSLAN;1\nc;GM0518;1\n"
    )
    notes: list[Finding] = []
    found = read_scenario(tmp_path, notes=notes)
    assert [one.municipality for one in found.capacity] == ["GM0518", "GM1900", "GM0518"]
    told = [f"{one.origin}: {one.text.render('en')}" for one in notes]
    assert told == [
        "c.csv: Recognised: “Den Haag” as GM0518 and “SUDWEST FRYSLAN” as GM1900.",
        "scenario.yaml: Recognised: “Den Haag” as GM0518.",
    ]
    with pytest.raises(InvalidScenario) as wrong:
        read_scenario(tmp_path, strict=True)
    assert {one.code for one in wrong.value.findings} == {"recognised"}


def test_the_hash_tells_scenarios_apart() -> None:
    one, other = document(), document()
    other["tables"]["capacity"][0]["dwellings"] = 21
    assert scenario_from_json(one).content_hash != scenario_from_json(other).content_hash


def test_everything_wrong_in_the_keys_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    keys = """\
id: small
name: [a]
hoirzon: {}
horizon: {first_year: 2025, last_year: soon}
tables: {municipalities: municipalities.csv, capacity: capacity.csv}
agreements:
  - id: total
    kind: amount
    measure:
      quantity: new_build
      segmnts: [social_rent]
    at_least: 23.945
  - {id: half, kind: shar}
  - id: share
    kind: share
    measure: {quantity: new_build}
    of: {quantity: new_build}
    at_least: -30%
    binding: perhaps
    each: 3
  - {id: bare, kind: amount, measure: {quantity: new_build}}
goals: [shortfal]
"""
    file = "scenario.yaml"
    assert sorted(refused_folder(tmp_path, keys)) == sorted(
        [
            ("mapping-expected", file, 2, "name"),
            ("unknown-key", file, 3, "hoirzon"),
            ("not-a-number", file, 4, "horizon.last_year"),
            ("unknown-key", file, 11, "agreements.total.measure.segmnts"),
            ("ambiguous-number", file, 12, "agreements.total.at_least"),
            ("unknown-kind", file, 13, "agreements.half.kind"),
            ("negative", file, 18, "agreements.share.at_least"),
            ("yes-or-no-expected", file, 19, "agreements.share.binding"),
            ("list-expected", file, 20, "agreements.share.each"),
            ("threshold-missing", file, 21, "agreements.bare"),
            ("unknown-kind", file, 22, "goals.0"),
        ]
    )


HOUSED = {"quantity": "housed"}
PARTS = {"measure": {"quantity": "new_build", "segments": ["market"]}, "of": {"quantity": "stock"}}
STOCK = {"inhabitants": 9, "stock": 100, "stock_social_rent": 20}
FOUR = ("social_rent", "mid_rent", "affordable_owner", "market")


def realised(*rows: dict[str, Any]) -> dict[str, Any]:
    return changed(realised=[{"municipality": "GM0014", "year": 2025, **row} for row in rows])


def weighed(*weights: Any) -> dict[str, Any]:
    wish = {"kind": "amount", "measure": {"quantity": "new_build"}, "at_least": 3, "binding": False}
    wishes = [{"id": f"w{i}", **wish, "weight": weight} for i, weight in enumerate(weights)]
    return {"agreements": wishes, "goals": ["shortfall"]}


def exchanged(quantity: str, *rates: int) -> dict[str, Any]:
    fair = {"id": "fair", "kind": "fair_share", "measure": {"quantity": quantity}, "key": "stock"}
    swap = {"kind": "exchange", "of": "fair", "at_most": "25%"}
    dwellings = [{"exchanged": "dwellings", "exchange_rate": rate} for rate in rates]
    swaps = [{**swap, "id": f"swap-{at}", **one} for at, one in enumerate(dwellings or [{}])]
    return {**towns(STOCK, STOCK), "agreements": [fair, *swaps], "goals": []}


SAME_ROW = {"pool": "north", "municipality": "GM0014", "dwellings": 1}


def towns(*figures: dict[str, Any]) -> dict[str, Any]:
    codes = ("GM0014", "GM0202")
    rows = [{"code": code, "name": code, **row} for code, row in zip(codes, figures, strict=True)]
    return changed(municipalities=rows)


def agreed(kind: str, **fields: Any) -> dict[str, Any]:
    return {"agreements": [{"id": "one", "kind": kind, **fields}], "goals": []}


def share(**fields: Any) -> dict[str, Any]:
    counted = {"quantity": "new_build"}
    return agreed("share", measure=counted, of=counted, at_most=1, **fields)


def least(**measure: Any) -> dict[str, Any]:
    return {"goals": [{"kind": "least", "measure": {"quantity": "new_build", **measure}}]}


def key(**fields: Any) -> dict[str, Any]:
    return {"keys": {"one": fields}}


def needed(**row: Any) -> dict[str, Any]:
    return {"group": "urgent", "year": 2025, "households": 1, **row}


ELSEWHERE = """\
group;municipality;year;households
urgent;GM0099;2025;4
urgnt;;2026;5
"""


def test_a_value_that_cannot_be_read_hides_no_name_that_is_not_there(tmp_path: Path) -> None:
    keys = KEYS.replace("at_least: 30}", "at_least: 23.945, municipalities: [GM0098]}")
    found = refused_folder(
        tmp_path,
        keys.replace("goals: [shortfall", "goals: [{nearness: bids}, shortfal"),
        capacity="pool;municipality;dwellings;segments\n"
        "north;GM0014;23.945 m;\nsouth;GM0097;30;social_rnt\n",
        needs=ELSEWHERE,
    )
    file = "scenario.yaml"
    assert sorted(found) == sorted(
        [
            ("ambiguous-number", file, 7, "agreements.total.at_least"),
            ("unknown-municipality", file, 7, "agreements.total.municipalities"),
            ("unknown-agreement", file, 9, "goals.0.agreement"),
            ("unknown-kind", file, 9, "goals.1"),
            ("not-a-number", "capacity.csv", 2, "dwellings"),
            ("unknown-municipality", "capacity.csv", 3, "municipality"),
            ("unknown-segment", "capacity.csv", 3, "segments"),
            ("unknown-municipality", "needs.csv", 2, "municipality"),
            ("unknown-group", "needs.csv", 3, "group"),
        ]
    )


TOWNS = document()["tables"]["municipalities"]
BID = {"id": "bid", "kind": "bid"}
ALONE = [
    ("unknown-code", changed(municipalities=[{**TOWNS[0], "code": "x"}, TOWNS[1]])),
    ("missing-value", changed(municipalities=[{**TOWNS[0], "name": None}, TOWNS[1]])),
    ("ambiguous-number", changed(municipalities=[{**TOWNS[0], "inhabitants": "1.000"}, TOWNS[1]])),
    ("missing-value", {**changed(capacity=[{**SAME_ROW, "pool": None}]), **least(pools=["north"])}),
    ("missing-column", {**changed(areas=[{"municipality": 14}]), **agreed("bid", area="here")}),
    ("not-a-number", changed(needs=[needed(year="soon"), needed(year="later")])),
    ("not-a-number", {"horizon": {"first_year": 2025, "last_year": "soon"}}),
    ("missing-value", {"horizon": {"first_year": 2025}}),
    ("mapping-expected", {"horizon": 2025}),
    ("list-expected", {"groups": 3}),
    ("unknown-key", {"groups": None, "grups": ["urgent"]}),
    ("unknown-kind", {"agreements": [{**BID, "kind": "bdi"}], "goals": [{"nearness": "bid"}]}),
    ("list-expected", {"agreements": [{**BID, "each": 3}], "goals": [{"nearness": "bid"}]}),
    ("threshold-missing", agreed("amount", measure={"quantity": "new_build"})),
    ("unknown-code", key(given={"GM0014": 1, "nowhere": 1})),
    ("ambiguous-number", key(mix={"inhabitants": "1.500", "stock": "50%"})),
    ("mapping-expected", {"keys": {"inhabitants2": 3}, **agreed("fair_share", key="inhabitants2",
     measure={"quantity": "housed"})}),
    ("unknown-kind", {"goals": ["shortfal", "shortfall", {"fair_share": "fair"}]}),
    ("unknown-key", {**towns({}, {"inhabitants": 2}), **agreed("fair_share", key="inhabitants",
     measure={"quantity": "housed"}, municipalites=["GM0202"])}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "said"),
    [("amonut", "Bedoelt u “amount”?"), (3, "Wel bekend: aantal, "), (None, "Vul soort in.")],
)
def test_a_kind_that_is_unknown_or_missing_names_its_key_and_what_is_meant_or_there(
    kind: object, said: str
) -> None:
    amount = {"id": "two", "kind": "amount", "measure": HOUSED, "at_least": 1}
    options = [{"id": "one", "kind": kind}, amount]
    either = {"id": "either", "kind": "either", "options": options}
    wrong = document(agreements=[{**BID, "kind": kind}, either], goals=[])
    found = refused(lambda: scenario_from_json(wrong))
    places = sorted(each.origin.column or "" for each in found if each.origin)
    assert places == ["agreements.bid.kind", "agreements.either.options.0.kind"]
    assert all(said in each.text.render("nl") for each in found)


@pytest.mark.parametrize(("code", "rest"), ALONE)
def test_nothing_is_found_that_only_follows_from_what_was_found(
    code: str, rest: dict[str, Any]
) -> None:
    assert set(refused_document(**rest)) == {code}


def test_without_municipalities_only_that_is_said() -> None:
    assert refused_document(**changed(municipalities=[], capacity=[])) == ["no-municipalities"]


def test_a_place_on_the_map_is_no_key() -> None:
    figures = {"latitude": 52, "longitude": 5, "stock": 3}
    written = {**towns(figures, figures), "agreements": [], "goals": []}
    fair = {"id": "fair", "kind": "fair_share", "measure": {"quantity": "housed"}, "key": "zzz"}
    found = refused(lambda: scenario_from_json({**written, "agreements": [fair]}))
    assert [each.code for each in found] == ["unknown-distribution-key"]
    assert "itude" not in found[0].text.render("en")
    assert "stock" in found[0].text.render("en")


def test_the_nearest_known_name_is_the_hint() -> None:
    found = refused(lambda: scenario_from_json(document(hoirzon={})))
    assert [each.text.render("en") for each in found] == [
        "“hoirzon” is not known here. Is “horizon” meant?"
    ]


def test_an_agreement_that_is_set_by_its_own_name_is_told_where_it_stands() -> None:
    demand = {"at_least": 26_000}
    found = refused(lambda: read_scenario("arnhem-nijmegen", overrides={"regional-total": demand}))
    assert [each.text.render("en") for each in found] == [
        "“regional-total” is not known here. Is “agreements.regional-total” meant?"
    ]


def test_a_dutch_word_for_a_figure_is_the_figure() -> None:
    read = scenario_from_json(document(keys={"both": {"mix": {"inwoners": 1}}}))
    assert [*read.keys["both"].mix] == ["inhabitants"]


def test_everything_wrong_in_the_tables_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    found = refused_folder(
        tmp_path,
        municipalities="Code;name;inhabitants\nGM0014;Groningen;x\nfoo;Bar;2\n",
        capacity="pool;municipality;supplie;status;dwellings\n"
        "north;GM0014;x;hard;-3\nsouth;;;zacht;1,5\n",
        needs="group;year\nurgent;2025\nurgent;2026\n",
    )
    assert sorted(found) == sorted(
        [
            ("not-a-number", "municipalities.csv", 2, "inhabitants"),
            ("unknown-code", "municipalities.csv", 3, "Code"),
            ("unknown-column", "capacity.csv", None, "supplie"),
            ("negative", "capacity.csv", 2, "dwellings"),
            ("missing-value", "capacity.csv", 3, "municipality"),
            ("not-whole", "capacity.csv", 3, "dwellings"),
            ("missing-column", "needs.csv", None, "households"),
        ]
    )


def test_a_table_without_its_key_says_so_instead_of_finding_all_rows_alike(tmp_path: Path) -> None:
    found = refused_folder(
        tmp_path,
        municipalities="cijfer;naam;inwoners\nGM0014;Groningen;1\nGM0034;Almere;2\n",
    )
    assert found == [("missing-column", "municipalities.csv", None, "code")]


def test_a_document_names_the_record() -> None:
    records = [{"pool": "north", "municipality": "GM0014", "dwellings": "many"}]
    found = refused(lambda: scenario_from_json(changed(capacity=records), file="posted.json"))
    assert places(found) == [("not-a-number", "posted.json#capacity", 1, "dwellings")]


def test_a_workbook_names_the_sheet_and_the_cell() -> None:
    spoiled = Scenario.model_validate(
        {
            **{k: v for k, v in document().items() if k != "tables"},
            "municipalities": [{"code": "GM0014", "name": "Groningen"}],
            "capacity": [{"pool": "north", "municipality": "GM0099", "dwellings": 3}],
            "keys": {"half": {"mix": {"inhabitants": "50%"}}},
        }
    )
    found = refused(lambda: scenario_from_workbook(to_workbook(spoiled, "en"), file="mine.xlsx"))
    assert ("unknown-municipality", "mine.xlsx#capacity", 2, "municipality") in places(found)
    assert ("unknown-distribution-key", "mine.xlsx#agreements", 2, "key") in places(found)
    assert ("key-mix-not-one", "mine.xlsx#keys", None, "keys.half.mix") not in places(found)
    assert "key-mix-not-one" in [each.code for each in found]


def test_what_is_written_twice_hides_nothing_else_that_is_wrong() -> None:
    twice = changed(
        capacity=[SAME_ROW, SAME_ROW, {**SAME_ROW, "pool": "x", "municipality": "GM0099"}]
    )
    agreement = {"id": "b", "kind": "bid", "municipalities": ["GM0001"]}
    found = refused(
        lambda: scenario_from_json({**twice, "agreements": [agreement] * 2, "goals": []})
    )
    assert {each.code for each in found} == {
        "duplicate-row",
        "duplicate-agreement",
        "unknown-municipality",
    }
    assert [each.code for each in found].count("unknown-municipality") == 2


MEANINGLESS = [
    ("unknown-municipality", changed(areas=[{"area": "a", "municipality": "GM0001"}])),
    ("unknown-municipality", agreed("bid", municipalities=["GM0001"])),
    ("unknown-municipality", agreed("bid", explained={"GM0001": "too small"})),
    ("unknown-municipality", key(given={"GM0001": 1, "GM0014": 1})),
    ("duplicate-row", changed(capacity=[SAME_ROW, {**SAME_ROW, "dwellings": 2}])),
    ("duplicate-row", changed(needs=[needed(municipality=c) for c in ("14", "GM0014")])),
    ("duplicate-agreement", {"agreements": [{"id": "b", "kind": "bid"}] * 2, "goals": []}),
    ("duplicate-agreement", {"agreements": [{"id": "capacity", "kind": "bid"}], "goals": []}),
    ("duplicate-goal", {"goals": ["shortfall", "shortfall"]}),
    ("duplicate-key", key(given={"14": 1, "GM0014": 2})),
    ("duplicate-key", agreed("bid", explained={"14": "small", "GM0014": "large"})),
    ("duplicate-name", {"groups": ["urgent", "urgent"]}),
    ("unfit-name", {"groups": ["urgent", "two,words"]}),
    ("unknown-segment", changed(capacity=[{**SAME_ROW, "segments": "social_rnt"}])),
    ("unknown-segment", least(segments=["social_rnt"])),
    ("unknown-form", changed(capacity=[{**SAME_ROW, "forms": "regular tent"}])),
    ("unknown-group", {"groups": []}),
    ("unknown-neighbourhood", changed(capacity=[{**SAME_ROW, "neighbourhood": "here"}])),
    ("unknown-pool", least(pools=["x"])),
    ("unknown-supply", least(status=["x"])),
    ("unknown-facility", least(quantity="hosts", facilities=["domus"])),
    ("unknown-rate", least(quantity="euros", rates=["subsidy"])),
    (
        "each-of-nothing",
        agreed("amount", measure={"quantity": "new_build"}, at_least=1, each="area"),
    ),
    ("unknown-quantity", least(quantity="new_buidl")),
    ("restriction-without-meaning", least(quantity="housed", segments=["market"])),
    ("unknown-area", agreed("bid", area="x")),
    ("unknown-party", agreed("bid", party="x")),
    ("unknown-agreement", {"goals": [{"fair_share": "fiar"}]}),
    ("unknown-agreement", agreed("settlement", of="fiar", rate=100)),
    ("other-kind-of-agreement", {"goals": [{"nearness": "fair"}]}),
    ("unknown-distribution-key", agreed("fair_share", measure={"quantity": "housed"}, key="x")),
    ("unknown-figure", key(mix={"inhabitant": 1})),
    ("unknown-figure", share(where="a < 1")),
    ("missing-figure", towns({}, {"inhabitants": 2})),
    ("missing-figure", agreed("vacancy_cap", at_most="25%")),
    ("missing-figure", agreed("stock_share", at_most="25%", segments="social_rent")),
    ("missing-travel-time", agreed("facility", facility="domus", places=9, key="stock")),
    (
        "missing-neighbourhood-figure",
        {
            **changed(neighbourhoods=[{"neighbourhood": "Selwerd", "municipality": "GM0014"}]),
            **least(where_neighbourhood="load > 1"),
        },
    ),
    (
        "division-by-zero",
        {**towns({"a": 1, "b": 0}, {"a": 1, "b": 1}), **share(where="a / b < 1")},
    ),
    ("negative-figure", towns({"inhabitants": -1}, {"inhabitants": 2})),
    ("negative-figure", key(given={"GM0014": -1})),
    ("not-on-earth", towns({"latitude": 999}, {"latitude": 52})),
    ("not-on-earth", towns({"longitude": 5}, {"longitude": "-180.5"})),
    ("key-unclear", key()),
    ("key-unclear", key(mix={"stock": 1}, given={"GM0014": 1})),
    ("key-mix-not-one", key(mix={"stock": "2/3", "inhabitants": "30%"})),
    ("reference-unclear", changed(reference=[{"share": "100%"}])),
    (
        "reference-unclear",
        changed(reference=[{"segment": "market", "form": "regular", "share": 1}]),
    ),
    ("reference-not-one", changed(reference=[{"segment": "market", "share": "99.9%"}])),
    ("reference-not-one", changed(reference=[{"municipality": 14, "form": "regular", "share": 0}])),
    ("share-above-100", changed(reference=[{"segment": "market", "share": "101%"}])),
    ("unknown-segment", changed(reference=[{"segment": "mrkt", "share": 1}])),
    ("horizon-reversed", {"horizon": {"first_year": 2026, "last_year": 2025}}),
    ("horizon-too-long", {"horizon": {"first_year": 2025, "last_year": 2085}}),
    ("not-a-year", {"horizon": {"first_year": 25, "last_year": 30}}),
    ("not-a-year", changed(needs=[needed(year=20255)])),
    ("number-too-large", changed(capacity=[{**SAME_ROW, "dwellings": 10**10}])),
    ("years-reversed", changed(capacity=[{**SAME_ROW, "first_year": 2026, "last_year": 2025}])),
    ("agreement-outside-horizon", share(years=[2030])),
    (
        "fair-share-without-municipality",
        agreed("fair_share", measure={"quantity": "housed"}, key="stock", each="year"),
    ),
    (
        "option-without-limit",
        agreed(
            "either",
            options=[
                {"id": "a", "kind": "amount", "measure": {"quantity": "housed"}, "at_most": 1},
                {"id": "b", "kind": "amount", "measure": {"quantity": "new_build"}, "at_most": 1},
            ],
        ),
    ),
    (
        "endless-capacity-beside-choice",
        {
            **changed(capacity=[{**SAME_ROW, "dwellings": 99_999_999}]),
            **agreed(
                "either",
                options=[
                    {"id": name, "kind": "amount", "measure": {"quantity": "new_build"}, side: 1}
                    for name, side in (("a", "at_most"), ("b", "at_least"))
                ],
            ),
        },
    ),
    ("share-above-100", share(at_least="130%")),
    ("empty-list", share(years=[])),
    ("empty-list", share(municipalities=[])),
    ("empty-list", least(segments=[])),
    ("empty-list", least(municipalities=[])),
    ("empty-list", agreed("stock_share", at_most="25%", segments=[])),
    ("empty-list", agreed("bandwidth", variants=[])),
    ("empty-list", agreed("exchange", of="fair", at_most="25%", takers=[])),
    ("negative", share(weight=-1)),
    ("negative", share(weight="-0.001")),
    ("weights-too-far-apart", weighed("1000000001", 1)),
    ("weights-too-far-apart", weighed(1, "1/1000000001")),
    ("beyond-exactly", agreed("share", **PARTS, exactly="30%", beyond=2)),
    ("beyond-exactly", agreed("share", **PARTS, exactly="30%", beyond=2, rounding=1)),
    ("exchange-of-other-unit", exchanged("new_build")),
    ("exchange-at-two-rates", exchanged("attributed", 1, 2)),
    ("named-as-a-column", {"segments": ["social_rent", "market", "municipality"]}),
    ("named-as-a-column", {"segments": ["social_rent", "market", "market_share"]}),
    ("named-as-a-column", {"forms": ["regular", "new_build"]}),
    (
        "price-class-unknown",
        changed(prices=[{"segment": "market", "price_class": "affordable", "euros": 1}]),
    ),
    ("years-reversed", changed(capacity=[{**SAME_ROW, "first_year": 2026, "end_year": 2026}])),
    ("years-reversed", changed(capacity=[{**SAME_ROW, "last_year": 2026, "end_year": 2026}])),
    *(
        ("condition-without-percent", {**towns(STOCK, STOCK), **share(where=condition)})
        for condition in ("social_stock_share < 26", "stock_social_rent / stock >= 2.5")
    ),
    ("condition-without-percent", {**towns({"load": 4}, {"load": 7}), **share(where="load < 5%")}),
    (
        "condition-without-percent",
        {**towns({"load": "0.4"}, {"load": 1}), **share(where="load < 50")},
    ),
    (
        "condition-without-percent",
        {
            **changed(neighbourhoods=[{"neighbourhood": "b", "municipality": 14, "load": "1/2"}]),
            **least(where_neighbourhood="load > 3"),
        },
    ),
    *(
        ("unknown-distribution-key", agreed("fair_share", measure=HOUSED, key=name))
        for name in ("inhabitants / stok", "stok/inhabitants", "inhabitants / 1 / stock")
    ),
    ("realised-of-two-things", realised({"group": "urgent", "segment": "market", "number": 1})),
    ("realised-contradicts", realised({"number": 2}, {"segment": "market", "number": 3})),
    (
        "realised-contradicts",
        realised(
            {"segment": "market", "number": 3},
            {"segment": "market", "form": "regular", "number": 2},
        ),
    ),
    (
        "realised-contradicts",
        realised(*({"segment": name, "number": 1} for name in FOUR), {"number": 5}),
    ),
    (
        "realised-contradicts",
        realised({"segment": "market", "number": 3}, {"form": "regular", "number": 2}),
    ),
    ("condition-not-understood", share(where="stock")),
    ("relative-without-municipality", share(apart="10%")),
    ("no-municipalities", {"tables": {}}),
    ("unknown-table", changed(capacty=[])),
    ("unknown-key", {"municipalities": []}),
    ("missing-value", {"agreements": [{"kind": "bid"}]}),
    ("list-expected", {"agreements": {"total": {"at_least": 3}}}),
    ("mapping-expected", changed(capacity=[3])),
    ("list-expected", changed(capacity={})),
    ("unknown-removal", {"agreements": [{"id": "x", "remove": True}], "goals": []}),
    ("yes-or-no-expected", {"agreements": [{"id": "x", "remove": "perhaps"}], "goals": []}),
    ("unreadable-text", {"name": "half \ud800 of a sign"}),
    ("text-expected", {"extends": ["arnhem-nijmegen"]}),
]


@pytest.mark.parametrize(("code", "rest"), MEANINGLESS)
def test_what_cannot_be_meant_is_refused(code: str, rest: dict[str, Any]) -> None:
    assert code in refused_document(**rest)


def test_every_reference_is_tried() -> None:
    tried = {code for code, _ in MEANINGLESS} | {"too-many-cells"}
    assert (MENTIONS | MEANINGS).keys() <= tried


def test_too_much_is_refused_before_it_is_understood() -> None:
    towns = [{"code": number, "name": "x"} for number in range(1, MOST_MUNICIPALITIES + 2)]
    found = refused(lambda: scenario_from_json(changed(municipalities=towns)))
    assert places(found) == [("too-many-rows", "scenario.json#municipalities", 1001, None)]
    pools = [{"pool": f"p{n}", "municipality": 14, "dwellings": 1} for n in range(MOST_POOLS)]
    many = {**changed(capacity=pools), "horizon": {"first_year": 2025, "last_year": 2050}}
    assert [each.code for each in refused(lambda: scenario_from_json(many))] == ["too-many-cells"]


@pytest.mark.parametrize(
    ("keys", "code", "row"),
    [
        ("id: [a\nname: b", "malformed-yaml", 2),
        ("id: a\n\tname: b", "malformed-yaml", 2),
        ("id: a\n---\nid: b", "malformed-yaml", 2),
        ("id: a\nname: b\nid: c", "duplicate-key", 3),
        ("a: &a [b]\nc: *a", "yaml-alias", 2),
        ("id: !!python/object:os.system x", "yaml-tag", 1),
        ("id: " + "[" * 5000, "too-deep", 1),
        ("- a\n- b", "mapping-expected", 1),
        ("", "mapping-expected", 1),
        ("# " + "x" * 2**20, "file-too-large", None),
        ("tables: {capacity: ../capacity.csv}", "file-outside-folder", 1),
        ("id: a\ntables:\n  capacity: nothing.csv", "file-not-found", 3),
        ("id: a\ntables:\n  capacty: capacity.csv", "unknown-table", 3),
        ('id: a\ntables:\n  capacity: "a\\0b.csv"', "file-not-found", 3),
        ("id: a\ntables:\n  capacity: " + "a" * 5000 + ".csv", "file-not-found", 3),
        ("id: a\nextends: " + "b" * 5000, "extends-not-found", 2),
        ('id: a\n"": 1', "unknown-key", 2),
        ('id: a\n" ":', "unknown-key", 2),
        ("id: a\nagrements:", "unknown-key", 2),
        ("id: a\nhorizon:\n  frist_year:", "unknown-key", 3),
        ("id: a\nkeys:\n  mine: {gven: }", "unknown-key", 3),
        ("id: a\nagreements:\n  - {id: b, kind: amount, at_leats: }", "unknown-key", 3),
    ],
)
def test_malformed_keys_are_a_finding(
    tmp_path: Path, keys: str, code: str, row: int | None
) -> None:
    (tmp_path / "capacity.csv").write_text("outside")
    found = refused_folder(tmp_path / "inside", keys)
    assert (code, "scenario.yaml", row) in [each[:3] for each in found]


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    inside = folder(tmp_path / "inside")
    (tmp_path / "secret.csv").write_text(CAPACITY)
    (inside / "capacity.csv").unlink()
    (inside / "capacity.csv").symlink_to(tmp_path / "secret.csv")
    found = refused(lambda: read_scenario(inside))
    assert [each.code for each in found] == ["file-outside-folder"]


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ('{\n"id": }', "malformed-json", 2),
        ('{"id": 1, "id": 2}', "duplicate-key", None),
        ("[" * 100_000, "too-deep", None),
        ('{"agreements": ' + "[" * 900 + "]" * 900 + "}", "too-deep", None),
        ('{"id": ' + "9" * 5000 + "}", "malformed-json", None),
        ("3", "mapping-expected", None),
    ],
)
def test_malformed_json_is_a_finding(tmp_path: Path, text: str, code: str, row: int | None) -> None:
    (tmp_path / "x.json").write_text(text)
    found = refused(lambda: read_scenario(tmp_path / "x.json"))
    assert [each[:3] for each in places(found)] == [(code, "x.json", row)]


def test_what_is_not_there_is_a_finding(tmp_path: Path) -> None:
    expected: dict[str | Path, str] = {
        "arnhem": "scenario-not-found",
        tmp_path: "no-scenario",
        tmp_path / "x.json": "file-not-found",
        tmp_path / "x.xlsx": "file-not-found",
        "": "no-scenario",
        "\0": "scenario-not-found",
    }
    found = {name: refused(partial(read_scenario, name))[0].code for name in expected}
    assert found == expected


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = [*document(), *ROWS, "extends", "segments", "forms", "keys", "description"]


def found_in(read: Callable[[], object]) -> tuple[Finding, ...]:
    try:
        read()
    except InvalidScenario as invalid:
        return invalid.findings
    return ()


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4), st.booleans())
@examples(150)
def test_no_nonsense_is_more_than_a_finding(nonsense: dict[str, Any], beside: bool) -> None:
    written = document(**nonsense) if beside else nonsense
    found = found_in(lambda: scenario_from_json(written))
    assert all(json.dumps(each.as_record()) for each in found)
    assert beside or found


@pytest.mark.parametrize("nonsense", [[[]], {"x": [1]}], ids=["list", "mapping"])
@pytest.mark.parametrize("model", get_args(get_args(AnyAgreement)[0]))
def test_nonsense_in_every_key_of_an_agreement_is_a_finding_at_each(
    model: type[Agreement], nonsense: object
) -> None:
    keys = dict.fromkeys(model.model_fields.keys() - {"id", "kind"}, nonsense)
    measured = dict.fromkeys(Measure.model_fields, nonsense)
    for names, said in ((keys, keys), (measured, {"measure": measured})):
        if "measure" in keys or names is keys:
            odd = {"id": "odd", "kind": model.model_fields["kind"].default, **said}
            found = found_in(partial(scenario_from_json, document(agreements=[odd])))
            assert names.keys() <= {step for one in found for step in str(one.origin).split(".")}


@pytest.mark.parametrize("nonsense", [[[]], {"x": [1]}], ids=["list", "mapping"])
def test_nonsense_in_every_column_is_a_finding_at_each(nonsense: object) -> None:
    for name, model in ROWS.items():
        tables = {**document()["tables"], name: [dict.fromkeys(model.model_fields, nonsense)]}
        found = found_in(partial(scenario_from_json, document(tables=tables)))
        columns = {one.origin.column for one in found if one.origin}
        assert model.model_fields.keys() <= columns, name


@given(st.text(st.sampled_from("ab:-[]{}'\"#&*!|>%@, \n\t0\\"), max_size=30))
@examples(300)
def test_no_yaml_is_more_than_a_finding(text: str) -> None:
    found = found_in(lambda: parse_yaml(text, "scenario.yaml"))
    assert {each.origin and each.origin.file for each in found} <= {"scenario.yaml"}


def test_every_table_says_what_tells_its_rows_apart() -> None:
    assert ROW_KEYS.keys() == ROWS.keys()
    assert all(set(key) <= ROWS[name].model_fields.keys() for name, key in ROW_KEYS.items())


@pytest.mark.processes
def test_importing_brings_in_no_library_for_files() -> None:
    heavy = ("openpyxl", "xlsxwriter", "pandas", "numpy", "ruamel.yaml", "babel")
    program = f"import sys, scenarios; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "much",
    [
        {f"key{number}": 1 for number in range(50_000)},
        {"agreements": [{f"key{number}": 1 for number in range(50_000)}]},
        {"agreements": [{"id": f"a{number}", "kind": "amount"} for number in range(60_000)]},
    ],
    ids=["keys", "keys-of-an-agreement", "agreements"],
)
def test_a_document_that_is_too_large_is_refused_before_it_is_read(much: dict[str, Any]) -> None:
    """What each of the names was meant to be would take a minute to find out."""
    began = time.process_time()
    with pytest.raises(InvalidScenario) as refused:
        scenario_from_json({"id": "x", "name": "x", **much})
    assert [finding.code for finding in refused.value.findings] == ["document-too-large"]
    assert time.process_time() - began < 1


def test_a_name_of_a_million_letters_is_not_said_again() -> None:
    with pytest.raises(InvalidScenario) as refused:
        scenario_from_json({"id": "x", "name": "x", "y" * 1_000_000: 1})
    assert all(len(str(finding)) < 1_000 for finding in refused.value.findings)


def test_all_that_is_wrong_is_found_at_once_also_what_is_no_agreement() -> None:
    """In the words of files: a mapping as it is written there, and not as Python shows it."""
    wrong = refused(
        lambda: scenario_from_json(
            document(
                segments={"a": 1},
                horizon={"first_year": 2025, "last_year": "soon"},
                agreements=[
                    None,
                    {"kind": "amount"},
                    {"id": "x", "kind": "amount", "at_least": "?"},
                ],
            )
        )
    )
    told = {each.origin.column: each.text.render("en") for each in wrong if each.origin}
    assert told["agreements.0"] == "Keys with values are expected here, and it is empty."
    assert told["agreements.1.id"] == "This agreement has no id."
    assert told["segments"] == "A list is expected here, not “{a: 1}”."
    assert {"horizon.last_year", "agreements.x.at_least", "agreements.x.measure"} <= {*told}


def test_what_is_no_scenario_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "table.txt").write_text("gemeente;inwoners\n", encoding="utf-8")
    (tmp_path / "keys.yaml").write_text("id: x\n", encoding="utf-8")
    for name, said in (
        ("empty", "a folder without a file “scenario.yaml”"),
        ("table.txt", "a folder with a file “scenario.yaml” beside its tables"),
        ("keys.yaml", "give the folder that it stands in"),
        ("nowhere", "“woonsleutel library” lists those that are shipped"),
    ):
        (found,) = refused(partial(read_scenario, tmp_path / name))
        assert said in found.text.render("en")


def test_points_in_counted_figures_stand_between_thousands(tmp_path: Path) -> None:
    figures = (
        "code;name;inwoners;woningvoorraad\n"
        "GM0014;Groningen;234.000;900\nGM0202;Arnhem;165.000;80\n"
    )
    read = read_scenario(folder(tmp_path, municipalities=figures))
    assert [one.figure("inhabitants") for one in read.municipalities] == [234_000, 165_000]
    own = figures.replace("woningvoorraad", "eigen").replace("900", "9.000")
    assert refused_folder(tmp_path, municipalities=own)[0][0] == "ambiguous-number"


def test_rows_that_were_read_before_are_found_and_none_that_only_look_like_them() -> None:
    one, other = (
        scenario_from_json(changed(needs=[{"group": "urgent", "year": 2025, "households": number}]))
        for number in (1, 2)
    )
    assert all(
        before is after
        for table in ("municipalities", "capacity")
        for before, after in zip(getattr(one, table), getattr(other, table), strict=True)
    )
    assert [row.households for row in (*one.needs, *other.needs)] == [1, 2]
    # Equal, and hashed alike, but no number.
    like = changed(needs=[{"group": "urgent", "year": 2025, "households": True}])
    (finding,) = refused(lambda: scenario_from_json(like))
    assert finding.origin is not None
    assert finding.origin.column == "households"
    forget()
    again = scenario_from_json(changed(needs=[]))
    assert again.capacity == one.capacity
    assert again.capacity[0] is not one.capacity[0]


@pytest.mark.parametrize(
    "name", [r'"a\0.csv"', r'"\ud800.csv"', f"{'x' * 5000}.csv"], ids=["nul", "half a sign", "long"]
)
def test_a_name_that_no_file_can_have_is_told_where_it_stands(tmp_path: Path, name: str) -> None:
    keys = KEYS.replace("capacity.csv", name)
    found = refused_folder(tmp_path / "tables", keys)
    assert found == [("file-not-found", "scenario.yaml", 5, "tables.capacity")]
    ((code, *where),) = refused_folder(tmp_path / "extends", f"extends: {name}\n{KEYS}")
    assert code in ("extends-not-found", "unreadable-text")
    assert where == ["scenario.yaml", 1, "extends"]


def test_a_table_of_municipalities_is_read_as_the_page_reads_it(tmp_path: Path) -> None:
    table = b"gemeente;huishoudens\nBarneveld;23000\nEde;52000\n"
    (tmp_path / "cijfers.csv").write_bytes(table)
    notes: list[Finding] = []
    found = read_scenario(tmp_path / "cijfers.csv", notes=notes)
    assert [(one.code, one.name) for one in found.municipalities] == [
        ("GM0203", "Barneveld"),
        ("GM0228", "Ede"),
    ]
    assert [one.code for one in notes if one.code == "codes-by-name"]
    book = xlsx({"Blad1": [["Gemeente", "Huishoudens"], ["Ede", 52000], ["Barneveld", 23000]]})
    (tmp_path / "cijfers.xlsx").write_bytes(book)
    same = read_scenario(tmp_path / "cijfers.xlsx")
    assert same.municipalities == found.municipalities
    changed = read_scenario(tmp_path / "cijfers.csv", overrides={"horizon": {"last_year": 2028}})
    assert changed.horizon.last_year == 2028
    (told,) = [one.text.render("nl") for one in check(found) if one.code == "only-figures"]
    assert "geef aan waar hoeveel woningen gebouwd kunnen worden" in told
    (missing,) = {
        one.code for one in refused(partial(read_scenario, tmp_path / "cijfers.csv", strict=True))
    } - {"recognised"}
    assert missing == "codes-by-name"
