"""A plan as the tables of exact numbers in which it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from models.negotiated import Negotiated
from models.numbers import simplest
from models.plan import Plan
from models.quantity import QUANTITIES
from models.scenario import Scenario
from scenarios import negotiated_from_records

PlanTables = Mapping[str, list[dict[str, Any]]]
"""Records by table, with numbers that JSON has exactly."""


def plan_tables(plan: Plan | Negotiated) -> PlanTables:
    """Write a plan as tables.

    Parameters
    ----------
    plan
        A plan that says all, or a negotiated one that says what it says.

    Returns
    -------
    Tables
        A record per row, in a fixed order; a fraction of a dwelling is a text (``"1/3"``).
    """
    written = plan if isinstance(plan, Negotiated) else Negotiated.of(plan)
    return {
        name: [
            {
                **dict(zip(table.axes, cell, strict=True)),
                QUANTITIES[name].unit: simplest(Fraction(number)),
            }
            for cell, number in sorted(table.numbers.items())
        ]
        for name, table in sorted(written.tables.items())
        if table.numbers
    }


def plan_of_tables(scenario: Scenario, tables: PlanTables) -> Negotiated:
    """Read a plan from its tables.

    Parameters
    ----------
    scenario
        The scenario that it is a plan for.
    tables
        The records by table.

    Raises
    ------
    InvalidScenario
        If it is no plan for that scenario, with all that is wrong.
    """
    return negotiated_from_records(scenario, tables)
