"""The scenario: region, agreements and goals; all that a solve needs, frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Any, Self

from pydantic import model_validator

from models.agreements import RULES, Agreement, AnyAgreement
from models.goals import AnyGoal, Fairness, Goal, Shortfall
from models.language import LANGUAGES, Text, Word
from models.noun import Noun
from models.programme import Programme
from models.quantity import Cell
from models.region import Region
from models.requirement import Requirement
from models.shape import Selection


def title_key(title: str) -> str:
    """Give a title without what does not tell it from another."""
    return " ".join(title.casefold().split())


def as_text(said: object) -> str:
    """Write what a scenario says as JSON has it, the same whatever the order was."""
    return json.dumps(said, sort_keys=True, ensure_ascii=False)


def made_of_nouns(value: object) -> bool:
    """Tell whether a field holds rows or agreements."""
    return isinstance(value, tuple) and all(isinstance(one, Noun) for one in value)


def noun_text(noun: Noun) -> str:
    """Write what a row or an agreement says."""
    return as_text(noun.model_dump(mode="json"))


class Scenario(Region):
    """All that a solve needs: a region, what was agreed in it, and what is wanted.

    Parameters
    ----------
    agreements
        What was agreed, sorted by id.
    goals
        What is made best, in this order.
    """

    agreements: tuple[AnyAgreement, ...] = ()
    goals: tuple[AnyGoal, ...] = ()

    @model_validator(mode="after")
    def _agreed_in_order(self) -> Self:
        object.__setattr__(self, "agreements", tuple(sorted(self.agreements, key=lambda a: a.id)))
        return self

    @cached_property
    def _by_id(self) -> dict[str, Agreement]:
        return {a.id: a for a in self.everything_agreed}

    @cached_property
    def everything_agreed(self) -> tuple[Agreement, ...]:
        """The agreements and the rules that hold in every scenario."""
        return (*RULES, *self.agreements)

    @cached_property
    def most_built(self) -> int | None:
        """The most dwellings that may be built in all; None where nothing binding says that."""
        limits = (each.limit_of_all(self) for each in self.agreements)
        return min((limit for limit in limits if limit is not None), default=None)

    @cached_property
    def openings(self) -> Mapping[str, int]:
        """The first years of facilities that are not there from the beginning."""
        return dict(chain.from_iterable(one.openings() for one in self.agreements))

    @cached_property
    def exchange_rates(self) -> Mapping[Fraction, tuple[Selection, ...]]:
        """Which dwellings are taken over at another rate than one for one."""
        found: dict[Fraction, tuple[Selection, ...]] = {}
        for one in self.agreements:
            for rate, selected in one.rates_of_exchange(self):
                found[rate] = (*found.get(rate, ()), selected)
        return found

    @property
    def wished_units(self) -> frozenset[str]:
        """What is counted of what was agreed and need not hold, everywhere at least."""
        return frozenset().union(*(each.units for each in self.agreements if each.can_fall_short))

    def unknowns(self) -> Iterator[tuple[str, Cell]]:
        """Give the cells, by quantity, that are decided only because of what was agreed."""
        for agreement in self.agreements:
            yield from agreement.unknowns(self)

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give the rows of all that was agreed, in any kind of number that the programme holds.

        Parameters
        ----------
        programme
            The region's quantities, in the numbers of whoever reads them.

        Yields
        ------
        Requirement
            A row, in the numbers of the programme.
        """
        for agreement in self.everything_agreed:
            yield from agreement.requirements(programme)

    @property
    def fairness_goals(self) -> tuple[Fairness, ...]:
        """The goals that are leximin, in order."""
        return tuple(goal for goal in self.goals if isinstance(goal, Fairness))

    @property
    def pursued(self) -> tuple[Goal, ...]:
        """The goals in the order in which they are pursued, the shortfall last unless listed."""
        listed = any(isinstance(goal, Shortfall) for goal in self.goals)
        return self.goals if listed else (*self.goals, Shortfall())

    @property
    def goal_names(self) -> tuple[str, ...]:
        """The names by which one goal can be held against another, each priority by itself."""
        return tuple(name for goal in self.pursued for name in goal.sought(self.everything_agreed))

    def figures_of(self, table: str, column: str) -> Text | Word:
        """Say which figures a source is of: a column, or the title of an agreement.

        Parameters
        ----------
        table, column
            What the source names.

        Returns
        -------
        Text or Word
            The name, for a reader.
        """
        named = self._by_id.get(column) if table == "agreements" else None
        return Word(column) if named is None else named.name()

    def goal(self, name: str) -> Goal:
        """Find the goal of some name in results, or of a priority of the shortfall.

        Parameters
        ----------
        name
            The goal's id, or ``shortfall:1`` for a priority.

        Returns
        -------
        Goal
            The goal.
        """
        return next((goal for goal in self.goals if name in goal.names), Shortfall())

    def goal_place(self, name: str) -> str:
        """Give the place of a goal among all that is pursued: ``2``, or ``1.3`` of a priority.

        Parameters
        ----------
        name
            The goal's id, or ``shortfall:3`` for a priority.

        Returns
        -------
        str
            The place, from 1.
        """
        pursued = [goal.id for goal in self.pursued]
        place = 1 + pursued.index(self.goal(name).id)
        own, _, rank = name.rpartition(":")
        return f"{place}.{rank}" if own == Shortfall().id and self._has_priorities else str(place)

    @property
    def _has_priorities(self) -> bool:
        return len({one.priority for one in self.everything_agreed if not one.binding}) > 1

    def goal_sentence(self, name: str) -> Text:
        """Say what is wanted by the goal of some name in results.

        What is made best in turn has a number in its name: ``shortfall:2`` are the agreements of
        that priority.

        Parameters
        ----------
        name
            The name.

        Returns
        -------
        Text
            The sentence, in both languages.
        """
        return self._ranked(name, self.goal(name).sentence(self))

    def goal_counted_as(self, name: str) -> Text:
        """Name what the value of a goal is the number of, by its name in results.

        Parameters
        ----------
        name
            The name.

        Returns
        -------
        Text
            The name, in both languages.
        """
        return self._ranked(name, self.goal(name).counted_as(self))

    def _ranked(self, name: str, said: Text) -> Text:
        own, _, rank = name.rpartition(":")
        if own == Shortfall().id and self._has_priorities:
            return Text("{goal} (priority {rank})", goal=said, rank=rank)
        return said

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of what the scenario says, whatever file or order it was written in."""
        # Rows and agreements are mostly those of the scenario that this one was made of.
        rows = {name: getattr(self, name) for name in type(self).model_fields}
        rows = {name: each for name, each in rows.items() if each and made_of_nouns(each)}
        whole = self.model_dump(mode="json", exclude={*rows})
        said = {name: as_text(each) for name, each in whole.items()}
        for name, each in rows.items():
            said[name] = f"[{', '.join(one.remembered(noun_text) for one in each)}]"
        written = ", ".join(f"{as_text(name)}: {said[name]}" for name in sorted(said))
        return hashlib.sha256(f"{{{written}}}".encode()).hexdigest()

    @cached_property
    def _ids_by_title(self) -> dict[str, str]:
        """Ids by titles in both languages, without titles that several agreements have."""
        found: dict[str, set[str]] = {}
        for one in self.everything_agreed:
            for language in LANGUAGES:
                found.setdefault(title_key(one.name().render(language)), set()).add(one.id)
        return {title: min(ids) for title, ids in found.items() if len(ids) == 1}

    def id_of(self, named: str) -> str:
        """Give the id of the agreement that is meant, by its id or by its title.

        Parameters
        ----------
        named
            The id, or the title in either language; capitals and blanks do not matter.

        Returns
        -------
        str
            The id; what was named itself when no agreement is called so.
        """
        known = named in self._by_id
        return named if known else self._ids_by_title.get(title_key(named), named)

    def agreement(self, identifier: str) -> Agreement:
        """Find an agreement, or a rule, by its id."""
        return self._by_id[identifier]
