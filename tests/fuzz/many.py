"""Many random scenarios, each held against the second opinion.

Numbers from `WIDER` on are of scenarios with more tables and kinds, those from `FURTHER` on of
scenarios with all the words that a scenario may use.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable

from models.scenario import Scenario
from tests.fuzz.compared import compared, refused
from tests.fuzz.further_scenarios import further_document
from tests.fuzz.random_scenarios import random_document
from tests.fuzz.second_opinion import SecondOpinion
from tests.fuzz.wider_scenarios import wider_document
from tests.regions import Document

WIDER, FURTHER = 100_000, 200_000
"""What is smaller is drawn as it always was: the sample of what was once wrong is of these."""


SLOW = 10.0
"""Seconds of processor time from which a small scenario is told: a search may have no end."""


def document_of(number: int) -> Document:
    """Give a random scenario."""
    if number < WIDER:
        return random_document(number)
    if number < FURTHER:
        return wider_document(number - WIDER)
    return further_document(number - FURTHER)


def looked_at(numbers: Iterable[int]) -> tuple[Counter[str], list[str]]:
    """Compare some random scenarios; gives what happened, and what is wrong or slow."""
    happened: Counter[str] = Counter()
    wrong: list[str] = []
    with SecondOpinion() as second:
        for number in numbers:
            document = document_of(number)
            scenario = Scenario.model_validate(document)
            if refused(scenario):
                happened["refused"] += 1
                continue
            opinion, began = second.ask(document), time.process_time()
            try:
                said = [*compared(scenario, opinion)]
                if said:
                    said = [*compared(scenario, second.ask(document, presolve=False))]
            except Exception as fault:  # whatever it is, it is reported with its number
                said = [f"{type(fault).__name__}: {fault}"]
            happened["compared"] += 1
            if (seconds := time.process_time() - began) > SLOW:
                said.append(f"took {seconds:.0f} s")
            wrong += [f"{number}: {each}" for each in said]
    return happened, wrong
