"""What every peer starts from: the region in plain numbers, so that a peer's file is only a model.

It knows the agreements that `arnhem-nijmegen` makes, and refuses what no peer has a row for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeVar

from models.agreements import Agreement, Amount, Bid, FairShare, Share, VacancyCap
from models.measure import Measure, Scope
from models.scenario import Scenario

Cell = tuple[str, str, int, str, str]
"""Municipality, segment, year, form and pool, as our plans have them."""
Place = tuple[str, int]
"""Municipality and year."""
Sense = Literal[">=", "<=", "=="]


@dataclass(frozen=True, slots=True)
class Dwellings:
    """Which dwellings are counted; None counts all."""

    municipality: str | None = None
    year: int | None = None
    segments: tuple[str, ...] | None = None
    forms: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """So many of some dwellings: ``counted sense number``."""

    counted: Dwellings
    sense: Sense
    number: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some dwellings are a part of others: ``part sense ratio * whole``.

    What is missed of a part that is not binding counts by `weight`.
    """

    part: Dwellings
    whole: Dwellings
    sense: Sense
    ratio: Fraction
    binding: bool
    weight: float


@dataclass
class Region:
    """A region in plain numbers.

    Parameters
    ----------
    scenario
        What they were read from.
    group
        The one target group.
    codes, years
        The municipalities and the years.
    cells
        Where something can be built.
    pools, per_year
        The most of a pool in all, and in one year.
    quotas, parts
        What was agreed on numbers and shares of dwellings.
    need
        Households to be housed, by year.
    cap
        The part of social dwellings coming free that may go to them; None for no limit.
    vacancies
        Social dwellings that fall vacant in a year, by municipality.
    fair
        The fair share of the households, by municipality and year.
    bids
        Dwellings wanted, by municipality and segments.
    goals
        Of ``shortfall``, ``fairness`` (the largest relative deviation), ``evenness`` (all
        deviations together), ``nearness`` and ``smooth_years``, in order.
    """

    scenario: Scenario
    group: str
    codes: tuple[str, ...]
    years: tuple[int, ...]
    cells: tuple[Cell, ...]
    pools: dict[str, int] = field(default_factory=dict)
    per_year: dict[tuple[str, int], int] = field(default_factory=dict)
    quotas: list[Quota] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    need: dict[int, int] = field(default_factory=dict)
    cap: Fraction | None = None
    vacancies: dict[str, int] = field(default_factory=dict)
    fair: dict[Place, float] = field(default_factory=dict)
    bids: list[tuple[Dwellings, int]] = field(default_factory=list)
    goals: tuple[str, ...] = ()

    @property
    def places(self) -> list[Place]:
        """Every municipality and year."""
        return [(code, year) for code in self.codes for year in self.years]

    def counted(self, wanted: Dwellings) -> Iterator[Cell]:
        """List the cells that are counted."""
        codes = self.codes if wanted.municipality is None else (wanted.municipality,)
        years = self.years if wanted.year is None else (wanted.year,)
        for code in codes:
            for year in years:
                for cell in self._by_place[code, year]:
                    if (wanted.segments is None or cell[1] in wanted.segments) and (
                        wanted.forms is None or cell[3] in wanted.forms
                    ):
                        yield cell

    @cached_property
    def by_pool(self) -> dict[str, list[Cell]]:
        """The cells of each pool."""
        return grouped(self.cells, lambda cell: cell[4])

    @cached_property
    def _by_place(self) -> dict[Place, list[Cell]]:
        empty: dict[Place, list[Cell]] = {place: [] for place in self.places}
        return empty | grouped(self.cells, lambda cell: (cell[0], cell[2]))


def read_region(scenario: Scenario) -> Region:
    """Read a region's plain numbers from a scenario.

    Raises
    ------
    ValueError
        If the scenario makes an agreement, or has a goal, that the peers have no row for.
    """
    unknown = [goal.id for goal in scenario.goals if goal.kind not in GOALS]
    if unknown or len(scenario.groups) > 1:
        raise ValueError(f"no peer has a row for {unknown or scenario.groups}")
    (group,) = scenario.groups or ("",)
    region = Region(
        scenario,
        group,
        scenario.codes,
        tuple(scenario.horizon.years),
        tuple(
            (pool.municipality, segment, year, form, pool.pool)
            for pool in scenario.capacity
            for segment in pool.segments or scenario.segments
            for year in scenario.pool_years(pool)
            for form in pool.forms or scenario.forms
        ),
        pools={pool.pool: pool.dwellings for pool in scenario.capacity},
        per_year={
            (pool.pool, year): pool.most_per_year
            for pool in scenario.capacity
            if pool.most_per_year is not None
            for year in scenario.pool_years(pool)
        },
        goals=tuple(name for goal in scenario.goals for name in GOALS[goal.kind]),
    )
    for agreement in scenario.agreements:
        add(region, scenario, agreement)
    return region


GOALS = {
    "shortfall": ("shortfall",),
    # One municipality that cannot come near would leave all others free to go as far; leximin is
    # out of reach of a single model, so all deviations together come next.
    "fair_share": ("fairness", "evenness"),
    "nearness": ("nearness",),
    "smooth_years": ("smooth_years",),
}
"""What a peer makes as small as can be for each goal of a scenario, one after the other."""


def add(region: Region, scenario: Scenario, agreement: Agreement) -> None:
    """Add what one agreement asks for."""
    match agreement:
        case Amount(measure=Measure(quantity="new_build") as measure):
            for scope in agreement.scopes(scenario):
                for sense, number in agreement.bounds():
                    region.quotas.append(Quota(dwellings(measure, scope), sense, number))
        case Share(measure=Measure(quantity="new_build") as part, of=whole, rounding=0):
            for scope in agreement.scopes(scenario):
                for sense, ratio in agreement.bounds():
                    sides = dwellings(part, scope), dwellings(whole, scope)
                    weight = float(agreement.weight)
                    region.parts.append(Part(*sides, sense, ratio, agreement.binding, weight))
        case Share(
            measure=Measure(quantity="housed"), exactly=Fraction(numerator=1, denominator=1)
        ):
            region.need = {
                year: sum(need.households for need in scenario.needs if need.year == year)
                for year in region.years
            }
        case VacancyCap():
            region.cap = agreement.at_most
            region.vacancies = {
                place.code: int(place.figure("vacancies")) for place in scenario.municipalities
            }
        case FairShare(tolerance=None):
            region.fair = fair_shares(region, scenario, agreement)
        case Bid(party=None):
            region.bids = [
                (
                    Dwellings(wish.municipality, None, (wish.segment,) if wish.segment else None),
                    wish.dwellings,
                )
                for wish in scenario.bids
            ]
        case _:
            raise ValueError(f"no peer has a row for {agreement.id}")


def dwellings(measure: Measure, scope: Scope) -> Dwellings:
    """Say which dwellings an agreement counts in one of the places where it holds."""
    return Dwellings(scope.municipality, scope.year, measure.segments, measure.forms)


def fair_shares(region: Region, scenario: Scenario, agreement: FairShare) -> dict[Place, float]:
    """Work out the fair share of the households by municipality and year."""
    places = scenario.municipalities
    path = agreement.path

    def key(figure: str, code: str) -> float:
        numbers = {place.code: float(place.figure(figure)) for place in places}
        return numbers[code] / sum(numbers.values())

    def weight(code: str, year: int) -> float:
        if path is None:
            return key(agreement.key, code)
        grown = min(max((year - path.from_year) / (path.to_year - path.from_year), 0.0), 1.0)
        return (1 - grown) * key(path.start, code) + grown * key(agreement.key, code)

    households = {
        year: sum(need.households for need in scenario.needs if need.year == year)
        for year in region.years
    }
    return {(code, year): weight(code, year) * households[year] for code, year in region.places}


Row = TypeVar("Row")
Name = TypeVar("Name")


def grouped(rows: Iterable[Row], by: Callable[[Row], Name]) -> dict[Name, list[Row]]:
    """Put rows together by what they have in common."""
    groups: dict[Name, list[Row]] = {}
    for row in rows:
        groups.setdefault(by(row), []).append(row)
    return groups
