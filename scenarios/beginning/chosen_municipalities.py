"""Chosen municipalities: who is meant, also by a name or code that has ended since."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.codes import CodeProblem, municipality_code
from models.findings import Finding, Origin
from models.language import Text
from scenarios.beginning.figure_files import FigureRow
from scenarios.recognising.known_municipalities import known_municipalities, municipality_names
from scenarios.recognising.meant import unknown_text
from scenarios.recognising.municipalities import name_apart
from scenarios.recognising.reorganisations import Reorganisation, ended_as, reorganisations

BOTH = re.compile(r"\s*((?:GM)?\s*[0-9]{1,4})[\s:–—-]+(\D.*?)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class ChosenMunicipality:
    """A municipality that is in the region.

    Parameters
    ----------
    code, name
        As it is called now.
    before
        The municipalities of which it was made, whose older figures are its own.
    """

    code: str
    name: str
    before: dict[str, Reorganisation] = field(default_factory=dict)

    def has(self, row: FigureRow) -> bool:
        """Tell whether a row of figures is its own, or of one that became part of it later."""
        ended = self.before.get(row.code) or next(
            (one for one in self.before.values() if row.name and _same(one.name, row.name)), None
        )
        if ended is not None:
            return row.year < ended.year
        return row.code == self.code if row.code else _same(row.name, self.name)


def chosen_municipalities(
    named: Sequence[str], rows: Sequence[FigureRow]
) -> tuple[list[ChosenMunicipality], list[Finding]]:
    """Find who is meant.

    Parameters
    ----------
    named
        What was written, one municipality each.
    rows
        The figures: their codes and names are known.

    Returns
    -------
    tuple
        The municipalities by code, and what is not known or was recognised.
    """
    ended = reorganisations()
    known = {**known_municipalities()}
    known |= {row.code: row.name for row in rows if row.code and row.name}
    known |= {code: name for code, name in map(_coded, named) if code and name}
    names = municipality_names(known)
    found: dict[str, ChosenMunicipality] = {}
    findings: list[Finding] = []
    for text in named:
        code = _coded(text)[0]
        if not code:
            before = ended_as(text)
            meant = names.meant(text)
            code = str(meant.name or (before.code if before else ""))
            if not code:
                problem = unknown_text(text, meant.near)
                advice = Text("{problem} A code and a name will do: {example}.",
                              problem=problem, example="GM0233 Ermelo")  # fmt: skip
                where = Origin("--municipalities")
                findings.append(Finding("unknown-municipality", "error", advice, where))
                continue
        while code in ended:
            told = ended[code]
            findings.append(Finding("reorganised", "note", told.text()))
            code = told.into
        before_it = {one.code: one for one in ended.values() if one.into == code and one.whole}
        found[code] = ChosenMunicipality(code, known.get(code, code), before_it)
    return [found[code] for code in sorted(found)], findings


def _coded(text: str) -> tuple[str, str]:
    """Give the code and the name in a text, as far as they are there."""
    both = BOTH.fullmatch(text)
    try:
        return (municipality_code(both[1]), both[2]) if both else (municipality_code(text), "")
    except CodeProblem:
        return "", ""


def _same(one: str, other: str) -> bool:
    return name_apart(one) == name_apart(other)
