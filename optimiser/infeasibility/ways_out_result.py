"""A way out: what gives, by how much, and what it is the best in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from models.findings import Finding, InvalidScenario, Origin
from models.language import Percent, Text, Units, Word
from models.scenario import Scenario
from optimiser.contradiction.conflict import Conflict, agreement_with_places
from optimiser.infeasibility.relaxation import Relaxation, Side
from scenarios.document.hints import unknown

CHEAPEST, FEWEST, EVEN = "least_in_all", "fewest_agreements", "most_evenly_spread"
"""What a way out can be the best in."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a negotiator wants of ways out.

    Parameters
    ----------
    least
        How many are looked for.
    untouchable
        Ids of agreements, or rules such as ``capacity``, that give nothing.
    weights
        What a unit that an agreement gives counts for; 1 for those that are not named.
    """

    least: int = 3
    untouchable: frozenset[str] = frozenset()
    weights: Mapping[str, Fraction] = field(default_factory=dict)

    def about(self, scenario: Scenario) -> Wishes:
        """Give them with the ids of the agreements that are named by their titles.

        Parameters
        ----------
        scenario
            The scenario that has no plan.

        Returns
        -------
        Wishes
            The same, with ids.

        Raises
        ------
        InvalidScenario
            With all that is wrong with them.
        """
        untouchable = frozenset(map(scenario.id_of, self.untouchable))
        weights = {scenario.id_of(one): weight for one, weight in self.weights.items()}
        known = {agreement.id for agreement in scenario.everything_agreed}
        findings = [
            Finding("unknown-agreement", "error", unknown(one, known), Origin("", None, where))
            for where, ids in (("untouchable", untouchable), ("weights", weights))
            for one in sorted(set(ids) - known)
        ]
        findings += [
            Finding(
                "weight-not-above-zero",
                "error",
                Text("The weight of “{id}” must be more than zero.", id=one),
                Origin("", None, "weights"),
            )
            for one, weight in sorted(weights.items())
            if weight <= 0
        ]
        if findings:
            raise InvalidScenario(findings)
        return replace(self, untouchable=untouchable, weights=weights)


@dataclass(frozen=True, slots=True)
class Given:
    """What one requirement gives in a way out.

    Parameters
    ----------
    relaxation
        The requirement and how much it gives.
    asked
        What was agreed, in units, on the plan that keeps everything else; None without that plan.
    base
        Of a share: all that it is a share of, on that plan; of an average: over how many it is.
    """

    relaxation: Relaxation
    asked: Fraction | None = None
    base: Fraction | None = None

    @property
    def becomes(self) -> Fraction | None:
        """What is asked instead. Less than nothing cannot be asked, though units are whole."""
        if self.asked is None:
            return None
        one = self.relaxation
        if one.side == "above":
            return self.asked + one.amount
        return max(self.asked - one.amount, min(self.asked, Fraction(0)))

    def text(self, scenario: Scenario) -> Text:
        """Say it, for a reader."""
        one = self.relaxation
        fewer, more = (
            ("{agreement}, {where}: {amount} fewer", "{agreement}, {where}: {amount} more")
            if self.asked is None
            else (
                "{agreement}, {where}: {amount} fewer than agreed, {becomes} instead of {asked}",
                "{agreement}, {where}: {amount} more than agreed, {becomes} instead of {asked}",
            )
        )
        said = Text(
            fewer if one.side == "below" else more,
            agreement=one.agreement.name(),
            where=scenario.scope_text(one.scope),
            amount=Units(one.amount, one.unit),
            becomes=self.becomes or 0,
            asked=self.asked or 0,
        )
        if not self.base or self.asked is None or self.becomes is None:
            return said
        if one.agreement.averaged_over is not None:
            return Text(
                "{said} (on average {mean} instead of {agreed})",
                said=said,
                mean=Units(self.becomes / self.base, one.unit),
                agreed=Units(self.asked / self.base, one.unit),
            )
        return Text(
            "{said} ({share} of {base} instead of {agreed})",
            said=said,
            share=Percent(self.becomes / self.base),
            base=Units(self.base, one.unit),
            agreed=Percent(self.asked / self.base),
        )


@dataclass(frozen=True, slots=True)
class WayOut:
    """Something that can give so that everything else can be kept.

    Parameters
    ----------
    gives
        What gives, by how much.
    best_in
        What no other way out is better in; empty for the others.
    cost
        All that is given, each unit by the weight of its agreement.
    proven
        Whether it is proven to be the cheapest of its kind.
    verified
        Whether a plan in whole dwellings keeps everything else: found by solving the scenario with
        the new thresholds, and audited in exact numbers.
    """

    gives: tuple[Given, ...]
    best_in: tuple[str, ...]
    cost: Fraction
    proven: bool
    verified: bool

    @property
    def agreements(self) -> tuple[str, ...]:
        """The ids of the agreements that give, sorted."""
        return tuple(sorted({one.relaxation.agreement.id for one in self.gives}))

    @property
    def relaxations(self) -> tuple[Relaxation, ...]:
        """What gives, without what was asked."""
        return tuple(one.relaxation for one in self.gives)

    def totals(self) -> dict[str, int]:
        """Give what is given in all, by unit.

        Returns
        -------
        dict
            Whole numbers by unit: ``dwellings``, ``households`` or ``places``.
        """
        found: dict[str, int] = {}
        for one in self.relaxations:
            found[one.unit] = found.get(one.unit, 0) + one.amount
        return found

    def text(self, scenario: Scenario) -> Text:
        """Say it in one sentence: who gives how much, and what that is in all.

        Parameters
        ----------
        scenario
            The scenario that has no plan.

        Returns
        -------
        Text
            The sentence, in both languages.
        """
        amounts: dict[tuple[str, Side, str], int] = {}
        for one in self.relaxations:
            key = (one.agreement.id, one.side, one.unit)
            amounts[key] = amounts.get(key, 0) + one.amount
        said = tuple(
            Text(
                "{agreement}: {amount} fewer" if side == "below" else "{agreement}: {amount} more",
                agreement=agreement_with_places(scenario, identifier, self._codes(identifier)),
                amount=Units(amount, unit),
            )
            for (identifier, side, unit), amount in amounts.items()
        )
        if len(said) == 1:
            return said[0]
        total = tuple(Units(amount, unit) for unit, amount in self.totals().items())
        return Text("{said}; {total} in all", said=said, total=total)

    def _codes(self, identifier: str) -> list[str]:
        """Give the municipalities in which an agreement gives; "" is the region."""
        own = (one for one in self.relaxations if one.agreement.id == identifier)
        return sorted({one.scope.municipality or "" for one in own})


@dataclass(frozen=True, slots=True)
class WaysOut:
    """Several ways out, the cheapest first.

    Parameters
    ----------
    ways
        Each relaxes another set of agreements.
    all
        Whether it is proven that any other way out lets all agreements of one of these give, and
        others besides.
    held
        When there are none: agreements that cannot hold together and that may not be touched.
    sized
        Facilities whose size per location, or offers, none of the ways touches.
    sought
        Whether any were looked for.
    """

    ways: tuple[WayOut, ...] = ()
    all: bool = False
    held: Conflict | None = None
    sized: tuple[str, ...] = ()
    sought: bool = True

    @property
    def tied(self) -> int:
        """How many are known to do and ask no more in all than the first."""
        return sum(1 for way in self.ways if way.verified and way.cost == self.ways[0].cost)

    def text(self) -> Text:
        """Say how many there are, whether there are more, and what was not looked at.

        Returns
        -------
        Text
            The sentence, in both languages.
        """
        said = self._number_text()
        if self.tied > 1:
            said = Text(
                "{tied} of these ask the same in all: which of them is a choice; {said}",
                tied=self.tied,
                said=said,
            )
        if not self.sized:
            return said
        return Text(
            "{said}; the size per location of {facilities} was not touched",
            said=said,
            facilities=tuple(map(Word, self.sized)),
        )

    def _number_text(self) -> Text:
        number = len(self.ways)
        if self.held is not None:
            return Text("there is no way out: what may not be touched contradicts itself")
        if self.all and number == 1:
            return Text(
                "there is no other way out: whatever else gives, these agreements have to as well"
            )
        if self.all:
            return Text(
                "there are no other ways out: whatever else gives, all agreements of one of "
                "these {number} have to as well",
                number=number,
            )
        if not self.sought:
            return Text("ways out were not looked for")
        if not number:
            return Text("the time was up before there was a way out")
        if not self.ways[0].proven:
            return Text("there may be other ways out, and cheaper ones")
        return Text("there may be other ways out, but none that asks less in all")
