"""The checks before a solve, each on a scenario that was worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from models.scenario import Scenario
from scenarios import check
from scenarios.checks.scenario_checks import CHECKS

SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}
MID = {"quantity": "new_build", "segments": ["mid_rent"]}
ALL = {"quantity": "new_build"}
HOUSED = {"quantity": "housed"}


def region(*agreements: dict[str, Any], **rest: Any) -> Scenario:
    """Two municipalities, forty dwellings in all, ten vacancies a year each."""
    agreed = [{"id": f"a{i}", **agreement} for i, agreement in enumerate(agreements)]
    written = {
        "id": "small",
        "name": "Small",
        "horizon": {"first_year": 2025, "last_year": 2026},
        "groups": ["urgent"],
        "municipalities": [
            {"code": "GM0001", "name": "Aa", "households": 60, "vacancies": 10, "stock": 300},
            {"code": "GM0002", "name": "Bee", "households": 40, "vacancies": 10, "stock": 100},
        ],
        "capacity": [
            {"pool": "p", "municipality": "GM0001", "dwellings": 30, "most_per_year": 12},
            {"pool": "q", "municipality": "GM0002", "dwellings": 10, "segments": "social_rent",
             "first_year": 2026},
        ],
        "sources": [
            {"table": table, "column": column, "source": "s", "assumption": "no"}
            for table, column in [
                ("municipalities", "households"),
                ("municipalities", "vacancies"),
                ("municipalities", "stock"),
                ("capacity", "dwellings"),
                ("capacity", "most_per_year"),
                ("needs", "households"),
                ("bids", "dwellings"),
            ]
        ],
        "agreements": agreed,
        **rest,
    }  # fmt: skip
    return Scenario.model_validate(written)


BARE = {"id": "bare", "name": "Bare", "horizon": {"first_year": 2025, "last_year": 2026}}


def codes(scenario: Scenario) -> list[str]:
    return [finding.code for finding in check(scenario)]


def test_nothing_is_found_where_nothing_is_the_matter() -> None:
    assert check(region({"kind": "amount", "measure": ALL, "at_least": 34})) == ()


@pytest.mark.parametrize(
    ("agreement", "room"),
    [
        ({"measure": ALL}, 34),
        ({"measure": SOCIAL}, 34),
        ({"measure": MID}, 24),
        ({"measure": ALL, "years": [2025]}, 12),
        ({"measure": ALL, "municipalities": ["GM0002"]}, 10),
        ({"measure": {**ALL, "pools": ["q"]}}, 10),
        ({"measure": {**ALL, "status": ["soft"]}}, 0),
        ({"measure": {**ALL, "forms": ["regular"]}}, 34),
    ],
)
def test_capacity_below_target(agreement: dict[str, Any], room: int) -> None:
    """Pool p gives 12 a year, so 24 of its 30; pool q only social rent, from 2026."""
    for word in ("at_least", "exactly"):
        enough = region({"kind": "amount", **agreement, word: room})
        short = region({"kind": "amount", **agreement, word: room + 1})
        asks_nothing = room == 0 and word == "at_least"
        assert codes(enough) == ["agreement-without-effect"] * asks_nothing
        assert codes(short) == ["capacity-below-target"]
        (finding,) = check(short)
        assert finding.severity == "warning"
        assert finding.origin is not None
        assert finding.origin.column == f"agreements.a0.{word}"


def test_capacity_below_target_per_municipality_and_year() -> None:
    each = region({"kind": "amount", "measure": ALL, "at_least": 11, "each": "municipality year"})
    told = [finding.text.render("en") for finding in check(each)]
    assert told == [
        "Bee, 2025: 11 dwellings asked for and a plan capacity of 0 dwellings, 11 dwellings short.",
        "Bee, 2026: 11 dwellings asked for and a plan capacity of 10 dwellings, 1 dwelling short.",
    ]


def test_temporary_dwellings_that_are_gone_before_they_are_asked_for() -> None:
    """The shortage stands with the agreement, and its cause with the location."""

    def found(end: int) -> list[tuple[str, object]]:
        flex = {"pool": "flex", "municipality": "GM0001", "dwellings": 20, "end_year": end}
        other = {"pool": "q", "municipality": "GM0002", "dwellings": 10}
        late = {"kind": "amount", "measure": ALL, "at_least": 20, "years": [2026]}
        return [
            (each.code, each.origin and each.origin.column)
            for each in check(region(late, capacity=[flex, other]))
        ]

    short, gone = (
        ("capacity-below-target", "agreements.a0.at_least"),
        "tables.capacity.flex.end_year",
    )
    assert found(2027) == []
    assert found(2026) == [short, ("gone-before-target", gone)]
    assert found(2025) == [short, ("gone-before-target", gone), ("year-outside-horizon", gone)]


def shares(*ratios: tuple[dict[str, Any], str], **rest: Any) -> Scenario:
    return region(
        *({"kind": "share", "measure": m, "of": ALL, "at_least": r, **rest} for m, r in ratios)
    )


def test_shares_of_one_whole_above_100() -> None:
    market = {"quantity": "new_build", "segments": ["market"]}
    both = {"quantity": "new_build", "segments": ["social_rent", "mid_rent"]}
    assert codes(shares((SOCIAL, "60%"), (MID, "40%"))) == []
    assert codes(shares((SOCIAL, "60%"), (MID, "41%"))) == ["share-above-100"]
    assert codes(shares((SOCIAL, "60%"), (both, "70%"), (market, "1/3"))) == ["share-above-100"]
    assert codes(shares((SOCIAL, "60%"), (both, "70%"), (market, "30%"))) == []
    wishes = codes(shares((SOCIAL, "60%"), (MID, "41%"), binding=False))
    assert "share-above-100" not in wishes


def test_shares_in_other_places_do_not_add_up() -> None:
    here = {"kind": "share", "of": ALL, "at_least": "60%", "each": "municipality"}
    apart = region(
        {**here, "measure": SOCIAL, "municipalities": ["GM0001"]},
        {**here, "measure": MID, "municipalities": ["GM0002"]},
    )
    together = region({**here, "measure": SOCIAL}, {**here, "measure": MID, "where": "stock < 200"})
    assert codes(apart) == []
    assert codes(together) == ["share-above-100"]


CAP = {"kind": "vacancy_cap", "at_most": "25%"}


@pytest.mark.parametrize(("households", "found"), [(18, []), (19, ["need-above-room"])])
def test_need_above_room(households: int, found: list[str]) -> None:
    """A quarter of 2 x 2 x 10 vacancies and at most 34 new social dwellings: 74 / 4 = 18.5."""
    needs = [{"group": "urgent", "year": 2025, "households": households}]
    everyone = {"kind": "share", "measure": HOUSED, "of": {"quantity": "need"}, "exactly": "100%"}
    number = {"kind": "amount", "measure": HOUSED, "at_least": households}
    assert codes(region(CAP, everyone, needs=needs)) == found
    assert codes(region(CAP, number)) == found
    assert codes(region({**CAP, "binding": False}, number, goals=["shortfall"])) == []
    assert codes(region({**CAP, "municipalities": ["GM0001"]}, number)) == []


FAIR = {"kind": "fair_share", "measure": HOUSED, "key": "households", "tolerance": "5%"}


def test_keys_that_weigh_nothing() -> None:
    half = {"given": {"GM0001": 3}}
    none = {"given": {"GM0001": 0}}
    one = region({**FAIR, "key": "half"}, keys={"half": half}, goals=["shortfall"])
    assert codes(one) == ["municipality-without-weight"]
    nothing = region({**FAIR, "key": "none"}, keys={"none": none}, goals=["shortfall"])
    assert [(f.code, f.severity) for f in check(nothing)] == [("key-weight-zero", "error")]
    elsewhere = region(
        {**FAIR, "key": "half", "municipalities": ["GM0002"]},
        keys={"half": half},
        goals=["shortfall"],
    )
    assert codes(elsewhere) == ["key-weight-zero"]


WORTH_A_LOOK = [
        ("agreement-without-municipalities",
         region({"kind": "amount", "measure": ALL, "at_least": 1, "where": "stock > 300"})),
        ("agreement-without-effect", region({**FAIR, "tolerance": None})),
        ("counted-as-unused", region(counts_as={"mid_rent": ["social_rent", "affordabel"]})),
        ("wish-after-all-goals", region(FAIR)),
        ("wish-after-all-goals",
         region({"kind": "amount", "measure": ALL, "at_least": 9, "each": "municipality",
                 "explained": {"GM0001": "too small"}})),
        ("agreement-without-effect",
         region({"kind": "amount", "measure": ALL, "at_least": 0})),
        ("agreement-without-effect",
         region({"kind": "share", "measure": SOCIAL, "of": ALL, "at_least": "0%"})),
        ("agreement-without-effect",
         region({"kind": "share", "measure": SOCIAL, "of": ALL, "apart": "100%",
                 "each": "municipality"})),
        ("agreement-without-effect",
         region({"kind": "share", "measure": SOCIAL, "of": ALL, "at_least": "1/2", "each": "year",
                 "so_far": True, "delay": 9})),
        ("agreement-without-effect",
         region({**FAIR, "tolerance": "100%", "side": "below", "binding": True})),
        ("agreement-without-effect",
         region({"kind": "either", "options": [
             {"id": "much", "kind": "amount", "measure": ALL, "at_least": 9},
             {"id": "any", "kind": "amount", "measure": ALL, "at_least": 0}]})),
        ("agreement-without-effect",
         region({"kind": "amount", "measure": {"quantity": "withdrawn"}, "at_most": 5})),
        ("agreement-without-effect", region({"kind": "facility", "facility": "x", "places": 0})),
        ("agreement-without-effect",
         region({**FAIR, "binding": True}, {"kind": "exchange", "of": "a0", "at_most": "0%"})),
        ("agreement-without-effect",
         region({**FAIR, "binding": True}, {"kind": "settlement", "of": "a0", "rate": 0})),
        ("agreement-without-effect",
         region({"kind": "amount", "measure": ALL, "at_least": 3, "binding": False, "weight": 0},
                goals=["shortfall"])),
        ("agreement-without-effect",
         region({"kind": "bid"}, bids=[{"party": "x", "municipality": "GM0001", "dwellings": 9}])),
        ("agreement-without-rows", region({"kind": "bid"}, goals=[{"nearness": "a0"}])),
        ("goal-without-agreement",
         region({"kind": "amount", "measure": ALL, "at_least": 34}, goals=["shortfall"])),
        ("only-figures", region(capacity=[], goals=["shortfall"])),
        ("goal-without-agreement", region(goals=["cost"])),
        ("year-outside-horizon",
         region(needs=[{"group": "urgent", "year": 2030, "households": 1}])),
        ("year-outside-horizon",
         region({"kind": "amount", "measure": ALL, "at_least": 1, "years": [2024, 2025]})),
        ("year-outside-horizon",
         region(capacity=[
             {"pool": "p", "municipality": "GM0001", "dwellings": 30, "first_year": 2027},
             {"pool": "q", "municipality": "GM0002", "dwellings": 10},
         ])),
        ("municipality-without-capacity",
         region(capacity=[{"pool": "p", "municipality": "GM0001", "dwellings": 30}])),
        ("nothing-can-be-built",
         region(capacity=[], goals=["smooth_years", {"kind": "least", "measure": ALL}])),
        ("nothing-can-be-built",
         region({"kind": "amount", "measure": {"quantity": "new_build"}, "at_most": 4},
                segments=[], capacity=[
                    {"pool": code, "municipality": code, "dwellings": 30}
                    for code in ("GM0001", "GM0002")
                ])),
        ("title-says-otherwise",
         region({"kind": "share", "measure": SOCIAL, "of": ALL, "at_least": "45%",
                 "title": {"nl": "30 procent sociaal", "en": "45% social"}})),
        ("title-says-otherwise",
         region({"kind": "share", "measure": SOCIAL, "of": ALL, "at_least": "60%",
                 "title": "Two thirds social"})),
        ("source-missing", region(sources=[])),
        ("source-without-column",
         region(sources=[
             *(source.model_dump() for source in region().sources),
             {"table": "capacity", "column": "dwelings", "source": "s", "assumption": "no"},
         ])),
        ("assumptions-used",
         region(sources=[
             {**source.model_dump(), "assumption": "yes"} for source in region().sources
         ])),
        ("part-of-a-whole",
         region(municipalities=[
             {"code": "GM0001", "name": "Aa", "households": "12.5", "stock": 30},
             {"code": "GM0002", "name": "Bee", "vacancies": "12.5"},
         ])),
        ("code-of-another",
         region(municipalities=[
             {"code": "GM0001", "name": "Ermelo", "households": 12, "stock": 30, "vacancies": 1},
             {"code": "GM0002", "name": "Bee"},
         ])),
]  # fmt: skip


@pytest.mark.parametrize(("code", "scenario"), WORTH_A_LOOK)
def test_what_is_worth_a_look(code: str, scenario: Scenario) -> None:
    found = check(scenario)
    assert [finding.code for finding in found] == [code]
    assert found[0].severity == CHECKS[code][0]
    assert found[0].text.render("nl")


def test_no_two_percentages_that_read_alike_are_said_to_differ() -> None:
    """A sweep by 0.1 in floating point asks for 0.30000000000000004."""
    titled = {"kind": "share", "measure": SOCIAL, "of": ALL, "title": "30 procent sociaal"}
    assert codes(region({**titled, "at_least": "0.30000000000000004"})) == []
    assert codes(region({**titled, "at_least": "0.29999999999999999"})) == []
    assert codes(region({**titled, "at_least": "30.1%"})) == ["title-says-otherwise"]
    above = check(region({"kind": "share", "measure": SOCIAL, "of": ALL, "at_least": "100.00001%"}))
    said = "“100.00001%” is more than 100%."
    assert said in [finding.text.render("en") for finding in above]
    parts = {"mix": {"households": "1/3", "stock": "0.6666666666666667"}}
    mixed = check(region(keys={"mixed": parts}))
    told = [each.text.render("nl") for each in mixed if each.code == "key-mix-not-one"]
    assert told == ["De delen van deze mix zijn samen 100,000000000000003%, niet 100%."]


def test_a_misspelt_name_that_something_counts_as_is_told_with_the_one_that_is_used() -> None:
    """What an agreement, an option in one, a goal or a declared form names is used."""
    said = {"mid_rent": ["affordabel", "rented"], "market": ["owned", "zero_step"], "urgent": "all"}
    counted = {**ALL, "segments": ["affordable", "rented"]}
    option = {"id": "o", "kind": "amount", "measure": {**ALL, "segments": ["owned"]}, "at_least": 1}
    other = {**option, "id": "p", "at_least": 2}
    found = check(
        region(
            {"kind": "amount", "measure": counted, "at_least": 1},
            {"kind": "either", "options": [option, other]},
            counts_as={**said, "affordable_owner": "affordable"},
            forms=["zero_step"],
            goals=["smooth_years", {"kind": "least", "measure": {**HOUSED, "groups": ["all"]}}],
        )
    )
    (told,) = (finding for finding in found if finding.code == "counted-as-unused")
    assert told.origin is not None
    assert told.origin.column == "counts_as.mid_rent"
    assert told.text.render("en").endswith("names it. Is “affordable” meant?")
    assert "Bedoelt u “affordable”?" in told.text.render("nl")


def test_the_key_of_a_facility_weighs_the_people_that_its_places_are_for() -> None:
    """They are the whole region's, whoever may host it."""
    host = {"kind": "facility", "facility": "domus", "places": 4, "municipalities": ["GM0001"]}
    places = {"latitude": 52, "longitude": 5}
    known = [
        {"code": "GM0001", "name": "Aa", "beds": 3, **places},
        {"code": "GM0002", "name": "Bee", **places},
    ]
    nobody = {"nobody": {"given": {"GM0001": 0}}}
    nothing = region({**host, "key": "nobody"}, municipalities=known, keys=nobody)
    assert "key-weight-zero" in codes(nothing)
    lacking = region({**host, "key": "beds"}, municipalities=known)
    (finding,) = (each for each in check(lacking) if each.severity == "error")
    assert finding.code == "missing-figure"
    assert "Bee" in finding.text.render("nl")


def test_an_agreement_can_be_an_assumption() -> None:
    assumed = {"table": "agreements", "column": "a0", "source": "none", "assumption": "yes"}
    sources = [*(source.model_dump() for source in region().sources), assumed]
    found = check(region({"kind": "amount", "measure": ALL, "at_least": 1}, sources=sources))
    assert [each.text.render("en") for each in found] == [
        "Not public but assumed: agreements (a0)."
    ]


def test_an_explained_miss_can_fall_short() -> None:
    total = {"kind": "amount", "measure": ALL, "at_least": 1, "each": "municipality"}
    explained = region({**total, "explained": {"GM0001": "no room"}}, goals=["shortfall"])
    assert codes(explained) == []


def test_a_scenario_that_was_not_read_is_checked_for_what_it_names() -> None:
    found = check(region({"kind": "amount", "measure": SOCIAL, "at_least": 1, "area": "x"}))
    assert [(each.code, each.severity) for each in found] == [("unknown-area", "error")]
    assert found[0].origin is not None
    assert found[0].origin.column == "agreements.a0.area"


def test_codes_that_are_not_of_their_municipality_are_told_of_where_others_are_real() -> None:
    """Who makes a region up calls and numbers it as he likes, and need not name all of one."""

    def told(**named: str) -> list[str]:
        rows = [{"code": code, "name": name} for code, name in named.items()]
        found = check(Scenario.model_validate({**BARE, "municipalities": rows}))
        return [each.text.render("nl") for each in found if each.code == "code-of-another"]

    assert told(GM0233="Ermelo", GM0820="Nuenen c.a.", GM0373="Bergen", GM0518="Den Haag") == []
    assert told(GM0001="Aa", GM0014="Zonnedorp", GM0007="Bee") == []
    assert told(GM0233="Ermelo", GM9901="Zonnedorp") == []
    assert told(GM0012="Barneveld") == [
        "“Barneveld” heeft bij het CBS de code GM0203, en niet GM0012."
    ]
    assert told(GM0233="Ermelo", GM0014="Zonnedorp") == ["GM0014 is de code van Groningen."]
    assert told(GM0241="Groesbeek") == [
        "Groesbeek (GM0241) ging in 2016 op in Berg en Dal (GM1945)."
    ]
    (nobody,) = told(GM0233="Ermelo", GM0012="Zonnedorp")
    assert nobody.startswith("Geen gemeente heeft bij het CBS de code GM0012.")


def test_every_check_is_tried() -> None:
    others = {
        "capacity-below-target",
        "gone-before-target",
        "share-above-100",
        "need-above-room",
        "withdrawn-above-stock",
    }
    weights = {"key-weight-zero", "municipality-without-weight"}
    assert CHECKS.keys() == {code for code, _ in WORTH_A_LOOK} | others | weights
