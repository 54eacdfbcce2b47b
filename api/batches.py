"""Batches that clients have left with the service: one after another, each in a folder of its own.

The folder holds what was asked, what became of it, and the ledger of what is finished: a service
that starts again goes on where the one before it ended.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp
from typing import Any

from api.part import Part
from api.problems import UNEXPECTED
from api.settings import Settings
from models.language import Language, Text
from scenarios.forms.whole_files import replaced

log = logging.getLogger("woonsleutel.api")

ASKED, STATE, OUTPUT = "asked.json", "state.json", "out"
"""In a batch's folder: what was asked, how it is, and what the ledger stands beside."""

IDENTIFIER = re.compile(r"[0-9a-f]{32}")
"""Nobody can guess one, so who knows it may read the batch."""

LAST_SECONDS = 15.0
"""Seconds in which a batch that is asked to stop must have done so by itself."""

NEEDED = frozenset(("status", "createdAt", "variants", "finished", "reason"))
"""What notes on a batch must say."""

State = dict[str, Any]


class TooMany(Exception):
    """As many batches are kept as may be, and none of them is finished."""


class Batches:
    """The batches of a service. All of it runs on the event loop.

    Parameters
    ----------
    settings
        The service's settings.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = Path(settings.batch_folder)
        self._news = asyncio.Event()
        self._running: tuple[str, asyncio.subprocess.Process] | None = None
        self._finished: dict[str, int] = {}
        self.runner = Part("batches have to wait", self._work)

    def start(self) -> None:
        """Go on with what is not finished."""
        if not self._settings.batch_folder:
            self._folder = Path(mkdtemp(prefix="woonsleutel-batches-"))
        self.runner.start()

    async def close(self) -> None:
        """Stop; what runs keeps what it has finished."""
        await self.runner.close()
        if not self._settings.batch_folder:
            await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    def accept(self, asked: Mapping[str, Any], asker: str) -> State:
        """Take in a batch, to be run when those before it are finished.

        Where as many are kept as may be, a finished one of whoever has the most of them goes, the
        oldest first: nobody loses one to somebody who has more.

        Parameters
        ----------
        asked
            What was asked.
        asker
            Who asks.

        Raises
        ------
        TooMany
            If there is no room for it.
        """
        states = [*self._states()]
        while len(states) >= self._settings.batches:
            state = one_to_go(states, asker)
            shutil.rmtree(self._folder / state["id"], ignore_errors=True)
            states.remove(state)
        identifier = token_hex(16)
        folder = self._folder / identifier
        folder.mkdir(mode=0o700)
        try:
            return self._taken_in(folder, asked, asker)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _taken_in(self, folder: Path, asked: Mapping[str, Any], asker: str) -> State:
        (folder / ASKED).write_text(json.dumps(asked), encoding="utf-8")
        state = {
            "id": folder.name,
            "asker": asker,
            "status": "waiting",
            "createdAt": datetime.now(UTC).isoformat(timespec="microseconds"),
            "variants": asked["number"],
            "finished": 0,
            "reason": None,
        }
        self._write(state)
        self._news.set()
        return state

    def state(self, identifier: str) -> State | None:
        """Give how a batch is; None if there is none of that name."""
        if not IDENTIFIER.fullmatch(identifier):
            return None
        try:
            read = json.loads((self._folder / identifier / STATE).read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as problem:
            log.error("batch %s cannot be read: %s", identifier, problem)
            read = None
        state = damaged(identifier)
        if isinstance(read, dict) and read.keys() >= NEEDED:
            state |= {"asker": "", **read, "id": identifier}
        if identifier in self._finished:
            state["finished"] = self._finished[identifier]
        return state

    def results(
        self, identifier: str, language: Language, first: int, number: int
    ) -> list[dict[str, Any]]:
        """Give rows of a batch, in the order of its variants; call it in a thread."""
        from itertools import islice

        from api.kept_batch import kept_batch
        from optimiser.batch import so_far

        folder = self._folder / identifier
        variants, options = kept_batch(json.loads((folder / ASKED).read_bytes()))
        outcome = so_far(variants, folder / OUTPUT, options)
        return list(islice(outcome.records(language=language), first, first + number))

    async def remove(self, identifier: str) -> None:
        """Stop a batch, and forget it."""
        folder = self._folder / identifier
        (folder / STATE).unlink(missing_ok=True)
        if self._running and self._running[0] == identifier:
            await ended(self._running[1])
        self._finished.pop(identifier, None)
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _work(self) -> None:
        while True:
            self._news.clear()
            due = (one for one in self._states() if one["status"] in ("waiting", "running"))
            if (state := next(due, None)) is None:
                await self._news.wait()
                continue
            try:
                await self._run(state)
            except OSError:
                raise  # the disk is full, or away: the batch waits until it is not
            except Exception:
                log.exception("a batch failed")
                self._write({**state, "status": "failed", "reason": UNEXPECTED.as_record()})

    async def _run(self, state: State) -> None:
        """Run a batch in a process of its own, and take note of what it tells."""
        identifier = state["id"]
        self._write({**state, "status": "running"})
        settings = self._settings
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            # Nothing is imported from the folder that the service was started in.
            "-P",
            "-m",
            f"{__package__}.batch_process",
            str(self._folder / identifier),
            str(settings.batch_processes),
            settings.batch_scheduler,
            str(settings.memory),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # Ctrl+C goes to the service, which asks the batch to stop.
            start_new_session=True,
        )
        self._running = identifier, process
        end: dict[str, Any] = {"ended": "failed", "reason": UNEXPECTED.as_record()}
        try:
            assert process.stdout is not None
            async for line in process.stdout:
                news = json.loads(line)
                self._finished[identifier] = news.get("finished", self._finished.get(identifier, 0))
                end = news if "ended" in news else end
            await process.wait()
        finally:
            self._running = None
            await ended(process)
        status = "complete" if end["ended"] == "complete" else "failed"
        if self.state(identifier) is not None:  # nobody removed it meanwhile
            finished = self._finished.pop(identifier, state["finished"])
            self._write({**state, "status": status, "finished": finished, "reason": end["reason"]})

    def _states(self) -> Iterator[State]:
        """Give all batches, the oldest first."""
        found = [self.state(each.name) for each in self._folder.iterdir()]
        yield from sorted(filter(None, found), key=lambda state: str(state["createdAt"]))

    def _write(self, state: State) -> None:
        with replaced(self._folder / state["id"] / STATE) as file:
            file.write(json.dumps(state).encode())


def one_to_go(states: Sequence[State], asker: str) -> State:
    """Give the batch that makes room for another: sooner a damaged one than any other.

    Raises
    ------
    TooMany
        If all of whoever has the most of them are still to be finished.
    """
    if lost := next((state for state in states if state["asker"] is None), None):
        return lost
    kept = Counter(state["asker"] for state in states)
    kept[asker] += 1
    most = max(kept.values())
    for state in states:
        if kept[state["asker"]] == most and state["status"] in ("complete", "failed"):
            return state
    raise TooMany


def damaged(identifier: str) -> State:
    """Give how a batch is whose own notes on that cannot be read."""
    return {
        "id": identifier,
        "asker": None,
        "status": "failed",
        "createdAt": datetime.fromtimestamp(0, UTC).isoformat(),
        "variants": 0,
        "finished": 0,
        "reason": Text("What was kept of this batch is damaged.").as_record(),
    }


async def ended(process: asyncio.subprocess.Process) -> None:
    """Ask a process to stop, and see to it that it does."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(LAST_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
