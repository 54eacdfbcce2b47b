"""What pages show: brought up to date where it is wrong, and left as it is where it is right."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
from starlette.testclient import TestClient

from api import Settings, create_app
from api.settings import PREFIX
from cli.app import app
from cli.wording import COMMON
from docs.elided import up_to_date
from docs.pages import WRITTEN
from docs.shown import cut, place, refresh

DOCS = Path(__file__).parent.parent / "docs"
ANSWER = {
    "id": "0123456789abcdef0123456789abcdef",
    "at": "2026-11-25T12:33:27.9+00:00",
    "said": "een tekst die langer is",
    "rows": [{"n": 1, "share": 0.5}, {"n": 2, "share": None}, {"n": 3, "share": 1.25}],
}


@pytest.mark.parametrize(
    ("shown", "now"),
    [
        ('{"rows": [...], ...}', None),
        ('{"said": "een tekst ...", ...}', None),
        ('{"said": "een TEKST ...", ...}', '{"said": "een tekst ...", ...}'),
        ('{"rows": [{"n": 7, ...}, ...], ...}', '{"rows": [{"n": 1, ...}, ...], ...}'),
        # What is after the dots are the last ones.
        (
            '{"rows": [{"n": 1, ...},\n  ...\n  {"n": 9, "share": 0}], ...}',
            '{"rows": [{"n": 1, ...},\n  ...\n  {"n": 3, "share": 1.25}], ...}',
        ),
        # What is another each time stays as it is shown.
        ('{"id": "ffffffffffffffffffffffffffffffff", ...}', None),
        ('{"at": "2025-01-01T00:00:00Z", ...}', None),
    ],
)
def test_json_with_dots_is_brought_up_to_date(shown: str, now: str | None) -> None:
    assert up_to_date(shown, ANSWER) == (now or shown)


@pytest.mark.parametrize(
    "shown",
    [
        '{"there": 1, ...}',
        '{"rows": [...]}',
        '{"rows": [{"n": 1, ...}], ...}',
        '{"rows": [1, 2, 3, 4], ...}',
        '{"rows": {"n": 1}, ...}',
    ],
    ids=["a key that is not there", "no dots", "rows left out", "too many rows", "something else"],
)
def test_json_that_is_shown_wrongly_is_an_error(shown: str) -> None:
    with pytest.raises(LookupError):
        up_to_date(shown, ANSWER)


def test_all_of_an_answer_may_be_shown() -> None:
    written = json.dumps(ANSWER, indent=2)
    assert up_to_date(written, ANSWER) == written


def test_lines_are_found_and_cut_as_they_were() -> None:
    output = ["a head", "one   1", "two   2", "", "the end"]
    assert place(["two   9", ""], output, 0) == 2
    assert cut("two ...", "two   2") == "two ..."
    assert cut("1,12a9…,rest...", "1,12a9b7,rest of it") == "1,12a9…,rest..."
    assert cut("1,99a9…", "1,12a9b7") == "1,12a9b7"


PAGE = """
```
$ cat small.json
{small}
$ woonsleutel solve small.json --table totals --language en
municipality,name,new_build,market,market_share
...
,,{total},{total},1
```

```text
GM0001,Aarle,{total},...
```
"""


def test_a_page_is_a_session(tmp_path: Path) -> None:
    """A file that is shown is there for what comes after, and wrong numbers are put right."""
    small: dict[str, Any] = {
        "id": "small",
        "name": "small",
        "horizon": {"first_year": 2025, "last_year": 2025},
        "segments": ["market"],
        "tables": {
            "municipalities": [{"code": "GM0001", "name": "Aarle"}],
            "capacity": [{"pool": "p", "municipality": "GM0001", "dwellings": 7}],
        },
        "agreements": [
            {
                "id": "total",
                "kind": "amount",
                "measure": {"quantity": "new_build"},
                "exactly": 7,
            }
        ],
    }
    stale, fresh = (
        PAGE.replace("{small}", json.dumps(small)).replace("{total}", total) for total in ("5", "7")
    )
    page = tmp_path / "page.md"
    page.write_text(stale, encoding="utf-8")
    refresh(page, page)
    assert page.read_text(encoding="utf-8") == fresh.replace("7,...", "7,7,1")
    page.write_text(fresh, encoding="utf-8")
    refresh(page, page)
    assert page.read_text(encoding="utf-8") == fresh


def rows(page: str, first: str) -> list[list[str]]:
    """Give the cells of the tables on a page whose heads begin with a word."""
    text = (DOCS / page).read_text(encoding="utf-8")
    _, *tables = text.split(f"\n| {first} |")
    lines = [line for table in tables for line in table.split("\n\n", 1)[0].splitlines()[2:]]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def commands(command: Any, name: str = "") -> set[str]:
    """Name a command and all below it that do something."""
    below = getattr(command, "commands", {})
    here = {name} if name and (not below or command.invoke_without_command) else set()
    return here.union(*(commands(each, f"{name} {word}".strip()) for word, each in below.items()))


def test_the_page_of_the_command_has_all_commands() -> None:
    known = commands(typer.main.get_command(app))
    shown = [row[0].strip("`").split() for row in rows("command-line.md", "command")]
    assert {" ".join(word for word in words if word.islower()) for words in shown} == known


def test_the_page_of_the_service_has_all_routes_and_no_others() -> None:
    where = "/v1/openapi.json"
    document = TestClient(create_app(Settings(workers=1))).get(where).json()
    known = {
        f"{method.upper()} {document['servers'][0]['url']}{path}"
        for path, each in document["paths"].items()
        for method in each
    }
    calls = {call for row in rows("http-api.md", "call") for call in row[0].split("`")[1::2]}
    assert unnamed(calls) == unnamed(known | {f"GET {where}"})


def unnamed(calls: set[str]) -> set[str]:
    """Leave out what the steps of a path are called."""
    return {re.sub(r"{\w+}", "{}", call) for call in calls}


def test_the_page_of_the_service_has_all_settings_with_what_they_are_by_default() -> None:
    shown = {
        name: row[1] for row in rows("http-api.md", "variable") for name in row[0].split("`")[1::2]
    }
    usual = {f"{PREFIX}{one.name.upper()}": one.default for one in fields(Settings)}
    assert shown.keys() == usual.keys()
    numbers = {name: value for name, value in usual.items() if isinstance(value, int | float)}
    assert {name: shown[name] for name in numbers} == {
        name: f"{value:.15g}" for name, value in numbers.items()
    }


def options(command: Any) -> set[str]:
    """Give the long options of a command and of all below it."""
    own = {one for each in command.params for one in (*each.opts, *each.secondary_opts)}
    return own.union(*map(options, getattr(command, "commands", {}).values()))


def test_every_option_and_every_target_that_a_page_names_is_there() -> None:
    """In a line of its own words, or in the line of a command of ours that it shows."""
    ours = options(typer.main.get_command(app))
    ours |= {"--help"} | {word for names, _ in COMMON for word in names.split()}
    targets = set(re.findall(r"^([a-z-]+):", (DOCS.parent / "Makefile").read_text(), re.MULTILINE))
    for path in WRITTEN:
        text = path.read_text(encoding="utf-8")
        told = re.findall(r"^(?:\$ )?(?:\S*/)?woonsleutel .*$", text, re.MULTILINE)
        told += re.findall(r"`((?:woonsleutel )?-[^`\n]*)`", text)
        named = {one for line in told for one in re.findall(r"(?<![\w-])--[a-z][a-z-]*", line)}
        assert named <= ours, path.name
        assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets, path.name
