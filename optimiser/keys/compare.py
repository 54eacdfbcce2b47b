"""Keys side by side: what each would give every municipality, and what is possible with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Unpack

from models.agreements import FairShare
from models.findings import Finding, InvalidScenario, Origin
from models.goals import Fairness, Shortfall
from models.key import Key
from models.language import Text
from models.numbers import NumberProblem, parse_ratio
from models.scenario import Scenario
from models.values import quoted
from optimiser.keys.effects import divisions, left_over
from optimiser.keys.result import ComparedKey, KeyComparison, spelled_mix
from optimiser.solver.limits import Limits, RunOptions
from optimiser.solving.run import solve
from scenarios import check
from scenarios.document.hints import unknown
from scenarios.document.tables import refuse
from scenarios.recognising.value_words import figure_meant

NEXT_PART = re.compile(r"[,;](?=[^,;=]*=)")
"""Between two parts of a mix. The comma in ``stock=33,3%`` is none: no name follows it."""


def compare_keys(
    scenario: Scenario,
    agreement_id: str | None,
    keys: Sequence[str],
    *,
    plans: bool = True,
    preview: bool = False,
    **options: Unpack[RunOptions],
) -> KeyComparison:
    """Put several keys side by side for one agreement of kind `fair_share`.

    Everything in the scenario stays as it is, the growth path and the vacancy caps among it; only
    the key of this one agreement changes. When no goal names the agreement, its fairness becomes a
    goal right after the shortfall, because otherwise every key would have the same plan.

    Parameters
    ----------
    scenario
        The scenario.
    agreement_id
        The agreement; None for the only one that there is.
    keys
        Keys of the scenario, figures of the municipalities (``households``, or a quotient of two),
        or mixes of figures (``inhabitants=50%,stock=50%``). The key in force comes first, whether
        or not it is among them.
    plans
        Whether to solve with each key; otherwise only the fair shares are worked out.
    preview
        Stop each solve before whole dwellings.
    **options
        As for `optimiser.solve`; the ``time_limit`` is for all keys together, and each gets an
        equal part of what is left.

    Returns
    -------
    KeyComparison
        A column per key, the key in force first.

    Raises
    ------
    InvalidScenario
        If the scenario has an error, there is no such agreement, or nothing can be divided by one
        of the keys; with everything that is wrong.
    """
    agreement = agreement_named(scenario, agreement_id)
    base, notes = with_goal(scenario, agreement)
    refuse([finding for finding in check(base) if finding.severity == "error"])
    compared = read_keys(base, agreement, keys)
    limits = Limits(**options)
    if plans:
        compared = tuple(
            solved_with_key(one, limits, preview=preview, keys=len(compared) - done)
            for done, one in enumerate(compared)
        )
    asked = {"plans": plans, "preview": preview, "timeLimit": limits.time_limit}
    return KeyComparison(
        scenario,
        agreement,
        tuple(with_effects(one, agreement.id) for one in compared),
        notes,
        asked,
    )


def agreement_named(scenario: Scenario, identifier: str | None) -> FairShare:
    """Find the agreement whose key is varied.

    Raises
    ------
    InvalidScenario
        If there is none of that name and kind, or none was named and there is not just one.
    """
    known = {one.id: one for one in scenario.agreements if isinstance(one, FairShare)}
    identifier = None if identifier is None else scenario.id_of(identifier)
    if identifier in known:
        return known[identifier]
    if identifier is None and len(known) == 1:
        return next(iter(known.values()))
    where = Origin("", None, "agreement")
    if not known:
        text = Text("This scenario has no agreement with a key (of the kind “fair_share”).")
        raise InvalidScenario([Finding("no-fair-share", "error", text, where)])
    if identifier is None:
        text = Text("Name the agreement; these have a key: {known}.", known=", ".join(known))
        raise InvalidScenario([Finding("agreement-unclear", "error", text, where)])
    if any(agreement.id == identifier for agreement in scenario.everything_agreed):
        text = Text(
            "The agreement “{id}” is not of the kind “{kind}”.", id=identifier, kind="fair_share"
        )
        raise InvalidScenario([Finding("other-kind-of-agreement", "error", text, where)])
    raise InvalidScenario(
        [Finding("unknown-agreement", "error", unknown(identifier, known), where)]
    )


def with_goal(scenario: Scenario, agreement: FairShare) -> tuple[Scenario, tuple[Finding, ...]]:
    """See to it that the plan depends on the key: that a goal names the agreement."""
    if any(goal.agreement == agreement.id for goal in scenario.fairness_goals):
        return scenario, ()
    place = next(
        (at for at, goal in enumerate(scenario.goals, 1) if isinstance(goal, Shortfall)), 0
    )
    goals = [*scenario.goals]
    goals.insert(place, Fairness(agreement=agreement.id))
    text = Text(
        "No goal names “{agreement}”. In this comparison its fair share is a goal.",
        agreement=agreement.id,
    )
    added = scenario.model_copy(update={"goals": tuple(goals)})
    return added, (Finding("goal-added", "note", text),)


def read_keys(
    scenario: Scenario, agreement: FairShare, keys: Sequence[str]
) -> tuple[ComparedKey, ...]:
    """Read the keys, each with the scenario that has it; the one in force comes first.

    Raises
    ------
    InvalidScenario
        With everything that is wrong with any of them.
    """
    members = agreement.members(scenario)
    found: dict[str, ComparedKey] = {}
    wrong: list[Finding] = []
    for written in (agreement.key, *keys):
        where = Origin("", None, f"keys.{quoted(written)}")
        name, key, errors = read_key(scenario, written)
        if name in found:
            continue
        other = scenario.model_copy(
            update={
                "keys": {**scenario.keys, name: key} if "=" in name else scenario.keys,
                "agreements": tuple(
                    one.model_copy(update={"key": name}) if one.id == agreement.id else one
                    for one in scenario.agreements
                ),
            }
        )
        if not errors:
            errors = [one for one in check(other) if one.severity == "error"]
        if errors:
            wrong += [Finding(one.code, "error", one.text, where) for one in errors]
            continue
        weights = key.weights(members)
        if any(weight < 0 for weight in weights.values()):
            text = Text("“{key}” cannot be a key: some have less than zero of it.", key=name)
            wrong.append(Finding("negative-figure", "error", text, where))
        in_force = name == agreement.key
        found[name] = ComparedKey(name, key, in_force, scenario if in_force else other, weights)
    refuse(wrong)
    return tuple(found.values())


def read_key(scenario: Scenario, written: str) -> tuple[str, Key, list[Finding]]:
    """Read one key: its name in one way of writing, what it says, and what is wrong with it."""
    name = written.strip()
    if name not in scenario.keys and "=" not in name:
        name = figure_meant(name)
    if name in scenario.keys or "=" not in name:
        return name, scenario.key(name), []
    mix: dict[str, Fraction] = {}
    wrong: list[Finding] = []
    for piece in NEXT_PART.split(name):
        told, _, part = (each.strip() for each in piece.rpartition("="))
        figure = figure_meant(told)
        if figure in mix:
            text = Text("“{name}” is listed twice.", name=quoted(figure))
            wrong.append(Finding("duplicate-name", "error", text))
        try:
            mix[figure] = parse_ratio(part)
        except NumberProblem as problem:
            wrong.append(Finding(problem.code, "error", problem.text))
    key = Key(mix=dict(sorted(mix.items())))
    return spelled_mix(key), key, wrong


def solved_with_key(one: ComparedKey, limits: Limits, *, preview: bool, keys: int) -> ComparedKey:
    """Solve with a key, in a part of the time that is left: so many keys share it."""

    def with_name(what: Text, done: int, in_all: int) -> None:
        limits.tell(Text("{key}: {what}", key=one.text(), what=what), done, in_all)

    left = limits.left()
    if limits.time_limit is not None:
        left["time_limit"] = limits.remaining() / keys
    return replace(one, result=solve(one.scenario, preview=preview, progress=with_name, **left))


def with_effects(one: ComparedKey, agreement_id: str) -> ComparedKey:
    """Work out what a key does."""
    agreement = agreement_named(one.scenario, agreement_id)
    plan = one.result.plan if one.result else None
    divided = divisions(one.scenario, agreement, plan)
    left = tuple(left_over(one.scenario, agreement, plan, divided))
    return replace(one, divisions=divided, left=left)
