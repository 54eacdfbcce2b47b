"""Batch: thousands of variants of a scenario, solved on as many processes as there are.

``variants`` says which, ``run`` solves them and keeps what is finished in a ledger beside the
output, and what comes back is read as tidy tables.
"""

from optimiser.batch.checking import check
from optimiser.batch.dispatch import keys_of
from optimiser.batch.entry import BatchOptions
from optimiser.batch.ledger import EntriesHere, LedgerInUse
from optimiser.batch.outcome import BatchOutcome, Ended
from optimiser.batch.running import run, work_off
from optimiser.batch.sources import read_changes, scenarios_in
from optimiser.batch.variation import BatchSource, Override, Variant, Variants, option, variants

__all__ = [
    "BatchOptions",
    "BatchOutcome",
    "BatchSource",
    "Ended",
    "EntriesHere",
    "LedgerInUse",
    "Override",
    "Variant",
    "Variants",
    "check",
    "keys_of",
    "option",
    "read_changes",
    "run",
    "scenarios_in",
    "variants",
    "work_off",
]
