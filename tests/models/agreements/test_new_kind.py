"""A kind of agreement that exists only here: what nothing else knows works all the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest

from models.agreements import Agreement
from models.findings import InvalidScenario
from models.language import Text, Units
from models.measure import Measure
from models.number_fields import Natural
from models.programme import Programme
from models.region import Region
from models.requirement import Requirement
from models.scenario import Scenario
from optimiser import Status, audit, solve, solve_country
from optimiser.country.apportionment import coordinate
from optimiser.country.part_scenario import part_of
from optimiser.country.partition import partition
from optimiser.country.shared_totals import check_divisible
from optimiser.country.solve import merged_plans
from optimiser.solver.limits import Limits
from scenarios import check
from tests.regions import CODES, amount, scenario

LIMIT = Measure(quantity="new_build", segments=("market",))
AREAS = [
    {"area": name, "municipality": code, "kind": "province"}
    for name, code in zip(("Oost", "West"), CODES, strict=False)
]


class MarketLimit(Agreement):
    """No more dwellings of the market segment than a number."""

    kind: Literal["market_limit"] = "market_limit"
    most: Natural

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each scope."""
        for scope in self.scopes(programme.region):
            yield Requirement(self, scope, programme.measure(LIMIT, scope), "<=", self.most)

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        return Text("{most} on the market", most=Units(self.most, "dwellings"))


def limited(**rest: Any) -> Scenario:
    """Give two municipalities that build eight dwellings, of which few for the market."""
    known = scenario(amount(exactly=8), areas=AREAS, goals=["shortfall"])
    return known.model_copy(
        update={"agreements": (*known.agreements, MarketLimit(id="limit", most=3, **rest))}
    )


def missing(known: Scenario) -> list[object]:
    """Solve, and give by how much each row of the limit is missed."""
    result = solve(known)
    assert result.status is Status.OPTIMAL
    assert result.audit is not None
    return [
        row.shortfall for row in result.audit.counted if row.requirement.agreement.id == "limit"
    ]


def test_it_is_solved_and_audited() -> None:
    assert missing(limited()) == [0]


def test_as_a_wish_it_falls_short_by_as_little_as_can_be() -> None:
    """Of eight dwellings at most one is social, so seven are for the market, where three may be."""
    social = {"quantity": "new_build", "segments": ["social_rent"]}
    (few,) = scenario(amount("few", at_most=1, measure=social)).agreements
    wish = limited(binding=False)
    assert missing(wish.model_copy(update={"agreements": (*wish.agreements, few)})) == [4]


def test_nothing_is_found_against_it() -> None:
    assert [finding.code for finding in check(limited()) if finding.severity == "error"] == []


def test_over_several_parts_of_a_country_it_is_refused() -> None:
    """Each part would keep it by itself, and all of them together build twice as much."""
    with pytest.raises(InvalidScenario) as caught:
        solve_country(limited(), "province", jobs=1)
    (finding,) = caught.value.findings
    assert finding.code == "cannot-be-divided"
    assert "limit" in finding.text.render("en")


@pytest.mark.parametrize(
    ("rest", "where"),
    [
        ({"each": ("municipality",)}, {("Oost", CODES[0]), ("West", CODES[1])}),
        ({"area": "Oost"}, {("Oost", CODES[0])}),
    ],
)
def test_within_a_part_of_a_country_it_holds(
    rest: dict[str, Any], where: set[tuple[str, str]]
) -> None:
    country = limited(**rest)
    parts = partition(country, "province")
    check_divisible(country, parts)
    division = coordinate(country, parts, Limits()).division
    assert division is not None
    own = {part: part_of(country, division, part) for part in parts.parts}
    held = {
        (part, *sorted(scope.municipalities))
        for part, scenario in own.items()
        for agreement in scenario.agreements
        if agreement.id == "limit"
        for scope in agreement.scopes(scenario)
    }
    assert held == where
    assert audit(country, merged_plans({part: solve(each).plan for part, each in own.items()})).kept
