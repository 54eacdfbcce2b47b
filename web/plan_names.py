"""Names of plans: one that was brought has its own, a best plan is known by its version."""

from __future__ import annotations

from models.language import Part, Text

LONGEST = 60
"""Characters of a plan's name that stand above a column."""


def solved_name(scenario: str, version: int) -> str:
    """Give the name under which the best plan of a version is stored.

    Parameters
    ----------
    scenario
        What the scenario is called.
    version
        Its version.

    Returns
    -------
    str
        A name that tells it from all other plans of a dossier.
    """
    return f"{scenario[: LONGEST - 5]} v{version}"


def plan_called(name: str, scenario: str) -> Part:
    """Give what a plan is called on a page about a scenario: a best plan of it by its version only.

    Parameters
    ----------
    name
        The plan's name, as it is stored.
    scenario
        What the scenario is called.

    Returns
    -------
    Part
        Its name, or its version.
    """
    _, _, number = name.rpartition(" v")
    if number.isdecimal() and name == solved_name(scenario, int(number)):
        return Text("version {number}", number=number)
    return name
