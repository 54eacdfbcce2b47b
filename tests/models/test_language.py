"""The two languages: every message has its Dutch, and no Dutch is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from models.language import (
    CATALOGUE,
    Both,
    Part,
    Percent,
    Text,
    Units,
    Word,
    dutch_catalogue,
    grouped_number,
    to_places,
)
from models.quantity import QUANTITIES
from models.tables import SUPPLIES

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "web" / "templates"
PACKAGES = ("models", "scenarios", "optimiser", "dossiers", "api", "web", "cli", "woonsleutel")
DOCUMENTED = re.compile(r"``([a-z_]+)``")
TYPERS_OWN = {"Show this message and exit."}
"""What the command's library says by itself, and the command puts into Dutch."""
LETTERS = re.compile(r"[^\W\d_]")


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    return tuple(
        (path, ast.parse(path.read_text(encoding="utf-8")))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    )


@cache
def calls() -> tuple[tuple[Path, ast.AST, str, ast.Call], ...]:
    """Give all calls by a name, each with its file and the function that it stands in."""
    found = []
    for path, tree in modules():
        left: list[tuple[ast.AST, ast.AST]] = [(tree, tree)]
        while left:
            node, around = left.pop()
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found.append((path, around, node.func.id, node))
            inside = node if isinstance(node, ast.FunctionDef | ast.ClassDef) else around
            left += [(child, inside) for child in ast.iter_child_nodes(node)]
    return tuple(found)


def said(name: str) -> Iterator[tuple[str, str]]:
    """Give the messages in all calls of ``Text`` or ``Word``, with where they stand.

    A message that is chosen from a dictionary (``Text(words[sense])``) is any of its values.
    """
    for path, around, called, call in calls():
        if called == name and call.args:
            for message in chosen(call.args[0], around):
                yield message, f"{path.relative_to(ROOT)}:{call.lineno}"
    yield from written({"Text": "t", "Word": "word"}[name])


def written(function: str) -> Iterator[tuple[str, str]]:
    """Give the messages that templates render with a function, with where they stand."""
    for path in sorted(TEMPLATES.rglob("*.*")):
        tree = Environment().parse(path.read_text(encoding="utf-8"))
        for line, _, message in extract_from_ast(tree, (function,)):
            if isinstance(message, str):
                yield message, f"{path.relative_to(ROOT)}:{line}"
            elif message and message[0]:
                yield message[0], f"{path.relative_to(ROOT)}:{line}"


def chosen(first: ast.AST, around: ast.AST) -> Iterator[str]:
    """Give what a first argument may be, as far as it is written out."""
    match first:
        case ast.Constant(value=str(message)):
            yield message
        case ast.IfExp():
            yield from chosen(first.body, around)
            yield from chosen(first.orelse, around)
        case ast.Subscript():
            tables = [node for node in ast.walk(around) if isinstance(node, ast.Dict)]
            for value in (value for table in tables for value in table.values):
                yield from chosen(value, around)


def to_translate(message: str) -> bool:
    """Tell whether a message has a word of its own, beside its places."""
    return any(LETTERS.search(text) for text, *_ in Formatter().parse(message))


def places(message: str) -> set[str]:
    return {name for _, name, *_ in Formatter().parse(message) if name is not None}


def words() -> set[str]:
    """Give all that our code writes out or documents, and the words of the shipped scenarios."""
    found: set[str] = set()
    for _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value, *DOCUMENTED.findall(node.value)}
            if isinstance(node, ast.FunctionDef):
                found.add(node.name)  # a table has the name of the function that makes it
            if isinstance(node, ast.arg):
                found.add(node.arg)
    for path in (ROOT / "scenarios" / "library").rglob("*.*"):
        found |= set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    return found | {word.removesuffix("s") for word in found}


def test_every_message_has_its_dutch() -> None:
    catalogue = dutch_catalogue()
    missing = {
        f"{where}: {message}"
        for message, where in (*said("Text"), *said("Word"))
        if to_translate(message) and not catalogue.get(message)
    }
    assert sorted(missing) == []


def test_what_the_model_names_has_its_dutch() -> None:
    names = {*QUANTITIES, *SUPPLIES, "hard", "soft", "own", "elsewhere", "need", "vacancies"}
    units = {quantity.unit for quantity in QUANTITIES.values()}
    names |= units | {unit.removesuffix("s") for unit in units}
    assert {name for name in names if not dutch_catalogue().get(name)} == set()


def test_the_dutch_has_the_same_places() -> None:
    different = [
        message for message, dutch in dutch_catalogue().items() if places(message) != places(dutch)
    ]
    assert different == []


ONE_WORD = {
    "werkboek": "werkmap",
    "spreadsheet": "werkmap",
    "rekenblad": "werkmap",
    "tabblad": "werkblad",
    "commando": "opdracht",
    "resultaat": "uitkomst",
    "resultaten": "uitkomsten",
    "rekenmotor": "rekenkern",
    "solver": "rekenkern",
    "vingerafdruk": "controlegetal",
    "hash": "controlegetal",
    "woonopgave": "woningbouwopgave",
    "doelgroep": "aandachtsgroep",
    "doelgroepen": "aandachtsgroepen",
    "planperiode": "looptijd",
    "horizon": "looptijd",
    "folder": "map",
    "score": "doelwaarde",
}
"""What is not said, with the glossary's word for it (docs/glossary.md)."""


def test_the_second_of_a_name_has_the_words_of_the_first() -> None:
    read = [Text("{key}", key=Word("weighed_key_2")).render(each) for each in ("nl", "en")]
    assert read == ["gewogen sleutel 2", "weighed key 2"]


def test_the_dutch_has_one_word_for_each_thing() -> None:
    """Keys, values and names of places stand between marks or braces: they are no prose."""
    pages = [*(ROOT / "docs" / "nl").glob("*.md")]
    prose = [re.sub(r"`[^`]*`|```.*?```", "", page.read_text("utf-8"), flags=re.S) for page in pages
             if page.stem not in ("woorden", "begrippen")]  # fmt: skip
    said = [re.sub(r"\{\w+\}|--?\S+|\S+=\S+", "", text) for text in dutch_catalogue().values()]
    found = {
        f"{word}: {text[:80]}"
        for text in (*prose, *said)
        for word in re.findall(r"\w+", text.lower())
        if word in ONE_WORD
    }
    assert found == set()


def test_no_entry_is_left_over() -> None:
    used = {message for message, _ in said("Text")} | words() | TYPERS_OWN
    assert [message for message in dutch_catalogue() if message not in used] == []


def test_no_entry_stands_twice_or_waits_to_be_looked_at() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue: Catalog = read_po(file, locale="nl", abort_invalid=True)
    messages = re.findall(r"^msgid ", CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(messages) == len(catalogue) + 1
    assert [entry.id for entry in catalogue if entry.fuzzy] == []


@pytest.mark.parametrize(
    ("part", "dutch", "english"),
    [
        (1234567, "1.234.567", "1,234,567"),
        (Fraction(5, 4), "1,25", "1.25"),
        (Percent(Fraction(1, 3)), "33,33%", "33.33%"),
        (Percent(Fraction(3, 10)), "30%", "30%"),
        (Units(1, "dwellings"), "1 woning", "1 dwelling"),
        (Units(2000, "dwellings"), "2.000 woningen", "2,000 dwellings"),
        (Units(Fraction(1, 2), "households"), "0,5 huishoudens", "0.5 households"),
        (Word("social_rent"), "sociale huur", "social rent"),
        (Word("of_the_user_himself"), "of the user himself", "of the user himself"),
        (Both(nl="Alles", en="Everything"), "Alles", "Everything"),
        (("a", Word("market"), 3), "a, vrije sector en 3", "a, market, and 3"),
        ("2030", "2030", "2030"),
    ],
)
def test_a_value_as_a_reader_writes_it(part: Part, dutch: str, english: str) -> None:
    text = Text("{part}", part=part)
    assert (text.render("nl"), text.render("en")) == (dutch, english)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (Fraction(66325, 100), 1, "663.3"),
        (663.25, 1, "663.3"),
        (1.005, 2, "1.01"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(1, 3), 2, "0.33"),
        (-0.004, 2, "0"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: float | Fraction, places: int, shown: str) -> None:
    assert grouped_number(to_places(value, places), "en") == shown


def test_a_place_without_a_value_is_our_fault() -> None:
    with pytest.raises(KeyError):
        Text("at least {bound}").render()


def test_both_languages_quote_with_the_same_marks() -> None:
    """A ‘ is never a quotation mark of a message: it is what one within another becomes."""
    assert "‘" not in CATALOGUE.read_text(encoding="utf-8")


def test_a_quotation_within_another_has_the_other_marks() -> None:
    goal = Text("“{value}” is less than zero.", value="-1")
    assert Text("the goal “{goal}”", goal=goal).render("en") == "the goal “‘-1’ is less than zero.”"
    apart = Text("{one} {other}", one=goal, other=goal).render("en")
    assert apart == "“-1” is less than zero. “-1” is less than zero."
