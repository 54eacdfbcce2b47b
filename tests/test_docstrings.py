"""The check of public docstrings finds what one leaves out, and asks for nothing twice."""

import builtins
import inspect
from functools import cache
from importlib import import_module
from typing import Any, Literal

import pytest

from docs.docstring_check import PublicDocstring, incomplete, public
from models.agreements import Agreement, Pace
from models.noun import Noun
from optimiser import SearchParams, solve
from tests.house import arrows, classes


class Whole(Noun):
    """What says all.

    Parameters
    ----------
    number
        How many, in dwellings.
    """

    kind: Literal["whole"] = "whole"
    number: int

    def part(self, of: int) -> int:
        """Give a part.

        Parameters
        ----------
        of
            How many there are.

        Returns
        -------
        int
            How many it gets.

        Raises
        ------
        ValueError
            If there are none.
        """
        if not of:
            raise ValueError(of)
        return self.number // of


class Further(Whole):
    """Says of its own fields only what is new.

    Parameters
    ----------
    more
        How many more.
    """

    more: int

    def part(self, of: int) -> int:
        """Give another part."""
        if not of:
            raise ValueError(of)
        return self.more // of


class Silent(Noun):
    """Says nothing of its field."""

    number: int

    def part(self, of: int) -> int:
        """Give a part."""
        if not of:
            raise ValueError(of)
        return self.number // of


def named_otherwise(given: int) -> None:
    """Take something.

    Parameters
    ----------
    gven
        A misspelled name.
    """


@pytest.mark.parametrize(
    ("thing", "overridden"),
    [(Whole, ()), (Whole.part, ()), (Further, (Whole,)), (Further.part, (Whole.part,))],
)
def test_what_is_said_once_is_enough(thing: Any, overridden: tuple[Any, ...]) -> None:
    assert [*incomplete("name", thing, overridden)] == []


@pytest.mark.parametrize(
    ("thing", "missing"),
    [
        (Silent, ["PR01"]),
        (Silent.part, ["PR01", "RT01", "raises ValueError"]),
        (Further.part, ["PR01", "RT01", "raises ValueError"]),
        (named_otherwise, ["PR01", "PR02"]),
    ],
)
def test_what_is_left_out_is_found(thing: Any, missing: list[str]) -> None:
    found = [*incomplete("name", thing)]
    assert len(found) == len(missing)
    for line, what in zip(found, missing, strict=True):
        assert line.startswith(f"name: {what}")


def test_packages_classes_of_models_and_their_methods_are_public() -> None:
    things = {name: (thing, overridden) for name, thing, overridden in public()}
    assert things["optimiser.solving.run.solve"] == (solve, ())
    assert things["optimiser.solver.params.SearchParams"][0] is SearchParams
    assert Agreement in things["models.agreements.pace.Pace"][1]
    requirements = things["models.agreements.pace.Pace.requirements"]
    assert requirements == (Pace.requirements, (Agreement.requirements,))


def test_each_error_that_a_docstring_names_is_one_that_can_come_from_there() -> None:
    """A builtin one, or one of ours that lives in what the file imports, itself or by others."""
    homes = {
        name: file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for name, files in classes().items()
        for file in files
    }
    named = [
        (name, inspect.getmodule(inspect.unwrap(getattr(thing, "fget", None) or thing)), error)
        for name, thing, _ in public()
        for _, errors, _ in PublicDocstring(name, thing, ()).doc["Raises"]
        for error in errors.split(", ")
    ]
    assert len(named) > 100
    wrong = [
        f"{name}: {error}"
        for name, module, error in named
        if not raisable(getattr(builtins, error, None))
        and not (
            (home := homes.get(error, "")) in below(getattr(module, "__name__", ""))
            and raisable(getattr(import_module(home), error))
        )
    ]
    assert wrong == []


def raisable(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseException)


@cache
def below(file: str) -> frozenset[str]:
    """Give a file and all that it imports, itself or by way of others."""
    found, waiting = {file}, [file]
    while waiting:
        fresh = arrows().get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return frozenset(found)
