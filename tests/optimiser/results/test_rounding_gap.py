"""Gaps: why whole dwellings do not come to the best in fractions, in words and numbers."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest

from models.language import LANGUAGES, Language, Percent, grouped_number, rendered
from optimiser import Result, solve
from optimiser.sensitivity.total import selected
from optimiser.sensitivity.why import why
from scenarios import read_scenario
from tests.optimiser.proofs.test_fairest import region as divided

ROZENDAAL = {"municipality": "Rozendaal", "group": "urgent"}


@pytest.fixture(scope="module")
def region() -> Result:
    return solve(read_scenario("arnhem-nijmegen-cap-per-municipality"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_is_explained_and_nothing_else(region: Result, language: Language) -> None:
    rows = region.records("goals", language)
    assert [bool(row["explanation"]) for row in rows] == [row["gap"] > 1e-3 for row in rows]
    assert any(row["explanation"] for row in rows)


def test_what_was_explained_travels_to_another_process_and_is_explained_there(
    region: Result,
) -> None:
    told = region.records("goals")
    there: Result = pickle.loads(pickle.dumps(region))
    assert there.records("goals") == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_in_fairness_names_who_and_the_numbers_of_the_tables(
    region: Result, language: Language
) -> None:
    """Rozendaal may house 0.75 households a year: of none and one, none is allowed."""
    goal = next(row for row in region.records("goals", language) if row["unit"] == "ratio")
    shares = region.records("fair_shares", language)
    worst = max(shares, key=lambda row: (abs(row["deviation"]), row["fair_share"]))
    best = Fraction(str(worst["exact_optimum"]))
    off = abs(best - worst["fair_share"]) / worst["fair_share"]
    assert abs(worst["deviation"]) == goal["value"]
    assert float(off) == pytest.approx(goal["bound"], abs=1e-5)
    said = goal["explanation"]
    for told in (worst["title"], worst["name"], grouped_number(best, language)):
        assert told in said
    assert grouped_number(worst["fair_share"], language) in said
    assert rendered(Percent(off), language) in said
    assert rendered(Percent(goal["value"]), language) in said
    words = {"nl": ": 1 kan niet vanwege ", "en": ": 1 is not possible because of "}
    assert words[language] in said


def test_a_total_that_whole_numbers_take_elsewhere_says_so(region: Result) -> None:
    """The plan's none, the 4.5 of fractions, and the 0.75 a year that it is made of."""
    found = why(region.scenario, region, selected(region.scenario, ROZENDAAL))
    limits = found.records("limits", "en")
    assert {row["limit"] for row in limits if row["goals_kept"]} == {Fraction(9, 2)}
    rights = [
        row["right"] for row in found.records("binding", "en") if row["agreement"] == "urgent-cap"
    ]
    assert sum(rights) == Fraction(9, 2)
    assert sum(right.__floor__() for right in rights) == found.value == 0
    said = [text.render("en") for text in found.limit_texts()]
    assert all("in fractions" in one for one in said)
    assert "0 households in the plan, and 4.5 households at best in fractions" in said[-1]
    assert "(Rozendaal, 2025-2030) allows at most 0.75 households each time" in said[-1]


def test_a_preview_has_no_whole_numbers_to_explain(region: Result) -> None:
    result = solve(region.scenario, preview=True)
    assert not any(row["explanation"] for row in result.records("goals"))
    found = why(region.scenario, result, selected(region.scenario, ROZENDAAL))
    assert len(list(found.limit_texts())) == len(found.limits)


def test_what_is_told_of_a_goal_is_as_far_off_as_the_goal_says() -> None:
    """Cuijk's half a household is 100 % off in each year, and not at all in both together."""
    result = solve(divided((10, 10), (60, 35, 5), exactly="100%"))
    told = result.records("goals", "en")[1]
    assert told["value"] == Fraction(1, 7)
    assert "spread, Beek, 2025: the fair share is 3.5 households" in told["explanation"]
    assert "(14.29% off)" in told["explanation"]


def test_a_preview_is_in_fractions_itself() -> None:
    """What it was before it was written in millionths hangs on how it was found."""
    rows = solve(read_scenario("r11-holland-rijnland"), preview=True).records("fair_shares")
    assert rows
    assert {row["off_exact"] for row in rows} == {0}
    assert all(row["exact_optimum"] == float(row["assigned"]) for row in rows)
