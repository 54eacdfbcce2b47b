"""A batch that a server solves: asked of it, followed, and read as if it had been solved here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from json import dumps

from models.findings import InvalidScenario
from models.language import Text
from optimiser.batch import (
    BatchOptions,
    BatchResult,
    BatchSource,
    Ended,
    EntriesHere,
    Variants,
    check_variants,
)
from optimiser.batch.entry import Entry, invalid_entry
from optimiser.solver.limits import Limits
from optimiser.solver.versions import release
from scenarios import to_json
from woonsleutel.calls import JsonObject, Unanswered
from woonsleutel.client import ENDED, LOOKING, Client, Unreadable

PAGE = 1_000
"""Variants of which is read at once what came of them."""

OUR_FAULT = 500


@dataclass
class ServerBatch:
    """A batch in a dossier of its own, with a job for each scenario.

    Whoever asks the same again finds the same dossier and jobs there, and goes on with them.

    Parameters
    ----------
    client
        Of the server.
    variants, options
        What is to be solved, and how.

    Raises
    ------
    InvalidScenario
        If an option, or a row and column, is wrong in itself.
    """

    client: Client
    variants: Variants
    options: BatchOptions
    _broken: dict[str, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_variants(self.variants)

    def result(self, limits: Limits) -> BatchResult:
        """Wait for all variants, and give what came of them; where this is to stop none yet.

        Parameters
        ----------
        limits
            When to stop waiting, and who is told how many variants are finished. The server goes
            on.

        Returns
        -------
        BatchResult
            As `optimiser.batch.run` gives it.

        Raises
        ------
        Unanswered
            If the server cannot do this.
        Unreadable
            If it is of another release.
        """
        for before, job in self._jobs:
            # They are done one after another.
            while (state := self._state(job))["state"] not in ENDED:
                limits.tell(told_of(state), before + state["done"], len(self.variants))
                if limits.stop():
                    return self._with({}, Ended.CANCELLED)
                time.sleep(LOOKING)
        found = {str(number): entry for number, entry in self._entries()}
        return self._with(found, Ended.COMPLETE)

    def forget(self) -> None:
        """Have the server forget it."""
        self.client.delete(self._dossier)

    @cached_property
    def _dossier(self) -> str:
        once = self._asked_of([_content(source) for source in self.variants.sources])
        return str(self.client.begin(f"batch {once[:8]}", once=once)["id"])

    def _asked_of(self, what: object) -> str:
        """Sum up what is asked of something: whoever asks the same gets the same sum."""
        return sha256(dumps([what, self._asked]).encode()).hexdigest()

    @cached_property
    def _asked(self) -> JsonObject:
        """What each job is asked, as JSON has it."""
        options = self.options
        rows = [
            {"variant": row.id, **{change.path: change.value for change in row.changes}}
            for row in self.variants.rows
        ]
        vary = {values[0].path: [each.value for each in values] for values in self.variants.options}
        said = {
            "vary": vary,
            "variants": rows or ([] if vary else [{"variant": "1"}]),
            "preview": options.preview,
            "language": options.language,
            "gap": options.gap,
            "tables": [*options.tables],
        }
        return said if options.time_limit is None else {**said, "timeLimit": options.time_limit}

    @cached_property
    def _jobs(self) -> list[tuple[int, str]]:
        """The number before the first variant of each job, and its id."""
        jobs, before = [], 0
        for source in self.variants.sources:
            number = len(replace(self.variants, sources=(source,)))
            try:
                jobs.append((before, self._begun(source)))
            except InvalidScenario as invalid:
                entry = invalid_entry(invalid)
                self._broken |= {str(before + each): entry for each in range(1, number + 1)}
            before += number
        return jobs

    def _begun(self, source: BatchSource) -> str:
        document = to_json(source.scenario())
        once = self._asked_of(document)
        put_in = self.client.put_scenario(self._dossier, document, name=source.name, once=once)
        job = self.client.begin_job(self._dossier, put_in["id"], 1, "batch", **self._asked)
        return str(job["id"])

    def _state(self, job: str) -> JsonObject:
        """Tell how a job is.

        Raises
        ------
        Unanswered
            If it failed.
        """
        found = self.client.job(self._dossier, job)
        if found["state"] in ("failed", "cancelled"):
            problem = found["problem"] or {}
            raise Unanswered(problem.get("status", OUR_FAULT), problem)
        return found

    def _entries(self) -> Iterator[tuple[int, Entry]]:
        for before, job in self._jobs:
            if self.client.answer(self._dossier, job)["release"] != release():
                raise Unreadable(job)
            page, total = 0, 1
            while page * PAGE < total:
                page += 1
                read = self.client.results(self._dossier, job, page, PAGE)
                total = read["total"]
                for entry in read["results"]:
                    yield before + entry["number"], entry

    def _with(self, found: dict[str, Entry], ended: Ended) -> BatchResult:
        keys = tuple(str(number) for number in range(1, len(self.variants) + 1))
        entries = EntriesHere({**found, **self._broken})
        return BatchResult(self.variants, self.options, keys, entries, {}, ended)


def told_of(job: JsonObject) -> Text:
    """Tell what a job does, or what it waits for."""
    problem = job["problem"]
    if problem is None:
        return Text("variants")
    since = datetime.fromisoformat(problem["since"]).astimezone()
    return Text(
        "variants, which wait since {moment} ({reason})",
        moment=f"{since:%H:%M}",
        reason=problem["detail"],
    )


def _content(source: BatchSource) -> list[str]:
    """Tell a scenario from others of the same name; one that cannot be read is none."""
    try:
        return [source.name, source.scenario().content_hash]
    except InvalidScenario:
        return [source.name]
