"""What parts of a country share: agreements over several of them, and by what key they go round."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from models.agreements import Agreement, FairShare
from models.division import Partition
from models.findings import Finding, InvalidScenario, Origin
from models.key import parts_of_sum
from models.language import Text
from models.scenario import Scenario

DIVIDED_BY = "households"
"""The key, where an agreement names none."""


def check_divisible(scenario: Scenario, parts: Partition) -> None:
    """See that everything that parts share can be divided over them.

    Raises
    ------
    InvalidScenario
        With all that cannot.
    """
    if len(parts.parts) == 1:
        return
    findings = [
        Finding(
            "cannot-be-divided",
            "error",
            Text(
                "“{agreement}” holds between parts and cannot be divided over them: {why}.",
                agreement=agreement.name(),
                why=why,
            ),
            Origin("", None, f"agreements.{agreement.id}"),
        )
        for agreement in scenario.agreements
        if (why := agreement.indivisible(scenario, parts)) is not None
    ]
    if any(need.origin is not None for need in scenario.needs):
        text = Text("Needs with an origin cannot be divided over parts.")
        findings.append(Finding("cannot-be-divided", "error", text, Origin("", None, "needs")))
    findings += [
        Finding("cannot-be-divided", "error", why, Origin("", None, "goals"))
        for goal in scenario.goals
        if (why := goal.indivisible()) is not None
    ]
    if findings:
        raise InvalidScenario(findings)


def check_keys(scenario: Scenario, parts: Partition) -> None:
    """See that there is a key for everything that parts share.

    Raises
    ------
    InvalidScenario
        With the first thing for which there is none.
    """
    for agreement in scenario.agreements:
        if agreement.spans(scenario, parts):
            part_weights(agreement, scenario, parts)
    for group, year, _ in national_needs(scenario):
        need_weights(group, year, scenario, parts)


def part_weights(agreement: Agreement, scenario: Scenario, parts: Partition) -> dict[str, Fraction]:
    """Give each part's weight in what an agreement divides, by the key that it names.

    Raises
    ------
    InvalidScenario
        If it names none, and not every municipality has a number of households.
    """
    members = agreement.members(scenario)
    try:
        by_code = scenario.weights(agreement.divided_by or DIVIDED_BY, members)
    except (KeyError, ZeroDivisionError):
        text = Text(
            "“{agreement}” is to be divided over parts: name a key for it in {field}.",
            agreement=agreement.name(),
            field="divided_by",
        )
        where = Origin("", None, f"agreements.{agreement.id}.divided_by")
        raise InvalidScenario([Finding("no-key-to-divide-by", "error", text, where)]) from None
    return by_part(by_code, parts)


def need_weights(
    group: str, year: int, scenario: Scenario, parts: Partition
) -> dict[str, Fraction]:
    """Give each part's weight in a need that is to be divided.

    By the key of the agreement of kind `fair_share` that divides it, if there is one; else by the
    key of any agreement that counts it; else by households.

    Raises
    ------
    InvalidScenario
        If that leaves households, and not every municipality has a number of them.
    """
    counting = [
        agreement
        for agreement in scenario.agreements
        if (of := getattr(agreement, "of", None)) is not None
        and getattr(of, "quantity", "") == "need"
        and group in scenario.groups_of(of.groups)
        and len(agreement.members(scenario)) == len(scenario.codes)
    ]
    for agreement in counting:
        if isinstance(agreement, FairShare):
            return by_part(agreement.weights(scenario, year), parts)
    if counting:
        return part_weights(counting[0], scenario, parts)
    try:
        by_code = scenario.weights(DIVIDED_BY, scenario.municipalities)
    except (KeyError, ZeroDivisionError):
        text = Text(
            "Needs without a municipality are divided over parts by households: not every "
            "municipality has a number of them."
        )
        where = Origin("", None, "needs")
        raise InvalidScenario([Finding("no-key-to-divide-by", "error", text, where)]) from None
    return by_part(by_code, parts)


def by_part(by_code: dict[str, Fraction], parts: Partition) -> dict[str, Fraction]:
    """Add up the weights of municipalities by part; only parts that have any."""
    touched = parts.touched(frozenset(by_code))
    found = {
        part: sum((by_code.get(code, Fraction(0)) for code in parts.parts[part]), Fraction(0))
        for part in touched
    }
    return parts_of_sum(found)


def national_needs(scenario: Scenario) -> Iterator[tuple[str, int, int]]:
    """Give the needs that are no municipality's own: target group, year, households."""
    found: dict[tuple[str, int], int] = {}
    for need in scenario.needs:
        if need.municipality is None and need.year in scenario.horizon.years:
            found[need.group, need.year] = found.get((need.group, need.year), 0) + need.households
    for (group, year), households in sorted(found.items()):
        yield group, year, households
