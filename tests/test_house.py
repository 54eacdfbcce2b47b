"""The house itself: who may import whom, what is pinned, and what no file may hold."""

import re
import subprocess
import sys
import tomllib
from ast import parse
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import optimiser
from tests.house import (
    PACKAGES,
    ROOT,
    arrows,
    circle,
    classes,
    functions,
    layers,
    named_types,
    python_files,
    upwards,
)

FOLDERS = (*PACKAGES, "benchmarks", "docs", "tests", ".ci")
PIN = re.compile(
    r"^([a-z0-9-]+)==(\S+)(?: ; [^\\]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.M
)

IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(*sorted(sys.modules.keys() & set(sys.argv[2:])))
"""

IMPORT_PUBLIC = """
import optimiser, sys
for name in set(optimiser.__all__) - set(sys.argv[1].split()):
    getattr(optimiser, name)
print(*sorted(sys.modules.keys() & set(sys.argv[2:])))
"""
EXPLORING = "Alternatives Front Rooms alternatives front room"

MACHINE = re.compile(
    r"(?<![\w.:/>~}-])/(?:home|Users|root|tmp|work|mnt|media|private|var/folders)/[\w.]|[A-Z]:\\Users\\"
)
REGISTRY = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|yarnpkg|debian)\.(?:org|com)\b|file:///|--(?:extra-)?index-url\b|--find-links\b"
)


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def texts() -> Iterator[tuple[Path, str]]:
    """Every file of the project that is text; built and installed things are elsewhere."""
    # In a second working tree Git's own folder is a file, which says where the first one is.
    roots = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    below = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in sorted({*roots, *below}):
        if "__pycache__" in path.parts or b"\0" in (content := path.read_bytes()):
            continue
        yield path.relative_to(ROOT), content.decode("utf-8", errors="replace")


def pins(name: str) -> dict[str, str]:
    return {found[1]: found[2] for found in PIN.finditer((ROOT / name).read_text())}


def test_data_flows_one_way() -> None:
    checked = run(Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_in_a_room_one_file_finds_and_one_says() -> None:
    """What every edge tells stands in a file of its own; only the face tells what it found."""
    report = r"^class (\w+)\((?:.*, )?Account\):$"
    told = {
        str(path.relative_to(ROOT / "optimiser")): re.findall(report, path.read_text(), re.M)
        for path in python_files("optimiser")
    }
    told = {file: found for file, found in told.items() if found}
    assert len(told) > 8
    rooms = [file for file in told if not file.endswith(("_result.py", "/result.py"))]
    assert rooms == ["explanation.py"]


def test_no_files_import_each_other_in_a_circle() -> None:
    """Not even for a type: whoever reads one of them would have to know them all."""
    assert circle(arrows()) == []


def test_a_circle_and_an_arrow_up_would_be_found() -> None:
    drawn = {"a.top.x": {"a.low.y"}, "a.low.y": {"a.low.z"}, "a.low.z": {"a.top.x"}}
    assert len(set(circle(drawn))) == 3
    assert upwards(drawn, "a", [{"top"}, {"low"}]) == ["a.low.z -> a.top.x"]


@pytest.mark.parametrize(("package", "rooms"), layers().items(), ids=layers().keys())
def test_no_room_imports_one_above_it(package: str, rooms: list[set[str]]) -> None:
    assert upwards(arrows(), package, rooms) == []


def test_the_name_of_a_class_or_of_a_type_stands_for_one_thing() -> None:
    assert {name: modules for name, modules in classes().items() if len(modules) > 1} == {}


def test_the_name_of_a_function_that_others_call_stands_for_one_thing() -> None:
    """A command has the name of what it does: the edges are thin."""
    called = functions("models", "scenarios", "optimiser", "dossiers", "woonsleutel")
    assert {name: modules for name, modules in called.items() if len(modules) > 1} == {}


def test_types_of_every_way_to_name_one_would_be_seen() -> None:
    said = """
class Class: pass
Alias = Mapping[str, int]
Union: TypeAlias = int | Share
Word = Literal["a"]
Told = Callable[[int], str]
Code = NewType("Code", str)
_Private = tuple[int, int]
SHOWN = ("a",)
shown = 3
"""
    names = [name for name, _ in named_types(parse(said))]
    assert names == ["Alias", "Union", "Word", "Told", "Code", "_Private"]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_name_that_a_package_gives_hides_one_of_its_files(package: str) -> None:
    """Else ``optimiser.explore.room`` would be a function or a module, as who imported it first."""
    for name in (module for module in arrows() if module.split(".")[0] == package):
        given = getattr(import_module(name), "__all__", ())
        assert [each for each in given if f"{name}.{each}" in arrows()] == []


def test_the_front_door_of_the_optimiser_gives_what_it_names_and_no_heavy_library() -> None:
    heavy = ["distributed", "openpyxl", "pandas", "pyomo", "scipy", "xlsxwriter"]
    imported = run(sys.executable, "-c", IMPORT_PUBLIC, EXPLORING, *heavy)
    assert imported.stdout.split() == []
    for name in optimiser.__all__:
        assert getattr(optimiser, name).__name__ == name
    assert not hasattr(optimiser, "optimise")


@pytest.mark.parametrize(
    ("package", "foreign"),
    [
        (
            "models",
            ["fastapi", "highspy", "openpyxl", "pulp", "pyomo", "rich", "typer", "xlsxwriter"],
        ),
        ("scenarios", ["fastapi", "highspy", "pulp", "pyomo", "typer"]),
        ("optimiser", ["fastapi", "typer"]),
    ],
)
def test_importing_all_of_a_package_brings_in_nothing_foreign(
    package: str, foreign: list[str]
) -> None:
    """Not even through another library, which the linter cannot see."""
    imported = run(sys.executable, "-c", IMPORT_ALL, package, *foreign)
    assert imported.returncode == 0, imported.stderr
    assert imported.stdout.split() == []


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY], ids=["machine", "registry"])
def test_no_file_names_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for path, text in texts()
        if path != Path(__file__).relative_to(ROOT)
        for match in pattern.finditer(text)
    ]
    assert found == []


def test_the_locks_agree_and_leave_nothing_without_a_hash() -> None:
    names = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
    for name in names:
        lines = (ROOT / name).read_text().splitlines()
        requirements = [line for line in lines if line and line[0] not in "# "]
        assert len(requirements) == len(pins(name))
    runtime, dev, bench = map(pins, names)
    assert runtime.items() <= dev.items() <= bench.items()


def test_every_declared_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]

    def names(declared: list[str]) -> set[str]:
        found = (re.match(r"[\w.-]+", one) for one in declared)
        return {one[0].lower().replace(".", "-").replace("_", "-") for one in found if one}

    runtime = names(project["dependencies"]) | names(extras["build"])
    assert runtime <= pins("requirements.txt").keys()
    assert runtime | names(extras["dev"]) <= pins("requirements-dev.txt").keys()
    assert names(extras["bench"]) <= pins("requirements-bench.txt").keys()
    assert not (names(extras["dev"]) - runtime) & pins("requirements.txt").keys()


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_every_file_is_read_in_one_go_and_no_room_of_the_optimiser_is_too_large() -> None:
    files = {path: lines(path) for name in PACKAGES for path in (ROOT / name).rglob("*.py")}
    rooms: dict[Path, int] = {}
    for path, number in files.items():
        if path.is_relative_to(ROOT / "optimiser"):
            rooms[path.parent] = rooms.get(path.parent, 0) + number
    assert [str(path) for path, number in files.items() if number > 400] == []
    assert [str(room) for room, number in rooms.items() if number > 2_500] == []
