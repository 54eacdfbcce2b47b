"""Chosen options: which of several a plan keeps, where an agreement leaves the choice."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from models.measure import Scope
from models.requirement import Requirement


def not_chosen(rows: Iterable[Requirement]) -> frozenset[int]:
    """Give the indices of exact rows that need not be kept: other options come nearer to it.

    A plan does not say which options were chosen; it follows from what it builds. Those that miss
    least are, the first by name where they miss equally.

    Parameters
    ----------
    rows
        Exact rows of a whole scenario.

    Returns
    -------
    frozenset of int
        Indices among the rows.
    """
    choices: dict[tuple[str, Scope], dict[str, list[tuple[int, Requirement]]]] = {}
    needed: dict[tuple[str, Scope], int] = {}
    for index, row in enumerate(rows):
        if row.choice is not None:
            choice = row.agreement.id, row.choice.scope
            needed[choice] = row.choice.at_least
            options = choices.setdefault(choice, {})
            options.setdefault(row.choice.option, []).append((index, row))
    return frozenset(
        index
        for choice, options in choices.items()
        for name in sorted(options, key=lambda name: (_shortfall(options[name]), name))[
            needed[choice] :
        ]
        for index, _ in options[name]
    )


def _shortfall(rows: Iterable[tuple[int, Requirement]]) -> Fraction:
    """Add up by how much exact rows are missed, in units."""
    return sum((max(Fraction(0), -row.slack()) for _, row in rows), Fraction(0))
