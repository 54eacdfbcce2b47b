"""What a key does: what it gives everyone, what the plan makes of it, and what is left besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from models.agreements import FairShare, VacancyCap
from models.exact import exact, relative
from models.key import apportioned
from models.measure import Measure, Scope
from models.plan import Plan, programme_of_plan
from models.quantity import DECIDED
from models.scenario import Scenario
from optimiser.results.audit import AuditedOutcome, audited_outcome, hoover, largest_deviation

Year = int | None
"""A year, or None for all years together."""


@dataclass(frozen=True, slots=True)
class KeyShare:
    """What one municipality gets by a key, in one year or over all years.

    Parameters
    ----------
    weight
        Its part of the whole; on a growth path that of this year.
    fair
        Its fair share; None when what there is to divide is not known.
    whole
        The fair share in whole units, by largest remainder.
    assigned
        What the plan gives it; None without a plan.
    """

    weight: Fraction
    fair: Fraction | None
    whole: int | None
    assigned: Fraction | None


@dataclass(frozen=True, slots=True)
class KeyDivision:
    """What is divided by a key in one year or over all years, and what the plan makes of it.

    Parameters
    ----------
    year
        The year; None for all years together.
    shares
        By municipality.
    largest
        The largest relative deviation from a fair share; None without a plan.
    furthest
        The municipality that has it.
    hoover
        The part of all that would have to move to make every share fair.
    """

    year: Year
    shares: dict[str, KeyShare]
    largest: Fraction | None = None
    furthest: str = ""
    hoover: Fraction | None = None


def divisions(
    scenario: Scenario, agreement: FairShare, plan: Plan | None
) -> tuple[KeyDivision, ...]:
    """Divide by a key: in each year when the agreement holds per year, and over all years.

    Parameters
    ----------
    scenario
        The scenario.
    agreement
        The agreement, with the key.
    plan
        The plan, when there is one.
    """
    rows = [
        audited_outcome(row)
        for row in programme_of_plan(scenario, plan or Plan()).outcomes(agreement)
    ]
    by_year: dict[Year, dict[str, AuditedOutcome]] = {}
    for row in rows:
        code = row.outcome.scope.municipality or ""
        by_year.setdefault(row.outcome.scope.year, {})[code] = row
    by_year = dict(sorted(by_year.items(), key=lambda item: item[0] or 0))
    if by_year and None not in by_year:
        years = list(by_year.values())
        by_year[None] = {code: over_years([year[code] for year in years]) for code in years[0]}
    known = plan is not None or (agreement.of or agreement.measure).quantity not in DECIDED
    return tuple(
        key_division(year, rows, known, plan is not None) for year, rows in by_year.items()
    )


def over_years(rows: Sequence[AuditedOutcome]) -> AuditedOutcome:
    """Add up what one municipality gets over the years."""
    fair = sum((row.fair for row in rows), Fraction(0))
    assigned = sum((row.assigned for row in rows), Fraction(0))
    off = relative(assigned, fair) if fair else None
    return AuditedOutcome(rows[0].outcome, fair, assigned, off)


def key_division(
    year: Year, rows: dict[str, AuditedOutcome], known: bool, planned: bool
) -> KeyDivision:
    """Put one division together.

    Parameters
    ----------
    year
        The year.
    rows
        The outcomes by municipality.
    known, planned
        Whether it is known what there is to divide, and whether there is a plan.
    """
    total = sum((row.fair for row in rows.values()), Fraction(0))
    weights = {
        code: row.fair / total if total else row.outcome.weight for code, row in rows.items()
    }
    divisible = known and total.denominator == 1
    whole = apportioned(int(total), weights) if divisible else {}
    shares = {
        code: KeyShare(
            weights[code],
            row.fair if known else None,
            whole.get(code),
            row.assigned if planned else None,
        )
        for code, row in rows.items()
    }
    if not planned:
        return KeyDivision(year, shares)
    furthest = max(
        (code for code, row in rows.items() if row.deviation),
        key=lambda code: abs(rows[code].deviation or Fraction(0)),
        default="",
    )
    return KeyDivision(
        year, shares, largest_deviation(rows.values()), furthest, hoover(rows.values())
    )


@dataclass(frozen=True, slots=True)
class Left:
    """What is left for regular seekers of the social dwellings that come free or are built.

    Parameters
    ----------
    code
        The municipality; empty for the region.
    year
        The year; None for all years together.
    vacancies, new_social_rent
        Dwellings that fall vacant, and that are completed.
    housed
        Households of the target groups that the plan houses.
    housed_by_key
        How many that would be if the municipality housed its fair share exactly; None when the
        key divides something else, or does not hold here.
    agreed
        The part that was agreed to be for regular seekers.
    """

    code: str
    year: Year
    vacancies: Fraction
    new_social_rent: Fraction
    housed: Fraction
    housed_by_key: Fraction | None
    agreed: Fraction | None

    @property
    def free(self) -> Fraction:
        """All that comes free or is built."""
        return self.vacancies + self.new_social_rent

    @property
    def left(self) -> Fraction:
        """What is left of it."""
        return self.free - self.housed

    def share(self, housed: Fraction | None) -> Fraction | None:
        """Give the part that is left when so many households are housed."""
        return None if housed is None or not self.free else (self.free - housed) / self.free


def left_over(
    scenario: Scenario, agreement: FairShare, plan: Plan | None, divided: Sequence[KeyDivision]
) -> Iterator[Left]:
    """Give what is left for regular seekers: per municipality, and the region last.

    Nothing without a plan, or when it is not known how many dwellings fall vacant.

    Parameters
    ----------
    scenario
        The scenario.
    agreement
        The agreement, with the key.
    plan
        The plan, when there is one.
    divided
        What the key gives.
    """
    known = all("vacancies" in (m.model_extra or {}) for m in scenario.municipalities)
    if plan is None or not known:
        return
    programme = programme_of_plan(scenario, plan)
    groups = capped_groups(scenario)
    asked = asked_more(scenario, agreement, divided, groups)
    agreed = parts_agreed(scenario, groups)
    years = frozenset(scenario.horizon.years)
    for code in (*scenario.codes, ""):
        codes = frozenset([code] if code else scenario.codes)
        for year in (*sorted(years), None):
            scope = Scope(code or None, year, codes, years if year is None else frozenset([year]))

            def count(quantity: str, scope: Scope = scope, **rest: Any) -> Fraction:
                return exact(programme.measure(Measure(quantity=quantity, **rest), scope))

            housed = count("housed", groups=tuple(sorted(groups)))
            more = asked.get((code, year))
            yield Left(
                code,
                year,
                count("vacancies"),
                count("new_build", segments=("social_rent",)),
                housed,
                None if more is None else housed + more,
                agreed.get((code, year)),
            )


def capped_groups(scenario: Scenario) -> frozenset[str]:
    """Give the target groups that are no regular seekers: those of the caps, else all."""
    caps = [one for one in scenario.agreements if isinstance(one, VacancyCap)]
    named = [scenario.groups_of(cap.groups) for cap in caps]
    return frozenset().union(*named) if named else frozenset(scenario.groups)


def asked_more(
    scenario: Scenario,
    agreement: FairShare,
    divided: Sequence[KeyDivision],
    groups: frozenset[str],
) -> dict[tuple[str, Year], Fraction]:
    """Give how many more (or fewer) households the key asks for than the plan houses."""
    measure = agreement.measure
    counted = scenario.groups_of(measure.groups)
    if measure.quantity != "housed" or not counted <= groups:
        return {}
    return {
        (code, division.year): share.fair - share.assigned
        for division in divided
        for code, share in division.shares.items()
        if share.fair is not None and share.assigned is not None
    }


def parts_agreed(scenario: Scenario, groups: frozenset[str]) -> dict[tuple[str, Year], Fraction]:
    """Give the part that the caps leave for regular seekers, where they cap just these groups."""
    found: dict[tuple[str, Year], Fraction] = {}
    for cap in scenario.agreements:
        if not isinstance(cap, VacancyCap) or scenario.groups_of(cap.groups) != groups:
            continue
        for scope in cap.scopes(scenario):
            whole_region = len(scope.municipalities) == len(scenario.codes)
            whole_horizon = len(scope.years) == len(scenario.horizon.years)
            if (scope.municipality or whole_region) and (scope.year or whole_horizon):
                place = (scope.municipality or "", scope.year)
                found[place] = max(found.get(place, Fraction(0)), 1 - cap.at_most)
    return found
