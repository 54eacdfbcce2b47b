"""A dossier as one file: exported from one database, and put back in the same or in another.

The file is JSON with the rows of each table. Jobs are not in it: they can be asked again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from dossiers.columns import Json, Moment, in_order
from dossiers.log_line import LogLine
from dossiers.plan_tables import plan_of_tables
from dossiers.records import Dossier, record
from dossiers.rows import (
    AttachmentRow,
    DossierRow,
    LogRow,
    MemberRow,
    PartyRow,
    PlanRow,
    PositionRow,
    ResultRow,
    ScenarioRow,
    StoredRow,
    VersionRow,
    WalledRow,
)
from dossiers.section import Section
from dossiers.walls import NotAllowed
from models.findings import InvalidScenario
from models.language import Text
from models.scenario import Scenario
from models.values import quoted
from optimiser.solver.versions import release
from scenarios import changed_scenario, scenario_from_json

FORM = "woonsleutel-dossier-4"

BEFORE_PARTIES, BEFORE_POSITIONS = "woonsleutel-dossier-1", "woonsleutel-dossier-2"
BEFORE_TAKEN = "woonsleutel-dossier-3"
"""As it was before those were stored."""

KINDS: tuple[type[StoredRow], ...] = (
    DossierRow,
    PartyRow,
    MemberRow,
    ScenarioRow,
    VersionRow,
    PlanRow,
    PositionRow,
    ResultRow,
    AttachmentRow,
    LogRow,
)
"""What is in the file, in the order in which one refers to another."""


class InvalidArchive(ValueError):
    """A file that holds no dossier, or one that was changed or is there already.

    Parameters
    ----------
    text
        What is the matter.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.render("en"))

    def __reduce__(self) -> tuple[type[InvalidArchive], tuple[Text]]:
        return type(self), (self.text,)


class Archive(Section[Dossier]):
    """Dossiers as files, for who may take them out and put them in."""

    def export(self, dossier: str) -> bytes:
        """Give a dossier as one file: with what they may see of it, and nothing else.

        Parameters
        ----------
        dossier
            Its identifier.

        Returns
        -------
        bytes
            JSON, with the line in the log that says so.

        Raises
        ------
        NotFound
            If there is none.
        """
        with self._database.writing() as session:
            row = self._found(session, DossierRow, dossier)
            self._log(session, dossier, "dossier-exported", name=row.name)
            session.flush()
            tables = {
                kind.__tablename__: [_written(each) for each in _rows(session, kind, dossier)]
                for kind in KINDS
            }
            _count_what_is_seen(tables)
            content = {"form": FORM, "woonsleutel": release(), "tables": tables}
            return f"{in_order(content)}\n".encode()

    def restore(self, content: bytes) -> Dossier:
        """Put a dossier in that was exported, with its identifiers, its versions and its log.

        Parameters
        ----------
        content
            The file.

        Returns
        -------
        Dossier
            The dossier.

        Raises
        ------
        InvalidArchive
            If the file is none, was changed, or is of a dossier that is there already; nothing of
            it is stored.
        NotAllowed
            If they do not keep the database: a file says who did what, and anybody can write one.
        """
        if not self._person.keeper:
            raise NotAllowed(Text("Only who keeps the database puts dossiers back."))
        rows = _read(content)
        row = rows[0]
        assert isinstance(row, DossierRow)
        _check(rows, row.id)
        try:
            with self._database.writing() as session:
                if session.get(DossierRow, row.id) is not None:
                    there = Text("The dossier “{name}” is there already.", name=quoted(row.name))
                    raise InvalidArchive(there)
                for each in rows:
                    # Who was a member may be one still: that outlives a dossier.
                    session.merge(each) if isinstance(each, MemberRow) else session.add(each)
                    session.flush()
                self._log(session, row.id, "dossier-imported", name=row.name)
                return record(Dossier, row)
        except IntegrityError as problem:
            raise _changed("identifier") from problem


def _rows(session: Session, kind: type[StoredRow], dossier: str) -> Iterable[StoredRow]:
    """Give the rows of a table that are of a dossier, in a fixed order."""
    columns = inspect(kind).columns
    inside = (columns.id if kind is DossierRow else columns.dossier) == dossier
    asked = select(kind).where(inside).order_by(*inspect(kind).primary_key)
    return session.scalars(asked.options(undefer("*")))


def _count_what_is_seen(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Have each scenario end with the latest version that is in the file."""
    latest: dict[str, int] = {}
    for version in tables["versions"]:
        latest[version["scenario"]] = max(version["number"], latest.get(version["scenario"], 0))
    for scenario in tables["scenarios"]:
        scenario["version"] = latest[scenario["id"]]


def _written(row: StoredRow) -> dict[str, Any]:
    """Give a row as JSON has it."""
    return {column.key: _plain(getattr(row, column.key)) for column in _columns(type(row))}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
    return value


def _columns(kind: type[StoredRow]) -> Iterator[Column[Any]]:
    """Give the columns that are in the file: the number of a line in the log is the database's."""
    for column in inspect(kind).columns:
        if column is not LogRow.__table__.c.number:
            yield column


def _read(content: bytes) -> list[StoredRow]:
    """Read the rows in a file.

    Raises
    ------
    InvalidArchive
        If it is no file that was exported.
    """
    try:
        document = json.loads(content)
        tables = document["tables"]
        form = document["form"]
        if form not in (BEFORE_PARTIES, BEFORE_POSITIONS, BEFORE_TAKEN, FORM):
            raise _changed("form")
        if form in (BEFORE_PARTIES, BEFORE_POSITIONS):
            tables["positions"] = []
        if form == BEFORE_PARTIES:
            _with_walls(tables)
        if form != FORM:
            for party in tables["parties"]:
                party["taken"] = True
        if len(tables["dossiers"]) != 1:
            raise _changed("form")
        return [_row(kind, each) for kind in KINDS for each in tables[kind.__tablename__]]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        if isinstance(problem, InvalidArchive):
            raise
        raise _changed("form") from problem


def _with_walls(tables: dict[str, Any]) -> None:
    """Say of what was exported before there were parties that it is the chair's."""
    [dossier] = tables["dossiers"]
    tables |= {"parties": [], "members": []}
    for kind in KINDS:
        for row in tables[kind.__tablename__]:
            if issubclass(kind, WalledRow):
                row |= {"party": None, "confidentiality": "own-party"}
            if kind is VersionRow:
                row["dossier"] = dossier["id"]
            if kind is ResultRow:
                row["sources"] = []


def _row(kind: type[StoredRow], given: Mapping[str, Any]) -> StoredRow:
    columns = {column.key: column for column in _columns(kind)}
    if given.keys() != columns.keys():
        raise _changed(kind.__tablename__)
    return kind(**{name: _value(column, given[name]) for name, column in columns.items()})


def _value(column: Column[Any], given: Any) -> Any:
    """Read what stands in a column."""
    if given is None and column.nullable:
        return None
    if isinstance(column.type, Moment):
        moment = datetime.fromisoformat(given)
        if moment.tzinfo is None:
            raise _changed(str(column))
        return moment
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(given, validate=True)
    kinds = (dict, list) if isinstance(column.type, Json) else (column.type.python_type,)
    if type(given) not in kinds:
        raise _changed(str(column))
    return given


def _check(rows: Iterable[StoredRow], dossier: str) -> None:
    """See that a file says what was exported: that nothing in it was changed by hand.

    Raises
    ------
    InvalidArchive
        If it does not.
    """
    scenarios: dict[tuple[str, int], Scenario] = {}
    for row in rows:
        if getattr(row, "dossier", dossier) != dossier:
            raise _changed(type(row).__tablename__)
        try:
            match row:
                case VersionRow():
                    read = scenarios[row.scenario, row.number] = scenario_from_json(row.document)
                    if read.content_hash != row.scenario_hash:
                        raise _changed("scenario_hash")
                case PositionRow():
                    changed_scenario(scenarios[row.scenario, row.version], row.changes)
                case PlanRow():
                    plan_of_tables(scenarios[row.scenario, row.version], row.tables)
                case LogRow():
                    said = LogLine(row.dossier, row.at, row.who, row.role, row.what, row.about)
                    said.text.render()
        except (InvalidScenario, KeyError) as problem:
            raise _changed(type(row).__tablename__) from problem


def _changed(what: str) -> InvalidArchive:
    return InvalidArchive(
        Text(
            "This is no dossier as Woonsleutel exports it, or it was changed (“{what}”).",
            what=quoted(what),
        )
    )
