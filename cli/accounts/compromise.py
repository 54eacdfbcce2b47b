"""What negotiators read of a compromise: who gives in on how much, and why."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from cli.accounts.explanation import tenths
from cli.accounts.exploring import opening, shown
from cli.accounts.infeasible import ways_out_section
from cli.accounts.layout import NONE, bullet, heading, line, percent, table
from models.language import Language, Text, Word

if TYPE_CHECKING:
    from rich.console import RenderableType

    from optimiser.negotiation.compromise_result import Compromise


SUMMED = ("asked", "got", "missing")
"""Columns of claims of which the sum over all rows is shown."""

OWN = ("claim", "kept anyway", "left out", "not measured")
"""What an agreement is at the table that not all parties have in the same way."""


def compromise_account(found: Compromise, language: Language) -> Iterator[RenderableType]:
    """Give what was found in words, what each party gives in, and where they differ."""
    yield from opening(found, language)
    yield from concessions_section(found, language)
    yield from claims_section(found, language)
    yield from agreements_section(found, language)
    yield from crossed_section(found, language)
    yield from conflict_section(found, language)


def concessions_section(found: Compromise, language: Language) -> Iterator[RenderableType]:
    """Give what each party asks, misses, and gives in, beside the exact leximin."""
    rows = found.records("concessions", language)
    if not rows:
        return
    yield from heading(Text("What each party gives in"), language)
    headers = [
        Word(name) for name in ("party", "most_missing", "missing", "given_share", "exact_share")
    ]
    made = table(headers, language)
    for row in rows:
        made.add_row(
            row["party"],
            tenths(row["most_missing"], language),
            tenths(row["missing"], language),
            percent(row["given_share"], language),
            percent(Fraction(str(row["exact_share"] or 0)), language),
        )
    yield made
    measured = Text(
        "The most missing is what a plan which keeps what is common could miss of the claims."
    )
    yield line(measured, language, "dim")


def claims_section(found: Compromise, language: Language) -> Iterator[RenderableType]:
    """Give what is asked, got and missing of each claim, all its rows together."""
    rows = found.records("claims", language)
    if not rows:
        return
    yield from heading(Text("What each party asks for and gets"), language)
    made = table([Word(name) for name in ("party", "claim", *SUMMED)], language, left=2)
    made.columns[1].no_wrap = False
    for (party, _), own in groupby(rows, key=lambda row: (row["party"], row["agreement"])):
        together = list(own)
        asked, missing = (
            sum((row[name] for row in together), Fraction(0)) for name in ("asked", "missing")
        )
        # What one row has too much of does not make up for what another lacks.
        counted = asked + missing if together[0]["sense"] == "<=" else asked - missing
        sums = [tenths(one, language) for one in (asked, counted, missing)]
        made.add_row(party, together[0]["title"], *sums)
    yield made
    yield line(
        Text("Gets: what counts of it. More in one place or year does not make up for another."),
        language,
        "dim",
    )


def agreements_section(found: Compromise, language: Language) -> Iterator[RenderableType]:
    """Give each agreement on which parties differ, as the base and each of them has it."""
    rows = found.records("agreements", language)
    by_id = {key: list(own) for key, own in groupby(rows, key=lambda row: row["agreement"])}
    differing = [own for own in by_id.values() if any(row["standing"] in OWN for row in own)]
    if not differing:
        return
    yield from heading(Text("Where parties differ"), language)
    for own in differing:
        for row in own:
            if row["standing"] in OWN or not row["party"]:
                who = row["party"] or Text("the base")
                what = row["sentence"] or row["title"]
                said = Text("{who}: {what} ({how})", who=who, what=what, how=Text(row["standing"]))
                yield bullet(said, language)


def crossed_section(found: Compromise, language: Language) -> Iterator[RenderableType]:
    """Give what each party gives in by the plan of each, a column per party."""
    names = [position.name for position in found.positions]
    yield from heading(Text("What each party gives in by other plans"), language)
    made = table([Word("plan"), *names], language)
    rows = found.records("crossed", language)
    for plan in dict.fromkeys(row["plan"] for row in rows):
        shares = {row["party"]: row["given_share"] for row in rows if row["plan"] == plan}
        name = plan if plan in names else Text(plan).render(language)
        made.add_row(name, *(percent(shares[one], language) for one in names))
    for name in names:
        if found.own[name].plan is None:
            made.add_row(name, *(NONE for _ in names))
    yield made


def conflict_section(found: Compromise, language: Language) -> Iterator[RenderableType]:
    """Give the smallest conflict, and in which ways claims could give."""
    columns = ("party", "title", "name")
    yield from shown(found, "conflict", columns, Text("These cannot hold together"), language)
    reason = found.together.infeasibility
    if reason is not None and found.joint.claims:
        yield from ways_out_section(reason, found.joint.bound, language)
        yield line(Text("Only claims give."), language, "dim")
