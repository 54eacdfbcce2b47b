"""The JSON form: one document, in which each table is a list of records."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from math import isfinite
from typing import Any

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.numbers import write_number
from models.tables import Municipality
from models.values import quoted
from scenarios.document.document import (
    DEEPEST,
    PLAIN,
    ROW_KEYS,
    ROWS,
    Document,
    given_columns,
)
from scenarios.document.drafting import Drafting
from scenarios.document.expected import list_expected, mapping_expected
from scenarios.document.hints import unknown
from scenarios.document.read_before import read_once
from scenarios.document.size import too_many_keys
from scenarios.document.syntax import syntax_text
from scenarios.document.tables import Table, table_of_records
from scenarios.forms.text_files import decoded
from scenarios.recognising.municipality_codes import MunicipalityCodes, municipalities_of
from scenarios.recognising.our_words import (
    in_our_words,
    renamed_columns,
    table_in_our_words,
)

EXPONENT = re.compile("[eE]")

HOLDERS = (list, tuple, Mapping)
"""What other values stand in."""

FLOAT_DIGITS = 17
"""As many as programs write of a float, at most; whoever writes more means them."""


def parse_json(source: bytes, file: str) -> Any:
    """Read JSON.

    Raises
    ------
    InvalidScenario
        ``malformed-json``, ``duplicate-key`` or ``too-deep``; and the codes of
        `scenarios.forms.text_files.decoded`.
    """
    text = decoded(source, file)
    line = None
    try:
        return json.loads(
            text,
            object_pairs_hook=_each_once,
            parse_float=_number,
            parse_constant=_no_number,
        )
    except json.JSONDecodeError as error:
        code, line = "malformed-json", error.lineno
        problem = Text(
            "This is not JSON at position {position} of line {line} ({problem}).",
            position=str(error.colno),
            line=str(error.lineno),
            problem=syntax_text(error.msg),
        )
    except RecursionError:
        code, problem = "too-deep", Text("This is nested too deeply.")
    except _GivenTwice as error:
        key = quoted(error.args[0])
        code, problem = "duplicate-key", Text("The key “{key}” is given twice.", key=key)
    except _NoNumber as error:
        name = quoted(error.args[0])
        code, problem = "malformed-json", Text("“{name}” is no number in JSON.", name=name)
    except ValueError as error:
        code = "malformed-json"
        problem = Text("This is not JSON ({problem}).", problem=quoted(error))
    raise InvalidScenario([Finding(code, "error", problem, Origin(file, line))])


def draft_json(
    document: object,
    file: str,
    findings: list[Finding],
    extended: Callable[[str], Iterable[Municipality]] | None = None,
    *,
    changes: bool = False,
) -> Document:
    """Make a document of what JSON holds; what is wrong is added to the findings.

    With who is in the scenario that it extends, municipalities may be named in place of codes. What
    is wrong with changes of single values is told by the keys of their rows.
    """
    drafting = Drafting(file, findings)
    if not isinstance(document, Mapping):
        drafting.add_finding("mapping-expected", mapping_expected(document), Origin(file))
        return Document(file, {})
    if _is_too_deep(document):
        drafting.add_finding("too-deep", Text("This is nested too deeply."), Origin(file))
        return Document(file, {})
    document, _ = in_our_words(document, {})
    named = document.get("tables") or {}
    if not isinstance(named, Mapping):
        drafting.add_finding(
            "mapping-expected", mapping_expected(named), Origin(file, None, "tables")
        )
        named = {}
    if (too_many := too_many_keys(named)) is not None:
        drafting.add_finding("document-too-large", too_many, Origin(file, None, "tables"))
        named = {}
    tables: dict[str, Table] = {}
    says: dict[str, list[frozenset[str]]] = {}
    for name, records in named.items():
        where = Origin(file, None, f"tables.{name}")
        if name not in ROWS:
            drafting.add_finding("unknown-table", unknown(name, ROWS), where)
        elif not isinstance(records, list | tuple):
            drafting.add_finding("list-expected", list_expected(records), where)
        elif wrong := [i for i, each in enumerate(records) if not isinstance(each, Mapping)]:
            wrong_record = mapping_expected(records[wrong[0]])
            drafting.add_finding(
                "mapping-expected", wrong_record, Origin(file, wrong[0] + 1, where.column)
            )
        elif records:
            read = partial(_read, name, file, records, findings)
            tables[name], says[name] = read_once(read, name, file, records, findings=findings)
    others = {key: value for key, value in document.items() if key != "tables"}
    if extended is not None:
        base = extended(str(document.get("extends", "")))
        known = [*base, *municipalities_of(tables.get("municipalities"))]
        codes = MunicipalityCodes(known, findings, [])
        tables = {name: codes.in_table(table) for name, table in tables.items()}
        if changes:
            tables = {name: _named(table) for name, table in tables.items()}
        others = codes.in_keys(others, {}, file)
    return drafting.document(others, {}, tables, says)


def _read(
    name: str, file: str, records: Sequence[Mapping[str, object]], findings: list[Finding]
) -> tuple[Table, list[frozenset[str]]]:
    """Read a table, and give with it per row the columns that it speaks of."""
    table = table_of_records(name, f"{file}#{name}", records, findings)
    renamed = renamed_columns(table)
    says = [
        frozenset(renamed.get(one, one) for one in given_columns(records[number - 1]))
        for number in table.row_numbers
    ]
    return table_in_our_words(table), says


def _named(table: Table) -> Table:
    """Give a table of changes with the name of each row: who set one value has seen no rows."""
    keys = ROW_KEYS[table.name]
    names = ("/".join(str(row.get(key, "")) for key in keys) for row in table.rows)
    return replace(table, names=tuple(names))


def json_document(content: Mapping[str, Any], tables: Mapping[str, Table]) -> dict[str, Any]:
    """Give the one document, of values that JSON has."""
    last = ("keys", "agreements", "goals")
    return {
        **{key: value for key, value in content.items() if key not in last},
        "tables": {
            name: [{column: _plain(cell) for column, cell in row.items()} for row in table.rows]
            for name, table in tables.items()
        },
        **{key: content[key] for key in last if key in content},
    }


def _is_too_deep(document: Mapping[Any, Any]) -> bool:
    """Look layer by layer, because what is nested deeply cannot even be written in a finding."""
    layer: list[Any] = [document]
    for _ in range(DEEPEST):
        inside = (each.values() if isinstance(each, Mapping) else each for each in layer)
        layer = [
            one
            for each in inside
            for one in each
            if type(one) not in PLAIN and isinstance(one, HOLDERS)
        ]
    return bool(layer)


def _plain(cell: object) -> object:
    """Give a cell as JSON has it: a number only when that is exact."""
    if not isinstance(cell, Fraction):
        return cell
    if cell.denominator == 1:
        return cell.numerator
    near = float(cell)
    return near if Fraction(repr(near)) == cell else write_number(cell)


class _GivenTwice(ValueError):
    """A key that an object has twice."""


def _number(written: str) -> float | str:
    """Give a number as a float, when that is all of it: what it would lose keeps it a text."""
    number, digits = float(written), EXPONENT.split(written)[0].strip("-0.").replace(".", "")
    held = isfinite(number) and bool(number) == bool(digits) and len(digits) <= FLOAT_DIGITS
    return number if held else written


class _NoNumber(ValueError):
    """A name that some programs write for what is no number."""


def _no_number(name: str) -> float:
    raise _NoNumber(name)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        times = Counter(key for key, _ in pairs)
        raise _GivenTwice(next(key for key in found if times[key] > 1))
    return found
