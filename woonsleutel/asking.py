"""What the Python package is asked, as the service is asked it: scenarios and plans become JSON."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from dossiers.plan_tables import plan_tables
from models.negotiated import Negotiated
from models.plan import Plan
from models.scenario import Scenario
from scenarios import changes_between, to_json
from woonsleutel.calls import Call
from woonsleutel.parcel import MEDIA_TYPE


def asking(
    resource: str, scenario: Scenario, asked: Mapping[str, Any], query: Mapping[str, Any]
) -> Call:
    """Give the request that asks something of a scenario, for an answer in full.

    Parameters
    ----------
    resource
        Where: ``rooms``.
    scenario
        The scenario.
    asked, query
        With what, by the names of the request and of its query.

    Returns
    -------
    Call
        The request.
    """
    said = {name: as_asked(value, scenario) for name, value in asked.items() if value is not None}
    flags = {name: as_flag(value) for name, value in query.items()}
    # Where nothing is asked beside it the scenario is the whole request.
    body = {"scenario": to_json(scenario), **said} if said else to_json(scenario)
    return Call("POST", f"/{resource}", body, flags, {"Accept": MEDIA_TYPE})


def as_flag(value: object) -> object:
    """Write yes and no as a query has them."""
    return str(value).lower() if isinstance(value, bool) else value


def as_asked(value: Any, scenario: Scenario) -> Any:
    """Give what is asked with as JSON has it.

    Parameters
    ----------
    value
        A scenario of the same region, a plan, a share, or anything that JSON has itself.
    scenario
        What is asked about.

    Returns
    -------
    object
        What JSON holds.
    """
    match value:
        case Scenario():
            return changes_between(scenario, value)
        case Plan() | Negotiated():
            return plan_tables(value)
        case Fraction():
            return str(value)
        case Mapping():
            return {name: as_asked(each, scenario) for name, each in value.items()}
        case list() | tuple():
            return [as_asked(each, scenario) for each in value]
        case set() | frozenset():
            return sorted(value)
    return value
