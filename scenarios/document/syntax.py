"""What parsers say of a text that they cannot read, said so that its writer can mend it."""

from __future__ import annotations

import re

from models.language import Text

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
    (r"Expecting value|expected the node content", Text("a value is missing")),
    (
        r"expected '<document start>'",
        Text("what came before is complete, and this belongs to nothing: mind blanks after colons"),
    ),
    (r"Extra data", Text("there is more after the end")),
    (
        r"Invalid control character",
        Text("a text goes on over the end of a line: write \\n for a new line"),
    ),
    (
        r"Invalid \\|found unknown escape|expected escape|expected URI escape",
        Text("a backslash that means nothing: write two of them"),
    ),
)
"""What the parsers of YAML and JSON say, as patterns, and what it comes down to."""


RARE = Text("signs that have a meaning of their own here: put the text between quotes")
"""What all else comes down to: a parser's own words are in one language, and about itself."""


def syntax_text(problem: str) -> Text:
    """Say what a parser says, in the reader's words."""
    return next((text for pattern, text in SAYINGS if re.match(pattern, problem)), RARE)
