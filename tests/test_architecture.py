"""The page on architecture: each number that it follows goes the way that it says."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Set
from fractions import Fraction
from functools import cache
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest

from docs.plan_numbers import rows
from models.recollection import RECOLLECTIONS
from optimiser import Result, Status, solve
from optimiser.formulation.problem import Problem
from scenarios import library_scenario, read_scenario
from tests.house import PACKAGES, ROOT, python_files

REGION = "arnhem-nijmegen"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CHAINS = dict(re.findall(r"Take `([\d,]+)`,(.*?)(?=Take `|\n## )", PAGE, re.DOTALL))
NAME = r"`([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)`"
FILE = r"\s*\(`([\w/]+\.py)`\)"

Call = tuple[str, Set[str]]
"""A function that was called, and all that had called it, as far as the page names them."""


@cache
def defined() -> dict[str, set[str]]:
    """Give for each class and function, those of a class after its name, the files that have it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in python_files(*PACKAGES):
        file = str(path.relative_to(ROOT))
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found[node.name].add(file)
            if isinstance(node, ast.ClassDef):
                for each in node.body:
                    if isinstance(each, ast.FunctionDef):
                        found[f"{node.name}.{each.name}"].add(file)
    return found


def is_class(name: str) -> bool:
    return "." not in name and name[0].isupper()


def steps(text: str) -> list[tuple[str, bool]]:
    """Give the functions that a chain names, each with whether the one before it calls it."""
    bare = re.sub(r"`[^`]*\.py`|`[^`\n]*\(\"\w+\"\)`", "", text).replace("()", "")
    found = re.findall(rf"(→?)\s*{NAME}", bare)
    return [
        (name, bool(arrow)) for arrow, name in found if name in defined() and not is_class(name)
    ]


@pytest.fixture(scope="module")
def traced() -> tuple[Result, list[Call]]:
    """Solve the region from nothing, and tell its tables; give what was called meanwhile."""
    wanted = {name for text in CHAINS.values() for name, _ in steps(text)}
    calls: list[Call] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_qualname in wanted:
            calls.append((code.co_qualname, wanted & {*above(frame)}))

    RECOLLECTIONS.forget()
    sys.setprofile(note)
    try:
        result = solve(read_scenario(REGION))
        for table in ("requirements", "fair_shares", "fairness_steps", "goals"):
            result.records(table)
    finally:
        sys.setprofile(None)
    return result, calls


def above(frame: FrameType) -> Iterator[str]:
    """Give the names of all that called a function."""
    caller = frame.f_back
    while caller is not None:
        yield caller.f_code.co_qualname
        caller = caller.f_back


@pytest.mark.parametrize("number", CHAINS)
def test_each_number_goes_the_way_that_the_page_says(
    number: str, traced: tuple[Result, list[Call]]
) -> None:
    """Each function is called after the one before it, and by it where an arrow says so."""
    _, calls = traced
    chain, place = steps(CHAINS[number]), 0
    assert len(chain) > 8
    known: set[str] = set()
    for (before, _), (name, by) in pairwise([("", False), *chain]):
        if by or name not in known:  # else it is named again for what it calls besides
            ahead = range(place, len(calls))
            held = (
                at for at in ahead if calls[at][0] == name and (not by or before in calls[at][1])
            )
            found = next(held, None)
            assert found is not None, f"{name} is not called " + (f"by {before}" if by else "then")
            place = found + 1
        known.add(name)


@pytest.mark.parametrize("number", CHAINS)
def test_each_name_in_a_chain_is_of_something_and_lives_where_it_says(number: str) -> None:
    rows_of = Problem(library_scenario(REGION)).matrix.rows
    text = CHAINS[number]
    for name in set(re.findall(NAME, text)) - {"scenario.yaml"}:
        assert name in defined() or name in rows_of, name
    for name, file in re.findall(NAME + FILE, text):
        assert file in defined()[name], f"{name} is not in {file}"


def test_the_numbers_that_the_page_follows_are_those_of_the_plan(
    traced: tuple[Result, list[Call]],
) -> None:
    result, _ = traced

    def row(table: str, **wanted: object) -> dict[str, Any]:
        found = rows(result, table, **wanted)[0]
        return {
            name: float(one) if isinstance(one, Fraction) else one for name, one in found.items()
        }

    social = row("requirements", agreement="social-rent-municipality", municipality="GM0202")
    share = row("fair_shares", municipality="GM0202", year=2025)
    told = (
        f"`10 × {social['left']:,.0f} ≥ 3 × {social['right'] * 10 / 3:,.0f}`",
        f"{social['left']:,.0f} on the left, {social['right']:,.1f} on the right",
        f"Take `{share['assigned']:.0f}`, the urgent",
        f"part of that is its own: {share['fair_share']:.2f}.",
        f"Take `{row('goals', goal='nearness:bids')['value']:,.0f}`, the dwellings",
    )
    page = " ".join(PAGE.split())
    assert [one for one in told if one not in page] == []


def test_the_page_has_every_status_and_no_other() -> None:
    (told,) = re.findall(r"^Statuses: (.*?)\n\n", PAGE, re.MULTILINE | re.DOTALL)
    assert re.findall(r"`(\w+)`", told) == [each.value for each in Status]
