"""The command `evaluate`: any plan held against a scenario, the negotiated one too."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.ending import Exit, Stop
from cli.engine import worked_out
from cli.files import check_target, write_file
from cli.options import (
    STANDARD_INPUT,
    JsonOption,
    ScenarioArgument,
    SetOption,
    StrictOption,
    XlsxOption,
    scenario_of,
)
from cli.plans import told
from cli.printed import print_record
from cli.screen import SHOWN, Screen
from models.findings import InvalidScenario
from models.language import Text


def evaluate(
    context: typer.Context,
    scenario: ScenarioArgument,
    plan: Annotated[
        str,
        typer.Argument(
            metavar="PLAN",
            help="A .csv, .xlsx, .ods, .xls or .json file with a plan, a folder with new_build.csv "
            "and housed.csv, or - for standard input. plan.xlsx#Sheet means one sheet of it.",
        ),
    ],
    strict: StrictOption = False,
    changes: SetOption = None,
    json: JsonOption = False,
    xlsx: XlsxOption = None,
) -> None:
    """Recompute every agreement on a plan, in exact numbers."""
    from optimiser import evaluate as held_against
    from scenarios import check, read_plan

    screen: Screen = context.obj
    if scenario == plan == STANDARD_INPUT:
        raise Stop(Text("Standard input can be the scenario or the plan, not both."))
    if xlsx:
        check_target(xlsx)
    agreed = scenario_of(screen, scenario, changes, strict=strict)
    findings = check(agreed)
    if any(finding.severity == "error" for finding in findings):
        raise InvalidScenario(findings)
    screen.list_findings(one for one in findings if one.severity != "note")
    try:
        read = told(screen, read_plan, agreed, plan, strict=strict)
    except InvalidScenario as invalid:
        if all(finding.code == "missing-column" for finding in invalid.findings):
            screen.say(Text("A plan with totals only: “woonsleutel compare” completes it."))
        raise
    evaluation = worked_out(
        screen,
        "evaluate",
        agreed,
        {"plan": read},
        lambda _: held_against(agreed, read, findings),
    )
    if xlsx:
        from optimiser.workbook import as_workbook, of_evaluation

        content = of_evaluation(evaluation, screen.language)
        write_file(xlsx, as_workbook(content, screen.language))
    from cli.accounts.evaluation import evaluation_account
    from optimiser.results.verdict import audited_text

    if json:
        print_record(screen, evaluation.as_record(screen.language))
    elif xlsx:
        screen.say(audited_text(evaluation.audit))
    else:
        screen.show(*evaluation_account(evaluation, plan.translate(SHOWN), screen.language))
    raise typer.Exit(Exit.FOUND if evaluation.audit.kept else Exit.INFEASIBLE)
