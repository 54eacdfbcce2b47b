"""Fields of a form, made of what a model of the domain says of its own fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from models.agreements import Agreement
from models.condition import Condition
from models.language import Both, Language, Text, Word
from models.noun import Noun
from web.answers import CONDITION, EACH, YEARS, as_shown, parted
from web.choices import OfferedChoices
from web.form_parts import Field, FieldGroup, FieldList, FormPart
from web.labels import LABELS, PART, UNITS, item_of, label_of, numbered

TRUTHS: OfferedChoices = [("no", Text("no")), ("yes", Text("yes"))]

NOTHING: OfferedChoices = [("", Text("nothing"))]

SELDOM = frozenset(
    (
        *("at_least_by", "at_most_by", "margin", "apart", "step", "rounding", "beyond"),
        *("facilities", "becomes", "origins", "neighbourhoods", "where_neighbourhood"),
        *("pools", "supply", "status", "rates", "priority", "weight", "explained", "divided_by"),
        *("municipalities", "so_far", "delay", "note", "path"),
    )
)
"""What is seldom said: it is folded away together."""

CONDITIONED = {"where": "municipalities", "where_neighbourhood": "neighbourhoods"}
"""Of what there must be some, for a condition on their figures."""

KEYED_BY = {"explained": "municipalities", "places_by": "years"}
"""Of what each has a field of its own."""

UNSAID = frozenset(("id", "kind"))
"""What nobody fills in."""


@dataclass(frozen=True)
class Fields:
    """Makes the fields of a form.

    Parameters
    ----------
    prefix
        What the names of all fields begin with.
    known
        What can be chosen, by the name of a field.
    language
        The reader's, of what was given in both.
    wrong
        What is the matter, by path.
    """

    prefix: str
    known: Mapping[str, OfferedChoices]
    language: Language
    wrong: Mapping[str, Sequence[Text]] = field(default_factory=dict)

    def of(
        self,
        model: type[Noun],
        says: Mapping[str, Any],
        names: Sequence[str],
        above: str = "",
        *,
        needed: bool = True,
    ) -> list[FormPart]:
        """Make the fields of a model.

        Parameters
        ----------
        model
            The model.
        says
            What stands in them.
        names
            Of which of its fields, in their order.
        above
            The path that the model stands at, with a dot behind it.
        needed
            Whether the model must be said at all.

        Returns
        -------
        list of FormPart
            Fields, groups of them, and lists of groups; none where nothing can be chosen.
        """
        found: list[FormPart] = []
        for name in names:
            about = model.model_fields[name]
            made = self.made(name, about, f"{above}{name}", says.get(name), needed=needed)
            label, unit = (said.get(f"{kind_of(model)}.{name}") for said in (LABELS, UNITS))
            made = (replace(one, label=label) if label else one for one in made)
            found += (
                replace(one, unit=unit) if unit and isinstance(one, Field) else one for one in made
            )
        return found

    def folded(
        self,
        model: type[Noun],
        says: Mapping[str, Any],
        names: Sequence[str],
        above: str = "",
        *,
        needed: bool = True,
    ) -> list[FormPart]:
        """Make the fields of a model, with what is seldom said folded away behind the others.

        Parameters
        ----------
        model, says, names, above, needed
            As for `of`.

        Returns
        -------
        list of FormPart
            The fields, and behind them the group of what is seldom said, where there is any.
        """
        often, seldom = (
            self.of(model, says, some, above, needed=needed)
            for some in (
                [name for name in names if name not in SELDOM],
                [name for name in names if name in SELDOM],
            )
        )
        if not seldom:
            return often
        label, name = Text("what is seldom said"), f"{self.prefix}/{above}{EACH}"
        told = any(
            said_otherwise(says.get(name), model.model_fields[name].default)
            for name in SELDOM & set(names)
        )
        return [*often, FieldGroup(name, label, seldom, folded=not told)]

    def made(
        self, name: str, about: FieldInfo, path: str, said: object, *, needed: bool
    ) -> Iterator[FormPart]:
        """Make what one field of a model is in a form."""
        kind = bare(about.annotation)
        inside = bare(next(iter(get_args(kind)), None))
        if is_noun(kind):
            yield self.group(name, kind, path, about, said)
        elif kind is bool or get_origin(kind) is Literal:
            if len(options := TRUTHS if kind is bool else spelled_out(kind)) > 1:
                yield self.field(name, about, path, said, options)
        elif get_origin(kind) is dict:
            yield self.keyed(name, path, said)
        elif get_origin(kind) is tuple and inside is Condition:
            if said or self.known[CONDITIONED[name]]:
                yield self.conditions(name, path, said)
        elif get_origin(kind) is tuple and nouns(inside):
            yield self.listed(name, nouns(inside), about, path, said)
        elif name in self.known:
            several = get_origin(kind) is tuple
            if len(options := self.known[name]) > several or said or about.is_required():
                yield self.field(name, about, path, said, options, needed=needed)
        elif kind in (int, Fraction, str, Both):
            yield self.field(name, about, path, said, (), number=kind in (int, Fraction))

    def field(
        self,
        name: str,
        about: FieldInfo,
        path: str,
        said: object,
        options: OfferedChoices,
        *,
        needed: bool = True,
        number: bool = False,
    ) -> Field:
        """Make a field; what stands in it can be chosen whatever else is known."""
        default = None if about.is_required() else about.default
        several = get_origin(bare(about.annotation)) is tuple
        chosen = values(default if said is None else said, self.language)
        if number and name not in YEARS:
            chosen = tuple(as_shown(one, self.language) for one in chosen)
        must = needed and about.is_required()
        blank = NOTHING if options and not several and default is None and not must else []
        return Field(
            f"{self.prefix}/{path}{f'.{EACH}' if several else ''}",
            Word("agreement") if name == "of" else label_of(name),
            [*blank, *with_strange(options, chosen)],
            several,
            must,
            chosen,
            self.wrong.get(path, ()),
            number,
            said_empty=several and bool(default) and not needs_some(about),
            unit=PART if number and is_part(about) else "",
        )

    def group(
        self, name: str, model: type[Noun], path: str, about: FieldInfo | None, said: object
    ) -> FieldGroup:
        """Make the fields of what stands within a field."""
        default = None if about is None or about.is_required() else about.default
        says = said if isinstance(said, Mapping) else {}
        if said is None and isinstance(default, Noun):
            says = default.model_dump(mode="json")
        needed = about is None or about.is_required() or isinstance(default, Noun)
        return FieldGroup(
            f"{self.prefix}/{path}",
            label_of(name),
            self.folded(model, says, inner(model), f"{path}.", needed=needed),
            self.wrong.get(path, ()),
            str(says.get("id", "")),
        )

    def listed(
        self,
        name: str,
        models: Sequence[type[Noun]],
        about: FieldInfo,
        path: str,
        said: object,
    ) -> FieldList:
        """Make a list of groups, each of one of some models, which its kind tells."""
        kinds = {kind_of(each): each for each in models}
        items = []
        for at, one in enumerate(said if isinstance(said, list) else []):
            says = one if isinstance(one, Mapping) else {}
            chosen = str(says.get("kind", ""))
            if chosen not in kinds:
                chosen = next(iter(kinds))
            group = self.group(name, kinds[chosen], f"{path}.{at}", None, says)
            if len(kinds) > 1:
                options = [one for one in self.known["kind"] if one[0] in kinds]
                where = f"{group.name}.kind"
                kind = Field(where, Word("kind"), options, chosen=(chosen,), redraws=True)
                group = replace(group, parts=(kind, *group.parts))
            items.append(replace(group, label=numbered(name, at)))
        return FieldList(
            f"{self.prefix}/{path}",
            label_of(name),
            items,
            item_of(name),
            self.wrong.get(path, ()),
            about.is_required(),
        )

    def conditions(self, name: str, path: str, said: object) -> FieldList:
        """Make a list of conditions, each of a figure, a comparison, and a number."""
        written = said if isinstance(said, list) else [said] if said else []
        items = []
        for at, one in enumerate(written):
            says = parted(str(one))
            where = f"{self.prefix}/{path}.{at}"
            parts = [
                Field(
                    f"{where}.{part}",
                    Word(part),
                    with_strange(self.known.get(part, ()), [says.get(part, "")]),
                    chosen=(as_shown(says.get(part, ""), self.language),),
                    number=part == "number",
                )
                for part in CONDITION
            ]
            wrong = self.wrong.get(f"{path}.{at}", ())
            items.append(FieldGroup(where, numbered(name, at), parts, wrong))
        place, wrong = f"{self.prefix}/{path}", self.wrong.get(path, ())
        return FieldList(place, label_of(name), items, item_of(name), wrong)

    def keyed(self, name: str, path: str, said: object) -> FieldGroup:
        """Make a field per municipality, or per year, for what is written of each."""
        says = {str(key): one for key, one in said.items()} if isinstance(said, Mapping) else {}
        parts = [
            Field(
                f"{self.prefix}/{path}.{key}",
                called,
                chosen=tuple(
                    as_shown(one, self.language) for one in values(says.get(key), self.language)
                ),
                wrong=self.wrong.get(f"{path}.{key}", ()),
            )
            for key, called in self.known[KEYED_BY[name]]
        ]
        wrong = self.wrong.get(path, ())
        return FieldGroup(f"{self.prefix}/{path}", label_of(name), parts, wrong, folded=not says)


def with_strange(options: OfferedChoices, chosen: Iterable[str]) -> OfferedChoices:
    """Give what can be chosen, with what was chosen whatever else is known; none where none is."""
    known = {value for value, _ in options}
    strange = [(one, one) for one in chosen if one and one not in known] if options else []
    return [*options, *strange]


def said_otherwise(said: object, default: object) -> bool:
    """Tell whether something is said, and not what holds by itself."""
    return said not in (None, "", [], {}) and values(said, "nl") != values(default, "nl")


def inner(model: type[Noun]) -> list[str]:
    """Name what is filled in of a model within another: of an agreement what is its own."""
    names = [name for name in model.model_fields if name not in UNSAID]
    if issubclass(model, Agreement):
        return ["title", *own_fields(model)]
    return names


def own_fields(model: type[Agreement]) -> list[str]:
    """Name the fields that a kind has by itself, its numbers behind what they are of.

    Parameters
    ----------
    model
        The kind.

    Returns
    -------
    list of str
        Their names.
    """
    own = [name for name in model.model_fields if name not in Agreement.model_fields]
    return sorted(
        own, key=lambda name: bare(model.model_fields[name].annotation) in (int, Fraction)
    )


def bare(annotation: Any) -> Any:
    """Give a type without how it is read, and without that it may be absent."""
    while True:
        inside = [one for one in get_args(annotation) if one is not NoneType]
        one_of = get_origin(annotation) in (Union, UnionType) and len(inside) == 1
        if not one_of and get_origin(annotation) is not Annotated:
            return annotation
        annotation = inside[0]


def is_noun(kind: Any) -> bool:
    """Tell whether a type is a noun of the domain, with fields of its own."""
    return isinstance(kind, type) and issubclass(kind, Noun)


def nouns(kind: Any) -> list[type[Noun]]:
    """Give the nouns that a type is, or is one of."""
    return [one for one in get_args(kind) or [kind] if is_noun(one)]


def kind_of(model: type[Noun]) -> str:
    """Name a kind; empty where there are no kinds."""
    about = model.model_fields.get("kind")
    return "" if about is None else str(about.default)


def spelled_out(kind: Any) -> OfferedChoices:
    """Give what a type spells out, with the reader's words."""
    return [(str(one), Word(str(one))) for one in get_args(kind)]


def needs_some(about: FieldInfo) -> bool:
    """Tell whether a list must have something in it."""
    return any(getattr(rule, "min_length", 0) for rule in about.metadata)


def values(said: object, language: Language) -> tuple[str, ...]:
    """Write what stands in a field, as it is filled in."""
    match said:
        case None:
            return ()
        case bool():
            return ("yes" if said else "no",)
        case Fraction() if 0 <= said < 1 and (said * 100).denominator == 1:
            return (f"{said * 100}%",)
        case Both():
            return (said.nl if language == "nl" else said.en,)
        case Mapping():
            return (str(said.get(language, "")),)
        case list() | tuple():
            return tuple(str(one) for one in said)
    return (str(said),)


def is_part(about: FieldInfo) -> bool:
    """Tell whether a number may be written as a percentage."""
    return _is_part(about.rebuild_annotation())


@cache
def _is_part(annotation: Any) -> bool:
    return "%" in str(TypeAdapter(annotation).json_schema())
