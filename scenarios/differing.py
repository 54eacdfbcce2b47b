"""What differs between two scenarios, by the paths with which a value is overridden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.scenario import Scenario
from scenarios.document.document import ROW_KEYS, Path
from scenarios.writing import to_json


@dataclass(frozen=True, slots=True)
class ScenarioDifference:
    """One value in which two scenarios differ.

    Parameters
    ----------
    path
        Where it stands, as ``--set`` has it: ``agreements.social-rent.at_least``.
    one, other
        What each of them says there, as JSON has it; None where it says nothing.
    """

    path: str
    one: Any
    other: Any

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
        ScenarioDifference(".".join(map(_quoted, path)), mine, theirs)
        for path, mine, theirs in _compared((), _keyed(to_json(one)), _keyed(to_json(other)))
    )


def _keyed(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give a document with its agreements and rows under what tells them apart."""
    agreements = {each["id"]: each for each in document.get("agreements", ())}
    tables = {
        name: {"/".join(str(row.get(key, "")) for key in ROW_KEYS[name]): row for row in rows}
        for name, rows in document["tables"].items()
    }
    return {**document, "tables": tables, "agreements": agreements}


def _compared(path: Path, one: Any, other: Any) -> Iterator[tuple[Path, Any, Any]]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in (*one, *(key for key in other if key not in one)):
            yield from _compared((*path, str(key)), one.get(key), other.get(key))
    elif one != other:
        yield path, one, other


def _quoted(step: str) -> str:
    return f'"{step}"' if "." in step else step
