"""Running a batch: solve what its ledger lacks, or read what is finished."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from models.language import Text
from optimiser.batch.checking import check
from optimiser.batch.cluster import Cluster
from optimiser.batch.dispatch import Dispatch
from optimiser.batch.entry import BatchOptions, unfinished_entry
from optimiser.batch.ledger import Ledger
from optimiser.batch.outcome import BatchOutcome, Ended
from optimiser.batch.variation import Variants
from optimiser.solver.limits import Limits, Progress


def ledger_path(output: Path) -> Path:
    """Give where the ledger of an output stands: beside it."""
    return output.with_name(f"{output.name}.ledger")


def run(
    variants: Variants,
    output: str | Path,
    options: BatchOptions | None = None,
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> BatchOutcome:
    """Solve all variants that are not finished yet.

    Parameters
    ----------
    variants
        The variants.
    output
        The file for which this is done. Only the ledger is written, beside it: an outcome that is
        complete writes itself (`BatchOutcome.write`).
    options
        How they are solved.
    jobs
        How many processes are started here; as many as there are processors if absent.
    scheduler
        The address of a Dask scheduler whose processes do the work instead.
    progress
        Told how many variants are finished, and how many there are.
    cancelled
        Asked now and then whether to stop.

    Returns
    -------
    Outcome
        What came of the variants, and whether those are all. A run that ends early keeps what is
        finished, and the same call continues there.

    Raises
    ------
    InvalidScenario
        If an option, or a row and column, is wrong in itself.
    optimiser.batch.ledger.LedgerInUse
        If another run writes to the ledger.
    OSError
        If there can be no ledger.
    ValueError
        If no process at all is to be started.
    """
    check(variants)
    cluster = Cluster(jobs, scheduler)
    with Ledger(ledger_path(Path(output))) as ledger, ExitStack() as open_until_then:
        limits = Limits(cancelled=cancelled, progress=progress)
        if ledger.changed:
            said = Text(
                "{lines} lines of “{path}” say something else than what was written: what they "
                "were of is solved again",
                lines=ledger.changed,
                path=ledger.path.name,
            )
            limits.tell(said, 0, len(variants))
        going = Dispatch(variants, ledger, options or BatchOptions(), limits)
        ended, reason = going.result(cluster, open_until_then)
    return BatchOutcome(
        variants, going.options, tuple(going.keys), ledger, going.besides, ended, reason
    )


def so_far(variants: Variants, output: str | Path, options: BatchOptions) -> BatchOutcome:
    """Read what is finished, also while a run goes on; what is not has the status ``unfinished``.

    Parameters
    ----------
    variants, output, options
        As for `run`.

    Returns
    -------
    BatchOutcome
        What is finished.
    """
    ledger = Ledger(ledger_path(Path(output)), written=False)
    reading = Dispatch(variants, ledger, options, Limits())
    missing = {task.key: unfinished_entry() for task in reading.tasks()}
    ended = Ended.CANCELLED if missing else Ended.COMPLETE
    besides = {**reading.besides, **missing}
    return BatchOutcome(variants, options, tuple(reading.keys), ledger, besides, ended)
