"""Files that the command writes: whole, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cli.outcome import Stop
from models.language import Text


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


def write_file(path: Path, content: bytes) -> None:
    """Write a file: next to it first, and then in its place at once.

    Raises
    ------
    Stop
        If it cannot be written; what was there before is still there.
    """
    from scenarios.forms.whole_files import replaced

    with refusing(path), replaced(path) as file:
        file.write(content)


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
            problem=error.strerror or type(error).__name__,
        )
    )
