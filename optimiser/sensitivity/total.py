"""Selection: one cell or total of a plan, as somebody who asks about it names it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from models.exact import exact
from models.findings import Finding, InvalidScenario, Origin
from models.language import Text, Units
from models.measure import Measure, Scope
from models.plan import Plan, read_plan
from models.quantity import QUANTITIES
from models.scenario import Scenario
from models.values import quoted
from scenarios.document.hints import unknown
from scenarios.document.spelling import identifier

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
        return exact(read_plan(scenario, plan).measure(self.measure, self.scope))

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
        if always:
            return Text("{measure}, {places}", measure=self.measure.text(), places=places)
        return Text(
            "{measure}, {places}, {years}",
            measure=self.measure.text(),
            places=places,
            years=years,
        )

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
        identifier(axis): [part.strip() for part in str(value).split("+")]
        for axis, value in keys.items()
    }
    (quantity,) = wanted.pop("quantity", [quantity_of(wanted)])[:1]
    findings: list[Finding] = []
    if quantity not in QUANTITIES:
        findings.append(finding("quantity", unknown(quoted(quantity), QUANTITIES)))
    axes = QUANTITIES[quantity].axes if quantity in QUANTITIES else tuple(AXES)
    allowed = [axis for axis in AXES if axis in axes]
    known = members(scenario)
    found: dict[str, list[str]] = {}
    for axis, names in wanted.items():
        if axis not in allowed:
            findings.append(finding(axis, unknown(quoted(axis), [*allowed, "quantity"])))
            continue
        for name in names:
            spellings = (name, name.casefold(), identifier(name))
            member = next((known[axis][one] for one in spellings if one in known[axis]), None)
            if member is None:
                findings.append(finding(axis, unknown(quoted(name), known[axis])))
            else:
                found.setdefault(axis, []).append(member)
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


def members(scenario: Scenario) -> dict[str, dict[str, str]]:
    """List by axis the names that are known, each with what it stands for."""
    facilities = {
        str(cell[1])
        for agreement in scenario.agreements
        for quantity, cell in agreement.unknowns(scenario)
        if quantity == "hosts"
    }
    lists: dict[str, Iterable[str]] = {
        "year": map(str, scenario.horizon.years),
        "segment": scenario.segments,
        "form": scenario.forms,
        "pool": [pool.pool for pool in scenario.capacity],
        "group": scenario.groups,
        "facility": sorted(facilities),
    }
    places = {one.code: one.code for one in scenario.municipalities}
    places |= {one.name.casefold(): one.code for one in scenario.municipalities}
    return {"municipality": places} | {
        axis: {name: name for name in names} for axis, names in lists.items()
    }


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
