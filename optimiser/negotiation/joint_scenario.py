"""The joint scenario: what is common, with every party's claims as wishes that it gives in on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Any

from models.agreements import Agreement, Bid
from models.findings import Finding, InvalidScenario, Origin
from models.goals import AnyGoal, Concessions, Party, Shortfall
from models.key import Key
from models.language import Both, Text
from models.requirement import GoalTerm
from models.scenario import Scenario
from models.tables import Wish
from models.values import quoted
from optimiser.formulation.problem import Problem
from optimiser.negotiation.positions import AgreementStanding, Position, PositionEntry, entries
from optimiser.solver.answers import Answer, SolverFault
from optimiser.solver.highs import Engine
from optimiser.solver.limits import Limits, TimeUp
from optimiser.solver.tolerances import EXACT


@dataclass(frozen=True, slots=True)
class Claim:
    """What a party asks for and others do not: an agreement of its own in the joint scenario.

    Parameters
    ----------
    party
        The party's name.
    agreement
        The agreement as the party has it.
    id
        Its id in the joint scenario.
    asked
        The most that a plan which keeps what is common can miss of it, in its unit.
    """

    party: str
    agreement: Agreement
    id: str
    asked: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Joint:
    """All parties' scenarios as one.

    Parameters
    ----------
    scenario
        What is common, with the claims as wishes. First of its goals is that agreements of the
        base which are not binding are missed little, then that parties give in little.
    bound
        The same with every claim binding that is so for its party, and no goal.
    entries
        What each agreement is at the table.
    claims
        The claims, by party, that common agreements do not keep anyway; none when there is no plan
        that keeps what is common.
    """

    scenario: Scenario
    bound: Scenario
    entries: tuple[PositionEntry, ...]
    claims: tuple[Claim, ...]

    @property
    def by_id(self) -> dict[str, Claim]:
        """The claims by their ids in the joint scenario."""
        return {claim.id: claim for claim in self.claims}

    @property
    def parties(self) -> Mapping[str, Party]:
        """What each party asks for, by its name."""
        goal = next(goal for goal in self.scenario.goals if isinstance(goal, Concessions))
        return {party.name: party for party in goal.parties}


def join_positions(
    base: Scenario, positions: Sequence[Position], negotiable: Collection[str], limits: Limits
) -> Joint:
    """Put the parties' scenarios together.

    Parameters
    ----------
    base
        What holds for everyone.
    positions
        What each party submitted.
    negotiable
        Agreements of the base that hold only as far as parties ask for them; and agreements that
        all parties have, which the plan may miss all the same.
    limits
        When to stop.

    Raises
    ------
    InvalidScenario
        If nothing limits by how much a claim can be missed.
    TimeUp
        If the time is up.
    """
    found = entries(base, positions, negotiable)
    common = [entry.agreement for entry in found if not entry.party and entry.standing == "common"]
    names = [position.name for position in positions]
    agreed = [
        entry.agreement.model_copy(update={"id": f"*/{entry.agreement.id}"})
        for entry in found
        if entry.standing == "agreed" and entry.party == names[0]
    ]
    claims = [
        Claim(entry.party, entry.agreement, f"{entry.party}/{entry.agreement.id}")
        for name in names
        for entry in found
        if (entry.party, entry.standing) == (name, "claim")
    ]
    keys = {name: key for each in positions for name, key in each.scenario.keys.items()}
    ids = {(claim.party, claim.agreement.id): claim.id for claim in claims}
    ids |= {(name, one.id.removeprefix("*/")): one.id for one in agreed for name in names}

    def scenario(
        claims: Sequence[Claim], goals: Sequence[AnyGoal] = (), *, binding: bool = False
    ) -> Scenario:
        added = [_in_joint(claim, ids, binding=binding) for claim in claims]
        wishes = [wish for claim in claims for wish in _wishes(positions, claim)]
        return _with(base, [*common, *agreed, *added], wishes, keys, goals)

    measured = _measured(scenario(claims), claims, limits)
    missable = [claim for claim in measured or claims if claim.asked]
    goal = Concessions(
        parties=tuple(
            # By name: the order in which parties were given must not change the plan.
            _party(name, missable)
            for name in sorted(names)
        )
    )
    rest = [
        one
        for one in base.goals
        if not isinstance(one, Shortfall | Concessions)
        and all(named.id not in negotiable for named in one.named())
    ]
    return Joint(
        scenario(missable, (Shortfall(), goal, *rest)),
        scenario(missable, binding=True),
        found if measured is None else tuple(_kept_anyway(entry, missable) for entry in found),
        tuple(missable),
    )


def _titled(agreement: Agreement, party: str) -> Both:
    title = agreement.title or Both(agreement.id, agreement.id)
    return Both(f"{party}: {title.nl}", f"{party}: {title.en}")


def _in_joint(claim: Claim, ids: Mapping[tuple[str, str], str], *, binding: bool) -> Agreement:
    """Give a claim as an agreement of the joint scenario.

    Its shortfall counts for nothing: it counts in what the party gives in. What it says of another
    agreement of the party is about the one that the party has.
    """
    fields: dict[str, Any] = {
        "id": claim.id,
        "title": _titled(claim.agreement, claim.party),
        **({} if binding else {"weight": Fraction(0), "priority": 1}),
    }
    if (named := claim.agreement.about) is not None:
        fields["of"] = ids.get((claim.party, named), named)
    if isinstance(claim.agreement, Bid):
        fields["party"] = claim.id
    else:
        fields["binding"] = binding and claim.agreement.binding
    return claim.agreement.model_copy(update=fields)


def _wishes(positions: Sequence[Position], claim: Claim) -> Iterator[Wish]:
    """Give the rows of a party's bids as rows that only its own agreement counts."""
    scenario = next(one.scenario for one in positions if one.name == claim.party)
    for wish in claim.agreement.wishes(scenario):
        yield wish.model_copy(update={"party": claim.id})


def _with(
    base: Scenario,
    agreements: Sequence[Agreement],
    wishes: Sequence[Wish],
    keys: Mapping[str, Key],
    goals: Sequence[AnyGoal],
) -> Scenario:
    fields = {name: getattr(base, name) for name in Scenario.model_fields}
    return Scenario.model_validate(
        {
            **fields,
            "keys": {**base.keys, **dict(sorted(keys.items()))},
            "bids": (*base.bids, *wishes),
            "agreements": tuple(agreements),
            "goals": tuple(goals),
        }
    )


def _measured(scenario: Scenario, claims: Sequence[Claim], limits: Limits) -> list[Claim] | None:
    """Find the most that a plan which keeps what is common can miss of each claim.

    In fractions of dwellings, row by row, rounded up to whole units. None when no plan keeps what
    is common.
    """
    problem = Problem(scenario)
    terms = {
        claim.id: [
            row.shortfall_term() for row in scenario.agreement(claim.id).asks(problem.programme)
        ]
        for claim in claims
    }
    engine = Engine(problem.matrix, limits)
    answer = engine.run()
    if answer is Answer.STOPPED:
        raise TimeUp
    if answer is Answer.INFEASIBLE:
        return None
    found: list[Claim] = []
    endless: list[Finding] = []
    for claim in claims:
        most = [_most(problem, engine, term) for term in terms[claim.id]]
        if any(one is None for one in most):
            text = Text(
                "Nothing that is common limits by how much “{agreement}” of {party} can be missed.",
                agreement=quoted(claim.agreement.id),
                party=claim.party,
            )
            where = Origin(claim.party, None, f"agreements.{claim.agreement.id}")
            endless.append(Finding("claim-without-limit", "error", text, where))
        found.append(replace(claim, asked=sum((one or Fraction(0) for one in most), Fraction(0))))
    if endless:
        raise InvalidScenario(endless)
    return found


def _most(problem: Problem, engine: Engine, term: GoalTerm) -> Fraction | None:
    """Give the most that one row can be missed by, in whole units; None when nothing limits it."""
    most = 0.0
    costs, constant = problem.terms(term.left - term.right)
    for side in (1, -1) if term.both_sides else (1,):
        engine.costs({at: -side * factor for at, factor in costs.items()})
        try:
            answer = engine.run()
        except SolverFault:  # HiGHS calls it unbounded
            return None
        if answer is Answer.STOPPED:
            raise TimeUp
        if answer is Answer.INFEASIBLE:
            return None
        most = max(most, side * constant - engine.objective())
    return Fraction(ceil(most * float(term.weight) - EXACT))


def _party(name: str, claims: Sequence[Claim]) -> Party:
    own = [claim for claim in claims if claim.party == name]
    weights = {claim.id: claim.agreement.weight for claim in own}
    asked = sum((weights[claim.id] * claim.asked for claim in own), Fraction(0))
    return Party(name=name, claims=weights, asked=asked)


def _kept_anyway(entry: PositionEntry, claims: Sequence[Claim]) -> PositionEntry:
    """Tell a claim that what is common keeps anyway from one that can be missed."""
    missable = {(one.party, one.agreement.id) for one in claims}
    claimed = entry.standing == "claim"
    standing: AgreementStanding = "kept anyway"
    if claimed and (entry.party, entry.agreement.id) not in missable:
        return replace(entry, standing=standing)
    return entry
