"""Batch: thousands of variants of a scenario, solved on as many processes as there are.

``variants`` says which, ``run`` solves them and keeps what is finished in a ledger beside the
output, and what comes back is read as tidy tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.on_demand import on_demand

if TYPE_CHECKING:
    from optimiser.batch.batch_result import BatchResult, Ended
    from optimiser.batch.checking import check_variants
    from optimiser.batch.dispatch import entry_keys
    from optimiser.batch.entry import BatchOptions
    from optimiser.batch.ledger import EntriesHere, LedgerInUse
    from optimiser.batch.running import run, work_off
    from optimiser.batch.sources import read_changes, scenarios_in
    from optimiser.batch.variation import BatchSource, Override, Variant, Variants, option, variants
else:
    _HOMES = {
        "BatchOptions": "entry",
        "BatchResult": "batch_result",
        "BatchSource": "variation",
        "Ended": "batch_result",
        "EntriesHere": "ledger",
        "LedgerInUse": "ledger",
        "Override": "variation",
        "Variant": "variation",
        "Variants": "variation",
        "check_variants": "checking",
        "entry_keys": "dispatch",
        "option": "variation",
        "read_changes": "sources",
        "run": "running",
        "scenarios_in": "sources",
        "variants": "variation",
        "work_off": "running",
    }
    __getattr__ = on_demand(__name__, _HOMES)

__all__ = [
    "BatchOptions",
    "BatchResult",
    "BatchSource",
    "Ended",
    "EntriesHere",
    "LedgerInUse",
    "Override",
    "Variant",
    "Variants",
    "check_variants",
    "entry_keys",
    "option",
    "read_changes",
    "run",
    "scenarios_in",
    "variants",
    "work_off",
]
