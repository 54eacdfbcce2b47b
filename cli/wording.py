"""Help and usage in the reader's language, with typer's own sentences put into ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import typer

from models.language import LANGUAGES, Language, Text, translated

DEFAULT: Language = "nl"

COMMON = (
    ("--language nl|en", "The language of all that is said; Dutch if absent."),
    (
        "--server URL",
        "Have a server do it: solve, evaluate, explain, compare, keys, explore, report, batch. Its "
        "key stands in WOONSLEUTEL_KEY, or in the file that WOONSLEUTEL_KEY_FILE names.",
    ),
    ("--force", "Replace a file that is there already."),
    ("--debug", "Show where in the programme a fault of ours is."),
    ("--version", "Say which version this is."),
)
"""What can be said with every command."""

USAGE_ERRORS = (
    (r"Missing (?:argument|option) '(?P<name>[^']+)'.*", "{name} is missing."),
    (r"No such option: (?P<name>\S+).*", "There is no option {name}."),
    (r"No such command '(?P<name>[^']*)'.*", "There is no command “{name}”."),
    (r"Missing command.*", "A command is missing."),
    (r"Got unexpected extra arguments? ?(?:\(s\))? ?\((?P<name>.*)\)", "“{name}” is too much."),
    (r"Option '(?P<name>[^']+)' requires an argument.*", "{name} needs a value."),
    (r"Option '(?P<name>[^']+)' does not take a value.*", "{name} takes no value."),
    (r"Invalid value for '(?P<name>[^']+)'.*", "The value of {name} is not possible."),
)
"""Typer's sentences, and ours; what is not among them stays as it is."""


@dataclass(frozen=True, slots=True)
class Common:
    """What can be said with every command, and what else was said.

    Parameters
    ----------
    language
        The reader's language; None for one that we do not speak.
    debug
        Whether a fault of ours is shown with its traceback.
    force
        Whether files that are there already are replaced.
    version
        Whether only the version is asked for.
    server
        The address of the server that does the work; empty for this computer.
    rest
        The other arguments.
    """

    language: Language | None
    debug: bool
    force: bool
    version: bool
    server: str
    rest: list[str]


def common_of(arguments: Sequence[str]) -> Common:
    """Take out what goes for every command, wherever it stands, before the rest is understood.

    So help and errors are in the reader's language too, and typer need not load what it reads
    values with.
    """
    language: str = DEFAULT
    server = ""
    debug = force = version = False
    rest: list[str] = []
    left = iter(arguments)
    for argument in left:
        name, equals, value = argument.partition("=")
        if name == "--language":
            language = value if equals else next(left, "")
        elif name == "--server":
            server = value if equals else next(left, "")
        elif argument == "--debug":
            debug = True
        elif argument == "--force":
            force = True
        elif argument == "--version":
            version = True
        else:
            rest.append(argument)
        if argument == "--":
            break
    known = next((one for one in LANGUAGES if one == language), None)
    return Common(known, debug, force, version, server, [*rest, *left])


def usage_text(error: typer.TyperException) -> Text:
    """Say what is wrong with the arguments."""
    said = " ".join(error.format_message().split())
    for pattern, message in USAGE_ERRORS:
        if found := re.fullmatch(pattern, said):
            return Text(message, **found.groupdict())
    return Text("{said}", said=said)


class Worded:
    """Writes the help of a command in the reader's language.

    It is mixed into typer's commands and groups; the context's object is a `cli.screen.Screen`.
    """

    def get_help_option(self, ctx: Any) -> Any:
        """Give the option that shows the help as all other output is written."""
        mixed_into: Any = super()
        option = mixed_into.get_help_option(ctx)
        if option is not None:
            option.callback = show_help
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line on how the command is called."""
        arguments = [
            worded(ctx, param.metavar)
            for param in ctx.command.params
            if param.param_type_name == "argument"
        ]
        below = [worded(ctx, "COMMAND")] if hasattr(ctx.command, "commands") else []
        pieces = [f"[{worded(ctx, 'OPTIONS')}]", *arguments, *below]
        prefix = f"{worded(ctx, 'Usage')}: "
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=prefix)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(worded(ctx, ctx.command.help or ""))

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write what can be given, and the commands of a group."""
        kinds = {
            kind: [
                (named(ctx, param), worded(ctx, param.help or ""))
                for param in ctx.command.get_params(ctx)
                if param.param_type_name == kind and not param.hidden
            ]
            for kind in ("argument", "option")
        }
        kinds["option"][-1:-1] = [(name, worded(ctx, said)) for name, said in COMMON]
        commands = [
            (name, worded(ctx, command.help or ""))
            for name, command in getattr(ctx.command, "commands", {}).items()
        ]
        for title, rows in (
            ("Arguments", kinds["argument"]),
            ("Options", kinds["option"]),
            ("Commands", commands),
        ):
            if rows:
                with formatter.section(worded(ctx, title)):
                    formatter.write_dl(rows)


def show_help(ctx: Any, _: Any, wanted: bool) -> None:
    """Write the help of a command, and end it."""
    if wanted and not ctx.resilient_parsing:
        ctx.obj.write(f"{ctx.get_help()}\n".encode())
        ctx.exit()


def named(ctx: Any, param: Any) -> str:
    """Give a parameter as it is typed."""
    if param.param_type_name == "argument":
        return worded(ctx, param.metavar)
    names = ", ".join(param.opts)
    return f"{names} {worded(ctx, param.metavar)}" if param.metavar and not param.is_flag else names


def worded(ctx: Any, message: str) -> str:
    """Say something of the help in the reader's language."""
    return translated(message, ctx.obj.language if ctx.obj else DEFAULT)
