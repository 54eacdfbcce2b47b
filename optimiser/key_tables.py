"""The tables of a comparison of keys: tidy rows with one fact each, in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models.language import Language
from optimiser.key_effects import Division, Left, Share

if TYPE_CHECKING:
    from optimiser.keys import KeyComparison

Record = dict[str, Any]
Rows = Iterator[Record]


def keys(comparison: KeyComparison, language: Language) -> Rows:
    """Every key: how much moves because of it, what is possible, and how far that is off."""
    in_force = comparison.keys[0].over_all_years
    for one in comparison.keys:
        found = one.over_all_years
        yield {
            "key": one.name,
            "text": one.text().render(language),
            "in_force": one.in_force,
            "moved": moved(found, in_force),
            "unit": comparison.agreement.unit,
            "status": one.result.status.value if one.result else None,
            "status_text": one.result.status.text().render(language) if one.result else None,
            "largest_deviation": found.largest if found else None,
            **furthest(comparison, found),
            "hoover": found.hoover if found else None,
            "beyond_cap": beyond_cap(one.left),
        }


def furthest(comparison: KeyComparison, found: Division | None) -> Record:
    """Name the municipality that is furthest from its fair share."""
    code = found.furthest if found else ""
    name = comparison.scenario.municipality(code).name if code else ""
    return {"furthest": code, "furthest_name": name}


def moved(found: Division | None, in_force: Division | None) -> Fraction | None:
    """Give how much goes to another municipality than by the key in force."""
    if found is None or in_force is None:
        return None
    apart = [difference(found.shares[code], in_force.shares[code]) for code in found.shares]
    known = [abs(one) for one in apart if one is not None]
    return sum(known, Fraction(0)) / 2 if len(known) == len(apart) else None


def difference(mine: Share, other: Share) -> Fraction | None:
    """Give how much larger a fair share is."""
    return None if mine.fair is None or other.fair is None else mine.fair - other.fair


def beyond_cap(seekers: Sequence[Left]) -> int | None:
    """Count the municipalities whose fair share is more than the caps allow in some year."""
    shares = [
        (row.code, row.agreed, row.share(row.housed_by_key))
        for row in seekers
        if row.code and row.agreed is not None
    ]
    known = [(code, agreed, share) for code, agreed, share in shares if share is not None]
    return len({code for code, agreed, share in known if share < agreed}) if known else None


def weights(comparison: KeyComparison, language: Language) -> Rows:
    """Each municipality's part of the whole by each key."""
    in_force = comparison.keys[0].weights
    for one in comparison.keys:
        for code, weight in one.weights.items():
            yield {
                "key": one.name,
                **place(comparison, code),
                "weight": weight,
                "difference": weight - in_force[code],
            }


def fair_shares(comparison: KeyComparison, language: Language) -> Rows:
    """Every fair share by every key, beside the one in force and what the plan gives."""
    in_force = comparison.keys[0].divisions
    for one in comparison.keys:
        for mine, other in zip(one.divisions, in_force, strict=True):
            for code, share in mine.shares.items():
                base = other.shares[code]
                known = share.whole is not None and base.whole is not None
                yield {
                    "key": one.name,
                    **place(comparison, code),
                    "year": mine.year,
                    "weight": share.weight,
                    "fair_share": share.fair,
                    "difference": difference(share, base),
                    "whole": share.whole,
                    "whole_difference": (share.whole or 0) - (base.whole or 0) if known else None,
                    "assigned": share.assigned,
                    "unit": comparison.agreement.unit,
                }


def spreads(comparison: KeyComparison, language: Language) -> Rows:
    """How near the best plan with each key comes to it, per year and over all years."""
    for one in comparison.keys:
        for found in one.divisions:
            if found.largest is not None:
                yield {
                    "key": one.name,
                    "year": found.year,
                    "largest_deviation": found.largest,
                    **furthest(comparison, found),
                    "hoover": found.hoover,
                }


def regular_seekers(comparison: KeyComparison, language: Language) -> Rows:
    """What each key leaves for regular seekers; the region has no municipality."""
    in_force = {(row.code, row.year): row.left for row in comparison.keys[0].left}
    for one in comparison.keys:
        for row in one.left:
            base, share = in_force.get((row.code, row.year)), row.share(row.housed)
            yield {
                "key": one.name,
                **place(comparison, row.code),
                "year": row.year,
                "vacancies": row.vacancies,
                "new_social_rent": row.new_social_rent,
                "housed": row.housed,
                "remaining": row.left,
                "remaining_share": share,
                "difference": None if base is None else row.left - base,
                "agreed_share": row.agreed,
                "kept": None if row.agreed is None or share is None else share >= row.agreed,
                "housed_by_key": row.housed_by_key,
                "remaining_share_by_key": row.share(row.housed_by_key),
            }


def place(comparison: KeyComparison, code: str) -> Record:
    """Give a municipality's code and name as two columns; both empty for the region."""
    name = comparison.scenario.municipality(code).name if code else ""
    return {"municipality": code, "name": name}


KEY_TABLES: dict[str, Callable[[KeyComparison, Language], Rows]] = {
    table.__name__: table for table in (keys, weights, fair_shares, spreads, regular_seekers)
}
"""Every table by its name, in the order in which a reader wants them."""
