"""The search for what has to give, in whole dwellings or in fractions of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from math import ceil

from optimiser.contradiction.conflict import groups_of
from optimiser.contradiction.trial import Trial
from optimiser.formulation.problem import Row
from optimiser.infeasibility.elastic import HALF, Elastic, Stage
from optimiser.infeasibility.relaxation import FoundRelaxations
from optimiser.infeasibility.verifier import Verifier
from optimiser.solver.matrix import Floats


class RelaxationSearch:
    """Finds what has to give so that all else can be kept, as little as can be.

    Parameters
    ----------
    elastic
        The scenario in which agreements can give.
    verifier
        Looks for a plan in whole dwellings.
    contradictions
        Ids of agreements that are known not to hold together.
    fractions
        Whether fractions of dwellings will do.

    Attributes
    ----------
    contradictions
        Those of them that can give, with what was found meanwhile.
    """

    def __init__(
        self,
        elastic: Elastic,
        verifier: Verifier,
        contradictions: Iterable[frozenset[str]],
        *,
        fractions: bool,
    ) -> None:
        self._elastic, self._verifier, self._fractions = elastic, verifier, fractions
        self.contradictions = [one & elastic.agreements for one in contradictions]
        self._known: tuple[Floats, float] | None = None
        self._tried: dict[tuple[frozenset[str], tuple[int, ...]], FoundRelaxations | None] = {}

    def cheapest(
        self, kept: Collection[str] = (), *, even: bool = False, spared: str = ""
    ) -> FoundRelaxations | None:
        """Find what has to give, as little as can be; None when that is not enough, or undecided.

        Parameters
        ----------
        kept
            Ids of agreements that give nothing.
        even
            Whether the most that one agreement gives in one municipality comes first.
        spared
            An agreement that gives as little as can be, before anything else.
        """
        elastic = self._elastic
        elastic.allow(kept)
        first = [elastic.of_one(spared)] if spared else []
        stages = [*first, *([elastic.even] if even else []), elastic.total]
        try:
            if self._fractions:
                return self._in_fractions(stages)
            return self._in_whole(stages, kept)
        finally:
            elastic.release()

    def enough(self, found: FoundRelaxations) -> FoundRelaxations | None:
        """Have what gives give a little more, where whole dwellings need that.

        None when no plan in whole dwellings was found near.
        """
        next_to, near = self._within
        upward = found.upward
        attempts = [(found, near), (upward, next_to)] if upward else [(found, next_to)]
        for one, radius in attempts:
            if self._verifier.plan(one.relaxations, one.near, within=radius) is not None:
                return one
        elastic = self._elastic
        point = elastic.point_of(found)
        elastic.allow(elastic.agreements - found.agreements)
        wider = elastic.near([elastic.total], [], point)
        if wider is None or self._verifier.plan(wider.relaxations, wider.near) is None:
            return None
        return replace(wider, proven=False)

    def learn(self, givers: frozenset[str]) -> None:
        """Know agreements that contradict each other when some that can give are let go."""
        if all(one & givers for one in self.contradictions):
            elastic = self._elastic
            whole = elastic.needs_whole(givers)
            self._learnt(Trial(elastic.problem, elastic.limits, whole=whole), self._without(givers))

    @property
    def _within(self) -> tuple[float, float]:
        """Units from a point within which a plan is soon found, if there is one: least and most."""
        near = self._elastic.limits.params.ways_out.verified.near.rungs
        return near[0].radius, near[-1].radius

    def _in_whole(self, stages: Sequence[Stage], kept: Collection[str]) -> FoundRelaxations | None:
        elastic = self._elastic
        in_turn = [*stages, *elastic.of_rules(kept)]
        # Of what is given in all, whoever gives most gives as little as can be.
        spread = [] if elastic.even in stages else [elastic.even]
        *early, cells = elastic.tiers
        reached: tuple[FoundRelaxations, list[float]] | None = None
        for tier in early:
            least = elastic.best([*in_turn, *spread], [*elastic.amounts, *tier])
            if least is None:
                return None
            found = elastic.found(round)
            reached = found, least
            # What must be given at least is often enough for a plan in whole dwellings too, but
            # seldom after it was not.
            next_to, near = self._within
            within = near if self._known is None else next_to
            if found.relaxations and self._verifier.plan(
                found.relaxations, found.near, within=within
            ):
                return found
        if reached is not None and len(cells) > elastic.limits.params.conflict.few_cells:
            return self._focused(stages, kept, *reached)
        best = elastic.best(in_turn, [*elastic.amounts, *cells])
        return None if best is None else elastic.found(round)

    def _in_fractions(self, stages: Sequence[Stage]) -> FoundRelaxations | None:
        """Find what gives in fractions of dwellings, made whole; None where they need nothing."""
        elastic = self._elastic
        if elastic.best(stages, []) is None:
            return None
        upward = replace(elastic.found(ceil), proven=False)
        found = replace(elastic.found_in_sum(), proven=False, upward=upward)
        elastic.undecided |= not found.relaxations
        return found if found.relaxations else None

    def _focused(
        self,
        stages: Sequence[Stage],
        kept: Collection[str],
        found: FoundRelaxations,
        least: Sequence[float],
    ) -> FoundRelaxations | None:
        """Find what gives in whole dwellings among few agreements, near the best in fractions.

        That the others give nothing makes the search many times as fast. Only when no more is given
        than there must be at least, it is proven that they could not make it cheaper.

        Parameters
        ----------
        stages
            What to make small.
        kept
            Ids of agreements that give nothing.
        found
            What gives when only what is given is whole.
        least
            What the stages reached then.
        """
        elastic = self._elastic
        for focus, costs in self._focuses(found, kept):
            if focus is None:
                return None
            givers = focus - frozenset(kept)
            elastic.allow(elastic.agreements - givers)
            key = givers, tuple(stage.row for stage in stages)
            if key not in self._tried:
                self._tried[key] = self._among(givers, stages, least)
            one = self._tried[key]
            if one is not None:
                evenly = stages[0] == elastic.even
                reached = float((one.largest if evenly else one.cost) * elastic.unit)
                lowest = max(costs, default=0.0) if evenly else sum(costs)
                return replace(one, proven=reached < max(least[0], lowest) + HALF)
        elastic.undecided = True  # that there is nothing near is no proof
        return self._in_fractions(stages)

    def _among(
        self, givers: frozenset[str], stages: Sequence[Stage], least: Sequence[float]
    ) -> FoundRelaxations | None:
        """Find what gives in whole dwellings when only these can; None when nothing was found."""
        elastic, one = self._elastic, None
        # Where whoever gives most gives little, whole numbers are found sooner, and cheaper.
        rules = elastic.of_rules(elastic.agreements - givers)
        if elastic.best([*stages, *rules, elastic.even], []) is None:
            return None
        best = elastic.engine.values()
        if self._known is not None:
            # What was found leads on: all that these do not speak of stays as it is.
            free = {*elastic.amounts, *elastic.problem.spoken_of(givers)}
            one = elastic.near_plan(stages, least, *self._known, free)
        one = one or elastic.near(stages, least, best)
        if one is not None and len(stages) == 1:
            more = float(one.cost * elastic.unit) - least[0]
            if self._known is None or more < self._known[1]:
                self._known = one.near, more
        return one

    def _focuses(
        self, found: FoundRelaxations, kept: Collection[str]
    ) -> Iterator[tuple[frozenset[str] | None, list[float]]]:
        """Give agreements that may be enough, and the least that some of them must cost."""
        if found.relaxations:
            yield found.agreements, []
        yield self._focus(kept)

    @cached_property
    def _trial(self) -> Trial:
        return Trial(self._elastic.problem, self._elastic.limits, whole=True)

    def _focus(self, kept: Collection[str]) -> tuple[frozenset[str] | None, list[float]]:
        """Give agreements of which some have to give, and the least that each contradiction costs.

        None when what is kept contradicts itself in whole dwellings.
        """
        focus, costs = frozenset[str](), list[float]()
        while True:
            contradiction = next((one for one in self.contradictions if not one & focus), None)
            if contradiction is None:
                rest = self._without(focus)
                if not self._trial.contradicts(frozenset(groups_of(rest))):
                    return focus, costs
                contradiction = self._learnt(self._trial, rest)
            giving = contradiction - frozenset(kept)
            if not giving:
                return None, costs
            focus |= giving
            costs.append(float(min(self._elastic.weight[one] for one in giving)))

    def _without(self, agreements: frozenset[str]) -> list[Row]:
        """Give the rows of all other agreements."""
        rows = self._elastic.problem.rows
        return [row for row in rows if row.requirement.agreement.id not in agreements]

    def _learnt(self, trial: Trial, rows: Iterable[Row]) -> frozenset[str]:
        """Find which of some agreements contradict each other, and remember it."""
        self.contradictions.append(trial.agreements(rows) & self._elastic.agreements)
        return self.contradictions[-1]
