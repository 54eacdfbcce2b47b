"""Siting two ways: site by site, as the optimiser does, and by pattern, a host set per facility.

A *pattern* is a set of hosts with its best split of the places. The pattern model has one yes/no
unknown per pattern and a far tighter relaxation; what that costs is a split for every pattern. Both
have the same plans, so their objectives must be equal where a split concerns one facility only. It
needs few hosts per facility: of seventeen municipalities any number can be chosen in 131,071 ways.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, nan
from typing import Any

import numpy as np
import numpy.typing as npt
from highspy import HighsModelStatus

from benchmarks.table import Report, Table
from models.agreements import Amount, AnyAgreement, Facility
from models.scenario import Scenario
from optimiser.formulation.problem import Problem
from optimiser.formulation.sum_reader import NamedUnknown, SumReader
from optimiser.optimum.lexicographic import optimum
from optimiser.solver.answers import Answer
from optimiser.solver.highs import Engine, new_highs
from optimiser.solver.limits import Limits
from optimiser.solver.matrix import as_matrix
from scenarios import read_scenario

REGION = "arnhem-nijmegen"
ALL_OF_R1 = "r01-arnhem-nijmegen"
MOST_PATTERNS = 100_000
"""More patterns than this are counted and not split."""
HOSTS = 3
"""Most hosts of one facility: 17 + 136 + 680 = 833 patterns in 17 municipalities."""
GAP = 0.01
"""The gap that siting has to prove within five seconds."""

FACILITIES = {
    "skaeve_huse": (12, 4, 12),
    "domus": (24, 8, 16),
    "teenage_mothers": (8, 4, 8),
    "housing_first": (60, 10, 40),
    "mid_stay": (120, 20, 60),
    "clustered_care": (90, 15, 45),
    "youth_training": (30, 10, 30),
    "relapse_places": (16, 4, 8),
    "sheltered_living": (50, 10, 30),
    "caravan_pitches": (40, 10, 40),
    "students": (36, 6, 18),
    "walk_in": (20, 5, 20),
}
"""Places in the region, and the least and most at one location: made up, of a likely size."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One model on one case.

    Parameters
    ----------
    case, model
        What was solved, and how.
    asked
        Relative gap at which the search may end.
    unknowns
        How many the model has.
    build, solve
        Seconds; to build a pattern model is to split every pattern.
    objective
        Minutes of travel over all places.
    gap
        Relative gap that was proven. Of a model with too many patterns nothing is measured.
    """

    case: str
    model: str
    asked: float
    unknowns: int
    build: float = nan
    solve: float = nan
    objective: float = nan
    gap: float = nan

    def columns_shown(self) -> list[str]:
        """Write it as a row of a table."""
        numbers = (
            f"{self.build:.2f}",
            f"{self.solve:.2f}",
            f"{self.build + self.solve:.2f}",
            f"{self.objective:.0f}",
            f"{100 * self.gap:.2f}",
        )
        tried = [number if number != "nan" else "not tried" for number in numbers]
        return [self.case, self.model, f"{self.asked:.0%}", str(self.unknowns), *tried]


def rows() -> Iterator[Row]:
    """Measure both models on each case, one after the other in one process."""
    for case, scenario in cases():
        for gap in (GAP, 0.0):
            yield by_site(case, scenario, gap)
            yield by_pattern(case, scenario, gap)
    everything = read_scenario(ALL_OF_R1)
    for gap in (GAP, 0.0):
        yield by_site(ALL_OF_R1, everything, gap)
    yield by_pattern(ALL_OF_R1, everything, GAP)


def cases() -> Iterator[tuple[str, Scenario]]:
    """Give scenarios of twelve facilities and nothing else, ever more tied to each other."""
    region = travelling(read_scenario(REGION))
    ties: tuple[AnyAgreement, ...]
    for case, ties in (
        ("no ties", ()),
        ("at most 3 facilities in a municipality", (at_most_hosts(3),)),
        ("at most 2 facilities in a municipality", (at_most_hosts(2),)),
        ("at most 1 of small facilities, 2 of all", (at_most_hosts(2), at_most_hosts(1, SMALL))),
    ):
        yield case, region.model_copy(update={"agreements": (*facilities(), *ties)})


SMALL = ("skaeve_huse", "domus", "teenage_mothers", "relapse_places", "walk_in")


def travelling(region: Scenario) -> Scenario:
    """Give a region without dwellings, where people should travel as little as can be."""
    bare: dict[str, Any] = {"capacity": [], "needs": [], "bids": [], "agreements": [], "groups": []}
    return Scenario.model_validate(region.model_dump() | bare | {"goals": ["travel"]})


def facilities() -> list[AnyAgreement]:
    """Give the twelve facilities as agreements."""
    return [
        Facility.model_validate(
            {
                "id": name,
                "facility": name,
                "places": places,
                "hosts": {"at_most": HOSTS},
                "per_location": {"at_least": least, "at_most": most},
                "key": "inhabitants",
            }
        )
        for name, (places, least, most) in FACILITIES.items()
    ]


def at_most_hosts(most: int, names: Sequence[str] | None = None) -> AnyAgreement:
    """Give the agreement that no municipality hosts more than some facilities."""
    return Amount.model_validate(
        {
            "id": f"at-most-{most}",
            "measure": {"quantity": "hosts", "facilities": names},
            "at_most": most,
            "each": "municipality",
        }
    )


def by_site(case: str, scenario: Scenario, asked: float) -> Row:
    """Site as the optimiser does: a yes or no for each municipality and facility."""
    began = time.perf_counter()
    problem = Problem(scenario)
    engine = Engine(problem.matrix, Limits(gap=asked))
    built = time.perf_counter() - began
    best = optimum(engine, problem)
    if best.answer is not Answer.OPTIMAL or best.siting is None:
        raise RuntimeError(f"{case}: {best.answer.value}")
    columns = len(problem.matrix.columns)
    gap, travel = best.siting.gap, best.totals["travel"]
    return Row(case, "site by site", asked, columns, built, engine.seconds, travel, gap)


def by_pattern(case: str, scenario: Scenario, asked: float) -> Row:
    """Site by choosing one pattern per facility."""
    number = sum(
        comb(len(scenario.codes), size)
        for agreement in scenario.agreements
        if isinstance(agreement, Facility)
        for size in sizes(scenario, agreement)
    )
    if number > MOST_PATTERNS:
        return Row(case, "by pattern", asked, number)
    began = time.perf_counter()
    reader = SumReader()
    chosen: dict[str, float] = {}
    hosting: dict[tuple[str, str], list[NamedUnknown]] = {}
    for agreement in scenario.agreements:
        if isinstance(agreement, Facility):
            own = dict(patterns(scenario, agreement))
            unknowns = {hosts: reader.unknown(agreement.facility, *hosts, most=1) for hosts in own}
            reader.add(agreement.facility, reader.total([*unknowns.values(), -1]), "==")
            for hosts, unknown in unknowns.items():
                chosen[unknown.name] = own[hosts]
                for code in hosts:
                    hosting.setdefault((code, agreement.facility), []).append(unknown)
    for agreement in scenario.agreements:
        if isinstance(agreement, Amount):
            counted = agreement.measure.facilities or FACILITIES
            for code in scenario.codes:
                here = [column for name in counted for column in hosting.get((code, name), [])]
                most = reader.total([*here, -(agreement.at_most or 0)])
                reader.add(f"{agreement.id}_{code}", most, "<=")
    matrix = as_matrix(reader.rows, reader.unknowns)
    engine = Engine(matrix, Limits(gap=asked))
    engine.whole(matrix.columns.values())
    engine.costs({matrix.columns[name]: cost for name, cost in chosen.items()})
    built = time.perf_counter() - began
    answer = engine.run()
    if answer is not Answer.OPTIMAL:
        raise RuntimeError(f"{case}: {answer.value}")
    found = engine.objective(), engine.relative_gap()
    return Row(case, "by pattern", asked, len(chosen), built, engine.seconds, *found)


def sizes(scenario: Scenario, agreement: Facility) -> range:
    """Give the numbers of hosts that a facility may have."""
    most = agreement.hosts.at_most
    last = len(scenario.codes) if most is None else most
    return range(max(1, agreement.hosts.at_least or 1), last + 1)


def patterns(scenario: Scenario, agreement: Facility) -> Iterator[tuple[tuple[str, ...], float]]:
    """List the host sets that can hold all places, with the travel of their best split."""
    codes, needs = scenario.codes, agreement.needs(scenario)
    minutes = np.array([[scenario.minutes(one, other) for other in codes] for one in codes], float)
    wanted = np.array([needs[code] for code in codes], float)
    most = agreement.per_location.at_most or agreement.places
    for number in sizes(scenario, agreement):
        for hosts in combinations(range(len(codes)), number):
            if number * most >= agreement.places:
                travel = best_split(minutes[:, hosts], wanted, most)
                yield tuple(codes[host] for host in hosts), travel


def best_split(minutes: Floats, wanted: Floats, most: float) -> float:
    """Give the least travel to some hosts, each with its most places.

    A location's least size does not matter: places may stay empty, here as in the other model.
    """
    at_each = np.bincount(minutes.argmin(axis=1), weights=wanted, minlength=minutes.shape[1])
    if at_each.max() <= most:
        return float(minutes.min(axis=1) @ wanted)
    return transported(minutes, wanted, most)


def transported(minutes: Floats, wanted: Floats, most: float) -> float:
    """Solve the split as a transportation problem."""
    people, hosts = minutes.shape
    size = people * hosts
    highs = new_highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("presolve", "off")
    highs.addVars(size, np.zeros(size), np.repeat(wanted, hosts))
    highs.changeColsCost(size, np.arange(size, dtype=np.int32), minutes.ravel())
    starts = np.arange(0, size, hosts, dtype=np.int32)
    every = np.arange(size, dtype=np.int32)
    highs.addRows(people, wanted, wanted, size, starts, every, np.ones(size))
    columns = every.reshape(people, hosts).T.ravel()
    starts = np.arange(0, size, people, dtype=np.int32)
    highs.addRows(
        hosts, np.zeros(hosts), np.full(hosts, most), size, starts, columns, np.ones(size)
    )
    highs.run()
    if highs.getModelStatus() != HighsModelStatus.kOptimal:
        raise RuntimeError(highs.modelStatusToString(highs.getModelStatus()))
    return float(highs.getInfo().objective_function_value)


def report() -> Report:
    """Measure both models on each case, losses and all."""
    head = (
        "case",
        "model",
        "may end at",
        "unknowns",
        "build s",
        "solve s",
        "together s",
        "travel, minutes",
        "gap %",
    )
    return Report(
        f"Siting twelve facilities in {REGION}: site by site, or by pattern",
        tables=[Table("", head, [row.columns_shown() for row in rows()])],
    )
