"""Drawings that the command writes: charts and maps, each as SVG and as PNG."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.files import check_folder, write_folder_at_once
from cli.screen import Screen
from models.language import Text

if TYPE_CHECKING:
    from models.scenario import Scenario

FORMS = ("svg", "png")


def check_drawings(folder: Path | None) -> None:
    """See beforehand whether drawings can be written into a folder.

    Raises
    ------
    Stop
        If they cannot.
    """
    if folder is not None:
        from optimiser.drawings.drawn import NAMES

        check_folder(folder, [f"{name}.{form}" for name in NAMES for form in FORMS])


def write_drawings(
    screen: Screen, folder: Path | None, scenario: Scenario, *records: Mapping[str, Any]
) -> None:
    """Write the drawings of what was found into a folder."""
    if folder is None:
        return
    from optimiser.drawings.drawn import drawings
    from optimiser.paper import as_picture

    drawn: dict[str, str] = {}
    for record in records:
        drawn |= drawings(scenario, record, screen.language)
    if not drawn:
        screen.say(Text("There is nothing to draw of this."))
        return
    files = {f"{name}.svg": svg.encode() for name, svg in drawn.items()}
    files |= {f"{name}.png": as_picture(svg) for name, svg in drawn.items()}
    write_folder_at_once(folder, files)
