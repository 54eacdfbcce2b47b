"""The reference mix must be one: each part is of one thing, and the parts sum to the whole."""

from __future__ import annotations

from fractions import Fraction

from models.language import Text
from models.scenario import Scenario
from models.tables import ReferenceShare
from scenarios.checks.percentages import told_apart
from scenarios.checks.places import Places, Remarks


def reference_unclear(scenario: Scenario, places: Places) -> Remarks:
    """Find rows of the reference mix that are of no segment and no form, or of both."""
    for row in scenario.reference:
        if (row.segment is None) == (row.form is None):
            text = Text("A row of the reference mix is of a segment or of a form: fill in one.")
            yield text, places.row(row, "segment")


def reference_not_one(scenario: Scenario, places: Places) -> Remarks:
    """Find reference mixes whose parts do not sum to one, at their first row."""
    mixes: dict[tuple[str | None, str], list[ReferenceShare]] = {}
    for row in scenario.reference:
        for axis in ("segment", "form"):
            if getattr(row, axis) is not None:
                mixes.setdefault((row.municipality, axis), []).append(row)
    for (code, axis), rows in mixes.items():
        total = sum((row.share for row in rows), Fraction(0))
        if total == 1:
            continue
        of = Text("all segments") if axis == "segment" else Text("all forms")
        for_whom = Text("all municipalities") if code is None else code
        text = Text(
            "The parts of {of} for {whom} sum to {total}, not to 100%.",
            of=of,
            whom=for_whom,
            total=told_apart(total, Fraction(1)),
        )
        yield text, places.row(rows[0], "share")
