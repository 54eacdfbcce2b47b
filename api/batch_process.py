"""The process that runs one batch of the service, and tells it on standard output how far it is."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path

from api.batches import ASKED, OUTPUT
from api.kept_batch import kept_batch
from api.worker import limit_memory
from models.language import Text
from optimiser.batch import run


def main(folder: Path, processes: int, scheduler: str, memory: int) -> None:
    """Run a batch, until it is finished or somebody asks to stop.

    Parameters
    ----------
    folder
        The batch's own.
    processes
        How many processes solve.
    scheduler
        The address of a Dask scheduler whose processes solve instead; may be empty.
    memory
        Megabytes that each process may use.
    """
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=stop_without_parent, args=(stop,), daemon=True).start()
    # The processes that are started from here inherit it.
    limit_memory(memory)
    variants, options = kept_batch(json.loads((folder / ASKED).read_text(encoding="utf-8")))

    def progress(what: Text, finished: int, steps: int) -> None:
        tell(finished=finished)

    outcome = run(
        variants,
        folder / OUTPUT,
        options,
        jobs=processes,
        scheduler=scheduler or None,
        progress=progress,
        cancelled=stop.is_set,
    )
    reason = outcome.reason.as_record() if outcome.reason else None
    tell(ended=outcome.ended.value, reason=reason)


def stop_without_parent(stop: threading.Event) -> None:
    """Stop when the service has gone: it then no longer holds our standard input open."""
    # Nothing ever comes; a buffered reader would hinder the end of this process.
    os.read(sys.stdin.fileno(), 1)
    stop.set()


def tell(**news: object) -> None:
    """Tell the service something."""
    print(json.dumps(news), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
