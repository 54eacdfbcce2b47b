"""The house as its imports and its files draw it, type imports included."""

from __future__ import annotations

import re
import tomllib
from ast import AnnAssign, Assign, ClassDef, Module, Name, expr, parse, unparse, walk
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


def classes() -> dict[str, list[str]]:
    """Give for the name of every class, and of every type that has a name, the files that have it.

    A variable of types stands for whatever it is given, so it may have the name of another one; it
    is given only where a class or a type has its name too.
    """
    found, variables = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for path in python_files(*PACKAGES):
        module, file = parse(path.read_text(encoding="utf-8")), str(path.relative_to(ROOT))
        for node in walk(module):
            if isinstance(node, ClassDef):
                found[node.name].append(file)
        for name, value in named_types(module):
            kept = variables if VARIABLE.match(unparse(value)) else found
            kept[name].append(file)
    return {name: files + variables[name] for name, files in found.items()}


def named_types(module: Module) -> Iterator[tuple[str, expr]]:
    """Give what a file calls a type, with what it is: ``Cell = tuple[str | int, ...]``."""
    for node in module.body:
        match node:
            case Assign(targets=[Name(id=name)], value=value) if TYPE.fullmatch(name):
                yield name, value
            case AnnAssign(target=Name(id=name), value=expr() as value) if TYPE.fullmatch(name):
                yield name, value
