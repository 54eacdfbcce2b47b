"""The command `check`: what is wrong with a scenario, or worth a look, without solving it."""

from __future__ import annotations

import typer

from cli.ending import Exit
from cli.options import JsonOption, ScenarioArgument, SetOption, StrictOption, scenario_of
from cli.printed import print_record
from cli.screen import Screen
from models.findings import InvalidScenario
from models.language import Text, Units


def check(
    context: typer.Context,
    scenario: ScenarioArgument,
    changes: SetOption = None,
    strict: StrictOption = False,
    json: JsonOption = False,
) -> None:
    """Read a scenario, and list what is found in it."""
    from scenarios import check as checked

    screen: Screen = context.obj
    try:
        findings = checked(scenario_of(screen, scenario, changes, strict=strict))
    except InvalidScenario as invalid:
        findings = invalid.findings
    errors = sum(finding.severity == "error" for finding in findings)
    if json:
        print_record(screen, {"findings": [finding.as_record() for finding in findings]})
    else:
        screen.list_findings(findings)
        count = Text(
            "{errors}, {others}.",
            errors=Units(errors, "errors"),
            others=Units(len(findings) - errors, "other findings"),
        )
        screen.write(f"{screen.words(count)}\n".encode())
    raise typer.Exit(Exit.INVALID if errors else Exit.FOUND)
