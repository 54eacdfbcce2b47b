"""A country part by part: what is shared is divided, and adds up again to the last dwelling."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.division import Division
from models.findings import InvalidScenario
from models.scenario import Scenario
from optimiser import Result, Status, audit, solve, solve_country
from optimiser.country.apportionment import coordinate
from optimiser.country.part_scenario import part_of
from optimiser.country.partition import kinds_of_parts, partition
from optimiser.country.shared_totals import check_divisible
from optimiser.country.solve import merged_plans
from optimiser.country.worker import divided as divided_in_a_process
from optimiser.solver.answers import Answer
from optimiser.solver.limits import Limits
from optimiser.solver.params import CountryParams, SearchParams
from scenarios import read_scenario
from tests.examples import examples
from tests.regions import (
    CODES,
    amount,
    document,
    fair_share,
    municipality,
    pool,
    scenario,
    share,
)

pytestmark = pytest.mark.processes

COUNTRY = "country-in-parts"
LARGE = SearchParams(country=CountryParams(readable=1))


def areas(*names: str) -> list[dict[str, str]]:
    """Put municipality 0, 1, 2 each in an area."""
    return [
        {"area": name, "municipality": code, "kind": "province"}
        for name, code in zip(names, CODES, strict=False)
    ]


def divided(country: Scenario) -> Division:
    """Divide what the provinces share, in this process."""
    parts = partition(country, "province")
    check_divisible(country, parts)
    found = coordinate(country, parts, Limits())
    assert found.division is not None, found.answer
    return found.division


def numbers(division: Division) -> dict[str, list[int]]:
    """Give by subject what the parts get, in the order of their names."""
    found: dict[str, list[int]] = {}
    for portion in division.portions:
        found.setdefault(portion.subject, []).append(portion.number)
    return found


def together(country: Scenario) -> tuple[Division, Mapping[str, Result]]:
    """Solve each part in this process, and hold their plans against the country."""
    division = divided(country)
    results = {part: solve(part_of(country, division, part)) for part in division.partition.parts}
    assert {result.status for result in results.values()} == {Status.OPTIMAL}
    plan = merged_plans({part: result.plan for part, result in results.items()})
    assert audit(country, plan).kept
    return division, results


def test_the_parts_bring_together_what_the_country_agreed() -> None:
    country = read_scenario(COUNTRY)
    told: list[str] = []
    result = solve_country(country, "province", jobs=2, found=lambda part, own: told.append(part))
    assert result.status is Status.FEASIBLE
    assert result.audit is not None
    assert result.audit.kept
    assert told == ["Noord", "Zuid"]
    assert [row["status"] for row in result.records("parts")] == ["optimal", "optimal"]
    rows = result.records("division")
    for year in country.horizon.years:
        mine = [
            row["number"]
            for row in rows
            if row["agreement"] == "yearly-task" and row["year"] == year
        ]
        # By households Noord would have 275, but its plans are 1,000 in four years.
        assert mine == [250, 650]
    assert sum(row["number"] for row in rows if row["agreement"] == "elderly-zero-step") == 1100
    assert sum(row["number"] for row in rows if row["group"] == "urgent") == 4 * 383


def test_neither_the_order_of_rows_nor_the_number_of_processes_changes_anything() -> None:
    country = read_scenario(COUNTRY)
    tables = ("municipalities", "capacity", "areas", "needs", "agreements")
    turned = Scenario.model_validate(
        {
            **country.model_dump(mode="json"),
            **{name: country.model_dump(mode="json")[name][::-1] for name in tables},
        }
    )
    first = solve_country(country, "province", jobs=1).as_record()
    second = solve_country(turned, "province", jobs=2).as_record()
    assert first == second


def test_a_country_of_one_part_is_solved_as_any_scenario() -> None:
    country = scenario(amount(at_least=11), areas=areas("Oost", "Oost"))
    whole = solve_country(country, "province")
    assert whole.as_record() == solve(country).as_record()


def test_what_a_part_cannot_carry_the_others_take_over() -> None:
    # By households 9 and 6; the first has room for 4.
    country = scenario(
        amount(at_least=15), capacity=[pool(0, 4), pool(1, 20)], areas=areas("Oost", "West")
    )
    division, _ = together(country)
    assert numbers(division) == {"total": [4, 11]}
    (first, _) = division.portions
    assert first.by_key == 9
    assert first.held_by == ("capacity",)


def test_a_share_goes_to_who_can_have_more_of_it() -> None:
    # Oost builds 4 dwellings, none of them social rent: 2 of its half are for West.
    country = scenario(
        share(at_least="1/2"),
        amount("oost", exactly=4, each="municipality", municipalities=[CODES[0]]),
        amount("west", exactly=8, each="municipality", municipalities=[CODES[1]]),
        capacity=[pool(0, 10, segments=["market"]), pool(1, 10)],
        areas=areas("Oost", "West"),
    )
    division, results = together(country)
    assert numbers(division) == {"social": [-2, 2]}
    (west,) = [each for each in results["West"].scenario.agreements if each.id.startswith("social")]
    assert (
        west.sentence(results["West"].scenario).render("en").endswith("with 2 dwellings to spare")
    )
    plan = results["West"].plan
    assert plan is not None
    social = sum(n for cell, n in plan.cells["new_build"].items() if cell[1] == "social_rent")
    assert social >= 6


def test_a_wish_is_divided_as_far_as_it_can_be_had() -> None:
    country = scenario(
        amount(at_least=30, binding=False),
        goals=["shortfall"],
        areas=areas("Oost", "West"),
    )
    division, results = together(country)
    assert numbers(division) == {"total": [10, 10]}
    assert sum(result.goals[0].value for result in results.values()) == 0


def test_most_and_exactly_are_divided_too() -> None:
    country = scenario(
        amount("most", at_most=10, divided_by="stock"),
        amount("exact", exactly=8),
        municipalities=[
            municipality(0, households=60, stock=50),
            municipality(1, households=40, stock=50),
        ],
        areas=areas("Oost", "West"),
    )
    division, _ = together(country)
    assert numbers(division) == {"exact": [5, 3], "most": [5, 5]}


def test_what_rounding_may_miss_is_divided_and_not_given_to_every_part() -> None:
    # To within one dwelling in the country: one part may miss one, the other none.
    country = scenario(
        share(exactly="1/2", rounding=1),
        amount("six", exactly=6, each="municipality"),
        areas=areas("Oost", "West"),
    )
    division, _ = together(country)
    assert [sum(numbers(division)["social"][at : at + 2]) for at in (0, 2)] == [-1, 1]


def test_a_band_per_year_is_divided_year_by_year() -> None:
    country = scenario(
        {"id": "pace", "kind": "pace", "at_least": 5, "at_most": 6, "rise": "10%"},
        horizon={"first_year": 2025, "last_year": 2026},
        areas=areas("Oost", "West"),
    )
    division, _ = together(country)
    by_year: dict[tuple[str, int | None], int] = {}
    for portion in division.portions:
        key = (portion.sense, portion.year)
        by_year[key] = by_year.get(key, 0) + portion.number
    assert by_year == {
        (">=", 2025): 5,
        ("<=", 2025): 6,
        (">=", 2026): 5,
        ("<=", 2026): 6,
    }


def test_a_country_can_be_stopped() -> None:
    result = solve_country(read_scenario(COUNTRY), "province", jobs=1, cancelled=lambda: True)
    assert result.status is Status.CANCELLED
    assert result.plan is None


def test_a_need_of_the_country_is_divided_by_the_key_of_its_fair_share() -> None:
    country = scenario(
        share("housed", measure={"quantity": "housed"}, of={"quantity": "need"}, exactly="100%"),
        fair_share(measure={"quantity": "housed"}, of={"quantity": "need"}, tolerance="20%"),
        groups=["urgent"],
        needs=[{"group": "urgent", "year": 2025, "households": 10}],
        goals=["shortfall", {"fair_share": "fair"}],
        areas=areas("Oost", "West"),
    )
    division, results = together(country)
    assert numbers(division) == {"urgent": [6, 4]}
    for result in results.values():
        assert result.audit is not None
        assert result.audit.kept


def test_a_need_of_the_country_goes_along_the_path_of_its_fair_share() -> None:
    """From 20 and 80 dwellings of social rent to 60 and 40 households, halfway in 2026."""
    housed, need = {"quantity": "housed"}, {"quantity": "need"}
    years = (2025, 2026, 2027)
    country = scenario(
        share("all", measure=housed, of=need, exactly="100%", each="year"),
        fair_share(
            measure=housed,
            of=need,
            each=["municipality", "year"],
            path={"start": "stock_social_rent", "from_year": years[0], "to_year": years[-1]},
        ),
        horizon={"first_year": years[0], "last_year": years[-1]},
        municipalities=[
            municipality(0, households=60, stock_social_rent=20),
            municipality(1, households=40, stock_social_rent=80),
        ],
        groups=["urgent"],
        needs=[{"group": "urgent", "year": year, "households": 10} for year in years],
        areas=areas("Oost", "West"),
    )
    got = {(each.year, each.part): each.number for each in divided(country).portions}
    assert [got[year, "Oost"] for year in years] == [2, 4, 6]
    assert [got[year, "West"] for year in years] == [8, 6, 4]


@examples(25)
@given(
    st.lists(st.integers(0, 12), min_size=3, max_size=3),
    st.lists(st.integers(1, 9), min_size=3, max_size=3),
    st.data(),
)
def test_parts_are_as_near_to_the_key_as_their_room_allows(
    room: list[int], households: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(0, sum(room)))
    country = scenario(
        amount(at_least=total),
        municipalities=[municipality(n, households=h) for n, h in enumerate(households)],
        capacity=[pool(n, r) for n, r in enumerate(room)],
        areas=areas("A", "B", "C"),
    )
    got = numbers(divided(country))["total"]
    assert sum(got) == total
    keys = [Fraction(total * h, sum(households)) for h in households]
    for mine, most, key in zip(got, room, keys, strict=True):
        assert mine <= most
        # Who has room gets no less than the key gives, but for what makes numbers whole.
        assert mine > min(key, Fraction(most)) - 1


def test_more_than_the_country_has_room_for_is_said_with_its_numbers() -> None:
    country = scenario(amount(at_least=25), areas=areas("Oost", "West"))
    result = solve_country(country, "province", jobs=1)
    assert result.status is Status.INFEASIBLE
    assert result.infeasibility is not None
    sentence = result.infeasibility.sentence.render("en")
    assert "25" in sentence
    assert "20" in sentence
    assert result.parts == {}


def test_a_large_country_is_told_what_it_is_short_of() -> None:
    country = scenario(amount(at_least=25), areas=areas("Oost", "West"))
    result = divided_in_a_process(country, partition(country, "province"), None, 0.0, LARGE)
    assert isinstance(result, Result)
    assert result.status is Status.INFEASIBLE
    assert result.infeasibility is not None
    sentence = result.infeasibility.sentence.render("en")
    assert sentence == "at best all parts together fall short: total by 5 dwellings of 25"


def test_a_large_country_is_told_which_part_contradicts_itself() -> None:
    country = scenario(
        amount(at_least=5),
        amount("own", at_least=11, each="municipality", municipalities=[CODES[1]]),
        areas=areas("Oost", "West"),
    )
    result = divided_in_a_process(country, partition(country, "province"), None, 0.0, LARGE)
    assert isinstance(result, Result)
    assert result.infeasibility is not None
    sentence = result.infeasibility.sentence.render("en")
    assert sentence.startswith("West: ")
    assert "11" in sentence


def test_it_is_said_which_part_has_no_plan_and_why() -> None:
    # A third of two dwellings is no whole number.
    country = scenario(
        share(exactly="1/3", each="municipality", municipalities=[CODES[0]]),
        amount("two", exactly=2, each="municipality"),
        areas=areas("Oost", "West"),
    )
    result = solve_country(country, "province", jobs=1)
    assert result.status is Status.INFEASIBLE_IN_WHOLE_DWELLINGS
    assert result.plan is None
    rows = {row["part"]: row for row in result.records("parts", "en")}
    assert rows["Oost"]["status"] == "infeasible_in_whole_dwellings"
    assert "Aarle" in rows["Oost"]["sentence"]
    assert rows["West"]["status"] == "optimal"


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ({"areas": areas("Oost")}, "municipality-in-no-part"),
        (
            {"areas": [*areas("Oost", "West"), *areas("West")]},
            "municipality-in-several-parts",
        ),
        ({"areas": []}, "unknown-area-kind"),
    ],
)
def test_every_municipality_lies_in_one_part(rest: dict[str, Any], code: str) -> None:
    country = scenario(amount(at_least=2), **rest)
    with pytest.raises(InvalidScenario) as caught:
        solve_country(country, "province")
    assert {finding.code for finding in caught.value.findings} == {code}


def test_what_cannot_be_divided_is_said_all_at_once() -> None:
    country = Scenario.model_validate(
        document(
            fair_share(tolerance="10%"),
            fair_share("duty", measure={"quantity": "housed"}, of={"quantity": "need"}),
            {"id": "swap", "kind": "exchange", "of": "duty", "at_most": "50%"},
            {"id": "host", "kind": "facility", "facility": "domus", "places": 4},
            groups=["urgent"],
            needs=[{"group": "urgent", "year": 2025, "households": 3}],
            areas=areas("Oost", "West"),
        )
    )
    with pytest.raises(InvalidScenario) as caught:
        solve_country(country, "province")
    found = caught.value.findings
    assert {finding.code for finding in found} == {"cannot-be-divided"}
    assert len(found) == 3


def test_a_compromise_is_not_sought_in_parts() -> None:
    parties = [{"name": "Oost", "claims": {"total": 1}, "asked": 2}]
    country = scenario(
        amount(at_least=2, binding=False),
        goals=[{"kind": "concessions", "parties": parties}],
        areas=areas("Oost", "West"),
    )
    with pytest.raises(InvalidScenario) as caught:
        divided(country)
    assert [finding.code for finding in caught.value.findings] == ["cannot-be-divided"]


@pytest.mark.parametrize(
    "shared",
    [
        {"agreements": [amount(at_least=2)]},
        {
            "agreements": [],
            "groups": ["urgent"],
            "needs": [{"group": "urgent", "year": 2025, "households": 10}],
        },
    ],
    ids=["an agreement", "a need"],
)
def test_without_a_key_it_is_asked_for_one_and_never_offered(shared: dict[str, Any]) -> None:
    without = [municipality(0), municipality(1)]
    keyed = scenario(areas=areas("Oost", "West"), **shared)
    assert kinds_of_parts(keyed) == ["province"]
    country = scenario(municipalities=without, areas=areas("Oost", "West"), **shared)
    with pytest.raises(InvalidScenario) as caught:
        divided(country)
    assert [finding.code for finding in caught.value.findings] == ["no-key-to-divide-by"]
    assert kinds_of_parts(country) == []


def test_time_that_is_up_is_said() -> None:
    country = read_scenario(COUNTRY)
    parts = partition(country, "province")
    assert coordinate(country, parts, Limits(0.0)).answer is Answer.STOPPED
