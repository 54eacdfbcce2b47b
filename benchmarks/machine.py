"""On what a benchmark ran."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("highspy", "pulp", "pyomo", "linopy", "ortools", "numpy", "pandas")


def described() -> str:
    """Describe the processor and the versions."""
    information = Path("/proc/cpuinfo")
    models = [
        line.partition(":")[2].strip()
        for line in (information.read_text().splitlines() if information.exists() else ())
        if line.startswith("model name")
    ]
    processor = models[0] if models else platform.processor() or platform.machine()
    return (
        f"{os.cpu_count()} cores ({processor}), {platform.system()}, "
        f"Python {platform.python_version()}, {', '.join(versions())}"
    )


def versions() -> Iterator[str]:
    """Name what is measured, with its version, or that it is not here."""
    for name in PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"no {name}"
    office = shutil.which("soffice")
    if office is None:
        yield "no LibreOffice"
        return
    said = subprocess.run([office, "--version"], capture_output=True, text=True, check=False)
    yield " ".join(said.stdout.split()[:2]) or "LibreOffice"
