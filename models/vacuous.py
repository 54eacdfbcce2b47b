"""Agreements that ask nothing: no plan within capacity misses them, and no goal speaks of them."""

from __future__ import annotations

from fractions import Fraction

from models.agreements import AnyAgreement
from models.agreements.amount import ALL_BUILT
from models.agreements.choosing import one_sided, shortfall_sum
from models.agreements.threshold import Threshold
from models.ceiling import ceiling
from models.programme import read_linear
from models.scenario import Scenario


def without_vacuous(scenario: Scenario) -> Scenario:
    """Give a scenario without the agreements that ask nothing.

    Whole dwellings are sought among the numbers that agreements speak of; of plans that are as
    good another could be found because of one that all of them keep.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    Scenario
        The same one where all of them ask something, or where its rows are counted: a relaxed one.
    """
    if type(scenario) is not Scenario:
        return scenario
    named = {one.id for goal in scenario.goals for one in goal.named()}
    named |= {one.about for one in scenario.agreements if one.about}
    asking = tuple(
        one for one in scenario.agreements if one.id in named or not asks_nothing(one, scenario)
    )
    if len(asking) == len(scenario.agreements):
        return scenario
    return scenario.model_copy(update={"agreements": asking})


def asks_nothing(agreement: AnyAgreement, scenario: Scenario) -> bool:
    """Tell whether every plan within capacity keeps an agreement.

    Parameters
    ----------
    agreement
        The agreement.
    scenario
        The scenario.

    Returns
    -------
    bool
        False, too, where that is not plain from its rows one by one.
    """
    if not may_be_vacuous(agreement, scenario):
        return False
    programme, _ = read_linear(scenario)
    most = (
        ceiling(scenario, shortfall_sum(one))
        for row in agreement.requirements(programme)
        for one in one_sided(row)
    )
    return all(found is not None and found[0] <= 0 for found in most)


def may_be_vacuous(agreement: AnyAgreement, scenario: Scenario) -> bool:
    """Tell by its numbers alone whether it is worth looking at the rows of an agreement."""
    if agreement.too_wide(scenario):
        return True
    if not agreement.only_rows or not isinstance(agreement, Threshold):
        return False
    if agreement.exactly is not None:
        return False
    if agreement.at_least:
        return False
    if agreement.at_most is None or isinstance(agreement.at_most, Fraction):
        return agreement.at_most is None or agreement.at_most >= 1
    if agreement.measure.quantity in ("withdrawn", "freed"):
        return True  # of these there may be none at all
    counted = agreement.measure if agreement.measure.quantity == "new_build" else ALL_BUILT
    return all(
        agreement.at_most >= scenario.supply(counted, scope) for scope in agreement.scopes(scenario)
    )
