"""One scenario that changes another: what follows ``extends`` overrides what was there.

- Keys are merged: a key that both have takes the new value, and keys inside a key likewise. A
  key with an empty value is taken away. The ``mix`` of a key and every list (``goals``,
  ``segments``) are replaced as a whole.
- Agreements are merged by ``id``: the fields that are given change those, the others stay.
  ``{id: ..., remove: true}`` takes the agreement away; another ``kind`` replaces it as a whole.
- Rows are merged by what tells them apart (`scenarios.document.document.ROW_KEYS`: a municipality's
  code, a pool, a group with municipality and year ...). A row changes the columns that its table
  has, or that its record of JSON has; an empty cell empties. A column ``remove`` that says yes
  takes the row away. Rows and tables that are not named stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.scenario import title_key
from models.values import quoted
from scenarios.document.document import ROW_KEYS, ROWS, Document, ValuePath
from scenarios.document.hints import unknown
from scenarios.forms.yaml_files import MOST_ON_A_LINE, parse_yaml
from scenarios.recognising.our_words import key_named, table_named

WHOLE = ("mix",)
"""Keys whose mapping is replaced: parts that sum to one only make sense together."""


def merged(base: Document, changes: Document, findings: list[Finding]) -> Document:
    """Lay one document over another.

    Parameters
    ----------
    base, changes
        The document that is extended, and the one that extends it.
    findings
        ``unknown-removal`` is added here for what is taken away and was not there.
    """
    changes = _with_ids(base, changes)
    content = _merged(base.content, changes.content)
    agreements = content["agreements"] = dict(content.get("agreements", {}))
    for name in changes.content.get("agreements", {}):
        if "kind" not in agreements[name]:
            text = Text(
                "There is no such agreement to change, and a new one has a kind: {problem}",
                problem=_unknown_id(name, base.content.get("agreements", {})),
            )
            where = changes.origin(("agreements", name))
            findings.append(Finding("unknown-agreement", "error", text, where))
    tables = {name: dict(rows) for name, rows in base.tables.items()}
    for name, rows in changes.tables.items():
        under = tables.setdefault(name, {})
        for key, row in rows.items():
            if key not in under and under and not row.complete:
                names = [" ".join(each) for each in under]
                text = Text(
                    "There is no such row to change, and a new one has more columns: {problem}",
                    problem=unknown(" ".join(key), names),
                )
                findings.append(Finding("unknown-row", "error", text, row.origin()))
                continue
            under[key] = replace(row, below=under.get(key))
    for path in sorted(changes.removed):
        where = changes.origin(path)
        if path[0] == "agreements":
            findings.extend(_removed(agreements, path[1], where))
        else:
            findings.extend(_removed(tables.get(path[0], {}), path[1:], where))
    origins = {**base.origins, **changes.origins}
    return Document(changes.file, content, tables, origins, base.extends)


def _with_ids(base: Document, changes: Document) -> Document:
    """Give changes with the id of each agreement that they name by its title."""
    agreements = base.content.get("agreements", {})
    ids: dict[str, set[str]] = {}
    for name, says in agreements.items():
        title = says.get("title") if isinstance(says, Mapping) else None
        for each in title.values() if isinstance(title, Mapping) else [title]:
            ids.setdefault(title_key(str(each)), set()).add(name)
    meant = {
        name: min(ids[title_key(name)])
        for name in changes.content.get("agreements", {})
        if name not in agreements and len(ids.get(title_key(name), ())) == 1
    }
    if not meant:
        return changes
    said = {
        meant.get(name, name): {**says, "id": meant.get(name, name)}
        for name, says in changes.content["agreements"].items()
    }

    def path(each: ValuePath) -> ValuePath:
        named = len(each) > 1 and each[0] == "agreements" and each[1] in meant
        return (each[0], meant[each[1]], *each[2:]) if named else each

    return replace(
        changes,
        content={**changes.content, "agreements": said},
        origins={path(each): where for each, where in changes.origins.items()},
        removed=frozenset(map(path, changes.removed)),
    )


def _unknown_id(name: str, known: Iterable[str]) -> Text:
    """Say that an agreement is not known; a point in its name may have cut it short."""
    longer = [each for each in known if each.startswith(f"{name}.")]
    if not longer:
        return unknown(name, known)
    example = f'agreements."{longer[0]}"'
    return Text("a name with a point stands between quotation marks: {example}.", example=example)


def _removed(there: dict[Any, Any], key: str | ValuePath, where: Origin) -> Iterator[Finding]:
    """Take something away, and find that it was not there."""
    if there.pop(key, None) is None:
        names = [each if isinstance(each, str) else " ".join(each) for each in there]
        name = key if isinstance(key, str) else " ".join(key)
        text = Text("There is nothing to remove: {problem}", problem=unknown(name, names))
        yield Finding("unknown-removal", "error", text, where)


def extending_nothing(document: Document, findings: list[Finding]) -> Document:
    """Check that a document that extends nothing takes nothing away."""
    for path in sorted(document.removed):
        text = Text("Only a scenario that extends another can remove something.")
        findings.append(Finding("unknown-removal", "error", text, document.origin(path)))
    return document


def set_by_path(
    path: str, value: object, overrides: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Give overrides that set one value, as ``--set agreements.social-rent.at_least=25%`` does.

    Parameters
    ----------
    path
        Keys with points between them: ``horizon.last_year``, ``agreements.<id>.<field>``, or
        ``tables.<table>.<row>.<column>``, in which a row with a key of several columns is written
        with slashes (``tables.needs.urgent///2025.households``). A name with a point or a slash in
        it stands between quotation marks (``agreements."6.1 social".at_least``). Keys, tables and
        columns may be in Dutch (``afspraken.social-rent.minstens``).
    value
        The value. A text that starts with a bracket is read as YAML, an empty one takes away.
    overrides
        Overrides to which this one is added.

    Raises
    ------
    InvalidScenario
        ``path-not-understood`` or ``malformed-yaml``.
    """
    if isinstance(value, str):
        written = value.startswith(("[", "{"))
        value = parse_yaml(value, "overrides", MOST_ON_A_LINE)[0] if written else value or None
    found: dict[str, Any] = dict(overrides or {})
    outer, *inner = _parts(path, ".") or [""]
    outer = key_named(outer)
    if outer == "tables" and inner:
        inner[0] = table_named(inner[0])
    match [outer, *inner]:
        case ["agreements", name, field, *below] if name and field:
            change = {"id": _bare(name), field: _nested(below, value)}
            found["agreements"] = _added(found.get("agreements", []), ("id",), change)
        case ["tables", table, *row, column] if table in ROWS and row and column:
            keys, named = ROW_KEYS[table], ".".join(row)
            parts = _parts(named, "/") if len(keys) > 1 else [named]
            if len(parts) != len(keys):
                raise _not_understood(path)
            change = {key: _bare(part) or None for key, part in zip(keys, parts, strict=True)}
            change[_bare(column)] = value
            tables = dict(found.get("tables", {}))
            tables[table] = _added(tables.get(table, []), keys, change)
            found["tables"] = tables
        case [first, *below] if first not in ("", "agreements", "tables") and all(below):
            found = _merged(found, {first: _nested(below, value)})
        case _:
            raise _not_understood(path)
    return found


def _merged_list(below: list[Any], changes: Mapping[str, Any]) -> Any:
    """Change records of a list by their ids; what names others is left as it is, and refused."""
    ids = [str(each.get("id")) if isinstance(each, Mapping) else "" for each in below]
    if not set(changes) <= set(ids):
        return changes
    return [
        _merged(each, changes[name]) if isinstance(changes.get(name), Mapping) else each
        for each, name in zip(below, ids, strict=True)
    ]


def _not_understood(path: str) -> InvalidScenario:
    text = Text(
        "“{path}” is not the path of a value, such as {example}.",
        path=quoted(path),
        example="agreements.social-rent.at_least",
    )
    return InvalidScenario([Finding("path-not-understood", "error", text)])


def _parts(path: str, sign: str) -> list[str]:
    """Split a path at a sign, but not between quotation marks."""
    parts = [""]
    between = False
    for each in path:
        between ^= each == '"'
        if each == sign and not between:
            parts.append("")
        else:
            parts[-1] += each
    return [] if between else parts


def _bare(part: str) -> str:
    """Give a part of a path without quotation marks."""
    return part.replace('"', "")


def _nested(path: list[str], value: object) -> object:
    for name in reversed(path):
        value = {_bare(name): value}
    return value


def _added(
    records: list[dict[str, Any]], keys: tuple[str, ...], change: dict[str, Any]
) -> list[dict[str, Any]]:
    """Add a record to a list, or its fields to the record with the same keys."""
    mine = [change[key] for key in keys]
    others = [one for one in records if [one.get(key) for key in keys] != mine]
    same = [one for one in records if [one.get(key) for key in keys] == mine]
    return [*others, _merged(same[0], change) if same else change]


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(base)
    for key, value in changes.items():
        below = found.get(key)
        if isinstance(value, Mapping) and isinstance(below, list):
            found[key] = _merged_list(below, value)
            continue
        replaces = (
            key in WHOLE
            or not isinstance(value, Mapping)
            or not isinstance(below, Mapping)
            or value.get("kind", below.get("kind")) != below.get("kind")
        )
        found[key] = value if replaces else _merged(below or {}, value)
    return found
