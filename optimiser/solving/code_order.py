"""Ties: of outcomes that are equally fair the one in which lower codes have more."""

from __future__ import annotations

from collections.abc import Mapping

from optimiser.formulation.problem import Problem


def with_ties(
    costs: Mapping[int, float], problem: Problem, codes: Mapping[int, str], tie: float
) -> dict[int, float]:
    """Give costs in which a unit costs a little more for each place further in the order of codes.

    Parameters
    ----------
    costs
        What a unit costs, by column.
    problem
        The scenario as a problem.
    codes
        Whose outcome an unknown is, by column.
    tie
        What all places together would cost: less than any difference in the costs.
    """
    ordered = problem.scenario.codes
    place = {code: at / len(ordered) for at, code in enumerate(ordered)}
    return {
        **costs,
        **{column: costs.get(column, 0.0) + tie * place[code] for column, code in codes.items()},
    }
