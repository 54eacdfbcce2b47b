"""The pages: none is stale, none leaves a kind out, and what they show is really there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from math import inf
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

import optimiser
from api.parsed import MOST_KEYS
from docs.docstrings import docstring
from docs.mathematics_page import Page, kinds
from docs.pages import DUTCH, GENERATED, SHOWING, WRITTEN, page
from docs.shown import LONG, refresh
from models.agreements import Agreement, AnyAgreement
from models.goals import AnyGoal
from models.language import LANGUAGES
from models.travel import DETOUR, SPEED
from optimiser.batch.cluster import PATIENCE as SCHEDULER_PATIENCE
from optimiser.batch.dispatch import AHEAD, CHUNK_SECONDS
from optimiser.explore import MOST_ALTERNATIVES
from optimiser.solver.params import DEFAULT
from optimiser.solver.waiting import GRACE
from scenarios.forms.workbook_writer import MORE
from tests.house import PACKAGES, python_files

ROOT = Path(__file__).parent.parent
DECISIONS = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
HOW_TO = ROOT / "docs" / "how-to-add-an-agreement.md"
AGREEMENTS = {page("agreements", language) for language in LANGUAGES}
"""Held to what the library gives where that is solved: `tests.scenarios.test_agreement_library`."""
IN_DUTCH = {page(name, "nl") for name in DUTCH}


def same(path: Path, written: Path) -> None:
    """If this fails: run ``make docs`` and look at what changed."""
    assert written.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


def named(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", sorted(GENERATED.keys() - AGREEMENTS), ids=named)
def test_no_generated_page_is_stale(path: Path, tmp_path: Path) -> None:
    GENERATED[path](tmp_path / path.name)
    same(path, tmp_path / path.name)


@pytest.mark.parametrize("path", [page for page in SHOWING if page not in IN_DUTCH], ids=named)
def test_no_page_shows_what_short_commands_do_not_print(path: Path, tmp_path: Path) -> None:
    """In Dutch the numbers are held to these: `tests.test_docs_in_dutch`."""
    refresh(path, tmp_path / path.name, quick=True)
    same(path, tmp_path / path.name)


@pytest.mark.long
@pytest.mark.parametrize(
    "path",
    [page for page in SHOWING if page in IN_DUTCH or LONG.search(page.read_text(encoding="utf-8"))],
    ids=named,
)
def test_no_page_shows_what_commands_do_not_print(path: Path, tmp_path: Path) -> None:
    refresh(path, tmp_path / path.name)
    same(path, tmp_path / path.name)


@pytest.mark.parametrize("kind", [*kinds(AnyAgreement), *kinds(AnyGoal)])
def test_every_kind_has_its_part_with_a_formula_or_a_reason(kind: Any) -> None:
    page = (ROOT / "docs" / "mathematics.md").read_text(encoding="utf-8")
    heading = f"### `{kind.model_fields['kind'].default}`: "
    assert heading in page


def test_formulas_and_code_become_markdown() -> None:
    class Written:
        r"""A title with :math:`x`.

        .. math:: a \\;\\le\\; b, \\qquad
           c

        for each ``row``.

        Parameters
        ----------
        one, two
            Of :math:`|x|`,
            or none.
        """

    said = docstring(Written)
    assert said.title == "A title with $`x`$."
    assert said.text.startswith("```math\na ")
    assert said.text.endswith("\nfor each `row`.")
    assert said.items["one"] == said.items["two"] == r"Of $`\vert x\vert `$, or none."


def test_rows_are_read_from_the_formula() -> None:
    """Aarle has one location and two years: 30% social rent is 10 s >= 3 (s + m) in both."""
    page = Page()
    (aarle, _) = page.scenario.agreement("social-rent").requirements(page.programme)
    written = page.row(aarle).split()
    assert written[:3] == ["Aarle:", "10", "new_build[Aarle,"]
    assert written.count("3") == 4


def test_the_how_to_shows_what_is_really_there() -> None:
    """Every file that it names exists, and every line of Python stands in the file above it."""
    text = HOW_TO.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:models|tests|docs)/[\w./]+)`", text):
        assert (ROOT / name).exists(), name
    blocks = re.findall(r"`([\w/]+\.py)`[^`]*\n\n```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 3
    for name, code in blocks:
        real = {line.strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()}
        assert {line.strip() for line in code.splitlines()} <= real | {"...", ""}, name


def test_the_how_to_names_all_that_a_kind_may_say() -> None:
    """Each member of the base class has a default that the table tells, or has to be written."""
    said = set(re.findall(r"`(\w+)`", HOW_TO.read_text(encoding="utf-8")))
    members = {name for name in vars(Agreement) if name in dir(Agreement) and name[0] != "_"}
    assert members - said - {"sentence", "model_config"} == set()


def imported(*folders: str) -> Iterator[tuple[str, str, set[str]]]:
    """Give for each import of names a file, the module, and the names."""
    for path in python_files(*folders):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                names = {each.name for each in node.names}
                yield str(path.relative_to(ROOT)), str(node.module), names


def test_the_how_to_names_all_that_knows_a_kind_by_name() -> None:
    """What imports a kind knows it; where all of them are listed that has to be."""
    kinds = {each.__name__ for each in get_args(get_args(AnyAgreement)[0])}
    knowing = {
        file
        for file, module, names in imported(*PACKAGES)
        if module.startswith("models.agreements") and names & kinds
    }
    told = HOW_TO.read_text(encoding="utf-8").partition("What does know kinds by name")[2]
    files = re.findall(r"`(\w+/[\w/]+\.py)`", told.partition("\nGoals that name")[0])
    assert knowing - {"models/agreements/__init__.py"} == set(files)


def python_blocks() -> Iterator[tuple[str, str]]:
    """Give what pages show of Python, with where it stands; parts of files are compared below."""
    for path in {*WRITTEN} - {HOW_TO}:
        text = path.read_text(encoding="utf-8")
        for block in re.finditer(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
            yield f"{path.name}:{text.count(chr(10), 0, block.start()) + 2}", block[1]


@pytest.mark.parametrize(
    "code", [pytest.param(code, id=place) for place, code in sorted(python_blocks())]
)
def test_what_python_imports_in_a_page_is_really_there(code: str) -> None:
    """Also what is taken from an imported module, such as ``batch.run``."""
    imported: dict[str, Any] = {}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and not str(node.module).startswith("dask_"):
            for alias in node.names:
                exec(f"from {node.module} import {alias.name}", imported)
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and isinstance(module := imported.get(node.value.id), ModuleType)
        ):
            assert hasattr(module, node.attr), f"{node.value.id}.{node.attr}"


def test_the_readme_shows_all_functions_that_the_optimiser_gives() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = re.search(r"^\| `optimiser` gives \|.*?\n\n", readme, re.DOTALL | re.MULTILINE)
    assert table
    rows = (row.split("|")[1] for row in table[0].splitlines()[2:] if row)
    shown = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert shown - {"batch"} == {name for name in optimiser.__all__ if name[0].islower()}


def words() -> list[tuple[str, str, str]]:
    """Give of every word in the glossary the term, its file and what it is called there."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1:-1] for row in text.splitlines() if row.startswith("| ")]
    found = [(row[0].strip(), *re.findall(r"`([^`]+)`", row[3]), "") for row in rows]
    return [(one[0], one[1], one[2]) for one in found if len(one) > 2]


@pytest.mark.parametrize(("term", "file", "name"), words())
def test_every_word_lives_where_the_glossary_says(term: str, file: str, name: str) -> None:
    code = (ROOT / file).read_text(encoding="utf-8")
    defined = {getattr(node, "name", "") for node in ast.parse(code).body}
    assert not name or name in defined, term


def test_the_glossary_has_each_word_once() -> None:
    terms = [term for term, _, _ in words()]
    assert len(terms) > 50
    assert len(set(terms)) == len(terms)


def test_every_file_of_python_that_a_page_names_is_there() -> None:
    """By its path, by its path in the optimiser, or by its name alone."""
    files = [ROOT / "setup.py", *python_files(*PACKAGES, "benchmarks", "docs", "tests")]
    names = {path.name for path in files}
    for path in WRITTEN:
        for name in re.findall(r"`([\w./]+\.py)`", path.read_text(encoding="utf-8")):
            there = (ROOT / name, ROOT / "optimiser" / name)
            assert name in names or any(one in files for one in there), f"{path.name}: {name}"


def test_the_page_works_out_no_more_by_itself_than_its_decision_says() -> None:
    """What draws and what tells finds nothing; a search would need a worker, and its limits."""
    (told,) = re.findall(r"^- \*\*What takes a solver the page asks.*$", DECISIONS, re.MULTILINE)
    tells = re.compile(
        r"optimiser\.(drawings|presentation|results\.verdict|explore\.explored_rows)"
    )
    working = {
        file
        for file, module, names in imported("web")
        if module.startswith("optimiser") and not tells.match(module)
        if any(name[0].islower() for name in names)
    }
    assert working == set(re.findall(r"`(web/[\w/]+\.py)`", told))


def test_numbers_of_decisions_are_those_by_which_is_searched() -> None:
    words = {0.25: "a quarter", 2: "two", 3: "three", 10: "ten", 20: "twenty", inf: "anywhere"}
    whole, matrix, near = DEFAULT.whole, DEFAULT.matrix, DEFAULT.ways_out.near.rungs[0]
    reaches = ", ".join(words[rung.radius] for rung in whole.near.rungs)
    told = (
        f"With at most {whole.few_cells:,} cells each goal is pursued anew",
        f"without presolve, scaling and perturbation, up to {matrix.as_they_are:,} unknowns",
        f"**Totals that at most {words[matrix.few_rows]} rows use are written out",
        f"**Whole dwellings near the last point first** ({reaches})",
        f"only {words[near.begins]} of what is nothing there may become something",
        f"**A quarter of what is nothing, {words[near.radius]} units around",
        f"which is given {GRACE} s after the limit",
        f"the great-circle distance times {DETOUR} at {SPEED:.0f} km/h",
    )
    assert [each for each in told if each not in DECISIONS] == []


def test_limits_that_how_tos_tell_are_those_of_the_code() -> None:
    words = {1: "a", 2: "two", 30: "half a", 60: "a", 100: "a hundred", 200: "two hundred"}
    told = {
        "batch": (
            f"chunks of about {words[int(CHUNK_SECONDS)]} second, {words[AHEAD]} per process",
            f"it is sought again for {words[int(SCHEDULER_PATIENCE)]} minute",
        ),
        "compare-keys": (f"at most {MOST_KEYS} keys are compared at once",),
        "compare-plans": (f"at most {MOST_ALTERNATIVES} are sought at once",),
        "country": (f"up to {words[DEFAULT.country.readable]} municipalities",),
        "negotiate": (
            f"within {words[int(DEFAULT.ways_out.patience)]} minute (or half of `--time-limit`)",
        ),
        "work-in-a-workbook": (f"{words[MORE]} rows below the plan are free",),
    }
    for name, phrases in told.items():
        text = " ".join(page(f"how-to-{name}").read_text(encoding="utf-8").split())
        assert [each for each in phrases if each not in text] == []
