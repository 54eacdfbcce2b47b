"""Every plan of a tiny region, and agreements worked out plainly: no solver, no formula.

`every_plan` reads the agreements' formulas with arrays that hold all plans at once. `plainly` does
not even read the formulas: it says anew, cell by cell, what each kind asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from models.plan import Plan
from models.programme import Programme
from models.quantity import Cell, Quantity
from models.reader import Reader
from models.requirement import Requirement
from models.scenario import Scenario
from models.shape import Shape, Total
from tests.regions import Document

Numbers = npt.NDArray[np.int64]

PLACES = 2
"""The most places of a facility at one host, and for the people of one municipality."""


class EveryPlanReader(Reader[Any]):
    """Reads a programme as arrays: position ``i`` is plan ``i``."""

    def __init__(self, columns: dict[tuple[str, Cell], Numbers]) -> None:
        self._columns = columns

    def cells(self, shape: Shape) -> list[Numbers]:
        return [self._columns[shape.quantity.name, cell] for cell in shape.cells]

    def total(self, terms: Sequence[Any]) -> Any:
        return sum(terms)

    def define(self, quantity: Quantity, total: Total, terms: Sequence[Any]) -> Any:
        return sum(terms)


class EveryPlan:
    """All plans in whole dwellings that the plan locations permit.

    Attributes
    ----------
    kept
        Per plan, whether it keeps all binding agreements.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.columns = columns(scenario)
        self.count = len(next(iter(self.columns.values()), [0]))
        self.programme: Programme[Any] = Programme(scenario, EveryPlanReader(self.columns))
        self.rows = [
            (requirement, self._room(requirement))
            for requirement in scenario.requirements(self.programme)
        ]
        self.kept = np.ones(self.count, dtype=bool)
        for requirement, room in self.rows:
            if requirement.binding and requirement.choice is None:
                self.kept &= room >= 0
        for least, options in self._choices():
            if options[0][0][0].binding:
                whole = [np.all([room >= 0 for _, room in rows], axis=0) for rows in options]
                self.kept &= np.sum(whole, axis=0) >= least

    def plan(self, position: int) -> Plan:
        """Give one plan."""
        cells: dict[str, dict[Cell, int | Fraction]] = {}
        for (quantity, cell), numbers in self.columns.items():
            if numbers[position]:
                cells.setdefault(quantity, {})[cell] = int(numbers[position])
        return Plan(cells)

    def shortfalls(self) -> dict[int, tuple[Numbers, int]]:
        """Give per priority the shortfall of every plan, and what that must be divided by."""
        found: dict[int, tuple[Numbers, int]] = {}
        optional = [(r, room) for r, room in self.rows if not r.binding]
        for priority in sorted({r.agreement.priority for r, _ in optional}):
            rows = [(r, room) for r, room in optional if r.agreement.priority == priority]
            whole = lcm(*(r.scale * r.agreement.weight.denominator for r, _ in rows))
            total = np.zeros(self.count, dtype=np.int64)
            for r, room in rows:
                if r.choice is None:
                    total += missed(r, room, whole)
            for least, options in self._choices():
                first = options[0][0][0]
                if not first.binding and first.agreement.priority == priority:
                    each = [sum(missed(r, room, whole) for r, room in rows) for rows in options]
                    total += np.sum(np.sort(np.array(each), axis=0)[:least], axis=0)
            found[priority] = total, whole
        return found

    def least_shortfall(self) -> tuple[dict[int, Fraction], npt.NDArray[np.bool_]]:
        """Give the least shortfall of each priority after those before it, and who have it."""
        left, least = self.kept, {}
        for priority, (totals, whole) in self.shortfalls().items():
            least[priority] = Fraction(int(totals[left].min()), whole)
            left = left & (totals == totals[left].min())
        return least, left

    def outcomes(self) -> dict[tuple[str, int | None], Numbers]:
        """Give what is divided fairly: per municipality and year an array over the plans."""
        return {
            (outcome.scope.municipality or "", outcome.scope.year): outcome.assigned
            + np.zeros(self.count, dtype=np.int64)
            for agreement in self.scenario.agreements
            for outcome in agreement.outcomes(self.programme)
        }

    def deviations(self) -> npt.NDArray[np.float64]:
        """Give how far each is off its fair share, the furthest first: a column per plan.

        Where there is nothing to divide nobody is.
        """
        off = []
        for agreement in self.scenario.agreements:
            for outcome in agreement.outcomes(self.programme):
                fair = float(outcome.weight) * (outcome.total + np.zeros(self.count))
                with np.errstate(divide="ignore", invalid="ignore"):
                    off.append(np.abs(outcome.assigned / fair - 1))
        return -np.sort(-np.nan_to_num(np.array(off), posinf=np.inf), axis=0)

    def _choices(self) -> Iterator[tuple[int, list[list[tuple[Requirement, Numbers]]]]]:
        """Give of each choice how many options have to be kept, and the rows of each option."""
        found: dict[Any, dict[str, list[tuple[Requirement, Numbers]]]] = {}
        for requirement, room in self.rows:
            if requirement.choice is not None:
                choice = requirement.agreement.id, requirement.choice.scope
                options = found.setdefault(choice, {})
                options.setdefault(requirement.choice.option, []).append((requirement, room))
        for options in found.values():
            first = next(iter(options.values()))[0][0]
            assert first.choice is not None
            yield first.choice.at_least, list(options.values())

    def _room(self, requirement: Requirement) -> Numbers:
        difference = np.zeros(self.count, dtype=np.int64) + requirement.left - requirement.right
        signed = {">=": difference, "<=": -difference, "==": -abs(difference)}
        return np.asarray(signed[requirement.sense]).astype(np.int64)


def missed(requirement: Requirement, room: Numbers, whole: int) -> Any:
    """Give by how much each plan misses a row, by weight, times a whole number."""
    return np.maximum(0, -room) * int(requirement.agreement.weight * whole / requirement.scale)


def columns(scenario: Scenario) -> dict[tuple[str, Cell], Numbers]:
    """List all plans: per cell an array with its number in each of them."""
    blocks: list[list[dict[tuple[str, Cell], int]]] = []
    grids = Programme(scenario, EveryPlanReader(Zeros())).grids
    cells = list(grids["new_build"].cells)
    for pool in scenario.capacity:
        own = [("new_build", cell) for cell in cells if cell[-1] == pool.pool]
        blocks.append(
            [dict(zip(own, numbers, strict=True)) for numbers in splits(pool.dwellings, len(own))]
        )
    for code, group, year in product(scenario.codes, scenario.groups, scenario.horizon.years):
        need = sum(n.households for n in scenario.needs if (n.group, n.year) == (group, year))
        cell: Cell = (code, group, year)
        blocks.append([{("housed", cell): housed} for housed in range(need + 1)])
    for cell, row in scenario.withdrawable.items():
        numbers = range(row.least, (row.at_most or 0) + 1)
        blocks.append([{("withdrawn", cell): number} for number in numbers])
    for name in ("hosts", "places", "served", "ceded", "opened"):
        most = grids[name].quantity.most or PLACES
        blocks += [[{(name, cell): n} for n in range(most + 1)] for cell in grids[name].cells]
    plans = [
        {key: number for block in blocks for key, number in block.items()}
        for blocks in product(*blocks)
    ]
    return {key: np.array([plan[key] for plan in plans], dtype=np.int64) for key in plans[0]}


class Zeros(dict[Any, Any]):
    """Nothing, whatever is asked."""

    def __missing__(self, key: object) -> int:
        return 0


def splits(most: int, parts: int) -> Iterator[tuple[int, ...]]:
    """List the ways to divide at most a number over some parts."""
    if parts == 0:
        yield ()
        return
    for first in range(most + 1):
        for rest in splits(most - first, parts - 1):
            yield (first, *rest)


def plainly(document: Document, plan: Plan) -> dict[tuple[str, str, int | None, str], Fraction]:
    """Work out by how much each requirement is kept, from the document and the plan's cells alone.

    Parameters
    ----------
    document
        A document as `tests.regions.documents` draws it.
    plan
        A plan for it.

    Returns
    -------
    dict
        Per agreement, municipality ("" for the region), year and sense the slack in units.
    """
    people = {row["code"]: row for row in document["municipalities"]}
    horizon = document["horizon"]
    all_years = list(range(horizon["first_year"], horizon["last_year"] + 1))
    built = [
        (str(m), str(segment), int(year), number)
        for (m, segment, year, *_), number in plan.cells.get("new_build", {}).items()
    ]
    housed = [
        (str(m), int(year), number) for (m, _, year), number in plan.cells.get("housed", {}).items()
    ]
    found = {}
    for agreement in document["agreements"]:
        each = agreement.get("each", "region")
        if agreement["kind"] == "vacancy_cap":
            each = ["municipality", "year"]
        codes = [[c] for c in people] if "municipality" in each else [list(people)]
        years = [[y] for y in all_years] if "year" in each else [all_years]
        for where, when in product(codes, years):
            new = sum(n for m, _, y, n in built if m in where and y in when)
            social = sum(
                n for m, s, y, n in built if m in where and y in when and s == "social_rent"
            )
            # The stock at the end of the year: what was completed until then stands as well.
            until = sum(n for m, _, y, n in built if m in where and y <= max(when))
            social_until = sum(
                n for m, s, y, n in built if m in where and y <= max(when) and s == "social_rent"
            )
            homes = sum(n for m, y, n in housed if m in where and y in when)
            need = sum(n["households"] for n in document.get("needs", []) if n["year"] in when)
            stock = sum(people[m]["stock"] for m in where)
            social_stock = sum(people[m]["stock_social_rent"] for m in where)
            free = sum(people[m]["vacancies"] for m in where) * len(when)
            left, whole = {
                "amount": (social if agreement["id"].startswith("social") else new, 1),
                "share": (homes, need) if agreement["id"] == "housed" else (social, new),
                "stock_share": (social_stock + social_until, stock + until),
                "vacancy_cap": (homes, free + social),
                "fair_share": (0, 0),
            }[agreement["kind"]]
            for sense, word in ((">=", "at_least"), ("<=", "at_most"), ("==", "exactly")):
                if word not in agreement:
                    continue
                written = str(agreement[word])
                bound = (
                    Fraction(written.rstrip("%")) / 100
                    if written.endswith("%")
                    else Fraction(written)
                )
                apart = left - bound * whole
                slack = {">=": apart, "<=": -apart, "==": -abs(apart)}[sense]
                place = where[0] if "municipality" in each else ""
                year = when[0] if "year" in each else None
                found[agreement["id"], place, year, sense] = Fraction(slack)
    return found
