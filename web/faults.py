"""What is the matter with a form, by the field in which it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.findings import Finding, Origin, Severity
from models.language import Both, Part, Text, Word
from scenarios.document.document import ROW_KEYS
from scenarios.document.hints import in_dutch
from web.agreement_kinds import TOLD
from web.form import FormDocument
from web.form_table import identity
from web.labels import label_of, numbered, told_name

IN_FILES = re.compile(r" \(([a-z_]+)\)")
"""Behind a word of ours what it is called in files, as Dutch sentences have it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is the matter.

    Parameters
    ----------
    text
        What.
    field
        The name of the field; empty when it is in none.
    called
        What that field is called.
    """

    text: Text
    field: str = ""
    called: Part = ""


def faults(
    findings: Iterable[Finding],
    document: FormDocument,
    prefixes: Mapping[str, str],
    rows: Mapping[str, Sequence[str]],
    *,
    severity: Severity = "error",
) -> list[Fault]:
    """Tell in which field of the form each error stands.

    Parameters
    ----------
    findings
        All that was found.
    document
        What stands in the form.
    prefixes
        What the names of fields begin with, of agreements whose form is open, by id.
    rows
        What the names of fields begin with, of each row, by table.
    severity
        How bad it is what is told of.

    Returns
    -------
    list of Fault
        In the order in which they were found.
    """
    return [fault(one, document, prefixes, rows) for one in findings if one.severity == severity]


def fault(
    finding: Finding,
    document: FormDocument,
    prefixes: Mapping[str, str],
    rows: Mapping[str, Sequence[str]],
) -> Fault:
    """Tell in which field an error stands."""
    where = finding.origin or Origin("")
    table, column = where.file.rpartition("#")[2].partition(":")[0], where.column or ""
    if table in rows and where.row is not None and where.row <= len(rows[table]):
        row: FormDocument = document["tables"][table][where.row - 1]
        field = f"{rows[table][where.row - 1]}/{column}" if column else ""
        return Fault(told(finding), field, row_field(table, row, column, document))
    if found := _row_named(column, document):
        table, at, column = found
        row = document["tables"][table][at]
        field = f"{rows[table][at]}/{column}" if column and table in rows else ""
        return Fault(told(finding), field, row_field(table, row, column, document))
    agreements: list[FormDocument] = document.get("agreements", [])
    for one in sorted(agreements, key=lambda one: -len(one["id"])):  # one name begins another
        start = f"agreements.{one['id']}"
        if column == start or column.startswith(f"{start}."):
            path = column.removeprefix(start).removeprefix(".")
            prefix = prefixes.get(one["id"], f"agreements/{one['id']}")
            return Fault(told(finding), f"{prefix}/{path}", agreement_field(one, path))
    return Fault(told(finding))


def _row_named(path: str, document: FormDocument) -> tuple[str, int, str] | None:
    """Give the table, the row and the column of ``tables.municipalities.GM0202.households``."""
    start, _, rest = path.partition(".")
    table, _, named = rest.partition(".")
    if start != "tables" or table not in ROW_KEYS:
        return None
    for at, row in enumerate(document["tables"].get(table, ())):
        key = "/".join(str(row.get(one, "")) for one in ROW_KEYS[table])
        if named == key or named.startswith(f"{key}."):
            return table, at, named.removeprefix(key).removeprefix(".")
    return None


def told(finding: Finding) -> Text:
    """Give what is the matter in the form's words: what a file calls them is left out."""
    dutch, english = (finding.text.render(language) for language in ("nl", "en"))
    return Text("{said}", said=Both(IN_FILES.sub(_unless_ours, dutch), english))


def _unless_ours(found: re.Match[str]) -> str:
    return found[0] if in_dutch(found[1]) == found[1] else ""


def row_field(table: str, row: FormDocument, column: str, document: FormDocument) -> Text:
    """Say what a field of a row is called."""
    towns = document["tables"].get("municipalities", ())
    names = {str(one.get("code")): str(one.get("name", "")) for one in towns}
    known = ("name",) if "name" in row else identity(table)
    said = tuple(told_name(str(row[one]), names) for one in known if one in row)
    called = said or Word(table)
    if not column:
        return Text("{title}", title=called)
    return Text("{row}: {field}", row=called, field=Word(column))


def agreement_field(agreement: FormDocument, path: str) -> Text:
    """Say what a field of an agreement is called."""
    kind = agreement.get("kind", "")
    title = agreement.get("title") or (TOLD[kind][0] if kind in TOLD else agreement["id"])
    name = Both(title["nl"], title["en"]) if isinstance(title, dict) else title
    names = path.split(".") if path else []
    said = tuple(
        numbered(each, int(after)) if after.isdecimal() else label_of(each)
        for each, after in zip(names, [*names, ""][1:], strict=True)
        if not each.isdecimal()
    )
    return Text("{row}: {field}", row=name, field=said) if said else Text("{title}", title=name)


def by_field(found: Iterable[Fault]) -> dict[str, list[Text]]:
    """Gather what is the matter by the name of the field."""
    texts: dict[str, list[Text]] = {}
    for one in found:
        texts.setdefault(one.field, []).append(one.text)
    return texts


def within(wrong: Mapping[str, Sequence[Text]], prefix: str) -> dict[str, Sequence[Text]]:
    """Give what is the matter with the fields whose names begin so, by the rest of the name."""
    start = f"{prefix}/"
    return {name[len(start) :]: said for name, said in wrong.items() if name.startswith(start)}
