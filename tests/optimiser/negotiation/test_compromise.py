"""Parties at one table: worked out by hand, and held against every plan of tiny regions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings import InvalidScenario
from models.scenario import Scenario
from optimiser import solve
from optimiser.explore.pyomo_model import Workbench
from optimiser.infeasibility.relaxation import relaxed
from optimiser.negotiation.compromise_result import Compromise
from optimiser.negotiation.negotiate import compromise
from optimiser.results.status import Status
from scenarios import changed_scenario, library_scenario
from tests.brute_force import EveryPlan
from tests.examples import examples
from tests.regions import (
    CODES,
    SEGMENTS,
    Document,
    amount,
    fair_share,
    municipality,
    pool,
    scenario,
    share,
)

SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}
TEN = amount(exactly=10)


def party(*added: Document, **rest: Any) -> Scenario:
    """Give a scenario with ten dwellings in all, and what a party adds."""
    return scenario(TEN, *added, **{"goals": ["shortfall"], **rest})


def brought(base: Scenario | None = None, /, **parties: Scenario) -> Compromise:
    return compromise(base or party(), parties)


def given_in(found: Compromise) -> dict[str, Fraction]:
    return {row["party"]: row["given_share"] for row in found.records("concessions")}


def all_social() -> Scenario:
    return party(share(at_least="100%"))


def few_social() -> Scenario:
    return party(amount("few", measure=SOCIAL, at_most=2))


def test_two_that_want_the_opposite_worked_out_by_hand() -> None:
    """With s social dwellings of 10 the one misses 10 - s of 10, the other s - 2 of 8.

    In fractions both give in 4/9, at s = 50/9. In whole dwellings s = 5 gives 1/2 and 3/8, and s =
    6 gives 2/5 and 1/2: the largest is the same, and the next is smaller at s = 5.
    """
    found = brought(all=all_social(), few=few_social())
    assert found.nearest.status is Status.OPTIMAL
    assert given_in(found) == {"all": Fraction(1, 2), "few": Fraction(3, 8)}
    rows = found.records("concessions")
    assert [(row["most_missing"], row["missing"]) for row in rows] == [(10, 5), (8, 3)]
    assert [row["exact_share"] for row in rows] == pytest.approx([4 / 9, 4 / 9], abs=1e-4)
    assert float(found.rounding() or 0) == pytest.approx(5 / 9, abs=1e-3)


@pytest.mark.parametrize("weights", [(1, 1), (3, "1/2")])
def test_what_a_party_is_told_to_give_in_is_what_the_goal_counts(weights: tuple[Any, Any]) -> None:
    """A sum of its own for each party, in hundredths of all that it asks for."""
    one, other = (party(claim) for claim in claims_of(*weights))
    found = brought(one=one, other=other)
    assert found.nearest.plan
    assert found.nearest.audit
    counted = {
        name: worth
        for objectives in found.nearest.audit.objectives.values()
        for each in objectives
        for name, worth in each.sums().items()
        if name in ("one", "other")
    }
    given = found.given(found.nearest.plan)
    assert counted == {name: 100 * found.share(name, given[name]) for name in given}


def claims_of(first: Any, second: Any) -> tuple[Document, Document]:
    """Give two claims that cannot both be had, with what a unit of each counts for."""
    much, few = share(at_least="100%", weight=first), amount("few", measure=SOCIAL, at_most=2)
    return much, {**few, "weight": second}


def test_a_claim_that_leaves_a_choice_is_refused() -> None:
    options = [share("much", at_least="60%"), share("little", at_most="10%")]
    choice = {"id": "one", "kind": "either", "options": options}
    with pytest.raises(InvalidScenario) as refused:
        brought(all=all_social(), open=party(choice))
    (finding,) = refused.value.findings
    assert (finding.code, finding.origin and finding.origin.file) == ("claim-with-choice", "open")
    # What all share is no claim.
    assert given_in(brought(party(choice), all=party(choice), open=party(choice))) is not None


def test_the_workbench_reads_the_same_goal() -> None:
    bench = Workbench(brought(all=all_social(), few=few_social()).joint.scenario)
    assert bench.minimise(bench.goal("concessions")) == pytest.approx(100 * 4 / 9)


def test_each_way_out_of_a_conflict_is_verified_by_solving_again() -> None:
    found = brought(all=all_social(), few=few_social(), nothing=party())
    reason = found.together.infeasibility
    assert reason
    assert reason.verified
    for way in reason.ways_out.ways:
        assert solve(relaxed(found.joint.bound, way.relaxations)).plan is not None
    assert all(row["verified"] for row in found.records("ways_out"))


def test_the_conflict_and_the_ways_out_name_the_parties() -> None:
    found = brought(all=all_social(), few=few_social(), nothing=party())
    conflict = {(row["party"], row["agreement"]) for row in found.records("conflict")}
    assert conflict == {("all", "social"), ("few", "few"), ("", "total")}
    assert {row["party"] for row in found.records("ways_out")} == {"all", "few"}
    impossible = {key for key, possible in found.pairs.items() if possible != "yes"}
    assert impossible == {("all", "few")}
    said = [sentence.render("en") for sentence in found.sentences()]
    assert "What all and few ask for is not possible together." in said
    assert "nothing asks for nothing beyond what is common." in said
    assert given_in(found)["nothing"] == 0


def test_what_each_asks_gets_and_misses_beside_its_own_plan() -> None:
    found = brought(all=all_social(), few=few_social())
    rows = {row["party"]: row for row in found.records("claims")}
    assert {name: (row["asked"], row["got"], row["missing"]) for name, row in rows.items()} == {
        "all": (10, 5, 5),
        "few": (2, 5, 3),
    }
    assert rows["all"]["own_got"] == 10
    crossed = {(row["plan"], row["party"]): row["given_share"] for row in found.records("crossed")}
    assert crossed["all", "all"] == crossed["few", "few"] == 0
    # Who wants two at most builds those two, so of the ten that the other asks eight are missing.
    assert crossed["all", "few"] == 1
    assert crossed["few", "all"] == Fraction(8, 10)


def test_where_they_agree_and_differ() -> None:
    both = amount("half", measure=SOCIAL, at_least=5)
    found = brought(
        one=party(both, share(at_least="60%")), other=party(both, share(at_least="10%"))
    )
    standing = {
        (row["agreement"], row["party"]): row["standing"] for row in found.records("agreements")
    }
    assert standing == {
        ("total", ""): "common",
        ("total", "one"): "common",
        ("total", "other"): "common",
        ("half", "one"): "agreed",
        ("half", "other"): "agreed",
        ("social", "one"): "claim",
        # Five of ten is more than a tenth.
        ("social", "other"): "kept anyway",
    }
    assert given_in(found) == {"one": 0, "other": 0}
    assert next(found.sentences()).render("en").startswith("The parties agree on 2 of the ")


def test_who_leaves_out_what_the_base_has_is_told_that_it_holds() -> None:
    found = brought(few=few_social(), free=scenario(amount("less", at_most=8), goals=["shortfall"]))
    assert given_in(found) == {"few": 0, "free": 1}
    said = [sentence.render("en") for sentence in found.sentences()]
    assert "free leaves out total, which holds all the same: the base has it." in said


def test_what_is_negotiable_holds_only_as_far_as_parties_ask_for_it() -> None:
    """Of x dwellings, from 0 to 20, the one misses 10 - x of 10, the other x - 2 of 18.

    Seven gives 3/10 and 5/18, and eight 1/5 and 1/3, the largest of which is larger.
    """
    parties = {"ten": party(), "two": scenario(amount("two", at_most=2), goals=["shortfall"])}
    found = compromise(party(), parties, negotiable=["total"])
    assert given_in(found) == {"ten": Fraction(3, 10), "two": Fraction(5, 18)}


def test_a_wish_of_a_party_counts_in_what_it_gives_in_and_not_in_the_conflict() -> None:
    wish = party(share(at_least="100%", binding=False))
    found = brought(all=wish, few=few_social())
    assert found.together.plan is not None
    assert given_in(found) == {"all": Fraction(1, 2), "few": Fraction(3, 8)}


def test_bids_count_by_their_distance() -> None:
    """Aarle's bid is 10 for the one and 0 for the other: five is nearest to both."""
    bids = {
        name: party(
            {"id": "bids", "kind": "bid"},
            bids=[{"party": name, "municipality": CODES[0], "dwellings": wanted}],
            goals=["shortfall", {"nearness": "bids"}],
        )
        for name, wanted in (("much", 10), ("none", 0))
    }
    found = brought(**bids)
    assert given_in(found) == {"much": Fraction(1, 2), "none": Fraction(1, 2)}
    assert {row["got"] for row in found.records("claims")} == {5}


def test_another_key_counts_by_what_each_lacks_of_its_share() -> None:
    """By households 6 of 10 go to Aarle, by the other key all: 8 is in the middle of 6 and 10.

    The one lacks 4 - 2 of Beek's 4 where 10 can be lacked, the other 2 of Aarle's 10.
    """
    people = [
        {"code": code, "name": code, "households": households, "stock": stock}
        for code, households, stock in zip(CODES, (60, 40), (100, 0), strict=False)
    ]
    found = brought(
        party(municipalities=people),
        mine=party(fair_share(), municipalities=people),
        other=party(fair_share(key="stock"), municipalities=people),
    )
    assert given_in(found) == {"mine": Fraction(1, 5), "other": Fraction(1, 5)}


def test_identical_parties_give_in_nothing() -> None:
    found = brought(one=few_social(), same=few_social())
    assert given_in(found) == {"one": 0, "same": 0}
    assert found.together.plan is not None


def test_the_order_of_parties_changes_nothing_but_the_order() -> None:
    parties = {"all": all_social(), "few": few_social(), "no": party()}
    found = compromise(party(), parties)
    turned = compromise(party(), dict(reversed(parties.items())))
    assert turned.nearest.plan == found.nearest.plan
    for table in ("concessions", "claims", "crossed"):
        rows, others = found.records(table), turned.records(table)
        assert sorted(map(repr, rows)) == sorted(map(repr, others))


def test_a_party_that_sits_there_twice_has_no_more_weight() -> None:
    alone = brought(all=all_social(), few=few_social())
    twice = brought(all=all_social(), few=few_social(), again=few_social())
    shares = given_in(twice)
    assert shares["few"] == shares["again"] == given_in(alone)["few"]
    assert shares["all"] == given_in(alone)["all"]


def test_no_plan_when_what_is_common_is_impossible() -> None:
    base = scenario(amount(at_least=25), goals=["shortfall"])
    found = brought(base, one=base, other=base)
    assert found.nearest.status is Status.INFEASIBLE
    assert list(found.records("concessions")) == []
    assert any("short 5 dwellings" in said.render("en") for said in found.sentences())


def test_all_that_is_wrong_is_said_at_once() -> None:
    other = party(capacity=[pool(0, 9), pool(1, 10)])
    years = party(horizon={"first_year": 2025, "last_year": 2026})
    with pytest.raises(InvalidScenario) as found:
        compromise(party(), {"one": other, "two": years}, negotiable=["nothing"])
    said = [(one.code, one.origin.file if one.origin else "") for one in found.value.findings]
    assert said == [("unknown-agreement", ""), ("another-region", "one"), ("another-region", "two")]
    assert "1 row (p0)" in found.value.findings[1].text.render("en")
    with pytest.raises(InvalidScenario, match="parties-expected"):
        brought(one=party())


def test_a_claim_that_can_be_missed_without_end_is_refused() -> None:
    housed = amount("few-housed", measure={"quantity": "housed"}, at_most=3)
    base = party(groups=["urgent"])
    with pytest.raises(InvalidScenario, match="claim-without-limit"):
        brought(base, one=party(housed, groups=["urgent"]), other=base)


def test_an_agreement_about_another_follows_the_party_that_has_both() -> None:
    """Who asks for another task, and for less exchange of it, asks for less exchange of its own."""
    base = library_scenario("r12-exchange")
    families = {"id": "task-families", "key": "stock_social_rent"}
    changes = {"agreements": [families, {"id": "exchange-families", "at_most": "10%"}]}
    parties = {"one": changed_scenario(base, changes), "other": base}
    with pytest.raises(InvalidScenario, match="negotiable-needed"):
        compromise(base, parties, negotiable=["task-families"])
    found = compromise(base, parties, negotiable=["task-families", "exchange-families"])
    said = found.joint.scenario.agreement("one/exchange-families").model_dump()
    assert said["of"] == "one/task-families"
    assert found.nearest.plan is not None


def test_a_facility_with_more_places_and_fewer_hosts() -> None:
    """One wants a shelter of 8 places at one location, the other two of at least 4."""
    shelter = {"id": "shelter", "kind": "facility", "facility": "shelter", "places": 8}
    found = brought(
        one=party({**shelter, "hosts": {"at_most": 1}}),
        two=party({**shelter, "hosts": {"at_least": 2}}),
    )
    assert found.pairs["one", "two"] == "no"
    # Eight places may be missing, and a host: of nine units, or ten where two are asked for.
    assert [row["most_missing"] for row in found.records("concessions")] == [9, 10]
    assert given_in(found) == {"one": 0, "two": Fraction(1, 10)}


@pytest.mark.parametrize("preview", [False, True])
def test_a_share_of_ten_decimals_is_given_in_on_as_any(preview: bool) -> None:
    """Of ten dwellings 6.666666667 are to be social, and at most two: with four, 8/3 and 2 lack."""
    wishes = (
        share("much", at_least="0.6666666667", binding=False),
        amount("few", measure=SOCIAL, at_most=2, binding=False),
    )
    parties = [{"name": each["id"], "claims": {each["id"]: 1}, "asked": 1} for each in wishes]
    asked = party(*wishes, goals=[{"kind": "concessions", "parties": parties}])
    found = solve(asked, preview=preview)
    # No search tells whether the second party could give in by a ten-billionth less.
    assert found.status is (Status.OPTIMAL if preview else Status.FEASIBLE)
    # In fractions both give in as much: half of what lies between the two.
    most = Fraction("2.3333333335") if preview else Fraction("2.666666667")
    assert abs(found.goals[0].value - 100 * most) <= (Fraction(1, 1000) if preview else 0)


@st.composite
def claims(draw: st.DrawFn) -> Document:
    """Draw one claim on a tiny region."""
    measure: Document = {"quantity": "new_build"}
    if draw(st.booleans()):
        measure["segments"] = [draw(st.sampled_from(SEGMENTS))]
    bound = draw(st.sampled_from(["at_least", "at_most", "exactly"]))
    rest: Document = {"weight": draw(st.sampled_from(["1", "2", "1/2"]))}
    if draw(st.booleans()):
        rest["municipalities"] = [draw(st.sampled_from(CODES[:2]))]
    if draw(st.booleans()):
        return share("part", measure=measure, **{bound: draw(st.sampled_from(["1/3", "50%", "1"]))})
    return amount("number", measure=measure, **{bound: draw(st.integers(0, 4))}, **rest)


@given(
    st.lists(
        st.lists(claims(), min_size=1, max_size=2, unique_by=lambda d: d["id"]),
        min_size=2,
        max_size=3,
    )
)
@examples(30)
def test_nobody_does_better_in_any_plan_in_whole_dwellings(asked: list[list[Document]]) -> None:
    """Of every plan of the region the concessions are sorted, the largest first, and compared."""
    room = {"capacity": [pool(0, 3), pool(1, 3)], "goals": ["shortfall"]}
    base = scenario(amount("some", at_least=3), **room)
    parties = {
        f"party{number}": scenario(amount("some", at_least=3), *own, **room)
        for number, own in enumerate(asked)
    }
    found = compromise(base, parties)
    if found.nearest.plan is None:
        # What all parties ask for in the same way is binding, and may be impossible.
        assert any(entry.standing == "agreed" for entry in found.joint.entries)
        return
    every = EveryPlan(found.joint.scenario)
    shares = {
        name: np.array([Fraction(0)] * every.count, dtype=object) for name in found.joint.parties
    }
    for claim in found.joint.claims:
        for row in every.scenario.agreement(claim.id).asks(every.programme):
            apart = (np.zeros(every.count, dtype=object) + row.left - row.right) / Fraction(
                row.scale
            )
            missing = {">=": np.maximum(0, -apart), "<=": np.maximum(0, apart), "==": abs(apart)}
            part = claim.agreement.weight / found.joint.parties[claim.party].asked
            shares[claim.party] += part * missing[row.sense]
    kept = np.flatnonzero(every.kept)
    best = min(
        sorted((shares[name][position] for name in shares), reverse=True) for position in kept
    )
    assert sorted(given_in(found).values(), reverse=True) == best


def seven_each(names: tuple[str, ...]) -> Compromise:
    """Of ten dwellings each of three parties wants seven in its own municipality."""
    places = {
        "municipalities": [municipality(number) for number in range(3)],
        "capacity": [pool(number, 10) for number in range(3)],
    }
    wishes = {
        name: party(
            amount("wish", at_least=7, municipalities=[code], each="municipality"), **places
        )
        for name, code in zip(names, CODES, strict=True)
    }
    return brought(scenario(TEN, **places), **wishes)


def test_who_gives_in_more_is_a_choice_where_all_are_alike_whatever_they_are_called() -> None:
    """Ten dwellings are 4, 3 and 3: each may have the four, and no name decides that."""
    told = []
    for names in (("a", "b", "c"), ("c", "b", "a")):
        found = seven_each(names)
        assert found.nearest.plan
        shares = [
            given_in(found),
            *({n: found.share(n, m) for n, m in t.items()} for t in found.ties),
        ]
        told.append({tuple(one[name] for name in names) for one in shares})
        ways = found.together.infeasibility.ways_out if found.together.infeasibility else None
        assert ways
        assert ways.tied == len(ways.ways) == 4
        said = [sentence.render("en") for sentence in found.sentences()]
        assert any("one of at least 3 divisions that are equally good" in one for one in said)
    seventh = Fraction(1, 7)
    every = {(3, 4, 4), (4, 3, 4), (4, 4, 3)}
    assert told == [{tuple(seventh * one for one in each) for each in every}] * 2


def test_where_one_division_is_the_best_there_is_no_choice() -> None:
    assert brought(all=all_social(), few=few_social()).ties == ()


@pytest.mark.parametrize("names", [("aa", "bee"), ("zee", "bee"), ("bee", "aa")])
def test_who_gives_in_one_more_is_one_of_several_whatever_they_are_called(
    names: tuple[str, str],
) -> None:
    """Of eleven dwellings both ask eight: five are missing, of which somebody misses three."""
    eleven, market = amount(exactly=11), {"quantity": "new_build", "segments": ["market"]}
    base, *sides = (
        scenario(eleven, *more, goals=["shortfall"])
        for more in (
            (),
            (amount("some", measure=SOCIAL, at_least=8),),
            (amount("some", measure=market, at_least=8),),
        )
    )
    found = brought(base, **dict(zip(names, sides, strict=True)))
    assert found.nearest.plan
    divisions = [found.given(found.nearest.plan), *found.ties]
    assert sorted([division[name] for name in names] for division in divisions) == [[2, 3], [3, 2]]
    said = [one.render("en") for one in found.sentences()]
    assert "This is one of at least 2 divisions that are equally good: which is a choice." in said
