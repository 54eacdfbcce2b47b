"""What can be chosen in a form: the names that a scenario knows, by what they are names of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from models.agreements import FairShare
from models.agreements.relative import REGION
from models.condition import COMPARISONS
from models.existing_stock import DEMOLISHED
from models.language import Part, Text, Word
from models.quantity import QUANTITIES
from models.scenario import Scenario
from models.tables import DERIVED, SUPPLIES, quotient

OfferedChoices: TypeAlias = Sequence[tuple[str, Part]]
"""What can be chosen, each with what it is called."""

SIGNS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "=": "equal to"}
"""How a figure is compared, in words."""

PLACED_BY = {"area": "areas", "pool": "capacity", "neighbourhood": "neighbourhoods"}
"""The table without which nothing can hold for each of these."""


def choices(scenario: Scenario) -> Mapping[str, OfferedChoices]:
    """Give what can be chosen, by the name of a field.

    Parameters
    ----------
    scenario
        Whose names they are.

    Returns
    -------
    mapping
        The names; none where the scenario knows none.
    """
    figures = figures_of(scenario)
    pools: OfferedChoices = [
        (one.pool, scenario.pools_called.get(one.pool, one.pool)) for one in scenario.capacity
    ]
    towns: OfferedChoices = [(one.code, one.name) for one in scenario.municipalities]
    facilities = called(sorted({one.facility for one in scenario.offers}))
    sited = {str(cell[1]) for cell in scenario.cells("hosts")}
    divided_by = called((*scenario.keys, *figures))
    own: OfferedChoices = [(REGION, Text("the regional share")), *called(figures)]
    return {
        "quantity": called(counted(scenario)),
        "segments": called(scenario.segments),
        "forms": called(scenario.forms),
        "groups": called(scenario.groups),
        "facility": facilities,
        "facilities": called(sorted({one.facility for one in scenario.offers} | sited)),
        "origins": [*called(("own", "elsewhere")), *towns] if scenario.cells("placed") else [],
        "neighbourhoods": called(one.neighbourhood for one in scenario.neighbourhoods),
        "supply": called(one for one in SUPPLIES if one in {p.supply for p in scenario.capacity}),
        "status": called(sorted({one.status for one in scenario.capacity})),
        "becomes": called((*scenario.segments, DEMOLISHED)) if scenario.withdrawals else [],
        "rates": called(sorted({one.rate for one in scenario.rates})),
        "variants": called(sorted({one.variant for one in scenario.demands})),
        "party": called(sorted({one.party for one in scenario.bids if one.party})),
        "key": divided_by,
        "start": divided_by,
        "divided_by": divided_by,
        "each": called(
            one
            for one in ("municipality", "year", "area", "pool", "neighbourhood", "segment", "form")
            if one not in PLACED_BY or getattr(scenario, PLACED_BY[one])
        ),
        "area": [(one, one) for one in scenario.area_names],
        "years": [(str(one), str(one)) for one in scenario.horizon.years],
        "municipalities": towns,
        "municipality": towns,
        "givers": towns,
        "takers": towns,
        "pools": pools,
        "follows": pools,
        "at_least_by": own,
        "at_most_by": own,
        "figure": called(figures),
        "sign": [(sign, Word(SIGNS[sign])) for sign in COMPARISONS],
        "of": [(one.id, one.name()) for one in scenario.agreements if isinstance(one, FairShare)],
    }


def called(names: Iterable[str]) -> OfferedChoices:
    """Give names with the reader's word for each."""
    return [(name, Word(name)) for name in names]


def figures_of(scenario: Scenario) -> list[str]:
    """Give the figures of the municipalities, also those that follow from others."""
    known = {name for one in scenario.municipalities for name in one.__pydantic_extra__}
    derived = [name for name in DERIVED if known.issuperset(quotient(name))]
    return sorted((*known, *derived))


def counted(scenario: Scenario) -> Iterator[str]:
    """Give what can be counted: what a plan decides here, what follows, and what is given."""
    decided = [name for name in QUANTITIES if scenario.cells(name)]
    yield from decided or ["new_build"]
    follows = {
        "net": scenario.withdrawals,
        "withdrawn": scenario.withdrawals,
        "freed": scenario.moving_on,
        **{row.counted: True for row in scenario.rates},
        "credited": "transferred" in decided,
        "need": scenario.needs,
        "capacity": scenario.capacity,
    }
    yield from (name for name, known in follows.items() if known)
    yield from (name for name in ("vacancies", "stock") if name in figures_of(scenario))
