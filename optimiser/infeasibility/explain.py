"""Why a scenario cannot be kept: the sentence, the conflict, and what would have to give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.language import Text
from models.scenario import Scenario
from optimiser.contradiction.conflict import RowGroup
from optimiser.contradiction.farkas import Certificate
from optimiser.formulation.problem import Problem
from optimiser.infeasibility.relaxation import Relaxation
from optimiser.infeasibility.separate_contradictions import Contradictions, contradictions
from optimiser.infeasibility.ways_out import WaysOut, Wishes, find_ways_out
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits


@dataclass(frozen=True, slots=True)
class Infeasibility:
    """Why a scenario cannot be kept.

    Parameters
    ----------
    contradictions
        What cannot hold together, the largest first.
    ways_out
        What would have to give, in several ways, the cheapest first.
    """

    contradictions: Contradictions
    ways_out: WaysOut

    @property
    def sentence(self) -> Text:
        """The largest contradiction in one sentence, its numbers exact."""
        return self.contradictions.sentence

    @property
    def certificate(self) -> Certificate | None:
        """The proof behind the sentence; None when the conflict is in whole dwellings only."""
        return self.contradictions.found[0].certificate

    @property
    def conflict(self) -> tuple[RowGroup, ...]:
        """Agreements, per municipality, that cannot hold together."""
        return self.contradictions.found[0].conflict.groups

    @property
    def minimal(self) -> bool:
        """Whether it is proven that none of them can be missed from the conflict."""
        return self.contradictions.found[0].conflict.minimal

    @property
    def fewest(self) -> bool:
        """Whether it is proven that no conflict has fewer."""
        return self.contradictions.found[0].conflict.fewest

    @property
    def others(self) -> tuple[Text, ...]:
        """The other contradictions, the largest first."""
        return tuple(one.sentence for one in self.contradictions.found[1:])

    @property
    def way_out(self) -> tuple[Relaxation, ...]:
        """The cheapest way out."""
        return self.ways_out.ways[0].relaxations if self.ways_out.ways else ()

    @property
    def verified(self) -> bool:
        """Whether there are ways out, and each was found to do by solving again."""
        ways = self.ways_out.ways
        return bool(ways) and all(way.verified for way in ways)

    def texts(self, scenario: Scenario) -> dict[str, Any]:
        """Give its sentences in every language, as they go into JSON."""
        return {
            "sentence": self.sentence.as_record(),
            "others": [other.as_record() for other in self.others],
            "allFound": self.contradictions.all,
            "minimal": self.minimal,
            "fewest": self.fewest,
            "verified": self.verified,
            "waysOut": [
                {
                    "way": number,
                    "bestIn": list(way.best_in),
                    "sentence": way.text(scenario).as_record(),
                    "cost": float(way.cost),
                    "proven": way.proven,
                    "verified": way.verified,
                }
                for number, way in enumerate(self.ways_out.ways, 1)
            ],
            "otherWaysOut": self.ways_out.text().as_record(),
        }


def explain_infeasibility(
    problem: Problem,
    limits: Limits,
    *,
    whole: bool,
    preview: bool = False,
    wishes: Wishes | None = None,
) -> Infeasibility:
    """Explain why no plan keeps all binding agreements.

    Parameters
    ----------
    problem
        The scenario as a problem.
    limits
        When to stop.
    whole
        Whether the conflict exists only in whole dwellings.
    preview
        Whether one way out is enough, in fractions of dwellings where these contradict already.
    wishes
        What is wanted of the ways out.
    """
    # Only a yes or no, such as who hosts a facility, may make it impossible.
    whole = whole or Engine(problem.matrix, limits).run() is not Answer.INFEASIBLE
    found = contradictions(problem, limits, whole=whole)
    wanted = wishes or Wishes(least=1 if preview else Wishes().least)
    return Infeasibility(
        found,
        find_ways_out(
            problem,
            limits,
            wanted,
            contradictions=[frozenset(one.conflict.agreements) for one in found.found],
            fractions=preview and not whole,
        ),
    )
