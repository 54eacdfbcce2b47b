"""What a worker has from the start: all that it needs is imported, and a job of each kind is done.

The process that workers are forks of imports this, so that each of them has it for nothing. Pyomo,
which only explorations need, is not among it: it takes longer to come than all the rest.
"""

from __future__ import annotations

import gc
import logging

from api.example import EXAMPLE, PLAN
from api.job import Job
from api.jobs import Desk, never
from api.problems import as_bytes
from api.settings import Settings

log = logging.getLogger("woonsleutel.api")

WARMING = 300.0
"""Seconds that each of the first jobs may take: they bring in what the others find there."""


def warm_up() -> None:
    """Do one job of each kind, so that no client waits for what the first of them brings in."""
    desk = Desk(Settings())
    example, planned = as_bytes(EXAMPLE), as_bytes({"scenario": EXAMPLE, "plan": PLAN})
    for job in (
        Job("check", example, False, "nl", WARMING),
        Job("evaluate", planned, False, "nl", WARMING),
        Job("solve", example, False, "nl", WARMING, preview=True),
        Job("solve", example, False, "nl", WARMING),
    ):
        answer = desk.perform(job, never)
        if answer.status != 200:
            log.error("warming up failed: %s", answer.body.decode())


warm_up()
# What is there now stays: looking through it for garbage again and again takes time.
gc.collect()
gc.freeze()
