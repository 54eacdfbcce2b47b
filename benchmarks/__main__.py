"""Run all benchmarks, or those that are named, print them, and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from benchmarks import (
    batch,
    cold,
    country,
    endurance,
    exploring,
    growth,
    limit,
    machine,
    page,
    profiling,
    realism,
    region,
    service,
    siting,
)
from benchmarks.peers import side_by_side

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
PARTS: Mapping[str, Callable[[], object]] = {
    "region": region.report,
    "realism": realism.report,
    "limit": limit.report,
    "profile": profiling.report,
    "peers": side_by_side.report,
    "growth": growth.report,
    "cold": cold.report,
    "service": service.report,
    "endurance": endurance.report,
    "siting": siting.report,
    "exploring": exploring.report,
    "batch": batch.report,
    "country": country.report,
    "page": page.report,
}
"""By name and in the order of the page: each measures, and gives what is written on it."""

HEAD = """# Benchmarks

Written by `make bench`. Timings differ from machine to machine, and on one machine from day to day,
so compare within a table."""

SECTION = re.compile(r"<!-- ([a-z_]+) -->\n\n(.*?)(?=\n\n<!-- |\Z)", re.DOTALL)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument(
        "--seconds", type=float, default=side_by_side.SECONDS, help="what each peer may take"
    )
    options = parser.parse_args()
    unknown = set(options.parts) - PARTS.keys()
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    parts: dict[str, Callable[[], object]] = dict(PARTS)
    parts["peers"] = partial(side_by_side.report, options.seconds)
    for name, report in parts.items():
        if not options.parts or name in options.parts:
            text = measured(report)
            print(text, flush=True)
            write({**written_before(), name: text})


def written_before() -> dict[str, str]:
    """Read the parts that stand on the page; each says on what it was measured."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return dict(SECTION.findall(page.rstrip()))


def measured(report: Callable[[], object]) -> str:
    """Measure a part, and say when, on what, how long, and how busy that was."""
    load = os.getloadavg()[0]
    began = time.perf_counter()
    text = str(report())
    spent = time.perf_counter() - began
    when = time.strftime("%Y-%m-%d")
    said = f"Measured on {when} in {spent:.0f} s; load at the start {load:.1f}."
    return f"{text}\n\n{said} {machine.described()}."


def write(sections: Mapping[str, str]) -> None:
    """Write the page with the parts that were measured."""
    parts = [f"<!-- {name} -->\n\n{sections[name]}" for name in PARTS if name in sections]
    PAGE.write_text("\n\n".join([HEAD, *parts]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
