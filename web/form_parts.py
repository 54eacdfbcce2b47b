"""The parts of a form: fields, groups of them, and lists of groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from models.language import Part, Text
from web.choices import OfferedChoices


@dataclass(frozen=True, slots=True)
class Field:
    """Something to fill in, or to choose.

    Parameters
    ----------
    name
        Its name in the form: ``new/measure.segments.*``.
    label
        What it is called.
    options
        What can be chosen; none for what is written.
    several
        Whether more than one may be chosen.
    needed
        Whether it must be filled in.
    chosen
        What is chosen, or stands in it.
    wrong
        What is the matter with it.
    number
        Whether a number is written in it.
    redraws
        Whether other fields follow from what is chosen.
    said_empty
        Whether choosing nothing says something, too.
    unit
        In what its number is written.
    """

    sort: ClassVar[str] = "field"

    name: str
    label: Part
    options: OfferedChoices = ()
    several: bool = False
    needed: bool = False
    chosen: tuple[str, ...] = ()
    wrong: Sequence[Text] = ()
    number: bool = False
    redraws: bool = False
    said_empty: bool = False
    unit: Part = ""

    @property
    def told(self) -> bool:
        """Whether something stands in it."""
        return any(self.chosen) or bool(self.wrong)


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that belong together.

    Parameters
    ----------
    name
        What their names begin with.
    label
        What they are together.
    parts
        The fields, and groups within it.
    wrong
        What is the matter with all of it.
    known_as
        The name by which others know it; empty where it needs none.
    folded
        Whether it is shown only to who looks for it; None when it is always shown.
    """

    sort: ClassVar[str] = "group"

    name: str
    label: Part
    parts: Sequence[FormPart]
    wrong: Sequence[Text] = ()
    known_as: str = ""
    folded: bool | None = None

    @property
    def told(self) -> bool:
        """Whether something stands in it."""
        return bool(self.wrong) or any(one.told for one in self.parts)


@dataclass(frozen=True, slots=True)
class FieldList:
    """Groups of which there can be any number.

    Parameters
    ----------
    name
        What their names begin with.
    label
        What they are.
    items
        The groups that there are.
    item
        What one of them is called.
    wrong
        What is the matter with the list.
    needed
        Whether there must be one at least.
    """

    sort: ClassVar[str] = "list"

    name: str
    label: Part
    items: Sequence[FieldGroup]
    item: Part
    wrong: Sequence[Text] = ()
    needed: bool = False

    @property
    def told(self) -> bool:
        """Whether there is any."""
        return bool(self.items or self.wrong)


FormPart: TypeAlias = "Field | FieldGroup | FieldList"
