"""Plans in files: what a solve wrote, or what was negotiated in a spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from models.codes import municipality_code
from models.findings import Finding, InvalidScenario, Origin
from models.language import Term, Text
from models.negotiated import Negotiated, Totals
from models.numbers import parse_natural, parse_whole
from models.plan import Plan
from models.quantity import QUANTITIES, Cell, Quantity
from models.scenario import Scenario
from models.values import ValueProblem, quoted
from scenarios.document.document import list_expected, mapping_expected
from scenarios.document.hints import unknown
from scenarios.document.spelling import identifier
from scenarios.document.tables import Table, refuse, table_of_records
from scenarios.forms.csv_files import read_csv
from scenarios.forms.folder_form import file_bytes
from scenarios.forms.json_form import parse_json
from scenarios.forms.text_files import ARCHIVE
from scenarios.forms.workbook import read_workbook

TABLES = {**{name: name for name in QUANTITIES}, "facilities": "places"}
"""The tables of a plan, and the quantities in them; a result calls its places facilities."""


def read_plan(scenario: Scenario, source: str | Path | bytes, file: str = "") -> Plan:
    """Read a plan from CSV, a workbook, JSON, or a folder with a CSV file per table.

    The tables are those of `models.quantity.QUANTITIES`, as a result has them: ``new_build``
    (municipality, segment, year, form, pool, dwellings), ``housed`` (municipality, group, year,
    households). Other columns are ignored, and so are other sheets, files and keys. What a plan
    does not name is zero.

    Parameters
    ----------
    scenario
        The scenario that it is a plan for.
    source
        A file or folder, or a file's content. What it is shows from the content.
    file
        The name that findings give it; without it the source's own.

    Raises
    ------
    InvalidScenario
        With all that is wrong, each with its file, row and column: the codes of
        `plan_from_records`, and of the file's form.
    """
    findings: list[Finding] = []
    name, tables = plan_tables(source, file, findings)
    return _plan(scenario, tables, name, findings)


def read_negotiated(scenario: Scenario, source: str | Path | bytes, file: str = "") -> Negotiated:
    """Read a plan that need not tell everything apart: totals per municipality may be all it has.

    Tables and files are those of `read_plan`. The dwellings may lack every column but
    ``municipality`` and ``dwellings``, the households every column but ``municipality`` and
    ``households``; what such a table does not name is zero. Other tables are complete.

    Parameters
    ----------
    scenario
        The scenario that it is a plan for.
    source
        A file or folder, or a file's content. What it is shows from the content.
    file
        The name that findings give it; without it the source's own.

    Raises
    ------
    InvalidScenario
        With all that is wrong, as `read_plan`.
    """
    findings: list[Finding] = []
    name, tables = plan_tables(source, file, findings)
    return _negotiated(scenario, tables, name, findings)


def negotiated_from_records(
    scenario: Scenario, tables: Mapping[str, object], file: str = "plan"
) -> Negotiated:
    """Make a negotiated plan of the records of its tables, as they stand in JSON.

    Raises
    ------
    InvalidScenario
        With all that is wrong, as `plan_from_records`.
    """
    findings: list[Finding] = []
    return _negotiated(scenario, _records(tables, file, findings), file, findings)


def plan_tables(
    source: str | Path | bytes, file: str, findings: list[Finding]
) -> tuple[str, dict[str, Table]]:
    """Read the tables of a plan as they stand, and how findings call where they were read."""
    path = None if isinstance(source, bytes) else Path(source)
    name = file or (path.name if path else "plan")
    if path is not None and path.is_dir():
        return name, _folder(path, name, findings)
    content = source if isinstance(source, bytes) else file_bytes(Path(source), name)
    return name, _tables(content, name, findings)


def plan_from_records(scenario: Scenario, tables: Mapping[str, object], file: str = "plan") -> Plan:
    """Make a plan of the records of its tables, as they stand in JSON.

    Parameters
    ----------
    scenario
        The scenario that it is a plan for.
    tables
        ``new_build`` and ``housed``, each a list of records, and the other tables of a plan;
        what is no table of a plan is ignored.
    file
        The name that findings give it.

    Raises
    ------
    InvalidScenario
        With all that is wrong: ``no-plan``, ``list-expected``, ``mapping-expected``,
        ``missing-column``, ``missing-value``, ``unknown-code``, ``unknown-municipality`` (and so
        on for each column that names something), ``year-outside-horizon``, ``pool-elsewhere``,
        ``not-possible``, ``above-most``, ``duplicate-row``; for a number those of
        `models.numbers.parse_natural`; and those of `scenarios.document.tables.build_table`.
    """
    findings: list[Finding] = []
    return _plan(scenario, _records(tables, file, findings), file, findings)


def _tables(content: bytes, file: str, findings: list[Finding]) -> dict[str, Table]:
    if content.startswith(ARCHIVE):
        return named(read_workbook(content, file, only=TABLES))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        document = parse_json(content, file)
        if isinstance(document, list):
            return _of_columns(_table("plan", document, file, findings), findings)
        return _records(document.get("tables", document), file, findings)
    return _of_columns(read_csv(content, file, "plan"), findings)


def _folder(folder: Path, name: str, findings: list[Finding]) -> dict[str, Table]:
    tables = {}
    for quantity in TABLES:
        file = f"{quantity}.csv"
        if (folder / file).exists():
            try:
                content = file_bytes(folder / file, f"{name}/{file}")
                tables[quantity] = read_csv(content, f"{name}/{file}", quantity)
            except InvalidScenario as invalid:
                findings.extend(invalid.findings)
    return named(tables)


def named(tables: Mapping[str, Table]) -> dict[str, Table]:
    """Give tables by the quantities in them."""
    return {TABLES[name]: table for name, table in tables.items()}


def _records(tables: object, file: str, findings: list[Finding]) -> dict[str, Table]:
    if not isinstance(tables, Mapping):
        text = mapping_expected(tables)
        raise InvalidScenario([Finding("mapping-expected", "error", text, Origin(file))])
    found = {
        name: _table(name, tables[name], f"{file}#{name}", findings)
        for name in TABLES
        if tables.get(name)
    }
    return named({name: table for name, table in found.items() if table is not None})


def _table(name: str, records: object, file: str, findings: list[Finding]) -> Table | None:
    if not isinstance(records, list | tuple):
        findings.append(Finding("list-expected", "error", list_expected(records), Origin(file)))
        return None
    wrong = [number for number, each in enumerate(records, 1) if not isinstance(each, Mapping)]
    for number in wrong:
        text = mapping_expected(records[number - 1])
        findings.append(Finding("mapping-expected", "error", text, Origin(file, number)))
    return None if wrong else table_of_records(name, file, records, findings)


def _of_columns(table: Table | None, findings: list[Finding]) -> dict[str, Table]:
    """Tell by its columns what a table is that has no name."""
    if table is None:
        return {}
    columns = set(table.columns)
    if columns.isdisjoint(quantity.unit for quantity in QUANTITIES.values()):
        built, housed = QUANTITIES["new_build"], QUANTITIES["housed"]
        text = Text(
            "No column says how many: “{built}” has a column “{dwellings}” and “{housed}” a "
            "column “{households}”, with a number per row.",
            built=Term(built.name),
            dwellings=Term(built.unit),
            housed=Term(housed.name),
            households=Term(housed.unit),
        )
        findings.append(Finding("no-plan", "error", text, table.origin()))
        return {}

    def likeness(quantity: Quantity) -> tuple[bool, int]:
        wanted = {*quantity.axes, quantity.unit}
        return quantity.unit in columns, len(wanted & columns) - len(wanted - columns)

    name = max(QUANTITIES.values(), key=likeness).name
    return {name: replace(table, name=name)}


def _plan(
    scenario: Scenario, tables: Mapping[str, Table], file: str, findings: list[Finding]
) -> Plan:
    _expect_tables(tables, file, findings)
    cells = {
        name: _Reading(scenario, QUANTITIES[name], table, findings).cells()
        for name, table in tables.items()
    }
    refuse(findings)
    if "places" in cells and "hosts" not in cells:
        cells["hosts"] = dict.fromkeys(cells["places"], 1)
    return Plan({name: numbers for name, numbers in cells.items() if numbers})


def _expect_tables(tables: Mapping[str, Table], file: str, findings: list[Finding]) -> None:
    if not tables and not findings:
        text = Text(
            "There is no plan in this: no table “{new_build}” or “{housed}”.",
            new_build=Term("new_build"),
            housed=Term("housed"),
        )
        findings.append(Finding("no-plan", "error", text, Origin(file)))


def _negotiated(
    scenario: Scenario, tables: Mapping[str, Table], file: str, findings: list[Finding]
) -> Negotiated:
    _expect_tables(tables, file, findings)
    said: dict[str, Totals] = {}
    for name, table in tables.items():
        quantity = QUANTITIES[name]
        axes = tuple(
            axis
            for axis in quantity.axes
            if axis == "municipality" or axis in table.columns or name not in TOTALS
        )
        said[name] = Totals(axes, _Reading(scenario, quantity, table, findings, axes).cells())
    refuse(findings)
    if "places" in said and "hosts" not in said:
        places = said["places"]
        said["hosts"] = Totals(places.axes, dict.fromkeys(places.numbers, 1))
    return Negotiated(said)


TOTALS = ("new_build", "housed")
"""The tables of a negotiated plan that may give totals."""

CODES = ("municipality", "to", "host")
"""The columns that hold a municipality's code."""


class _Reading:
    """Reads one table of a plan, and finds what is wrong in it."""

    def __init__(
        self,
        scenario: Scenario,
        quantity: Quantity,
        table: Table,
        findings: list[Finding],
        axes: Sequence[str] = (),
    ) -> None:
        self.scenario, self.quantity = scenario, quantity
        self.table, self.findings = table, findings
        self.axes = tuple(axes) or quantity.axes
        places = [quantity.axes.index(axis) for axis in self.axes]
        self.known_cells = {
            tuple(cell[place] for place in places) for cell in scenario.cells(quantity.name)
        }
        self.names: dict[str, Collection[object]] = {
            axis: {cell[place] for cell in self.known_cells} for place, axis in enumerate(self.axes)
        }
        names = [town.name.casefold() for town in scenario.municipalities]
        self.called = {
            name: code
            for name, code in zip(names, scenario.codes, strict=True)
            if names.count(name) == 1
        }
        # What the scenario knows and has no cell for is possible nowhere, but not unknown.
        self.names |= {
            "municipality": scenario.codes,
            "segment": scenario.segments,
            "form": scenario.forms,
            "group": scenario.groups,
        }

    def cells(self) -> dict[Cell, int | Fraction]:
        """Give the numbers that are not zero, by cell."""
        wanted = (*self.axes, self.quantity.unit)
        missing = [column for column in wanted if column not in self.table.columns]
        for column in missing:
            text = Text("The column “{column}” is missing.", column=self.table.called(column))
            where = self.table.origin(None, column)
            self.findings.append(Finding("missing-column", "error", text, where))
        numbers: dict[Cell, int | Fraction] = {}
        rows: dict[Cell, int] = {}
        for index in range(0 if missing else len(self.table.rows)):
            read = [self.value(index, column) for column in wanted]
            if None in read:
                continue
            *axes, number = read
            cell = tuple(axes)
            if cell in rows:
                first = str(self.table.row_numbers[rows[cell]])
                text = Text("Row {row} is also for “{key}”.", row=first, key=terms(cell))
                self.report("duplicate-row", text, index, None)
            elif self.possible(index, cell):
                rows[cell] = index
                if number:
                    numbers[cell] = number
        return numbers

    def value(self, index: int, column: str) -> Any:
        """Give the value of a cell, or None when something is wrong with it."""
        given = self.table.rows[index].get(column)
        if given is None:
            self.report("missing-value", Text("A value is missing here."), index, column)
            return None
        sign = self.table.whole_sign
        try:
            if column == "year":
                return self.year(index, parse_whole(given, sign))
            if column == self.quantity.unit:
                return self.number(index, parse_natural(given, sign))
            name = self.code(given) if column in CODES else str(given)
        except ValueProblem as problem:
            self.report(problem.code, problem.text, index, column)
            return None
        return self.known(index, column, name)

    def code(self, given: object) -> str:
        """Give the code of a municipality, which may be called by its name."""
        return self.called.get(str(given).casefold()) or municipality_code(given)

    def known(self, index: int, column: str, given: str) -> str | None:
        """Find a name, or what it is called in the reader's language."""
        names = self.names[column]
        for name in (given, identifier(given), given.removesuffix(".0")):
            if name in names:
                return name
        text = unknown(given, map(str, names))
        self.report(f"unknown-{column}", text, index, column)
        return None

    def number(self, index: int, number: int) -> int | None:
        """Give a number that the quantity can be."""
        most = self.quantity.most
        if most is None or number <= most:
            return number
        text = Text("“{value}” is more than {most}.", value=str(number), most=most)
        self.report("above-most", text, index, self.quantity.unit)
        return None

    def year(self, index: int, year: int) -> int | None:
        """Give a year of the horizon."""
        years = self.scenario.horizon.years
        if year in years:
            return year
        text = Text(
            "{year} lies outside the horizon, {first}-{last}.",
            year=str(year),
            first=str(years[0]),
            last=str(years[-1]),
        )
        self.report("year-outside-horizon", text, index, "year")
        return None

    def possible(self, index: int, cell: Cell) -> bool:
        """Tell whether the scenario has such a cell."""
        if cell in self.known_cells:
            return True
        says = dict(zip(self.axes, cell, strict=True))
        place = {pool.pool: pool.municipality for pool in self.scenario.capacity}.get(
            str(says.get("pool"))
        )
        if place is None or place == says["municipality"]:
            text = Text("The scenario leaves no room for this: {cell}.", cell=terms(cell))
            self.report("not-possible", text, index, None)
        else:
            text = Text(
                "“{pool}” lies in {place}.",
                pool=quoted(says["pool"]),
                place=self.scenario.municipality(place).name,
            )
            self.report("pool-elsewhere", text, index, "pool")
        return False

    def report(self, code: str, text: Text, index: int, column: str | None) -> None:
        """Add what is wrong with a cell, or with a row."""
        where = self.table.origin(index, column)
        self.findings.append(Finding(code, "error", text, where))


def terms(cell: Cell) -> tuple[Term, ...]:
    """Give what a cell is told apart by, for a reader."""
    return tuple(Term(str(name)) for name in cell)
