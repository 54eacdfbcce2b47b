"""What is the matter with a form, by the field in which it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.findings import Finding, Origin
from models.language import Both, Part, Term, Text
from web.agreement_kinds import TOLD
from web.form import Document
from web.labels import label_of, numbered

KEYS = {"capacity": "pool", "municipalities": "code"}
"""The column by which the form names a row, by table."""


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
    findings: Iterable[Finding], document: Document, prefixes: Mapping[str, str]
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

    Returns
    -------
    list of Fault
        In the order in which they were found.
    """
    return [fault(one, document, prefixes) for one in findings if one.severity == "error"]


def fault(finding: Finding, document: Document, prefixes: Mapping[str, str]) -> Fault:
    """Tell in which field an error stands."""
    where = finding.origin or Origin("")
    table, column = where.file.rpartition("#")[2].partition(":")[0], where.column or ""
    if table in KEYS and where.row is not None and "#" in where.file:
        rows: Sequence[dict[str, Any]] = document["tables"].get(table, ())
        row = rows[where.row - 1] if where.row <= len(rows) else {}
        name = str(row.get("name") or row.get("pool", ""))
        called = Text("{row}: {field}", row=name, field=Term(column))
        return Fault(finding.text, f"{table}/{row.get(KEYS[table], '')}/{column}", called)
    agreements: list[Document] = document.get("agreements", [])
    for one in sorted(agreements, key=lambda one: -len(one["id"])):  # one name begins another
        start = f"agreements.{one['id']}"
        if column == start or column.startswith(f"{start}."):
            path = column.removeprefix(start).removeprefix(".")
            prefix = prefixes.get(one["id"], f"agreements/{one['id']}")
            return Fault(finding.text, f"{prefix}/{path}", agreement_field(one, path))
    return Fault(finding.text)


def agreement_field(agreement: Document, path: str) -> Text:
    """Say what a field of an agreement is called."""
    kind = agreement.get("kind", "")
    title = agreement.get("title") or (TOLD[kind][0] if kind in TOLD else agreement["id"])
    name = Both(title["nl"], title["en"]) if isinstance(title, dict) else title
    steps = path.split(".") if path else []
    said = tuple(
        numbered(step, int(after)) if after.isdecimal() else label_of(step)
        for step, after in zip(steps, [*steps, ""][1:], strict=True)
        if not step.isdecimal()
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
