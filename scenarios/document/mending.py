"""Mending: a scenario with values that cannot be used still shows what else is wrong with it.

What cannot be used is replaced or left out until the rest can be validated. The result is for
checks only; `Mended` tells them what it lacks, so that they find nothing that follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from models.noun import Noun
from models.scenario import Scenario
from models.values import DecimalSign
from scenarios.document.document import ROWS, ValuePath, has_figures

STAND_IN = 1
"""Instead of a number, a name or a choice: neither zero nor too much."""

YEARS = {"first_year": STAND_IN, "last_year": STAND_IN}
"""Instead of a horizon."""

NAMED = ("agreements", "keys", "goals")
"""What is told apart by name, so that one can be left out and the others stay."""

NUMBERS = frozenset(("dwellings", "year", "households", "places", "minutes", "number"))
"""The columns with a number that a row must have."""


@dataclass
class Mended:
    """What could not be used.

    Parameters
    ----------
    unread
        Paths of keys.
    cells
        Columns by the identity of the row.
    lost
        Tables, lists and keys of the scenario that have less in them than was written.
    """

    unread: set[ValuePath] = field(default_factory=set)
    cells: dict[int, frozenset[str]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def row(
        self,
        name: str,
        cells: Mapping[str, object],
        error: ValidationError,
        context: Mapping[str, DecimalSign | None],
    ) -> Noun | None:
        """Mend a row; None when it says too little without what cannot be used."""
        kind = ROWS[name]
        wrong = frozenset(
            str(each["loc"][0]) for each in error.errors(include_url=False) if each["loc"]
        )
        kept = {column: cell for column, cell in cells.items() if column not in wrong}
        kept |= dict.fromkeys(wrong & NUMBERS, STAND_IN)
        if has_figures(name):
            kept |= dict.fromkeys(wrong - kind.model_fields.keys(), STAND_IN)
        try:
            noun = kind.model_validate(kept, context=dict(context))
        except ValidationError:
            # A code or a name is not made up: it would seem that others name what is not there.
            noun = None
        if noun is None:
            self.lost.add(name)
        else:
            self.cells[id(noun)] = wrong
        return noun

    def scenario(
        self,
        content: Mapping[str, Any],
        validated: Callable[[Mapping[str, Any]], Scenario],
        paths: Callable[[ValidationError], Iterable[ValuePath]],
        error: ValidationError,
    ) -> Scenario | None:
        """Mend the keys; None when that does not help.

        Parameters
        ----------
        content
            The keys, the agreements by id.
        validated
            Makes a scenario of them.
        paths
            Gives the paths of what an error is about.
        error
            Why that failed.
        """
        mended = deepcopy(dict(content))
        for mend in (_replace, _remove, self._leave_out):
            wrong = sorted(set(paths(error)), reverse=True)
            self._remember(content, wrong)
            for path in wrong:
                mend(mended, path)
            try:
                return validated(mended)
            except ValidationError as still:
                error = still
        return None

    def _remember(self, content: Mapping[str, Any], wrong: Sequence[ValuePath]) -> None:
        self.unread.update(wrong)
        if any(path[0] not in Scenario.model_fields for path in wrong):
            # A key that is not known may be a misspelled one that seems to be absent.
            absent = Scenario.model_fields.keys() - content.keys() - ROWS.keys()
            self.unread.update((name,) for name in absent)
        self.lost.update(p[0] for p in self.unread if p[0] not in NAMED or len(p) == 1)

    def _leave_out(self, content: dict[str, Any], path: ValuePath) -> None:
        match path:
            case ["horizon", *_]:
                content["horizon"] = YEARS
            case ["goals", index, *_] if isinstance(content.get("goals"), list):
                # The goals after it keep their places.
                content["goals"][int(index)] = {"kind": "nearness", "agreement": f"goals.{index}"}
            case [("agreements" | "keys") as part, name, *_]:
                self.lost.add(part)
                self.unread.add((part, name))
                content[part].pop(name, None)
            case [name, *_]:
                content.pop(name, None)


def _replace(content: dict[str, Any], path: ValuePath) -> None:
    """Put the stand-in where a plain value is wrong or missing."""
    for holder, name in _holders(content, path):
        value = holder[name] if isinstance(holder, list) else holder.get(name)
        if isinstance(value, Mapping | list | tuple):
            del holder[name]
        else:
            holder[name] = STAND_IN


def _remove(content: dict[str, Any], path: ValuePath) -> None:
    for holder, name in _holders(content, path):
        if isinstance(holder, list) or name in holder:
            del holder[name]


def _holders(content: Any, path: ValuePath) -> Iterator[tuple[Any, Any]]:
    """Give what holds the value at a path; nothing where that value is a named thing itself."""
    if len(path) == 2 and path[0] in NAMED:
        return
    holder = content
    for name in path[:-1]:
        holder = holder.get(name) if isinstance(holder, dict) else _at(holder, name)
    if isinstance(holder, dict):
        yield holder, path[-1]
    elif _at(holder, path[-1]) is not None:
        yield holder, int(path[-1])


def _at(holder: object, name: str) -> Any:
    inside = isinstance(holder, list) and name.isdecimal() and int(name) < len(holder)
    return holder[int(name)] if inside and isinstance(holder, list) else None
