"""Every kind of report: of a plan, of none, of plans beside it, of what was explored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from models.language import Language
from models.scenario import Scenario
from optimiser import compromise, solve
from optimiser.explore.alternatives import alternatives
from optimiser.explore.pareto import front
from optimiser.explore.room import room
from optimiser.paper import content_of, typeset
from optimiser.plans.compare import compare_plans
from optimiser.results.account import Account
from optimiser.sensitivity.price import prices
from scenarios import read_negotiated, scenario_from_json
from tests import hosting_regions
from tests.web.conftest import region

PLANS = {
    "tekort": b"municipality;dwellings\nGM0001;40\nGM0002;55\n",
    "gespreid": b"municipality;dwellings\nGM0001;25\nGM0002;75\n",
}


def asking(index: int = 0, **said: Any) -> Scenario:
    """Give the region of two, with something else said in an agreement."""
    document = region()
    document["agreements"][index] |= said
    return scenario_from_json(document)


def wished() -> Scenario:
    """Two hundred are wished for, and 140 fit."""
    return asking(binding=False, at_least=200)


def choosing() -> Scenario:
    """Each municipality chooses between much social rent and much for the market."""
    document = region()
    options = [
        {
            "id": name,
            "kind": "share",
            "measure": {"quantity": "new_build", "segments": [name]},
            "of": {"quantity": "new_build"},
            "at_least": "60%",
        }
        for name in ("social_rent", "market")
    ]
    document["agreements"][1] = {
        "id": "choice",
        "kind": "either",
        "each": ["municipality"],
        "options": options,
    }
    return scenario_from_json(document)


def beside() -> Account:
    two = asking()
    read = {name: read_negotiated(two, plan, f"{name}.csv") for name, plan in PLANS.items()}
    return compare_plans(two, read, unchanged=True)


def parties() -> Account:
    asked = {
        "huurders": asking(1, at_least="80%", binding=False),
        "kopers": asking(1, at_least=None, at_most="20%", binding=False),
    }
    return compromise(asking(1, at_least="0%"), asked)


def two_goals() -> Account:
    plans = {"akkoord": solve(wished()).plan}
    return front(wished(), "shortfall:1", "fair_share:spread", plans=plans, best=True)


KINDS: Mapping[str, Callable[[], Account]] = {
    "plan": lambda: solve(asking()),
    "plans beside it": beside,
    "cannot be done": lambda: solve(asking(at_least=150)),
    "out of time": lambda: solve(asking(), time_limit=1e-9),
    "facilities": lambda: solve(hosting_regions.region(5)),
    "options": lambda: solve(choosing()),
    "parties": parties,
    "wished": lambda: solve(wished()),
    "room": lambda: room(wished()),
    "prices": lambda: prices(wished()),
    "alternatives": lambda: alternatives(wished(), 2, within=Fraction(1, 10)),
    "front": two_goals,
}


@cache
def found(kind: str) -> Account:
    """Give what was found for a kind of report."""
    return KINDS[kind]()


def content(kind: str, language: Language) -> dict[str, Any]:
    """Give what a kind of report says."""
    one = found(kind)
    return content_of(one.about, one.as_record("en"), language)


@cache
def paper(kind: str, language: Language) -> bytes:
    """Give a kind of report as a file."""
    return typeset(content(kind, language))
