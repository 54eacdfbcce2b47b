"""A scenario that extends another: what follows overrides, by key, by id and by row."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from models.agreements import Either
from models.scenario import Scenario
from models.tables import Pool
from scenarios import changed_scenario, library_scenario, read_scenario, scenario_from_json
from scenarios.extending import set_by_path
from scenarios.reading import LONGEST_CHAIN
from tests.scenarios.files import CAPACITY, KEYS, document, folder, places, refused


def extended(keys: str, place: Path, **tables: str) -> Scenario:
    """Read a folder that extends the small scenario."""
    folder(place / "base")
    changes = place / "changes"
    changes.mkdir()
    named = ", ".join(f"{name}: {name}.csv" for name in tables)
    (changes / "scenario.yaml").write_text(f"extends: ../base\ntables: {{{named}}}\n{keys}")
    for name, text in tables.items():
        (changes / f"{name}.csv").write_text(text)
    return read_scenario(changes)


def test_what_is_not_said_stays(tmp_path: Path) -> None:
    same = extended("", tmp_path)
    assert same == read_scenario(tmp_path / "base")
    assert same.content_hash == read_scenario(tmp_path / "base").content_hash


def test_keys_are_merged_and_lists_are_replaced(tmp_path: Path) -> None:
    found = extended(
        "id: other\nhorizon: {last_year: 2027}\nsegments: [social_rent]\ngoals: [smooth_years]",
        tmp_path,
    )
    assert (found.id, found.name.nl) == ("other", "Small")
    assert list(found.horizon.years) == [2025, 2026, 2027]
    assert found.segments == ("social_rent",)
    assert [goal.id for goal in found.goals] == ["smooth_years"]


def test_agreements_are_merged_by_id(tmp_path: Path) -> None:
    found = extended(
        """\
agreements:
  - {id: total, at_least: 40, source: the new deal}
  - {id: fair, remove: true}
  - {id: bids, kind: bid}
goals: [shortfall]
""",
        tmp_path,
    )
    total = found.agreement("total").model_dump(mode="json")
    assert total == {
        "id": "total",
        "kind": "amount",
        "measure": {"quantity": "new_build"},
        "at_least": 40,
        "source": {"nl": "the new deal", "en": "the new deal"},
    }
    assert [agreement.id for agreement in found.agreements] == ["bids", "total"]


def test_an_empty_value_takes_a_key_away(tmp_path: Path) -> None:
    found = extended(
        "agreements: [{id: total, at_least: , exactly: 30}]\ngroups: null\ngoals: null",
        tmp_path,
        needs="group;municipality;year;remove\nurgent;;2025;yes\nurgent;;2026;x\n",
    )
    assert found.agreement("total").model_dump()["exactly"] == 30
    assert (found.groups, found.needs, found.goals) == ((), (), ())


def test_another_kind_replaces_an_agreement(tmp_path: Path) -> None:
    found = extended(
        """\
agreements:
  - id: total
    kind: share
    measure: {quantity: new_build, segments: [social_rent]}
    of: {quantity: new_build}
    at_most: 1/3
""",
        tmp_path,
    )
    assert "at_least" not in found.agreement("total").model_dump(mode="json")


def test_a_mix_is_replaced_and_given_numbers_are_merged(tmp_path: Path) -> None:
    keys = "keys: {a: {mix: {inhabitants: 60%, stock: 40%}}, b: {given: {14: 1, 202: 2}}}\n"
    base = folder(tmp_path, KEYS + keys)
    changes = {"keys": {"a": {"mix": {"stock": 1}}, "b": {"given": {"14": 3}}}}
    found = read_scenario(base, overrides=changes)
    assert found.keys["a"].mix == {"stock": 1}
    assert found.keys["b"].given == {"GM0014": 3, "GM0202": 2}


def test_rows_change_by_key_in_the_columns_that_the_table_has(tmp_path: Path) -> None:
    found = extended(
        "",
        tmp_path,
        capacity="pool;most_per_year;dwellings;municipality\nsouth;;35;GM0202\nwest;5;7;14\n",
        needs="group;municipality;year;households;remove\nurgent;;2025;9;nee\nurgent;;2026;;ja\n",
    )
    pools = {
        pool.pool: (pool.dwellings, pool.status, pool.most_per_year) for pool in found.capacity
    }
    assert pools == {
        "north": (20, "hard", None),
        "south": (35, "soft", None),
        "west": (7, "hard", 5),
    }
    assert [(need.year, need.households) for need in found.needs] == [(2025, 9)]


def test_codes_find_their_row_however_they_are_spelled(tmp_path: Path) -> None:
    found = extended("", tmp_path, municipalities="code;inhabitants\n14;1500\n")
    assert [m.name for m in found.municipalities] == ["Groningen", "Arnhem"]
    assert found.municipality("GM0014").figure("inhabitants") == 1500


def test_each_file_keeps_its_own_decimal_sign(tmp_path: Path) -> None:
    """The base has decimal commas, so 1.234,5; the changes have points, so 1.250 is 5/4."""
    found = extended(
        "", tmp_path, municipalities="code;density;stock\n14;12.75;1.250\n202;1234.5;900\n"
    )
    groningen, arnhem = found.municipalities
    assert (groningen.figure("density"), groningen.figure("stock")) == (
        Fraction("12.75"),
        Fraction("1.25"),
    )
    assert arnhem.figure("density") == Fraction("1234.5")
    base = tmp_path / "other"
    partly = extended("", base, municipalities="code;stock;rate\n14;1,250;0.5\n")
    assert partly.municipality("GM0014").figure("stock") == 1250
    assert partly.municipality("GM0014").figure("density") == Fraction("12.5")


def test_findings_name_the_file_that_said_it(tmp_path: Path) -> None:
    folder(tmp_path / "base", capacity=CAPACITY.replace("hard", "solid"))
    changes = tmp_path / "changes"
    changes.mkdir()
    (changes / "scenario.yaml").write_text(
        "extends: ../base\ntables: {capacity: more.csv}\n"
        "agreements:\n- {id: total, at_least: many}\n"
    )
    (changes / "more.csv").write_text("pool;dwellings\nnorth;few\nsouth;3\n")
    assert sorted(places(refused(lambda: read_scenario(changes)))) == [
        ("not-a-number", "more.csv", 2, "dwellings"),
        ("not-a-number", "scenario.yaml", 4, "agreements.total.at_least"),
        ("unknown-value", "../base/capacity.csv", 2, "status"),
    ]


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"agreements": [{"id": "totl", "at_least": 3}]}, "unknown-agreement", "agreements.totl"),
        ({"agreements": [{"id": "x", "remove": True}]}, "unknown-removal", "agreements.x"),
        ({"tables": {"capacity": [{"pool": "x", "remove": 1}]}}, "unknown-removal", "remove"),
        ({"extends": "arnhem-nijmegen"}, "unknown-key", "extends"),
    ],
)
def test_changes_of_what_is_not_there_are_refused(
    tmp_path: Path, changes: dict[str, Any], code: str, column: str
) -> None:
    base = folder(tmp_path)
    found = refused(lambda: read_scenario(base, overrides=changes))
    assert [(each[0], each[3]) for each in places(found)] == [(code, column)]


def test_a_document_extends_a_shipped_scenario_only(tmp_path: Path) -> None:
    base = folder(tmp_path)
    total = {"id": "regional-total", "at_least": 20000}
    found = scenario_from_json({"extends": "arnhem-nijmegen", "agreements": [total]})
    assert found.agreement("regional-total").model_dump()["at_least"] == 20000
    for path in (str(base), "../base", ".", "nothing", "arnhem-nijmegen/../arnhem-nijmegen"):
        refusal = refused(partial(scenario_from_json, {"extends": path}))
        assert [each.code for each in refusal] == ["extends-not-found"]


def test_overrides_leave_the_shipped_scenario_alone() -> None:
    before = library_scenario("arnhem-nijmegen").content_hash
    without = {"agreements": [{"id": "regional-total", "remove": True}]}
    pool = {"tables": {"capacity": [{"pool": "GM0202-hard", "remove": True}]}}
    for overrides in (without, pool):
        assert read_scenario("arnhem-nijmegen", overrides=overrides).content_hash != before
        assert read_scenario("arnhem-nijmegen").content_hash == before


def test_a_chain_is_followed_to_its_end_and_no_further(tmp_path: Path) -> None:
    folder(tmp_path / "0")
    for number in range(1, LONGEST_CHAIN + 1):
        each = tmp_path / str(number)
        each.mkdir()
        (each / "scenario.yaml").write_text(f"extends: ../{number - 1}\nid: number-{number}\n")
    last = read_scenario(tmp_path / str(LONGEST_CHAIN - 1))
    assert (last.id, len(last.capacity)) == (f"number-{LONGEST_CHAIN - 1}", 2)
    too_long = refused(lambda: read_scenario(tmp_path / str(LONGEST_CHAIN)))
    assert [each.code for each in too_long] == ["extends-too-deep"]
    (tmp_path / "0" / "scenario.yaml").write_text(f"extends: ../3\n{KEYS}")
    cycle = refused(lambda: read_scenario(tmp_path / "5"))
    assert places(cycle) == [("extends-cycle", "../0/scenario.yaml", 1, "extends")]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("horizon.last_year", "2027", {"horizon": {"last_year": "2027"}}),
        ("groups", "[a, b]", {"groups": ["a", "b"]}),
        ("agreements.x.at_least", "25%", {"agreements": [{"id": "x", "at_least": "25%"}]}),
        ("agreements.x.at_least", "", {"agreements": [{"id": "x", "at_least": None}]}),
        (
            "agreements.x.measure.segments",
            ["market"],
            {"agreements": [{"id": "x", "measure": {"segments": ["market"]}}]},
        ),
        (
            "tables.capacity.site 1.2.dwellings",
            7,
            {"tables": {"capacity": [{"pool": "site 1.2", "dwellings": 7}]}},
        ),
        (
            "tables.needs.urgent///2025.households",
            7,
            {
                "tables": {
                    "needs": [
                        {
                            "group": "urgent",
                            "municipality": None,
                            "origin": None,
                            "year": "2025",
                            "households": 7,
                        }
                    ]
                }
            },
        ),
    ],
)
def test_a_path_and_a_value_are_an_override(
    path: str, value: object, expected: dict[str, Any]
) -> None:
    assert set_by_path(path, value) == expected


def test_several_paths_are_one_override(tmp_path: Path) -> None:
    overrides: dict[str, Any] = {}
    for path, value in {
        "horizon.last_year": "2027",
        "agreements.total.at_least": "35",
        "agreements.total.binding": "false",
        "tables.capacity.north.dwellings": "50",
        "tables.capacity.north.most_per_year": "25",
        "tables.capacity.south.dwellings": "1",
    }.items():
        overrides = set_by_path(path, value, overrides)
    found = read_scenario(folder(tmp_path), overrides=overrides)
    total = found.agreement("total")
    assert (found.horizon.last_year, total.binding, total.model_dump()["at_least"]) == (
        2027,
        False,
        35,
    )
    assert [(p.dwellings, p.most_per_year) for p in found.capacity] == [(50, 25), (1, 10)]


@pytest.mark.parametrize(
    "path", ["", ".", "agreements", "agreements.x", "tables.capacity", "tables.x.y.z", "a..b",
             "tables.needs.urgent.households"]
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_refused(path: str) -> None:
    found = refused(lambda: set_by_path(path, "1"))
    assert [each.code for each in found] == ["path-not-understood"]


def options_of(scenario: Scenario) -> tuple[Any, ...]:
    (either,) = [each for each in scenario.agreements if isinstance(each, Either)]
    return either.options


def test_an_option_is_changed_by_its_id_and_an_unknown_one_is_refused() -> None:
    path = "agreements.social-rent-or-mid-segment.options."
    changed = read_scenario(
        "n04-either-share", overrides=set_by_path(f"{path}social-rent.at_least", "35%")
    )
    before, after = (
        {option.id: option for option in options_of(each)}
        for each in (library_scenario("n04-either-share"), changed)
    )
    assert after["social-rent"].at_least == Fraction(7, 20)
    assert after["mid-segment"] == before["mid-segment"]
    wrong = set_by_path(f"{path}social.at_least", "35%")
    found = refused(lambda: read_scenario("n04-either-share", overrides=wrong))
    assert [each.code for each in found] == ["list-expected"]


def test_a_row_that_is_not_there_is_named_with_those_that_are() -> None:
    wrong = set_by_path("tables.capacity.nope.dwellings", "20")
    (found,) = refused(lambda: read_scenario("n04-either-share", overrides=wrong))
    assert found.code == "unknown-row"
    assert "“nope”" in found.text.render("en")
    assert "dorp-hard" in found.text.render("en")


def test_a_changed_row_is_read_anew_and_the_others_are_shared() -> None:
    path = "tables.capacity.dorp-hard.dwellings"

    def pools(number: str) -> dict[str, Pool]:
        changed = read_scenario("n04-either-share", overrides=set_by_path(path, number))
        return {pool.pool: pool for pool in changed.capacity}

    few, many = pools("20"), pools("30")
    changed = {"dorp-hard"}
    assert (few["dorp-hard"].dwellings, many["dorp-hard"].dwellings) == (20, 30)
    assert all((few[name] is many[name]) != (name in changed) for name in few)
    (found,) = refused(lambda: pools("2000000000"))
    assert found.code == "number-too-large"
    assert pools("20") == few


def test_names_with_points_and_slashes_are_reached() -> None:
    site = {"pool": "west/2.a", "municipality": "GM0014", "dwellings": 30}
    need = {"group": "urgent", "origin": "abroad 2/3", "year": 2025, "households": 3}
    dotted = {"id": "6.1 total", "kind": "amount", "measure": {"quantity": "new_build"}}
    written = document(
        tables={**document()["tables"], "capacity": [site], "needs": [need]},
        agreements=[{**dotted, "at_least": 10}],
        goals=[],
    )
    overrides: dict[str, Any] = {}
    for path, value in (
        ("tables.capacity.west/2.a.dwellings", "50"),
        ('tables.needs.urgent//"abroad 2/3"/2025.households', "4"),
        ('agreements."6.1 total".at_least', "11"),
    ):
        overrides = set_by_path(path, value, overrides)
    changed = changed_scenario(scenario_from_json(written), overrides)
    assert changed.capacity[0].dwellings == 50
    assert [need.households for need in changed.needs] == [4]
    assert [each.id for each in changed.agreements] == ["6.1 total"]
    assert changed.agreements[0].model_dump()["at_least"] == 11
    cut = set_by_path("agreements.6.1 total.at_least", "11")
    (found,) = refused(lambda: changed_scenario(scenario_from_json(written), cut))
    assert 'agreements."6.1 total".' in found.text.render("en")


@pytest.mark.parametrize("row", ["a/b", "urgent////2025", 'urgent//"/2025'])
def test_a_row_with_other_parts_than_its_key_is_refused(row: str) -> None:
    found = refused(lambda: set_by_path(f"tables.needs.{row}.households", "1"))
    assert [each.code for each in found] == ["path-not-understood"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ('needs.urgent//"abroad 2/3"/2025.households', "needs:urgent//abroad 2/3/2025, households"),
        ("capacity.north.dwellings", "capacity:north, dwellings"),
        ("capacity.nowhere.dwellings", "capacity:nowhere"),
    ],
)
def test_what_is_wrong_with_one_value_is_told_by_the_key_of_its_row(path: str, place: str) -> None:
    """Who sets a value of one row has written no row 1."""
    need = {"group": "urgent", "origin": "abroad 2/3", "year": 2025, "households": 3}
    site = {"pool": "north", "municipality": "GM0014", "dwellings": 30}
    tables = {**document()["tables"], "needs": [need], "capacity": [site]}
    written = scenario_from_json(document(tables=tables, goals=[]))
    changes = set_by_path(f"tables.{path}", "-1")
    (found,) = refused(lambda: changed_scenario(written, changes))
    assert str(found.origin) == f"overrides#{place}"
