"""Forced and free numbers: worked out by hand, by listing every plan, and by changing names."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.quantity import QUANTITIES, Cell
from models.scenario import Scenario
from optimiser import Result, Status, explain, solve
from optimiser.results.free_range import SHOWN, FreeRange, FreeRanges
from tests.brute_force import EveryPlan
from tests.examples import examples
from tests.regions import (
    CODES,
    Document,
    amount,
    document,
    documents,
    fair_share,
    municipality,
    pool,
    scenario,
    share,
)

A, B, _ = CODES
GOALS = ["shortfall", {"fair_share": "fair"}]


def ranges(written: Scenario | Document) -> FreeRanges:
    """Solve, and give the free ranges."""
    region = written if isinstance(written, Scenario) else Scenario.model_validate(written)
    found = solve(region, free=True).free
    assert found is not None
    return found


def ends(found: FreeRanges, **where: Any) -> tuple[int, int]:
    """Give the least and the most of a number of dwellings."""
    one = found.get("new_build", **where)
    assert one is not None
    return one.least, one.most


def divided(size: int = 1) -> Document:
    """Ten dwellings by households, 60 to 40, of which three in ten at least are social rent."""
    return document(
        amount(exactly=10 * size),
        share(at_least="30%"),
        fair_share(),
        capacity=[pool(0, 10 * size), pool(1, 10 * size)],
        goals=GOALS,
    )


def test_what_is_divided_fairly_is_forced_and_the_rest_is_free() -> None:
    found = ranges(divided())
    assert ends(found) == (10, 10)
    assert ends(found, municipality=A) == (6, 6)
    assert ends(found, municipality=B) == (4, 4)
    assert ends(found, segment="social_rent") == (3, 10)
    assert ends(found, segment="market") == (0, 7)
    # All three social dwellings may stand in the other municipality.
    assert ends(found, municipality=A, segment="social_rent") == (0, 6)
    assert ends(found, municipality=B, segment="social_rent") == (0, 4)
    assert ends(found, municipality=A, segment="market") == (0, 6)


def test_without_a_goal_only_what_was_agreed_holds() -> None:
    """Beek's location has four: Aarle builds six at least."""
    found = ranges(scenario(amount(exactly=10), capacity=[pool(0, 10), pool(1, 4)]))
    assert ends(found, municipality=A) == (6, 10)
    assert ends(found, municipality=B) == (0, 4)


def test_a_range_ends_inside_what_fractions_allow() -> None:
    """A third of four is more than one: two whole dwellings at least, and in each forced alike."""
    region = scenario(amount(exactly=4), share(at_least="1/3"))
    found = ranges(region)
    alone = explain(region, {"segment": "social_rent"}).why
    assert alone is not None
    assert alone.free == found.get("new_build", segment="social_rent")
    assert ends(found, segment="social_rent") == (2, 4)
    assert ends(found, segment="market") == (0, 2)


def test_what_is_said_claims_no_more_than_is_proven() -> None:
    found = ranges(divided())
    free, forced = found.get("new_build", segment="social_rent"), found.get("new_build")
    assert isinstance(free, FreeRange)
    assert isinstance(forced, FreeRange)
    assert free.text().render("nl") == (
        "Dit aantal mag tussen 3 en 10 woningen liggen zonder dat een doel slechter wordt."
    )
    assert forced.text().render("nl") == (
        "Dit aantal kan niet anders: elk programma dat even goed is heeft het."
    )
    assert free.has(7)
    assert not free.has(2)


@given(documents(fair=True) | documents(needs=True) | documents())
@examples(40)
def test_no_plan_that_is_as_good_lies_outside(written: Document) -> None:
    region = Scenario.model_validate(written)
    result = solve(region, free=True)
    if result.plan is None or not all(goal.proven for goal in result.goals[:1]):
        return
    every, (_, as_good) = EveryPlan(region), EveryPlan(region).least_shortfall()
    fair = {
        (row.outcome.scope.municipality or "", row.outcome.scope.year): row.assigned
        for row in (result.audit.outcomes if result.audit else ())
    }
    for place, numbers in every.outcomes().items():
        as_good = as_good & (numbers == int(fair[place]))
    assert as_good.any()
    assert result.free is not None
    for key, one in result.free:
        numbers = every_sum(every, *key)[as_good]
        assert one.least <= numbers.min()
        assert numbers.max() <= one.most
        assert one.least <= one.value <= one.most


def every_sum(every: EveryPlan, name: str, axes: tuple[str, ...], key: Cell) -> Any:
    """Give what a number is in every plan."""
    places = [QUANTITIES[name].axes.index(axis) for axis in axes]
    chosen = [
        numbers
        for (quantity, cell), numbers in every.columns.items()
        if quantity == name and tuple(cell[place] for place in places) == key
    ]
    return np.sum(chosen, axis=0) if chosen else np.zeros(every.count, dtype=np.int64)


def test_every_number_that_is_shown_has_a_range() -> None:
    region = Scenario.model_validate(divided())
    found = solve(region, free=True)
    rows = found.records("free_ranges")
    assert {row["unit"] for row in rows} == {"dwellings"}
    shown = {axes for (_, axes, _), _ in found.free or ()}
    assert shown == set(SHOWN["new_build"])
    totals = {row["municipality"]: row for row in found.records("totals")}
    for row in rows:
        if row["segment"] and row["municipality"]:
            assert row["number"] == totals[row["municipality"]][row["segment"]]


@given(documents(fair=True, needs=True))
@examples(15)
def test_of_one_municipality_they_are_those_of_all(written: Document) -> None:
    """Sums over municipalities may narrow one further, and none lies beyond what is said of it."""
    region = Scenario.model_validate(written)
    result = solve(region, free=True)
    assume(result.free is not None and result.plan is not None)
    own = explain(region, free=A).result.free
    assert result.free is not None
    assert own is not None
    every = {key: one for key, one in result.free if A in key[2]}
    assert {key for key, _ in own} == {*every}
    for key, one in own:
        assert one.value == every[key].value
        assert one.least <= every[key].least
        assert one.most >= every[key].most


def test_ten_times_the_region_has_ten_times_the_room() -> None:
    once, often = ranges(divided()), ranges(divided(10))
    assert {key: (10 * one.least, 10 * one.most) for key, one in once} == {
        key: (one.least, one.most) for key, one in often
    }


def test_other_names_for_the_municipalities_rename_the_ranges() -> None:
    there = document(
        amount(exactly=10),
        share(at_least="30%"),
        fair_share(),
        municipalities=[municipality(0, households=40), municipality(1, households=60)],
        goals=GOALS,
    )
    named = {A: B, B: A}
    here, other = ranges(divided()), ranges(there)
    for (quantity, axes, key), one in here:
        renamed = tuple(named.get(str(member), member) for member in key)
        twin = other.ranges[quantity, axes, renamed]
        assert (one.least, one.most) == (twin.least, twin.most)


@given(st.randoms(use_true_random=False))
@examples(5)
def test_the_order_of_rows_means_nothing(random: Any) -> None:
    written = divided()
    shuffled = {
        **written,
        **{
            table: random.sample(written[table], len(written[table]))
            for table in ("municipalities", "capacity", "agreements")
        },
    }
    assert ranges(shuffled).ranges == ranges(written).ranges


def test_what_was_chosen_among_options_stays_chosen() -> None:
    """Four in five are social rent, or four in five are not: what was chosen is held."""
    market = {"quantity": "new_build", "segments": ["market"]}
    options = [share(at_least="80%"), share("market", measure=market, at_least="80%")]
    either = {"id": "one-of-two", "kind": "either", "at_least": 1, "options": options}
    result = solve(scenario(amount(exactly=10), either), free=True)
    assert result.status is Status.OPTIMAL
    assert result.free is not None
    built = [(one.least, one.most) for (_, axes, _), one in result.free if axes == ("segment",)]
    assert sorted(built) == [(0, 2), (8, 10)]


def test_a_preview_has_no_free_ranges() -> None:
    with pytest.raises(ValueError, match="preview"):
        solve(Scenario.model_validate(divided()), preview=True, free=True)


def test_nobody_who_does_not_ask_gets_any() -> None:
    result: Result = solve(Scenario.model_validate(divided()))
    assert result.free is None
    assert "free" not in result.provenance["options"]


def test_who_hosts_stays_and_places_have_a_range_too() -> None:
    """Six places, five at most in one municipality: both host, and each has one to five."""
    care = {
        "id": "care",
        "kind": "facility",
        "facility": "care",
        "places": 6,
        "hosts": {"at_least": 2},
        "per_location": {"at_least": 1, "at_most": 5},
    }
    minutes = [{"origin": A, "destination": B, "minutes": 9}]
    result = solve(scenario(care, travel=minutes), free=True)
    assert result.free is not None
    one, whole = result.free.get("places", municipality=A), result.free.get("places")
    assert one is not None
    assert whole is not None
    assert (one.least, one.most) == (1, 5)
    assert whole.forced
    assert whole.value == 6


WISHES = {
    "nearness": ([{"nearness": "bids"}], lambda aarle, beek: abs(aarle - 30) + abs(beek - 3)),
    "cost": (["cost"], lambda aarle, beek: 900 * aarle + 1000 * beek),
}
"""Aarle bids thirty, where ten fit, and Beek three; a dwelling there is a little dearer."""


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize(("least", "most"), [(9, 20), (12, 12), (5, 20)])
def test_a_sum_that_is_proven_leaves_the_room_of_plans_that_are_as_good(
    wish: str, least: int, most: int
) -> None:
    """With a twentieth more of it those ten would be free to be nine: all plans are listed."""
    goals, value = WISHES[wish]
    region = scenario(
        amount(at_least=least),
        amount("most", at_most=most),
        {"id": "bids", "kind": "bid"},
        bids=[
            {"municipality": A, "dwellings": 30, "party": "aarle"},
            {"municipality": B, "dwellings": 3, "party": "beek"},
        ],
        capacity=[pool(0, 10, cost_per_dwelling=900), pool(1, 10, cost_per_dwelling=1000)],
        goals=goals,
    )
    every = [own for own in product(range(11), range(11)) if least <= sum(own) <= most]
    best = min(value(*own) for own in every)
    as_good = [own for own in every if value(*own) == best]
    result = solve(region, free=True)
    assert result.free is not None
    assert result.goals[0].value == best
    for place, code in enumerate((A, B)):
        numbers = [own[place] for own in as_good]
        assert ends(result.free, municipality=code) == (min(numbers), max(numbers))
