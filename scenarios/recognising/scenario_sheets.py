"""The sheets of a scenario's workbook: which table each of them is, and which are left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches

from models.findings import Finding, Origin
from models.language import Text, Word
from models.values import quoted
from scenarios.document.grid import SheetGrid
from scenarios.document.spelling import identifier
from scenarios.document.tables import Table
from scenarios.recognising.comparing import compared
from scenarios.recognising.own_names import own_names
from scenarios.recognising.reading_notes import note
from scenarios.recognising.scenario_blocks import SheetBlock, blocks
from scenarios.recognising.scenario_table import SheetReading
from scenarios.recognising.scenario_words import (
    SHEETS,
    table_meant,
)

FOR_PEOPLE = frozenset(("explanation", "toelichting", "lists", "choices", "keuzelijsten"))
"""The sheets of ours that hold no part of a scenario."""

RESULT = frozenset(("outcome", "uitkomst", "provenance", "herkomst", "charts", "grafieken"))
"""The sheets by which a workbook shows that it is the result of a solve."""


def is_result(titles: Iterable[str]) -> bool:
    """Tell by the titles of its sheets whether a workbook is the result of a solve."""
    return len({compared(title) for title in titles} & RESULT) > 1


class ScenarioSheets:
    """Finds the tables of a scenario in the sheets of a workbook.

    Parameters
    ----------
    grids
        The sheets.
    file
        The workbook's name.
    findings, notes
        What is wrong, and what was recognised or left out, is added here.
    """

    def __init__(
        self, grids: Iterable[SheetGrid], file: str, findings: list[Finding], notes: list[Finding]
    ) -> None:
        self.grids, self.file = list(grids), file
        self.findings, self.notes = findings, notes
        self.names = own_names(self.grids)

    def tables(self) -> dict[str, Table]:
        """Give the tables by their names: ``scenario``, ``municipalities``, ``agreements`` ..."""
        meant = {grid.sheet: table_meant(grid.sheet) for grid in self.grids}
        several = {grid.sheet: blocks(grid, self.names) for grid in self.grids}
        known = {*meant.values(), *(block.name for few in several.values() for block in few)}
        if "scenario" not in known and (finding := self._no_scenario(list(meant), known - {None})):
            self.findings.append(finding)
            return {}
        tables: dict[str, Table] = {}
        left: list[str] = []
        for grid in self.grids:
            name = meant[grid.sheet]
            if identifier(grid.sheet) in FOR_PEOPLE or compared(grid.sheet) in FOR_PEOPLE:
                continue
            if several[grid.sheet]:
                for block in several[grid.sheet]:
                    self._block(block, tables)
                continue
            if name is None:
                if not self._misspelt(grid):
                    left.append(grid.sheet)
                continue
            if name in tables:
                same = Text("There is another sheet with the name “{name}”.", name=quoted(name))
                where = Origin(grid.source)
                self.findings.append(Finding("duplicate-sheet", "error", same, where))
                continue
            if name != identifier(grid.sheet):
                text = Text("The sheet “{title}” is read as {meant}.", title=grid.sheet,
                            meant=Word(name))  # fmt: skip
                self.notes.append(note("recognised", text, Origin(grid.source)))
            tables[name] = SheetReading(name, grid, self.names, self.findings, self.notes).table()
        if left:
            text = Text("Left out: the sheets {sheets}.", sheets=tuple(left))
            self.notes.append(note("left-out", text, Origin(self.file)))
        return tables

    def _block(self, block: SheetBlock, tables: dict[str, Table]) -> None:
        """Read one of several tables of a sheet, and say which it is."""
        rows, places = block.grid.rows, [at for cells in block.grid.rows.values() for at in cells]
        where = block.grid.area(rows, places)
        if block.name in tables:
            text = Text("There is another table of {meant} on this sheet. Put their rows below one "
                        "header.", meant=Word(block.name))  # fmt: skip
            self.findings.append(Finding("duplicate-table", "error", text, where))
            return
        text = Text("These cells are read as {meant}.", meant=Word(block.name))
        self.notes.append(note("recognised", text, where))
        reading = SheetReading(block.name, block.grid, self.names, self.findings, self.notes)
        tables[block.name] = reading.table()

    def _no_scenario(self, titles: Sequence[str], known: Collection[str | None]) -> Finding | None:
        """Say of a workbook that is no scenario's what it is instead."""
        if is_result(titles):
            text = Text(
                "This workbook is a result that Woonsleutel wrote, and no scenario. Give the "
                "scenario's own workbook, with a sheet “scenario”."
            )
        elif not titles:
            text = Text("There is nothing in this workbook: all its sheets are empty.")
        elif not known:
            near = [title for title in titles if self._near(title)]
            if near:
                return None
            text = Text(
                "There is no scenario in this workbook, nor a table with a row per municipality "
                "and what each column has above it. Looked for: sheets that are called {known}. "
                "In it: {sheets}.",
                known=tuple(Word(name) for name in ("scenario", "municipalities", "agreements")),
                sheets=tuple(titles),
            )
        else:
            return None
        return Finding("no-scenario", "error", text, Origin(self.file))

    def _near(self, title: str) -> list[str]:
        return get_close_matches(identifier(title), SHEETS, n=1, cutoff=0.75)

    def _misspelt(self, grid: SheetGrid) -> bool:
        """Find that a sheet may be called almost as a table is: then it is not left out."""
        near = self._near(grid.sheet)
        if near:
            text = Text(
                "“{name}” is not known here. Is “{near}” meant?",
                name=quoted(grid.sheet),
                near=near[0],
            )
            where = Origin(grid.source)
            self.findings.append(Finding("unknown-table", "error", text, where))
        return bool(near)
