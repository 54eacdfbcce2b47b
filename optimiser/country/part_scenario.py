"""Parts of a country as scenarios of their own, each with what the division gives it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

from models.agreements import Agreement, Amount, FairShare, Pace, Settlement, Share
from models.division import Division, Portion
from models.key import Key
from models.language import Both
from models.scenario import Scenario
from models.tables import Need
from optimiser.country.shared_totals import national_needs


def part_of(scenario: Scenario, division: Division, part: str) -> Scenario:
    """Give one part as a scenario: its municipalities, and its portion of what is shared.

    Parameters
    ----------
    scenario
        The country.
    division
        What each part gets.
    part
        The part's name.
    """
    parts = division.partition
    codes = parts.parts[part]
    portions = list(division.of(part))
    agreements = tuple(
        own
        for agreement in scenario.agreements
        for own in agreements_of(agreement, scenario, division, codes, portions)
    )
    ids = {agreement.id for agreement in agreements}

    def inside(rows: Iterable[Any], *columns: str) -> tuple[Any, ...]:
        return tuple(row for row in rows if all(getattr(row, c) in codes for c in columns))

    return scenario.model_copy(
        update={
            "id": f"{scenario.id}-{part}",
            "name": Both(f"{scenario.name.nl}: {part}", f"{scenario.name.en}: {part}"),
            "municipalities": inside(scenario.municipalities, "code"),
            "capacity": inside(scenario.capacity, "municipality"),
            "needs": (*inside(scenario.needs, "municipality"), *needs_of(scenario, portions)),
            "bids": inside(scenario.bids, "municipality"),
            "areas": inside(scenario.areas, "municipality"),
            "neighbourhoods": inside(scenario.neighbourhoods, "municipality"),
            "offers": inside(scenario.offers, "municipality"),
            "travel": inside(scenario.travel, "origin", "destination"),
            "realised": inside(scenario.realised, "municipality"),
            "rates": tuple(row for row in scenario.rates if row.municipality in {None, *codes}),
            "withdrawals": inside(scenario.withdrawals, "municipality"),
            "moving_on": tuple(
                row for row in scenario.moving_on if row.municipality in {None, *codes}
            ),
            "demands": inside(scenario.demands, "municipality"),
            "sources": (),
            "keys": {name: key_of(key, codes) for name, key in scenario.keys.items()},
            "agreements": tuple(sorted(agreements, key=lambda agreement: agreement.id)),
            "goals": tuple(
                goal for goal in scenario.goals if ids.issuperset(one.id for one in goal.named())
            ),
        }
    )


def key_of(key: Key, codes: frozenset[str]) -> Key:
    """Give what a key says of some municipalities."""
    given = {code: number for code, number in key.given.items() if code in codes}
    return key.model_copy(update={"given": given})


def needs_of(scenario: Scenario, portions: list[Portion]) -> Iterator[Need]:
    """Give a part's portion of the needs that are no municipality's own."""
    for group, year, _ in national_needs(scenario):
        for portion in portions:
            if portion.need and (portion.subject, portion.year) == (group, year):
                yield Need(group=group, year=year, households=portion.number)


def agreements_of(
    agreement: Agreement,
    scenario: Scenario,
    division: Division,
    codes: frozenset[str],
    portions: list[Portion],
) -> Iterator[Agreement]:
    """Give what an agreement asks of one part; nothing where it has no members there."""
    members = {m.code for m in agreement.members(scenario)}
    if not members & codes or isinstance(agreement, Settlement):
        return
    own = agreement.model_copy(
        update={
            "municipalities": agreement.municipalities
            and tuple(code for code in agreement.municipalities if code in codes),
            "explained": {c: why for c, why in agreement.explained.items() if c in codes},
        }
    )
    if isinstance(agreement, FairShare):
        yield from fair_shares_of(agreement, scenario, codes)
    elif not agreement.spans(scenario, division.partition):
        yield own
    else:
        mine = [each for each in portions if not each.need and each.subject == agreement.id]
        yield from bounded(own, mine)


def bounded(agreement: Agreement, portions: list[Portion]) -> Iterator[Agreement]:
    """Give an agreement with a part's own numbers, one agreement for each number."""
    match agreement:
        case Share() if portions and any(each.number for each in portions):
            for each in portions:
                yield agreement.model_copy(update={**share_row(agreement, each), **named(each)})
        case Share() if portions:
            yield agreement.model_copy(update={"rounding": 0, "beyond": 0})
        case Amount() | Pace():
            for each in portions:
                bound: dict[str, Any] = {BOUNDS[each.sense]: each.number}
                yield amount(
                    agreement, municipalities=agreement.municipalities, **bound
                ).model_copy(update=named(each))
            if isinstance(agreement, Pace) and agreement.rise is not None:
                yield agreement.model_copy(update={"at_least": None, "at_most": None})
        case _:
            yield agreement


BOUNDS = {">=": "at_least", "<=": "at_most", "==": "exactly"}


def named(portion: Portion) -> dict[str, Any]:
    """Tell a part's agreement from those for other years and bounds."""
    years = {} if portion.year is None else {"years": (portion.year,)}
    return {"id": f"{portion.subject}@{portion.row}", "each": (), **years}


def share_row(agreement: Share, portion: Portion) -> dict[str, Any]:
    """Give one bound of a share, with what a part has to have beyond it, or may miss."""
    sides = [(sense, ratio) for sense, ratio, _ in agreement.sides()]
    sense, ratio = sides[portion.row % len(sides)]
    beyond = portion.number if sense == ">=" else -portion.number
    bounds = dict.fromkeys(BOUNDS.values())
    return {
        **bounds,
        BOUNDS[sense]: ratio,
        "beyond": max(0, beyond),
        "rounding": max(0, -beyond),
    }


def amount(agreement: Amount | Pace | FairShare, **rest: Any) -> Amount:
    """Give an amount of what an agreement counts, that is as much of a rule as the agreement is."""
    fields = ("id", "title", "source", "binding", "priority", "weight", "area", "where", "measure")
    return Amount(**{name: getattr(agreement, name) for name in fields} | rest)


def fair_shares_of(
    agreement: FairShare, scenario: Scenario, codes: frozenset[str]
) -> Iterator[Agreement]:
    """Give a fair share within one part, its tolerance as what each municipality gets of the whole.

    Within the part the key's weights sum to one again; where all of them are zero nothing is
    divided.
    """
    members = frozenset(m.code for m in agreement.members(scenario))
    inside = tuple(sorted(members & codes))
    tolerance = None if members - codes else agreement.tolerance
    own = agreement.model_copy(update={"municipalities": inside, "tolerance": tolerance})
    if weighs(own, scenario):
        yield own
    if agreement.tolerance is None or tolerance is not None:
        return
    for scope in own.scopes(scenario):
        code = scope.municipality or ""
        weight, total = agreement.divided(scenario, scope, scenario.given)[code]
        fair = weight * total
        limits: dict[str, int] = {}
        if agreement.side != "above":
            limits["at_least"] = ceil(max(Fraction(0), (1 - agreement.tolerance) * fair))
        if agreement.side != "below":
            limits["at_most"] = floor((1 + agreement.tolerance) * fair)
        yield amount(
            agreement,
            id=f"{agreement.id}@{code}@{scope.year or ''}",
            each=("municipality",),
            municipalities=(code,),
            years=tuple(sorted(scope.years)),
            **limits,
        )


def weighs(agreement: FairShare, scenario: Scenario) -> bool:
    """Tell whether there is a key left by which members can be told apart."""
    try:
        agreement.weights(scenario, scenario.horizon.first_year)
    except ZeroDivisionError:
        return False
    return True
