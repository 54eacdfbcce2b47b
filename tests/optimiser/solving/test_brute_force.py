"""On tiny regions: what the solve says, against every plan there is."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.scenario import Scenario
from optimiser import Result, Status, audit, solve
from optimiser.explore.pyomo_model import Workbench
from optimiser.solver.limits import NoPlan
from tests.brute_force import EveryPlan, plainly
from tests.examples import examples
from tests.regions import Document, documents

few = examples(40)
PLANS = (Status.OPTIMAL, Status.FEASIBLE)


def possible_in_fractions(scenario: Scenario) -> bool:
    try:
        Workbench(scenario).minimise(0)
    except NoPlan:
        return False
    return True


def shortfall_by_priority(result: Result) -> dict[int, Fraction]:
    assert result.audit
    found: dict[int, Fraction] = {}
    for row in result.audit.requirements:
        agreement = row.requirement.agreement
        if not agreement.binding:
            missed = max(Fraction(0), -row.slack) * agreement.weight
            found[agreement.priority] = found.get(agreement.priority, Fraction(0)) + missed
    return found


@given(documents(needs=True) | documents())
@few
def test_there_is_a_plan_exactly_when_one_is_kept_and_none_has_a_smaller_shortfall(
    document: Document,
) -> None:
    scenario = Scenario.model_validate(document)
    result, plans = solve(scenario), EveryPlan(scenario)
    assert (result.status in PLANS) == bool(plans.kept.any()), result.fault
    if result.status in PLANS:
        least, _ = plans.least_shortfall()
        assert shortfall_by_priority(result) == least
    else:
        in_fractions = possible_in_fractions(scenario)
        assert (result.status is Status.INFEASIBLE_IN_WHOLE_DWELLINGS) == in_fractions


def dividing_what_is_decided(document: Document) -> Document:
    """Divide the dwellings that the plan has, instead of a given number."""
    agreements = [
        {key: value for key, value in row.items() if row["kind"] != "fair_share" or key != "of"}
        for row in document["agreements"]
    ]
    return {**document, "agreements": agreements}


@given(documents(fair=True) | documents(fair=True).map(dividing_what_is_decided))
@few
def test_fair_outcomes_lie_within_as_few_dwellings_of_the_exact_ones_as_can_be(
    document: Document,
) -> None:
    """Among the plans with the least shortfall, and of these among those that are as fair."""
    scenario = Scenario.model_validate(document)
    result = solve(scenario)
    if result.status not in PLANS:
        return
    plans = EveryPlan(scenario)
    assert result.audit
    exact = {(share.municipality, share.year): share.assigned for share in result.exact_shares}
    _, good_enough = plans.least_shortfall()
    outcomes, deviations = plans.outcomes(), plans.deviations()
    found = good_enough.copy()
    for row in result.audit.outcomes:
        place = (row.outcome.scope.municipality or "", row.outcome.scope.year)
        found &= outcomes[place] == row.assigned
    assert found.any()
    as_fair = np.isclose(deviations, deviations[:, [found.argmax()]]).all(axis=0)
    off = dict.fromkeys((1, 2, 3), good_enough & as_fair)
    for place, assigned in outcomes.items():
        for within, good in off.items():
            off[within] = good & (abs(assigned - exact[place]) <= within + 1e-6)
    best = next((within for within, good in off.items() if good.any()), None)
    assert result.within == best
    for row in result.audit.outcomes:
        place = (row.outcome.scope.municipality or "", row.outcome.scope.year)
        if best is not None:
            assert abs(float(row.assigned) - exact[place]) <= best + 1e-6


@given(documents(needs=True) | documents(), st.integers(0))
@few
def test_the_audit_says_what_the_agreements_plainly_say(document: Document, seed: int) -> None:
    scenario = Scenario.model_validate(document)
    plans = EveryPlan(scenario)
    position = seed % plans.count
    plan = plans.plan(position)
    audited = audit(scenario, plan)
    found = {
        (
            row.requirement.agreement.id,
            row.requirement.scope.municipality or "",
            row.requirement.scope.year,
            row.requirement.sense,
        ): row.slack
        for row in audited.requirements
        if row.requirement.agreement.id != "capacity"
    }
    assert found == plainly(document, plan)
    assert audited.kept == bool(plans.kept[position])
