"""Decimals: how a column of whole numbers groups its thousands, where it writes them as texts."""

from __future__ import annotations

from collections.abc import Iterable

from models.numbers import decimal_sign_of
from models.values import DecimalSign


def signs_of(texts: Iterable[str]) -> tuple[DecimalSign | None, DecimalSign | None]:
    """Give the decimal sign that texts prove, and else the one that is presumed.

    Whole numbers have no decimals, so a sign before three digits stands between thousands; texts
    in which both signs do that presume nothing.
    """
    signed = [text for text in texts if "." in text or "," in text]
    proven = {sign for text in signed if (sign := decimal_sign_of(text)) is not None}
    if proven:
        return (proven.pop() if len(proven) == 1 else None), None
    points, commas = any("." in text for text in signed), any("," in text for text in signed)
    if points == commas:
        return None, None
    return None, "," if points else "."
