"""Negotiation: all that is solved to bring parties to the plan that is nearest to all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Unpack

from models.goals import Concessions, Shortfall
from models.language import Text
from models.plan import Plan
from models.scenario import Scenario
from optimiser.contradiction.conflict import RowGroup, groups_of
from optimiser.contradiction.trial import Trial
from optimiser.formulation.problem import Problem
from optimiser.infeasibility.ways_out_result import Wishes
from optimiser.negotiation.compromise_result import LEAST_SHARE, Compromise
from optimiser.negotiation.joint_scenario import Joint, join_positions
from optimiser.negotiation.parties_plan import Possible
from optimiser.negotiation.positions import Position, check_positions
from optimiser.results.result import Result
from optimiser.results.status import Status
from optimiser.solver.limits import Cancelled, Limits, RunOptions, TimeUp, check_time
from optimiser.solving.run import solve

BESIDES = 6
"""What is done besides the parties' own plans."""


def compromise(
    base: Scenario,
    parties: Mapping[str, Scenario],
    *,
    negotiable: Collection[str] = (),
    **options: Unpack[RunOptions],
) -> Compromise:
    """Bring parties together: where they agree and conflict, and the plan that is nearest to all.

    Parameters
    ----------
    base
        What holds for everyone: the region, the binding agreements, and the goals that come after
        what parties give in.
    parties
        The scenario of each party by its name, on the same region.
    negotiable
        Agreements of the base, by id or title, that hold only as far as parties ask for them; and
        agreements that all parties add, which are binding otherwise.
    **options
        Any of ``time_limit`` (seconds for all of it, from now), ``cancelled`` (asked now and then),
        ``progress`` (told what is being done) and ``params``.

    Returns
    -------
    Compromise
        Who agrees, who conflicts, and the plan.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    InvalidScenario
        If a scenario has an error, or they are not of one region; with all that is wrong.
    TimeUp
        If the time is up before all is found.
    """
    everyone = (base, *parties.values())
    negotiable = {_meant(everyone, name) for name in negotiable}
    positions = tuple(Position(name, scenario) for name, scenario in parties.items())
    check_positions(base, positions, negotiable)
    talk = Negotiation(Limits(**options), 2 * len(positions) + BESIDES)
    talk.begin(Text("what each party asks for"))
    joint = join_positions(base, positions, negotiable, talk.limits)
    nearest = talk.solved(Text("the plan that is nearest to all"), joint.scenario)
    exact = talk.solved(Text("the exact division"), joint.scenario, preview=True)
    wishes = Wishes(untouchable=common(joint))
    together = talk.solved(Text("all claims together"), joint.bound, wishes=wishes)
    found = Compromise(
        base,
        positions,
        joint,
        nearest,
        exact,
        together,
        possible_pairs(joint, positions, together, talk.limits),
        {
            position.name: talk.solved(
                Text("plan {name}", name=position.name), position.scenario, wishes=Wishes(least=1)
            )
            for position in positions
        },
        talk.solved(Text("the plan without claims"), base),
        tuple(sorted(negotiable)),
        talk.limits.time_limit,
    )
    return replace(found, ties=tuple(ties(found, talk)))


class Negotiation:
    """Solves one scenario after another, within one time limit.

    Parameters
    ----------
    limits
        When to stop, and who is told of what is done.
    in_all
        How many solves there are, and what is done besides.
    """

    def __init__(self, limits: Limits, in_all: int) -> None:
        self.limits, self._in_all = limits, in_all
        self._done = 0

    def begin(self, what: Text) -> None:
        """Tell what is done next, if there is time for it.

        Raises
        ------
        Cancelled
            If the user asked to stop.
        TimeUp
            If the time is up.
        """
        check_time(self.limits)
        self.limits.tell(what, self._done, self._in_all)
        self._done += 1

    def solved(
        self,
        what: Text,
        scenario: Scenario,
        *,
        preview: bool = False,
        wishes: Wishes | None = None,
    ) -> Result:
        """Solve.

        Raises
        ------
        Cancelled
            If the user asked to stop.
        TimeUp
            If the time is up.
        """
        self.begin(what)
        found = solve(scenario, preview=preview, wishes=wishes, **self.limits.left())
        if found.status is Status.CANCELLED:
            raise Cancelled
        check_time(self.limits)
        return found


def ties(found: Compromise, talk: Negotiation) -> Iterator[dict[str, Fraction]]:
    """Give what each party gives in by other plans that are as good, as far as there is time.

    In fractions of dwellings one division is the best. In whole ones who gives in one more may be
    a choice: each party that gives in more than another is asked to give in as little as can be.
    """
    nearest, exact = found.nearest, found.exact
    if nearest.plan is None or exact.plan is None or nearest.status is not Status.OPTIMAL:
        return
    given, best = given_shares(found, nearest.plan), given_shares(found, exact.plan)
    if all(abs(given[name] - best[name]) < LEAST_SHARE for name in given):
        return
    goal = next(one for one in found.joint.scenario.goals if isinstance(one, Concessions))
    known = [given]
    for name in sorted(given):
        if given[name] == min(given.values()):
            continue
        only = (Shortfall(), goal, goal.model_copy(update={"only": name}))
        scenario = found.joint.scenario.model_copy(update={"goals": only})
        try:
            other = talk.solved(Text("whether {party} might give in less", party=name), scenario)
        except TimeUp:
            return
        if other.plan is None:
            continue
        reached = given_shares(found, other.plan)
        if sorted(reached.values()) == sorted(given.values()) and reached not in known:
            known.append(reached)
            yield found.given(other.plan)


def given_shares(found: Compromise, plan: Plan) -> dict[str, Fraction]:
    """Give what each party gives in by a plan, as a part of what it asks for."""
    return {name: found.share(name, shortfall) for name, shortfall in found.given(plan).items()}


def common(joint: Joint) -> frozenset[str]:
    """Give the ids of what is nobody's claim: agreements, and the rules of every scenario."""
    asked = {claim.id for claim in joint.claims}
    return frozenset(one.id for one in joint.bound.everything_agreed) - asked


def possible_pairs(
    joint: Joint, positions: tuple[Position, ...], together: Result, limits: Limits
) -> dict[tuple[str, str], Possible]:
    """Tell of each party, and of each two, whether what they ask for can hold.

    By what is binding for the party only: bids, and fair shares without a tolerance, are wishes.
    """
    names = [position.name for position in positions]
    found: dict[tuple[str, str], Possible] = dict.fromkeys(
        combinations_with_replacement(names, 2), "yes"
    )
    if together.plan is not None:
        return found
    problem = Problem(joint.bound)
    groups = groups_of(problem.rows)
    trial = Trial(problem, limits, whole=True)
    of = {claim.id: claim.party for claim in joint.claims}
    for one, other in found:
        check_time(limits)
        held = [group for group in groups if of.get(group[0], one) in (one, other)]
        # Who cannot have it alone cannot have it with another.
        alone = {found[one, one], found[other, other]} if one != other else set()
        found[one, other] = "no" if "no" in alone else possible(trial, held)
    return found


def possible(trial: Trial, held: Collection[RowGroup]) -> Possible:
    """Tell whether agreements can hold together in whole dwellings."""
    trial.undecided = False
    if trial.contradicts(frozenset(held)):
        return "no"
    return "unknown" if trial.undecided else "yes"


def _meant(scenarios: Iterable[Scenario], named: str) -> str:
    """Give the id of an agreement that any of the scenarios has by that id or title."""
    return next((found for one in scenarios if (found := one.id_of(named)) != named), named)
