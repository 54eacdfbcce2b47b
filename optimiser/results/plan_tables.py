"""The tables of a plan: what it decides, cell by cell, and what follows from that."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING

from models.exact import Unreduced
from models.language import Language
from models.measure import Measure, Scope
from models.plan import in_parts, programme_of_plan
from models.quantity import QUANTITIES
from optimiser.results.account import ByColumn, TableRows, code_and_name

if TYPE_CHECKING:
    from optimiser.results.solved import Solved


def of_quantity(name: str, meaning: str) -> Callable[[Solved, Language], ByColumn]:
    """Make the table of a quantity: a row for each cell of the plan."""

    def rows(result: Solved, language: Language) -> ByColumn:
        parts = in_parts(result.plan.cells.get(name, {}) if result.plan else {})
        cells = sorted(parts.units)
        if not cells:
            return ByColumn({})
        where = dict(zip(QUANTITIES[name].axes, zip(*cells, strict=True), strict=True))
        named = {code: result.scenario.municipality(code).name for code in result.scenario.codes}
        codes = where["municipality"]
        numbers = [Unreduced(parts.units[cell], parts.scale) for cell in cells]
        return ByColumn(
            {
                "municipality": codes,
                "name": [named[str(code)] for code in codes],
                **where,
                QUANTITIES[name].unit: numbers,
            }
        )

    rows.__name__, rows.__doc__ = name, meaning
    return rows


new_build = of_quantity("new_build", "Dwellings per municipality, segment, year, form and pool.")
withdrawn = of_quantity("withdrawn", "What the plan demolishes or sells, and what it becomes.")
housed = of_quantity("housed", "Households per municipality, target group and year.")
placed = of_quantity("placed", "Households per municipality, group, year, and where they are from.")
transferred = of_quantity("transferred", "Households that one municipality has housed by another.")
ceded = of_quantity("ceded", "Dwellings of a municipality's task that another builds.")
opened = of_quantity("opened", "Places of a facility by the end of each year, where they grow.")


def net(result: Solved, language: Language) -> TableRows:
    """Give what is built, what leaves the stock, what comes into it, and what that adds in all."""
    scenario = result.scenario
    if result.plan is None or not scenario.withdrawals:
        return
    programme = programme_of_plan(scenario, result.plan)
    years = frozenset(scenario.horizon.years)
    for code in scenario.codes:
        for segment in scenario.segments:
            scope = Scope(code, None, frozenset([code]), years)
            built, leave, added = (
                programme.measure(Measure(quantity=quantity, segments=(segment,)), scope)
                for quantity in ("new_build", "withdrawn", "net")
            )
            if built or leave or added:
                yield {
                    **code_and_name(scenario, code),
                    "segment": segment,
                    "new_build": built,
                    "withdrawn": leave,
                    "sold_into": added - built + leave,
                    "net": added,
                }


def facilities(result: Solved, language: Language) -> TableRows:
    """Give the hosts of each facility, and how many places there are."""
    if result.plan:
        for (code, facility), places in sorted(
            result.plan.cells.get("places", {}).items(), key=lambda item: (item[0][1], item[0][0])
        ):
            yield {
                "facility": facility,
                **code_and_name(result.scenario, str(code)),
                "places": places,
            }


def served(result: Solved, language: Language) -> TableRows:
    """Give for each facility who is served where, and how far that is."""
    if result.plan:
        for row in result.plan.records("served"):
            origin, host = str(row["municipality"]), str(row["host"])
            yield {
                "facility": row["facility"],
                **code_and_name(result.scenario, origin),
                "host": host,
                "host_name": result.scenario.municipality(host).name,
                "minutes": result.scenario.minutes(origin, host),
                "places": row["places"],
            }


def by_rate(name: str, number: str, meaning: str) -> Callable[[Solved, Language], TableRows]:
    """Make the table of what rates come to: a row for each rate, municipality and year."""

    def rows(result: Solved, language: Language) -> TableRows:
        scenario = result.scenario
        known = sorted({row.rate for row in scenario.rates if row.counted == name})
        programme = programme_of_plan(scenario, result.plan) if result.plan and known else None
        for rate, code, year in product(known, scenario.codes, scenario.horizon.years):
            scope = Scope(code, year, frozenset([code]), frozenset([year]))
            measure = Measure(quantity=name, rates=(rate,))
            if programme and (found := programme.measure(measure, scope)):
                yield {"rate": rate, **code_and_name(scenario, code), "year": year, number: found}

    rows.__name__, rows.__doc__ = name, meaning
    return rows


euros = by_rate("euros", "euros", "What each rate comes to per municipality and year, in euros.")
rated = by_rate("rated", "number", "What each rate that is no money comes to: persons, floor area.")
