"""A PDF as a screen reader has it: its tags in their order, with what each says."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
INLINE = ("Span", "Strong", "Em", "Link")
"""Tags within a line: what they say is joined to what stands beside them."""

Place = tuple[int, int]
"""A page, and a piece of marked content on it."""


@dataclass
class Tag:
    """A tag: what it is, what is said instead of it, what it says itself, and what is within it."""

    kind: str
    alt: str = ""
    scope: str = ""
    summary: str = ""
    within: list[Tag | Place] = field(default_factory=list)

    def tags(self) -> Iterator[Tag]:
        """Give all tags below, in the order of reading."""
        for one in self.within:
            if isinstance(one, Tag):
                yield one
                yield from one.tags()

    def places(self) -> Iterator[Place]:
        """Give the marked content below, in the order of reading."""
        for one in self.within:
            if isinstance(one, Tag):
                yield from one.places()
            else:
                yield one


class TaggedFile:
    """A PDF, read by its tags.

    Parameters
    ----------
    content
        The file.
    """

    def __init__(self, content: bytes) -> None:
        self.file = pikepdf.open(io.BytesIO(content))
        self.numbers = {page.obj.objgen: number for number, page in enumerate(self.file.pages)}
        self.texts: dict[Place, str] = {}
        self.untagged = ""
        for number, page in enumerate(self.file.pages):
            self._read(number, page)
        self.root = Tag("Root", within=[*self._within(self.file.Root.StructTreeRoot.K, -1)])

    def text(self, tag: Tag) -> str:
        """Give what a tag says, and all below it: what is not within a line stands apart."""
        return " ".join(self._said(tag).split())

    def _said(self, tag: Tag) -> str:
        said = "".join(
            self._said(one) if isinstance(one, Tag) else self.texts.get(one, "")
            for one in tag.within
        )
        return said if tag.kind in INLINE else f" {said} "

    def _within(self, given: Any, page: int) -> Iterator[Tag | Place]:
        if isinstance(given, pikepdf.Array):
            for one in given:
                yield from self._within(one, page)
        elif isinstance(given, int):
            yield page, int(given)
        elif given.get("/Type") == pikepdf.Name.MCR:
            yield self.numbers[given.Pg.objgen] if "/Pg" in given else page, int(given.MCID)
        elif "/S" in given:
            own = self.numbers[given.Pg.objgen] if "/Pg" in given else page
            said = {name: str(value) for one in attributes(given) for name, value in one.items()}
            inside = [*self._within(given.K, own)] if "/K" in given else []
            yield Tag(
                str(given.S)[1:],
                alt=str(given.get("/Alt", "")),
                scope=said.get("/Scope", ""),
                summary=said.get("/Summary", ""),
                within=inside,
            )

    def _read(self, number: int, page: pikepdf.Page) -> None:
        fonts = {name: characters(font) for name, font in page.Resources.get("/Font", {}).items()}
        marks: list[int | None] = []
        instead: list[str | None] = []
        known: dict[int, str] = {}
        for one in pikepdf.parse_content_stream(page):
            said: str | None = None
            operands: Any = one.operands
            match str(one.operator):
                case "BDC" | "BMC":
                    about = operands[1] if len(operands) > 1 else {}
                    inside: Any = about if isinstance(about, pikepdf.Dictionary) else {}
                    marks.append(int(inside["/MCID"]) if "/MCID" in inside else None)
                    said = str(inside["/ActualText"]) if "/ActualText" in inside else None
                    instead.append(said)
                case "EMC":
                    marks.pop()
                    instead.pop()
                case "Tf":
                    known = fonts[str(operands[0])]
                case "Tj" | "TJ" if not any(other is not None for other in instead):
                    said = written(operands[0], known)
            if said:
                found = next((mark for mark in reversed(marks) if mark is not None), None)
                if found is not None:
                    # A hyphen at the end of a line is no part of the word.
                    heard = said.replace("\u00ad", "")
                    self.texts[number, found] = self.texts.get((number, found), "") + heard
                elif not marks:
                    self.untagged += said


def attributes(tag: Any) -> list[Any]:
    """Give the attributes of a tag."""
    given = tag.get("/A")
    return [] if given is None else [*given] if isinstance(given, pikepdf.Array) else [given]


def written(given: Any, known: dict[int, str]) -> str:
    """Read what is drawn: two bytes are a character of the font."""
    if isinstance(given, pikepdf.Array):
        return "".join(written(one, known) for one in given if isinstance(one, pikepdf.String))
    codes = bytes(given)
    pairs = (codes[at : at + 2] for at in range(0, len(codes), 2))
    return "".join(known.get(int.from_bytes(pair, "big"), "\ufffd") for pair in pairs)


def characters(font: Any) -> dict[int, str]:
    """Give what each character of a font stands for, as the file says."""
    table = font.ToUnicode.read_bytes()
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        pairs = HEX.findall(block)
        for code, said in zip(pairs[::2], pairs[1::2], strict=True):
            found[int(code, 16)] = bytes.fromhex(said.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, said in RANGE.findall(block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(said, 16) + step)
    return found
