"""The joint scenario: what is common, with every party's demands as wishes that it gives in on."""

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
from models.region import Wish
from models.requirement import Deviation
from models.scenario import Scenario
from models.values import quoted
from optimiser.engine import Answer, Engine, Limits, SolverFault
from optimiser.near_best import TimeUp
from optimiser.positions import Entry, Position, Standing, entries
from optimiser.problem import Problem

EXACT = 1e-6
"""Units by which the solver's rounding may put the most that can be missed above a whole number."""


@dataclass(frozen=True, slots=True)
class Demand:
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
        What is common, with the demands as wishes. First of its goals is that agreements of the
        base which are not binding are missed little, then that parties give in little.
    bound
        The same with every demand binding, and no goal.
    entries
        What each agreement is at the table.
    demands
        The demands, by party, that common agreements do not keep anyway; none when there is no plan
        that keeps what is common.
    """

    scenario: Scenario
    bound: Scenario
    entries: tuple[Entry, ...]
    demands: tuple[Demand, ...]

    @property
    def by_id(self) -> dict[str, Demand]:
        """The demands by their ids in the joint scenario."""
        return {demand.id: demand for demand in self.demands}

    @property
    def parties(self) -> Mapping[str, Party]:
        """What each party asks for, by its name."""
        goal = next(goal for goal in self.scenario.goals if isinstance(goal, Concessions))
        return {party.name: party for party in goal.parties}


def joined(
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
        If nothing limits by how much a demand can be missed.
    TimeUp
        If the time is up.
    """
    found = entries(base, positions, negotiable)
    common = [entry.agreement for entry in found if not entry.party and entry.standing == "common"]
    names = [position.name for position in positions]
    agreed = [
        _renamed(entry.agreement, f"*/{entry.agreement.id}", "")
        for entry in found
        if entry.standing == "agreed" and entry.party == names[0]
    ]
    demands = [
        Demand(entry.party, entry.agreement, f"{entry.party}/{entry.agreement.id}")
        for name in names
        for entry in found
        if (entry.party, entry.standing) == (name, "demand")
    ]
    keys = {name: key for each in positions for name, key in each.scenario.keys.items()}

    def scenario(
        demands: Sequence[Demand], goals: Sequence[AnyGoal] = (), *, binding: bool = False
    ) -> Scenario:
        added = [_in_joint(demand, binding=binding) for demand in demands]
        wishes = [wish for demand in demands for wish in _wishes(positions, demand)]
        return _with(base, [*common, *agreed, *added], wishes, keys, goals)

    measured = _measured(scenario(demands), demands, limits)
    missable = [demand for demand in measured or demands if demand.asked]
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
        if not isinstance(one, Shortfall) and getattr(one, "agreement", "") not in negotiable
    ]
    return Joint(
        scenario(missable, (Shortfall(), goal, *rest)),
        scenario(missable, binding=True),
        found if measured is None else tuple(_kept_anyway(entry, missable) for entry in found),
        tuple(missable),
    )


def _renamed(agreement: Agreement, identifier: str, party: str, **fields: Any) -> Agreement:
    title = agreement.title or Both(agreement.id, agreement.id)
    if party:
        title = Both(f"{party}: {title.nl}", f"{party}: {title.en}")
    return agreement.model_copy(update={"id": identifier, "title": title, **fields})


def _in_joint(demand: Demand, *, binding: bool) -> Agreement:
    """Give a demand as an agreement of the joint scenario.

    Its shortfall counts for nothing: it counts in what the party gives in.
    """
    fields: dict[str, Any] = {} if binding else {"weight": Fraction(0), "priority": 1}
    if isinstance(demand.agreement, Bid):
        fields["party"] = demand.id
    else:
        fields["binding"] = binding
    return _renamed(demand.agreement, demand.id, demand.party, **fields)


def _wishes(positions: Sequence[Position], demand: Demand) -> Iterator[Wish]:
    """Give the rows of a party's bids as rows that only its own agreement counts."""
    scenario = next(one.scenario for one in positions if one.name == demand.party)
    if isinstance(demand.agreement, Bid):
        for wish in demand.agreement.wishes(scenario):
            yield wish.model_copy(update={"party": demand.id})


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


def _measured(scenario: Scenario, demands: Sequence[Demand], limits: Limits) -> list[Demand] | None:
    """Find the most that a plan which keeps what is common can miss of each demand.

    In fractions of dwellings, row by row, rounded up to whole units. None when no plan keeps what
    is common.
    """
    problem = Problem(scenario)
    terms = {
        demand.id: [row.miss() for row in scenario.agreement(demand.id).asks(problem.programme)]
        for demand in demands
    }
    engine = Engine(problem.matrix, limits)
    answer = engine.run()
    if answer is Answer.STOPPED:
        raise TimeUp
    if answer is Answer.INFEASIBLE:
        return None
    found: list[Demand] = []
    endless: list[Finding] = []
    for demand in demands:
        most = [_most(problem, engine, term) for term in terms[demand.id]]
        if any(one is None for one in most):
            text = Text(
                "Nothing that is common limits by how much “{agreement}” of {party} can be missed.",
                agreement=quoted(demand.agreement.id),
                party=demand.party,
            )
            where = Origin(demand.party, None, f"agreements.{demand.agreement.id}")
            endless.append(Finding("demand-without-limit", "error", text, where))
        found.append(replace(demand, asked=sum((one or Fraction(0) for one in most), Fraction(0))))
    if endless:
        raise InvalidScenario(endless)
    return found


def _most(problem: Problem, engine: Engine, term: Deviation) -> Fraction | None:
    """Give the most that one row can be missed by, in whole units; None when nothing limits it."""
    most = 0.0
    for side in (1, -1) if term.both_sides else (1,):
        total = problem.reader.total([side * term.left, -side * term.right])
        columns = problem.matrix.columns
        engine.costs({columns[column]: -float(factor) for column, factor in total.items()})
        try:
            answer = engine.run()
        except SolverFault:  # HiGHS calls it unbounded
            return None
        if answer is Answer.STOPPED:
            raise TimeUp
        if answer is Answer.INFEASIBLE:
            return None
        most = max(most, float(total.constant) - engine.objective())
    return Fraction(ceil(most * float(term.weight) - EXACT))


def _party(name: str, demands: Sequence[Demand]) -> Party:
    own = [demand for demand in demands if demand.party == name]
    weights = {demand.id: demand.agreement.weight for demand in own}
    asked = sum((weights[demand.id] * demand.asked for demand in own), Fraction(0))
    return Party(name=name, demands=weights, asked=asked)


def _kept_anyway(entry: Entry, demands: Sequence[Demand]) -> Entry:
    """Tell a demand that what is common keeps anyway from one that can be missed."""
    missable = {(one.party, one.agreement.id) for one in demands}
    demanded = entry.standing == "demand"
    standing: Standing = "kept anyway"
    if demanded and (entry.party, entry.agreement.id) not in missable:
        return replace(entry, standing=standing)
    return entry
