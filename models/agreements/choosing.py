"""Choosing: rows that hold only where the plan chooses so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from models.ceiling import ceiling
from models.linear import as_linear
from models.measure import Measure, Scope
from models.region import Region
from models.requirement import Choice, Requirement

LIMITLESS = frozenset(
    (
        *("housed", "placed", "transferred", "credited"),
        *("places", "served", "opened"),
    )
)
"""What only agreements limit."""


def limitless(measure: Measure, region: Region) -> bool:
    """Tell whether nothing but agreements limits what a measure counts.

    Parameters
    ----------
    measure
        What is counted.
    region
        The region, or the scenario that it is.

    Returns
    -------
    bool
        True, too, where it adds up by rates what nothing limits.
    """
    fors = {row.per for row in region.rates if row.rate in (measure.rates or ())}
    return bool(LIMITLESS & {measure.quantity, *fors})


def optional_rows(
    region: Region,
    rows: Iterable[Requirement],
    exact: Iterable[Requirement],
    *,
    option: str,
    scope: Scope,
    at_least: int = 1,
) -> Iterator[Requirement]:
    """Give rows that hold where an option is chosen, and say nothing where it is not.

    Parameters
    ----------
    region
        The region, or the scenario that it is.
    rows, exact
        The rows in the numbers of whoever reads them, and the same ones in exact sums.
    option
        What is chosen, as names have it.
    scope
        Where and when is chosen.
    at_least
        Of how many options there have to be kept.

    Yields
    ------
    Requirement
        The rows, an equality as its two sides.

    Raises
    ------
    ValueError
        If nothing but agreements limits by how much a row can be missed.
    """
    for row, linear in zip(rows, exact, strict=True):
        named = row.scope.named(", ".join(filter(None, (row.scope.label, option))))
        for one, sums in zip(one_sided(row), one_sided(linear), strict=True):
            found = ceiling(region, shortfall_sum(sums))
            if found is None:
                raise ValueError(f"{row.agreement.id}: nothing but agreements limits {option}")
            choice = Choice(scope, option, at_least, max(0, found[0]), found[1])
            yield replace(one, scope=named, choice=choice)


def one_sided(row: Requirement) -> Iterator[Requirement]:
    """Give an equality as its two sides: each is missed by something else.

    Parameters
    ----------
    row
        The row.

    Yields
    ------
    Requirement
        The row, or each of its two sides.
    """
    if row.sense == "==":
        yield replace(row, sense=">=")
        yield replace(row, sense="<=")
    else:
        yield row


def shortfall_sum(row: Requirement) -> Any:
    """Give the sum by which an exact row is missed, where that is above zero.

    Parameters
    ----------
    row
        A row that was read exactly.

    Returns
    -------
    any
        The sum; above zero the row is missed by that much.
    """
    apart = as_linear(row.left) - as_linear(row.right)
    return -1 * apart if row.sense == ">=" else apart
