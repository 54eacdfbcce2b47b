"""Scenario files in and out, their checks, and the shipped library."""

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
