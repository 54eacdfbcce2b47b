"""One word per thing: names in the code keep to the glossary ("Not called so")."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.house import ROOT

SEARCHES = "balance contradiction formulation optimum proofs quadratic solver solving"
IN_SEARCHES = tuple(f"optimiser/{room}" for room in SEARCHES.split())

WITHOUT_FAIRNESS = (
    "optimiser/batch optimiser/drawings optimiser/explore optimiser/keys optimiser/negotiation "
    "optimiser/plans optimiser/solver cli/progress.py cli/country.py"
)

PROCESS_POOLS = "ProcessPoolExecutor BrokenProcessPool ThreadPoolExecutor run_in_threadpool"

REFERENCE_MIXES = "reference reference_unclear reference_not_one ReferenceShare"


class Word(NamedTuple):
    """A word that names may not have in some folders, but for what users or formats call so."""

    word: str
    instead: str
    folders: tuple[str, ...]
    besides: str = ""


WORDS = (
    Word("kept", "stored", ("dossiers",), "kept_plan kept_plans KEPT_PLAN KEPT_PLANS"),
    Word("kept", "stored", ("api",), "kept_dossiers kept_things kept_bytes kept_variants"),
    Word("kept", "held", IN_SEARCHES, "kept _kept"),
    Word("price", "dual", IN_SEARCHES),
    Word("priced", "dual", IN_SEARCHES),
    Word("room", "slack", ("models", "optimiser/infeasibility", *IN_SEARCHES)),
    Word("room", "space", ("dossiers", "optimiser/drawings", "optimiser/paper/blocks.py")),
    Word("variant", "demand scenarios", ("optimiser/results",)),
    Word("outcome", "result", ("optimiser/batch", "optimiser/paper", "web", "woonsleutel")),
    Word("exchange", "swap cycle", IN_SEARCHES),
    Word("level", "tier", ("optimiser/balance", "optimiser/contradiction")),
    Word("position", "column", ("models", "optimiser/infeasibility", *IN_SEARCHES)),
    Word("shortage", "shortfall", ("models", "optimiser", "scenarios", "web", "cli")),
    Word("missing", "shortfall", ("models", "optimiser/infeasibility", *IN_SEARCHES)),
    Word("eased", "switched off", ("models", "optimiser", "web")),
    Word("relaxed", "in fractions", IN_SEARCHES),
    Word("margin", "tolerance", ("optimiser/solver",)),
    Word("margin", "marginal", ("optimiser", "dossiers"), "margin"),
    Word("step", "grain", ("optimiser/formulation", "optimiser/proofs", "optimiser/contradiction")),
    Word("step", "in all", ("models", "scenarios"), "step _in_whole_steps"),
    Word("step", "in all", ("web",), "steps steps_in_words"),
    Word("step", "in all", tuple(WITHOUT_FAIRNESS.split())),
    Word("reach", "radius", ("optimiser",)),
    Word("report", "finding", ("models", "scenarios")),
    Word("deviation", "goal terms", ("models/goals",)),
    Word("forced", "fixed", ("optimiser/quadratic",)),
    Word("reader", "meanings", ("scenarios",), "DictReader reader _reader"),
    Word("reader", "meanings", ("dossiers", "api", "web", "cli")),
    Word("term", "word", ("models/language.py", "scenarios", "dossiers", "api", "web", "cli")),
    Word("reference", "mentions", ("scenarios/checks",), REFERENCE_MIXES),
    Word("claim", "lock", ("optimiser/batch",)),
    Word("pool", "crew", ("api", "optimiser/country"), PROCESS_POOLS),
)


def names(path: Path) -> Iterator[tuple[int, str]]:
    """Give every name in a file of Python, with its line, and the file's own."""
    yield 0, path.stem
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.NAME:
            yield token.start[0], token.string


def parts(name: str) -> set[str]:
    """Give the words of a name, each as one of it: ``KeptPlans`` has ``kept`` and ``plan``."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return {each.lower() for each in words} | {each.lower().removesuffix("s") for each in words}


def called(rule: Word) -> list[str]:
    """Give where names have the word all the same."""
    found = []
    for folder in rule.folders:
        at = ROOT / folder
        for path in sorted(at.rglob("*.py")) if at.is_dir() else [at]:
            if "migrations" in path.parts:  # they are as they were when they were written
                continue
            found += [
                f"{path.relative_to(ROOT)}:{line}: {name}"
                for line, name in names(path)
                if rule.word in parts(name) and name not in rule.besides.split()
            ]
    return found


@pytest.mark.parametrize("rule", WORDS, ids=[f"{one.word}-{one.instead}" for one in WORDS])
def test_a_name_does_not_have_a_word_that_stands_for_something_else(rule: Word) -> None:
    assert called(rule) == []


def test_a_name_that_has_one_would_be_found() -> None:
    assert "kept" in parts("whole_kept") & parts("KeptPlan") & parts("KEPT_WHOLE")
    assert "position" in parts("positions") & parts("_positions")
    assert "room" not in parts("mushroom")
    assert called(Word("dual", "price", ("optimiser/solver/face.py",)))


def test_every_such_word_stands_in_the_glossary_with_what_is_said_instead() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    told = text.partition("## Not called so")[2].replace("\n", " ")
    for word, instead, *_ in WORDS:
        stem = {"priced": "price"}.get(word, word)
        assert re.search(rf"\*{stem}s?\*", told, re.IGNORECASE), word
        assert f"**{instead}" in told, instead
