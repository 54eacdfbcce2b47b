"""A scenario as its form shows it: rows, sentences with fields, goals, and sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from models.agreements import Agreement, FairShare
from models.goals import Goal
from models.language import Both, Language, Text
from models.scenario import Scenario
from models.sources import Source
from scenarios.document.document import ROWS
from web.agreement_kinds import is_demand, is_demand_or_wish
from web.form import FormDocument, Piece, pieces
from web.form_table import USUAL, FormTable
from web.weighing import Slider, sliders


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement as it is read and filled in.

    Parameters
    ----------
    agreement
        The agreement.
    pieces
        Its sentence, in words and fields.
    binding
        Whether it must hold, as the form says.
    source
        Where it stands.
    note
        What a reader should know besides.
    sliders
        What the figures of its key weigh, where it has one.
    """

    agreement: Agreement
    pieces: Sequence[Piece]
    binding: bool
    source: Both
    note: Both | None
    sliders: Sequence[Slider] = ()

    @property
    def is_demand_or_wish(self) -> bool:
        """Whether the form asks which of these it is."""
        return is_demand_or_wish(self.agreement)


@dataclass(frozen=True)
class ScenarioView:
    """What the form of a scenario shows.

    Parameters
    ----------
    scenario
        The scenario that sentences are about.
    document
        What stands in the form, right or wrong.
    tables
        Those of its tables that are shown, by name.
    faults
        What is the matter with that, by the name of the field.
    language
        The reader's.
    """

    scenario: Scenario
    document: FormDocument
    tables: Mapping[str, FormTable]
    faults: Mapping[str, Sequence[Text]]
    language: Language

    @property
    def others(self) -> list[tuple[str, int]]:
        """The tables that are shown to who asks for them, and how many rows each has."""
        return [(one, self.rows(one)) for one in ROWS if one not in USUAL]

    def rows(self, table: str) -> int:
        """Count the rows of a table."""
        return len(self.document["tables"].get(table, ()))

    @cached_property
    def agreements(self) -> list[AgreementView]:
        """The agreements, those that must hold first."""
        says = {one["id"]: one for one in self.document.get("agreements", [])}
        shown = [
            AgreementView(
                one,
                pieces(one, self.scenario, says[one.id], self.language),
                is_demand(says[one.id]),
                one.source,
                one.note,
                sliders(one, self.scenario, self.document) if isinstance(one, FairShare) else (),
            )
            for one in self.scenario.agreements
            if one.id in says
        ]
        return sorted(shown, key=lambda view: not view.binding)

    @property
    def goals(self) -> Sequence[Goal]:
        """The goals in their order."""
        return self.scenario.goals

    @cached_property
    def opposed(self) -> list[tuple[str, Text]]:
        """The goals that can be held against one another, by the names that they have there."""
        return [(name, self.scenario.goal_sentence(name)) for name in self.scenario.goal_names]

    def sources(self, table: str) -> tuple[Source, ...]:
        """Give where the figures of a table come from, what is an assumption first."""
        found = [one for one in self.scenario.sources if one.table == table]
        return tuple(sorted(found, key=lambda one: one.assumption != "yes"))
