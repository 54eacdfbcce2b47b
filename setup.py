"""Puts all packages under one name as they are installed; everything else is in pyproject.toml.

In this repository ``models``, ``api`` and the others stand beside each other. Installed so they
would hide, and be hidden by, any file of the same name that a program has beside itself. So a wheel
has them as ``woonsleutel.models`` and so on, and the imports in it say so.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

NAME = "woonsleutel"

INSIDE = ("models", "scenarios", "optimiser", "dossiers", "api", "web", "cli")

IMPORT = re.compile(rf"^(\s*)from ({'|'.join(INSIDE)})(?=[.\s])", re.MULTILINE)
AS = re.compile(rf"^(\s*)import ({'|'.join(INSIDE)}) as ", re.MULTILINE)
WHOLE = re.compile(rf"^(\s*)import ({'|'.join(INSIDE)})$", re.MULTILINE)


class UnderOneName(build_py):
    """Builds the packages, and then moves them under one name."""

    def run(self) -> None:
        """Build them."""
        super().run()
        if self.editable_mode:
            return
        built = Path(self.build_lib)
        for package in INSIDE:
            target = built / NAME / package
            shutil.rmtree(target, ignore_errors=True)
            shutil.move(built / package, target)
        for file in (built / NAME).rglob("*.py"):
            file.write_text(renamed(file.read_text(encoding="utf-8")), encoding="utf-8")


def renamed(code: str) -> str:
    """Have imports say the one name."""
    code = AS.sub(rf"\1import {NAME}.\2 as ", IMPORT.sub(rf"\1from {NAME}.\2", code))
    return WHOLE.sub(rf"\1from {NAME} import \2", code)


setup(cmdclass={"build_py": UnderOneName})
