"""A second opinion on a small scenario: its best plan in whole numbers, by CP-SAT.

CP-SAT knows whole numbers only, so nothing here is rounded: rows have whole coefficients, a
deviation from a fair share is counted in parts of one over a common denominator, and each goal is
held exactly at its best before the next. It is asked in a process of its own (``python -m
tests.fuzz.second_opinion``: a document per line in, an opinion per line out), because OR-Tools
carries a HiGHS that cannot be loaded beside highspy.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm
from pathlib import Path
from typing import Any, Self

from models.goals import Fairness, Goal, Shortfall
from models.linear import Linear, as_linear
from models.programme import Programme, read_linear
from models.requirement import GoalTerm, Outcome, Requirement
from models.scenario import Scenario
from tests.regions import Document

MOST = 10_000
"""No cell is larger, where only agreements limit it: the scenarios here ask for far less."""

LARGEST = 2**62
"""CP-SAT counts no further."""


@dataclass(frozen=True)
class Opinion:
    """What is best in whole numbers.

    Parameters
    ----------
    possible
        Whether some plan keeps all binding agreements; None when that was not settled in time.
    goals
        Of each goal in order the values that are made small in turn: of a goal of fairness the
        deviations, the largest first.
    settled
        Whether all of these are proven.
    """

    possible: bool | None
    goals: dict[str, list[Fraction]] = field(default_factory=dict)
    settled: bool = True


@dataclass(frozen=True)
class Sum:
    """A sum in whole numbers, and the least and the most that it can be."""

    expression: Any
    least: int = 0
    most: int = 0

    def __add__(self, other: Sum) -> Sum:
        added = self.expression + other.expression
        return Sum(added, self.least + other.least, self.most + other.most)

    def __rmul__(self, factor: int) -> Sum:
        ends = factor * self.least, factor * self.most
        if max(map(abs, (factor, *ends))) >= LARGEST:
            raise TooLarge
        return Sum(factor * self.expression, min(ends), max(ends))


Wanted = tuple[Sum, int | Sum, bool]
"""What is made small, what it is divided by, and whether what came before it is part of it."""


def constant(number: int) -> Sum:
    """Give a number as a sum."""
    return Sum(number, number, number)


def weighted(terms: Sequence[tuple[Fraction, Sum]], factor: int = 1) -> tuple[Sum, int]:
    """Add up sums by weight, with whole coefficients; gives what that was multiplied by."""
    scale = lcm(factor, *(part.denominator for part, _ in terms))
    found = constant(0)
    for part, each in terms:
        found += int(part * scale) * each
    return found, scale


class Model:
    """A scenario in whole numbers."""

    def __init__(self, scenario: Scenario, seconds: float, *, presolve: bool) -> None:
        from ortools.sat.python import cp_model

        self._cp, self._seconds, self._presolve = cp_model, seconds, presolve
        self.scenario = scenario
        self.model = cp_model.CpModel()
        self.programme: Programme[Any] = read_linear(scenario)[0]
        self.columns = {
            (name, cell): self.number(self._most(name, cell))
            for name, grid in self.programme.grids.items()
            for cell in grid.cells
        }
        self.missing: defaultdict[int, list[tuple[Fraction, Sum]]] = defaultdict(list)
        self._chosen: dict[Any, dict[str, Any]] = {}
        self._need: dict[Any, int] = {}
        for row in scenario.requirements(self.programme):
            self._require(row)
        for choice, options in self._chosen.items():
            self.model.add(sum(options.values()) >= self._need[choice])

    def _most(self, name: str, cell: Any) -> int:
        if name == "new_build":
            return next(pool.dwellings for pool in self.scenario.capacity if pool.pool == cell[-1])
        most = self.scenario.most_of(name, cell)
        return MOST if most is None else most

    def whole(self, total: Linear, factor: int = 1) -> tuple[Sum, int]:
        """Give a sum with whole coefficients, and what it was multiplied by."""
        exact = [Fraction(part) for part in (*total.terms.values(), total.constant)]
        scale = lcm(factor, *(part.denominator for part in exact))
        found = constant(int(Fraction(total.constant) * scale))
        for at, part in total.terms.items():
            found += int(part * scale) * self.columns[at]
        return found, scale

    def _require(self, row: Requirement) -> None:
        apart, scale = self.whole(as_linear(row.left) - as_linear(row.right))
        options = [self._option(row)] if row.choice is not None else []
        for sign in {">=": (1,), "<=": (-1,), "==": (1, -1)}[row.sense]:
            if row.binding:
                kept = self.model.add((sign * apart).expression >= 0)
                if options:
                    kept.only_enforce_if(options)
            else:
                short = self.above(-sign * apart, options)
                part = row.agreement.weight / (row.scale * scale)
                self.missing[row.agreement.priority].append((part, short))

    def _option(self, row: Requirement) -> Any:
        assert row.choice is not None
        choice = row.agreement.id, row.choice.scope
        self._need[choice] = row.choice.at_least
        options = self._chosen.setdefault(choice, {})
        if row.choice.option not in options:
            options[row.choice.option] = self.model.new_bool_var("")
        return options[row.choice.option]

    def above(self, total: Sum, options: Sequence[Any] = ()) -> Sum:
        """Make a number of at least zero and at least a sum."""
        number = self.number(total.most)
        row = self.model.add(number.expression >= total.expression)
        if options:
            row.only_enforce_if(options)
        return number

    def number(self, most: int) -> Sum:
        """Make a number from zero to so much.

        Raises
        ------
        TooLarge
            If there is no such number in CP-SAT.
        """
        if most >= LARGEST:
            raise TooLarge
        return Sum(self.model.new_int_var(0, max(0, most), ""), 0, max(0, most))

    def least(self, total: Sum) -> int:
        """Make a sum as small as can be, and keep it there."""
        if isinstance(total.expression, int):
            return total.expression
        self._minimise(total)
        best = int(self.solver.value(total.expression))
        self.model.add(total.expression <= best)
        return best

    def _minimise(self, total: Sum) -> None:
        """Make a sum as small as can be.

        Raises
        ------
        NotSettled
            If that cannot be proven in time.
        """
        self.model.minimize(total.expression)
        if self.solved() != self._cp.OPTIMAL:
            raise NotSettled

    def least_of(self, total: Sum, divisor: int | Sum) -> Fraction:
        """Make a sum, or a quotient of sums, as small as can be, and keep it there.

        A quotient by Dinkelbach's method: as long as some plan has less than the last one.
        """
        if isinstance(divisor, int):
            return Fraction(self.least(total), divisor)
        level, looked_for = Fraction(LARGEST), total
        while True:
            if max(looked_for.most, -looked_for.least) >= LARGEST:
                raise TooLarge
            self._minimise(looked_for)
            top, bottom = (int(self.solver.value(one.expression)) for one in (total, divisor))
            before, level = level, Fraction(top, bottom) if top else Fraction(0)
            looked_for = level.denominator * total + -level.numerator * divisor
            if not level or level == before:
                break
        self.model.add(looked_for.expression <= 0)
        return level

    @cached_property
    def solver(self) -> Any:
        """CP-SAT, with one thread and a fixed seed."""
        solver = self._cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.cp_model_presolve = self._presolve
        solver.parameters.max_time_in_seconds = self._seconds
        return solver

    def solved(self) -> Any:
        """Solve what stands now."""
        return self.solver.solve(self.model)

    def opinion(self) -> Opinion:
        """Go through the goals in their order."""
        status = self.solved()
        if status == self._cp.INFEASIBLE:
            return Opinion(False)
        if status not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            return Opinion(None, settled=False)
        goals: dict[str, list[Fraction]] = {}
        try:
            for name, expressions in self._pursued():
                reached = goals.setdefault(name, [])
                before = Fraction(0)
                for expression, divisor, summed in expressions:
                    found = self.least_of(expression, divisor)
                    reached.append(found - before)
                    before = found if summed else Fraction(0)
        except (NotSettled, TooLarge):
            return Opinion(True, goals, settled=False)
        return Opinion(True, goals)

    def _pursued(self) -> Iterator[tuple[str, Iterator[Wanted]]]:
        """Give per goal what is made small in turn: an expression, and what it is multiplied by."""
        listed = any(isinstance(goal, Shortfall) for goal in self.scenario.goals)
        for goal in (*self.scenario.goals, *([] if listed else [Shortfall()])):
            if isinstance(goal, Shortfall):
                yield "shortfall", self._shortfalls()
            elif isinstance(goal, Fairness):
                yield goal.id, self._fairness(goal)
            else:
                yield goal.id, self._sum(goal)

    def _shortfalls(self) -> Iterator[Wanted]:
        for _, terms in sorted(self.missing.items()):
            yield *weighted(terms), False

    def _sum(self, goal: Goal) -> Iterator[Wanted]:
        variants: defaultdict[str, list[tuple[Fraction, Sum]]] = defaultdict(list)
        for term in goal.goal_terms(self.programme):
            variants[term.in_sum].append(self._term(term))
        scale = lcm(*(part.denominator for terms in variants.values() for part, _ in terms))
        sums = [weighted(terms, scale)[0] for terms in variants.values()]
        if len(sums) == 1:
            yield sums[0], scale, False
        elif sums:
            worst = self.number(max(each.most for each in sums))
            for each in sums:
                self.model.add(worst.expression >= each.expression)
            yield worst, scale, False

    def _term(self, term: GoalTerm) -> tuple[Fraction, Sum]:
        apart, scale = self.whole(as_linear(term.left) - as_linear(term.right))
        off = self.apart(apart) if term.both_sides else self.above(apart)
        if term.weight < 0:
            self.model.add(off.expression <= apart.expression)
        return term.weight / scale, off

    def apart(self, total: Sum) -> Sum:
        """Make a number of at least the size of a sum."""
        size = self.number(max(total.most, -total.least))
        self.model.add(size.expression >= total.expression)
        self.model.add(size.expression >= (-1 * total).expression)
        return size

    def _fairness(self, goal: Fairness) -> Iterator[Wanted]:
        """Give the sums of the one, two, ... largest deviations (Ogryczak and Sliwinski, 2003)."""
        outcomes = list(self.scenario.agreement(goal.agreement).outcomes(self.programme))
        beyond = [each for each in outcomes if not each.weight or each.total == 0]
        wholes: list[Linear] = []
        for each in outcomes:
            if each.decided and each not in beyond and each.total not in wholes:
                wholes.append(each.total)
        if len(wholes) > 1:
            raise NotSettled
        if beyond:
            total, scale = self.whole(
                sum((as_linear(each.assigned) for each in beyond), Linear({}))
            )
            yield total, scale, False
        apart = []
        for years in counted_as_one([each for each in outcomes if each not in beyond]):
            off, fair = Linear({}), Fraction(0)
            for each in years:
                given = isinstance(each.total, int | Fraction)
                fair += each.weight * (Fraction(each.total) if given else 1)
                off += as_linear(each.assigned) - each.weight * as_linear(each.total)
            apart.append((1 / fair) * off)
        scale = lcm(
            *(Fraction(part).denominator for off in apart for part in off.terms.values()),
            *(Fraction(off.constant).denominator for off in apart),
        )
        sizes = [self.apart(self.whole(off, scale)[0]) for off in apart]
        for rank in range(1, len(sizes) + 1):
            level = self.number(max(size.most for size in sizes))
            largest = rank * level
            for size in sizes:
                largest += self.above(size + -1 * level)
            if wholes:
                divisor, own = self.whole(wholes[0])
                yield own * largest, scale * divisor, True
            else:
                yield largest, scale, True


def counted_as_one(outcomes: Sequence[Outcome]) -> list[list[Outcome]]:
    """Put those years of a municipality together in which its given fair share is below one."""
    alone: list[list[Outcome]] = []
    years: dict[str | None, list[Outcome]] = {}
    for each in outcomes:
        given = not each.decided and each.scope.year is not None
        if given and each.weight * Fraction(each.total) < 1:
            years.setdefault(each.scope.municipality, []).append(each)
        else:
            alone.append([each])
    return [*alone, *years.values()]


class NotSettled(Exception):
    """The time was up, or a goal is of quotients with several divisors, whose sums are none."""


class TooLarge(Exception):
    """A number is larger than CP-SAT counts."""


def opinion_on(scenario: Scenario, seconds: float = 5.0, *, presolve: bool = True) -> Opinion:
    """Give what is best, in the process that OR-Tools is loaded in."""
    try:
        return Model(scenario, seconds, presolve=presolve).opinion()
    except TooLarge:
        return Opinion(None, settled=False)


class SecondOpinion:
    """The process that is asked."""

    def __enter__(self) -> Self:
        self._sent = self._read = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", __spec__.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def ask(self, document: Document, *, presolve: bool = True) -> Callable[[], Opinion]:
        """Send a scenario; gives what waits for the answer, and others can be sent meanwhile.

        OR-Tools' presolve has called 2.07 the least of what is 0 without any dwelling (91154);
        without it some scenarios take gigabytes.
        """
        assert self._process.stdin
        self._sent += 1
        number = self._sent
        self._process.stdin.write(json.dumps([document, presolve]) + "\n")
        self._process.stdin.flush()
        return lambda: self._answer(number)

    def _answer(self, number: int) -> Opinion:
        assert self._process.stdout
        while self._read < number:
            self._said = json.loads(self._process.stdout.readline())
            self._read += 1
        goals = {name: list(map(Fraction, found)) for name, found in self._said["goals"].items()}
        return Opinion(self._said["possible"], goals, self._said["settled"])


def main() -> None:
    """Answer until there are no more questions."""
    for line in sys.stdin:
        document, presolve = json.loads(line)
        said = asdict(opinion_on(Scenario.model_validate(document), presolve=presolve))
        print(json.dumps(said, default=str), flush=True)


if __name__ == "__main__":
    main()
