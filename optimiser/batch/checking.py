"""What can be seen of a batch before anything is solved: paths that are none, values that fit not.

A variant that cannot be solved is a row in the result. But a word that is spelled wrongly, in an
option or in a column, is wrong in all variants that have it, and better said at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.values import quoted
from optimiser.batch.extent import too_many_paths
from optimiser.batch.variation import BatchSource, Override, Variant, VariantRow, Variants
from scenarios import Base, to_json
from scenarios.extending import set_by_path

MOST_READ = 50
"""So many values are tried out: each takes some ten milliseconds, in which nothing is solved. A
wrong value among the others makes a row that says so."""

UNKNOWN = (
    "path-not-understood",
    "unknown-agreement",
    "unknown-key",
    "unknown-row",
    "unknown-column",
)
"""What is said of a name that nothing has."""


def check_variants(variants: Variants) -> None:
    """Look for what is wrong in the options and in the columns.

    A value is refused when it cannot be used by itself, and neither in the first variant that has
    it: two values may only be right together.

    Parameters
    ----------
    variants
        What there is to solve.

    Raises
    ------
    InvalidScenario
        With all that is wrong, each with its option, or its row and column.
    """
    if too_many := too_many_paths(len(variants.paths)):
        raise InvalidScenario(too_many)
    found = (*twice(variants.rows), *wrong_in(variants), *unknown_in(variants))
    findings = list(dict.fromkeys(found))
    if findings:
        raise InvalidScenario(findings)


def wrong_in(variants: Variants) -> Iterator[Finding]:
    """Find what is wrong in the values, each once."""
    base: Base | None = None
    seen: set[tuple[str, str]] = set()
    paths: set[str] = set()
    said: set[tuple[str, str]] = set()
    # Of several scenarios one is tried: the others say for themselves what they cannot use.
    for variant in replace(variants, sources=readable(variants)[:1]):
        fresh = [each for each in variant.changes if (each.path, repr(each.value)) not in seen]
        for change in fresh:
            seen.add((change.path, repr(change.value)))
            tried = len(seen) <= MOST_READ
            found = [*not_a_path(change)] if tried or change.path not in paths else []
            paths.add(change.path)
            if not found and tried:
                base = base or base_of_variant(variant)
                found = [*refused(base, Variant("", variant.source, (change,)))]
                found = found if any(refused(base, variant)) else []
            for finding in found:
                what = (change.path, finding.text.render("en"))
                if what not in said:
                    said.add(what)
                    yield replace(finding, origin=change.origin)


def unknown_in(variants: Variants) -> Iterator[Finding]:
    """Find columns that nothing knows, of which no row has a value to be tried out."""
    empty = variants.rows[0].empty if variants.rows else ()
    if not empty:
        return
    variant = next(iter(replace(variants, sources=readable(variants)[:1])))
    base = base_of_variant(variant)
    for change in empty:
        found = [*not_a_path(change)] or refused(base, Variant("", variant.source, (change,)))
        for finding in found:
            if finding.code in UNKNOWN:
                yield replace(finding, origin=change.origin)


def twice(rows: Sequence[VariantRow]) -> Iterator[Finding]:
    """Find names that two rows have."""
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            text = Text("Another variant is called “{name}” too.", name=quoted(row.id))
            where = row.changes[0].origin if row.changes else Origin("variants")
            yield Finding("duplicate-variant", "error", text, Origin(where.file, where.row))
        seen.add(row.id)


def readable(variants: Variants) -> tuple[BatchSource, ...]:
    """Give the scenarios, from the first on that can be read.

    Raises
    ------
    InvalidScenario
        If there is one, and it cannot.
    """
    sources = variants.sources
    while len(variants.sources) > 1 and sources:
        try:
            sources[0].scenario()
        except InvalidScenario:
            sources = sources[1:]
        else:
            break
    return sources


def base_of_variant(variant: Variant) -> Base:
    """Read a variant's scenario once.

    Raises
    ------
    InvalidScenario
        With all that is wrong with it.
    """
    return Base(to_json(variant.source.scenario()))


def not_a_path(change: Override) -> Iterator[Finding]:
    """Find that a path is none, or a value no YAML."""
    try:
        set_by_path(change.path, change.value)
    except InvalidScenario as invalid:
        yield from invalid.findings


def refused(base: Base, variant: Variant) -> Iterator[Finding]:
    """Give why a variant cannot be read."""
    try:
        base.scenario(variant.overrides())
    except InvalidScenario as invalid:
        yield from invalid.findings
