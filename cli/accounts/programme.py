"""What is built: dwellings per municipality by segment and by form, and the capacity left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from cli.accounts.layout import NONE, fits, heading, line, percent, table, whole
from models.language import Language, Part, Word, rendered
from models.language import Text as Sentence
from optimiser.presentation.whole_table import whole_rows

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cli.accounts.fitting import Fitting
    from models.scenario import Scenario
    from optimiser import Result
    from optimiser.presentation.columns import Records

MOST_MUNICIPALITIES = 17
"""Rows of municipalities for which a screen of 24 lines has room."""

Forms = Sequence[tuple[int | None, bool]]

FORMS: Forms = ((1, True), (0, True), (0, False), (None, True), (None, False))
"""Decimals of the shares, and names on one line, from what is best to what always fits."""


def programme_section(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give the dwellings per municipality by segment, and by form, the region last."""
    scenario = result.scenario
    if not scenario.capacity:
        return
    titles = {
        "totals": Sentence("Dwellings by municipality and segment"),
        "forms": Sentence("Dwellings by municipality and form"),
    }
    for name, title in titles.items():
        if rows := shown_rows(result, name, language):
            yield from heading(title, language)
            yield from fitting(partial(programme_table, result, rows, language, of=name), language)


def answer_table(result: Result, language: Language) -> Iterator[RenderableType]:
    """Give the dwellings in as few lines as there can be, the region last."""
    rows = shown_rows(result, "totals", language)
    made = partial(programme_table, result, rows, language, brief=True)
    yield from fitting(made, language, FORMS[1:])


def fitting(
    made: Callable[[int | None, bool], Fitting], language: Language, forms: Forms = FORMS
) -> Iterator[RenderableType]:
    """Give a table in the best form that fits, and say so where the shares do not."""
    tables = ((shares, made(shares, one_line)) for shares, one_line in forms)
    shares, best = next((one for one in tables if fits(one[1])), (None, made(*forms[-1])))
    yield best
    if shares is None:
        yield line(Sentence("The shares are left out: they ask for a wider screen."), language)


def columns_of(result: Result, table: str) -> Sequence[str]:
    """Give the columns of a table that add up to all that is built."""
    return result.scenario.forms if table == "forms" else result.scenario.segments


def shown_rows(result: Result, table: str, language: Language) -> Records:
    """Give the rows of a table; a preview's are made whole together, so that they add up."""
    rows: Records = result.records(table, language)
    return whole_rows(rows, columns_of(result, table)) if rows and result.preview else rows


def programme_table(
    result: Result,
    rows: Records,
    language: Language,
    shares: int | None,
    one_line: bool,
    *,
    of: str = "totals",
    brief: bool = False,
) -> Fitting:
    """Give a table of the result, with shares in so many decimals or without.

    In brief it is without the capacity that is left, without a line that holds no numbers, and
    without the municipalities that build the least of so many that they fill more than a screen.
    """
    columns = columns_of(result, of)
    free = capacity_left(result.scenario)
    headers = [Word(each) for each in columns]
    rest = [] if brief or of == "forms" else [in_two_lines(Sentence("capacity left"), language)]
    made = table(
        [
            Word("municipality"),
            Sentence("total"),
            *(each if brief else in_two_lines(each, language) for each in headers),
            *rest,
        ],
        language,
        ruled=not brief,
    )
    if brief:
        rows = folded(rows, columns, language)
    names = [str(row["name"]) for row in rows]
    made.columns[0].no_wrap = one_line
    made.columns[0].min_width = max(len(word) for name in names for word in name.split(" "))
    for row in rows:
        code = str(row["municipality"])
        if not code and not brief:
            made.add_section()
        total = row["new_build"]
        widest = [max(len(whole(each[name], language)) for each in rows) for name in columns]
        cells = [
            counted(row, name, language, shares, wide)
            for name, wide in zip(columns, widest, strict=True)
        ]
        made.add_row(
            row["name"] or Sentence("the region").render(language),
            whole(total, language),
            *cells,
            *((whole(free[code] - total, language),) if rest else ()),
        )
    return made


def folded(rows: Records, columns: Sequence[str], language: Language) -> Records:
    """Give the municipalities that build the most and the others together, the region last."""
    *municipalities, region = rows
    if len(municipalities) <= MOST_MUNICIPALITIES:
        return rows
    by_size = sorted(
        municipalities, key=lambda row: (-exact(row["new_build"]), row["municipality"])
    )
    shown = {row["municipality"] for row in by_size[: MOST_MUNICIPALITIES - 1]}
    others = [row for row in municipalities if row["municipality"] not in shown]
    together = {one: sum(exact(row[one]) for row in others) for one in ("new_build", *columns)}
    total = together["new_build"]
    shares = {f"{one}_share": together[one] / total if total else None for one in columns}
    said = Sentence("{number} others", number=len(others)).render(language)
    rest = {"municipality": "", "name": said, **together, **shares}
    return [*(row for row in municipalities if row["municipality"] in shown), rest, region]


def counted(
    row: Mapping[str, Any], name: str, language: Language, shares: int | None, wide: int
) -> str:
    """Give a number of dwellings with its share of the municipality's."""
    dwellings, share = row[name], row[f"{name}_share"]
    number = whole(exact(dwellings), language)
    if shares is None:
        return number
    part = NONE if share is None else percent(exact(share), language, shares)
    # The longest share is "100,0%".
    return f"{number:>{wide}} {part:>{5 + shares + (shares > 0) - 1}}"


def exact(value: object) -> Fraction:
    """Take a number of a record as what it is."""
    return Fraction(str(value))


def capacity_left(scenario: Scenario) -> dict[str, int]:
    """Count the plan capacity per municipality; the region's under the empty code."""
    free: defaultdict[str, int] = defaultdict(int)
    for pool in scenario.capacity:
        if scenario.pool_years(pool):
            free[pool.municipality] += pool.dwellings
            free[""] += pool.dwellings
    return free


def in_two_lines(header: Part, language: Language) -> str:
    """Give a header that is no wider than the numbers below it: a soft hyphen may break a word."""
    return rendered(header, language).replace(" ", "\n", 1).replace("\u00ad", "-\n")
