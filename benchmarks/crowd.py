"""Many who move a slider of the same region at once: how long each waits for the preview."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, islice
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from benchmarks.processor import by_process
from benchmarks.table import Line, Table

CLIENTS = 40
"""Who ask at once, each for another number."""

ROUNDS = 3
"""Times that all of them ask; the median round counts."""

WARMING, SINGLE = 4, 15
"""Numbers that are moved before anything is measured, and those that one client moves then."""

JSON, FORM = "application/json", "application/x-www-form-urlencoded"

MOVED = "regional-total"
"""The agreement of the region whose number is moved."""

LEAST = 20_000


@dataclass(frozen=True, slots=True)
class Round:
    """What came of a round.

    Parameters
    ----------
    middle, slow
        Seconds within which half of them had their answer, and 95 %.
    spent
        Seconds of the processor that the service took for each.
    refused
        How many got no preview.
    """

    middle: float
    slow: float
    spent: float
    refused: int


@dataclass(frozen=True, slots=True)
class Slider:
    """Where a number is moved, and what is sent for it.

    Parameters
    ----------
    what
        For the reader.
    url, kind
        Where it is sent, and what it is.
    content
        Gives it for a number.
    """

    what: str
    url: str
    kind: str
    content: Callable[[int], bytes]

    def ask(self, number: int) -> float | None:
        """Ask for the preview; gives the seconds that it took, and None when there was none."""
        began = perf_counter()
        try:
            with urlopen(
                Request(self.url, self.content(number), {"Content-Type": self.kind})
            ) as answer:
                answer.read()
        except HTTPError:
            return None
        return perf_counter() - began


def posted(address: str, document: dict[str, Any]) -> Slider:
    """Give the slider of a program, which posts the whole scenario."""

    def content(number: int) -> bytes:
        agreements = [
            {**one, "at_least": number} if one["id"] == MOVED else one
            for one in document["agreements"]
        ]
        return json.dumps({**document, "agreements": agreements}).encode()

    return Slider("posted as a document", f"{address}/v1/solve?preview=true", JSON, content)


def on_the_page(address: str, document: dict[str, Any]) -> Slider:
    """Give the slider of the page, of a scenario in a dossier."""

    def stored(path: str, body: dict[str, Any]) -> str:
        request = Request(address + path, json.dumps(body).encode(), {"Content-Type": JSON})
        with urlopen(request) as answer:
            return str(json.loads(answer.read())["id"])

    dossier = stored("/v1/dossiers", {"name": "Regio"})
    scenario = stored(f"/v1/dossiers/{dossier}/scenarios", {"scenario": document})

    def content(number: int) -> bytes:
        return urlencode({"based_on": 1, f"agreements/{MOVED}/at_least": number}).encode()

    return Slider("on the page", f"{address}/scenarios/{scenario}/preview", FORM, content)


def measured(sliders: list[Slider]) -> tuple[list[Line], Table]:
    """Let all clients ask at once, of each slider in turn.

    Parameters
    ----------
    sliders
        What they move.

    Returns
    -------
    tuple
        What must be reached, and what is only told.
    """
    numbers = count(LEAST)
    lines, rows = list[Line](), list[tuple[object, ...]]()
    for slider in sliders:
        singly = [slider.ask(number) for number in islice(numbers, WARMING + SINGLE)][WARMING:]
        rounds = [one_round(slider, numbers, CLIENTS, CLIENTS) for _ in range(ROUNDS)]
        typical = sorted(rounds, key=lambda each: each.middle)[ROUNDS // 2]
        refused = sum(each.refused for each in rounds)
        what = f"{CLIENTS} previews at once, {slider.what}"
        lines += [
            Line(
                f"one moved number, {slider.what}",
                1000 * median(seconds for seconds in singly if seconds is not None),
                "ms",
                at_most=200,
            ),
            Line(f"{what}: half within", typical.middle, "s", at_most=1),
            Line(f"{what}: 95 % within", typical.slow, "s", at_most=2),
            Line(f"{what}: without an answer", refused, "of all", at_most=0),
        ]
        # On two cores that do nothing else the twentieth of forty has had a turn of ten.
        alone = typical.spent * CLIENTS / 2 / (os.cpu_count() or 1)
        rows.append((slider.what, f"{1000 * typical.spent:.0f}", f"{alone:.2f}"))
    head = ("a preview", "processor time, ms", "half within, by that alone, s")
    return lines, Table("What the service itself takes", head, rows)


def one_round(slider: Slider, numbers: Iterator[int], clients: int, asked: int) -> Round:
    """Let clients ask at once, so often together."""
    before = of_the_service()
    with ThreadPoolExecutor(clients) as pool:
        found = list(pool.map(slider.ask, islice(numbers, asked)))
    spent = (of_the_service() - before) / asked
    waits = [wait for wait in found if wait is not None]
    enough = waits if len(waits) > 1 else [float("inf")] * 2
    return Round(median(enough), quantiles(enough, n=20)[-1], spent, asked - len(waits))


def of_the_service() -> float:
    """Give the processor's seconds of what this process started: the clients are its own."""
    return sum(seconds for process, seconds in by_process().items() if process != os.getpid())
