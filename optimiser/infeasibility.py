"""Why a scenario cannot be kept: the sentence, the conflict, and what would have to give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from pulp import LpVariable

from models.agreements import RULES, Agreement
from models.language import Amount, Text
from models.scenario import Scenario
from optimiser.engine import Answer, Engine, Limits
from optimiser.matrix import Floats
from optimiser.problem import Problem, Row

Group = tuple[str, str]
"""An agreement's id and a municipality's code, or "" where it holds over the region."""

DENOMINATORS = (1, 12, 100, 10_000, 1_000_000)
"""How finely the solver's multipliers are tried as exact fractions, from coarse to fine."""
RULES_COST_MORE = 1.001
"""Of two ways out that ask as much, the one that leaves the plan locations alone is told."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Requirements that contradict each other, with exact multipliers that show it.

    Parameters
    ----------
    multipliers
        Per requirement; those of ``>=`` are positive, of ``<=`` negative.
    needed, available, short
        What the one side asks, what the other leaves, and the difference, in `unit`.
    unit
        The unit of the requirement that asks most.
    """

    multipliers: tuple[tuple[Row, Fraction], ...]
    needed: Fraction
    available: Fraction
    short: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What one requirement would have to give, in whole units."""

    row: Row
    amount: int


@dataclass(frozen=True, slots=True)
class Infeasibility:
    """Why a scenario cannot be kept.

    Parameters
    ----------
    sentence
        The contradiction in one sentence, its numbers exact.
    certificate
        The proof behind the sentence; None when the conflict exists only in whole dwellings, or
        the proof could not be made exact.
    conflict
        Agreements, per municipality, that cannot hold together, none of which can be missed from
        the conflict.
    way_out
        What would have to give, as little as can be in all.
    verified
        Whether the scenario has a plan once this is given, found by solving again.
    """

    sentence: Text
    certificate: Certificate | None
    conflict: tuple[Group, ...]
    way_out: tuple[Relaxation, ...]
    verified: bool


def explain_infeasibility(problem: Problem, limits: Limits, *, whole: bool) -> Infeasibility:
    """Explain why no plan keeps all binding agreements.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        When to stop.
    whole
        Whether the conflict exists only in whole dwellings.
    """
    engine = Engine(problem.matrix, limits)
    ray = None if whole else engine.ray()
    certificate = None if ray is None else certified(problem, ray)
    if whole:
        engine.whole(problem.matrix.columns[column] for _, _, column in problem.cells())
    suspects = [row for row, _ in certificate.multipliers] if certificate else problem.rows
    conflict = smallest_conflict(engine, problem, suspects)
    way_out, verified = cheapest_way_out(problem, limits, whole=whole)
    return Infeasibility(
        sentence(problem.scenario, certificate, conflict), certificate, conflict, way_out, verified
    )


def certified(problem: Problem, ray: Floats) -> Certificate | None:
    """Turn the solver's ray into an exact proof, or give None when no simple fractions prove it."""
    named = {row.name: row for row in problem.rows}
    for denominator in DENOMINATORS:
        multipliers = exact_multipliers(problem, ray, denominator)
        short = contradiction(problem, multipliers)
        if short is not None and short > 0:
            rows = [(named[name], factor) for name, factor in multipliers.items() if name in named]
            return balanced(rows, short)
    return None


def exact_multipliers(problem: Problem, ray: Floats, denominator: int) -> dict[str, Fraction]:
    """Give the ray as multipliers of the rows as agreed, in simple fractions."""
    found: dict[str, float] = {}
    for name, position in problem.matrix.rows.items():
        if abs(ray[position]) > 1e-9:
            found[name] = float(ray[position]) / max(
                map(abs, problem.lp.get_constraint_by_name(name).values())
            )
    if not found:
        return {}
    named = [name for name in found if not name.startswith("define_")] or list(found)
    unit = max(abs(found[name]) for name in named)
    sign = -1 if wrong_way(problem, found) else 1
    exact = {
        name: Fraction(sign * value / unit).limit_denominator(denominator)
        for name, value in found.items()
    }
    return {name: value for name, value in exact.items() if value}


def wrong_way(problem: Problem, found: Mapping[str, float]) -> bool:
    """Tell whether the ray has the other sign than ours: ``>=`` rows must count positive."""
    return bool(
        sum(x * problem.lp.get_constraint_by_name(name).sense for name, x in found.items()) < 0
    )


def contradiction(problem: Problem, multipliers: Mapping[str, Fraction]) -> Fraction | None:
    """Add up rows and give by how much the sum cannot hold; None when it proves nothing.

    Every row says ``a x >= b`` (a ``<=`` row after a negative multiplier). The sum says
    ``c x >= d``. When no unknown can make ``c x`` as large as ``d``, they contradict.
    """
    coefficients: dict[LpVariable, Fraction] = {}
    asked = Fraction(0)
    for name, factor in multipliers.items():
        row = problem.lp.get_constraint_by_name(name)
        if factor * row.sense < 0:
            return None
        asked -= factor * Fraction(row.constant)
        for column, coefficient in row.items():
            coefficients[column] = coefficients.get(column, Fraction(0)) + factor * Fraction(
                coefficient
            )
    reachable = Fraction(0)
    for column, coefficient in coefficients.items():
        if coefficient > 0:
            if column.upBound is None:
                return None
            reachable += coefficient * Fraction(column.upBound)
    return asked - reachable


def balanced(rows: Sequence[tuple[Row, Fraction]], short: Fraction) -> Certificate:
    """Bring a proof to the units of the requirement that asks most."""

    def asks(row: Row, factor: Fraction) -> Fraction:
        requirement = row.requirement
        constant = constant_of(requirement.right) - constant_of(requirement.left)
        return factor * constant

    leader, factor = max(rows, key=lambda item: asks(*item))
    unit = abs(factor) * leader.requirement.scale
    needed = sum((max(asks(*item), Fraction(0)) for item in rows), Fraction(0)) / unit
    short /= unit
    return Certificate(
        tuple((row, part / unit) for row, part in rows),
        needed,
        needed - short,
        short,
        leader.requirement.agreement.unit,
    )


def constant_of(side: object) -> Fraction:
    """Give the part of a requirement's side that is not unknown."""
    if isinstance(side, (int, Fraction)):
        return Fraction(side)
    return Fraction(getattr(side, "constant", 0))


def smallest_conflict(
    engine: Engine, problem: Problem, suspects: Iterable[Row]
) -> tuple[Group, ...]:
    """Leave out agreements one by one, as long as the rest still contradicts itself.

    What remains is a conflict from which nothing can be missed (a deletion filter).
    """
    groups: dict[Group, list[int]] = {}
    for row in suspects:
        if row.requirement.binding and not row.requirement.firm:
            groups.setdefault(group_of(row), []).append(problem.matrix.rows[row.name])
    kept = {position for positions in groups.values() for position in positions}
    for row in problem.rows:
        if not row.requirement.firm and problem.matrix.rows[row.name] not in kept:
            engine.bound_row(problem.matrix.rows[row.name], -np.inf, np.inf)
    engine.costs({})
    # What a plan cannot give is likelier blamed on an agreement than on a plan location, so try
    # to do without the agreements last.
    for group in sorted(groups, key=lambda group: (not is_rule(group[0]), group)):
        for position in groups[group]:
            engine.bound_row(position, -np.inf, np.inf)
        if engine.run() is not Answer.INFEASIBLE:
            for position in groups[group]:
                engine.bound_row(
                    position, problem.matrix.row_lower[position], problem.matrix.row_upper[position]
                )
        else:
            del groups[group]
    return tuple(sorted(groups))


def cheapest_way_out(
    problem: Problem, limits: Limits, *, whole: bool
) -> tuple[tuple[Relaxation, ...], bool]:
    """Find what the binding agreements would have to give, as little as can be in all."""
    engine = Engine(problem.matrix, limits)
    binding = [row for row in problem.rows if row.requirement.binding and not row.requirement.firm]
    columns = {problem.matrix.columns[column]: row for row in binding for column in row.missing}
    engine.bound(columns, [0.0] * len(columns), [np.inf] * len(columns))
    engine.costs(
        {
            column: RULES_COST_MORE if is_rule(row.requirement.agreement.id) else 1.0
            for column, row in columns.items()
        }
    )
    if whole:
        engine.whole(problem.matrix.columns[column] for _, _, column in problem.cells())
    if engine.run() not in (Answer.OPTIMAL, Answer.FEASIBLE):
        return (), False
    values = engine.values()
    given = {column: ceil(values[column] - 1e-6) for column in columns}
    engine.bound(given, [0.0] * len(given), [float(amount) for amount in given.values()])
    engine.cold()
    verified = engine.run() in (Answer.OPTIMAL, Answer.FEASIBLE)
    way_out = tuple(
        Relaxation(columns[column], amount) for column, amount in given.items() if amount
    )
    return way_out, verified


def group_of(row: Row) -> Group:
    """Name the agreement and municipality that a row belongs to."""
    return row.requirement.agreement.id, row.requirement.scope.municipality or ""


def is_rule(identifier: str) -> bool:
    """Tell whether an id is of a rule that holds in every scenario."""
    return any(rule.id == identifier for rule in RULES)


def sentence(
    scenario: Scenario, certificate: Certificate | None, conflict: Sequence[Group]
) -> Text:
    """Say the contradiction in one sentence."""
    if certificate is None:
        return Text(
            "these agreements cannot hold together: {names}",
            names=tuple(named(scenario, group) for group in conflict),
        )
    asking = {group_of(row) for row, factor in certificate.multipliers if factor > 0}
    limiting = {group_of(row) for row, factor in certificate.multipliers if factor < 0}
    return Text(
        "needed {needed} ({asking}), at most {available} possible ({limiting}): short {short}",
        needed=Amount(certificate.needed, certificate.unit),
        asking=tuple(named(scenario, group) for group in sorted(asking)),
        available=Amount(certificate.available, certificate.unit),
        limiting=tuple(named(scenario, group) for group in sorted(limiting)),
        short=Amount(certificate.short, certificate.unit),
    )


def named(scenario: Scenario, group: Group) -> Text:
    """Name an agreement and its municipality for a reader."""
    identifier, code = group
    agreement: Agreement = scenario.agreement(identifier)
    place = scenario.municipality(code).name if code else Text("the region")
    return Text("{agreement}: {place}", agreement=agreement.name(), place=place)
