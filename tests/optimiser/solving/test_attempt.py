"""Whole dwellings tier by tier, as in a region of too many cells for one search."""

from __future__ import annotations

from models.scenario import Scenario
from optimiser import Result, SearchParams, Status, solve
from optimiser.formulation.problem import Problem
from optimiser.optimum.lexicographic import optimum
from optimiser.solver.answers import FOUND
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.params import WholeParams
from optimiser.solving.attempt import Attempt
from tests.regions import CODES, amount, municipality, pool, scenario, share

LARGE = SearchParams(whole=WholeParams(few_cells=0))
THREE = [municipality(number, households=10) for number in range(3)]
SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}


def by_tiers(region: Scenario) -> Result:
    """Solve as if the region were large; what is best is the same."""
    result, whole = solve(region, params=LARGE), solve(region)
    assert result.plan is not None
    assert whole.status is Status.OPTIMAL
    assert [goal.value for goal in result.goals] == [goal.value for goal in whole.goals]
    return result


def test_a_goal_is_not_given_up_for_whole_numbers_that_lie_nearer() -> None:
    """Beek builds seven of nine: the two that are left go where the first goal allows.

    Nearer to the fractions they would go to Aarle, which is to build the least it can.
    """
    region = scenario(
        amount(exactly=10),
        amount("first", at_least=1, municipalities=[CODES[0]]),
        share(exactly="1/7", municipalities=[CODES[1]], each="municipality"),
        municipalities=THREE,
        capacity=[pool(0, 10), pool(1, 9), pool(2, 10)],
        goals=[
            "shortfall",
            {"least": {"quantity": "new_build", "municipalities": [CODES[0]]}},
            {"least": {"quantity": "new_build", "municipalities": [CODES[2]]}},
        ],
    )
    built = dict.fromkeys(CODES, 0)
    for row in by_tiers(region).records("new_build"):
        built[row["municipality"]] += row["dwellings"]
    assert list(built.values()) == [1, 7, 2]


TWO_FIFTHS = scenario(
    amount(exactly=12),
    share(at_least="7/12"),
    {
        "id": "clustered",
        "kind": "share",
        "measure": {**SOCIAL, "forms": ["clustered"]},
        "of": SOCIAL,
        "exactly": "2/5",
    },
    municipalities=THREE,
    capacity=[pool(number, 10) for number in range(3)],
    forms=["regular", "clustered"],
    goals=["shortfall", {"least": SOCIAL}],
)
"""At least seven are social rent, of which two fifths are clustered: that takes ten."""


def test_what_was_whole_already_gives_way_by_as_much_as_the_cells_need() -> None:
    rows = by_tiers(TWO_FIFTHS).records("new_build")
    social = [row for row in rows if row["segment"] == "social_rent"]
    assert sum(row["dwellings"] for row in social) == 10
    assert sum(row["dwellings"] for row in social if row["form"] == "clustered") == 4


def test_it_does_so_in_the_same_attempt() -> None:
    """Eight and nine of them are no use: by one, or by two, nothing is found."""
    problem, limits = Problem(TWO_FIFTHS), Limits(params=LARGE)
    best = optimum(Engine(problem.matrix, limits), problem)
    assert Attempt(problem, best, limits, [], within=None).search() in FOUND


def test_years_that_come_first_are_whole_together_with_what_they_add_up_to() -> None:
    """Ten and eleven fit, of which nine each can be built in three years alike."""
    region = scenario(
        amount(at_least=21, binding=False),
        horizon={"first_year": 2025, "last_year": 2027},
        segments=["social_rent", "mid_rent", "affordable_owner", "market"],
        forms=["regular", "clustered"],
        capacity=[pool(0, 10), pool(1, 11)],
        goals=["smooth_years", "shortfall"],
    )
    by_tiers(region)
