"""A country that is solved part by part, under the eyes of the user."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cli.printed import print_json
from cli.progress import Watch
from models.language import Text

if TYPE_CHECKING:
    from cli.screen import Screen
    from models.scenario import Scenario
    from optimiser import Result


def solved_by_part(
    screen: Screen,
    scenario: Scenario,
    by: str,
    tables: tuple[str, ...] | None,
    *,
    jobs: int | None,
    seconds: float | None,
    gap: float,
) -> Result:
    """Solve a country.

    Parameters
    ----------
    screen
        The reader's.
    scenario
        The country.
    by
        The kind of area that its parts are.
    tables
        The tables of every part that is printed as soon as it is ready, all if there are none;
        None prints nothing.
    jobs, seconds, gap
        How many parts are solved at once, in what time, and how far from the best is enough.
    """
    from optimiser import solve_country
    from scenarios.checks.limits import seconds_to_write

    # Parts are printed as soon as they are ready, and each ends in time by itself.
    screen.deadline.met()
    with Watch(screen) as watch:

        def progress(what: Text, done: int, in_all: int) -> None:
            watch.progress(what, done, in_all)
            # On a terminal the bar says it.
            if in_all > 1 and not sys.stderr.isatty():
                screen.say(Text("{done} of {in_all}: {what}.", done=done, in_all=in_all, what=what))

        def found(part: str, result: Result) -> None:
            if tables is not None:
                print_json(screen, result, tables, part=part)

        result = solve_country(
            scenario,
            by,
            jobs=jobs,
            time_limit=seconds,
            started=screen.deadline.began - seconds_to_write(scenario),
            gap=gap,
            progress=progress,
            cancelled=watch.cancelled,
            found=found,
        )
    return result
