"""Whether the plans shown are such as a planner would draw: how far each is from the expected.

Nothing here is a rule of the model. Each column counts what makes a council wonder, and a plan of
which a goal, or an agreement, asks for it shows it here all the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.table import Report, Table
from models.exact import Number
from models.plan import Plan
from models.quantity import Cell
from models.reference import ReferenceMix, reference_mixes
from models.scenario import Scenario
from optimiser import solve
from scenarios import library, library_scenario

ONE_SEGMENT = 0.8
"""Above this part of a municipality's dwellings one segment is nearly all of them."""
STEP = 3
"""A year with this many times the dwellings of the year before, or after, is a step."""
LARGE = 50
"""In a municipality that builds more than so many, a number below ``CRUMB`` is a crumb."""
CRUMB = 3
GAP_YEAR = 0.15
"""A year of nothing beside one with this part of a municipality's dwellings is a gap."""


@dataclass(slots=True)
class Realism:
    """What is counted in one plan.

    Parameters
    ----------
    one_segment
        Municipalities with more than four fifths in one segment, by name.
    without
        Municipalities without a segment that their reference mix has a dwelling of, by name.
    municipalities, years, cells
        How many municipalities, municipality-years and numbers there are to count in.
    one_segment_years
        Municipality-years with more than four fifths in one segment.
    steps
        Year steps of threefold or more, down or up.
    gaps
        Year steps between nothing and a seventh or more of what is built in all.
    crumbs
        Numbers below three dwellings where more than fifty are built.
    forms
        Per form the planned dwellings, and those of the reference mixes.
    """

    one_segment: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    municipalities: int = 0
    years: int = 0
    cells: int = 0
    one_segment_years: int = 0
    steps: int = 0
    gaps: int = 0
    crumbs: int = 0
    forms: dict[str, tuple[int, int]] = field(default_factory=dict)


def realism(scenario: Scenario, plan: Plan) -> Realism:
    """Count in a plan what a council would wonder at.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        A plan for it.

    Returns
    -------
    Realism
        The counts.
    """
    found = Realism()
    whole = plan.totals("new_build", "municipality")
    segments = grouped(plan.totals("new_build", "municipality", "segment"))
    years = grouped(plan.totals("new_build", "municipality", "year"))
    by_year = grouped(plan.totals("new_build", "municipality", "year", "segment"))
    mixes = reference_mixes(scenario)
    for place in sorted(place for place, number in whole.items() if number):
        code = str(place[0])
        count(found, scenario, code, segments[place], mixes[code])
        pairs = [*pairwise(years[place][year] for year in scenario.horizon.years)]
        found.steps += sum(is_step(*pair) for pair in pairs)
        found.gaps += sum(is_gap(*pair, whole[place]) for pair in pairs)
    found.years = len(by_year)
    if len(scenario.segments) > 1:
        found.one_segment_years = sum(nearly_one(built) for built in by_year.values())
    cells = plan.cells.get("new_build", {})
    large = [number for cell, number in cells.items() if whole[cell[:1]] > LARGE]
    found.cells, found.crumbs = len(large), sum(number < CRUMB for number in large)
    forms = plan.totals("new_build", "form")
    for form in scenario.forms:
        expected = sum(mixes[str(code)].forms[form] * number for (code,), number in whole.items())
        found.forms[form] = int(forms[(form,)]), round(expected)
    return found


def grouped(totals: Mapping[Cell, Number]) -> dict[Cell, Counter[str | int]]:
    """Sort totals by all axes but the last."""
    found: dict[Cell, Counter[str | int]] = defaultdict(Counter)
    for (*first, last), number in totals.items():
        found[tuple(first)][last] = int(number)
    return found


def count(
    found: Realism, scenario: Scenario, code: str, built: Counter[str | int], mix: ReferenceMix
) -> None:
    """Count a municipality that builds."""
    name = scenario.municipality(code).name
    found.municipalities += 1
    if len(scenario.segments) > 1 and nearly_one(built):
        found.one_segment.append(name)
    if any(part * built.total() >= 1 and not built[s] for s, part in mix.segments.items()):
        found.without.append(name)


def nearly_one(built: Counter[str | int]) -> bool:
    """Tell whether one segment is nearly all."""
    return len(built) > 0 and max(built.values()) > ONE_SEGMENT * built.total()


def is_step(before: int, after: int) -> bool:
    """Tell whether a year has a multiple of the other."""
    return min(before, after) > 0 and max(before, after) >= STEP * min(before, after)


def is_gap(before: int, after: int, whole: Number) -> bool:
    """Tell whether much is built in one year and nothing in the other."""
    return min(before, after) == 0 and max(before, after) >= GAP_YEAR * whole


HEAD = (
    "scenario",
    "over 80 % in one segment",
    "lacks a segment",
    "municipality-years over 80 %",
    "steps of threefold",
    "years of nothing",
    "crumbs",
    "forms: planned (reference)",
)


def report() -> Report:
    """Count in the plan of every scenario of the library, as it is shipped."""
    rows = []
    for entry in library():
        scenario = library_scenario(entry.id)
        plan = solve(scenario).plan
        rows.append([entry.id, *(shown(realism(scenario, plan)) if plan else no_plan())])
    notes = (
        "Of every municipality that builds: whether more than 80 % is in one segment, or a segment "
        "is lacking that its reference mix has a dwelling of; how often a year has three times "
        "another beside it, or nothing beside a seventh of all; and numbers below three dwellings "
        "where more than fifty are built. Agreements and goals may ask for each of these.",
    )
    return Report("Plans as a planner would draw them", tables=[Table("", HEAD, rows)], notes=notes)


def shown(found: Realism) -> list[str]:
    """Write the counts of one plan."""
    return [
        listed(found.one_segment, found.municipalities),
        listed(found.without, found.municipalities),
        f"{found.one_segment_years} of {found.years}",
        str(found.steps),
        str(found.gaps),
        f"{found.crumbs} of {found.cells}",
        ", ".join(f"{form} {n:,} ({expected:,})" for form, (n, expected) in found.forms.items()),
    ]


def listed(names: list[str], of: int) -> str:
    """Write how many, of how many, and who."""
    return f"{len(names)} of {of}" + (f": {', '.join(names)}" if names else "")


def no_plan() -> list[str]:
    """Write that there is nothing to count."""
    return ["no plan", *[""] * (len(HEAD) - 2)]
