"""A batch as a worker does it: each variant is stored as soon as it is solved."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from api.job import Job, JobEntry
from api.problems import AWAY, INVALID_SCENARIO, STOPPING, Refused, in_body, invalid
from api.requests import BatchOfScenario
from api.settings import Settings
from models.findings import InvalidScenario
from models.language import Text
from optimiser import Status
from optimiser.batch import (
    BatchOptions,
    Ended,
    EntriesHere,
    Variants,
    check_variants,
    entry_keys,
    variants,
    work_off,
)
from optimiser.batch.cluster import Cluster
from optimiser.batch.entry import Entry
from optimiser.batch.extent import too_many_variants
from optimiser.solver.limits import Limits
from optimiser.solver.versions import release

log = logging.getLogger("woonsleutel.api")


def worked_off(
    asked: BatchOfScenario,
    job: Job,
    settings: Settings,
    limits: Limits,
    keep: Callable[[JobEntry], object],
) -> dict[str, Any]:
    """Solve the variants that are not finished yet.

    Parameters
    ----------
    asked
        The variants.
    job
        The job, with what of it is finished.
    settings
        The service's.
    limits
        When to stop, and who is told how many variants are finished.
    keep
        Given what came of each.

    Returns
    -------
    dict
        How many variants there are, and how many of each status.

    Raises
    ------
    Refused
        With everything that is wrong with them, or if it ended before they were all finished.
    """
    meant = meant_by(asked, settings)
    seconds = min(asked.time_limit or settings.time_limit, settings.time_limit)
    options = BatchOptions(job.preview, seconds, float(asked.gap), asked.tables, job.language)
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(entry_keys(meant, asked.scenario.content_hash, options), 1):
        numbers[key].append(number)
    named = [meant.named(variant) for variant in meant]
    finished: dict[str, Entry] = {
        key: {"status": job.finished[those[0]]}
        for key, those in numbers.items()
        if job.finished.keys() >= {*those}
    }

    def told(key: str, entry: Entry) -> None:
        for number in numbers[key]:
            keep(JobEntry(number, {"number": number, "named": named[number - 1], **entry}))

    cluster = Cluster(settings.batch_processes, settings.batch_scheduler or None)
    result = work_off(meant, EntriesHere(finished, told), options, cluster, limits)
    if result.ended is Ended.CANCELLED:
        raise Refused(STOPPING, Status.CANCELLED.text())
    if not result.complete:
        reason = result.reason or Text("The connection to the scheduler was lost.")
        log.error("a batch has to wait: %s", reason)
        # Where the processes are is for whoever keeps the service, and not for who asks it.
        raise Refused(AWAY, AWAY.title)
    statuses: Counter[str] = result.statuses()
    return {
        "scenario": asked.scenario.id,
        "release": release(),
        "variants": len(meant),
        "statuses": dict(sorted(statuses.items())),
    }


def meant_by(asked: BatchOfScenario, settings: Settings) -> Variants:
    """Give the variants that are asked for.

    Raises
    ------
    Refused
        With everything that is wrong with them.
    """
    try:
        meant = variants(asked.scenario, asked.vary, rows=asked.variants)
        if too_many := too_many_variants(len(meant), settings.batch_variants):
            raise InvalidScenario(too_many)
        check_variants(meant)
    except InvalidScenario as found:
        raise invalid(INVALID_SCENARIO, in_body(found.findings)) from None
    return meant
