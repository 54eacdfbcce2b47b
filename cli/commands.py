"""What all commands have in common: their language, and how they end."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from cli.beginning import beginning
from cli.deadline import Deadline
from cli.ending import Exit, OutputClosed, Stop
from cli.engine import ANSWERED
from cli.files import check_outputs
from cli.screen import Screen
from cli.serve import on_a_desktop
from cli.wording import DEFAULT, Worded, common_of, usage_text
from models.findings import InvalidScenario
from models.language import Text


class Command(Worded, TyperCommand):
    """A command."""


class CommandGroup(Worded, TyperGroup):
    """Commands under one name."""


class Root(CommandGroup):
    """The whole: it runs a command, and ends the process with what that came to."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        deadline: Deadline | None = None,
        **extra: Any,
    ) -> NoReturn:
        """Run a command; without one, say where to begin, and open the page on a desktop."""
        common = common_of(sys.argv[1:] if args is None else args)
        screen = Screen(common.language or DEFAULT, common.server, deadline)

        def run() -> int:
            if common.language is None:
                raise Stop(Text("The language is nl or en."))
            if common.version:
                screen.write(f"woonsleutel {version('woonsleutel')}\n".encode())
                return Exit.FOUND
            if not common.rest:
                screen.write("".join(f"{one}\n" for one in beginning(screen.language)).encode())
                if not (sys.stdin.isatty() and sys.stdout.isatty() and on_a_desktop()):
                    return Exit.FOUND
            asked = common.rest or ["serve"]
            if common.server and asked[0] not in ANSWERED:
                text = Text(
                    "“{command}” works on this computer only, without {option}.",
                    command=asked[0],
                    option="--server",
                )
                raise Stop(text)
            check_outputs(asked, force=common.force)
            ended_with = super(Root, self).main(
                asked, prog_name, standalone_mode=False, obj=screen, **extra
            )
            return int(ended_with or Exit.FOUND)

        code = ended(screen, common.debug, run)
        screen.deadline.leave_in_haste(code)
        sys.exit(code)


def ended(screen: Screen, debug: bool, run: Callable[[], int]) -> int:
    """Run, and say whatever went wrong in one way.

    Parameters
    ----------
    screen
        Where it is said.
    debug
        Whether a fault of ours is shown with its traceback.
    run
        What is run; it gives the exit code.
    """
    try:
        return run()
    except typer.TyperException as error:
        screen.say(Text("{problem} See --help.", problem=usage_text(error)))
        return Exit.USAGE
    except Stop as stop:
        for text in stop.texts:
            screen.say(text)
        return stop.code
    except InvalidScenario as invalid:
        screen.list_findings(invalid.findings)
        return Exit.INVALID
    except KeyboardInterrupt:
        return Exit.CANCELLED
    except OutputClosed:
        return Exit.OUTPUT_CLOSED
    except Exception as error:
        if debug:
            traceback.print_exc()
        else:
            screen.say(
                Text(
                    "This is our fault, please report it ({error}). With --debug it shows where.",
                    error=" ".join(f"{type(error).__name__} {error}".split()),
                )
            )
        return Exit.FAULT
