"""The goals' readers: PuLP, Pyomo and the audit give the same goal the same value."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from docs.mathematics_page import kinds
from models.goals import AnyGoal
from models.plan import Plan
from models.scenario import Scenario
from optimiser.explore.pyomo_model import Workbench
from optimiser.formulation.goal_rows import FairnessRows
from optimiser.formulation.objectives import passes
from optimiser.formulation.problem import Problem
from optimiser.formulation.pulp_reader import PulpReader
from optimiser.formulation.relative_deviations import least_largest
from optimiser.results.audit import audit
from optimiser.results.goal_values import pursued_values
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from tests.brute_force import EveryPlan
from tests.readers import bits
from tests.regions import CODES, amount, fair_share, pool, scenario, share

A, B, _ = CODES
PLANS = 8
"""Plans per region; more takes time and tells little."""


def region(*goals: Any, agreements: tuple[Any, ...] = (), **rest: Any) -> Scenario:
    """Give a region with some goals, in which little is built."""
    return scenario(
        *agreements,
        **{"capacity": [pool(0, 2), pool(1, 2)], **rest},
        goals=list(goals),
    )


def wished(identifier: str, **rest: Any) -> Any:
    """Give a number of dwellings that need not be reached."""
    return amount(identifier, binding=False, **rest)


CARE = {
    "id": "care",
    "kind": "facility",
    "facility": "care",
    "places": 2,
    "key": "households",
}
PARTY = {"name": "north", "claims": {"much": "1", "social": "2"}, "asked": 9}
OTHER = {"name": "south", "claims": {"fair": "1/3"}, "asked": "7/2"}
THIRD = {"name": "west", "claims": {"bids": "1"}, "asked": 4}
BIDS = [
    {"party": "west", "municipality": A, "dwellings": 2, "segment": "market"},
    {"party": "west", "municipality": B, "dwellings": 1},
]
EVERY_KIND: dict[str, list[Scenario]] = {
    "shortfall": [
        region(
            "shortfall",
            agreements=(
                wished("much", exactly=3, weight="1/2", each="municipality"),
                share(at_least="2/3", binding=False, priority=2),
                wished("most", at_most=1),
            ),
        ),
        region(
            agreements=(
                {
                    "id": "either",
                    "kind": "either",
                    "binding": False,
                    "options": [amount("a", at_least=4), share("b", at_least="60%")],
                    "each": "municipality",
                },
            ),
        ),
    ],
    "fair_share": [
        region({"fair_share": "fair"}, agreements=(fair_share(of={"quantity": "households"}),)),
        region({"fair_share": "fair"}, agreements=(fair_share(),)),
    ],
    "worst_case": [
        region(
            {"worst_case": "demand"},
            agreements=({"id": "demand", "kind": "bandwidth"},),
            demands=[
                {"variant": "base", "segment": "social_rent", "dwellings": 2},
                {"variant": "trend", "municipality": A, "dwellings": 1},
                {"variant": "base", "municipality": B, "dwellings": 2},
            ],
        )
    ],
    "nearness": [
        region(
            {"nearness": "bids"},
            agreements=({"id": "bids", "kind": "bid"},),
            bids=BIDS,
        )
    ],
    "smooth_years": [
        region("smooth_years", horizon={"first_year": 2025, "last_year": 2026}),
        region("smooth_years"),
    ],
    "travel": [
        region(
            "travel",
            agreements=(CARE,),
            capacity=[],
            travel=[{"origin": A, "destination": B, "minutes": 20}],
        )
    ],
    "cost": [
        region(
            "cost",
            capacity=[pool(0, 2, cost_per_dwelling="900.50"), pool(1, 2, cost_per_dwelling=-100)],
        )
    ],
    "least": [
        region({"least": {"quantity": "new_build", "segments": ["market"]}}),
        region({"least": {"quantity": "hosts"}}, agreements=(CARE,), capacity=[]),
    ],
    "concessions": [
        region(
            {"kind": "concessions", "parties": [PARTY, OTHER, THIRD]},
            agreements=(
                wished("much", at_least=3, weight=0),
                share(at_least="2/3", binding=False, weight=0),
                fair_share(),
                {"id": "bids", "kind": "bid", "party": "west"},
            ),
            bids=BIDS,
        ),
        region(
            {"kind": "concessions", "parties": [{**PARTY, "claims": {"much": "1"}}]},
            agreements=(wished("much", at_least=3, weight=0),),
        ),
    ],
}
"""Regions for each kind of goal: a new kind needs one."""


def test_every_kind_of_goal_is_here() -> None:
    assert {*EVERY_KIND} == {kind.model_fields["kind"].default for kind in kinds(AnyGoal)}


@pytest.mark.parametrize(
    "tiny", [one for regions in EVERY_KIND.values() for one in regions], ids=lambda one: "region"
)
def test_the_three_readers_agree_on_every_plan(tiny: Scenario) -> None:
    problem, bench = Problem(tiny, reader=PulpReader()), Workbench(tiny)
    assert bits(problem.matrix) == bits(Problem(tiny).matrix)
    seen = set()
    for plan in some_plans(tiny):
        exact = {
            name: float(value)
            for name, value in pursued_values(audit(tiny, plan).objectives).items()
        }
        assert by_pulp(problem, plan) == pytest.approx(exact, abs=1e-6)
        assert by_pyomo(bench, plan) == pytest.approx(exact, abs=1e-6)
        seen.add(tuple(exact.values()))
    assert len(seen) > 1 or not any(map(any, seen))  # plans that differ, but for what is nothing


def some_plans(tiny: Scenario) -> Iterator[Plan]:
    """Give some of all plans that keep what is binding, evenly spread over their list."""
    every = EveryPlan(tiny)
    (kept,) = every.kept.nonzero()
    for place in range(min(PLANS, len(kept))):
        yield every.plan(int(kept[place * len(kept) // PLANS]))


def by_pulp(problem: Problem, plan: Plan) -> dict[str, float]:
    """Give what each goal of the PuLP problem comes to at least, with a plan's cells fixed."""
    found = {total.id: 0.0 for own in problem.sums.values() for total in own if not total.terms}
    unwritten = ("places", "transferred")
    for goal in passes(problem):
        engine = Engine(problem.matrix, Limits())
        for quantity, cell, position in problem.decided:
            number = float(plan.cells.get(quantity, {}).get(cell, 0))
            engine.bound([position], [number], [number])
        engine.whole(problem.yes_or_no())
        if isinstance(goal, FairnessRows):
            rows = [row for row in goal.rows if row.deviation is not None]
            engine.costs({problem.column(goal.largest): 1.0})
            answer, value = least_largest(engine, problem, goal, rows, engine.run)
        else:
            engine.costs(goal.costs)
            answer, value = engine.run(), engine.objective() * float(goal.scale)
        assert answer is Answer.OPTIMAL
        if goal.id not in unwritten:
            found[goal.id] = value
    return found


def by_pyomo(bench: Workbench, plan: Plan) -> dict[str, float]:
    """Give the same of the Pyomo model."""
    for quantity, grid in bench.programme.grids.items():
        for cell, unknown in grid.cells.items():
            unknown.fix(float(Fraction(plan.cells.get(quantity, {}).get(cell, 0))))
    return {name: bench.least(name) for name in bench.scenario.goal_names}
