"""What parsers say of a text that they cannot read, said so that its writer can mend it."""

from __future__ import annotations

import re

from models.language import Text
from models.values import quoted

SAYINGS: tuple[tuple[str, Text], ...] = (
    (
        r"mapping values are not allowed here",
        Text("a colon too many here, or an indent: put a text with a colon between quotes"),
    ),
    (r"found character '\\t'", Text("a tab: indent with blanks")),
    (
        r"found character '.' that cannot start",
        Text("a text cannot start with this sign: put it between quotes"),
    ),
    (
        r"found unexpected end of stream|Unterminated string",
        Text("a quote is opened and not closed"),
    ),
    (
        r"expected ',' or '[}\]]'|Expecting ',' delimiter",
        Text("a comma is missing, or a bracket is not closed"),
    ),
    (
        r"expected <block end>|did not find expected",
        Text("this does not line up with what is above it: mind the indents"),
    ),
    (
        r"could not find expected ':'|Expecting ':' delimiter",
        Text("a colon between a key and its value is missing"),
    ),
    (
        r"Expecting property name|Illegal trailing comma",
        Text("a key between quotes is missing, or there is a comma too many"),
    ),
    (r"Expecting value", Text("a value is missing")),
    (r"Extra data", Text("there is more after the end")),
    (
        r"Invalid control character",
        Text("a text goes on over the end of a line: write \\n for a new line"),
    ),
    (r"Invalid \\", Text("a backslash that means nothing: write two of them")),
)
"""What the parsers of YAML and JSON say, as patterns, and what it comes down to."""


def said(problem: str) -> Text:
    """Say what a parser says; in its own words when those are rare."""
    for pattern, text in SAYINGS:
        if re.match(pattern, problem):
            return text
    return Text("{problem}", problem=quoted(problem))
