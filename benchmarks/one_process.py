"""One process from its start: importing, reading, and solving again and again; prints the seconds.

Nothing of the project is imported before the clock runs.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

SCENARIO = "arnhem-nijmegen"
TOTAL = 23_945
"""Its dwellings: the number that is changed."""
TIMES = 10
Made = TypeVar("Made")


def main() -> None:
    """Do it, and print the processor's seconds by step."""
    spent: dict[str, float] = {}

    def timed(name: str, call: Callable[[], Made]) -> Made:
        began = time.process_time()
        made = call()
        spent[name] = time.process_time() - began
        return made

    began = time.process_time()
    from optimiser import solve
    from scenarios import read_scenario

    spent["import"] = time.process_time() - began
    scenario = timed("read", partial(read_scenario, SCENARIO))
    for number in range(1, TIMES + 1):
        timed(f"solve {number}", partial(solve, scenario))
    for number in range(1, TIMES + 1):
        timed(f"preview {number}", partial(solve, scenario, preview=True))
    for number in range(1, TIMES + 1):
        changes = {"agreements": [{"id": "regional-total", "at_least": TOTAL - number}]}
        changed = timed(f"reading {number}", partial(read_scenario, SCENARIO, overrides=changes))
        timed(f"changed {number}", partial(solve, changed, preview=True))
    print(json.dumps(spent))


if __name__ == "__main__":
    main()
