"""What every noun of the domain has in common: frozen, and strict about what it does not know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
)

from models.language import LANGUAGES, Both
from models.values import as_whole

T = TypeVar("T")


class Noun(BaseModel):
    """A frozen record that refuses keys it does not know.

    It is written back as briefly as a person would: what has its default value is left out.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        populate_by_name=True,
        # A name is the same name with blanks around it, or when a spreadsheet took it for a number.
        str_strip_whitespace=True,
        coerce_numbers_to_str=True,
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy, with other values. The values are not validated.

        Parameters
        ----------
        update
            The other values, by field.
        deep
            Whether the values are copied too.

        Returns
        -------
        Self
            The copy, which remembers nothing of what followed from the old values.
        """
        copied = super().model_copy(update=update, deep=deep)
        # What follows from the old values is remembered among them, and is not true of the copy.
        for remembered in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[remembered]
        return copied

    def remembered(self, work: Callable[[Self], T]) -> T:
        """Give what follows from the values alone, worked out once.

        Parameters
        ----------
        work
            Works it out. The values are frozen, so what it gives stays true.

        Returns
        -------
        T
            What the work gave.
        """
        name = f"{work.__module__}.{work.__qualname__}"
        if name not in self.__dict__:
            self.__dict__[name] = work(self)
        found: T = self.__dict__[name]
        return found

    def remember(self, work: Callable[[Self], T], found: T) -> None:
        """Spare `remembered` the work, where what it gives is known already.

        Parameters
        ----------
        work
            What it is the answer of.
        found
            The answer.
        """
        self.__dict__[f"{work.__module__}.{work.__qualname__}"] = found

    @model_serializer(mode="wrap")
    def _briefly(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written = handler(self)
        for name, key, default in _defaults(type(self)):
            if key in written and getattr(self, name) == default:
                del written[key]
        return dict(written)


@cache
def _defaults(kind: type[Noun]) -> tuple[tuple[str, str, object], ...]:
    """Give the fields that may be left out, as they are written, with what they are then."""
    return tuple(
        (
            name,
            field.serialization_alias or field.alias or name,
            field.get_default(call_default_factory=True),
        )
        for name, field in kind.model_fields.items()
        if name != "kind" and not field.is_required()
    )


def _split(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _both(value: object) -> object:
    if isinstance(value, Mapping):
        told = {k: each.strip() if isinstance(each, str) else each for k, each in value.items()}
        one = next(iter(told.values()), None)
        # What is told in one language stands for both.
        return {**dict.fromkeys(LANGUAGES, one), **told} if told.keys() < set(LANGUAGES) else told
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        text = str(as_whole(value)).strip()
        return Both(nl=text, en=text)
    return value


SOME = Field(min_length=1)
"""What a list without which all is meant must be: an empty one could mean all as well as none."""

Names = Annotated[
    tuple[str, ...],
    SOME,
    BeforeValidator(_split, json_schema_input_type=str | Annotated[tuple[str, ...], SOME]),
]
"""One or more identifiers: a list, or in a table's cell words separated by blanks."""

Prose = Annotated[Both, BeforeValidator(_both)]
"""What people read: one text, or ``{nl: ..., en: ...}``; one language stands for both."""
