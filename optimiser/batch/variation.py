"""The variation: which scenarios a batch solves, and in what each differs from the others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.scenario import Scenario
from optimiser.batch.extent import too_many_variants
from scenarios import read_scenario
from scenarios.extending import set_by_path

OPTION = "--vary"
"""What findings call an option that was given in words."""

NAME = "variant"
"""The column that names a variant, in a table of changes and in every table of a batch."""


@dataclass(frozen=True, slots=True)
class Override:
    """One value that a variant lays over its scenario.

    Parameters
    ----------
    path
        Where: ``agreements.social-rent.at_least`` (see `scenarios.extending.set_by_path`).
    value
        What.
    origin
        Where it was read.
    """

    path: str
    value: Any
    origin: Origin


@dataclass(frozen=True, slots=True)
class VariantRow:
    """Changes that belong together: a row of a table, or one value for each option.

    Parameters
    ----------
    id
        What the variant is called.
    changes
        What is different in it.
    empty
        The columns of its table in which no row has a value, each as if it took its value away.
    """

    id: str
    changes: tuple[Override, ...]
    empty: tuple[Override, ...] = ()


@dataclass(frozen=True)
class BatchSource:
    """A scenario that variants differ from.

    Parameters
    ----------
    name
        What it is called among others; empty when there is one.
    what
        The scenario, or where it is read from.
    """

    name: str
    what: str | Path | Scenario

    def scenario(self) -> Scenario:
        """Give the scenario.

        Returns
        -------
        Scenario
            The scenario, read once.

        Raises
        ------
        InvalidScenario
            With all that is wrong with it.
        """
        return self.what if isinstance(self.what, Scenario) else read_scenario(self.what)


@dataclass(frozen=True, slots=True)
class Variant:
    """A scenario with what is different in it.

    Parameters
    ----------
    id
        What it is called; no other variant of the batch is called so.
    source
        The scenario.
    changes
        What is different. Of two that set the same value the last counts.
    """

    id: str
    source: BatchSource
    changes: tuple[Override, ...]

    def overrides(self) -> dict[str, Any] | None:
        """Give what is different, as a document that lies over the scenario.

        Returns
        -------
        dict or None
            The document; None where nothing is different.

        Raises
        ------
        InvalidScenario
            If a path is none.
        """
        found: dict[str, Any] | None = None
        for change in self.changes:
            found = set_by_path(change.path, change.value, found)
        return found

    def key(self, scenario_hash: str, options: Mapping[str, Any], version: str) -> str:
        """Tell it from all else that could be solved, now or later.

        Parameters
        ----------
        scenario_hash
            The content hash of its scenario, without what is different.
        options
            How it is solved.
        version
            By what.

        Returns
        -------
        str
            A hash: the same for what gives the same, on any computer.
        """
        changes = [[change.path, change.value] for change in self.changes]
        said = [scenario_hash, changes, options, version]
        return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Variants:
    """All variants of a batch: every scenario with every row, with every value of every option.

    Parameters
    ----------
    sources
        The scenarios.
    rows
        Rows of changes; without any there is one that changes nothing.
    options
        Per option its values.
    """

    sources: tuple[BatchSource, ...]
    rows: tuple[VariantRow, ...] = ()
    options: tuple[tuple[Override, ...], ...] = ()

    def __len__(self) -> int:
        return len(self.sources) * max(1, len(self.rows)) * prod(map(len, self.options))

    def __iter__(self) -> Iterator[Variant]:
        """Go through the variants, in an order that is always the same."""
        number = 0
        for source in self.sources:
            for row in self.rows or (VariantRow("", ()),):
                for values in product(*self.options):
                    number += 1
                    # A name alone tells no combination of options from another.
                    named = source.name or row.id
                    last = str(number) if self.options or not named else ""
                    name = "/".join(filter(None, (source.name, row.id, last)))
                    yield Variant(name, source, (*row.changes, *values))

    def named(self, variant: Variant) -> dict[str, Any]:
        """Give what a table says of a variant itself: its name, and what is different in it.

        Parameters
        ----------
        variant
            One of these.

        Returns
        -------
        dict
            Values by column.
        """
        varied = {change.path: varied_value(change.value) for change in variant.changes}
        return {
            NAME: variant.id,
            **({"scenario": variant.source.name} if variant.source.name else {}),
            **{path: varied.get(path) for path in self.paths},
        }

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """What differs, in the order in which it was given."""
        ofrows = (change for row in self.rows for change in row.changes)
        ofoptions = (change for values in self.options for change in values)
        return tuple(dict.fromkeys(change.path for change in (*ofrows, *ofoptions)))


def variants(
    scenario: str | Path | Scenario | Sequence[BatchSource],
    vary: Mapping[str, Iterable[Any]] | None = None,
    *,
    rows: Iterable[VariantRow | Mapping[str, Any]] = (),
) -> Variants:
    """Say which variants there are.

    Parameters
    ----------
    scenario
        A scenario, what `scenarios.read_scenario` reads, or what `scenarios_in` finds in a folder.
    vary
        Values by path: every combination of them is a variant.
    rows
        Values by path, a variant for each; a key ``variant`` names it. Or what `read_changes` read.

    Returns
    -------
    Variants
        What there is to solve; none of it is read yet.

    Raises
    ------
    InvalidScenario
        ``too-many-variants`` or ``no-variants``.
    """
    one = isinstance(scenario, str | Path | Scenario)
    sources = (
        (BatchSource("", scenario),) if isinstance(scenario, str | Path | Scenario) else scenario
    )
    options = [
        tuple(Override(path, value, Origin(OPTION, None, path)) for value in values)
        for path, values in (vary or {}).items()
    ]
    numbered = [
        row if isinstance(row, VariantRow) else row_of(row, number)
        for number, row in enumerate(rows, 1)
    ]
    found = Variants(tuple(sources), tuple(numbered), tuple(options))
    findings = too_many_variants(len(found))
    if not len(found) and (one or options):
        text = Text("An option without values leaves no variants.")
        findings.append(Finding("no-variants", "error", text, Origin(OPTION)))
    if findings:
        raise InvalidScenario(findings)
    return found


def varied_value(value: object) -> str:
    """Give a value as it was varied, in words."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def row_of(record: Mapping[str, Any], number: int) -> VariantRow:
    """Make a row of values by path."""
    changes = (
        Override(path, value, Origin("variants", number, path))
        for path, value in record.items()
        if path != NAME
    )
    return VariantRow(str(record.get(NAME, number)), tuple(changes))


def option(written: str) -> tuple[str, list[str]] | None:
    """Read an option in words, ``path=value,value``; None if it is not written so.

    A text with a semicolon in it has those between its values, so that they may have a decimal
    comma; and what stands in brackets is one value.

    Parameters
    ----------
    written
        The option, as it was typed.

    Returns
    -------
    tuple or None
        The path, and the values that it takes one after the other.
    """
    path, equals, values = written.partition("=")
    if not equals or not path.strip() or not values.strip():
        return None
    return path.strip(), [one.strip() for one in separated(values)]


def separated(values: str) -> list[str]:
    """Take values apart, but not what stands in brackets."""
    sign = ";" if ";" in values else ","
    found, depth = [""], 0
    for letter in values:
        depth += (letter in "[{") - (letter in "]}")
        if letter == sign and depth <= 0:
            found.append("")
        else:
            found[-1] += letter
    return found
