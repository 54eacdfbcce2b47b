"""Keys side by side: hand-computed on a tiny region, and what must hold for any figures."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings import InvalidScenario
from models.scenario import Scenario
from optimiser import Status, solve
from optimiser.keys.compare import compare_keys
from optimiser.keys.result import KeyComparison
from tests.examples import examples
from tests.regions import CODES, Document, document, fair_share, municipality
from tests.urgent_region import region

AARLE, BEEK, CUIJK = CODES
FIGURES = ("households", "inhabitants", "vacancies")

Records = list[dict[str, Any]]


def compared(document: Document, *keys: str, plans: bool = True) -> KeyComparison:
    return compare_keys(Scenario.model_validate(document), None, keys, plans=plans)


def by_place(rows: Records, key: str, year: int | None, column: str) -> list[Any]:
    return [row[column] for row in rows if (row["key"], row["year"]) == (key, year)]


def codes_of(error: InvalidScenario) -> list[str]:
    return [finding.code for finding in error.findings]


@pytest.fixture(scope="module")
def comparison() -> KeyComparison:
    return compared(region(), "inhabitants", "households=50%,inhabitants=50%")


def test_the_key_in_force_comes_first_and_each_key_once() -> None:
    mix = "inhabitants = 1/2; households=50 %"
    found = compared(region(), "inhabitants", "households", mix, "inhabitants", plans=False)
    assert [(one.name, one.in_force) for one in found.keys] == [
        ("households", True),
        ("inhabitants", False),
        ("households=50%,inhabitants=50%", False),
    ]


def test_weights_are_exact(comparison: KeyComparison) -> None:
    weights = defaultdict(list)
    for row in comparison.records("weights"):
        weights[row["key"]].append((row["weight"], row["difference"]))
    tenth = Fraction(1, 10)
    assert weights == {
        "households": [(5 * tenth, 0), (3 * tenth, 0), (2 * tenth, 0)],
        "inhabitants": [(4 * tenth, -tenth), (4 * tenth, tenth), (2 * tenth, 0)],
        "households=50%,inhabitants=50%": [
            (Fraction(9, 20), -tenth / 2),
            (Fraction(7, 20), tenth / 2),
            (2 * tenth, 0),
        ],
    }


def test_whole_units_are_by_largest_remainder_in_each_year_and_over_all_years() -> None:
    rows = compared(region(need=7), "inhabitants", plans=False).records("fair_shares")
    assert by_place(rows, "households", 2025, "fair_share") == [
        Fraction(7, 2),
        Fraction(21, 10),
        Fraction(7, 5),
    ]
    assert by_place(rows, "households", 2025, "whole") == [4, 2, 1]
    assert by_place(rows, "households", None, "whole") == [7, 4, 3]
    assert by_place(rows, "inhabitants", None, "fair_share") == [
        Fraction(28, 5),
        Fraction(28, 5),
        Fraction(14, 5),
    ]
    assert by_place(rows, "inhabitants", None, "whole") == [6, 5, 3]
    assert by_place(rows, "inhabitants", None, "whole_difference") == [-1, 1, 0]
    assert by_place(rows, "inhabitants", None, "difference") == [
        Fraction(-7, 5),
        Fraction(7, 5),
        0,
    ]
    assert by_place(rows, "inhabitants", None, "assigned") == [None, None, None]


def test_what_is_possible_follows_from_the_caps(comparison: KeyComparison) -> None:
    rows = comparison.records("fair_shares")
    assert by_place(rows, "households", 2026, "assigned") == [35, 21, 14]
    assert by_place(rows, "inhabitants", 2026, "assigned") == [32, 22, 16]
    assert by_place(rows, "inhabitants", None, "assigned") == [64, 44, 32]
    spread = {(row["key"], row["year"]): row for row in comparison.records("spreads")}
    assert spread["households", 2026]["largest_deviation"] == 0
    assert spread["households", 2026]["furthest"] == ""
    row = spread["inhabitants", None]
    assert (row["largest_deviation"], row["furthest"]) == (Fraction(3, 14), BEEK)
    assert row["hoover"] == Fraction(3, 35)


def test_what_is_left_for_regular_seekers(comparison: KeyComparison) -> None:
    rows = {
        (row["key"], row["municipality"], row["year"]): row
        for row in comparison.records("regular_seekers")
    }
    beek = rows["inhabitants", BEEK, 2026]
    assert (beek["vacancies"], beek["housed"], beek["remaining"]) == (44, 22, 22)
    assert (beek["remaining_share"], beek["agreed_share"], beek["kept"]) == (
        Fraction(1, 2),
        Fraction(1, 2),
        True,
    )
    assert beek["difference"] == -1
    assert (beek["housed_by_key"], beek["remaining_share_by_key"]) == (28, Fraction(4, 11))
    cuijk = rows["inhabitants", CUIJK, 2025]
    assert (cuijk["new_social_rent"], cuijk["remaining"]) == (10, 34)
    everyone = rows["inhabitants", "", None]
    assert (everyone["vacancies"], everyone["new_social_rent"]) == (368, 10)
    assert (everyone["housed"], everyone["remaining"], everyone["difference"]) == (140, 238, 0)


def test_the_summary_says_how_much_moves_and_who_is_asked_too_much(
    comparison: KeyComparison,
) -> None:
    rows = comparison.records("keys", "en")
    assert [(row["moved"], row["beyond_cap"]) for row in rows] == [(0, 0), (14, 1), (7, 1)]
    assert [row["status"] for row in rows] == ["optimal"] * 3
    assert comparison.frame("keys")["moved"].tolist() == [0, 14, 7]
    assert rows[2]["text"] == "50% households and 50% inhabitants"


def test_the_plan_of_the_key_in_force_is_that_of_a_solve(comparison: KeyComparison) -> None:
    alone = solve(comparison.scenario)
    found = comparison.keys[0].result
    assert found
    assert found.plan == alone.plan


def test_a_mix_with_decimal_commas_is_read(comparison: KeyComparison) -> None:
    found = compared(region(), "households=12,5%,inhabitants=87,5%", plans=False)
    assert found.keys[1].weights[AARLE] == Fraction(1, 8) / 2 + Fraction(7, 8) * Fraction(2, 5)


def test_a_quotient_of_figures_is_a_key() -> None:
    found = compared(region(), "households / inhabitants", plans=False)
    assert found.keys[1].text().render("en") == "households / inhabitants"
    halves = (Fraction(5, 10), Fraction(3, 10), Fraction(4, 10))
    assert list(found.keys[1].weights.values()) == [half / sum(halves) for half in halves]


def test_a_growth_path_stays(comparison: KeyComparison) -> None:
    path = {"start": "vacancies", "from_year": 2024, "to_year": 2026}
    document = region()
    document["agreements"][0]["path"] = path
    rows = compared(document, "inhabitants", plans=False).records("fair_shares")
    halfway = (Fraction(100, 184) + Fraction(2, 5)) / 2
    assert by_place(rows, "inhabitants", 2025, "weight")[0] == halfway
    assert by_place(rows, "inhabitants", 2026, "weight")[0] == Fraction(2, 5)
    assert by_place(rows, "inhabitants", None, "weight")[0] == (halfway + Fraction(2, 5)) / 2


def test_without_a_goal_for_it_the_fair_share_becomes_one(comparison: KeyComparison) -> None:
    found = compared(region(goals=["shortfall", "smooth_years"]), "inhabitants")
    assert [finding.code for finding in found.findings] == ["goal-added"]
    rows = found.records("fair_shares")
    for one in comparison.keys[:2]:
        assert by_place(rows, one.name, None, "assigned") == by_place(
            comparison.records("fair_shares"), one.name, None, "assigned"
        )


def test_what_a_plan_decides_is_divided_only_when_there_is_a_plan() -> None:
    built = document(
        fair_share(),
        {"id": "n", "kind": "amount", "measure": {"quantity": "new_build"}, "exactly": 10},
        municipalities=[
            municipality(0, households=60, inhabitants=20),
            municipality(1, households=40, inhabitants=80),
        ],
        goals=[{"fair_share": "fair"}],
    )
    without = compared(built, "inhabitants", plans=False).records("fair_shares")
    assert by_place(without, "inhabitants", None, "fair_share") == [None, None]
    rows = compared(built, "inhabitants").records("fair_shares")
    assert by_place(rows, "households", None, "fair_share") == [6, 4]
    assert by_place(rows, "inhabitants", None, "whole") == [2, 8]
    assert by_place(rows, "inhabitants", None, "assigned") == [2, 8]


def test_a_key_without_a_plan_says_why_and_the_others_go_on() -> None:
    document = region()
    document["agreements"][0] |= {"tolerance": "10%", "binding": True}
    found = compared(document, "inhabitants")
    assert [row["status"] for row in found.records("keys")] == ["optimal", "infeasible"]
    assert {row["key"] for row in found.records("regular_seekers")} == {"households"}
    assert by_place(found.records("fair_shares"), "inhabitants", 2026, "fair_share") == [28, 28, 14]


def test_without_vacancies_nothing_is_said_of_regular_seekers() -> None:
    municipalities = [municipality(n, households=n + 1, inhabitants=1) for n in range(3)]
    document = region(municipalities=municipalities)
    document["agreements"] = [row for row in document["agreements"] if row["id"] != "half"]
    assert list(compared(document, "inhabitants").tables()) == [
        "keys",
        "weights",
        "fair_shares",
        "spreads",
    ]


def test_nothing_can_be_divided_by_what_nobody_has() -> None:
    with pytest.raises(InvalidScenario) as caught:
        compared(region(), "empty")
    (finding,) = caught.value.findings
    assert finding.code == "key-weight-zero"
    assert finding.origin
    assert finding.origin.column == "keys.empty"
    assert "empty" in finding.text.render("en")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("churches", "unknown-distribution-key"),
        ("households=50%,churches=50%", "unknown-figure"),
        ("households=50%,inhabitants=40%", "key-mix-not-one"),
        ("households=half,inhabitants=50%", "not-a-number"),
        ("households=150%", "share-above-100"),
        ("households=50%,households=50%", "duplicate-name"),
        ("households/empty", "division-by-zero"),
        ("", "unknown-distribution-key"),
    ],
)
def test_a_key_that_cannot_be_is_refused(key: str, code: str) -> None:
    with pytest.raises(InvalidScenario) as caught:
        compared(region(), "inhabitants", key)
    assert code in codes_of(caught.value)


def test_an_unknown_key_names_the_known_ones_and_all_errors_come_at_once() -> None:
    with pytest.raises(InvalidScenario) as caught:
        compared(region(keys={"own": {"given": {AARLE: 1}}}), "churches", "empty")
    assert codes_of(caught.value) == ["unknown-distribution-key", "key-weight-zero"]
    text = caught.value.findings[0].text.render("en")
    assert all(name in text for name in ("households", "inhabitants", "own"))


def test_a_key_may_not_be_below_zero() -> None:
    municipalities = [
        municipality(n, households=1, vacancies=1, growth=number)
        for n, number in enumerate((-1, 2, 3))
    ]
    with pytest.raises(InvalidScenario) as caught:
        compared(region(municipalities=municipalities), "growth", plans=False)
    assert codes_of(caught.value) == ["negative-figure"]


@pytest.mark.parametrize(
    ("agreement", "code"),
    [("half", "other-kind-of-agreement"), ("fairr", "unknown-agreement"), (None, "no-fair-share")],
)
def test_the_agreement_must_be_one_with_a_key(agreement: str | None, code: str) -> None:
    document = region()
    if agreement is None:
        document |= {"agreements": document["agreements"][1:], "goals": []}
    with pytest.raises(InvalidScenario) as caught:
        compare_keys(Scenario.model_validate(document), agreement, ["inhabitants"], plans=False)
    assert codes_of(caught.value) == [code]


def test_with_two_such_agreements_one_must_be_named() -> None:
    document = region()
    document["agreements"].append({**document["agreements"][0], "id": "second"})
    scenario = Scenario.model_validate(document)
    with pytest.raises(InvalidScenario) as caught:
        compare_keys(scenario, None, ["inhabitants"], plans=False)
    assert "fair, second" in caught.value.findings[0].text.render("en")
    assert compare_keys(scenario, "second", [], plans=False).agreement.id == "second"


def test_a_solve_that_is_stopped_says_so() -> None:
    scenario = Scenario.model_validate(region())
    found = compare_keys(scenario, None, ["inhabitants"], cancelled=lambda: True)
    assert [one.result and one.result.status for one in found.keys] == [Status.CANCELLED] * 2


figures = st.fixed_dictionaries({name: st.integers(0, 30) for name in FIGURES})
regions = st.lists(figures, min_size=3, max_size=3).filter(
    lambda rows: all(sum(row[name] for row in rows) for name in FIGURES)
)


def with_figures(rows: list[dict[str, int]], need: int, **rest: Any) -> Document:
    municipalities = [municipality(number, **row) for number, row in enumerate(rows)]
    return region(need, municipalities=municipalities, **rest)


@given(regions, st.integers(0, 50), st.integers(0, 100))
@examples(100)
def test_every_division_adds_up_exactly(rows: list[dict[str, int]], need: int, part: int) -> None:
    mix = f"inhabitants={part}%,vacancies={100 - part}%"
    found = compared(with_figures(rows, need), "inhabitants", mix, plans=False)
    sums: defaultdict[tuple[str, int | None], list[Any]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in found.records("fair_shares"):
        place = sums[row["key"], row["year"]]
        for at, column in enumerate(("fair_share", "whole", "difference", "weight")):
            place[at] += row[column]
        assert abs(row["whole"] - row["fair_share"]) < 1
    for (_, year), totals in sums.items():
        total = need if year else 2 * need
        assert totals == [total, total, 0, 1]


@given(regions, st.permutations(range(3)), st.integers(0, 50))
@examples(25)
def test_the_order_of_rows_and_of_keys_means_nothing(
    rows: list[dict[str, int]], order: list[int], need: int
) -> None:
    document = with_figures(rows, need)
    shuffled = {**document, "municipalities": [document["municipalities"][n] for n in order]}
    found = compared(document, "inhabitants", "vacancies", plans=False)
    again = compared(shuffled, "vacancies", "inhabitants", plans=False)
    for table in ("weights", "fair_shares"):
        one, other = (
            sorted(each.records(table), key=lambda row: row["key"]) for each in (found, again)
        )
        assert one == other


@given(regions, st.integers(0, 40))
@examples(25)
def test_what_is_left_is_kept_exactly_when_the_cap_is(
    rows: list[dict[str, int]], need: int
) -> None:
    """With the cap as a wish, and all to be housed, plans miss it here and there."""
    document = with_figures(rows, need)
    document["agreements"][2] |= {"binding": False}
    found = compared(document, "inhabitants")
    for one in found.keys:
        assert one.result
        assert one.result.audit, one.result.fault
        kept = {
            (row.requirement.scope.municipality, row.requirement.scope.year): row.kept
            for row in one.result.audit.requirements
            if row.requirement.agreement.id == "half"
        }
        left = [row for row in found.records("regular_seekers") if row["key"] == one.name]
        for row in left:
            place = (row["municipality"], row["year"])
            if row["remaining_share"] is None:
                assert row["kept"] is None
            elif place in kept:
                assert row["kept"] == kept[place]
            assert row["remaining"] == row["vacancies"] + row["new_social_rent"] - row["housed"]
