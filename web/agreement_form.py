"""The form of one agreement: its fields, made of its kind, and the agreement that they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import combining, normalize

from models.language import LANGUAGES, Language, Text
from models.scenario import Scenario
from web.agreement_kinds import TOLD, kinds
from web.answers import EACH, assembled
from web.choices import choices
from web.fields import Fields, bare, own_fields
from web.form import FormDocument
from web.form_parts import FieldGroup, FieldList, FormPart

NEW = "new"
"""What the names of the fields of a new agreement begin with."""

CHANGE = "change/"
"""What those of one that is there begin with, before its id."""

PLACED = ("each", "area", "municipalities", "where", "years")
"""Where and when an agreement holds: fields of all kinds."""

RANKED = ("priority", "weight", "explained", "divided_by", "note")
"""How heavily it holds, and for whom not: fields of all kinds."""

PURSUED = {"fair_share": "fair_share", "bid": "nearness", "bandwidth": "worst_case"}
"""Kinds that say nothing by themselves, and the goal that pursues them."""

SIGNS = re.compile("[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class AgreementForm:
    """The form of one agreement.

    Parameters
    ----------
    prefix
        What the names of its fields begin with.
    kind
        The agreement's.
    says
        What stands in it.
    title, source
        What people call it, and where it stands.
    binding
        Whether it holds as a demand; None when its kind leaves no choice.
    own, placed
        Its fields: those of its kind, and where and when it holds.
    wrong
        What is the matter with all of it.
    """

    prefix: str
    kind: str
    title: FormPart
    source: FormPart
    binding: bool | None
    own: Sequence[FormPart]
    placed: Sequence[FormPart]
    wrong: Sequence[Text] = ()

    @property
    def called(self) -> Text:
        """What its kind is called."""
        return TOLD[self.kind][0]


def agreement_form(
    prefix: str,
    says: Mapping[str, Any],
    scenario: Scenario,
    language: Language,
    wrong: Mapping[str, Sequence[Text]] | None = None,
) -> AgreementForm:
    """Make the form of an agreement.

    Parameters
    ----------
    prefix
        What the names of its fields begin with.
    says
        What the agreement says, its kind at least.
    scenario
        Whose names can be chosen.
    language
        The reader's.
    wrong
        What is the matter, by path.

    Returns
    -------
    AgreementForm
        The form.
    """
    model = kinds()[says["kind"]]
    named_kinds = [(name, called) for name, (called, _) in TOLD.items()]
    known = {**choices(scenario), "kind": named_kinds}
    fields = Fields(prefix, known, language, wrong or {})
    about = model.model_fields["binding"]
    said = says.get("binding", about.default)
    title, source = fields.of(model, says, ("title", "source"))
    own = fields.folded(model, says, (*own_fields(model), *RANKED))
    placed = fields.of(model, says, PLACED)
    shown = {name.removeprefix(f"{prefix}/") for name in names_in((title, source, *own, *placed))}
    return AgreementForm(
        prefix,
        says["kind"],
        title,
        source,
        said not in (False, "no") if bare(about.annotation) is bool else None,
        own,
        placed,
        [text for path, texts in fields.wrong.items() if path not in shown for text in texts],
    )


def names_in(parts: Iterable[FormPart]) -> Iterator[str]:
    """Give the names of fields, groups and lists."""
    for one in parts:
        yield one.name.removesuffix(f".{EACH}")
        match one:
            case FieldGroup():
                yield from names_in(one.parts)
            case FieldList():
                yield from names_in(one.items)


def forms_in(given: Mapping[str, str], language: Language) -> dict[str, FormDocument]:
    """Give what the forms of agreements say that were filled in, by what their names begin with.

    Parameters
    ----------
    given
        All that was filled in.
    language
        In which it was.

    Returns
    -------
    dict
        What each says; a form without a kind that is known says nothing.
    """
    answers: dict[str, dict[str, str]] = {}
    for name, value in given.items():
        prefix, _, path = name.rpartition("/")
        if prefix == NEW or prefix.startswith(CHANGE):
            answers.setdefault(prefix, {})[path] = value
    found = {prefix: assembled(said, language) for prefix, said in answers.items()}
    return {prefix: says for prefix, says in found.items() if says.get("kind") in TOLD}


def with_forms(
    document: FormDocument, given: Mapping[str, str], language: Language
) -> FormDocument:
    """Give a scenario's document with the agreements whose forms were filled in.

    Parameters
    ----------
    document
        As it was.
    given
        What stands in the form; of several that are chosen each on a line.
    language
        In which it was filled in.

    Returns
    -------
    dict
        The document: with what was changed, the new agreement, and the goal that pursues that.
    """
    forms = forms_in(given, language)
    agreements = [
        merged(one, agreed(forms[prefix], one["id"]))
        if (prefix := f"{CHANGE}{one['id']}") in forms
        else one
        for one in document.get("agreements", [])
    ]
    goals = list(document.get("goals", []))
    if NEW in forms:
        says = forms[NEW]
        taken = {one["id"] for one in agreements}
        title = says.get("title") or {each: called(says["kind"], each) for each in LANGUAGES}
        identifier = named(str(says.get("title") or says["kind"]), taken)
        made = agreed({**says, "title": title}, identifier)
        agreements.append(made)
        if made["kind"] in PURSUED:
            goals.append({PURSUED[made["kind"]]: made["id"]})
        elif made.get("binding") is False and "shortfall" not in goals:
            goals.insert(0, "shortfall")
    return {**document, "agreements": agreements, "goals": goals}


def called(kind: str, language: Language) -> str:
    """Name an agreement after its kind, where nobody gave it a name."""
    return TOLD[kind][0].render(language)


def agreed(says: FormDocument, identifier: str) -> FormDocument:
    """Give an agreement as a document has it: with its name, and those of its options."""
    made = {"id": identifier, **{name: named_within(value) for name, value in says.items()}}
    if "binding" in made:
        made["binding"] = made["binding"] == "yes"
    return made


def named_within(said: Any) -> Any:
    """Give each agreement of a list a name, where it has none."""
    if not isinstance(said, list):
        return said
    taken = {one["id"] for one in said if isinstance(one, dict) and "id" in one}
    for one in said:
        if isinstance(one, dict) and "kind" in one and "id" not in one:
            one["id"] = named(str(one.get("title") or one["kind"]), taken)
            taken.add(one["id"])
    return said


def merged(before: Any, now: Any) -> Any:
    """Give what is said now, as it was written before wherever it says the same."""
    match before, now:
        case dict(), dict():
            return {name: merged(before.get(name), value) for name, value in now.items()}
        case dict(), str() if now in before.values():  # a text in both languages
            return before
        case list(), list() if sorted(map(str, before)) == sorted(map(str, now)):
            return before  # the order of what is chosen says nothing
        case list(), list() if len(before) == len(now):
            return [merged(old, new) for old, new in zip(before, now, strict=True)]
    return before if before is not None and str(before) == str(now) else now


def named(title: str, taken: set[str]) -> str:
    """Make an identifier of a title that nothing else has."""
    bare = "".join(sign for sign in normalize("NFKD", title.casefold()) if not combining(sign))
    base = SIGNS.sub("-", bare).strip("-") or "agreement"
    number = 1
    while (found := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return found
