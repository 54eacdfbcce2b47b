"""Where figures come from, and whether they are public or assumed."""

from __future__ import annotations

from typing import Literal

from models.language import Both
from models.noun import Noun


class Source(Noun):
    """Where a column's figures come from, and whether they are public or assumed.

    Parameters
    ----------
    table, column
        Which figures; an agreement or a key whose numbers are assumed is one too.
    source, source_nl
        The document or the table of statistics, in English and in Dutch; what is told in one
        language is for everyone.
    year
        Of when that is.
    assumption
        ``yes`` when the figures, or some of them, are not public.
    note, note_nl
        What a reader should know besides, in both languages.
    """

    table: str
    column: str
    source: str
    source_nl: str = ""
    year: str = ""
    assumption: Literal["yes", "no"]
    note: str = ""
    note_nl: str = ""

    @property
    def document(self) -> Both:
        """The document or the table of statistics, for a reader."""
        return _for_both(self.source_nl, self.source)

    @property
    def remark(self) -> Both:
        """What a reader should know besides; false when it is nothing."""
        return _for_both(self.note_nl, self.note)


def _for_both(dutch: str, english: str) -> Both:
    return Both(nl=dutch or english, en=english or dutch)
