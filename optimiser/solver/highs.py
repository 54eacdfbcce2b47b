"""The engine: one HiGHS instance, solved again and again, and never trusted blindly.

Between passes only costs, bounds and integrality change, so HiGHS starts warm.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import highspy
import numpy as np

from optimiser.solver.answers import FOUND, Answer, SolverFault, answer_of
from optimiser.solver.ladder import ALL_NODES
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import Bounds, Floats, Indices, Matrix, Terms, highs_arrays
from optimiser.solver.settings import AS_THEY_ARE, DUAL, EVERYWHERE, LOOSE, PRIMAL, USUAL
from optimiser.solver.tolerances import COARSE, FINE
from optimiser.solver.waiting import Interrupt, LeftBehind, comes_back


class Engine:
    """One HiGHS instance with a model in it.

    When HiGHS does not come back from a run in time it is left behind: all later runs answer that
    they were stopped.

    Parameters
    ----------
    matrix
        The model.
    limits
        When to stop.
    strategy
        How the simplex goes on from one run to the next: PRIMAL where what is minimised changes
        between them, DUAL where only bounds do.
    as_they_are
        Whether linear problems are solved as they are, as long as HiGHS copes with that.
    starts
        Where each run starts, as far as known: the `ends` of an engine for a model alike.

    Attributes
    ----------
    ends
        The bases in which problems that were solved as they are ended.
    seconds
        Time spent inside HiGHS.
    gap
        Absolute gap of the last search for whole numbers.
    """

    def __init__(
        self,
        matrix: Matrix,
        limits: Limits,
        *,
        strategy: int = PRIMAL,
        as_they_are: bool = False,
        starts: Iterable[Any] = (),
    ) -> None:
        self.matrix = matrix
        self.limits = limits
        self._strategy = strategy
        self._starts = iter(starts)
        self.ends: list[Any] = []
        self.seconds = 0.0
        self.gap = 0.0
        self._highs: Any = new_highs()
        size, params = len(matrix.unknowns), limits.params.matrix
        self._usual = USUAL | ({"presolve": "off"} if size <= params.few_unknowns else {})
        self._as_they_are = as_they_are and size <= params.as_they_are
        self._set(**EVERYWHERE, mip_rel_gap=limits.gap, mip_max_nodes=limits.nodes)
        self._expect(self._highs.passModel(*highs_arrays(matrix)), "model")
        self._whole: Indices = np.empty(0, dtype=np.int32)
        self._suit()
        # Where HiGHS has each unknown of the problem; -1 for what is none in a condensed matrix.
        self._places: Indices = np.full(len(matrix.columns), -1, dtype=np.int32)
        self._places[matrix.unknowns] = np.arange(len(matrix.unknowns))
        self._costs = np.zeros(len(matrix.unknowns))
        self._solution: Any = highspy.HighsSolution()
        self._known: Floats | None = None
        self._objective, self._goes_on = 0.0, False
        self._interrupt = Interrupt(limits.stop)
        if limits.cancelled is not None or limits.time_limit is not None:
            self._highs.cbMipInterrupt.subscribe(self._interrupt)
            if size > params.soon_solved:
                self._highs.cbSimplexInterrupt.subscribe(self._interrupt)

    def twin(self) -> Engine:
        """Give another engine with the model as it stands now, to try something on."""
        other = Engine(
            self.matrix, self.limits, strategy=self._strategy, as_they_are=self._as_they_are
        )
        if isinstance(self._highs, LeftBehind):
            other._highs = self._highs
        else:
            self._expect(other._highs.passModel(self._highs.getModel()), "twin")
        other._whole, other._costs, other._places = self._whole, self._costs, self._places
        other._suit()
        return other

    def costs(self, costs: Mapping[int, float]) -> None:
        """Minimise this, and nothing else."""
        wanted = np.zeros(len(self._costs))
        wanted[self.placed(costs)] = np.fromiter(costs.values(), dtype=float)
        changed = np.flatnonzero(wanted != self._costs).astype(np.int32)
        if changed.size:
            status = self._highs.changeColsCost(changed.size, changed, wanted[changed])
            self._expect(status, "costs")
        self._costs = wanted

    def bound(self, columns: Iterable[int], lower: Iterable[float], upper: Iterable[float]) -> None:
        """Change the bounds of unknowns."""
        places = self.placed(columns)
        low, high = np.fromiter(lower, dtype=float), np.fromiter(upper, dtype=float)
        if places.size:
            status = self._highs.changeColsBounds(places.size, places, low, high)
            self._expect(status, "bounds")

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        """Change the bounds of a row."""
        self._expect(self._highs.changeRowBounds(row, lower, upper), "row bounds")

    def entries(self, row: int, entries: Mapping[int, float]) -> None:
        """Change what a row multiplies unknowns by."""
        for column, value in zip(self.placed(entries), entries.values(), strict=True):
            self._expect(self._highs.changeCoeff(row, column, value), "entry")

    def whole(self, columns: Iterable[int]) -> None:
        """Ask for whole numbers in these unknowns, and in no others."""
        wanted = np.unique(self.placed(columns))
        kinds = (
            (self._whole, highspy.HighsVarType.kContinuous),
            (wanted, highspy.HighsVarType.kInteger),
        )
        for places, kind in kinds:
            if places.size:
                status = self._highs.changeColsIntegrality(
                    places.size, places, np.full(places.size, int(kind), dtype=np.uint8)
                )
                self._expect(status, "integrality")
        self._whole = wanted
        self._suit()

    def _suit(self, rounding: float = FINE) -> None:
        """Set HiGHS for what it is asked now."""
        search = bool(self._whole.size)
        self._set(**(AS_THEY_ARE if self._as_they_are and not search else self._usual))
        self._set(primal_feasibility_tolerance=COARSE if search else rounding)

    def _set(self, **options: Any) -> None:
        for name, value in options.items():
            self._expect(self._highs.setOptionValue(name, value), name)

    def add_column(self, lower: float, upper: float) -> int:
        """Add an unknown without entries; gives its column."""
        return int(self.add_columns(np.array([lower], float), np.array([upper], float))[0])

    def add_columns(self, lower: Floats, upper: Floats) -> Indices:
        """Add unknowns without entries; gives their columns."""
        size, nothing = lower.size, (np.empty(0, dtype=np.int32), np.empty(0))
        starts = np.zeros(size, dtype=np.int32)
        status = self._highs.addCols(size, np.zeros(size), lower, upper, 0, starts, *nothing)
        self._expect(status, "columns")
        first, place = self._places.size, self._costs.size
        added = np.arange(place, place + size, dtype=np.int32)
        self._places = np.concatenate((self._places, added))
        self._costs = np.concatenate((self._costs, np.zeros(size)))
        return np.arange(first, first + size, dtype=np.int32)

    def add_row(self, lower: float, upper: float, entries: Mapping[int, float]) -> int:
        """Add a row; gives its index."""
        index = np.fromiter(entries, dtype=np.int32)
        value = np.fromiter(entries.values(), dtype=float)
        terms = Terms(np.array([0, index.size], dtype=np.int32), index, value)
        return self.add_rows(np.array([lower], float), np.array([upper], float), terms)

    def add_rows(self, lower: Floats, upper: Floats, terms: Terms) -> int:
        """Add rows; gives the index of the first of them."""
        size, index = lower.size, self.placed(terms.index)
        added = size, lower, upper, index.size, terms.start[:-1], index, terms.factor
        self._expect(self._highs.addRows(*added), "rows")
        return int(self._highs.getNumRow()) - size

    def run(self, part: float = 1.0) -> Answer:
        """Solve what stands now.

        Parameters
        ----------
        part
            Which part of the time that is left this run may take.

        Raises
        ------
        Cancelled
            If the user asked to stop.
        SolverFault
            If HiGHS ended in a way that no scenario should cause.
        """
        try:
            answer = self._run(part)
        except SolverFault:
            # At the largest numbers allowed the fine tolerance is finer than a float can tell.
            self._as_they_are = False
            self._suit(COARSE)
            self.cold()
            answer = self._run(part)
        if answer is Answer.INFEASIBLE and self.limits.nodes == ALL_NODES and self._presolved():
            # HiGHS' presolve has called feasible problems infeasible, so it is asked without.
            with self.with_options(presolve="off"):
                self.cold()
                answer = self._run(part)
        return answer

    def _run(self, part: float) -> Answer:
        self.limits.check()
        remaining = self.limits.remaining()
        if remaining <= 0 or isinstance(self._highs, LeftBehind):
            return Answer.STOPPED
        start = next(self._starts, None)
        if start is not None and self._highs.setBasis(start) != highspy.HighsStatus.kError:
            self.bounds_changed()
        # HiGHS counts the time of all its runs together against its limit.
        self._set(time_limit=min(self._highs.getRunTime() + part * remaining, 1e30))
        began = time.perf_counter()
        self._interrupt.until = began + part * remaining
        came_back = self._ran(remaining)
        self.seconds += time.perf_counter() - began
        if not came_back:
            self._highs = LeftBehind()
        self.limits.check()
        if not came_back:
            return Answer.STOPPED
        self._set(simplex_strategy=self._strategy)
        info = self._highs.getInfo()
        answer = answer_of(self._highs, info, whole=bool(self._whole.size))
        if answer in FOUND:
            # Held here, because HiGHS forgets them at the next change of a bound.
            self._solution, self._known = self._highs.getSolution(), None
            self._objective = float(info.objective_function_value)
            if self._as_they_are:
                self.ends.append(self._highs.getBasis())
        self.gap = 0.0
        if self._whole.size and answer is not Answer.INFEASIBLE:
            self.gap = float(max(0.0, info.objective_function_value - info.mip_dual_bound))
        return answer

    def _ran(self, seconds: float) -> bool:
        """Run HiGHS; tell whether it came back in time.

        An LP without presolve asks often enough whether it should stop, or is soon solved.
        """
        unlimited = self.limits.time_limit is None and self.limits.cancelled is None
        if unlimited or ((self._goes_on or self._as_they_are) and not self._whole.size):
            self._highs.run()
            return True
        self._goes_on = comes_back(self._highs.run, seconds, self.limits.stop)
        return self._goes_on

    def start_here(self) -> None:
        """Start the next search for whole numbers at the last answer, which it then cannot lose."""
        point = highspy.HighsSolution()
        point.col_value = self.point()
        self._expect(self._highs.setSolution(point), "start")

    @contextmanager
    def at_most(self, nodes: int, gap: float = 0.0) -> Iterator[None]:
        """Search so many nodes at most meanwhile: unlike seconds, the same on every machine.

        Parameters
        ----------
        nodes
            How many.
        gap
            Relative gap at which a search may end before.
        """
        with self.with_options(
            mip_max_nodes=min(nodes, self.limits.nodes), mip_rel_gap=max(gap, self.limits.gap)
        ):
            yield

    @contextmanager
    def proofs_only(self) -> Iterator[None]:
        """Search for a proof meanwhile, at one node: no time is spent on finding points.

        What is impossible would be asked again without presolve, so it is asked without at once.
        """
        with self.with_options(mip_heuristic_effort=0.0, mip_max_nodes=1, presolve="off", **LOOSE):
            yield

    def cold(self) -> None:
        """Forget the basis, so that the next run starts from nothing."""
        self._goes_on = False
        self._expect(self._highs.clearSolver(), "clear")
        self.bounds_changed()

    def bounds_changed(self) -> None:
        """Say that only bounds did since the last run: the dual simplex then goes on from there."""
        self._set(simplex_strategy=DUAL)

    def values(self) -> Floats:
        """Give the unknowns' values of the last answer that came with a point."""
        return self.values_at(self.point())

    def point(self) -> Floats:
        """Give the last point in the order that HiGHS has; zero for what was added since."""
        if self._known is None:
            self._known = np.fromiter(self._solution.col_value, dtype=float)
        values = np.zeros(self._costs.size)
        values[: self._known.size] = self._known
        return values

    def objective(self) -> float:
        """Give the costs of the last answer that came with a point."""
        return self._objective

    def relative_gap(self) -> float:
        """Give the gap of the last search for whole numbers, relative to its costs."""
        return self.gap / max(1.0, abs(self.objective()))

    def row_values(self) -> Floats:
        """Give what the rows come to in the last answer that came with a point."""
        return np.array(self._solution.row_value)

    def row_duals(self) -> Floats:
        """Give the rows' duals of the last answer, which must be of an LP."""
        return np.array(self._solution.row_dual)

    def column_duals(self) -> Floats:
        """Give the unknowns' duals of the last answer, which must be of an LP."""
        return np.array(self._solution.col_dual)

    def largest_cost(self) -> float:
        """Give the largest of what is minimised, by size; one when it is nothing."""
        return float(np.abs(self._costs).max(initial=0.0)) or 1.0

    def values_at(self, point: Floats) -> Floats:
        """Give the values of all unknowns of the problem at a point of this engine's unknowns.

        What was added after them is nothing there.
        """
        values = np.zeros(self._places.size)
        here = (self._places >= 0) & (self._places < point.size)
        values[here] = point[self._places[here]]
        self.matrix.complete(values)
        return values

    def bounds(self) -> Bounds:
        """Give the bounds of this engine's unknowns, and of its rows, as they stand now."""
        model = self._highs.getLp()
        lower, upper = np.array(model.col_lower_), np.array(model.col_upper_)
        return lower, upper, np.array(model.row_lower_), np.array(model.row_upper_)

    def ray(self) -> Floats | None:
        """Give the Farkas ray of the infeasible LP of the last run: which rows contradict."""
        _, found, ray = self._highs.getDualRay()
        return np.array(ray) if found else None

    def _presolved(self) -> bool:
        """Tell whether the last run began with a presolve: an LP with a basis has none."""
        status = self._highs.getModelPresolveStatus()
        used = bool(self._whole.size) or status != highspy.HighsPresolveStatus.kNotPresolved
        return used and bool(self._highs.getOptionValue("presolve")[1] != "off")

    def placed(self, columns: Iterable[int]) -> Indices:
        """Give where HiGHS has some unknowns of the problem."""
        if not isinstance(columns, np.ndarray):
            columns = np.fromiter(columns, dtype=np.int32)
        places: Indices = self._places[columns]
        if places.size and places.min() < 0:
            raise IndexError("what was written out is no unknown any more")
        return places

    @contextmanager
    def with_options(self, **options: Any) -> Iterator[None]:
        """Have HiGHS set otherwise meanwhile."""
        before = {name: self._highs.getOptionValue(name)[1] for name in options}
        try:
            self._set(**options)
            yield
        finally:
            self._set(**before)

    @staticmethod
    def _expect(status: Any, what: str) -> None:
        """Insist: highspy reports a refused call in its result and raises nothing."""
        if status == highspy.HighsStatus.kError:
            raise SolverFault(f"HiGHS refused: {what}")


def new_highs() -> Any:
    """Make a HiGHS instance, untyped: highspy annotates only a part of its calls."""
    make: Any = highspy.Highs
    return make()
