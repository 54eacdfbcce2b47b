"""The tables of a plan among the sheets of a file: which ones they are, or which may be meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.codes import TOTALS as TOTAL
from models.findings import Finding, Origin
from models.language import Text, Units, Word
from models.quantity import QUANTITIES
from models.values import quoted
from scenarios.document.grid import SheetGrid
from scenarios.document.spelling import identifier
from scenarios.recognising.comparing import compared
from scenarios.recognising.headers import HeaderMeanings
from scenarios.recognising.long_table import LongTable
from scenarios.recognising.melting import melted
from scenarios.recognising.number_cells import bare_number
from scenarios.recognising.other_layouts import other_layouts
from scenarios.recognising.reading_notes import cell_faults, notes, other_sheets
from scenarios.recognising.regions import regions
from scenarios.recognising.rows import TOTAL_ROW
from scenarios.recognising.sheet_table import SheetTable
from scenarios.recognising.words import Vocabulary

MOST_HEADERS = 8
"""Headers that are told, at most."""

CHOICE = re.compile(r"(?P<sheet>[^:]*)(?::(?P<letters>[A-Za-z]{1,3})(?P<row>[0-9]+)(?::.*)?)?")


@dataclass
class Recognition:
    """What was found in a file.

    Parameters
    ----------
    tables
        The tables by quantity.
    findings
        What keeps it from being read.
    notes
        What was read as what, and what was left out.
    """

    tables: dict[str, LongTable] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)


def recognise(
    grids: Sequence[SheetGrid],
    vocabulary: Vocabulary,
    file: str,
    named: Mapping[str, str],
    choice: str = "",
) -> Recognition:
    """Find the tables of a plan.

    Parameters
    ----------
    grids
        The sheets.
    vocabulary
        The names and words of the scenario.
    file
        What findings call the file.
    named
        What sheets are called that are known to be a table, and its quantity.
    choice
        The sheet that is meant, or a table in it by one of its cells: ``Programma:B4``.
    """
    meanings = HeaderMeanings(vocabulary)
    found = Recognition()
    if not grids:
        return found
    looked = chosen_grids(grids, choice)
    if not looked:
        titles = tuple(grid.sheet for grid in grids)
        text = Text("There is no sheet “{name}”. There are {known}.", name=choice, known=titles)
        found.findings.append(Finding("unknown-sheet", "error", text, Origin(file)))
        return found
    tables = [
        SheetTable(region, meanings, named.get(identifier(grid.sheet), ""))
        for grid in looked
        for region in regions(grid, meanings)
        if not choice or holds(region.headers, region.body, region.places, choice)
    ]
    plans = [table for table in tables if table.is_plan]
    plans = visible([table for table in plans if table.named] or plans)
    by_quantity: dict[str, list[SheetTable]] = {}
    for table in plans:
        by_quantity.setdefault(table.quantity, []).append(table)
    for quantity, several in by_quantity.items():
        found_tables = together(several)
        if found_tables is None:
            found.findings.append(which_one(several, file))
            continue
        if len(found_tables) > 1 and not found_tables[0].context:
            text = Text("Read as one: {tables}.", tables=tuple(map(place_of, found_tables)))
            found.notes.append(Finding("joined", "note", text, Origin(file)))
        longs = []
        for table in found_tables:
            longs.append(melted(table))
            found.findings.extend([*table.findings, *cell_faults(table)])
            told = list(notes(table))
            found.findings.extend(each for each in told if each.severity == "error")
            found.notes.extend(each for each in told if each.severity != "error")
        found.tables[quantity] = joined_tables(longs)
    unread = [] if by_quantity else unread_headers(looked, meanings)
    if unread:
        found.findings.append(unclear_headers(unread, file))
    unclear = bool(found.findings) or not plans or not all(map(is_clear, plans))
    if unclear and (layouts := list(other_layouts(looked, meanings))):
        return Recognition(findings=layouts)
    used = {id(table.grid) for table in plans}
    if by_quantity and not choice:
        others = [grid for grid in grids if id(grid) not in used]
        called = any(table.named for table in plans)
        found.notes.extend(other_sheets(others, file, named=called))
    return found


def chosen_grids(grids: Sequence[SheetGrid], choice: str) -> Sequence[SheetGrid]:
    """Give the sheets that are looked at."""
    if not choice:
        return grids
    wanted = (CHOICE.fullmatch(choice) or {"sheet": choice})["sheet"]
    return [grid for grid in grids if compared(grid.sheet) == compared(wanted)]


def holds(headers: Sequence[int], body: Sequence[int], places: Sequence[int], choice: str) -> bool:
    """Tell whether a table has the cell that was named, or whether none was."""
    found = CHOICE.fullmatch(choice)
    if found is None or found["row"] is None:
        return True
    place = 0
    for letter in found["letters"].upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return (
        headers[0] <= int(found["row"]) <= max([*headers, *body])
        and places[0] <= place - 1 <= places[-1]
    )


def visible(tables: list[SheetTable]) -> list[SheetTable]:
    """Leave hidden sheets out, unless there are no others."""
    shown = [table for table in tables if not table.grid.hidden]
    return shown or tables


def together(tables: list[SheetTable]) -> list[SheetTable] | None:
    """Give the tables that make up one plan; None when it is unclear which of them does.

    Several make up one when the titles of sheets or tables say of what each is: a sheet per
    municipality, a table per segment; or when they are all of something else: rent and owner.
    """
    if len(tables) == 1:
        (table,) = tables
        with_context(table, skip="year")
        return tables
    parts = [table for table in tables if not adds_up_others(table)]
    contexts = [table.title_values for table in parts]
    axes = {axis for values in contexts for axis in values}
    for axis in sorted(axes):
        names = [values.get(axis) for values in contexts]
        alike = {frozenset(table.axes) for table in parts}
        if None not in names and len(set(names)) == len(names) > 1 and len(alike) == 1:
            for table, values in zip(parts, contexts, strict=True):
                table.context[axis] = values[axis]
            return parts
    return parts if apart(parts) else None


def apart(tables: Sequence[SheetTable]) -> bool:
    """Tell whether tables have no number of the same, and none of something unknown."""
    cells = [cell for table in tables for cell in table.cells]
    alike = len({table.axes for table in tables}) == 1
    return alike and all(map(is_known, tables)) and len(set(cells)) == len(cells) > 0


def is_known(table: SheetTable) -> bool:
    """Tell whether it is known of what all its numbers are."""
    return all(name is not None for cell in table.cells for _, name in cell)


def adds_up_others(table: SheetTable) -> bool:
    """Tell whether a table adds up others, by its titles."""
    return any(TOTAL_ROW.search(compared(title.text)) for title in table.titles)


def is_clear(table: SheetTable) -> bool:
    """Tell whether it is known of what its numbers are, and none are of a part of the years."""
    horizon = table.meanings.horizon
    counted = [each for each in table.columns if each.role in ("number", "unclear")]
    periods = {part.period for each in counted for part in each.parts}
    return is_known(table) and periods <= {None, horizon}


def with_context(table: SheetTable, skip: str) -> None:
    """Say of what all numbers of a table are, when its title does; a year may be an edition's."""
    for axis, value in table.title_values.items():
        if axis != skip:
            table.context[axis] = value


def which_one(tables: list[SheetTable], file: str) -> Finding:
    """Ask which of several tables is meant."""
    several = tuple(
        Text(
            "{choice} ({rows})",
            choice=place_of(table),
            rows=Units(len(table.rows.plan), "rows"),
        )
        for table in tables
    )
    text = Text(
        "There are several tables that may be the plan: {tables}. Name the one that is meant "
        "behind the file, such as “{example}”.",
        tables=several,
        example=f"{tables[0].origin.file}:{(tables[0].origin.cell or '').partition(':')[0]}",
    )
    return Finding("several-tables", "error", text, Origin(file))


def place_of(table: SheetTable) -> str:
    """Give where a table stands, as it is named behind a file."""
    return f"{table.origin.file}:{table.origin.cell or table.origin.row}"


def unread_headers(grids: Sequence[SheetGrid], meanings: HeaderMeanings) -> list[str]:
    """Give what is not understood beside a header for municipalities."""
    for grid in grids:
        for cells in grid.rows.values():
            told = [meanings.of(cell) for cell in cells.values()]
            if any("municipality" in each.axes for each in told):
                return [each.text for each in told if not each.understood]
    return []


def unclear_headers(headers: Sequence[str], file: str) -> Finding:
    """Say which headers keep a table from being read."""
    text = Text(
        "There is no plan in this that can be read: what stands in the columns {headers} is "
        "unclear. Name a column of numbers “{dwellings}”, or after a segment or a year.",
        headers=tuple(f"“{quoted(one)}”" for one in headers[:MOST_HEADERS]),
        dwellings=Word("dwellings"),
    )
    return Finding("no-plan", "error", text, Origin(file))


def joined_tables(tables: Sequence[LongTable]) -> LongTable:
    """Put tables with the same columns below one another."""
    first = tables[0]
    if len(tables) == 1:
        return first
    return replace(
        first,
        rows=tuple(row for table in tables for row in table.rows),
        row_numbers=tuple(number for table in tables for number in table.row_numbers),
        spots=tuple(spot for table in tables for spot in table.spots),
        grids=tuple(grid for table in tables for grid in table.grids),
        above={sheet: headers for table in tables for sheet, headers in table.above.items()},
    )


AXES = frozenset(axis for quantity in QUANTITIES.values() for axis in quantity.axes)


UNITS = frozenset(quantity.unit for quantity in QUANTITIES.values())


def is_plain(grid: SheetGrid) -> bool:
    """Tell whether a sheet is a table of a plan as it stands, every row of it."""
    rows = iter(grid.rows.values())
    header = {place: identifier(str(cell)) for place, cell in next(rows, {}).items()}
    names = set(header.values())
    if not UNITS & names or not names <= AXES | UNITS:
        return False
    labels = {place for place, name in header.items() if name in AXES}
    counts = {place: name for place, name in header.items() if name in UNITS}
    return all(
        labels <= cells.keys()
        and not any(TOTAL.match(str(cells[place])) for place in labels)
        and all(bare_number(cells.get(at), unit) == cells.get(at) for at, unit in counts.items())
        for cells in rows
    )
