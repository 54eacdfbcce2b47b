"""What all commands have in common: their language, their options, and how they end."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from cli.outcome import Exit, ReaderGone, Stop
from cli.screen import Screen
from cli.wording import Worded, language_of, usage_text
from models.findings import InvalidScenario
from models.language import Text


def common_options() -> list[Any]:
    """Make the options that every command has; `Root` sees to them, no command gets them."""

    def common(
        language: Annotated[
            Literal["nl", "en"],
            typer.Option(
                metavar="nl|en", help="The language of all that is said; Dutch if absent."
            ),
        ] = "nl",
        debug: Annotated[
            bool, typer.Option("--debug", help="Show where in the programme a fault of ours is.")
        ] = False,
    ) -> None:
        """Do nothing: only the parameters count."""

    made = typer.Typer(add_completion=False)
    made.command()(common)
    options = typer.main.get_command(made).params
    for option in options:
        option.expose_value = False
    return options


class Command(Worded, TyperCommand):
    """A command."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params.extend(common_options())


class Group(Worded, TyperGroup):
    """Commands under one name."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params.extend(common_options())


class Root(Group):
    """The whole: it runs a command, and ends the process with what that came to."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run a command; without one, say what there is."""
        arguments = list(sys.argv[1:] if args is None else args) or ["--help"]
        screen = Screen(language_of(arguments))

        def run() -> int:
            return int(
                super(Root, self).main(
                    arguments, prog_name, standalone_mode=False, obj=screen, **extra
                )
                or Exit.FOUND
            )

        sys.exit(ended(screen, "--debug" in arguments, run))


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
        screen.say(stop.text)
        return stop.code
    except InvalidScenario as invalid:
        screen.list_findings(invalid.findings)
        return Exit.INVALID
    except KeyboardInterrupt:
        return Exit.CANCELLED
    except ReaderGone:
        return Exit.READER_GONE
    except Exception as error:
        if debug:
            traceback.print_exc()
        else:
            screen.say(
                Text(
                    "This is our fault, please report it ({error}). With --debug it shows where.",
                    error=f"{type(error).__name__}: {error}".rstrip(": "),
                )
            )
        return Exit.FAULT
