"""On what a benchmark ran."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("highspy", "pulp", "pyomo", "numpy", "pandas")


def described() -> str:
    """Describe the processor and the versions."""
    information = Path("/proc/cpuinfo")
    models = [
        line.partition(":")[2].strip()
        for line in (information.read_text().splitlines() if information.exists() else ())
        if line.startswith("model name")
    ]
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    processor = models[0] if models else platform.processor() or platform.machine()
    return (
        f"{os.cpu_count()} cores ({processor}), {platform.system()}, "
        f"Python {platform.python_version()}, {versions}"
    )
