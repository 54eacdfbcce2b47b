"""Numbers as people write them, read exactly; what can be read in two ways is refused."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from numbers import Rational

from models.language import Percent, Text
from models.values import DecimalSign, ValueProblem, quoted

MOST_DIGITS = 30
"""Above or below a fraction's line: more than a spreadsheet keeps, less than a float overflows."""

WHOLE = Fraction(1)

THOUSANDS = 3
"""Digits between two signs of thousands."""

GROUPING = "[ \u00a0\u2009\u202f'’]"
"""What stands between thousands in either notation: a blank, or an apostrophe as in Zürich."""

QUOTIENT = re.compile(r"([-−]?[0-9]{1,30})/([0-9]{1,30})")
DECIMAL_SIGNS: tuple[DecimalSign, ...] = (",", ".")


def _notation(decimal_sign: DecimalSign, group_sign: str) -> re.Pattern[str]:
    signs = (group_sign, GROUPING)
    groups = "|".join(rf"[1-9][0-9]{{0,2}}(?:{sign}[0-9]{{3}})+" for sign in signs)
    return re.compile(rf"([-−]?)([0-9]+|{groups})(?:{re.escape(decimal_sign)}([0-9]+))?")


NOTATIONS = {",": _notation(",", r"\."), ".": _notation(".", ",")}


class NumberProblem(ValueProblem):
    """A text or cell that is not the number that is asked for."""


def parse_number(value: object, decimal_sign: DecimalSign | None = None) -> Fraction:
    """Read a number exactly.

    Parameters
    ----------
    value
        A number, or a text: ``23945``, ``23 945``, ``23'945``, ``1.234,5``, ``-0.3``, ``2/3``. A
        float counts as the shortest decimal that stands for it, which is what its writer saw.
    decimal_sign
        How the file that it comes from writes decimals, when that is known.

    Returns
    -------
    Fraction
        The number.

    Raises
    ------
    NumberProblem
        ``ambiguous-number`` for ``23.945`` and ``1,234`` without a known decimal sign,
        ``other-decimal-sign`` for what fits the other sign only, ``number-out-of-range``, or
        ``not-a-number``.
    """
    match value:
        case str():
            exact = _read(value.strip(), decimal_sign)
        case bool():
            raise _not_a_number(value)
        case Rational():
            exact = Fraction(int(value.numerator), int(value.denominator))
        case float() if isfinite(value):
            exact = Fraction(repr(float(value)))
        case Decimal() if value.is_finite() and abs(value.adjusted()) <= MOST_DIGITS:
            exact = Fraction(value)
        case _:
            raise _not_a_number(value)
    if max(abs(exact.numerator), exact.denominator) >= 10**MOST_DIGITS:
        raise NumberProblem(
            "number-out-of-range",
            Text("“{value}” is too large, or has too many decimals.", value=quoted(value)),
        )
    return exact


def parse_whole(value: object, decimal_sign: DecimalSign | None = None) -> int:
    """Read a whole number; ``12,0`` is one.

    Parameters
    ----------
    value, decimal_sign
        As for `parse_number`.

    Returns
    -------
    int
        The number.

    Raises
    ------
    NumberProblem
        As `parse_number`, or ``not-whole``.
    """
    exact = parse_number(value, decimal_sign)
    if exact.denominator != 1:
        raise NumberProblem(
            "not-whole", Text("“{value}” is not a whole number.", value=quoted(value))
        )
    return exact.numerator


def parse_natural(value: object, decimal_sign: DecimalSign | None = None) -> int:
    """Read a whole number of zero or more.

    Parameters
    ----------
    value, decimal_sign
        As for `parse_number`.

    Returns
    -------
    int
        The number.

    Raises
    ------
    NumberProblem
        As `parse_whole`, or ``negative``.
    """
    whole = parse_whole(value, decimal_sign)
    if whole < 0:
        raise _negative(value)
    return whole


def parse_weight(value: object, decimal_sign: DecimalSign | None = None) -> Fraction:
    """Read a number of zero or more.

    Parameters
    ----------
    value, decimal_sign
        As for `parse_number`.

    Returns
    -------
    Fraction
        The number.

    Raises
    ------
    NumberProblem
        As `parse_number`, or ``negative``.
    """
    weight = parse_number(value, decimal_sign)
    if weight < 0:
        raise _negative(value)
    return weight


def parse_ratio(
    value: object,
    decimal_sign: DecimalSign | None = None,
    *,
    most: Fraction | None = WHOLE,
) -> Fraction:
    """Read a ratio: ``30%``, ``33,3 %``, ``2/3`` or ``0,3``.

    Parameters
    ----------
    value, decimal_sign
        As for `parse_number`.
    most
        The highest ratio allowed. Without one, more than the whole must be written as a
        percentage or a quotient: ``30`` is never taken for 3000%.

    Returns
    -------
    Fraction
        The ratio, as a part of one.

    Raises
    ------
    NumberProblem
        As `parse_number`, or ``negative`` or ``share-above-100``.
    """
    text = value.strip() if isinstance(value, str) else ""
    if text.endswith("%"):
        ratio = parse_number(text[:-1], decimal_sign) / 100
    else:
        ratio = parse_number(value, decimal_sign)
        if ratio > 1 and "/" not in text:
            raise NumberProblem(
                "share-above-100",
                Text(
                    "“{value}” is more than the whole (1). Write {value}% if that is meant.",
                    value=quoted(value),
                ),
            )
    if ratio < 0:
        raise _negative(value)
    if most is not None and ratio > most:
        raise NumberProblem(
            "share-above-100",
            Text("“{value}” is more than {most}.", value=quoted(value), most=Percent(most)),
        )
    return ratio


def decimal_sign_of(text: str) -> DecimalSign | None:
    """Give the decimal sign that a text proves: ``12,5`` and ``1.234.567`` have a comma.

    A text that is no number, or that both signs allow, proves nothing.

    Parameters
    ----------
    text
        A cell of the file.

    Returns
    -------
    DecimalSign or None
        The sign; None when the text proves nothing.
    """
    fits = [sign for sign in DECIMAL_SIGNS if NOTATIONS[sign].fullmatch(text)]
    return fits[0] if len(fits) == 1 else None


def write_number(value: object, decimal_sign: DecimalSign = ".") -> str:
    """Write a number so that `parse_number` reads it back exactly, in whatever file it stands.

    What has no finite decimals is written as a quotient, and three decimals get a zero after
    them, so that nobody takes them for thousands.

    Parameters
    ----------
    value
        A number, or a text that `parse_number` reads.
    decimal_sign
        The sign that the file uses.

    Returns
    -------
    str
        The number, as text.

    Raises
    ------
    NumberProblem
        If `parse_number` does not take it for a number.
    """
    exact = parse_number(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    decimals = _decimals(exact.denominator)
    if decimals is None:
        return str(exact)
    digits = str(abs(exact.numerator) * 10**decimals // exact.denominator).zfill(decimals + 1)
    minus = "-" if exact < 0 else ""
    return f"{minus}{digits[:-decimals]}{decimal_sign}{unmistakable(digits[-decimals:])}"


def in_digits(text: str, decimal_sign: DecimalSign) -> str | None:
    """Give a number in the digits in which it is written, as files have it.

    Parameters
    ----------
    text
        The number, with signs between thousands or without.
    decimal_sign
        The sign before its decimals.

    Returns
    -------
    str or None
        With a point before decimals, and a zero after three of them, as `write_number` has it; None
        where it is no number.
    """
    found = NOTATIONS[decimal_sign].fullmatch(text)
    if found is None:
        return None
    minus, units, decimals = found.groups(default="")
    digits = "".join(filter(str.isdecimal, units))
    return f"{'-' if minus else ''}{digits}{f'.{unmistakable(decimals)}' if decimals else ''}"


def unmistakable(decimals: str) -> str:
    """Give decimals that nobody takes for thousands."""
    return f"{decimals}0" if len(decimals) == THOUSANDS else decimals


def simplest(value: Fraction) -> int | str:
    """Give a number as it goes into JSON: an int, or the quotient as a text.

    Parameters
    ----------
    value
        An exact number.

    Returns
    -------
    int or str
        A whole number, or a quotient as text.
    """
    return value.numerator if value.denominator == 1 else str(value)


def _read(text: str, decimal_sign: DecimalSign | None) -> Fraction:
    if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS:
        return Fraction(int(text))
    if quotient := QUOTIENT.fullmatch(text):
        above, below = (int(part.replace("−", "-")) for part in quotient.groups())
        if below:
            return Fraction(above, below)
    readings = {
        sign: _value(found)
        for sign in DECIMAL_SIGNS
        if len(text) <= 2 * MOST_DIGITS and (found := NOTATIONS[sign].fullmatch(text))
    }
    if not readings:
        raise _not_a_number(text)
    if decimal_sign is not None:
        if decimal_sign not in readings:
            raise NumberProblem("other-decimal-sign", _other_sign(text, decimal_sign))
        return readings[decimal_sign]
    if len(set(readings.values())) == 2:
        units, decimals = re.split("[.,]", text)
        raise NumberProblem(
            "ambiguous-number",
            Text(
                "“{value}” can be read as {units}{decimals} and as {units}.{decimals}. "
                "Write {units}{decimals} for the one, {units}.{decimals}0 for the other.",
                value=quoted(text),
                units=units,
                decimals=decimals,
            ),
        )
    return next(iter(readings.values()))


def _value(found: re.Match[str]) -> Fraction:
    minus, units, decimals = found.groups(default="")
    digits = "".join(filter(str.isdecimal, units)) + decimals
    return Fraction(-int(digits) if minus else int(digits), 10 ** len(decimals))


def _decimals(denominator: int) -> int | None:
    """Give the least number of decimals that a denominator needs, when they soon come to an end."""
    needed = (n for n in range(MOST_DIGITS) if 10**n % denominator == 0)
    return next(needed, None)


def _other_sign(text: str, decimal_sign: DecimalSign) -> Text:
    if decimal_sign == ",":
        return Text(
            "“{value}” has no decimal comma, as the other numbers of this file have.",
            value=quoted(text),
        )
    return Text(
        "“{value}” has no decimal point, as the other numbers of this file have.",
        value=quoted(text),
    )


def _not_a_number(value: object) -> NumberProblem:
    if value is None or value == "":
        text = Text("A number is missing here.")
    elif isinstance(value, date):
        text = Text(
            "“{value}” is a date, not a number. Give the cell the format of a number.",
            value=quoted(value),
        )
    else:
        text = Text(
            "“{value}” is not a number. Write it in digits, such as 23945 or 12.5.",
            value=quoted(value),
        )
    return NumberProblem("not-a-number", text)


def _negative(value: object) -> NumberProblem:
    return NumberProblem("negative", Text("“{value}” is less than zero.", value=quoted(value)))
