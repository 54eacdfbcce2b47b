"""LibreOffice Calc, driven without a screen; run by the Python that knows LibreOffice's `uno`.

Reads a sheet as JSON from stdin: texts and formulas of its cells, which of them the solver may
change, and what must hold. Solves for one goal cell after the other, and writes JSON to stdout.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet import SolverConstraint
from com.sun.star.sheet.SolverConstraintOperator import EQUAL, GREATER_EQUAL, INTEGER, LESS_EQUAL
from com.sun.star.table import CellAddress

SOLVER = "com.sun.star.comp.Calc.CoinMPSolver"
"""Calc's own choice for a linear model."""
SENSES = {"<=": LESS_EQUAL, ">=": GREATER_EQUAL, "==": EQUAL}
PATIENCE = 60.0
"""Seconds that the office may take to start."""


def main():
    """Start the office, solve the sheet, and end the office."""
    sheet = json.load(sys.stdin)
    pipe = f"woonsleutel{os.getpid()}"
    with tempfile.TemporaryDirectory() as folder:
        office = subprocess.Popen(
            [
                "soffice",
                "--headless",
                "--norestore",
                "--nologo",
                f"-env:UserInstallation=file://{folder}/profile",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            context = connected(pipe)
            desktop = service(context, "com.sun.star.frame.Desktop")
            hidden = PropertyValue(Name="Hidden", Value=True)
            document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (hidden,))
            json.dump(solve(context, document, sheet), sys.stdout)
            document.close(True)
            desktop.terminate()
        finally:
            office.terminate()
            office.wait()


def connected(pipe):
    """Wait for the office, and give its context."""
    local = uno.getComponentContext()
    resolver = service(local, "com.sun.star.bridge.UnoUrlResolver")
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def service(context, name):
    """Make one of the office's services."""
    return context.ServiceManager.createInstanceWithContext(name, context)


def solve(context, document, sheet):
    """Fill the sheet, and make one goal after the other as small as can be."""
    began = time.perf_counter()
    page = document.Sheets.getByIndex(0)
    document.lockControllers()
    for column, row, content in sheet["contents"]:
        cell = page.getCellByPosition(column, row)
        if isinstance(content, str):
            cell.setFormula(content)
        else:
            cell.setValue(content)
    rows = [
        SolverConstraint(Left=address(left), Operator=SENSES[sense], Right=float(right))
        for left, sense, right in sheet["constraints"]
    ]
    rows += [SolverConstraint(Left=address(cell), Operator=INTEGER) for cell in sheet["whole"]]
    variables = tuple(map(address, sheet["variables"]))
    found: dict[str, Any] = {
        "goals": [],
        "values": [],
        "fault": "",
        "filled": time.perf_counter() - began,
    }
    for name, cell in sheet["goals"]:
        left = sheet["seconds"] - (time.perf_counter() - began)
        if left < 1:
            found["fault"] = "the time was up"
            break
        started = time.perf_counter()
        solver = service(context, SOLVER)
        solver.Document = document
        solver.Objective = address(cell)
        solver.Variables = variables
        solver.Constraints = tuple(rows)
        solver.Maximize = False
        solver.NonNegative = True
        solver.Timeout = int(left)
        solver.solve()
        spent = time.perf_counter() - started
        if not solver.Success:
            found["fault"] = solver.StatusDescription or "the solver found nothing"
            break
        found["goals"].append([name, solver.ResultValue, spent])
        found["values"] = list(solver.Solution)
        most = solver.ResultValue + sheet["held"]
        rows.append(SolverConstraint(Left=address(cell), Operator=LESS_EQUAL, Right=most))
    return found


def address(place):
    """Give the address of a cell on the first sheet."""
    column, row = place
    return CellAddress(Sheet=0, Column=column, Row=row)


if __name__ == "__main__":
    main()
