"""The certificate: a proof in exact numbers that requirements contradict each other.

After Farkas: add up the requirements, each as many times as the proof says. When the sum asks of
the unknowns what they cannot give, no plan keeps them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from models.exact import Number
from models.linear import Linear, Unknown, as_linear
from models.measure import Scope
from models.programme import read_linear
from models.requirement import Agreed, Requirement, Sense
from models.scenario import Scenario
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Matrix
from optimiser.solver.tolerances import ACTIVE


@dataclass(frozen=True, slots=True)
class FarkasTerm:
    """One requirement in a proof.

    Parameters
    ----------
    index
        Its place among the scenario's requirements.
    agreement, scope, sense
        Whose requirement it is, where and when it holds, and what it says.
    unit
        What it counts.
    firm
        Whether it only says what the unknowns mean.
    multiplier
        How many times it is added: above zero when it asks, below zero when it limits.
    asks
        The number in it, in its own unit: zero when it compares unknowns only.
    """

    index: int
    agreement: Agreed
    scope: Scope
    sense: Sense
    unit: str
    firm: bool
    multiplier: Fraction
    asks: Fraction

    @property
    def contributes(self) -> Fraction:
        """What it adds to the shortfall, in the unit of the certificate."""
        return self.multiplier * self.asks


@dataclass(frozen=True, slots=True)
class Certificate:
    """Requirements that contradict each other, with exact multipliers that show it.

    Parameters
    ----------
    terms
        The requirements.
    reachable
        What unknowns with a most of their own (a municipality hosts a facility once) can give.
    unit
        The unit of the requirement that asks most, in which the sum is.
    """

    terms: tuple[FarkasTerm, ...]
    reachable: Fraction
    unit: str

    @property
    def needed(self) -> Fraction:
        """What the one side asks."""
        return sum((max(term.contributes, Fraction(0)) for term in self.terms), Fraction(0))

    @property
    def available(self) -> Fraction:
        """What the other side leaves."""
        return self.needed - self.shortfall

    @property
    def shortfall(self) -> Fraction:
        """By how much they cannot hold together; above zero."""
        return sum((term.contributes for term in self.terms), Fraction(0)) - self.reachable


@dataclass(frozen=True, slots=True)
class ExactRow:
    """A requirement as an exact sum ``expression sense 0``."""

    index: int
    requirement: Requirement
    expression: Linear

    @property
    def signs(self) -> tuple[int, ...]:
        """With which signs it may be added."""
        return {">=": (1,), "<=": (-1,), "==": (1, -1)}[self.requirement.sense]


def certified(scenario: Scenario, indices: Iterable[int], limits: Limits) -> Certificate | None:
    """Prove that requirements contradict each other.

    Parameters
    ----------
    scenario
        The scenario.
    indices
        Places of the requirements among those of the scenario. What only says what the unknowns
        mean is added; what need not be chosen proves nothing.
    limits
        When to stop.

    Returns
    -------
    Certificate or None
        None when they do not contradict each other in fractions of dwellings.
    """
    wanted = frozenset(indices)
    programme, reader = read_linear(scenario)
    rows = [
        ExactRow(index, row, as_linear(row.left) - as_linear(row.right))
        for index, row in enumerate(scenario.requirements(programme))
        if (index in wanted or row.firm) and row.choice is None
    ]
    multipliers = multipliers_of(rows, reader.most, limits)
    shortfall = proven_shortfall(rows, multipliers, reader.most) if multipliers else None
    if shortfall is None or shortfall <= 0:
        return None
    return in_asked_units(rows, multipliers, shortfall)


def proven_shortfall(
    rows: Sequence[ExactRow], multipliers: Mapping[int, Fraction], most: Mapping[Unknown, int]
) -> Fraction | None:
    """Add up rows and give by how much the sum cannot hold; None when it proves nothing.

    Every row says ``a x >= b`` (a ``<=`` row after a negative multiplier). The sum says
    ``c x >= d``. When no unknown can make ``c x`` as large as ``d``, they contradict.
    """
    asked = Fraction(0)
    coefficients: dict[Unknown, Fraction] = {}
    for row in rows:
        factor = multipliers.get(row.index, Fraction(0))
        if factor and (1 if factor > 0 else -1) not in row.signs:
            return None
        asked -= factor * row.expression.constant
        for unknown, part in row.expression.terms.items() if factor else ():
            coefficients[unknown] = coefficients.get(unknown, Fraction(0)) + factor * part
    reachable = Fraction(0)
    for unknown, coefficient in coefficients.items():
        if coefficient > 0:
            if unknown not in most:
                return None
            reachable += coefficient * most[unknown]
    return asked - reachable


def multipliers_of(
    rows: Sequence[ExactRow], most: Mapping[Unknown, int], limits: Limits
) -> dict[int, Fraction]:
    """Find multipliers that prove a contradiction: with floats which, then exactly how many.

    The floats come from a corner of the polyhedron of all proofs. There, the multipliers that are
    not zero follow from the sums that are zero, so those can be solved exactly.
    """
    system = System.of(rows, most)
    weights = system.corner(limits)
    if weights is None:
        return {}
    used = {place for place, weight in enumerate(weights) if weight > ACTIVE}
    tight = [
        ({place: part for place, part in entry.items() if place in used}, Fraction(0))
        for entry in system.sums
        if abs(sum(float(part) * weights[place] for place, part in entry.items())) <= ACTIVE
    ]
    asked = {place: system.asks[place] for place in used if system.asks[place]}
    found: dict[int, Fraction] = {}
    for place, value in (solution([*tight, (asked, Fraction(1))], used) or {}).items():
        row, factor = system.rows[place]
        if row is not None:
            found[row] = found.get(row, Fraction(0)) + factor * value
    return {row: value for row, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class System:
    """All proofs: weights of at least zero whose sums are at most zero, and that ask for one.

    Parameters
    ----------
    rows
        Per weight the index of its requirement and the multiplier that a weight of one means;
        None for an unknown's own most.
    sums
        Per pattern of coefficients what each weight adds to an unknown of that pattern.
    asks
        What each weight adds to the shortfall.
    """

    rows: tuple[tuple[int | None, Fraction], ...]
    sums: tuple[dict[int, Fraction], ...]
    asks: tuple[Fraction, ...]

    @classmethod
    def of(cls, rows: Sequence[ExactRow], most: Mapping[Unknown, int]) -> System:
        """Write down what a proof has to meet; unknowns that are treated alike count once."""
        places: list[tuple[int | None, Fraction]] = []
        asks: list[Fraction] = []
        by_unknown: dict[Unknown, dict[int, Fraction]] = {}
        largest = largest_size(row.expression.constant for row in rows)
        for row in rows:
            size = largest_size(row.expression.terms.values())
            for sign in row.signs:
                factor = Fraction(sign) / size
                for unknown, part in row.expression.terms.items():
                    by_unknown.setdefault(unknown, {})[len(places)] = factor * part
                places.append((row.index, factor))
                asks.append(-factor * row.expression.constant / largest)
        patterns = {
            (tuple(entry.items()), most.get(unknown)): None
            for unknown, entry in by_unknown.items()
            if unknown not in most
        }
        sums = [dict(entry) for entry, _ in patterns]
        for unknown, entry in by_unknown.items():
            if unknown in most:
                sums.append({**entry, len(places): Fraction(-1)})
                places.append((None, Fraction(1)))
                asks.append(-Fraction(most[unknown]) / largest)
        return cls(tuple(places), tuple(sums), tuple(asks))

    def corner(self, limits: Limits) -> list[float] | None:
        """Find a proof with as little weight as can be, in floats; None when there is none."""
        engine = Engine(NOTHING, limits)
        columns = [engine.add_column(0.0, np.inf) for _ in self.rows]
        for entry in self.sums:
            engine.add_row(-np.inf, 0.0, {place: float(part) for place, part in entry.items()})
        engine.add_row(1.0, 1.0, {place: float(part) for place, part in enumerate(self.asks)})
        engine.costs(dict.fromkeys(columns, 1.0))
        if engine.run() is not Answer.OPTIMAL:
            return None
        return [float(value) for value in engine.values()]


NOTHING = Matrix(
    {},
    {},
    np.empty(0),
    np.empty(0),
    np.empty(0),
    np.empty(0),
    np.zeros(1, dtype=np.int32),
    np.empty(0, dtype=np.int32),
    np.empty(0),
    np.empty(0, dtype=np.int32),
)
"""A model without anything in it."""


def largest_size(numbers: Iterable[Number]) -> Fraction:
    """Give the largest number whatever its sign, to divide by: at least 1 where all are zero."""
    found: Number = 0
    for number in numbers:
        found = max(found, number, -number)
    return Fraction(found or 1)


def solution(
    equations: Iterable[tuple[Mapping[int, Fraction], Fraction]], unknowns: Iterable[int]
) -> dict[int, Fraction] | None:
    """Solve linear equations exactly; None when they have no solution, or more than one.

    Parameters
    ----------
    equations
        What is multiplied with which unknown, nothing with zero, and what that adds up to.
    unknowns
        All unknowns.
    """
    right = -1
    table = [{**entry, right: value} for entry, value in equations]
    solved: dict[int, dict[int, Fraction]] = {}
    for unknown in sorted(unknowns):
        holders = [entry for entry in table if unknown in entry]
        if not holders:
            return None
        pivot = min(holders, key=len)
        own = {at: part / pivot[unknown] for at, part in pivot.items()}
        del own[unknown]
        table = [entry for entry in table if entry is not pivot]
        for entry in (*table, *solved.values()):
            factor = entry.pop(unknown, Fraction(0))
            for at, part in own.items() if factor else ():
                entry[at] = entry.get(at, Fraction(0)) - factor * part
                if not entry[at] and at != right:
                    del entry[at]
        solved[unknown] = own
    if any(entry[right] for entry in table):
        return None
    return {unknown: entry[right] for unknown, entry in solved.items()}


def in_asked_units(
    rows: Sequence[ExactRow], multipliers: Mapping[int, Fraction], shortfall: Fraction
) -> Certificate:
    """Bring a proof to the units of the requirement that asks most."""
    used = [(row, multipliers[row.index]) for row in rows if row.index in multipliers]
    leader, factor = max(used, key=lambda item: -item[1] * item[0].expression.constant)
    unit = abs(factor) * leader.requirement.scale
    terms = tuple(
        FarkasTerm(
            row.index,
            row.requirement.agreement,
            row.requirement.scope,
            row.requirement.sense,
            row.requirement.unit,
            row.requirement.firm,
            part * row.requirement.scale / unit,
            Fraction(-row.expression.constant) / row.requirement.scale,
        )
        for row, part in used
    )
    reachable = sum((term.contributes for term in terms), Fraction(0)) - shortfall / unit
    return Certificate(terms, reachable, leader.requirement.unit)
