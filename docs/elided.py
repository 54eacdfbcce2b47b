"""JSON with dots where something is left out, brought up to date with the whole of it.

Dots stand for further keys or rows, or for the rest of a text. Whatever else is shown is compared:
a number or text that differs is replaced, and a key that is not there is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\.\.\.|…|[{}\[\],:]|[^\s{}\[\],:"]+')
DOTS = ("...", "…")
NAME = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
"""What the service calls a thing: another each time."""

PASSING = re.compile(rf"{NAME.pattern}|\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]*(?:Z|\+00:00)")
"""What is another each time: a name of the service's, and the time."""

Token = re.Match[str]
Change = tuple[int, int, str]
"""From where to where in the text, and what belongs there."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What is shown of an object, and whether dots say that there is more."""

    shown: dict[str, Any]
    more: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """What is shown of a list before dots, and after them; without dots all is before."""

    before: list[Any]
    after: list[Any] | None


def up_to_date(text: str, actual: Any) -> str:
    """Give shown JSON with every number and text as it is in the whole of it.

    Raises
    ------
    LookupError
        If a key or row is shown that is not there, or one is left out without dots.
    """
    tokens = TOKEN.finditer(text)
    for start, end, new in sorted(changes(parsed(tokens, next(tokens)), actual), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def parsed(tokens: Iterator[Token], first: Token) -> Any:
    """Read one value that begins with a token: `Keys`, `Rows`, or the token itself."""
    match first[0]:
        case "{":
            shown: dict[str, Any] = {}
            more = False
            for token in tokens:
                if token[0] == "}":
                    break
                if token[0] in DOTS:
                    more = True
                elif token[0] != ",":
                    next(tokens)  # the colon
                    shown[json.loads(token[0])] = parsed(tokens, next(tokens))
            return Keys(shown, more)
        case "[":
            before, after = list[Any](), None
            for token in tokens:
                if token[0] == "]":
                    break
                if token[0] in DOTS:
                    after = list[Any]()
                elif token[0] != ",":
                    (before if after is None else after).append(parsed(tokens, token))
            return Rows(before, after)
    return first


def changes(shown: Any, actual: Any) -> Iterator[Change]:
    """Give what has to be replaced in the text so that it says what there is."""
    match shown, actual:
        case Keys(), dict():
            left_out = set() if shown.more else actual.keys() - shown.shown.keys()
            wrong = sorted({*(shown.shown.keys() - actual.keys()), *left_out})
            if wrong:
                raise LookupError(f"{', '.join(wrong)}: shown, or there, but not both")
            for key, value in shown.shown.items():
                yield from changes(value, actual[key])
        case Rows(), list():
            number = len(shown.before) + len(shown.after or ())
            if number > len(actual) or (shown.after is None and number < len(actual)):
                raise LookupError(f"{number} rows are shown of {len(actual)}")
            tail = shown.after or []
            pairs = [*zip(shown.before, actual, strict=False)]
            pairs += zip(tail, actual[len(actual) - len(tail) :], strict=True)
            for one, other in pairs:
                yield from changes(one, other)
        case re.Match(), _:
            new = written(shown[0], actual)
            if new != shown[0]:
                yield shown.start(), shown.end(), new
        case _:
            raise LookupError(f"something else is shown than {json.dumps(actual)[:60]}")


def written(shown: str, actual: Any) -> str:
    """Give a value as it is to be shown: a text cut off where it was."""
    if shown in DOTS:
        return shown
    said = json.loads(shown)
    if isinstance(said, str) and isinstance(actual, str):
        if PASSING.sub("", said) == PASSING.sub("", actual):
            return shown
        for dots in DOTS:
            if said.endswith(dots):
                actual = actual[: len(said) - len(dots)] + dots
    return json.dumps(actual, ensure_ascii=False)
