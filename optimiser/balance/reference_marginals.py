"""Reference marginals: which cells a reference mix speaks of, and which sums of them.

Which cells there are, and which sums they are in, is the same whatever thresholds agreements have.
So it is worked out once for all problems that differ in those only, and what the mix says of each
is a few sums of arrays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter

import numpy as np

from models.agreements import FairShare
from models.quantity import Cell
from models.reference import ReferenceMix
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.solver.matrix import Floats, Indices, Terms

TOTALS = 10.0
"""What a municipality's total counts for (t): no more is built than was asked to mend a mix."""
SEGMENTS = FORMS = 1.0
"""What a segment and a form count for."""
YEARS = 0.3
"""What the spread over years counts for (w), beside that over segments and forms."""
COUNTS = np.array([TOTALS, SEGMENTS, FORMS, YEARS])
TOTAL, SEGMENT, FORM, YEAR = range(4)
"""Along what a marginal is, as its place in what they count for."""


class ReferenceMarginals:
    """The cells and the marginals of a problem.

    A marginal is what a municipality builds in all, or of that in a segment, a form or a year.

    Parameters
    ----------
    problem
        The problem.

    Attributes
    ----------
    cells
        Columns of the decided unknowns.
    built
        Those of what is built among them.
    terms
        The cells that each marginal adds up, by their columns.
    whole
        Of which marginal each is a part; -1 of one that is a municipality's total.
    """

    def __init__(self, problem: Problem) -> None:
        scenario, places = problem.scenario, problem.cell_columns
        self.cells = np.concatenate([*places.values()])
        decided = [name == "new_build" for name in places]
        self._built = np.repeat(decided, [each.size for each in places.values()])
        cells = scenario.shapes["new_build"].cells
        order = scenario.codes, scenario.segments, scenario.horizon.years, scenario.forms
        labels = marginal_places(cells, order)
        self._code, self._segment, self._year, self._form = labels
        self._spread = spread(scenario, cells, labels)
        self._supply = yearly_supply(scenario)
        homes = housed(scenario)
        self._housed = np.concatenate(
            [
                [*map(homes, scenario.shapes[name].cells)]
                if name == "housed"
                else np.full(own.size, np.nan)
                for name, own in places.items()
                if name != "new_build"
            ]
        )
        self.built = at = self.cells[self._built]
        free = problem.matrix.upper[at] > 0
        self._marginals(at[free], [each[free] for each in labels], [len(each) for each in order])

    def _marginals(self, at: Indices, labels: list[Indices], sizes: list[int]) -> None:
        """Find the marginals, each municipality's total before its parts."""
        code, segment, year, form = labels
        codes, segments, years, forms = sizes
        axes = ((SEGMENT, segment, segments), (FORM, form, forms), (YEAR, year, years))
        numbers: dict[tuple[int, int, int], int] = {}
        for one in np.unique(code).tolist():
            numbers[one, TOTAL, 0] = len(numbers)
            for axis, label, size in axes:
                some = np.unique(label[code == one]) if axis == YEAR else np.arange(size)
                for name in some.tolist() if some.size > 1 else ():
                    numbers[one, axis, name] = len(numbers)
        self._of = np.array([*numbers], dtype=int).reshape(-1, 3)
        self.whole = np.array(
            [-1 if axis == TOTAL else numbers[one, TOTAL, 0] for one, axis, _ in numbers], dtype=int
        )
        everything = [(TOTAL, np.zeros_like(code)), *((axis, label) for axis, label, _ in axes)]
        # By owner, and of one owner in the order of the unknowns.
        number = np.full((codes, COUNTS.size, 1 + max(segments, years, forms)), -1)
        number[tuple(self._of.T)] = np.arange(len(numbers))
        owner = np.concatenate([number[code, axis, label] for axis, label in everything])
        order = np.argsort(owner, kind="stable")
        owned = order[np.searchsorted(owner, 0, sorter=order) :]
        ends = np.cumsum([0, *np.bincount(owner[owned], minlength=len(numbers))], dtype=np.int32)
        index = np.tile(at, len(everything))[owned]
        self.terms = Terms(ends, index, np.ones(index.size))

    def references(self, mixes: Mapping[str, ReferenceMix]) -> Floats:
        """Give each cell's part of the reference; not a number where nothing is said of it.

        Parameters
        ----------
        mixes
            The reference mix of each municipality.
        """
        dwellings, segments, forms = mix_parts(mixes)
        found = np.empty(self.cells.size)
        part = segments[self._code, self._segment] * forms[self._code, self._form]
        part *= year_parts(dwellings, self._supply)[self._code, self._year]
        found[self._built] = dwellings[self._code] * part * self._spread
        found[~self._built] = self._housed
        return found

    def asked(self, mixes: Mapping[str, ReferenceMix]) -> tuple[Floats, Floats, Floats]:
        """Give for each marginal what it counts for, its part of the whole, and what it should be.

        Parameters
        ----------
        mixes
            The reference mix of each municipality.
        """
        dwellings, segments, forms = mix_parts(mixes)
        code, axis, name = self._of.T
        # Each is looked up along its own axis only.
        along = {each: np.where(axis == each, name, 0) for each in (SEGMENT, FORM, YEAR)}
        part = np.select(
            [axis == TOTAL, axis == SEGMENT, axis == FORM],
            [0.0, segments[code, along[SEGMENT]], forms[code, along[FORM]]],
            year_parts(dwellings, self._supply)[code, along[YEAR]],
        )
        size = dwellings[code] * np.where(axis == TOTAL, 1.0, part)
        target = np.where(axis == TOTAL, dwellings[code], 0.0)
        return COUNTS[axis] / np.maximum(size, 1.0), part, target


def marginal_places(cells: Sequence[Cell], order: Sequence[Sequence[str | int]]) -> list[Indices]:
    """Give where each cell stands along the axes of what is built."""
    found = []
    along = [*zip(*cells, strict=True)] or [()] * len(order)
    for names, own in zip(order, along, strict=False):
        places = {name: place for place, name in enumerate(names)}
        found.append(np.fromiter(map(places.__getitem__, own), dtype=np.int32, count=len(cells)))
    return found


def mix_parts(mixes: Mapping[str, ReferenceMix]) -> tuple[Floats, Floats, Floats]:
    """Give by municipality its dwellings, and the parts of segments and of forms."""
    every = [*mixes.values()]
    return (
        np.array([float(mix.dwellings) for mix in every]),
        np.array([[float(part) for part in mix.segments.values()] for mix in every]),
        np.array([[float(part) for part in mix.forms.values()] for mix in every]),
    )


def spread(scenario: Scenario, cells: Sequence[Cell], labels: Sequence[Indices]) -> Floats:
    """Give each cell's part of what its municipality builds of a segment and a form in a year.

    Pools count by what they can build in a year.
    """
    yearly: dict[str | int, float] = {
        pool.pool: pool.dwellings / max(1, len(scenario.pool_years(pool)))
        for pool in scenario.capacity
    }
    pools = map(itemgetter(-1), cells)
    here = np.fromiter(map(yearly.__getitem__, pools), dtype=float, count=len(cells))
    shape = [1 + int(each.max(initial=0)) for each in labels]
    same = np.ravel_multi_index(tuple(labels), tuple(shape))
    together = np.bincount(same, here)[same] if here.size else here
    part: Floats = np.zeros(here.size)
    np.divide(here, together, out=part, where=together > 0)
    return part


def yearly_supply(scenario: Scenario) -> Floats:
    """Give what each municipality's pools supply at most in each year."""
    codes, years = {code: at for at, code in enumerate(scenario.codes)}, scenario.horizon.years
    found: Floats = np.zeros((len(codes), len(years)))
    for pool in scenario.capacity:
        yearly = pool.dwellings if pool.most_per_year is None else pool.most_per_year
        some = scenario.pool_years(pool)
        span = slice(some.start - years.start, some.stop - years.start)
        found[codes[pool.municipality], span] += min(pool.dwellings, yearly) if some else 0
    return found


def year_parts(dwellings: Floats, supply: Floats) -> Floats:
    """Give by municipality each year's part of its dwellings: even as far as there is room for it.

    What a year has no room for the others have: else all that it can build would be asked of it in
    the segments that are above their reference, and nothing in the rest.

    Parameters
    ----------
    dwellings
        What each municipality builds.
    supply
        What it can build at most in each year.
    """
    most = np.where(supply > 0, np.inf, 0.0)
    np.divide(supply, dwellings[:, np.newaxis], out=most, where=dwellings[:, np.newaxis] > 0)
    full, even = most <= 0, np.zeros((dwellings.size, 1))
    for _ in range(most.shape[1]):
        rest = 1 - most.sum(axis=1, where=full, keepdims=True)
        even = rest / np.maximum(1, (~full).sum(axis=1, keepdims=True))
        full |= most < even
    parts: Floats = np.where(full, most, even)
    short = full.all(axis=1) & (parts.sum(axis=1) > 0)
    parts[short] /= parts[short].sum(axis=1, keepdims=True)
    return parts


def housed(scenario: Scenario) -> Callable[[Cell], float]:
    """Give what tells how many a municipality would house: its own, and its part of the rest."""
    asked: defaultdict[Cell, int] = defaultdict(int)
    for need in scenario.needs:
        asked[need.municipality or "", need.group, need.year] += need.households
    weights = {
        group: group_weights(scenario, group) for group in {need.group for need in scenario.needs}
    }

    def homes(cell: Cell) -> float:
        code, group, year = cell
        rest = asked["", group, year]
        return asked[cell] + (rest * weights[str(group)].get(str(code), 0.0) if rest else 0.0)

    return homes


def group_weights(scenario: Scenario, group: str) -> dict[str, float]:
    """Give the parts by which a group is spread: those of the first agreement on that, or even."""
    for agreement in scenario.agreements:
        if (
            isinstance(agreement, FairShare)
            and agreement.measure.quantity in ("housed", "credited")
            and group in scenario.groups_of(agreement.measure.groups)
        ):
            weights = scenario.weights(agreement.key, agreement.members(scenario))
            return {code: float(weight) for code, weight in weights.items()}
    return dict.fromkeys(scenario.codes, 1 / len(scenario.codes))
