"""On what a benchmark ran, and how much memory it took."""

from __future__ import annotations

import os
import platform
import re
import resource
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from timeit import repeat

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
        f"{os.cpu_count()} cores ({processor}; the yardstick takes {yardstick():.0f} ms), "
        f"{platform.system()}, Python {platform.python_version()}, {', '.join(versions())}"
    )


def yardstick() -> float:
    """Give the milliseconds of a fixed piece of work, the fastest of several times.

    The same name of a processor stands for machines of which one is twice as fast as another.
    """
    return 1000 * min(repeat(lambda: sum(each * each for each in range(10**6)), number=1, repeat=5))


def peak_megabytes() -> float:
    """Give the most memory that this process, or a solver that it started, had at any moment.

    Linux lets a new process begin with the peak of the one that started it, so where the kernel
    tells the peak of the program itself, that is taken.
    """
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text())
        own = int(found[1]) if found else own
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


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
