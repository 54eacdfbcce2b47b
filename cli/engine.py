"""Where the command has things worked out: here, or by the server that ``--server`` names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cli.ending import Exit, Stop
from models.findings import Finding, InvalidScenario, Origin
from models.language import Both, Text
from models.system_errors import system_text

if TYPE_CHECKING:
    from cli.screen import Screen
    from models.scenario import Scenario
    from optimiser.solver.limits import RunOptions
    from woonsleutel.calls import Unanswered
    from woonsleutel.client import Client

Found = TypeVar("Found")

ANSWERED: Final = (
    "solve",
    "evaluate",
    "explain",
    "compare",
    "keys",
    "explore",
    "report",
    "batch",
)
"""The commands that a server can do the work of."""

KEY, KEY_FILE = "WOONSLEUTEL_KEY", "WOONSLEUTEL_KEY_FILE"
"""Where a key stands: never among the arguments, which everybody on a computer can read."""

WRONG, FAULT = 400, 500
"""What is wrong with what was asked, and from where on it is the server's fault."""

PATIENCE: Final = 3600.0
"""Seconds that an answer may take: how long it does is the server's to say."""

HERE: Final = ("http://127.0.0.1", "http://localhost", "http://[::1]")
"""Servers to which what is sent stays on this computer."""


def worked_out(
    screen: Screen,
    resource: str,
    scenario: Scenario,
    asked: Mapping[str, Any],
    here: Callable[[RunOptions], Found],
    seconds: float | None = None,
    **query: Any,
) -> Found:
    """Have something worked out, and give it: the same wherever that is done.

    Parameters
    ----------
    screen
        The reader's, which knows the server.
    resource
        What the server calls it: ``rooms``.
    scenario
        The scenario.
    asked, query
        With what, by the names of the server's request and of its query.
    here
        Works it out on this computer.
    seconds
        When to stop.

    Raises
    ------
    InvalidScenario
        With all that is wrong in what is asked.
    Stop
        If the server does not answer.
    """
    from cli.progress import Watch

    if not screen.server:
        from optimiser.solver.deadline import ended_in_time
        from optimiser.solver.limits import Limits
        from optimiser.solver.waiting import some_left_behind
        from scenarios.checks.limits import seconds_to_write

        with (
            ending(),
            Watch(screen) as watch,
            ended_in_time(Limits(cancelled=watch.cancelled)),
        ):
            try:
                answer = here(
                    {
                        "time_limit": seconds,
                        "progress": watch.progress,
                        "cancelled": watch.cancelled,
                        "started": screen.deadline.began - seconds_to_write(scenario),
                    }
                )
            finally:
                screen.deadline.leaves_behind = some_left_behind()
            screen.deadline.met()
            return answer
    from scenarios import check

    findings = check(scenario)
    if any(finding.severity == "error" for finding in findings):
        raise InvalidScenario(findings)
    screen.deadline.met()
    with ending(), asking(screen) as client:
        found: Found = client.found(resource, scenario, asked, timeLimit=seconds, **query)
        return found


@contextmanager
def ending() -> Iterator[None]:
    """End a command as the shell expects when the search ended without an answer."""
    from optimiser.results.status import Status
    from optimiser.solver.limits import Cancelled, NoPlan, TimeUp

    try:
        yield
    except NoPlan:
        status, code = Status.INFEASIBLE, Exit.INFEASIBLE
    except TimeUp:
        status, code = Status.TIME_LIMIT_WITHOUT_PLAN, Exit.TIME_UP
    except Cancelled:
        status, code = Status.CANCELLED, Exit.CANCELLED
    else:
        return
    raise Stop(Text("Result: {status}.", status=status.text()), code)


@contextmanager
def asking(screen: Screen) -> Iterator[Client]:
    """Give a client of the server, and say in the command's own way why it does not answer."""
    import httpx

    from woonsleutel.client import Client, Unanswered, Unreadable

    try:
        key = key_for(screen.server)
        with Client(screen.server, key=key, language=screen.language, timeout=PATIENCE) as client:
            yield client
    except Unanswered as problem:
        raise reason(screen.server, problem) from problem
    except Unreadable as problem:
        text = Text(
            "The server “{server}” is of another release than this command.", server=screen.server
        )
        raise Stop(text) from problem
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        text = Text(
            "The server “{server}” cannot be reached ({problem}).",
            server=screen.server,
            problem=no_connection(problem),
        )
        raise Stop(text, Exit.USAGE) from problem


def no_connection(problem: Exception) -> Text:
    """Say why a server cannot be reached: as the system does where it is the one that refuses."""
    import ssl

    import httpx

    from models.values import quoted

    if isinstance(problem, httpx.TimeoutException):
        return Text("Connection timed out")
    if isinstance(problem, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return Text("an address begins with http:// or https://")
    below: BaseException | None = problem
    while below:
        if isinstance(below, ssl.SSLError):
            return Text("no secured connection can be made")
        if isinstance(below, OSError):
            return system_text(below)
        # The library hides the cause of what it raises again, which is then the context.
        below = below.__cause__ or below.__context__
    return Text("{problem}", problem=quoted(str(problem) or type(problem).__name__))


def key_for(server: str) -> str:
    """Read the key with which a server is asked; empty when there is none.

    Raises
    ------
    Stop
        If it cannot be read, or everybody on the way to the server could read it.
    """
    key, file = os.environ.get(KEY, ""), os.environ.get(KEY_FILE, "")
    if not key and file:
        try:
            key = Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeError) as problem:
            text = Text(
                "The key in “{file}” cannot be read ({problem}).",
                file=file,
                problem=system_text(problem) if isinstance(problem, OSError) else "UTF-8",
            )
            raise Stop(text) from problem
    key = key.strip()
    if not (key.isascii() and key.isprintable()):
        raise Stop(Text("What stands in {name} is no key.", name=KEY_FILE if file else KEY))
    local = any(server == each or server.startswith((f"{each}:", f"{each}/")) for each in HERE)
    if key and not (server.startswith("https://") or local):
        raise Stop(Text("A key is only sent to a server whose address begins with https://."))
    return key


def reason(server: str, problem: Unanswered) -> Exception:
    """Give why there is no answer as what would have been raised here."""
    from models.values import quoted
    from optimiser.solver.limits import NoPlan, TimeUp

    codes = {error.get("code") for error in problem.errors}
    if codes == {"time-is-up"}:
        return TimeUp()
    if codes == {"no-plan"}:
        return NoPlan()
    if problem.status == WRONG and problem.errors:
        return InvalidScenario(finding(error) for error in problem.errors)
    said = Text(
        "The server “{server}” does not answer this: {problem}",
        server=server,
        problem=quoted(str(problem)),
    )
    return Stop(said, Exit.FAULT if problem.status >= FAULT else Exit.USAGE)


def finding(error: Mapping[str, Any]) -> Finding:
    """Give what a server says is wrong as it would have been found here."""
    said = error["text"]
    # What was asked has no file here.
    file = "" if error["file"] in (None, "body") else error["file"]
    where = Origin(file, error["row"], error["column"], error["cell"])
    text = Text("{said}", said=Both(said["nl"], said["en"]))
    return Finding(error["code"], error["severity"], text, where)
