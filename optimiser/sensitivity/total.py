"""Selection: one cell or total of a plan, as somebody who asks about it names it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.exact import exact
from models.findings import Finding, InvalidScenario, Origin
from models.language import Text, Units, Word
from models.measure import Measure, Scope
from models.plan import Plan, programme_of_plan
from models.quantity import QUANTITIES
from models.scenario import Scenario
from scenarios.document.hints import MOST_NAMED
from scenarios.document.known_words import known_words
from scenarios.document.spelling import identifier
from scenarios.recognising.meant import unknown_text
from scenarios.recognising.value_words import option_meant
from scenarios.recognising.words import Vocabulary

AXES = {
    "municipality": "municipality",
    "year": "year",
    "segment": "segments",
    "form": "forms",
    "pool": "pools",
    "group": "groups",
    "facility": "facilities",
}
"""What a selection can be restricted on, and the field of a measure that does so."""

BY_AXIS = {"group": "housed", "facility": "places"}
"""What is counted when an axis is named that new build does not have."""


@dataclass(frozen=True, slots=True)
class SelectedTotal:
    """One cell, or the total of some cells.

    Parameters
    ----------
    measure
        What is counted.
    scope
        Where and when.
    """

    measure: Measure
    scope: Scope

    def value(self, scenario: Scenario, plan: Plan) -> Fraction:
        """Count it in a plan."""
        return exact(programme_of_plan(scenario, plan).measure(self.measure, self.scope))

    def text(self, scenario: Scenario) -> Text:
        """Say what it is, for a reader."""
        everywhere = len(self.scope.municipalities) == len(scenario.codes)
        always = len(self.scope.years) == len(scenario.horizon.years)
        places: tuple[Text | str, ...] = (
            (Text("the region"),)
            if everywhere
            else tuple(
                scenario.municipality(code).name for code in sorted(self.scope.municipalities)
            )
        )
        years = tuple(str(year) for year in sorted(self.scope.years))
        measure = self.measure.text(called=scenario.pools_called)
        if always:
            return Text("{measure}, {places}", measure=measure, places=places)
        return Text("{measure}, {places}, {years}", measure=measure, places=places, years=years)

    def counted(self, value: Fraction) -> Units:
        """Give a number of it with its unit."""
        return Units(value, self.measure.unit)


def selected(scenario: Scenario, keys: Mapping[str, object]) -> SelectedTotal:
    """Find the cell or total that is meant.

    Parameters
    ----------
    scenario
        The scenario.
    keys
        By axis what is counted, several joined by ``+``: ``{"municipality": "GM0202", "segment":
        "social_rent", "year": 2027}``. A municipality may be named by its name, too, and an axis
        or a word of the domain in Dutch. What is not restricted counts in full. ``quantity`` is
        ``new_build`` unless a target group (``housed``) or a facility (``places``) is named.

    Raises
    ------
    InvalidScenario
        With all that is not known.
    """
    wanted = {
        axis_meant(axis): [part.strip() for part in str(value).split("+")]
        for axis, value in keys.items()
    }
    (written,) = wanted.pop("quantity", [quantity_of(wanted)])[:1]
    quantity = option_meant("quantity", written)
    findings: list[Finding] = []
    if quantity not in QUANTITIES:
        known = tuple(map(Word, QUANTITIES))
        findings.append(finding("quantity", unknown_text(written, (), known)))
    axes = QUANTITIES[quantity].axes if quantity in QUANTITIES else tuple(AXES)
    allowed = [axis for axis in AXES if axis in axes]
    words = Vocabulary(scenario)
    found: dict[str, list[str]] = {}
    for axis, names in wanted.items():
        if axis not in allowed:
            known = tuple(map(Word, [*allowed, "quantity"]))
            findings.append(finding(axis, unknown_text(axis, (), known)))
            continue
        for name in names:
            meant = words.meant(axis, name)
            if str(meant.name) in (known_here := members(scenario, axis)):
                found.setdefault(axis, []).append(str(meant.name))
            else:
                shown = known_here if len(known_here) <= MOST_NAMED else ()
                known = tuple(map(Word, shown))
                findings.append(finding(axis, unknown_text(name, meant.near, known)))
    if findings:
        raise InvalidScenario(findings)
    return SelectedTotal(
        Measure.model_validate(
            {
                "quantity": quantity,
                **{AXES[axis]: tuple(names) for axis, names in found.items() if axis not in PLACED},
            }
        ),
        # A cell of a table is of the segment by itself, whatever counts as it in agreements.
        scope_of(scenario, found.get("municipality"), found.get("year")).within(
            segment=found.get("segment")
        ),
    )


PLACED = ("municipality", "year")
"""Axes of where and when."""


def quantity_of(keys: Iterable[str]) -> str:
    """Give what is counted when it is not said."""
    return next((BY_AXIS[axis] for axis in keys if axis in BY_AXIS), "new_build")


def axis_meant(written: str) -> str:
    """Give the axis that a word stands for; the word itself where it stands for none."""
    if (name := identifier(written)) in (*AXES, "quantity"):
        return name
    words = known_words("axes")
    return next((axis for axis in AXES if written.casefold() in words.get(axis, ())), written)


def members(scenario: Scenario, axis: str) -> tuple[str, ...]:
    """List the names that are known on an axis: codes of municipalities, and identifiers."""
    match axis:
        case "municipality":
            return scenario.codes
        case "year":
            return tuple(map(str, scenario.horizon.years))
        case _:
            return Vocabulary(scenario).axes[axis].names


def scope_of(scenario: Scenario, codes: Iterable[str] | None, years: Iterable[str] | None) -> Scope:
    """Give where and when: one municipality or year by name when it is only one."""
    chosen = frozenset(codes or scenario.codes)
    during = frozenset(map(int, years)) if years else frozenset(scenario.horizon.years)
    return Scope(
        next(iter(chosen)) if len(chosen) == 1 else None,
        next(iter(during)) if len(during) == 1 else None,
        chosen,
        during,
    )


def finding(axis: str, text: Text) -> Finding:
    """Say what is wrong with a part of a selection."""
    return Finding("unknown-selection", "error", text, Origin("", None, f"cell.{axis}"))
