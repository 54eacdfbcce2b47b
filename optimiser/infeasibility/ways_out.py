"""Ways out: what would have to give so that all other binding agreements can be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from models.plan import programme_of_plan
from models.programme import Programme
from models.requirement import Requirement
from optimiser.contradiction.conflict import Conflict, can_give, is_rule
from optimiser.contradiction.corrections import smallest_conflict
from optimiser.formulation.problem import Problem
from optimiser.infeasibility.elastic import Elastic
from optimiser.infeasibility.relaxation import FoundRelaxations, Relaxation
from optimiser.infeasibility.relaxation_search import RelaxationSearch
from optimiser.infeasibility.verifier import Verifier
from optimiser.infeasibility.ways_out_result import (
    CHEAPEST,
    EVEN,
    FEWEST,
    Given,
    WayOut,
    WaysOut,
    Wishes,
)
from optimiser.solver.hitting_sets import minimal_hitting_sets
from optimiser.solver.limits import Limits

__all__ = ["WayOut", "WaysOut", "Wishes", "find_ways_out"]

PAST = "history"
"""The rule that what was realised is as it was: nothing can change that."""


def find_ways_out(
    problem: Problem,
    limits: Limits,
    wishes: Wishes,
    *,
    contradictions: Iterable[frozenset[str]] = (),
    fractions: bool = False,
) -> WaysOut:
    """Find ways out, each relaxing another set of agreements, and verify them.

    First the cheapest in all, the one that touches the fewest agreements, and the one in which
    whoever gives most gives as little as can be; where these are the same, the next cheapest that
    leave alone an agreement of each one found. When all of those are known, ways that spare an
    agreement as much as can be.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        When to stop.
    wishes
        What is wanted of them.
    contradictions
        Ids of agreements that are known not to hold together.
    fractions
        Whether to search in fractions of dwellings, as a preview does. Where none is found in whole
        dwellings in time, those in fractions are given instead. They give a little more then, as
        much as whole dwellings need.

    Returns
    -------
    WaysOut
        The ways, each in the units of what gives.
    """
    verifier = Verifier(problem.scenario, limits)
    if not fractions:
        soon = limits.soon(min(limits.params.ways_out.patience, limits.remaining() / 2))
        found = searched(
            WaySearch(problem, soon, wishes, verifier, contradictions, fractions=False)
        )
        if found.ways or found.all:
            return found
    return searched(WaySearch(problem, limits, wishes, verifier, contradictions, fractions=True))


def searched(search: WaySearch) -> WaysOut:
    """Find ways out, all in whole dwellings or all in fractions."""
    found = search.ways()
    scenario = search.problem.scenario
    sized = tuple(what for one in scenario.agreements if (what := one.sized(scenario)) is not None)
    if not found and not search.elastic.undecided:
        return WaysOut(all=True, held=search.untouchable_conflict(), sized=sized)
    complete = search.complete and not search.elastic.undecided
    return WaysOut(tuple(found), complete, sized=sized)


def share_denominator(row: Requirement, programme: Programme[Any]) -> Fraction | None:
    """Give what a requirement asks a share of, or is an average over, on a plan."""
    whole = row.agreement.whole or row.agreement.averaged_over
    return None if whole is None else Fraction(programme.measure(whole, row.scope))


class WaySearch:
    """One search for ways out.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        When to stop.
    wishes
        What is wanted of them.
    verifier
        Looks for a plan in whole dwellings.
    contradictions
        Ids of agreements that cannot hold together.
    fractions
        Whether to search in fractions of dwellings.
    """

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        wishes: Wishes,
        verifier: Verifier,
        contradictions: Iterable[frozenset[str]],
        *,
        fractions: bool,
    ) -> None:
        self.problem, self.limits, self.wishes = problem, limits, wishes
        self._verifier = verifier
        self.complete = False
        self._known = [CHEAPEST, FEWEST, EVEN]
        self._fixed = wishes.untouchable | {PAST}
        weights = {
            agreement.id: wishes.weights.get(agreement.id, Fraction(1))
            for agreement in problem.scenario.everything_agreed
        }
        self.elastic = Elastic(problem, limits, self._fixed, weights)
        self._search = RelaxationSearch(self.elastic, verifier, contradictions, fractions=fractions)
        self._found: dict[frozenset[str], FoundRelaxations] = {}
        self._tried: dict[frozenset[str], FoundRelaxations | None] = {}
        self._least: dict[frozenset[str], Fraction | None] = {}

    def ways(self) -> list[WayOut]:
        """Give the ways out, the cheapest first."""
        best: dict[str, FoundRelaxations] = {}
        for found, best_in in self._candidates():
            if found is None:
                continue
            same = self._found.setdefault(found.agreements, found)
            if found.order < same.order:
                self._found[found.agreements] = found
            best.setdefault(best_in, found)
            enough = len(self._found) >= self.wishes.least and len(best) >= 3
            if enough and not self._may_tie():
                break
        known = [(one, self._verified(one, best)) for one in self._found.values()]
        # Where whole dwellings need more to give, what is told tells not all that fractions know.
        self.complete &= all(one.agreements.issuperset(way.agreements) for one, way in known)
        ways = sorted((way for _, way in known), key=by_cost)
        # Whole dwellings may need nothing of what gives in fractions.
        return list({way.agreements: way for way in reversed(ways)}.values())[::-1]

    def _may_tie(self) -> bool:
        """Tell whether others may ask as little in all, and few enough are known to look on."""
        least = min(self._found.values(), key=lambda one: one.order)
        if not least.proven or len(self._found) >= self.limits.params.ways_out.most_tied:
            return False
        bounds = map(self._at_least, minimal_hitting_sets(self._found))
        return any(bound is not None and bound <= least.cost for bound in bounds)

    def _verified(self, found: FoundRelaxations, best: Mapping[str, FoundRelaxations]) -> WayOut:
        """Tell whether a plan in whole dwellings keeps all else, and what was asked on it."""
        enough = self._search.enough(found) or replace(found, proven=False)
        way = WayOut(
            tuple(map(Given, sorted(enough.relaxations, key=by_name))),
            tuple(name for name in self._known if as_good(enough, best, name)),
            enough.cost,
            enough.proven,
            False,
        )
        plan = self._verifier.plan(way.relaxations, enough.near)
        if plan is None:
            return way
        programme = programme_of_plan(self.problem.scenario, plan)
        rows = list(self.problem.scenario.requirements(programme))
        gives = tuple(
            replace(
                one, asked=Fraction(row.right) / row.scale, base=share_denominator(row, programme)
            )
            for one in way.gives
            for row in [rows[one.relaxation.index]]
        )
        return replace(way, gives=gives, verified=True)

    def _candidates(self) -> Iterator[tuple[FoundRelaxations | None, str]]:
        anything, cheapest = frozenset[str](), None
        least = self._at_least(anything)
        if least is None:
            return
        # Where fractions need nothing and no contradiction is known, only whole dwellings can.
        if not least and not self._search.contradictions:
            cheapest = self._with(anything)
            if cheapest is None:
                return
        yield self._fewest(cheapest), FEWEST
        yield self._with(anything), CHEAPEST
        yield self._search.cheapest(even=True), EVEN
        while (another := self._next_cheapest()) is not None:
            yield another, ""
        self.complete = True
        for identifier in sorted(frozenset().union(*self._found)):
            yield self._search.cheapest(spared=identifier), ""

    def _next_cheapest(self) -> FoundRelaxations | None:
        """Find the cheapest that leaves alone an agreement of each one that was found."""
        sets = minimal_hitting_sets(self._found)
        found = [one for kept in sets if (one := self._with(kept)) is not None]
        return min(found, key=lambda one: one.order, default=None)

    def _fewest(self, cheapest: FoundRelaxations | None) -> FoundRelaxations | None:
        """Find the one that touches the fewest agreements, and of those the cheapest.

        Who gives must have a member of each contradiction, so the smallest sets with one are tried,
        and each that does not do shows another contradiction. None when that is undecided.

        Parameters
        ----------
        cheapest
            The cheapest, when it is known: fewer are looked for.
        """
        while sets := minimal_hitting_sets(self._search.contradictions):
            size = min(map(len, sets))
            if cheapest is not None and size >= len(cheapest.agreements):
                return cheapest
            best: FoundRelaxations | None = None
            for givers in sorted((one for one in sets if len(one) == size), key=self._promise):
                kept = self.elastic.agreements - givers
                least = self._at_least(kept)
                if best is not None and (least is None or best.cost <= least):
                    break
                one = self._with(kept)
                if one is None:
                    self._search.learn(givers)
                elif best is None or one.order < best.order:
                    best = one
            if best is not None:
                return best
            if self.elastic.undecided:
                break
        self._known.remove(FEWEST)
        return cheapest

    def _promise(self, givers: frozenset[str]) -> tuple[bool, Fraction, int, int, list[str]]:
        """Order what may be enough: what must give the least, and what was agreed before rules.

        What gives in few places is found sooner, and what is found leads to the next.
        """
        least = self._at_least(self.elastic.agreements - givers)
        rules, places = sum(map(is_rule, givers)), self.elastic.places(givers)
        return least is None, least or Fraction(0), rules, places, sorted(givers)

    def _at_least(self, kept: frozenset[str]) -> Fraction | None:
        """Give what must be given at least when some agreements give nothing."""
        if kept not in self._least:
            self._least[kept] = self.elastic.at_least(kept)
        return self._least[kept]

    def _with(self, kept: frozenset[str]) -> FoundRelaxations | None:
        """Find the cheapest in which some agreements give nothing."""
        if kept not in self._tried:
            known = [
                found
                for more, found in self._tried.items()
                if found is not None and kept <= more and self._as_cheap(found, kept, more)
            ]
            self._tried[kept] = (
                min(known, key=lambda one: one.order) if known else self._search.cheapest(kept)
            )
        return self._tried[kept]

    def _as_cheap(
        self, found: FoundRelaxations, kept: frozenset[str], more: frozenset[str]
    ) -> bool:
        """Tell whether what was found with more agreements kept need not be cheaper with fewer."""
        least = self._at_least(kept)
        if not least or least != self._at_least(more):
            return False
        # A search that proves nothing finds no more among more than it did among few.
        return found.cost == least or not found.proven

    def untouchable_conflict(self) -> Conflict:
        """Give what contradicts itself among the agreements that may not be touched."""
        return smallest_conflict(
            self.problem,
            self.limits,
            [
                row
                for row in self.problem.rows
                if can_give(row) and row.requirement.agreement.id in self._fixed
            ],
            whole=self.elastic.needs_whole(self.elastic.agreements),
        )


def as_good(found: FoundRelaxations, best: Mapping[str, FoundRelaxations], name: str) -> bool:
    """Tell whether a way out is as good as the one that is proven the best at something."""
    measured: dict[str, Callable[[FoundRelaxations], object]] = {
        CHEAPEST: lambda one: one.cost,
        FEWEST: lambda one: len(one.agreements),
        EVEN: lambda one: one.largest,
    }
    known = name in best and (best[name].proven or name == FEWEST)
    return known and measured[name](found) == measured[name](best[name])


def by_name(one: Relaxation) -> tuple[bool, str, int]:
    """Order what gives: what was agreed before what holds anyhow."""
    return is_rule(one.agreement.id), one.agreement.id, one.index


def by_cost(way: WayOut) -> tuple[Fraction, int, bool, tuple[str, ...]]:
    """Order ways out: cheap, few agreements, and what was agreed before what holds anyhow."""
    ids = way.agreements
    return way.cost, len(ids), any(map(is_rule, ids)), ids
