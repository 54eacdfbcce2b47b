"""What a planner reads of several keys: a letter for each, and what each municipality gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from string import ascii_uppercase
from typing import TYPE_CHECKING

from cli.accounts.head import title
from cli.accounts.layout import NONE, fits, heading, line, percent, table, whole
from models.language import Language, Part, Word, to_places
from models.language import Text as Sentence

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cli.accounts.fitting import Fitting
    from optimiser import KeyComparison
    from optimiser.keys.effects import KeyShare, Left

CellTexts = Callable[[int, str], tuple[str, ...]]
"""Gives what stands under a key (by its place) for a municipality: one text or more."""


def keys_account(comparison: KeyComparison, language: Language) -> Iterator[RenderableType]:
    """Give all that a planner wants to see of a comparison, in the order of interest.

    Parameters
    ----------
    comparison
        The keys side by side.
    language
        The reader's.
    """
    yield from title(comparison.scenario, language)
    yield from key_section(comparison, language)
    yield from share_section(comparison, language)
    if any(one.result and one.result.plan for one in comparison.keys):
        yield from plan_section(comparison, language)
    if any(one.left for one in comparison.keys):
        yield from seekers_section(comparison, language)


def letter(place: int) -> str:
    """Give the name of a key's column: A to Z, and after those AA, AB."""
    above, rest = divmod(place, len(ascii_uppercase))
    return (letter(above - 1) if above else "") + ascii_uppercase[rest]


def key_section(comparison: KeyComparison, language: Language) -> Iterator[RenderableType]:
    """Give each key with its letter, what moves because of it, and how near a plan comes to it."""
    yield from heading(
        Sentence("Keys: {agreement}", agreement=comparison.agreement.name()), language
    )
    planned = any(one.result for one in comparison.keys)
    headers: list[Part] = ["", Sentence("key"), Sentence("moves")]
    if planned:
        headers += [Sentence("largest deviation"), Word("hoover"), Sentence("asked too much")]
    made = table(headers, language, 2)
    made.columns[1].no_wrap = False
    for place, row in enumerate(comparison.records("keys", language)):
        text = row["text"]
        if row["in_force"]:
            text = Sentence("{key} (in force)", key=text).render(language)
        cells = [letter(place), text, number(row["moved"], language)]
        if planned and row["largest_deviation"] is None:
            cells += [NONE] * 3
        elif planned:
            cells += [
                percent(row["largest_deviation"], language),
                percent(row["hoover"], language),
                number(row["beyond_cap"], language),
            ]
        made.add_row(*cells)
    yield made
    moves = Sentence(
        "Moves: {unit} that go to another municipality than by key A.",
        unit=Word(comparison.agreement.unit),
    )
    yield line(moves, language, "dim")
    if planned:
        over = Sentence(
            "Largest deviation and Hoover: of all years together; of each year: --table spreads."
        )
        yield line(over, language, "dim")
    if any(row["beyond_cap"] is not None for row in comparison.records("keys", language)):
        much = Sentence(
            "Asked too much: municipalities whose fair share is more than the agreed part of what "
            "comes free, in some year."
        )
        yield line(much, language, "dim")


def number(value: Fraction | int | None, language: Language) -> str:
    """Write a number, to one tenth."""
    return NONE if value is None else whole(value, language)


def share_section(comparison: KeyComparison, language: Language) -> Iterator[RenderableType]:
    """Give the fair shares over all years in whole units, with the difference from key A."""

    def cell(place: int, code: str) -> tuple[str, ...]:
        mine, base = share_of(comparison, place, code), share_of(comparison, 0, code)
        if mine is not None and mine.fair is None:
            return (
                (percent(mine.weight, language),)
                if place == 0
                else (percent(mine.weight, language), "")
            )
        if mine is None or mine.whole is None:
            return (NONE,) if place == 0 else (NONE, "")
        if place == 0:
            return (number(mine.whole, language),)
        if base is None or base.whole is None:
            return number(mine.whole, language), ""
        apart = mine.whole - base.whole
        return number(mine.whole, language), ("+" if apart > 0 else "") + number(apart, language)

    yield from heading(
        Sentence(
            "Fair share over {years}, in whole {unit}, and the difference from A",
            years=years_of(comparison),
            unit=Word(comparison.agreement.unit),
        ),
        language,
    )
    if comparison.agreement.decided and not any(one.result for one in comparison.keys):
        said = Sentence(
            "The plan decides what there is to divide, and no plan was looked for: leave out "
            "{option} to see the shares in {unit}. Below is the part of all that is each one's.",
            option="--shares-only",
            unit=Word(comparison.agreement.unit),
        )
        yield line(said, language)
    yield from side_by_side(comparison, language, members_of(comparison), cell)


def plan_section(comparison: KeyComparison, language: Language) -> Iterator[RenderableType]:
    """Give what the best plan with each key assigns, and how far that is from the fair share."""

    def cell(place: int, code: str) -> tuple[str, ...]:
        share = share_of(comparison, place, code)
        if share is None or share.assigned is None or share.fair is None:
            return NONE, ""
        if not share.fair:
            return number(share.assigned, language), NONE
        off = to_places((share.assigned - share.fair) / share.fair, 3)
        return number(share.assigned, language), ("+" if off > 0 else "") + percent(off, language)

    yield from heading(
        Sentence(
            "What the best plan assigns over {years}, and how far that is from the fair share",
            years=years_of(comparison),
        ),
        language,
    )
    yield from side_by_side(comparison, language, members_of(comparison), cell)


def seekers_section(comparison: KeyComparison, language: Language) -> Iterator[RenderableType]:
    """Give what is left for regular seekers, in number and as a part of what comes free."""
    found: list[dict[str, Left]] = [
        {row.code: row for row in one.left if row.year is None} for one in comparison.keys
    ]

    def cell(place: int, code: str) -> tuple[str, ...]:
        row = found[place].get(code)
        if row is None:
            return NONE, ""
        share = row.share(row.housed)
        return number(row.left, language), NONE if share is None else percent(share, language)

    yield from heading(
        Sentence("Left for regular seekers over {years}", years=years_of(comparison)), language
    )
    yield from side_by_side(comparison, language, (*comparison.scenario.codes, ""), cell)
    said = Sentence(
        "Vacancies and new social rent, less the households of target groups that are housed."
    )
    yield line(said, language, "dim")


def years_of(comparison: KeyComparison) -> str:
    """Write the years that are counted together."""
    years = comparison.scenario.horizon.years
    counted = [year for year in comparison.agreement.years or years if year in years]
    first, last = min(counted, default=years[0]), max(counted, default=years[-1])
    return str(first) if first == last else f"{first}-{last}"


def members_of(comparison: KeyComparison) -> tuple[str, ...]:
    """Give the municipalities among which is divided."""
    return tuple(comparison.keys[0].weights)


def share_of(comparison: KeyComparison, place: int, code: str) -> KeyShare | None:
    """Give a share over all years."""
    found = comparison.keys[place].over_all_years
    return found.shares[code] if found else None


def side_by_side(
    comparison: KeyComparison, language: Language, codes: Sequence[str], cell: CellTexts
) -> Iterator[RenderableType]:
    """Give the municipalities with a column (or two) per key; more tables when one is too wide."""
    places = list(range(len(comparison.keys)))
    for most in range(len(places), 0, -1):
        parts = [places[at : at + most] for at in range(0, len(places), most)]
        for one_line in (True, False):
            made = [one_table(comparison, language, codes, cell, part) for part in parts]
            for each in made:
                each.columns[0].no_wrap = one_line
            if all(fits(each) for each in made) or (most == 1 and not one_line):
                yield from made
                return


def one_table(
    comparison: KeyComparison,
    language: Language,
    codes: Sequence[str],
    cell: CellTexts,
    places: Sequence[int],
) -> Fitting:
    """Give one table for some of the keys."""
    width = {place: len(cell(place, codes[0])) if codes else 1 for place in places}
    headers: list[Part] = [Word("municipality")]
    for place in places:
        headers += [letter(place), *[""] * (width[place] - 1)]
    made = table(headers, language)
    region = Sentence("the region").render(language)
    names = {
        code: comparison.scenario.municipality(code).name if code else region for code in codes
    }
    made.columns[0].min_width = max(
        (len(word) for name in names.values() for word in name.split()), default=0
    )
    for code, name in names.items():
        if not code:
            made.add_section()
        made.add_row(name, *(text for place in places for text in cell(place, code)))
    return made
