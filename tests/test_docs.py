"""The pages: none is stale, none leaves a kind out, and what they show is really there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docs.docstrings import docstring
from docs.mathematics_page import Page, kinds
from docs.pages import PAGES
from models.agreements import AnyAgreement
from models.goals import AnyGoal

ROOT = Path(__file__).parent.parent
HOW_TO = ROOT / "docs" / "how-to-add-an-agreement.md"


@pytest.mark.parametrize(
    ("path", "write"), PAGES.items(), ids=lambda part: getattr(part, "stem", "")
)
def test_no_generated_page_is_stale(
    path: Path, write: Callable[[Path], None], tmp_path: Path
) -> None:
    """If this fails: run ``make docs`` and look at what changed."""
    write(tmp_path / path.name)
    assert (tmp_path / path.name).read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


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
