"""The house as its imports and its files draw it, type imports included."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp

ROOT = Path(__file__).parent.parent
PACKAGES = ("models", "scenarios", "optimiser", "dossiers", "api", "web", "cli", "woonsleutel")
TYPE = re.compile(r"_?[A-Z]\w*[a-z]\w*|[A-Z]")
"""How a type is written, where ``CONSTANTS`` and ``functions`` are not."""

VARIABLE = re.compile(r"(typing\.)?(TypeVar|ParamSpec)\(")

Arrows = Mapping[str, Set[str]]
"""Of every file the files that it imports, by their dotted names."""


@cache
def arrows() -> Arrows:
    """Read who imports whom, also where only a type is imported."""
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=False, cache_dir=None)
    return {file: graph.find_modules_directly_imported_by(file) for file in graph.modules}


def circle(arrows: Arrows) -> list[str]:
    """Give files that import each other in a circle, the first one again at the end; or none."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def layers() -> dict[str, list[Set[str]]]:
    """Give the rooms of the packages that have them, from the top down, as the contracts say."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        package: [{room.strip() for room in layer.split("|")} for layer in contract["layers"]]
        for contract in project["tool"]["importlinter"]["contracts"]
        for package in contract.get("containers", ())
    }


def upwards(arrows: Arrows, package: str, layers: Iterable[Set[str]]) -> list[str]:
    """Give the arrows within a package that do not point to a lower layer."""
    level = {room: floor for floor, rooms in enumerate(layers) for room in rooms}
    found = [
        (one, other)
        for one, imported in arrows.items()
        for other in imported
        if all(name.startswith(f"{package}.") for name in (one, other))
    ]
    return [
        f"{one} -> {other}"
        for one, other in found
        if (here := one.split(".")[1]) != (there := other.split(".")[1])
        and level[here] >= level[there]
    ]


def python_files(*folders: str) -> Iterator[Path]:
    """Give the files of Python in these folders."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


@cache
def modules() -> dict[str, ast.Module]:
    """Read all modules of the packages, by their dotted names."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text("utf-8"))
        for path in python_files(*PACKAGES)
    }


def classes() -> dict[str, list[str]]:
    """Give for the name of every class, and of every type that has one, the modules that have it.

    A variable of types stands for whatever it is given, so it may have the name of another one; it
    is given only where a class or a type has its name too.
    """
    found, variables = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for here, module in modules().items():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(here)
        for name, value in named_types(module):
            kept = variables if VARIABLE.match(ast.unparse(value)) else found
            kept[name].append(here)
    return {name: there + variables[name] for name, there in found.items()}


def named_types(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Give what a file calls a type, with what it is: ``Cell = tuple[str | int, ...]``."""
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if TYPE.fullmatch(name):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if (
                TYPE.fullmatch(name)
            ):
                yield name, value


def functions(*packages: str) -> dict[str, set[str]]:
    """Give for the name of every function that other files import the modules that have it."""
    imported = {
        (node.module, name.name)
        for module in modules().values()
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    found = defaultdict[str, set[str]](set)
    for here, module in modules().items():
        for node in module.body if here.split(".")[0] in packages else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[node.name] |= {here} if (here, node.name) in imported else set()
    return found
