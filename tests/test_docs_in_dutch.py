"""The pages in Dutch: each says and shows what its English twin does, and every link leads on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from docs.pages import DUTCH, FOLDER, WRITTEN, page
from models.language import Language
from scenarios.document.known_words import known_words
from scenarios.forms.yaml_files import parse_yaml
from scenarios.recognising.our_words import in_our_words
from scenarios.recognising.value_words import OPTIONS

FENCED = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)
COMMAND = re.compile(r"^(?:\$ )?(?:woonsleutel|curl|cat) (?:.*\\\n)*.*$", re.MULTILINE)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
LINK = re.compile(r"\]\(([^)\s]+)\)")
OURS = {
    *chain.from_iterable(OPTIONS.values()),
    *known_words("keys"),
    *known_words("names"),
    *known_words("columns", "municipalities"),
}
"""Names that no page translates in a way of its own."""


def text(name: str, language: Language) -> str:
    return page(name, language).read_text(encoding="utf-8")


def blocks(name: str, language: Language) -> list[tuple[str, str]]:
    """Give the fenced blocks of a page: in which language each is, and what it says."""
    return [(found[2], found[3]) for found in FENCED.finditer(text(name, language))]


def headings(written: str) -> list[tuple[str, str]]:
    """Give the headings of a page with their levels."""
    return HEADING.findall(FENCED.sub("", written))


def asked(command: str) -> list[str]:
    """Give the words of a command that are the same in every language, and its options."""
    words = command.replace("\\\n", " ").replace(" --language en", "").split()
    plain = [word for word in words if word.isalpha() and word.islower()]
    return [*plain, *sorted(word for word in words if word.startswith("-"))]


def numbers(shown: str) -> list[str]:
    """Give the numbers of what is shown, in whatever order and with whatever separators."""
    return sorted(re.sub("[.,]", "", number) for number in NUMBER.findall(shown))


def test_every_page_in_dutch_has_its_twin() -> None:
    assert {*(FOLDER / "nl").glob("*.md")} == {page(name, "nl") for name in DUTCH}
    assert all(page(name).exists() for name in DUTCH)


@pytest.mark.parametrize("name", DUTCH)
def test_a_page_in_dutch_has_the_same_headings(name: str) -> None:
    levels = [[level for level, _ in headings(text(name, language))] for language in ("en", "nl")]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("name", DUTCH)
def test_a_page_in_dutch_shows_the_same(name: str) -> None:
    """The commands of the English page are run, and the Dutch one is held to its numbers."""
    english, dutch = blocks(name, "en"), blocks(name, "nl")
    assert [language for language, _ in english] == [language for language, _ in dutch]
    for (language, ours), (_, theirs) in zip(english, dutch, strict=True):
        if language in ("", "text"):
            commands = [list(map(asked, COMMAND.findall(each))) for each in (ours, theirs)]
            assert commands[0] == commands[1]
            assert numbers(ours) == numbers(theirs), theirs


def examples() -> Iterator[Any]:
    for name in DUTCH:
        pairs = zip(blocks(name, "en"), blocks(name, "nl"), strict=False)
        for number, ((language, ours), (_, theirs)) in enumerate(pairs):
            if language in ("yaml", "json"):
                yield pytest.param(ours, theirs, id=f"{name}-{number}")


@pytest.mark.parametrize(("english", "dutch"), [*examples()])
def test_an_example_in_dutch_is_read_as_its_twin(english: str, dutch: str) -> None:
    """But for names and texts of its own: each of those stands for one of the twin's."""
    names: dict[str, str] = {}
    for ours, theirs in pairs(read(english), read(dutch)):
        assert names.setdefault(ours, theirs) == theirs
    assert len({*names.values()}) == len(names)
    assert {ours for ours, theirs in names.items() if ours != theirs} & OURS == set()


def read(written: str) -> dict[str, Any]:
    """Read an example in our words, without tables; a list is one of agreements."""
    listed = written.lstrip().startswith("- ")
    keys, places = parse_yaml(f"agreements:\n{written}" if listed else written, "page.md")
    return {key: said for key, said in in_our_words(keys, places)[0].items() if key != "tables"}


def pairs(ours: Any, theirs: Any) -> Iterator[tuple[str, str]]:
    """Pair all keys and texts of two examples that say the same."""
    match ours, theirs:
        case dict(), dict():
            for one, other in zip(ours.items(), theirs.items(), strict=True):
                yield one[0], other[0]
                yield from pairs(one[1], other[1])
        case list(), list():
            for one, other in zip(ours, theirs, strict=True):
                yield from pairs(one, other)
        case str(), str():
            yield ours, theirs
        case _:
            assert ours == theirs


def anchor(heading: str) -> str:
    """Give the name under which a heading can be linked to."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_link_leads_to_something(path: Path) -> None:
    written = FENCED.sub("", path.read_text(encoding="utf-8"))
    for link in LINK.findall(written):
        where, _, part = link.partition("#")
        if not where.startswith(("http:", "https:")):
            target = (path.parent / where).resolve() if where else path
            assert target.exists(), link
            if part:
                there = headings(target.read_text(encoding="utf-8"))
                assert part in {anchor(heading) for _, heading in there}, link


def test_the_glossary_in_dutch_has_the_same_terms() -> None:
    assert {(english, dutch) for english, dutch in terms("en") if english != "term"} == {
        (english, dutch) for dutch, english in terms("nl") if dutch != "begrip"
    }


def terms(language: Language) -> list[tuple[str, str]]:
    """Give the first two cells of each row of the glossary."""
    return re.findall(r"^\| ([^|]+) \| ([^|]+) \|", text("glossary", language), re.MULTILINE)
