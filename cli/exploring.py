"""What the explorations have in common: their options, and how what they found is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

import typer

from cli.drawings import check_drawings, write_drawings
from cli.ending import Exit, Mistakes, Stop
from cli.engine import worked_out
from cli.files import check_target, write_file, write_workbook
from cli.options import (
    CsvOption,
    DrawingsOption,
    DutchOption,
    JsonOption,
    PdfOption,
    ScenarioArgument,
    SetOption,
    TableOption,
    TimeOption,
    XlsxOption,
    refused,
    scenario_of,
    seconds_of,
    time_of,
)
from cli.printed import print_csv, print_json
from cli.screen import Screen
from models.language import Language, Text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from models.scenario import Scenario
    from optimiser.results.account import Account
    from optimiser.solver.limits import RunOptions

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Giving:
    """As what an exploration is given.

    Parameters
    ----------
    json, csv, dutch
        What is printed; without either an account, unless there is a file.
    table
        The one table that is printed.
    workbook, paper, drawn
        The workbook, the report (PDF) and the folder with drawings that are written.
    """

    json: bool = False
    csv: bool = False
    dutch: bool = False
    table: str | None = None
    workbook: Path | None = None
    paper: Path | None = None
    drawn: Path | None = None

    @property
    def for_a_person(self) -> bool:
        """Whether it is read, and not processed."""
        return not (self.json or self.csv or self.dutch or self.table)

    def check(self, known: Iterable[str]) -> None:
        """See beforehand whether all this is possible.

        Raises
        ------
        Stop
            If it is not.
        """
        from cli.tables import check_tables

        check_tables([self.table] if self.table else [], list(known))
        if self.json and self.csv:
            raise Stop(Text("Choose one of {options}.", options=("--json", "--csv")))
        for file in filter(None, (self.workbook, self.paper)):
            check_target(file)
        check_drawings(self.drawn)

    def give(
        self,
        screen: Screen,
        found: Account,
        account: Callable[[Any, Language], Iterable[RenderableType]],
    ) -> None:
        """Print and write what was asked for."""
        if self.json:
            print_json(screen, found, (self.table,) if self.table else ())
        elif self.csv or self.dutch or self.table:
            name = self.table or next(iter(found.all_tables))
            print_csv(screen, name, found.records(name, screen.language), self.dutch)
        elif self.workbook or self.paper or self.drawn:
            for said in found.sentences():
                screen.say(said)
        else:
            screen.show(*account(found, screen.language))
        if self.workbook:
            write_workbook(screen, self.workbook, found.in_full())
        if self.paper:
            from optimiser.paper import content_of, typeset

            content = content_of(found.about, found.as_record(screen.language), screen.language)
            write_file(self.paper, typeset(content))
        if self.drawn:
            write_drawings(screen, self.drawn, found.about, found.as_record(screen.language))


@dataclass(frozen=True, slots=True)
class Exploration:
    """An exploration that was asked for: of which scenario, in what time, and how it is given.

    Parameters
    ----------
    screen
        The reader's.
    source, changes
        The scenario, and what is different.
    time_limit
        Seconds, as they were written.
    giving
        As what it is given.
    mistakes
        What is wrong with what was asked.
    """

    screen: Screen
    source: str
    changes: list[str] | None
    time_limit: str | None
    giving: Giving
    mistakes: Mistakes = field(default_factory=Mistakes)

    def check(self, known: Iterable[str]) -> None:
        """See beforehand whether all this is possible, with the tables that there will be.

        Raises
        ------
        Stop
            If it is not.
        """
        with self.mistakes:
            self.giving.check(known)
        with self.mistakes:
            time_of(self.screen, self.time_limit)
        self.mistakes.check()

    def scenario(self, *, strict: bool = False) -> Scenario:
        """Read the scenario."""
        return scenario_of(self.screen, self.source, self.changes, strict=strict)

    def found(
        self,
        resource: str,
        scenario: Scenario,
        asked: Mapping[str, Any],
        here: Callable[[RunOptions], Found],
        **query: Any,
    ) -> Found:
        """Search under the eyes of the user, here or on a server (`cli.engine.worked_out`)."""
        return worked_out(
            self.screen, resource, scenario, asked, here, seconds_of(self.time_limit), **query
        )

    def give(
        self, found: Account, account: Callable[[Any, Language], Iterable[RenderableType]]
    ) -> None:
        """Print and write what was found."""
        self.giving.give(self.screen, found, account)


def exploration(command: Callable[..., Exit | None]) -> Callable[..., None]:
    """Give a command the options that all explorations have, after its own."""
    own = list(signature(command).parameters.values())[1:]
    hints = get_type_hints(command, include_extras=True)
    (context, scenario, *common) = signature(asked_for, eval_str=True).parameters.values()

    def run(**given: Any) -> None:
        shared = {one.name: given.pop(one.name) for one in (context, scenario, *common)}
        raise typer.Exit(command(asked_for(**shared), **given) or Exit.FOUND)

    beside = [one.replace(annotation=hints[one.name], kind=Parameter.KEYWORD_ONLY) for one in own]
    ordered = [
        one.replace(kind=Parameter.KEYWORD_ONLY) for one in (context, scenario, *beside, *common)
    ]
    run.__name__, run.__dict__["__signature__"] = command.__name__, Signature(ordered)
    return run


def asked_for(
    context: typer.Context,
    scenario: ScenarioArgument,
    time_limit: TimeOption = None,
    changes: SetOption = None,
    json: JsonOption = False,
    csv: CsvOption = False,
    table: TableOption = None,
    dutch_csv: DutchOption = False,
    xlsx: XlsxOption = None,
    pdf: PdfOption = None,
    drawings: DrawingsOption = None,
) -> Exploration:
    """Give what was asked for."""
    giving = Giving(json, csv, dutch_csv, table, xlsx, pdf, drawings)
    return Exploration(context.obj, scenario, changes, time_limit, giving)


def municipality_of(scenario: Scenario, option: str, written: str) -> str:
    """Find a municipality by its code or its name.

    Raises
    ------
    Stop
        If the region has none such.
    """
    for one in scenario.municipalities:
        if written.casefold() in (one.code.casefold(), one.name.casefold()):
            return one.code
    known = tuple(one.name for one in scenario.municipalities)
    text = Text("There is no municipality “{name}”. There are {known}.", name=written, known=known)
    raise refused(option, text)
