"""Scenario files in and out, their checks, and the shipped library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.on_demand import on_demand

if TYPE_CHECKING:
    from models.findings import InvalidScenario
    from scenarios.checks.scenario_checks import check
    from scenarios.differing import ScenarioDifference, changes_between, scenario_differences
    from scenarios.plan_files import (
        negotiated_from_records,
        plan_from_records,
        read_negotiated,
        read_plan,
    )
    from scenarios.reading import (
        Base,
        changed_scenario,
        library_scenario,
        read_scenario,
        scenario_from_json,
        scenario_from_workbook,
    )
    from scenarios.shipped import library
    from scenarios.writing import to_json, to_workbook, write_folder
else:
    _STANDS_IN = {
        "Base": "reading",
        "InvalidScenario": "reading",
        "ScenarioDifference": "differing",
        "changed_scenario": "reading",
        "changes_between": "differing",
        "check": "checks.scenario_checks",
        "library": "shipped",
        "library_scenario": "reading",
        "negotiated_from_records": "plan_files",
        "plan_from_records": "plan_files",
        "read_negotiated": "plan_files",
        "read_plan": "plan_files",
        "read_scenario": "reading",
        "scenario_differences": "differing",
        "scenario_from_json": "reading",
        "scenario_from_workbook": "reading",
        "to_json": "writing",
        "to_workbook": "writing",
        "write_folder": "writing",
    }
    __getattr__ = on_demand(__name__, _STANDS_IN)

__all__ = [
    "Base",
    "InvalidScenario",
    "ScenarioDifference",
    "changed_scenario",
    "changes_between",
    "check",
    "library",
    "library_scenario",
    "negotiated_from_records",
    "plan_from_records",
    "read_negotiated",
    "read_plan",
    "read_scenario",
    "scenario_differences",
    "scenario_from_json",
    "scenario_from_workbook",
    "to_json",
    "to_workbook",
    "write_folder",
]
