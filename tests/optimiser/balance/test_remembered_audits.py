"""Audited plans: what is remembered is the audit of that plan, by that scenario's agreements."""

from __future__ import annotations

from models.plan import Plan
from models.recollection import forget
from optimiser.balance.remembered_audits import remembered_audit
from optimiser.formulation.reuse import problem_of, remembered_problems
from optimiser.results.audit import Audit, audit
from tests.regions import CODES, amount, scenario

ASKED, MORE = (scenario(amount("total", at_least=number)) for number in (3, 5))


def built(number: int) -> Plan:
    """Give a plan that builds so many dwellings."""
    return Plan({"new_build": {(CODES[0], "social_rent", 2025, "regular", "p0"): number}})


def said(found: Audit) -> list[tuple[str, bool]]:
    """Give what an audit says of each requirement."""
    return [(str(row.slack), row.kept) for row in found.requirements]


def test_a_plan_is_audited_as_itself_whatever_was_audited_before() -> None:
    problem = problem_of(ASKED)
    for number in (2, 4, 2, 3, 4, 2):
        assert said(remembered_audit(problem, built(number))) == said(audit(ASKED, built(number)))


def test_a_problem_with_other_numbers_has_audits_of_its_own() -> None:
    forget()
    first, other = problem_of(ASKED), problem_of(MORE)
    assert len(remembered_problems()) == 1  # the second is the first with another number
    for problem, kept in ((first, True), (other, False), (first, True)):
        assert remembered_audit(problem, built(4)).kept is kept


def test_the_same_plan_is_audited_once() -> None:
    problem = problem_of(ASKED)
    assert remembered_audit(problem, built(4)) is remembered_audit(problem, built(4))
