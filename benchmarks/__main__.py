"""Run all benchmarks in one process tree, print them, and write docs/benchmarks.md."""

from __future__ import annotations

from pathlib import Path

from benchmarks import batch, country, exploring, machine, region, service

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def main() -> None:
    """Measure, print and write."""
    parts = [
        "# Benchmarks",
        "Written by `make bench`; timings differ from machine to machine, so compare within a run.",
        f"Machine: {machine.described()}.",
        str(region.report()),
        "### Whole households against the exact optimum\n",
        region.fairness(),
        str(exploring.report()),
        str(service.report()),
        str(batch.report()),
        str(country.report()),
    ]
    text = "\n\n".join(parts) + "\n"
    print(text)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
