"""Our words: a scenario's keys and values, as a planner writes them, under our own names.

Everything that the catalogue or `scenarios/vocabulary.toml` knows may stand in a scenario in Dutch,
in any mixture. A name that is known where it stands is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from models.findings import Origin
from scenarios.document.document import DEEPEST, ROWS, ValuePath
from scenarios.document.problems import names_beside
from scenarios.document.read_before import read_once
from scenarios.document.size import too_many_values
from scenarios.document.spelling import identifier, is_dutch
from scenarios.document.tables import Table
from scenarios.recognising.comparing import compared
from scenarios.recognising.scenario_words import column_meant, table_meant
from scenarios.recognising.value_words import (
    LISTED,
    NAMED,
    ONE_NAMED,
    OPTIONS,
    PERCENT,
    condition_meant,
    figure_meant,
    inverted_words,
    name_meant,
    names_meant,
    of_segment,
    option_meant,
    options_of,
    reading_names,
    truth_of,
)

OWN_NAMES = frozenset(
    ("explained", "given", "title", "name", "description", "source", "note", "claims")
)
"""Keys in which nothing is a word of ours: municipalities, languages, parties."""

REFERRING = ("key", "start", "divided_by", "at_least_by", "at_most_by")
"""Keys that name a key of the scenario, a figure of the municipalities, or the region."""

REMEMBERED = 4096
"""Keys that are remembered: more than all scenarios of a day have."""


def in_our_words(
    keys: Mapping[Any, Any], places: Mapping[ValuePath, Origin]
) -> tuple[dict[str, Any], dict[ValuePath, Origin]]:
    """Give what was written under our names; the rows of tables stay as they are.

    Parameters
    ----------
    keys
        What was written.
    places
        Where it stands, by its paths as it was written.

    Returns
    -------
    tuple
        The keys, and where they stand, by our paths; a place tells the path as it was written.
    """
    if too_many_values(keys) is not None:  # it is refused as it is
        return dict(keys), dict(places)
    reading = _Renaming(places)
    return reading.mapping(keys, (), ()), reading.moved


def table_in_our_words(table: Table) -> Table:
    """Give a table with our names for its columns, and for segments, forms, groups and choices."""
    renamed = renamed_columns(table)
    rows = tuple(
        {
            name: cell_meant(name, cell)
            for name, cell in ((renamed.get(own, own), cell) for own, cell in row.items())
        }
        for row in table.rows
    )
    if table.name == "sources":
        rows = tuple(map(source_meant, rows))
    columns = tuple(renamed.get(column, column) for column in table.columns)
    return replace(table, columns=columns, rows=rows, headers=table.headers or table.columns)


def key_named(name: str) -> str:
    """Give the key of a scenario that a name stands for; the name itself where it is none."""
    return str(_Renaming({}).key(name, ()))


def source_meant(row: Mapping[str, object]) -> dict[str, object]:
    """Give a row that says where figures come from, with our names for their table and column."""
    said, column = row.get("table"), row.get("column")
    if not isinstance(said, str):
        return dict(row)
    table = table_named(said)
    if not isinstance(column, str) or table not in ROWS or column in ROWS[table].model_fields:
        return {**row, "table": table}
    named = column_meant(table, column)
    if named is None and table == "municipalities":
        named = figure_meant(column)
    return {**row, "table": table, "column": named or column}


def renamed_columns(table: Table) -> dict[str, str]:
    """Give the columns that are called something else here, with what they are called."""
    found: dict[str, str] = {}
    for column, header in zip(table.columns, table.headers or table.columns, strict=True):
        if column not in ROWS[table.name].model_fields:
            meant = column_meant(table.name, header)
            if meant is None and table.name == "municipalities":
                meant = of_segment(header)
            if meant is not None and meant not in (*table.columns, *found.values()):
                found[column] = meant
    return found


def table_named(name: str) -> str:
    """Give the table that a name stands for; the name itself where it stands for none."""
    return table_meant(name) or name


def cell_meant(column: str, cell: object) -> object:
    """Give what a cell of a table stands for: a name, or one of a few words."""
    if not isinstance(cell, str):
        return cell
    if column in ONE_NAMED:
        return name_meant(ONE_NAMED[column], cell) or "_".join(cell.split())
    if column in NAMED:
        return " ".join(names_meant(NAMED[column], cell))
    return option_meant(column, cell) if column in OPTIONS else cell


class _Renaming:
    """Renames keys and values, and remembers where each of them stood."""

    def __init__(self, places: Mapping[ValuePath, Origin]) -> None:
        self.places = places
        self.moved = dict(places)
        self.own_keys: frozenset[str] = frozenset()
        self.listed: dict[str, frozenset[str]] = {}
        self.beside: tuple[object, ...] = ()
        self.ids: dict[ValuePath, str] = {}
        self.of_text: dict[str, Callable[[str], Any]] = {
            **dict.fromkeys(REFERRING, self.referred),
            **{field: options_of(field) for field in OPTIONS},
            **{field: reading_names(axis) for field, axis in LISTED.items()},
            "where": condition_meant,
            "where_neighbourhood": condition_meant,
            "binding": truth_of("binding"),
            "so_far": truth_of("truth"),
            "all_or_nothing": truth_of("truth"),
            "remove": truth_of("truth"),
        }

    def mapping(self, said: Mapping[Any, Any], path: ValuePath, ours: ValuePath) -> dict[Any, Any]:
        """Give a mapping under our names."""
        found: dict[Any, tuple[Any, ValuePath, ValuePath]] = {}
        kind: object = None
        if ours[:1] == ("agreements",):
            kind = next((said[key] for key in said if self.key(key, ours) == "kind"), None)
        for key, value in said.items():
            name = key if OWN_NAMES & {*ours} else self.key(key, ours, kind)
            if name != key and (name in found or name in said):
                name = key  # what is said twice is refused as it was written
            found[name] = value, (*path, str(key)), (*ours, str(name))
        if not ours and isinstance(keys := found.get("keys", (None,))[0], Mapping):
            self.own_keys = frozenset(map(str, keys))
        if not ours:
            lists = {axis: found.get(field, ((),))[0] for field, axis in NAMED.items()}
            self.listed = {
                axis: frozenset(name_meant(axis, str(one)) or str(one) for one in names)
                for axis, names in lists.items()
                if isinstance(names, list)
            }
            named = [(axis, sorted(names)) for axis, names in sorted(self.listed.items())]
            self.beside = sorted(self.own_keys), named
        return {name: self.value(*given) for name, given in found.items()}

    def value(self, value: Any, path: ValuePath, ours: ValuePath) -> Any:
        """Give a value in our words."""
        if path != ours and path in self.places:
            place, shown = self.places[path], self.ids.get(path[:2], path[1:2] and path[1])
            written = (*path[:1], *([str(shown)] if shown else []), *path[2:])
            self.moved[ours] = replace(place, column=place.column or ".".join(written))
        name = next((each for each in reversed(ours) if not each.isdigit()), "")
        if len(ours) > DEEPEST or (ours[:1] == ("tables",) and len(ours) > 1):
            return value
        match value:
            case Mapping():
                self.ids[path] = str(value.get("id", path[-1]))
                if self.places or ours[:1] != ("agreements",) or len(ours) > 2:
                    return self.mapping(value, path, ours)
                read = partial(self.mapping, value, path, ours)
                return read_once(read, "in our words", value, *self.beside)
            case list():
                return [
                    self.value(each, (*path, str(at)), (*ours, str(at)))
                    for at, each in enumerate(value)
                ]
            case str() if not OWN_NAMES & {*ours}:
                return self.text(value, name, ours)
        return value

    def text(self, text: str, name: str, ours: ValuePath) -> Any:
        """Give a text in our words: a name, one of a few words, a condition or a percentage."""
        listed = ours[-1].isdigit()
        if ours[0] == "counts_as":
            return self.kind_meant(text)
        if len(ours) == 2 and ours[0] == "goals":
            return option_meant("kind", text)
        if listed and name in LISTED:
            return name_meant(LISTED[name], text) or "_".join(text.split())
        if listed and name in OPTIONS:
            return option_meant(name, text)
        if name in self.of_text:
            return self.of_text[name](text)
        percent = PERCENT.fullmatch(text)
        return f"{percent[1]}%" if percent else text

    def key(self, key: Any, ours: ValuePath, kind: object = None) -> Any:
        """Give the name that a key stands for where it stands, first of those that its kind has."""
        if not isinstance(key, str) or len(ours) > DEEPEST:
            return key
        place = tuple("" if each.isdigit() else each for each in ours)
        known = _known(place)
        match ours:
            case ["tables"]:
                return table_named(key)
            case ["counts_as"]:
                return self.kind_meant(key)
            case ["keys"]:
                return key
            case ["keys", _, "mix"]:
                return figure_meant(key)
            case ["goals", _] if key not in known and (kind := option_meant("kind", key)) != key:
                return kind
        if key in known:
            return key
        own = _known((*place, option_meant("kind", kind))) if isinstance(kind, str) else known
        words = (identifier(key), *_key_words().get(compared(key), ()))
        return min(filter(known.__contains__, words), key=lambda name: name not in own, default=key)

    def kind_meant(self, text: str) -> str:
        """Give our name for a segment, a form or a group, or the user's own: one that is listed."""
        found = {axis: name_meant(axis, text) for axis in NAMED.values()}
        listed = (name for axis, name in found.items() if name in self.listed.get(axis, ()))
        return next(filter(None, chain(listed, found.values())), "_".join(text.split()))

    def referred(self, text: str) -> str:
        """Give a key's name as it is, and the region or a figure under our name."""
        if text not in self.own_keys and option_meant("each", text) == "region":
            return "region"
        if text in self.own_keys or not (is_dutch(text) or " " in text or "/" in text):
            return text
        return figure_meant(text)


@lru_cache(REMEMBERED)
def _known(ours: ValuePath) -> frozenset[str]:
    own = {"remove"} if ours == ("agreements", "") else set()
    if ours[:1] == ("goals",) and ours[2:3] == ("least",):  # short for its measure
        ours = (*ours[:2], "measure", *ours[3:])
    return frozenset({*names_beside((*ours, "")), *own})


@lru_cache(1)
def _key_words() -> Mapping[str, tuple[str, ...]]:
    return inverted_words("keys")
