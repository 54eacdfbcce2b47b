"""Goal values: what a plan is told to be worth is what its own tables add up to."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.scenario import Scenario
from optimiser import Result, audit, solve
from optimiser.formulation.fair_shares import fair_shares
from optimiser.formulation.problem import Problem
from optimiser.results.goal_values import exact_values
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from tests.examples import examples
from tests.regions import CODES, Document, amount, document, fair_share, municipality, pool

YEARS = (2025, 2026)
SOCIAL = {"quantity": "new_build", "segments": ["social_rent"]}
URGENT, NEED = ({"quantity": name, "groups": ["urgent"]} for name in ("housed", "need"))
GOALS = (
    "shortfall",
    {"fair_share": "fair"},
    {"fair_share": "social"},
    "smooth_years",
    "cost",
    {"nearness": "bids"},
    {"least": SOCIAL},
)


@st.composite
def regions(draw: st.DrawFn) -> Document:
    """Draw a region with each goal that is told of dwellings and households, in any order.

    Its needs are few, so that some fair shares of a year are below one and count together.
    """
    numbers, some = range(draw(st.integers(2, 3))), st.integers(0, 4)
    each = draw(st.sampled_from(["municipality", ["municipality", "year"]]))
    housed = {"kind": "share", "measure": URGENT, "of": NEED, "exactly": "100%", "each": "year"}
    return document(
        amount("wished", at_least=draw(st.integers(0, 20)), binding=False, weight="3/2"),
        amount("social-wished", measure=SOCIAL, at_least=draw(some), binding=False, priority=2),
        fair_share(measure=URGENT, of=NEED, each=each),
        fair_share("social", measure=SOCIAL),
        {"id": "all-housed", **housed},
        {"id": "bids", "kind": "bid"},
        horizon={"first_year": YEARS[0], "last_year": YEARS[-1]},
        municipalities=[municipality(n, households=draw(st.integers(1, 5))) for n in numbers],
        groups=["urgent"],
        needs=[{"group": "urgent", "year": year, "households": draw(some)} for year in YEARS],
        capacity=[pool(n, draw(some), cost_per_dwelling=draw(some)) for n in numbers],
        bids=[{"party": "p", "municipality": CODES[n], "dwellings": draw(some)} for n in numbers],
        goals=draw(st.permutations(GOALS)),
    )


def counted(result: Result, table: str, *axes: str, **only: str) -> Counter[Any]:
    """Add up a table of a plan along some axes."""
    unit = "dwellings" if table == "new_build" else "households"
    found: Counter[Any] = Counter()
    for row in result.records(table):
        if all(row[name] == value for name, value in only.items()):
            found[tuple(row[axis] for axis in axes)] += row[unit]
    return found


def furthest(shares: dict[tuple[Any, ...], Fraction], got: Counter[Any]) -> Fraction:
    """Give the largest deviation; the years of somebody that are below one count as one."""
    small = {key for key, fair in shares.items() if len(key) == 2 and 0 < fair < 1}
    counted = [(shares[key], got[key]) for key in shares if key not in small]
    for code in {key[0] for key in small}:
        own = [key for key in small if key[0] == code]
        fair = sum((shares[key] for key in own), Fraction(0))
        counted.append((fair, sum(got[key] for key in own)))
    return max((abs(has - fair) / fair for fair, has in counted if fair), default=Fraction(0))


def worth(said: Document, result: Result) -> dict[str, Fraction]:
    """Work out what each goal is worth from the tables of the plan and the document alone."""
    households = {row["code"]: Fraction(row["households"]) for row in said["municipalities"]}
    part = {code: own / sum(households.values()) for code, own in households.items()}
    asked = {row["id"]: row for row in said["agreements"]}
    built = counted(result, "new_build", "municipality", "year")
    of_each = counted(result, "new_build", "municipality")
    social = counted(result, "new_build", "municipality", segment="social_rent")
    need = {row["year"]: row["households"] for row in said["needs"]}
    axes = ("municipality", "year") if "year" in asked["fair"]["each"] else ("municipality",)
    urgent = {
        (code, *when): part[code] * sum(need[year] for year in when or YEARS)
        for code in part
        for when in ([(year,) for year in YEARS] if len(axes) == 2 else [()])
    }
    cost = {row["municipality"]: row["cost_per_dwelling"] for row in said["capacity"]}
    all_social = sum(social.values())
    missed = [
        Fraction(3, 2) * max(0, asked["wished"]["at_least"] - sum(built.values())),
        Fraction(max(0, asked["social-wished"]["at_least"] - all_social)),
    ]
    return {
        "shortfall": sum(missed, Fraction(0)),
        "fair_share:fair": furthest(urgent, counted(result, "housed", *axes)),
        "fair_share:social": furthest({(code,): part[code] * all_social for code in part}, social),
        "smooth_years": Fraction(sum(abs(built[c, YEARS[1]] - built[c, YEARS[0]]) for c in part)),
        "cost": Fraction(sum(cost[code] * of_each[code,] for code in part)),
        "nearness:bids": Fraction(
            sum(abs(of_each[row["municipality"],] - row["dwellings"]) for row in said["bids"])
        ),
        "least:new_build+social_rent": Fraction(all_social),
    }


@given(regions())
@examples(36)
def test_what_a_plan_is_worth_is_one_number_wherever_it_is_asked(said: Document) -> None:
    """In a result, its table, an audit and the search, and as the plan's own tables add up."""
    region = Scenario.model_validate(said)
    result = solve(region)
    assert result.plan
    assert result.audit
    plainly = worth(said, result)
    assert {goal.id: goal.value for goal in result.goals} == plainly
    assert {row["goal"]: row["value"] for row in result.records("goals")} == plainly
    held = audit(region, result.plan)
    assert held.goals == exact_values(region, held.objectives) == plainly
    problem = Problem(region)
    places = [at for *_, at in problem.decided]
    built = [float(result.plan.cells.get(name, {}).get(c, 0)) for name, c, _ in problem.decided]
    engine = Engine(problem.matrix, Limits())
    engine.bound(places, built, built)
    assert engine.run() is Answer.OPTIMAL
    for rows in problem.fairness:
        searched = [share.deviation(engine.values()) for share in fair_shares(problem, rows)]
        assert max(searched, default=0) == plainly[rows.id]
