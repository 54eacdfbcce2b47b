"""An entry of the ledger: what came of one variant, as values that JSON has, in both languages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from models.findings import InvalidScenario
from models.language import Language, Text
from optimiser.results.status import Status

Entry = dict[str, Any]

VARIANTS = "variants"
"""The table with a row per variant, which every batch gives."""

INVALID = "invalid"
"""The status of a variant that is no scenario to be solved; the others are those of a result."""

MOST_SAID = 3
"""Findings that a message tells; who wants them all checks the variant by itself."""


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How the variants of a batch are solved.

    Parameters
    ----------
    preview
        Stop before whole dwellings.
    time_limit
        Seconds for each variant.
    gap
        Relative gap at which a search for whole numbers may end.
    tables
        Tables of each result that are written besides: ``totals``.
    language
        Of the titles in those tables.

    Raises
    ------
    ValueError
        If one of those tables would take the place of the table with a row per variant.
    """

    preview: bool = False
    time_limit: float | None = None
    gap: float = 0.0
    tables: tuple[str, ...] = ()
    language: Language = "nl"

    def __post_init__(self) -> None:
        if VARIANTS in self.tables:
            raise ValueError(f"every batch gives “{VARIANTS}”: it is no table of a result")

    def as_record(self) -> dict[str, Any]:
        """Give what a result depends on.

        Returns
        -------
        dict
            Options by name, as JSON holds them; times in seconds.
        """
        record = asdict(self)
        # Without tables an entry is in both languages.
        return record if self.tables else {**record, "language": None}


def invalid_entry(invalid: InvalidScenario) -> Entry:
    """Give what is said of a variant that is no scenario."""
    errors = [each.text for each in invalid.findings if each.severity == "error"][:MOST_SAID]
    said = {language: [text.render(language) for text in errors] for language in ("nl", "en")}
    return {
        "status": INVALID,
        "status_text": Text("the scenario cannot be used").as_record(),
        "message": {language: " ".join(texts) for language, texts in said.items()},
    }


def failed_entry(fault: Text) -> Entry:
    """Give what is said of a variant in which something went wrong that is our fault."""
    return {
        "status": Status.FAILED.value,
        "status_text": Status.FAILED.text().as_record(),
        "message": fault.as_record(),
    }
