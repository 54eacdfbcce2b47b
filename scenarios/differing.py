"""What differs between two scenarios, by the paths with which a value is overridden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.scenario import Scenario
from scenarios.document.document import ROW_KEYS, ValuePath
from scenarios.extending import WHOLE
from scenarios.writing import to_json

LISTS = ("agreements", "tables")
"""What lies over another by what tells its parts apart; all else by its key."""


@dataclass(frozen=True, slots=True)
class ScenarioDifference:
    """One value in which two scenarios differ.

    Parameters
    ----------
    at
        Where it stands, key by key.
    one, other
        What each of them says there, as JSON has it; None where it says nothing.
    """

    at: ValuePath
    one: Any
    other: Any

    @property
    def path(self) -> str:
        """Where it stands, as ``--set`` has it: ``agreements.social-rent.at_least``."""
        return ".".join(f'"{name}"' if "." in name else name for name in self.at)

    def as_record(self) -> dict[str, Any]:
        """Give the difference as it goes into JSON.

        Returns
        -------
        dict
            What goes into JSON.
        """
        return {"path": self.path, "one": self.one, "other": self.other}


def scenario_differences(one: Scenario, other: Scenario) -> tuple[ScenarioDifference, ...]:
    """Tell in what two scenarios differ, whatever order they were written in.

    Parameters
    ----------
    one, other
        The scenarios.

    Returns
    -------
    tuple of ScenarioDifference
        One per value, in the order of the document. An agreement or a row that only one of them
        has is one difference.
    """
    if one.content_hash == other.content_hash:
        return ()
    return tuple(
        ScenarioDifference(at, mine, theirs)
        for at, mine, theirs in _compared((), _keyed(to_json(one)), _keyed(to_json(other)))
    )


def changes_between(one: Scenario, other: Scenario) -> dict[str, Any]:
    """Give what has to lie over a scenario to make another one of it.

    Parameters
    ----------
    one
        The scenario that it lies over.
    other
        The scenario that it makes of that.

    Returns
    -------
    dict
        A document as `scenarios.changed_scenario` takes it; empty when they say the same.
    """
    ours, theirs = to_json(one), to_json(other)
    changes = _over(
        *({name: each[name] for name in each if name not in LISTS} for each in (ours, theirs))
    )
    agreements = [*_rows_over(("id",), ours.get("agreements", ()), theirs.get("agreements", ()))]
    tables = {}
    for name in {**ours["tables"], **theirs["tables"]}:
        rows_of = [each["tables"].get(name, ()) for each in (ours, theirs)]
        if rows := [*_rows_over(ROW_KEYS[name], *rows_of)]:
            tables[name] = rows
    lists = {"agreements": agreements, "tables": tables}
    return changes | {name: said for name, said in lists.items() if said}


def _over(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Give the keys in which another mapping differs; None for one that it has not."""
    changes = {}
    for key in {**one, **other}:
        mine, theirs = one.get(key), other.get(key)
        if isinstance(mine, Mapping) and isinstance(theirs, Mapping) and key not in WHOLE:
            theirs = _over(mine, theirs)
        if theirs not in (mine, {}):
            changes[key] = theirs
    return changes


def _rows_over(
    keys: Sequence[str], ours: Iterable[Mapping[str, Any]], theirs: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Give the rows, or agreements, that make those of another scenario of ours."""
    before, after = (
        {tuple(row.get(key) for key in keys): row for row in rows} for rows in (ours, theirs)
    )
    for key, row in before.items():
        if key not in after:
            yield {name: row[name] for name in keys if name in row} | {"remove": True}
    for key, row in after.items():
        known = before.get(key, {})
        if known == row:
            continue
        named = {name: row[name] for name in keys if name in row}
        yield dict(row) if known.get("kind") != row.get("kind") else named | _over(known, row)


def _keyed(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give a document with its agreements and rows under what tells them apart."""
    agreements = {each["id"]: each for each in document.get("agreements", ())}
    tables = {
        name: {"/".join(str(row.get(key, "")) for key in ROW_KEYS[name]): row for row in rows}
        for name, rows in document["tables"].items()
    }
    return {**document, "tables": tables, "agreements": agreements}


def _compared(path: ValuePath, one: Any, other: Any) -> Iterator[tuple[ValuePath, Any, Any]]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in (*one, *(key for key in other if key not in one)):
            yield from _compared((*path, str(key)), one.get(key), other.get(key))
    elif one != other:
        yield path, one, other
