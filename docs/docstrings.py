"""Docstrings as Markdown: numpydoc with formulas becomes what GitHub and GitLab show.

Formulas go between ``$`` and backticks, and in ``math`` blocks: there Markdown leaves their
backslashes alone.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

SECTION = re.compile(r"^([A-Z][A-Za-z ]+)\n-{3,}\n", re.MULTILINE)
FORMULA_BLOCK = re.compile(r"^\.\. math:: ?(.*(?:\n(?: +\S.*| *$))*)", re.MULTILINE)
FORMULA = re.compile(r":math:`([^`]*)`")
CODE = re.compile(r"``([^`]+)``")
ITEM = re.compile(r"^(?:\*\*)?(\w[^\n]*)\n((?: +\S.*\n?|\n(?= ))+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring in parts.

    Parameters
    ----------
    title
        Its first line.
    text
        What follows it, up to the first section, in Markdown.
    items
        The parameters or attributes by name, their meaning on one line, in Markdown.
    """

    title: str
    text: str
    items: Mapping[str, str]


def docstring(thing: object) -> Docstring:
    """Read a class's or function's docstring.

    Raises
    ------
    ValueError
        If it has none.
    """
    written = inspect.getdoc(thing)
    if not written:
        raise ValueError(f"{thing!r} has no docstring")
    title, _, rest = written.partition("\n")
    head, *sections = SECTION.split(rest.strip("\n"))
    by_name = dict(zip(sections[::2], sections[1::2], strict=True))
    return Docstring(
        markdown(title), markdown(head).strip(), dict(_items(by_name.get("Parameters", "")))
    )


def _items(section: str) -> Iterator[tuple[str, str]]:
    for names, meaning in ITEM.findall(section):
        for name in names.split(", "):
            yield name, in_cell(markdown(" ".join(meaning.split())))


def markdown(text: str) -> str:
    """Turn the formulas and code of a docstring into Markdown."""
    text = CODE.sub(r"`\1`", text)
    text = FORMULA.sub(lambda found: f"$`{found[1]}`$", text)
    return FORMULA_BLOCK.sub(_formula_block, text)


def _formula_block(found: re.Match[str]) -> str:
    first, _, rest = found[1].partition("\n")
    lines = [first, *textwrap.dedent(rest).splitlines()]
    return "\n".join(["```math", *(line for line in lines if line.strip()), "```", ""])


def in_cell(text: str) -> str:
    """Make a text fit for a table's cell, where a bar would end it."""
    parts = re.split(r"(\$`[^`]*`\$)", text)
    return "".join(
        part.replace("|", r"\vert " if part.startswith("$`") else r"\|") for part in parts
    )
