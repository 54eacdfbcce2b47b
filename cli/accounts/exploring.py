"""What a planner reads of an exploration: what was found in words, and its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cli.accounts.agreements import valued
from cli.accounts.head import title
from cli.accounts.layout import NONE, heading, line, rest_of, table, whole
from models.language import Language, Part, Word, grouped_number, word
from models.language import Text as Sentence

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optimiser.explore.alternatives_result import Alternatives
    from optimiser.explore.pareto_result import Front
    from optimiser.explore.room_result import Rooms
    from optimiser.plans.compare_result import Comparison
    from optimiser.results.account import Account

MOST_ROWS = 30
"""More than this nobody reads on a terminal; all of them are in the table."""

BY_MUNICIPALITY = {
    "dwellings": Sentence("Dwellings by municipality, and the best plan"),
    "households": Sentence("Households by municipality, and the best plan"),
    "places": Sentence("Places by municipality, and the best plan"),
}

NAMED = ("segment", "group", "quantity", "unit", "judgement")
"""Columns that hold words of the domain."""


def opening(found: Account, language: Language) -> Iterator[RenderableType]:
    """Give the scenario, and what was found in words."""
    yield from title(found.about, language)
    yield line(Sentence(""), language)
    for said in found.sentences():
        yield line(Sentence("{said}", said=said), language)


def room_account(found: Rooms, language: Language) -> Iterator[RenderableType]:
    """Give the least and the most per municipality, a column per segment."""
    yield from opening(found, language)
    yield from heading(Sentence("Room by municipality and segment, in dwellings"), language)
    segments = (*found.scenario.segments, "")
    headers: list[Part] = [Word("municipality")]
    headers += [Word(one) if one else Sentence("total") for one in segments]
    made = table(headers, language)
    by_place = {(one.municipality, one.segment): one for one in found.rooms}
    for code in found.scenario.codes:
        cells = [by_place[code, segment] for segment in segments]
        made.add_row(
            found.scenario.municipality(code).name,
            *(f"{whole(one.least, language)}-{whole(one.most, language)}" for one in cells),
        )
    yield made


def front_account(found: Front, language: Language) -> Iterator[RenderableType]:
    """Give the points, and the plans beside them."""
    yield from opening(found, language)
    yield from heading(Sentence("Front, from the best in the first goal to the second"), language)
    for name, goal in (("first_goal", found.first), ("second_goal", found.second)):
        said = found.scenario.goal_sentence(goal)
        yield line(Sentence("{name}: {goal}", name=Word(name), goal=said), language)
    made = table([Sentence("point"), Word("first_goal"), Word("second_goal")], language)
    best = Sentence("the best plan").render(language)
    for row in found.records("front", language):
        made.add_row(
            {"plan": row["plan"], "best": best}.get(row["point"], row["point"]),
            valued(Fraction(str(row["first"])), row["first_unit"], language),
            valued(Fraction(str(row["second"])), row["second_unit"], language),
        )
    yield made


def alternatives_account(found: Alternatives, language: Language) -> Iterator[RenderableType]:
    """Give how different each plan is, what it costs the goals, and its dwellings."""
    yield from opening(found, language)
    if not found.plans:
        return
    unit = found.counted.unit
    columns = ("alternative", unit, "moved", "moved_from_nearest")
    yield from shown(found, "alternatives", columns, Sentence("Alternatives"), language)
    yield from shown(
        found, "goals", ("goal", "alternative", "value", "best"), Sentence("Goals"), language
    )
    yield from heading(BY_MUNICIPALITY[unit], language)
    numbers = range(1, len(found.plans) + 1)
    made = table([Word("municipality"), Sentence("best"), *map(str, numbers)], language)
    rows = found.records(unit, language)
    for code in found.scenario.codes:
        own = [row for row in rows if row["municipality"] == code]
        best = sum(row["best"] for row in own if row["alternative"] == 1)
        built = [sum(row[unit] for row in own if row["alternative"] == each) for each in numbers]
        name = found.scenario.municipality(code).name
        made.add_row(name, whole(best, language), *(whole(each, language) for each in built))
    yield made


def comparison_account(found: Comparison, language: Language) -> Iterator[RenderableType]:
    """Give each plan beside the best one."""
    yield from opening(found, language)
    for name, headline, columns in (
        ("missed", Sentence("Missed"), ("plan", "title", "name", "year", "short", "unit")),
        (
            "changes",
            Sentence("The smallest change that makes it right"),
            ("plan", "name", "segment", "group", "year", "before", "after", "least", "most"),
        ),
        ("goals", Sentence("Goals"), ("goal", "plan", "value", "best", "difference")),
        (
            "agreements",
            Sentence("Agreements: what is missed"),
            ("title", "plan", "missed", "short", "best_short"),
        ),
        (
            "by_municipality",
            Sentence("By municipality, beside the best plan"),
            ("name", "quantity", "plan", "number", "best", "difference", "judgement"),
        ),
        (
            "by_municipality_and_segment",
            Sentence("By municipality and segment, beside the best plan"),
            ("name", "segment", "plan", "number", "best", "difference", "judgement"),
        ),
        (
            "by_segment",
            Sentence("By segment, beside the best plan"),
            ("segment", "quantity", "plan", "number", "best", "difference", "judgement"),
        ),
        (
            "by_year",
            Sentence("By year, beside the best plan"),
            ("year", "quantity", "plan", "number", "best", "difference", "judgement"),
        ),
    ):
        yield from shown(found, name, columns, headline, language)
    yield from completion_section(found, language)


def completion_section(found: Comparison, language: Language) -> Iterator[RenderableType]:
    """Give per agreement what completing a plan can still make of it, at worst and at best."""
    rows = [row for row in found.records("completions", language) if row["worst_slack"] < 0]
    if not rows:
        return
    yield from heading(Sentence("What completing the plan can make of it"), language)
    headers: list[Part] = [Word("plan"), Word("agreement")]
    headers += [
        Sentence("too few at worst"),
        Sentence("too many at worst"),
        Sentence("off at best"),
    ]
    made = table(headers, language, left=2)
    made.columns[1].no_wrap = False
    ends: dict[tuple[str, str], tuple[float, ...]] = {}
    for row in rows:
        key = row["plan"], row["title"]
        own = row["too_few_at_worst"], row["too_many_at_worst"], max(0.0, -row["best_slack"])
        ends[key] = tuple(map(max, ends.get(key, own), own))
    for (plan, name), far in ends.items():
        made.add_row(plan, name, *(grouped_number(Fraction(str(one)), language) for one in far))
    yield made
    said = Sentence(
        "For the requirement that can be off most, while the other agreements that the completed "
        "plan keeps are kept. All of them: --table completions."
    )
    yield line(said, language, "dim")


def shown(
    found: Account, name: str, columns: Sequence[str], headline: Sentence, language: Language
) -> Iterator[RenderableType]:
    """Give some columns of a table, up to so many rows; columns without anything are left out."""
    rows = found.records(name, language)
    if not rows:
        return
    yield from heading(headline, language)
    used = [column for column in columns if any(row[column] not in (None, "") for row in rows)]
    left = sum(isinstance(rows[0][column], str) for column in used)
    ordered = sorted(used, key=lambda column: not isinstance(rows[0][column], str))
    made = table(tuple(Word(column) for column in ordered), language, left=max(1, left))
    for column in made.columns[: max(1, left)]:
        column.no_wrap = False
    for row in rows[:MOST_ROWS]:
        made.add_row(*(as_cell(row, column, language) for column in ordered))
    yield made
    yield from rest_of(rows, MOST_ROWS, name, language)


def as_cell(row: Mapping[str, Any], column: str, language: Language) -> str:
    """Give a value as a reader writes it."""
    value = row[column]
    match value:
        case None:
            return NONE
        case str():
            if column == "name" and not value:
                return Sentence("the region").render(language)
            if column == "goal":
                return str(row["sentence"])
            return word(value, language) if column in NAMED and value else value
        case int() if column == "year":
            return str(value)
        case int() | Fraction() if row.get("unit") == "ratio" and column != "alternative":
            return valued(Fraction(value), "ratio", language)
        case _:
            return grouped_number(Fraction(str(value)), language)
