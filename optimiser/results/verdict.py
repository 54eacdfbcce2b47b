"""The verdict on a result, in a sentence: can it be done, and what is missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models.language import Text, Units, Word
from models.measure import Scope
from optimiser.results.audit import missed_text, too_little_text

if TYPE_CHECKING:
    from models.scenario import Scenario
    from optimiser.infeasibility.ways_out_result import WayOut
    from optimiser.results.audit import Audit, AuditedRequirement
    from optimiser.results.solved import Solved


def verdict(result: Solved) -> Text:
    """Say whether it can be done, and claim no more than what was proven.

    Parameters
    ----------
    result
        What a solve gave.

    Returns
    -------
    Text
        The sentence, in both languages.
    """
    if result.plan is None:
        return Text("Result: {status}.", status=result.status_text())
    if result.preview:
        return Text("Preview, before whole dwellings: {status}.", status=result.status_text())
    if result.unproven and not result.parts:
        return Text(
            "It can be done; of {all} goals {proven} are proven to be the best in whole numbers.",
            all=len(result.goals),
            proven=len(result.goals) - len(result.unproven),
        )
    return Text("It can be done: {status}.", status=result.status_text())


def audited_text(audit: Audit) -> Text:
    """Say whether a plan keeps what was agreed.

    Parameters
    ----------
    audit
        The plan held against its scenario.

    Returns
    -------
    Text
        The sentence, in both languages.
    """
    if audit.kept:
        return Text("The plan keeps every binding agreement.")
    if len(audit.missed) == 1:
        return Text("The plan misses one requirement of a binding agreement.")
    return Text(
        "The plan misses {number} requirements of binding agreements.", number=len(audit.missed)
    )


def kept_text(audit: Audit, scenario: Scenario) -> Text:
    """Say what is kept and, with its size, what is missed.

    Parameters
    ----------
    audit
        The plan held against its scenario.
    scenario
        The scenario.

    Returns
    -------
    Text
        The sentence, in both languages.
    """
    rows = missed_rows(audit)
    if not rows:
        number = len(audit.counted)
        if number == 1:
            return Text("The one requirement is kept; nothing is missed.")
        return Text("All {number} requirements are kept; nothing is missed.", number=number)
    miss = missed_text(rows[0], scenario)
    if len(rows) == 1:
        return Text("Missed: {miss}.", miss=miss)
    message = "Missed: {number} requirements; the largest: {miss}."
    if not any(row.requirement.agreement.binding for row in rows):
        message = "Missed of what is not binding: {number} requirements; the largest: {miss}."
    return Text(message, number=len(rows), miss=miss)


def missed_rows(audit: Audit) -> list[AuditedRequirement]:
    """Give what is missed, what binds first and then the largest.

    Parameters
    ----------
    audit
        The plan held against its scenario.

    Returns
    -------
    list of AuditedRequirement
        The requirements that are not kept.
    """
    return sorted(
        (row for row in audit.requirements if not row.kept),
        key=lambda row: (not row.requirement.agreement.binding, row.slack),
    )


def missed_first(requirements: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give what is missed of the table of requirements, what binds first and then the largest.

    Parameters
    ----------
    requirements
        The rows of the table.

    Returns
    -------
    list of mapping
        Those that are not kept.
    """
    missed = [row for row in requirements if not row["kept"]]
    return sorted(missed, key=lambda row: (not row["binding"], row["slack"]))


def missed_record_text(row: Mapping[str, Any], scenario: Scenario) -> Text:
    """Say how a requirement is missed.

    Parameters
    ----------
    row
        A row of the table of requirements.
    scenario
        What it was agreed in.

    Returns
    -------
    Text
        The sentence, in both languages.
    """
    agreed = scenario.agreement(row["agreement"])
    everybody = frozenset(one.code for one in agreed.members(scenario))
    scope = Scope(row["municipality"] or None, row["year"], everybody, frozenset(), row["label"])
    shortfall = Units(-Fraction(row["slack"]), row["unit"])
    return too_little_text(
        agreed, scenario.scope_text(scope), row["left"] > row["right"], shortfall
    )


def summary(result: Solved) -> tuple[Text, ...]:
    """Say what came of a solve: what a council reads first.

    Parameters
    ----------
    result
        What a solve gave.

    Returns
    -------
    tuple of Text
        The sentences, in both languages.
    """
    said: tuple[Text, ...] = (verdict(result),)
    if result.audit is not None:
        said += (kept_text(result.audit, result.scenario),)
    if (reason := result.infeasibility) is not None:
        said += (Text("{sentence}.", sentence=reason.sentence),)
        said += tuple(way_text(way, way.text(result.scenario)) for way in reason.ways_out.ways)
    return said


def way_text(way: WayOut, said: Text) -> Text:
    """Say with a way out what it is the best in, and what is not known of it.

    Parameters
    ----------
    way
        The way out.
    said
        What gives in it.

    Returns
    -------
    Text
        The sentence, in both languages.
    """
    if way.best_in:
        names = tuple(map(Word, way.best_in))
        said = Text("{said} ({best_in})", said=said, best_in=names)
    if not way.verified:
        return Text("{said}. Whether this is enough could not be checked", said=said)
    if not way.proven:
        return Text("{said}. This is enough, but perhaps not the least", said=said)
    return said
