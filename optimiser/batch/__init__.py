"""Batch: thousands of variants of a scenario, solved on as many processes as there are.

``variants`` says which, ``run`` solves them and keeps what is finished in a ledger beside the
output, and what comes back is read as tidy tables.
"""

from optimiser.batch.checking import check
from optimiser.batch.entry import BatchOptions
from optimiser.batch.ledger import LedgerInUse
from optimiser.batch.outcome import BatchOutcome, Ended
from optimiser.batch.running import run, so_far
from optimiser.batch.sources import read_changes, scenarios_in
from optimiser.batch.variation import BatchSource, Override, Variant, Variants, option, variants

__all__ = [
    "BatchOptions",
    "BatchOutcome",
    "BatchSource",
    "Ended",
    "LedgerInUse",
    "Override",
    "Variant",
    "Variants",
    "check",
    "option",
    "read_changes",
    "run",
    "scenarios_in",
    "so_far",
    "variants",
]
