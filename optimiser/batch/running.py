"""Running a batch: solve what its ledger lacks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from models.language import Text
from optimiser.batch.batch_result import BatchResult
from optimiser.batch.checking import check_variants
from optimiser.batch.cluster import Cluster
from optimiser.batch.dispatch import Dispatch
from optimiser.batch.entry import BatchOptions
from optimiser.batch.ledger import Entries, Ledger
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
) -> BatchResult:
    """Solve all variants that are not finished yet.

    Parameters
    ----------
    variants
        The variants.
    output
        The file for which this is done. Only the ledger is written, beside it: a result that is
        complete writes itself (`BatchResult.write`).
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
    LedgerInUse
        If another run writes to the ledger.
    OSError
        If there can be no ledger.
    ValueError
        If no process at all is to be started.
    """
    check_variants(variants)
    cluster = Cluster(jobs, scheduler)
    limits = Limits(cancelled=cancelled, progress=progress)
    with Ledger(ledger_path(Path(output))) as ledger:
        if ledger.changed:
            said = Text(
                "{lines} lines of “{path}” say something else than what was written: what they "
                "were of is solved again",
                lines=ledger.changed,
                path=ledger.path.name,
            )
            limits.tell(said, 0, len(variants))
        return work_off(variants, ledger, options or BatchOptions(), cluster, limits)


def work_off(
    variants: Variants,
    entries: Entries,
    options: BatchOptions,
    cluster: Cluster,
    limits: Limits,
) -> BatchResult:
    """Solve all variants that have no entry yet, wherever entries are written.

    Parameters
    ----------
    variants
        The variants, which are not checked.
    entries
        Where entries are written.
    options
        How they are solved.
    cluster
        The processes that solve.
    limits
        When to stop, and who is told how many variants are finished.

    Returns
    -------
    BatchResult
        What came of the variants, as `run` gives it.
    """
    going = Dispatch(variants, entries, options, limits)
    with ExitStack() as open_until_then:
        ended, reason = going.result(cluster, open_until_then)
    return BatchResult(
        variants, going.options, tuple(going.keys), entries, going.besides, ended, reason
    )
