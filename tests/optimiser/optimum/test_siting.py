"""Siting: against every choice of hosts on tiny regions, and what may only get better."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations, permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.key import apportioned, parts_of_sum
from models.scenario import Scenario
from optimiser import Result, Status, solve
from optimiser.explore.pyomo_model import Workbench
from optimiser.formulation.objectives import Pass
from optimiser.optimum.lexicographic import Optimum
from optimiser.optimum.siting import Siting
from optimiser.solver.answers import Answer
from optimiser.solver.limits import NoPlan
from tests.brute_force import splits
from tests.examples import examples
from tests.regions import CODES, Document, amount, document, municipality

many, few = (examples(number) for number in (60, 12))
PLANS = (Status.OPTIMAL, Status.FEASIBLE)
TYPES = ("care", "walk_in")


@st.composite
def siting(draw: st.DrawFn) -> Document:
    """Draw three municipalities and one or two facilities, with all that can limit their hosts."""
    number = draw(st.integers(1, 2))
    agreements = [draw(facilities(name)) for name in TYPES[:number]]
    if number == 2:
        most = draw(st.none() | st.integers(1, 2))
        if most is not None:
            measure = {"quantity": "hosts"}
            agreements.append(amount("few", measure=measure, at_most=most, each="municipality"))
        minutes = draw(st.none() | st.sampled_from([0, 10, 20]))
        if minutes is not None:
            agreements[0]["near"] = [{"facility": TYPES[1], "minutes": minutes}]
    offers = draw(
        st.dictionaries(
            st.tuples(st.sampled_from(TYPES[:1]), st.sampled_from(CODES)),
            st.integers(1, 4),
            max_size=3,
        )
    )
    return document(
        *agreements,
        municipalities=[
            municipality(number, households=draw(st.integers(1, 4))) for number in range(3)
        ],
        capacity=[],
        travel=[
            {"origin": one, "destination": other, "minutes": draw(st.sampled_from([5, 10, 15, 25]))}
            for one, other in permutations(CODES, 2)
        ],
        offers=[
            {"facility": name, "municipality": code, "places": places}
            for (name, code), places in sorted(offers.items())
        ],
        goals=["travel", {"least": {"quantity": "hosts"}}, {"least": {"quantity": "places"}}],
    )


@st.composite
def facilities(draw: st.DrawFn, name: str) -> Document:
    """Draw a facility of a few places."""
    optional = {
        "per_location": st.fixed_dictionaries(
            {}, optional={"at_least": st.integers(0, 3), "at_most": st.integers(2, 4)}
        ),
        "reach": st.sampled_from([10, 20]),
        "municipalities": st.lists(st.sampled_from(CODES), min_size=2, max_size=3, unique=True),
    }
    return draw(
        st.fixed_dictionaries(
            {
                "id": st.just(name),
                "kind": st.just("facility"),
                "facility": st.just(name),
                "places": st.integers(1, 5),
                "key": st.just("households"),
                "hosts": st.fixed_dictionaries(
                    {"at_most": st.integers(1, 2)}, optional={"at_least": st.integers(0, 2)}
                ),
            },
            optional=optional,
        )
    )


class Plainly:
    """A document of `siting` read without any formula: every choice of hosts there is."""

    def __init__(self, written: Document) -> None:
        rows = {(row["origin"], row["destination"]): row["minutes"] for row in written["travel"]}
        self.minutes = rows | {(code, code): 0 for code in CODES}
        self.types = [row for row in written["agreements"] if row["kind"] == "facility"]
        self.offers = {
            (row["facility"], row["municipality"]): row["places"] for row in written["offers"]
        }
        self.most = next((r["at_most"] for r in written["agreements"] if r["id"] == "few"), None)
        people = {row["code"]: row["households"] for row in written["municipalities"]}
        self.weights = parts_of_sum(people)

    def best(self) -> tuple[int, int, int] | None:
        """Give the least travel, then the fewest hosts, then the fewest places, of all choices."""
        found = [value for hosts in self.choices() if (value := self.value(hosts)) is not None]
        return min(found, default=None)

    def choices(self) -> Iterator[dict[str, tuple[str, ...]]]:
        """Give every set of hosts per facility that the rules on hosts permit."""
        sets = [hosts for size in range(4) for hosts in combinations(CODES, size)]
        for chosen in product(sets, repeat=len(self.types)):
            hosts = dict(zip((row["facility"] for row in self.types), chosen, strict=True))
            if self.most is not None and any(
                sum(code in mine for mine in hosts.values()) > self.most for code in CODES
            ):
                continue
            if all(self.permitted(row, hosts) for row in self.types):
                yield hosts

    def permitted(self, row: Document, hosts: dict[str, tuple[str, ...]]) -> bool:
        """Tell whether a facility may have these hosts."""
        mine, band = hosts[row["facility"]], row.get("hosts", {})
        offered = {code for name, code in self.offers if name == row["facility"]}
        near = row.get("near", [])
        return (
            band.get("at_least", 0) <= len(mine) <= band.get("at_most", 3)
            and set(mine) <= set(row.get("municipalities", CODES))
            and (not offered or set(mine) <= offered)
            and all(
                any(
                    self.minutes[code, other] <= each["minutes"]
                    for other in hosts[each["facility"]]
                )
                for each in near
                for code in mine
            )
        )

    def value(self, hosts: dict[str, tuple[str, ...]]) -> tuple[int, int, int] | None:
        """Give travel, hosts and places of the best split; None when the hosts cannot hold it."""
        found = [self.split(row, hosts[row["facility"]]) for row in self.types]
        if any(each is None for each in found):
            return None
        travel, places = (sum(each[at] for each in found if each) for at in (0, 1))
        return travel, sum(map(len, hosts.values())), places

    def split(self, row: Document, hosts: tuple[str, ...]) -> tuple[int, int] | None:
        """Give the least travel, and the fewest places with it, of every split over the hosts."""
        size = row.get("per_location", {})
        least = max(1, size.get("at_least", 0))
        most = {
            code: min(
                size.get("at_most", row["places"]),
                self.offers.get((row["facility"], code), row["places"]),
            )
            for code in hosts
        }
        if any(number < least for number in most.values()):
            return None
        needs = apportioned(row["places"], self.weights)
        ways = [
            [way for way in splits(needs[origin], len(hosts)) if sum(way) == needs[origin]]
            for origin in CODES
        ]
        found = []
        for way in product(*ways):
            coming = [sum(part) for part in zip(*way, strict=True)] if hosts else []
            trips = [
                (self.minutes[origin, host], number)
                for origin, numbers in zip(CODES, way, strict=True)
                for host, number in zip(hosts, numbers, strict=True)
                if number
            ]
            if all(n <= most[host] for host, n in zip(hosts, coming, strict=True)) and all(
                minutes <= row.get("reach", 60) for minutes, _ in trips
            ):
                travel = sum(minutes * number for minutes, number in trips)
                found.append((travel, sum(max(least, number) for number in coming)))
        return min(found, default=None)


def solved(written: Document) -> Result:
    return solve(Scenario.model_validate(written))


def values(result: Result) -> tuple[Any, ...] | None:
    """Give the goals' values, without the shortfall; None when there is no plan."""
    if result.status not in PLANS:
        return None
    assert result.audit
    assert result.audit.kept
    return tuple(goal.value for goal in result.goals if goal.id != "shortfall")


def travel(result: Result) -> float:
    """Give the minutes of travel; endless when nothing keeps the agreements."""
    found = values(result)
    return float("inf") if found is None else float(found[0])


@given(siting())
@many
def test_no_choice_of_hosts_is_better(written: Document) -> None:
    assert values(solved(written)) == Plainly(written).best()


@given(siting())
@few
def test_both_solvers_travel_as_little(written: Document) -> None:
    workbench = Workbench(Scenario.model_validate(written))
    best = Plainly(written).best()
    if best is None:
        with pytest.raises(NoPlan):
            workbench.minimise(0)
    else:
        assert workbench.minimise(workbench.goal("travel")) == pytest.approx(best[0], abs=1e-6)


@given(siting(), st.randoms(use_true_random=False))
@few
def test_the_order_of_rows_means_nothing(written: Document, random: Any) -> None:
    shuffled = dict(written)
    for table in ("municipalities", "travel", "offers", "agreements"):
        shuffled[table] = random.sample(written[table], len(written[table]))
    first, second = (json.dumps(solved(each).as_record()) for each in (written, shuffled))
    assert first == second


def changed(written: Document, **fields: Any) -> Document:
    """Change the fields of the first facility; None takes one away."""
    first, *others = written["agreements"]
    kept = {key: value for key, value in {**first, **fields}.items() if value is not None}
    return {**written, "agreements": [kept, *others]}


@given(siting(), st.sampled_from([(5, 15), (15, 25), (10, None)]))
@few
def test_a_longer_reach_is_never_worse(
    written: Document, reaches: tuple[int | None, int | None]
) -> None:
    shorter, longer = (travel(solved(changed(written, reach=reach))) for reach in reaches)
    assert longer <= shorter


@given(siting(), st.integers(1, 3))
@few
def test_larger_offers_and_locations_are_never_worse(written: Document, more: int) -> None:
    larger = {
        **written,
        "offers": [{**row, "places": row["places"] + more} for row in written["offers"]],
    }
    before = travel(solved(written))
    assert travel(solved(larger)) <= before
    size = written["agreements"][0].get("per_location", {})
    if "at_most" in size:
        wider = {**size, "at_most": size["at_most"] + more}
        assert travel(solved(changed(written, per_location=wider))) <= before


@given(siting(), st.sampled_from(CODES), st.integers(0, 4))
@few
def test_one_more_offer_is_never_worse(written: Document, code: str, places: int) -> None:
    """Where there are offers already: the first offer says that the others make none."""
    offers = written["offers"]
    if not offers or any(row["municipality"] == code for row in offers):
        return
    more = {"facility": TYPES[0], "municipality": code, "places": places}
    after = {**written, "offers": [*offers, more]}
    assert travel(solved(after)) <= travel(solved(written))


@given(siting())
@few
def test_a_redundant_near_changes_nothing(written: Document) -> None:
    """Every host lies near itself."""
    near = [*written["agreements"][0].get("near", []), {"facility": TYPES[0], "minutes": 0}]
    assert values(solved(changed(written, near=near))) == values(solved(written))


@pytest.mark.parametrize(
    ("siting", "proven"),
    [
        (None, [True, True]),
        (Siting(Answer.OPTIMAL, {}, 0.0), [True, False]),  # travel was in view, years were not
        (Siting(Answer.OPTIMAL, {}, 0.0, every_goal=True), [True, True]),
        (Siting(Answer.FEASIBLE, {}, 0.1, every_goal=True), [False, False]),
    ],
)
def test_a_goal_is_proven_only_when_it_was_in_view_where_hosts_were_chosen(
    siting: Siting | None, proven: list[bool]
) -> None:
    best = Optimum(Answer.OPTIMAL, siting=siting)
    goals = Pass("travel", {}, sites=True), Pass("smooth_years", {}, sites=False)
    assert [best.proven(goal) for goal in goals] == proven
