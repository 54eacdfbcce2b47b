"""Plans in files: what a solve wrote, or what was negotiated in a spreadsheet."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text, Word
from models.negotiated import Negotiated, Totals
from models.plan import Plan
from models.quantity import QUANTITIES, Cell
from models.scenario import Scenario
from scenarios.document.grid import SheetGrid
from scenarios.document.spelling import identifier
from scenarios.document.tables import Table, build_table, refuse
from scenarios.forms.archive import is_workbook
from scenarios.forms.csv_files import read_csv_grid
from scenarios.forms.folder_form import file_bytes
from scenarios.forms.json_form import parse_json
from scenarios.forms.workbook import read_grids
from scenarios.plan_records import TABLES, as_table, of_columns, of_records
from scenarios.recognising.plan_cells import NOT_MENTIONED, READ_AS, PlanCells
from scenarios.recognising.plan_sheets import is_plain, recognise
from scenarios.recognising.reading_notes import OTHER_SHEETS, hidden_note, other_sheets
from scenarios.recognising.words import Vocabulary

TOTALS = ("new_build", "housed")
"""The tables of a negotiated plan that may give totals."""


def read_plan(
    scenario: Scenario,
    source: str | Path | bytes,
    file: str = "",
    *,
    strict: bool = False,
    notes: list[Finding] | None = None,
) -> Plan:
    """Read a plan from CSV, a workbook, JSON, or a folder with a CSV file per table.

    The tables are those of `models.quantity.QUANTITIES`, as a result has them: ``new_build``
    (municipality, segment, year, form, pool, dwellings), ``housed`` (municipality, group, year,
    households). What a plan does not name is zero. A table is recognised where it stands in a sheet
    as people make them: below a title, with a column per segment or year, with totals and remarks.

    Parameters
    ----------
    scenario
        The scenario that it is a plan for.
    source
        A file or folder, or a file's content. What it is shows from the content. Behind a
        workbook's name may stand which sheet or table is meant: ``plan.xlsx#Programme:B4``.
    file
        The name that findings give it; without it the source's own.
    strict
        Whether to refuse what had to be recognised, or would be left out.
    notes
        What was read as what, and what was left out, is added here.

    Returns
    -------
    Plan
        The plan: dwellings, households and places in whole numbers.

    Raises
    ------
    InvalidScenario
        With all that is wrong, each with its file, row and column: the codes of
        `plan_from_records`, of the file's form, and ``several-tables``, ``several-columns``,
        ``unclear-column``, ``total-differs``, ``thousands``, ``periods``, ``compact-table``,
        ``unknown-sheet``.
    """
    reading = _FileReading(scenario, strict, notes)
    name, tables = reading.tables(source, file)
    return _plan(reading, tables, name)


def read_negotiated(
    scenario: Scenario,
    source: str | Path | bytes,
    file: str = "",
    *,
    strict: bool = False,
    notes: list[Finding] | None = None,
) -> Negotiated:
    """Read a plan that need not tell everything apart: totals per municipality may be all it has.

    Tables and files are those of `read_plan`. The dwellings may lack every column but
    ``municipality`` and ``dwellings``, the households every column but ``municipality`` and
    ``households``; what such a table does not name is zero. Other tables are complete.

    Parameters
    ----------
    scenario, source, file, strict, notes
        As for `read_plan`.

    Returns
    -------
    Negotiated
        The plan, perhaps of totals only.

    Raises
    ------
    InvalidScenario
        With all that is wrong, as `read_plan`.
    """
    reading = _FileReading(scenario, strict, notes)
    name, tables = reading.tables(source, file)
    return _negotiated(reading, tables, name)


def negotiated_from_records(
    scenario: Scenario, tables: Mapping[str, object], file: str = "plan"
) -> Negotiated:
    """Make a negotiated plan of the records of its tables, as they stand in JSON.

    Parameters
    ----------
    scenario, tables, file
        As for `plan_from_records`.

    Returns
    -------
    Negotiated
        The plan, perhaps of totals only.

    Raises
    ------
    InvalidScenario
        With all that is wrong, as `plan_from_records`.
    """
    reading = _FileReading(scenario, presume=False)
    return _negotiated(reading, of_records(tables, file, reading.findings), file)


def plan_from_records(scenario: Scenario, tables: Mapping[str, object]) -> Plan:
    """Make a plan of the records of its tables, as they stand in JSON.

    Parameters
    ----------
    scenario
        The scenario that it is a plan for.
    tables
        ``new_build`` and ``housed``, each a list of records, and the other tables of a plan;
        what is no table of a plan is ignored.

    Returns
    -------
    Plan
        The plan: dwellings, households and places in whole numbers.

    Raises
    ------
    InvalidScenario
        With all that is wrong: ``no-plan``, ``list-expected``, ``mapping-expected``,
        ``missing-column``, ``missing-value``, ``unknown-code``, ``unknown-municipality`` (and so
        on for each column that names something), ``year-outside-horizon``, ``pool-elsewhere``,
        ``not-possible``, ``above-most``, ``duplicate-row``; for a number those of
        `models.numbers.parse_natural`; and those of `scenarios.document.tables.build_table`.
    """
    reading = _FileReading(scenario, presume=False)
    return _plan(reading, of_records(tables, "plan", reading.findings), "plan")


class _FileReading:
    """Reads the tables of a plan as they stand in a file, and gathers what is found in them."""

    def __init__(
        self,
        scenario: Scenario,
        strict: bool = False,
        notes: list[Finding] | None = None,
        *,
        presume: bool = True,
    ) -> None:
        self.scenario, self.strict, self.presume = scenario, strict, presume
        self.vocabulary = Vocabulary(scenario)
        self.findings: list[Finding] = []
        self.heard = strict or notes is not None
        self.notes = [] if notes is None else notes
        self._told = len(self.notes)

    def tables(self, source: str | Path | bytes, file: str) -> tuple[str, dict[str, Table]]:
        """Give the tables, and how findings call where they were read."""
        if isinstance(source, bytes):
            name = file or "plan"
            return name, self._of_content(source, name, "")
        path, choice = _chosen(Path(source))
        name = file or path.name
        if os.path.isdir(path):
            return name, self._of_folder(path, name)
        return name, self._of_content(file_bytes(path, name), name, choice)

    def cells(
        self, name: str, table: Table, axes: Sequence[str] = ()
    ) -> dict[Cell, int | Fraction]:
        """Give the numbers of a table by cell, and note what was recognised in it."""
        found = PlanCells(
            self.vocabulary, QUANTITIES[name], table, self.findings, axes, presume=self.presume
        )
        cells = found.cells()
        # What was recognised takes as long to find as the numbers.
        self.notes += found.notes() if self.heard else ()
        return cells

    def refuse(self) -> None:
        """Stop when something is wrong, or had to be recognised where that is not wanted.

        Raises
        ------
        InvalidScenario
            With all that was found.
        """
        own = self.notes[self._told :]
        own.sort(key=lambda one: one.code != READ_AS)
        self.notes[self._told :] = own
        if self.strict:
            literal = (READ_AS, NOT_MENTIONED, OTHER_SHEETS)
            recognised = (one for one in own if one.code not in literal)
            self.findings += [replace(one, severity="error") for one in recognised]
        refuse(self.findings)

    def _of_content(self, content: bytes, file: str, choice: str) -> dict[str, Table]:
        if is_workbook(content):
            grids = read_grids(content, file, self.findings)
            return self._of_grids(grids, file, choice)
        if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
            document = parse_json(content, file)
            if isinstance(document, list):
                return of_columns(as_table("plan", document, file, self.findings), self.findings)
            return of_records(document.get("tables", document), file, self.findings)
        return self._of_grids([read_csv_grid(content, file)], file, choice)

    def _of_folder(self, folder: Path, name: str) -> dict[str, Table]:
        tables: dict[str, Table] = {}
        for table, quantity in TABLES.items():
            file = f"{table}.csv"
            if (folder / file).exists():
                try:
                    content = file_bytes(folder / file, f"{name}/{file}")
                    grid = read_csv_grid(content, f"{name}/{file}")
                except InvalidScenario as invalid:
                    self.findings.extend(invalid.findings)
                    continue
                found = self._of_grids([grid], f"{name}/{file}", "")
                for one in found.values():
                    tables[quantity] = replace(one, name=quantity)
        return tables

    def _of_grids(self, grids: list[SheetGrid], file: str, choice: str) -> dict[str, Table]:
        named = [grid for grid in grids if identifier(grid.sheet) in TABLES]
        looked = named or (grids if len(grids) == 1 else [])
        if looked and not choice and all(map(is_plain, looked)):
            tables = self._plain(looked, grids, file)
            self._tell_hidden(grids, tables)
            return tables
        found = recognise(grids, self.vocabulary, file, TABLES, choice)
        self._tell_hidden(grids, found.tables)
        self.findings += found.findings
        self.notes += found.notes
        if not found.tables and not found.findings:
            # What it lacks to be a table of a plan is said as of any table.
            plain = {grid.sheet: grid for grid in named or grids[:1] if not grid.sheet or named}
            for grid in plain.values():
                of_columns(self._built(grid), self.findings)
            if not plain:
                self.findings.append(_nothing_found(grids, file))
        return dict(found.tables)

    def _tell_hidden(self, grids: list[SheetGrid], tables: Mapping[str, Table]) -> None:
        """Say of the sheets that were read what in them is hidden."""
        read = {table.file for table in tables.values()}
        for grid in grids:
            if grid.source in read:
                self.notes += hidden_note(grid)

    def _plain(self, plain: list[SheetGrid], grids: list[SheetGrid], file: str) -> dict[str, Table]:
        """Give tables that stand there as a plan's tables are."""
        tables: dict[str, Table] = {}
        for grid in plain:
            for quantity, table in of_columns(self._built(grid), self.findings).items():
                name = TABLES.get(identifier(grid.sheet), quantity)
                if name in tables:
                    same = Text("There is another sheet with the name “{name}”.", name=grid.sheet)
                    finding = Finding("duplicate-sheet", "error", same, table.origin())
                    self.findings.append(finding)
                tables[name] = replace(table, name=name)
        called = any(identifier(grid.sheet) in TABLES for grid in plain)
        others = [grid for grid in grids if grid not in plain]
        self.notes += other_sheets(others, file, named=called)
        return tables

    def _built(self, grid: SheetGrid) -> Table:
        rows = ((number, cells.items()) for number, cells in grid.rows.items())
        table = build_table(
            "plan", grid.source, rows, self.findings, grid.decimal_sign, in_sheet=bool(grid.sheet)
        )
        headers = next(iter(grid.rows.values()), {})
        for place in grid.faults:
            self.findings.append(grid.fault(place, str(headers.get(place[1], ""))))
        return replace(table, presumed_sign=grid.presumed_sign)


def _chosen(path: Path) -> tuple[Path, str]:
    """Give a file, and the sheet or table in it that is meant, when its name says so."""
    name, sign, choice = path.name.rpartition("#")
    if not sign or os.path.exists(path):
        return path, ""
    return path.with_name(name) if name else path, choice


def _nothing_found(grids: list[SheetGrid], file: str) -> Finding:
    titles = tuple(grid.sheet for grid in grids)
    text = Text(
        "There is no plan in this. Looked for: a header with “{municipality}” above a column of "
        "names or codes, and numbers beside it. The sheets are {sheets}.",
        municipality=Word("municipality"),
        sheets=titles,
    )
    if not titles:
        text = Text("There is no plan in this: it is empty.")
    return Finding("no-plan", "error", text, Origin(file))


def _plan(reading: _FileReading, tables: Mapping[str, Table], file: str) -> Plan:
    _expect_tables(tables, file, reading.findings)
    cells: dict[str, dict[Cell, int | Fraction]] = {}
    for name, table in tables.items():
        cells[name] = reading.cells(name, table)
    if "places" in cells and "hosts" not in cells:
        cells["hosts"] = dict.fromkeys(cells["places"], 1)
    lacking = [name for name in QUANTITIES if name not in cells and reading.scenario.cells(name)]
    if tables and lacking:
        names = tuple(map(Word, lacking))
        text = Text("Nothing is said of {names}: that counts as 0.", names=names)
        reading.notes.append(Finding(NOT_MENTIONED, "note", text, Origin(file)))
    reading.refuse()
    return Plan({name: numbers for name, numbers in cells.items() if numbers})


def _expect_tables(tables: Mapping[str, Table], file: str, findings: list[Finding]) -> None:
    if not tables and not findings:
        text = Text(
            "There is no plan in this: no table “{new_build}” or “{housed}”.",
            new_build=Word("new_build"),
            housed=Word("housed"),
        )
        findings.append(Finding("no-plan", "error", text, Origin(file)))


def _negotiated(reading: _FileReading, tables: Mapping[str, Table], file: str) -> Negotiated:
    _expect_tables(tables, file, reading.findings)
    said: dict[str, Totals] = {}
    for name, table in tables.items():
        quantity = QUANTITIES[name]
        axes = tuple(
            axis
            for axis in quantity.axes
            if axis == "municipality" or axis in table.columns or name not in TOTALS
        )
        known = len(reading.findings)
        said[name] = Totals(axes, reading.cells(name, table, axes))
        if name == "housed" and _are_figures(reading.scenario, said[name]):
            # What is wrong with each of them follows from that.
            reading.findings[known:] = [_figures_of(table)]
    reading.refuse()
    if "places" in said and "hosts" not in said:
        places = said["places"]
        said["hosts"] = Totals(places.axes, dict.fromkeys(places.numbers, 1))
    return Negotiated(said)


def _are_figures(scenario: Scenario, households: Totals) -> bool:
    """Tell whether households by municipality alone are those that live there.

    None of them is in need in the scenario, or more of them than are.
    """
    if households.axes != ("municipality",):
        return False
    in_need = sum(one.households for one in scenario.needs)
    return not any(scenario.cells("housed")) or sum(households.numbers.values()) > in_need


def _figures_of(table: Table) -> Finding:
    text = Text(
        "These are figures of municipalities, and no plan: more households than are in need. A "
        "plan says how many dwellings each municipality gets; the households that it houses stand "
        "in a table of their own, with a column “{group}” or “{year}”.",
        group=Word("group"),
        year=Word("year"),
    )
    return Finding("figures-unexpected", "error", text, table.origin())
