"""The comparison: the best plan and negotiated ones side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from models.language import Language, Text, Units, Word
from models.quantity import QUANTITIES
from optimiser.plans.compared_plans import ComparedPlan, ComparedPlans, Surpassed
from optimiser.plans.comparison_tables import COMPARISON_TABLES, WITHIN
from optimiser.plans.complete import over_capacity
from optimiser.plans.repair import Repair
from optimiser.results.account import Account, Record, TableMaker
from optimiser.results.goal_values import goal_amount
from optimiser.results.status import Status

AS_GOOD = Text(
    "the plan is as good as the best: it keeps every binding agreement, and no plan that was found "
    "is better in any goal"
)

CHANGES = {
    **dict.fromkeys(("new_build", "housed"), "{added} more and {removed} fewer"),
    "withdrawn": "{added} more demolished or sold and {removed} fewer",
}
"""What is said of a change, of each quantity that has one."""

AS_SMALL = {
    True: Text(
        "there are other changes as small as this one, which keeps near to the reference mix"
    ),
    False: Text("there are other changes as small as this one: which it becomes is a choice"),
}
"""What is said where another change would do as well, of one that is balanced and of one not."""

WITHIN_CHANGE = Text(
    "least and most tell between what a number lies in all changes as small as this one, "
    "with hosts and choices as here; each pair holds by itself"
)
"""What the free range of a change means."""

WITHIN_RANGE = Text(
    "What is within the free range is no difference: a plan that is as good as the best can have "
    "that number too. The least and the most are bounds for each number by itself; in fractions of "
    "dwellings all between them can be had"
)


@dataclass(frozen=True, slots=True)
class Comparison(ComparedPlans, Account):
    """Negotiated plans side by side, and the best one, as tables and sentences.

    The fields are those of `ComparedPlans`.
    """

    @property
    def all_tables(self) -> Mapping[str, TableMaker]:
        """The tables of a comparison."""
        return COMPARISON_TABLES

    @property
    def options(self) -> Mapping[str, Any]:
        """What was asked."""
        return {"all": self.unchanged, "timeLimit": self.time_limit}

    def told(self, language: Language) -> Record:
        """Give what goes into JSON besides the tables: the best plan in full, too."""
        # A solve by itself may find another: here the search may have gone on from a plan.
        return {**Account.told(self, language), "best": self.best.as_record(language)}

    def in_full(self) -> Comparison:
        """Give the same with unchanged rows."""
        return replace(self, unchanged=True)

    def sentences(self) -> Iterator[Text]:
        """Say of each plan what it misses, and what makes it right."""
        if self.way_taken is not None:
            yield Text("no plan keeps all that was agreed: {reason}", reason=self.way_taken.reason)
            way = self.way_taken.way.text(self.scenario)
            yield Text("“best” is the best plan after the first way out: {way}", way=way)
        elif self.best.infeasibility is not None:
            yield Text(
                "no plan keeps all that was agreed: {reason}",
                reason=self.best.infeasibility.sentence,
            )
        # What is said of several plans is said once.
        named: dict[Text, list[str]] = {}
        for one in self.plans:
            for said in self.said_of(one):
                named.setdefault(said, []).append(one.name)
        for said, names in named.items():
            yield Text("{plan}: {said}", plan=tuple(names), said=said)
        if self.within_range:
            yield WITHIN_RANGE

    @property
    def within_range(self) -> bool:
        """Whether some number lies elsewhere than in the best plan, and is as good there."""
        return any(
            row["judgement"] == WITHIN
            for name, table in self.all_tables.items()
            if name.startswith("by_")
            for row in table(self, "en")
        )

    def said_of(self, one: ComparedPlan) -> Iterator[Text]:
        """Say of one plan what was filled in, what it misses, and what makes it right.

        Parameters
        ----------
        one
            The plan.

        Yields
        ------
        Text
            A sentence, in both languages.
        """
        if one.as_good:
            yield AS_GOOD
        if one.completion.open and one.plan:
            names = tuple(Word(name) for name in one.completion.open)
            yield Text(
                "the plan does not say all of {names}; it was completed so that it misses as "
                "little as can be",
                names=names,
            )
        if over := over_capacity(self.scenario, one.negotiated):
            yield self.over_capacity_text(over)
        if one.audit is None:
            yield Text("no plan has these totals: {status}", status=one.completion.status.text())
            return
        yield from (self.surpassed_text(each) for each in self.surpassed if each.name == one.name)
        if one.audit.kept:
            yield from self.said_of_standing(one)
            return
        rows = len(one.audit.missed)
        agreements = len({row.requirement.agreement.id for row in one.audit.missed})
        if rows == 1:
            yield Text("the plan misses one requirement of a binding agreement")
        elif agreements == 1:
            yield Text("the plan misses {rows} requirements of one binding agreement", rows=rows)
        else:
            yield Text(
                "the plan misses {rows} requirements of {agreements} binding agreements",
                rows=rows,
                agreements=agreements,
            )
        if one.standing is not None and one.standing.better:
            yield Text("a plan that misses some can be better in a goal than any that keeps all")
        if one.change is None or one.change.plan is None:
            status = one.change.status if one.change else Status.CANCELLED
            yield Text("no change makes it right: {status}", status=status.text())
            return
        pieces = tuple(
            Text(
                message,
                added=Units((one.change.added or {}).get(name, 0), QUANTITIES[name].unit),
                removed=Units((one.change.removed or {}).get(name, 0), QUANTITIES[name].unit),
            )
            for name, message in CHANGES.items()
            if (one.change.added or {}).get(name) or (one.change.removed or {}).get(name)
        )
        if not pieces:
            yield Text("it keeps what is left as it is: nothing has to change")
            return
        message = {
            (True, True): "the smallest change that makes it keep them all: {pieces}",
            (
                False,
                True,
            ): "a change that makes it keep them all, perhaps not the smallest: {pieces}",
            (True, False): "the smallest change that makes it keep what is left: {pieces}",
            (False, False): "a change that makes it keep what is left, perhaps not the smallest: "
            "{pieces}",
        }[one.change.status is Status.OPTIMAL, self.way_taken is None]
        yield Text(message, pieces=pieces)
        yield from self.said_of_others(one.change)

    def said_of_others(self, change: Repair) -> Iterator[Text]:
        """Say whether other changes are as small, and how to read what they could make of numbers.

        Parameters
        ----------
        change
            The change that is given.

        Yields
        ------
        Text
            A sentence, in both languages.
        """
        if change.several:
            yield AS_SMALL[change.balanced]
        if change.free is not None and not all(span.forced for _, span in change.free):
            yield WITHIN_CHANGE

    def said_of_standing(self, one: ComparedPlan) -> Iterator[Text]:
        """Say of a plan that keeps all binding agreements how it stands beside the best one.

        Parameters
        ----------
        one
            The plan.

        Yields
        ------
        Text
            A sentence, in both languages.
        """
        if one.as_good:
            return
        yield Text("the plan keeps every binding agreement")
        if one.standing is None:
            return
        own, base = one.standing.one, one.standing.other
        unit = self.scenario.goal(one.standing.goal).unit(self.scenario)
        said = self.scenario.goal_sentence(one.standing.goal)
        if own == base:
            yield Text("the best plan is better in the goal “{goal}”, further down", goal=said)
            return
        yield Text(
            "the best plan is better in the goal “{goal}”: {best}, where this one comes to {own}",
            goal=said,
            best=goal_amount(base, unit),
            own=goal_amount(own, unit),
        )

    def surpassed_text(self, better: Surpassed) -> Text:
        """Say that a plan was better than what had been found, and what was done with it.

        Parameters
        ----------
        better
            In what it was.

        Returns
        -------
        Text
            The sentence, in both languages.
        """
        if not better.goal:
            return Text("no plan had been found before: the search went on from this one")
        return Text(
            "in the goal “{goal}” the plan comes to {own}, where {best} had been found: the search "
            "went on from there, and “best” is what that gave",
            goal=self.scenario.goal_sentence(better.goal),
            own=goal_amount(better.given, better.unit),
            best=goal_amount(better.found, better.unit),
        )

    def over_capacity_text(self, over: Mapping[str, tuple[int, int]]) -> Text:
        """Say where more is said to be built than fits.

        Parameters
        ----------
        over
            By municipality what is said, and what fits.

        Returns
        -------
        Text
            The sentence, in both languages.
        """
        pieces = tuple(
            Text(
                "{name} {said} where {fits} fit",
                name=self.scenario.municipality(code).name,
                said=said,
                fits=fits,
            )
            for code, (said, fits) in over.items()
        )
        return Text("the plan capacity is too small for it: {pieces}", pieces=pieces)
