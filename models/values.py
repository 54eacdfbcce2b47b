"""One value that a user wrote: what is wrong with it, and how it becomes a field of a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, TypeAlias, overload

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from models.language import Both, Text

DecimalSign: TypeAlias = Literal[",", "."]


class ValueProblem(ValueError):
    """A value that cannot be used as it was written.

    Parameters
    ----------
    code
        The code of the finding that it leads to.
    text
        What is the matter and what to write instead.
    """

    def __init__(self, code: str, text: Text) -> None:
        self.code = code
        self.text = text
        super().__init__(text.render("en"))

    def __reduce__(self) -> tuple[type[ValueProblem], tuple[str, Text]]:
        return type(self), (self.code, self.text)


class SheetNumber(float):
    """A number with decimals from a cell of a spreadsheet, which shows them in its own way.

    Parameters
    ----------
    x
        The number.
    """

    __slots__ = ()


LOOKED_AT = 200
"""Signs of a value that are looked at to quote it: there may be millions of them."""


@overload
def quoted(value: str) -> str: ...
@overload
def quoted(value: object) -> str | Both: ...
def quoted(value: object) -> str | Both:
    """Give a value as it can stand in a sentence: on one line, and not too long.

    Parameters
    ----------
    value
        What is quoted.

    Returns
    -------
    str or Both
        The value, at most 40 signs. Of a spreadsheet's number with decimals, which its reader sees
        in the reader's own notation, those decimals; a text and a file's number stay as written.
    """
    if isinstance(value, SheetNumber):
        shown = float.__repr__(value)
        return Both(shown.replace(".", ","), shown)
    start = beginning(value)
    line = " ".join(start[:LOOKED_AT].split())
    printable = "".join(sign if sign.isprintable() else "?" for sign in line)
    whole = len(printable) <= 40 and len(start) <= LOOKED_AT
    return printable if whole else f"{printable[:39]}…"


def as_in_a_file(value: object) -> str:
    """Give a value as files write it: ``{a: 1}``, ``[x, true]``."""
    return "".join(written(value))


def beginning(value: object) -> str:
    """Give how a value begins in a file, however large it is: a sign more than is looked at."""
    start = ""
    for piece in written(value):
        start += piece[: LOOKED_AT + 1]
        if len(start) > LOOKED_AT:
            break
    return start


def written(value: object) -> Iterator[str]:
    """Give a value as files write it, piece by piece."""
    match value:
        case None | bool():
            yield {None: "null", True: "true", False: "false"}[value]
        case Mapping():
            yield "{"
            for number, (key, each) in enumerate(value.items()):
                yield ", " if number else ""
                yield from written(key)
                yield ": "
                yield from written(each)
            yield "}"
        case list() | tuple():
            yield "["
            for number, each in enumerate(value):
                yield ", " if number else ""
                yield from written(each)
            yield "]"
        case _:
            yield str(value)


def as_whole(value: object) -> object:
    """Give a whole number that was written with a decimal point as the number that it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def presumed_of(value: object, sign: DecimalSign | None) -> DecimalSign | None:
    """Give the decimal sign that is presumed of a whole number that is a text.

    Parameters
    ----------
    value
        What was written.
    sign
        What the file that it comes from is presumed to write decimals with.

    Returns
    -------
    DecimalSign or None
        The sign; None where the number has it: whoever writes 82,000 may mean thousands.
    """
    return None if sign is not None and isinstance(value, str) and sign in value else sign


def reading(
    parse: Callable[[object, DecimalSign | None], object],
    *,
    whole: bool = False,
) -> Callable[[object, ValidationInfo], object]:
    """Make a validator of a parser, so that its problem becomes an error of the model.

    The decimal sign comes from the validation context (``{"decimal_sign": ","}``). For whole
    numbers ``presumed_sign`` will do: the other sign in them can only stand between thousands. The
    error has the finding's code as its type, and the finding's `Text` as ``text`` in its context.

    Parameters
    ----------
    parse
        Reads a value, given the decimal sign when that is known.
    whole
        Whether it reads whole numbers.

    Returns
    -------
    Callable
        A validator of pydantic.
    """

    def read(value: object, info: ValidationInfo) -> object:
        context = info.context if isinstance(info.context, Mapping) else {}
        try:
            presumed = presumed_of(value, context.get("presumed_sign")) if whole else None
            return parse(value, context.get("decimal_sign") or presumed)
        except ValueProblem as problem:
            raise PydanticCustomError(
                problem.code,
                "{message}",
                {"message": problem.text.render("en"), "text": problem.text},
            ) from problem

    return read
