"""Names that would take the place of a column: segments and forms have one of their own."""

from __future__ import annotations

from typing import get_args

from models.language import Text
from models.measure import Axis
from models.scenario import Scenario
from models.values import quoted
from scenarios.checks.places import Places, Remarks

OURS = frozenset((*get_args(Axis), "name", "new_build"))
"""What the columns are called that stand beside those of segments and forms."""

SHARE = "_share"
"""What the column of a segment's or form's share ends with."""


def named_as_a_column(scenario: Scenario, places: Places) -> Remarks:
    """Find segments and forms that are called as a column that stands beside theirs."""
    for field, names in (("segments", scenario.segments), ("forms", scenario.forms)):
        taken = OURS | {f"{name}{SHARE}" for name in names}
        for name in names:
            if name in taken:
                text = Text(
                    "Tables of results have a column “{name}” already: call this otherwise.",
                    name=quoted(name),
                )
                yield text, places.key(field)
