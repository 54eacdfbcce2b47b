"""Growth: how time and memory grow with municipalities and years, each case in its own process.

The regions are Arnhem and the municipalities nearest to it, from public figures that are not part
of the project; what they agree is what Arnhem-Nijmegen agreed, brought to their size.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, isnan
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import peak_megabytes
from benchmarks.table import Report, Table, shown
from models.scenario import Scenario
from optimiser import solve
from scenarios import read_scenario

DATA = Path(__file__).parents[2] / "shared" / "data" / "nl_gemeenten.csv"
SCENARIO = "arnhem-nijmegen"
SIZES = (5, 17, 50, 100, 342)
HORIZONS = (1, 6, 10)
SECONDS = 45.0
"""Time limit of a whole solve."""
QUICK = 4.0
"""A case that takes less is run three times in all."""
TOO_LONG = {True: "no preview in time", False: "no plan in time"}
CENTRE = 5.8926, 52.0010


@dataclass(frozen=True, slots=True)
class Case:
    """One size of region, and what it took.

    Parameters
    ----------
    municipalities, years
        Its size.
    cells
        Numbers that the plan decides.
    status
        What the whole solve ended with.
    preview, whole
        Seconds of the processor: one thread that never waits, on a machine that may be busy.
    megabytes
        Peak memory of the process.
    """

    municipalities: int
    years: int
    cells: int
    status: str
    preview: float
    whole: float
    megabytes: float


def report() -> Report:
    """Measure all sizes in turns, and fit how they grow."""
    title = "Growth: Arnhem and the municipalities nearest to it"
    if not DATA.exists():
        return Report(title, notes=[f"Not measured: `{DATA.name}` is not in `../shared/data`."])
    sizes = [(size, years) for years in HORIZONS for size in SIZES]
    runs: dict[tuple[int, int], list[Case]] = {size: [measured(*size)] for size in sizes}
    for _ in range(2):
        for size in sizes:
            if runs[size][0].whole < QUICK:
                runs[size].append(measured(*size))
    cases = [typical(runs[size]) for size in sizes]
    rows = [
        (
            case.municipalities,
            case.years,
            f"{case.cells:,}",
            shown(case.preview),
            "-" if isnan(case.whole) else shown(case.whole),
            case.status,
            shown(case.megabytes),
        )
        for case in cases
    ]
    head = ("municipalities", "years", "cells", "preview s", "whole s", "ended", "peak MB")
    return Report(
        title,
        tables=[Table("", head, rows), exponents(cases)],
        notes=[
            f"Each in a process of its own, with a time limit of {SECONDS:.0f} s by the clock on "
            "the preview, which is the first solve of the process, and again on the whole solve; "
            "the seconds are the processor's. A country as one model is not how it is meant to be "
            "solved: regions share national totals only."
        ],
    )


def typical(cases: Sequence[Case]) -> Case:
    """Give the run with the median time."""
    return sorted(cases, key=lambda case: case.whole)[len(cases) // 2]


def exponents(cases: Sequence[Case]) -> Table:
    """Fit time and memory as powers of the number of cells, over the cases proven in time."""
    ended = [case for case in cases if case.status == "optimal"]
    measures = {
        "preview, seconds": [case.preview for case in ended],
        "whole, seconds": [case.whole for case in ended],
        "memory, megabytes": [case.megabytes for case in ended],
    }
    cells = np.log([case.cells for case in ended])
    rows = []
    for name, numbers in measures.items():
        exponent, _ = np.polyfit(cells, np.log(numbers), 1)
        larger = cells >= np.median(cells)
        steep, _ = np.polyfit(cells[larger], np.log(numbers)[larger], 1)
        rows.append((name, f"{exponent:.2f}", f"{steep:.2f}"))
    head = ("as a power of the cells", "over all proven in time", "over the larger half")
    return Table("Exponents", head, rows)


def measured(municipalities: int, years: int) -> Case:
    """Measure one case in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.growth", str(municipalities), str(years)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    return Case(municipalities, years, **json.loads(ended.stdout))


def main(municipalities: int, years: int) -> None:
    """Solve one case here, and print what it took."""
    scenario = region(municipalities, years)
    began = time.process_time()
    result = solve(scenario, preview=True, time_limit=SECONDS)
    preview = time.process_time() - began
    whole = float("nan")
    if result.plan is not None:
        began = time.process_time()
        result = solve(scenario, time_limit=SECONDS)
        whole = time.process_time() - began
    record = {
        "cells": sum(len(shape.cells) for shape in scenario.shapes.values()),
        "status": result.status.value if result.plan else TOO_LONG[result.preview],
        "preview": preview,
        "whole": whole,
        "megabytes": peak_megabytes(),
    }
    print(json.dumps(record))


def region(municipalities: int, years: int) -> Scenario:
    """Give the region of so many municipalities and years."""
    base = read_scenario(SCENARIO)
    rows = nearest(municipalities)
    dwellings = {row["code"]: years * row["stock"] // 100 for row in rows}
    total = sum(dwellings.values())
    scale = total / 23_945
    agreements: list[dict[str, Any]] = []
    for agreement in base.agreements:
        written = agreement.model_dump(mode="json")
        if written["kind"] == "amount":
            written["at_least"] = int(written["at_least"] * scale)
        agreements.append(written)
    vacancies = sum(row["vacancies"] for row in rows)
    first = base.horizon.first_year
    return Scenario.model_validate(
        base.model_dump(mode="json")
        | {
            "id": f"nearest-{municipalities}-{years}",
            "horizon": {"first_year": first, "last_year": first + years - 1},
            "municipalities": rows,
            "capacity": list(capacity(rows, dwellings)),
            "needs": [
                {"group": "urgent", "year": first + number, "households": vacancies // 5}
                for number in range(years)
            ],
            "bids": [
                {
                    "party": row["code"],
                    "municipality": row["code"],
                    # Some want more than their part and some less, by up to a fifth.
                    "dwellings": dwellings[row["code"]] * (80 + number * 17 % 41) // 100,
                }
                for number, row in enumerate(rows)
            ],
            "areas": [],
            "sources": [],
            "agreements": agreements,
        }
    )


def capacity(rows: Sequence[dict[str, Any]], dwellings: dict[str, int]) -> Any:
    """Give each municipality a hard plan and a soft one, together a fifth more than its part."""
    for row in rows:
        for status, percent in (("hard", 70), ("soft", 50)):
            yield {
                "pool": f"{row['code']}-{status}",
                "municipality": row["code"],
                "status": status,
                "dwellings": dwellings[row["code"]] * percent // 100,
            }


def nearest(municipalities: int) -> list[dict[str, Any]]:
    """Read the municipalities nearest to Arnhem, with their figures."""
    with DATA.open(encoding="utf-8", newline="") as file:
        known = list(csv.DictReader(file))

    def distance(row: dict[str, str]) -> float:
        east, north = float(row["lengtegraad"]), float(row["breedtegraad"])
        return hypot((east - CENTRE[0]) * 0.62, north - CENTRE[1])

    return [
        {
            "code": row["gm_code"],
            "name": row["gemeente"],
            "inhabitants": int(row["inwoners_2023"]),
            "stock": int(row["woningvoorraad_1jan2026"]),
            "stock_social_rent": int(row["corporatiewoningen_afgeleid"]),
            "vacancies": int(row["corporatiewoningen_afgeleid"]) * 7 // 100,
        }
        for row in sorted(known, key=distance)[:municipalities]
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
