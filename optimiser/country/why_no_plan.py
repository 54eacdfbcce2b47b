"""Why a country has no plan, said so that a reader can do something with it.

The proof of a contradiction over hundreds of municipalities names them all. So a country larger
than a region is asked two things: which part contradicts itself, and if none does, by how much what
the parts bring together falls short of what was agreed.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from models.division import Division, Partition
from models.language import Text, Units
from models.scenario import Scenario
from optimiser.contradiction.conflict import Conflict
from optimiser.country.part_scenario import part_of
from optimiser.formulation.objectives import shortfalls
from optimiser.formulation.problem import Problem, Row
from optimiser.infeasibility.explain import Infeasibility, explain_infeasibility
from optimiser.infeasibility.separate_contradictions import Contradiction, Contradictions
from optimiser.infeasibility.ways_out_result import WaysOut
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Floats
from optimiser.solver.tolerances import NOTICEABLE

FIRST = 0
"""The priority of what parts share, before all wishes."""


def why_no_plan(scenario: Scenario, parts: Partition, limits: Limits) -> Infeasibility | None:
    """Say why a country has no plan in fractions of dwellings; None when it has one.

    Parameters
    ----------
    scenario
        The country.
    parts
        Its parts.
    limits
        When to stop.
    """
    country = Problem(scenario.model_copy(update={"goals": ()}))
    if Engine(country.matrix, limits).run() is not Answer.INFEASIBLE:
        return None
    if len(scenario.codes) <= limits.params.country.readable:
        return explain_infeasibility(country, limits, whole=False)
    own = tuple(contradictions(scenario, parts, limits))
    return in_words(
        Text("{parts}", parts=own) if own else common_shortfall(scenario, parts, limits)
    )


def in_words(sentence: Text) -> Infeasibility:
    """Give a reason that is no more than a sentence."""
    told = Contradiction(Conflict((), minimal=False), None, sentence, Fraction(0))
    return Infeasibility(Contradictions((told,), all=False), WaysOut(sought=False))


def contradictions(scenario: Scenario, parts: Partition, limits: Limits) -> Iterator[Text]:
    """Say of each part that contradicts itself, whatever it shares with others, why."""
    local = tuple(each for each in scenario.agreements if not each.spans(scenario, parts))
    without = scenario.model_copy(update={"agreements": local, "goals": ()})
    for part in parts.parts:
        problem = Problem(part_of(without, Division(parts, ()), part))
        if Engine(problem.matrix, limits).run() is Answer.INFEASIBLE:
            reason = explain_infeasibility(problem, limits, whole=False)
            yield Text("{part}: {sentence}", part=part, sentence=reason.sentence)


def common_shortfall(scenario: Scenario, parts: Partition, limits: Limits) -> Text:
    """Say by how much the parts together fall short, at best."""
    wished = tuple(
        each.model_copy(update={"binding": False, "priority": FIRST, "weight": Fraction(1)})
        if each.binding and each.spans(scenario, parts)
        else each
        for each in scenario.agreements
    )
    problem = Problem(scenario.model_copy(update={"agreements": wished, "goals": ()}))
    engine = Engine(problem.matrix, limits)
    engine.costs(shortfalls(problem)[0].costs)
    if engine.run() is not Answer.OPTIMAL:
        return Text("no plan keeps all binding agreements")
    return Text(
        "at best all parts together fall short: {said}",
        said=tuple(shortfalls_at(problem, engine.values())),
    )


def shortfalls_at(problem: Problem, values: Floats) -> Iterator[Text]:
    """Say of each agreement how much it is short, over all its requirements."""
    rows: dict[str, list[Row]] = {}
    for row in problem.rows:
        if not row.requirement.binding and row.requirement.agreement.priority == FIRST:
            rows.setdefault(row.requirement.agreement.id, []).append(row)
    for own in rows.values():
        agreement = own[0].requirement.agreement
        shortfall = sum(
            float(values[problem.column(each)]) for row in own for each in row.shortfalls
        )
        if shortfall <= NOTICEABLE:
            continue
        rounded = Units(ceil(shortfall - NOTICEABLE), agreement.unit)
        asked = sum(row.requirement.right for row in own) if countable(own) else None
        if asked is None:
            yield Text("{agreement} by {short}", agreement=agreement.name(), short=rounded)
        else:
            yield Text(
                "{agreement} by {short} of {asked}",
                agreement=agreement.name(),
                short=rounded,
                asked=asked,
            )


def countable(rows: list[Row]) -> bool:
    """Tell whether what an agreement asks is one number over all its requirements."""
    return all(
        isinstance(row.requirement.right, int)
        and row.requirement.sense == ">="
        and row.requirement.scale == 1
        for row in rows
    )
