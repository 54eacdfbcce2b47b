"""Plans that a command is given: read, with what they were read as told beside them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from cli.options import STANDARD_INPUT
from cli.screen import Screen
from models.findings import InvalidScenario

if TYPE_CHECKING:
    from models.findings import Finding
    from models.scenario import Scenario

Read_co = TypeVar("Read_co", covariant=True)


class ReadPlanFile(Protocol[Read_co]):
    """What reads a plan: `scenarios.read_plan` or `scenarios.read_negotiated`."""

    def __call__(
        self,
        scenario: Scenario,
        source: str | Path | bytes,
        file: str = "",
        *,
        strict: bool = False,
        notes: list[Finding] | None = None,
    ) -> Read_co:
        """Read a plan."""


def told(
    screen: Screen, read: ReadPlanFile[Read_co], scenario: Scenario, source: str, *, strict: bool
) -> Read_co:
    """Read a plan, and tell what was read as what and what was left out.

    Raises
    ------
    InvalidScenario
        With all that is wrong.
    """
    notes: list[Finding] = []
    content = sys.stdin.buffer.read() if source == STANDARD_INPUT else Path(source)
    name = "stdin" if source == STANDARD_INPUT else ""
    try:
        plan = read(scenario, content, name, strict=strict, notes=notes)
    except InvalidScenario:
        screen.list_findings([] if strict else notes)
        raise
    screen.list_findings(notes)
    return plan
