"""What public docstrings leave out, found by numpydoc: ``python -m docs.docstring_check``.

Public is what ``__all__`` of a package or a file gives, every class of `models`, and the methods of
these. What a base class says of a parameter or of a method need not be said again.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from enum import Enum
from functools import cached_property
from importlib import import_module
from pkgutil import walk_packages
from types import FunctionType, MethodType, ModuleType
from typing import Any, Literal, get_args, get_origin

from numpydoc.docscrape import get_doc_object
from numpydoc.validate import ERROR_MSGS, Validator, validate

PACKAGES = ("models", "scenarios", "optimiser", "dossiers", "api", "cli", "woonsleutel")
METHODS = (FunctionType, property, cached_property, classmethod, staticmethod)

# Types stand in signatures; examples, references and longer texts are where they help.
ASKED = ERROR_MSGS.keys() - {"ES01", "EX01", "PR04", "RT02", "SA01"}


# numpydoc ships no types, so what it gives to build on is unknown.
class PublicDocstring(Validator):  # type: ignore[misc]
    """A docstring as numpydoc reads it, with what base classes say.

    Parameters
    ----------
    obj_name
        The dotted name of what it belongs to.
    thing
        That itself.
    overridden
        What it goes on from: base classes, or methods of that name in them.
    """

    def __init__(self, obj_name: str, thing: Any, overridden: tuple[Any, ...]) -> None:
        super().__init__(get_doc_object(thing))
        self._name = obj_name
        self._bases = [PublicDocstring(obj_name, base, ()) for base in overridden if base.__doc__]

    @property
    def name(self) -> str:
        """The dotted name."""
        return self._name

    @property
    def signature_parameters(self) -> tuple[str, ...]:
        """The parameters that this docstring has to explain."""
        if getattr(self.obj, "_is_protocol", False) or Enum in getattr(self.obj, "__mro__", ()):
            return ()
        written = self.doc_all_parameters
        said = {name for base in self._bases for name in base.doc_all_parameters} - {*written}
        # Pydantic's own name for keywords of any name says nothing to a reader.
        free = next((name for name in written if name.startswith("**")), "**extra_data")
        named = (free if name == "**extra_data" else name for name in super().signature_parameters)
        return tuple(name for name in named if name not in said | self._constants)

    @property
    def _constants(self) -> set[str]:
        """Fields that can have one value only, such as the kind of an agreement."""
        types = {
            name: field.annotation for name, field in getattr(self.obj, "model_fields", {}).items()
        }
        return {
            name
            for name, type_ in types.items()
            if get_origin(type_) is Literal and len(get_args(type_)) == 1
        }

    @property
    def method_returns_something(self) -> bool:
        """Whether there is an outcome that no base class explains."""
        return not (self.yields or self._given_by_a_base) and super().method_returns_something

    @property
    def is_generator_function(self) -> bool:
        """Whether there are items that no base class explains."""
        return not self._given_by_a_base and super().is_generator_function

    @property
    def _given_by_a_base(self) -> bool:
        return any(base.returns or base.yields for base in self._bases)

    @property
    def unnamed_exceptions(self) -> set[str]:
        """Exceptions that are raised here and that no ``Raises`` names."""
        if not isinstance(self.obj, FunctionType | MethodType):
            return set()
        said = {
            name
            for one in (self, *self._bases)
            for _, names, _ in one.doc["Raises"]
            for name in names.split(", ")
        }
        raised = {
            ast.unparse(node.exc).partition("(")[0].rpartition(".")[2]
            for node in ast.walk(ast.parse(self.method_source))
            if isinstance(node, ast.Raise) and node.exc
        }
        return {name for name in raised if name[0].isupper()} - said


def incomplete(name: str, thing: Any, overridden: tuple[Any, ...] = ()) -> Iterator[str]:
    """Say what the docstring of something public leaves out.

    Parameters
    ----------
    name
        Its dotted name.
    thing
        A class, a function or a method.
    overridden
        Base classes, or the methods that it overrides.

    Yields
    ------
    str
        The name, with what is missing or wrong.
    """
    read = PublicDocstring(name, thing, overridden)
    for code, message in validate(name, lambda obj_name: read)["errors"]:
        if code in ASKED:
            yield f"{name}: {code} {message}"
    for exception in sorted(read.unnamed_exceptions):
        yield f"{name}: raises {exception}, which no section Raises names"


def public() -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    """Find all that is public.

    Yields
    ------
    tuple
        The dotted name of a class, function or method, that itself, and what it overrides.
    """
    things = {f"{each.__module__}.{each.__qualname__}": each for each in _given()}
    for name, thing in sorted(things.items()):
        if not inspect.isclass(thing):
            yield name, thing, ()
            continue
        bases = tuple(base for base in thing.__mro__[1:] if _package(base) in PACKAGES)
        yield name, thing, bases
        for method, held in vars(thing).items():
            if method[0] != "_" and isinstance(held, METHODS):
                above = tuple(vars(base)[method] for base in bases if method in vars(base))
                yield f"{name}.{method}", getattr(thing, method), above


def _given() -> Iterator[Any]:
    for module in _modules():
        named = {name: getattr(module, name) for name in getattr(module, "__all__", ())}
        for name, thing in {**vars(module), **named}.items():
            own = inspect.isclass(thing) and thing.__module__ == module.__name__
            public = name in named or (own and _package(thing) == "models" and name[0] != "_")
            # A generic model of pydantic makes a class for each of its types.
            if public and isinstance(thing, type | FunctionType) and "[" not in thing.__name__:
                yield thing


def _modules() -> Iterator[ModuleType]:
    for package in map(import_module, PACKAGES):
        yield package
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(found.name)


def _package(thing: Any) -> str:
    return str(thing.__module__).partition(".")[0]


def main() -> None:
    """Print what is left out anywhere, and end with 1 if it is something."""
    found = [line for thing in public() for line in incomplete(*thing)]
    print(*found, sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
