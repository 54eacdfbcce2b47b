"""How large a scenario may be: beyond this no solve ends in a time that anybody waits for."""

from __future__ import annotations

from models.language import Text
from models.scenario import Scenario

MOST_MUNICIPALITIES = 1_000
"""Three times the Netherlands."""

MOST_POOLS = 20_000

MOST_ROWS = 100_000
"""Of any other table."""

MOST_YEARS = 60

MOST_CELLS = 2_000_000
"""Numbers to decide: of new build per pool, segment, form and year, and of households."""

WRITING = 1e-5
"""Seconds for each number that is decided, in which a plan is audited and written."""


def too_many_rows(table: str, rows: int) -> Text | None:
    """Say that a table is too long, when it is."""
    most = {"municipalities": MOST_MUNICIPALITIES, "capacity": MOST_POOLS}.get(table, MOST_ROWS)
    if rows <= most:
        return None
    return Text("This table has {rows} rows; it may have {most}.", rows=rows, most=most)


def count_cells(scenario: Scenario) -> int:
    """Count the numbers that a scenario leaves to be decided."""
    built = sum(
        count_years(scenario.pool_years(pool))
        * len(pool.segments or scenario.segments)
        * len(pool.forms or scenario.forms)
        for pool in scenario.capacity
    )
    years = count_years(scenario.horizon.years)
    return built + len(scenario.municipalities) * len(scenario.groups) * years


def seconds_to_write(scenario: Scenario) -> float:
    """Give the seconds in which a plan for a scenario is audited and written."""
    return WRITING * count_cells(scenario)


def count_years(years: range) -> int:
    """Count years, also so many that Python gives a range of them no length."""
    return max(0, years.stop - years.start)
