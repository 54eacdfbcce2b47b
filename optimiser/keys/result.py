"""A comparison of keys: what each gives every municipality, and what is left for others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from models.agreements import FairShare
from models.findings import Finding
from models.key import Key
from models.language import Language, Percent, Text, Word
from models.scenario import Scenario
from optimiser.keys.effects import KeyDivision, KeyShare, Left
from optimiser.results.account import Account, Record, TableMaker, TableRows, code_and_name
from optimiser.results.provenance import provenance
from optimiser.results.result import Result


@dataclass(frozen=True, slots=True)
class ComparedKey:
    """One of the keys that are compared.

    Parameters
    ----------
    name
        A key of the scenario, a figure of the municipalities, or a mix as it can be typed.
    key
        What it says.
    in_force
        Whether it is the key that the agreement has.
    scenario
        The scenario with this key in the agreement.
    weights
        Each municipality's part of the whole, exact and summing to one.
    result
        The best plan with this key, or why there is none; None when no plans were asked for.
    divisions
        What it gives everyone and what the plan makes of it, per year and over all years.
    left
        What the plan leaves for regular seekers.
    """

    name: str
    key: Key
    in_force: bool
    scenario: Scenario
    weights: Mapping[str, Fraction]
    result: Result | None = None
    divisions: tuple[KeyDivision, ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def over_all_years(self) -> KeyDivision | None:
        """What is divided over all years together; None when the agreement holds nowhere."""
        return self.divisions[-1] if self.divisions else None

    def text(self) -> Text:
        """Say by what it divides, for a reader."""
        if self.name != spelled_mix(self.key):
            return figure_text(self.name)
        parts = tuple(
            Text("{part} {figure}", part=Percent(part), figure=figure_text(figure))
            for figure, part in self.key.mix.items()
        )
        return Text("{parts}", parts=parts)


@dataclass(frozen=True, slots=True)
class KeyComparison(Account):
    """Several keys side by side for one agreement.

    Parameters
    ----------
    scenario
        The scenario as it was given.
    agreement
        The agreement whose key is varied.
    keys
        The key in force, and then the others in the order in which they were asked for.
    findings
        What is worth knowing about the comparison.
    asked
        What was asked, besides the scenario.
    """

    scenario: Scenario
    agreement: FairShare
    keys: tuple[ComparedKey, ...]
    findings: tuple[Finding, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)

    @property
    def all_tables(self) -> Mapping[str, TableMaker]:
        """The tables of a comparison of keys."""
        return KEY_TABLES

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked."""
        return self.asked

    @property
    def in_fractions(self) -> bool:
        """Whether its plans are previews."""
        return bool(self.asked.get("preview"))

    @property
    def provenance(self) -> Record:
        """Scenario hash, versions and options; of HiGHS none when there are no plans."""
        return provenance(self.scenario, self.asked, solved=bool(self.asked.get("plans")))

    def sentences(self) -> Iterator[Text]:
        """Say what came of each key, where plans were looked for."""
        for one in self.keys:
            if one.result is not None:
                yield Text("{key}: {status}.", key=one.text(), status=one.result.status.text())

    def told(self, language: Language) -> Record:
        """Give what goes into JSON besides the tables."""
        return {
            **Account.told(self, language),
            "agreement": self.agreement.id,
            "keyInForce": self.agreement.key,
            "unit": self.agreement.unit,
            "findings": [finding.as_record() for finding in self.findings],
        }


def keys(comparison: KeyComparison, language: Language) -> TableRows:
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
            **furthest_municipality(comparison, found),
            "hoover": found.hoover if found else None,
            "beyond_cap": beyond_cap(one.left),
        }


def furthest_municipality(comparison: KeyComparison, found: KeyDivision | None) -> Record:
    """Name the municipality that is furthest from its fair share."""
    who = code_and_name(comparison.scenario, found.furthest if found else "")
    return {"furthest": who["municipality"], "furthest_name": who["name"]}


def moved(found: KeyDivision | None, in_force: KeyDivision | None) -> Fraction | None:
    """Give how much goes to another municipality than by the key in force."""
    if found is None or in_force is None:
        return None
    apart = [difference(found.shares[code], in_force.shares[code]) for code in found.shares]
    known = [abs(one) for one in apart if one is not None]
    return sum(known, Fraction(0)) / 2 if len(known) == len(apart) else None


def difference(mine: KeyShare, other: KeyShare) -> Fraction | None:
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


def weights(comparison: KeyComparison, language: Language) -> TableRows:
    """Each municipality's part of the whole by each key."""
    in_force = comparison.keys[0].weights
    for one in comparison.keys:
        for code, weight in one.weights.items():
            yield {
                "key": one.name,
                **code_and_name(comparison.scenario, code),
                "weight": weight,
                "difference": weight - in_force[code],
            }


def fair_shares(comparison: KeyComparison, language: Language) -> TableRows:
    """Every fair share by every key, beside the one in force and what the plan gives."""
    in_force = comparison.keys[0].divisions
    for one in comparison.keys:
        for mine, other in zip(one.divisions, in_force, strict=True):
            for code, share in mine.shares.items():
                base = other.shares[code]
                known = share.whole is not None and base.whole is not None
                yield {
                    "key": one.name,
                    **code_and_name(comparison.scenario, code),
                    "year": mine.year,
                    "weight": share.weight,
                    "fair_share": share.fair,
                    "difference": difference(share, base),
                    "whole": share.whole,
                    "whole_difference": (share.whole or 0) - (base.whole or 0) if known else None,
                    "assigned": share.assigned,
                    "unit": comparison.agreement.unit,
                }


def spreads(comparison: KeyComparison, language: Language) -> TableRows:
    """How near the best plan with each key comes to it, per year and over all years."""
    for one in comparison.keys:
        for found in one.divisions:
            if found.largest is not None:
                yield {
                    "key": one.name,
                    "year": found.year,
                    "largest_deviation": found.largest,
                    **furthest_municipality(comparison, found),
                    "hoover": found.hoover,
                }


def regular_seekers(comparison: KeyComparison, language: Language) -> TableRows:
    """What each key leaves for regular seekers; the region has no municipality."""
    in_force = {(row.code, row.year): row.left for row in comparison.keys[0].left}
    for one in comparison.keys:
        for row in one.left:
            base, share = in_force.get((row.code, row.year)), row.share(row.housed)
            yield {
                "key": one.name,
                **code_and_name(comparison.scenario, row.code),
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


KEY_TABLES: dict[str, TableMaker] = {
    table.__name__: table for table in (keys, weights, fair_shares, spreads, regular_seekers)
}
"""Every table by its name, in the order in which a reader wants them."""


def figure_text(name: str) -> Text:
    """Say a key's name, or a figure, or the quotient of two, for a reader."""
    above, slash, below = (part.strip() for part in name.partition("/"))
    if not slash:
        return Text("{name}", name=Word(name))
    return Text("{above} / {below}", above=Word(above), below=Word(below))


def spelled_mix(key: Key) -> str:
    """Write a mix as it can be typed, in one way only."""
    return ",".join(f"{figure}={as_part(part)}" for figure, part in key.mix.items())


def as_part(part: Fraction) -> str:
    """Write a part of a mix: a whole percentage, or else a quotient."""
    percentage = part * 100
    return f"{percentage}%" if percentage.denominator == 1 else str(part)
