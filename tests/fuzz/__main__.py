"""Random scenarios against the second opinion: ``python -m tests.fuzz --count 10000``.

A third of them is wider and a third further, by the numbers that they have in `tests.fuzz.many`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from tests.fuzz.many import FURTHER, WIDER, looked_at

CHUNK = 25
"""Scenarios per piece of work."""


def main() -> None:
    """Look at many, on all cores or so many, and say what is wrong with which."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    third = asked.count // 3
    numbers = (
        range(asked.first, asked.first + asked.count - 2 * third),
        *(range(start + asked.first, start + asked.first + third) for start in (WIDER, FURTHER)),
    )
    chunks = [part[at : at + CHUNK] for part in numbers for at in range(0, len(part), CHUNK)]
    happened: Counter[str] = Counter()
    faults = 0
    with ProcessPoolExecutor(asked.processes, multiprocessing.get_context("spawn")) as pool:
        for counts, wrong in pool.map(looked_at, chunks):
            happened += counts
            faults += len(wrong)
            for each in wrong:
                print(each, flush=True)
    print(f"{happened['compared']} compared, {happened['refused']} refused, {faults} wrong")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
