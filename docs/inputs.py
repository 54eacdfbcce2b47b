"""Files that pages speak of and do not show: each is made as its page says."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

REGION = "arnhem-nijmegen"

Run = Callable[[str], object]
"""Runs a command in the folder of the page."""


def deal(path: Path, run: Run) -> None:
    """Write totals: in Arnhem 300 of social rent fewer than in the best plan, 300 more to sell."""
    other = {"social_rent": -300, "market": 300}
    best = path.with_name("best")
    run(f"woonsleutel solve {REGION} --csv-folder {best.name}")
    with (best / "totals.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["municipality"]]
    segments = ("social_rent", "mid_rent", "affordable_owner", "market")
    lines = [
        f"{row['municipality']},{segment},{int(row[segment]) + more}"
        for row in rows
        for segment in segments
        for more in [other.get(segment, 0) if row["name"] == "Arnhem" else 0]
    ]
    path.write_text("\n".join(["municipality,segment,dwellings", *lines]), encoding="utf-8")


def workbook(path: Path, run: Run) -> None:
    """Write the best plan as a workbook in which the first row has fifty dwellings fewer."""
    best = path.with_name("best.xlsx")
    run(f"woonsleutel solve {REGION} --language en --xlsx {best.name}")
    book = load_workbook(best)
    page: Any = book["New build"]
    (column,) = (cell.column for cell in page[1] if cell.value == "dwellings")
    page.cell(2, column).value -= 50
    book.save(path)


def table(path: Path, _: Run) -> None:
    """Write variants, one of them with a word for a number."""
    path.write_text("variant;agreements.social-rent-region.at_least\nas agreed;\nmore;much\n")


INPUTS: dict[str, Callable[[Path, Run], None]] = {
    "deal.csv": deal,
    "deal.xlsx": workbook,
    "table.csv": table,
}
"""What makes each file, by its name."""
