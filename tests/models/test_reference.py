"""The reference mix: a bid, what the scenario says, or what the agreements ask at least."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from models.reference import ReferenceMix, reference_mixes
from models.scenario import Scenario
from tests.regions import amount, fair_share, municipality, pool, scenario, share

SEGMENTS = ["social_rent", "mid_rent", "affordable_owner", "market"]


def mixes(*agreements: Any, **rest: Any) -> list[ReferenceMix]:
    return [*reference_mixes(region(*agreements, **rest)).values()]


def region(*agreements: Any, **rest: Any) -> Scenario:
    return scenario(*agreements, **{"segments": SEGMENTS, **rest})


def parts(*percentages: str) -> list[Fraction]:
    return [Fraction(each) for each in percentages]


def of(names: list[str], **rest: Any) -> dict[str, Any]:
    measure = {"quantity": "new_build", "segments": names}
    return share("-".join(names), measure=measure, **rest)


@pytest.mark.parametrize(
    ("agreements", "expected"),
    [
        ([], ("1/4", "1/4", "1/4", "1/4")),
        ([of(SEGMENTS[:1], at_least="40%")], ("2/5", "1/5", "1/5", "1/5")),
        (
            [of(SEGMENTS[:1], at_least="30%"), of(SEGMENTS[:3], at_least="2/3")],
            ("3/10", "7/30", "7/30", "7/30"),
        ),
        (
            [of(SEGMENTS[:1], at_least="30%"), of(SEGMENTS[:3], at_least="80%")],
            ("3/10", "1/4", "1/4", "1/5"),
        ),
        ([of(SEGMENTS[3:], at_most="10%")], ("3/10", "3/10", "3/10", "1/10")),
        ([of(SEGMENTS[:1], exactly="70%"), of(SEGMENTS[3:], exactly="50%")], None),
        ([amount(measure={"quantity": "new_build"}, at_least=10)], ("1/4", "1/4", "1/4", "1/4")),
        (
            [
                amount(at_least=10),
                amount(
                    "mid", measure={"quantity": "new_build", "segments": ["mid_rent"]}, exactly=4
                ),
            ],
            ("1/5", "2/5", "1/5", "1/5"),
        ),
    ],
)
def test_what_is_asked_comes_first_and_the_rest_is_spread_evenly(
    agreements: list[Any], expected: tuple[str, ...] | None
) -> None:
    for mix in mixes(*agreements):
        assert mix.segments_from == mix.forms_from == "agreements"
        assert sum(mix.segments.values()) == 1
        if expected is None:  # more is asked than there can be: in proportion
            assert [*mix.segments.values()] == parts("7/12", "0", "0", "5/12")
        else:
            assert [*mix.segments.values()] == parts(*expected)


def test_an_agreement_counts_where_it_holds() -> None:
    here, elsewhere = mixes(
        of(SEGMENTS[:1], at_least="70%", municipalities=["GM0001"]),
        of(SEGMENTS[3:], at_least="70%", each="municipality", where="households < 50"),
    )
    assert here.segments["social_rent"] == elsewhere.segments["market"] == Fraction(7, 10)
    assert elsewhere.segments["social_rent"] == Fraction(1, 10)


def test_no_form_but_regular_unless_it_is_asked_for() -> None:
    forms = ["zero_step", "regular", "clustered"]
    built = {"quantity": "new_build"}
    asked = [
        amount(at_least=16),
        amount("steps", measure={**built, "forms": ["zero_step"]}, at_least=4),
    ]
    for mix in mixes(*asked, forms=forms):
        assert [*mix.forms.values()] == parts("1/4", "3/4", "0")
    half = share(
        "half", measure={**built, "forms": ["clustered"]}, of={**built, "forms": forms[:1]}
    )
    for mix in mixes(*asked, {**half, "at_least": "1/2"}, forms=forms):
        assert [*mix.forms.values()] == parts("1/4", "5/8", "1/8")


def test_a_bid_that_names_segments_comes_before_what_the_scenario_says() -> None:
    bids = [
        {"party": "GM0001", "municipality": "GM0001", "segment": "market", "dwellings": 6},
        {"party": "GM0001", "municipality": "GM0001", "segment": "mid_rent", "dwellings": 2},
        {"party": "tenants", "municipality": "GM0001", "segment": "social_rent", "dwellings": 9},
        {"party": "GM0002", "municipality": "GM0002", "dwellings": 5},
    ]
    said = [{"segment": "social_rent", "share": "60%"}, {"segment": "market", "share": "40%"}]
    first, second = mixes(bids=bids, reference=said)
    assert (first.segments_from, second.segments_from) == ("bid", "scenario")
    assert [*first.segments.values()] == parts("0", "1/4", "0", "3/4")
    assert [*second.segments.values()] == parts("3/5", "0", "0", "2/5")
    assert [first.dwellings, second.dwellings] == [8, 5]


def test_a_bid_for_all_segments_and_some_leaves_the_rest_to_the_others() -> None:
    bids = [
        {"party": "Aarle", "municipality": "GM0001", "dwellings": 8},
        {"party": "Aarle", "municipality": "GM0001", "segment": "market", "dwellings": 2},
    ]
    first, _ = mixes(bids=bids)
    assert [*first.segments.values()] == parts("1/4", "1/4", "1/4", "1/4")


def test_a_municipality_of_its_own_comes_before_what_is_said_of_all() -> None:
    said = [
        {"segment": "market", "share": 1},
        {"municipality": "GM0002", "segment": "mid_rent", "share": 1},
        {"municipality": "GM0001", "form": "regular", "share": 1},
    ]
    first, second = mixes(reference=said)
    assert first.segments["market"] == second.segments["mid_rent"] == 1
    assert (first.forms_from, second.forms_from) == ("scenario", "agreements")


def test_what_is_asked_of_all_together_is_divided_by_plan_capacity() -> None:
    capacity = [pool(0, 30), pool(1, 10), {**pool(2, 8), "pool": "late", "first_year": 2030}]
    towns = [municipality(number, households=5) for number in range(3)]
    rest = {"municipalities": towns, "capacity": capacity}
    asked = [mix.dwellings for mix in mixes(amount(at_least=20), **rest)]
    assert asked == [15, 5, 0]
    alone = amount("alone", exactly=7, municipalities=["GM0002"])
    assert [mix.dwellings for mix in mixes(amount(at_least=20), alone, **rest)] == [13, 7, 0]
    assert [mix.dwellings for mix in mixes(**rest)] == [30, 10, 0]
    few = amount("within", at_least=4, municipalities=["GM0001", "GM0002"])
    for both in ((amount(at_least=20), few), (few, amount(at_least=20))):
        assert [mix.dwellings for mix in mixes(*both, **rest)] == [15, 5, 0]


def test_what_is_asked_of_all_together_is_divided_by_the_key_of_new_build() -> None:
    """By households 1 : 2 : 3 of 24: 4, 8 and 12, of which 6 fit; the others share the rest."""
    towns = [municipality(number, households=number + 1) for number in range(3)]
    rest = {"municipalities": towns, "capacity": [pool(0, 30), pool(1, 90), pool(2, 6)]}
    asked = amount(at_least=24), fair_share()
    assert [mix.dwellings for mix in mixes(*asked, **rest)] == [6, 12, 6]
    alone = amount("alone", exactly=3, municipalities=["GM0002"])
    assert [mix.dwellings for mix in mixes(*asked, alone, **rest)] == [15, 3, 6]
    nobody = [municipality(number, households=number // 2) for number in range(3)]
    assert [mix.dwellings for mix in mixes(*asked, **rest | {"municipalities": nobody})] == [
        0,
        0,
        6,
    ]


def test_years_apart_add_up_and_the_same_years_do_not() -> None:
    years = {"horizon": {"first_year": 2025, "last_year": 2028}}
    asked = [
        amount("first", at_least=3, each=["municipality", "year"], years=[2025, 2026]),
        amount("then", at_least=2, each="municipality", years=[2027, 2028]),
        amount("again", at_least=1, each="municipality", years=[2027, 2028]),
    ]
    assert [mix.dwellings for mix in mixes(*asked, **years)] == [8, 8]
    ends = [
        amount(f"of-{years[0]}", at_least=3, each="municipality", years=years)
        for years in ([2025, 2028], [2026], [2028])
    ]
    assert [mix.dwellings for mix in mixes(*ends, **years)] == [6, 6]


def test_a_scenario_without_the_table_has_the_hash_that_it_had() -> None:
    assert "reference" not in region().model_dump(mode="json")
    said = region(reference=[{"segment": "market", "share": 1}])
    assert said.content_hash != region().content_hash
