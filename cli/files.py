"""Files that the command writes: whole, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cli.ending import Stop
from models.language import Text
from models.system_errors import system_text

if TYPE_CHECKING:
    from cli.screen import Screen
    from optimiser.results.account import Account

WORKBOOK = "--xlsx"
REPORT = ("-o", "--output")
PAPER = ("--pdf", *REPORT)
WRITING = (WORKBOOK, "--pdf", "--csv-folder", "--drawings")
"""The options whose value is what is written; of a report those of `REPORT` too."""

LONGEST_NAME = 1_000
"""Characters: a longer argument names no file."""


def check_outputs(arguments: Sequence[str], *, force: bool) -> None:
    """See beforehand that no file is lost: none of the command's own, and none unasked.

    Parameters
    ----------
    arguments
        The command's arguments.
    force
        Whether files that are there already may be replaced.

    Raises
    ------
    Stop
        If one would be lost, or a workbook or report would have another name than one has.
    """
    written, read = outputs_of(arguments)
    for option, path in written:
        if option == WORKBOOK and not path.exists() and path.suffix.casefold() != ".xlsx":
            raise Stop(Text("“{path}” is to be a workbook: let it end in .xlsx.", path=str(path)))
        if option in PAPER and path.suffix.casefold() != ".pdf":
            raise Stop(Text("“{path}” is to be a report: let it end in .pdf.", path=str(path)))
        if any(path.exists() and other.exists() and path.samefile(other) for other in read):
            text = Text(
                "“{path}” is what this command reads. Name another file to write.", path=str(path)
            )
            raise Stop(text)
        holds = path.is_file() or (path.is_dir() and option != WORKBOOK and any(path.iterdir()))
        if holds and not force:
            text = Text(
                "“{path}” is there already. Name another one, or replace it with --force.",
                path=str(path),
            )
            raise Stop(text)


def outputs_of(arguments: Sequence[str]) -> tuple[list[tuple[str, Path]], list[Path]]:
    """Give what a command writes, by option, and the files that it may read."""
    written: list[tuple[str, Path]] = []
    read: list[Path] = []
    # A batch goes on where it was in the table that it writes.
    options = (*WRITING, *REPORT) if [*arguments[:1]] == ["report"] else WRITING
    left = iter(arguments)
    for argument in left:
        option, equals, value = argument.partition("=")
        if option in options:
            written.append((option, Path(value if equals else next(left, ""))))
        elif not argument.startswith("-") and len(argument) < LONGEST_NAME:
            read += [Path(argument), Path(argument.rpartition("#")[0] or argument)]
    return written, read


def check_target(path: Path) -> None:
    """See beforehand whether a file can be written, so that no solve is done for nothing.

    Raises
    ------
    Stop
        If it cannot.
    """
    target = path.resolve()
    if target.is_dir():
        text = Text("“{path}” is a folder, not a file.", path=str(path))
        raise Stop(text)
    check_parent(target, path)
    if target.exists() and not os.access(target, os.W_OK):
        raise cannot_write(path, PermissionError(13, os.strerror(13)))


def check_folder(path: Path, replaceable: Collection[str] = ()) -> None:
    """See beforehand whether a folder can be written.

    Parameters
    ----------
    path
        The folder. It is new, or holds nothing.
    replaceable
        Names of files that it may hold besides: they are replaced, all of them.

    Raises
    ------
    Stop
        If it cannot.
    """
    target = path.resolve()
    if target.exists() and not target.is_dir():
        raise Stop(Text("“{path}” is a file, not a folder.", path=str(path)))
    check_parent(target, path)
    present = target.iterdir() if target.is_dir() else ()
    others = sorted(each.name for each in present if each.name not in replaceable)
    if others:
        text = Text(
            "The folder “{path}” holds other files (such as “{name}”). Name a new folder.",
            path=str(path),
            name=others[0],
        )
        raise Stop(text)


def check_parent(target: Path, path: Path) -> None:
    """See whether something can be made where the target is to stand."""
    if not target.parent.is_dir():
        text = Text("There is no folder “{folder}”.", folder=str(path.parent))
        raise Stop(text)
    if not os.access(target.parent, os.W_OK):
        raise cannot_write(path, PermissionError(13, os.strerror(13)))


def write_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file: next to it first, and then in its place at once.

    Parameters
    ----------
    path
        The file.
    content
        What is written.
    private
        Whether only its owner may read it, when it is new.

    Raises
    ------
    Stop
        If it cannot be written; what was there before is still there.
    """
    from scenarios.forms.whole_files import replaced

    with refusing(path), replaced(path, private=private) as file:
        file.write(content)


def write_workbook(screen: Screen, path: Path, found: Account) -> None:
    """Write what was found as a workbook.

    Raises
    ------
    Stop
        If it cannot be written.
    """
    from optimiser.workbook import as_workbook, of_record

    record = found.as_record(screen.language)
    told = of_record(found.about, record, screen.language)
    write_file(path, as_workbook(told, screen.language))


def write_folder_at_once(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder with files: next to it first, and then in its place.

    Raises
    ------
    Stop
        If it cannot be written.
    """
    target = path.resolve()
    with (
        refusing(path),
        tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as made,
    ):
        new, old = Path(made) / "new", Path(made) / "old"
        new.mkdir()
        for name, content in files.items():
            (new / name).write_bytes(content)
        if target.exists():
            target.rename(old)
        new.rename(target)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Say which target could not be written, instead of how that failed."""
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> Stop:
    """Say that a target cannot be written."""
    return Stop(
        Text(
            "“{path}” cannot be written ({problem}).",
            path=str(path),
            problem=system_text(error),
        )
    )
