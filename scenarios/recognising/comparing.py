"""How texts are compared: without the differences that people do not mean."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import combining, normalize

QUOTES = re.compile("['’‘`\u00b4\u02bc\"“”]")
APART = re.compile(r"[-–—_/,;:.*\s\u00a0\u2009\u202f]+")


@lru_cache(maxsize=50_000)
def compared(text: str) -> str:
    """Give a text without capitals, accents, quotation marks and dots, its words one blank apart.

    ``&`` is ``en``; brackets stay.
    """
    bare = text
    if not text.isascii():
        bare = "".join(sign for sign in normalize("NFKD", text) if not combining(sign))
    bare = QUOTES.sub("", bare.casefold()).replace("&", " en ").replace("+", " en ")
    return APART.sub(" ", bare).strip().replace("( ", "(").replace(" )", ")")
