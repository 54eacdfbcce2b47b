"""The scenarios that come with the programme."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, get_args

from models.noun import Noun, Prose
from scenarios.forms.folder_form import KEYS_FILE, file_bytes
from scenarios.forms.text_files import decoded
from scenarios.forms.yaml_files import parse_yaml

Shelf = Literal["regions", "variants", "agreements"]
"""The folder in which a scenario ships: a region, one seen otherwise, or an agreement shown."""

SHELVES: tuple[Shelf, ...] = get_args(Shelf)

PLANS = "plans"
"""The folder, in that of a scenario, with the plans that were negotiated for it."""


class LibraryEntry(Noun):
    """A shipped scenario, without its figures.

    Parameters
    ----------
    id
        The name by which it is read and extended.
    name, description
        For readers.
    shelf
        What it is shipped as.
    path
        Its folder.
    """

    id: str
    name: Prose
    description: Prose
    shelf: Shelf
    path: Path

    @property
    def plans(self) -> tuple[Path, ...]:
        """The files of the negotiated plans that are shipped with it."""
        return tuple(sorted((self.path / PLANS).glob("*.csv")))


@cache
def library() -> tuple[LibraryEntry, ...]:
    """List the shipped scenarios, sorted by id."""
    return tuple(_entry(folder) for _, folder in sorted(folders().items()))


@cache
def folders() -> dict[str, Path]:
    """Give the folders of the shipped scenarios by id."""
    shelf = Path(__file__).parent / "library"
    files = (file for each in SHELVES for file in (shelf / each).glob(f"*/{KEYS_FILE}"))
    return {file.parent.name: file.parent for file in files}


def _entry(folder: Path) -> LibraryEntry:
    file = f"{folder.name}/{KEYS_FILE}"
    keys, _ = parse_yaml(decoded(file_bytes(folder / KEYS_FILE, file), file), file)
    return LibraryEntry(
        id=folder.name,
        name=keys["name"],
        description=keys["description"],
        shelf=next(one for one in SHELVES if one == folder.parent.name),
        path=folder,
    )
