"""The kind `bandwidth`: several demand scenarios, to be served by one plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from models.agreements.agreement import Agreement
from models.division import Partition
from models.language import Text
from models.measure import Measure, Scope
from models.noun import SOME
from models.programme import Programme
from models.region import Region
from models.requirement import GoalTerm, Requirement
from models.tables import Demand


class Bandwidth(Agreement):
    r"""Demand is not one number but a bandwidth: a base, a trend. One plan has to serve them all.

    The shortfall of a plan in demand scenario :math:`k` is :math:`\sum_i \max(0, d_{k,i} - x_i)`
    over the rows of the table of demands. The goal `worst_case` makes the largest of these as small
    as can be; the *regret* of a scenario is its shortfall less the least that any plan would have
    in that scenario (minimax and regret: L. Savage, *The theory of statistical decision*, 1951).

    Parameters
    ----------
    variants
        The demand scenarios that count; without them all in the table.
    """

    kind: Literal["bandwidth"] = "bandwidth"
    variants: Annotated[tuple[str, ...], SOME] | None = None
    binding: Literal[False] = False

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give nothing: no plan has to serve every demand in full."""
        yield from ()

    def goal_terms(self, programme: Programme[Any]) -> Iterator[GoalTerm]:
        """Give what each row of the demands lacks, by demand scenario."""
        region = programme.region
        for demand in region.demands:
            if self.variants is None or demand.variant in self.variants:
                scope = self._scope(demand, region)
                built = programme.measure(Measure(quantity="new_build"), scope)
                yield GoalTerm(demand.dwellings, built, both_sides=False, in_sum=demand.variant)

    def _scope(self, demand: Demand, region: Region) -> Scope:
        members = [m.code for m in self.members(region)]
        codes = [demand.municipality] if demand.municipality else members
        years = frozenset(region.horizon.years)
        scope = Scope(demand.municipality, None, frozenset(codes), years)
        return scope.within(segment=demand.segment, form=demand.form)

    @property
    def without_goal(self) -> Text:
        """What a goal has to do with it."""
        return Text("No goal names this bandwidth: it has no effect.")

    def indivisible(self, region: Region, partition: Partition) -> Text | None:
        """Say that demands for all parts together are no part's own."""
        if all(demand.municipality for demand in region.demands):
            return None
        if not partition.divides(m.code for m in self.members(region)):
            return None
        return Text("demands without a municipality are for all parts together")

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what is asked for."""
        variants = self.variants or tuple(sorted({d.variant for d in region.demands}))
        return Text("one plan that serves the demand of {variants}", variants=tuple(variants))
