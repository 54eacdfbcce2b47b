"""Names of municipalities in a scenario's tables, read as the codes that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from pydantic import ValidationError

from models.codes import CodeProblem, municipality_code
from models.findings import Finding, Origin
from models.language import Text
from models.tables import Municipality
from models.values import quoted
from scenarios.document.document import CODES, ValuePath, nearest_origin
from scenarios.document.tables import Table
from scenarios.recognising.meant import unknown_text
from scenarios.recognising.municipalities import MunicipalityNames
from scenarios.recognising.reading_notes import note
from scenarios.recognising.reorganisations import ended_as

PLACES = ("municipalities", "givers", "takers")
"""The keys of agreements that list municipalities."""

BY_PLACE = ("given", "explained")
"""The keys whose values are by municipality."""

BESIDE = "name"
"""The column that may say in words what the codes beside it are."""

MOST_NAMED = 3
"""Names of which more are counted only."""


def municipalities_of(table: Table | None) -> list[Municipality]:
    """Give the municipalities of a sheet, as far as they have a code and a name."""
    return municipalities_in(table.rows if table is not None else ())


def municipalities_in(rows: Iterable[Mapping[str, object]]) -> list[Municipality]:
    """Give the municipalities of rows, as far as they have a code and a name."""
    found: list[Municipality] = []
    for row in rows:
        try:
            if name := str(row.get("name") or ""):
                said = {"code": row.get("code"), "name": name}
                found.append(Municipality.model_validate(said))
        except ValidationError:
            continue  # it is found when the table is read
    return found


class MunicipalityCodes:
    """Puts codes where names stand.

    Parameters
    ----------
    municipalities
        Those that can be meant.
    findings, notes
        Names that are not known, and those that were recognised, are added here.
    """

    def __init__(
        self,
        municipalities: Iterable[Municipality],
        findings: list[Finding],
        notes: list[Finding],
    ) -> None:
        self.names = MunicipalityNames(municipalities)
        self.findings, self.notes = findings, notes

    def in_table(self, table: Table) -> Table:
        """Give a table with codes in its columns of municipalities, and no names beside them."""
        columns = [one for one in table.columns if one in CODES and one != "code"]
        if not columns or not self.names.names:
            return table
        recognised: dict[str, str] = {}
        rows: list[Mapping[str, object]] = []
        for index, row in enumerate(table.rows):
            read = dict(row)
            for column in columns:
                if column in row:
                    where = partial(table.origin, index, column)
                    read[column] = self.code(row[column], where, recognised)
            beside = read.pop(BESIDE, None)
            if beside is not None:
                self._check_name(read, beside, table.origin(index, BESIDE))
            rows.append(read)
        self._tell(recognised, Origin(table.file))
        kept = [at for at, one in enumerate(table.columns) if one != BESIDE]
        return replace(
            table,
            columns=tuple(table.columns[at] for at in kept),
            headers=tuple(table.headers[at] for at in kept) if table.headers else (),
            places=tuple(table.places[at] for at in kept) if table.places else (),
            rows=tuple(rows),
        )

    def in_keys(
        self, keys: Mapping[str, Any], places: Mapping[ValuePath, Origin], file: str
    ) -> dict[str, Any]:
        """Give keys and agreements with codes where they name municipalities."""
        recognised: dict[str, str] = {}

        def read(value: Any, path: ValuePath) -> Any:
            where = partial(nearest_origin, places, path, file)
            match value:
                case Mapping():
                    by_place = bool(path) and path[-1] in BY_PLACE
                    return {
                        (self.code(key, where, recognised) if by_place else key): read(
                            each, (*path, str(key))
                        )
                        for key, each in value.items()
                    }
                case list() if path[-1] in PLACES:
                    return [self.code(each, where, recognised) for each in value]
                case list():
                    return [read(each, (*path, str(at))) for at, each in enumerate(value)]
                case str() if path[-1] in PLACES:
                    listed = self.names.meant(value).name is None
                    each = value.replace(";", ",").split(",") if listed else [value]
                    codes = [self.code(one.strip(), where, recognised) for one in each]
                    return codes if recognised or len(codes) > 1 else value
            return value

        found = read(keys, ()) if self.names.names else dict(keys)
        self._tell(recognised, Origin(file))
        return dict(found)

    def code(
        self, written: object, where: Callable[[], Origin], recognised: dict[str, str]
    ) -> object:
        """Give the code for what is written; a code is left as it is."""
        try:
            municipality_code(written)
        except CodeProblem:
            meant = self.names.meant(written)
        else:
            return written
        if isinstance(meant.name, str):
            recognised.setdefault(str(written), meant.name)
            return meant.name
        if (ended := ended_as(str(written))) is not None:
            return ended.code  # what became of it is told where codes are held against the region
        if not meant.near:
            return written
        text = unknown_text(written, meant.near)
        self.findings.append(Finding("unknown-code", "error", text, where()))
        near = [code for code, name in self.names.names.items() if name == meant.near[0]]
        return near[0] if near else written

    def _check_name(self, row: Mapping[str, object], name: object, where: Origin) -> None:
        """Find a name beside a code that is another municipality's."""
        meant = self.names.meant(name).name
        try:
            code = municipality_code(row.get("municipality", ""))
        except CodeProblem:
            return
        if meant is not None and meant != code:
            text = Text(
                "This row names both “{one}” and “{other}”.",
                one=quoted(self.names.names.get(code, code)),
                other=quoted(name),
            )
            self.findings.append(Finding("contradictory-row", "error", text, where))

    def _tell(self, recognised: Mapping[str, str], where: Origin) -> None:
        if not recognised:
            return
        few = tuple(
            Text("“{written}” as {meant}", written=quoted(name), meant=code)
            for name, code in list(recognised.items())[:MOST_NAMED]
        )
        text = Text("Recognised: {pairs}.", pairs=few)
        if len(recognised) > MOST_NAMED:
            text = Text("{said} So are {number} others.", said=text,
                        number=len(recognised) - MOST_NAMED)  # fmt: skip
        self.notes.append(note("recognised", text, where))
