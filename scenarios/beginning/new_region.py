"""A new region: the scenario of some municipalities, with the national rules, ready to solve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from models.findings import Finding, InvalidScenario, Origin
from models.key import apportioned
from models.language import Percent, Text, Word
from models.scenario import Scenario
from scenarios.beginning.chosen_municipalities import ChosenMunicipality, chosen_municipalities
from scenarios.beginning.figure_files import CAPACITY, FigureRow, figure_rows
from scenarios.beginning.national_rules import SOURCE, national_rules
from scenarios.document.document import COUNTED
from scenarios.reading import scenario_from_json

KEYS = ("households", "inhabitants", "stock")
"""The figures by which a region divides when nobody said by what, the first that is known."""

PLANS = Fraction(13, 10)
"""What plan capacity has to be of what is built (N13), where only one of the two is known."""

ASSUMED = Text("Assumption")
ASKED = Text("As asked")
DERIVED = Text("Plan capacity divided by {part}", part=Percent(PLANS))


def new_region(
    named: Sequence[str],
    files: Mapping[str, bytes],
    *,
    first_year: int,
    last_year: int,
    dwellings: int | None = None,
    identifier: str = "new-region",
) -> tuple[Scenario, tuple[Finding, ...]]:
    """Make a scenario of some municipalities from files of figures.

    Parameters
    ----------
    named
        The municipalities, by name, code, or both (``GM0233 Ermelo``).
    files
        Per name the content of a file of StatLine or of the housing map.
    first_year, last_year
        The years of the plan, both included.
    dwellings
        How many are to be built; without it as many as plan capacity of 130% is for.
    identifier
        What the scenario is called by.

    Returns
    -------
    tuple
        The scenario, and what was recognised or is missing.

    Raises
    ------
    InvalidScenario
        With all that is not understood.
    """
    rows: list[tuple[str, FigureRow]] = []
    findings: list[Finding] = []
    unread = False
    for file, source in files.items():
        try:
            rows += [(file, row) for row in figure_rows(source, file)]
        except InvalidScenario as invalid:
            findings += invalid.findings
            unread = True
    chosen, told = chosen_municipalities(named, [row for _, row in rows])
    findings += [one for one in told if one.severity == "error"]
    own_rows = [[row for _, row in rows if one.has(row)] for one in chosen]
    known = {*COUNTED, *CAPACITY.values(), *(name for _, row in rows for name in row.figures)}
    unclear = [
        finding
        for own in own_rows
        for row in own
        for name, finding in row.unclear.items()
        if name in known
    ]
    planned = [any("capacity_hard" in row.figures for row in own) for own in own_rows]
    if dwellings is None and not unread and not all(planned):
        text = Text(
            "No file has plan capacity. Give one of the housing map, or say how many dwellings are "
            "to be built: then the plan capacity for them is assumed."
        )
        findings.append(Finding("missing-figure", "error", text, Origin("--dwellings")))
    if findings:
        raise InvalidScenario([*findings, *unclear])
    drafted = _Figures(chosen, rows, dwellings)
    notes = [one for one in told if one.severity != "error"] + unclear + drafted.notes
    document = {"id": identifier, **drafted.document(first_year, last_year)}
    notes += drafted.assumptions()
    return scenario_from_json(document, file="region"), tuple(notes)


class _Figures:
    """The figures of the chosen municipalities, and what can be said with them."""

    def __init__(
        self,
        chosen: Sequence[ChosenMunicipality],
        rows: Sequence[tuple[str, FigureRow]],
        dwellings: int | None,
    ) -> None:
        self.chosen = chosen
        self.notes: list[Finding] = []
        self.figures: dict[str, dict[str, Fraction]] = {one.code: {} for one in chosen}
        self.origins: dict[str, dict[str, set[int]]] = {}
        for one in chosen:
            for file, row, name in _of(one, rows):
                self.origins.setdefault(name, {}).setdefault(file, set()).add(row.year)
                own = self.figures[one.code]
                own[name] = own.get(name, Fraction(0)) + row.figures[name]
        self.capacity = self.plans(dwellings)
        planned = sum(pool["dwellings"] for pool in self.capacity)
        self.assumed = dwellings is None
        self.dwellings = int(planned / PLANS) if dwellings is None else dwellings
        for name in sorted(self.origins):
            missing = tuple(one.name for one in chosen if name not in self.figures[one.code])
            if missing:
                figure = Word(name)
                text = Text("“{figure}” is unknown of {names}.", figure=figure, names=missing)
                self.notes.append(Finding("missing-figure", "note", text))
            below = tuple(one.name for one in chosen if self.figures[one.code].get(name, 0) < 0)
            if below and name.startswith("capacity_"):
                text = Text("“{figure}” is below zero in {names}: it counts as none.",
                            figure=Word(name), names=below)  # fmt: skip
                self.notes.append(Finding("negative-figure", "note", text))

    def known(self, *names: str) -> bool:
        """Tell whether figures are known of everybody."""
        return all(name in own for own in self.figures.values() for name in names)

    @property
    def key(self) -> str | None:
        """The figure by which the region divides; None where none is known of everybody."""
        return next((name for name in KEYS if self.known(name)), None)

    def plans(self, dwellings: int | None) -> list[dict[str, Any]]:
        """Give the plan locations: hard and soft plans, or what is assumed for dwellings."""
        found = [
            {
                "pool": f"{code}-{status}",
                "municipality": code,
                "status": status,
                "dwellings": max(0, int(own[figure])),
            }
            for code, own in self.figures.items()
            for status, figure in (("hard", "capacity_hard"), ("soft", "capacity_soft"))
            if figure in own
        ]
        if found or dwellings is None:
            return found
        weights = {
            code: Fraction(own[self.key]) if self.key else Fraction(1)
            for code, own in self.figures.items()
        }
        whole = sum(weights.values())
        parts = {code: weight / whole for code, weight in weights.items()}
        number = -int(-dwellings * PLANS // 1)
        return [
            {"pool": f"{code}-assumed", "municipality": code, "status": "soft", "dwellings": part}
            for code, part in apportioned(number, parts).items()
        ]

    def document(self, first_year: int, last_year: int) -> dict[str, Any]:
        """Give the scenario as a document."""
        names = ", ".join(one.name for one in self.chosen)
        rules = [*national_rules(stock=self.known("stock", "stock_social_rent"))]
        total = {
            "id": "regional-total",
            "kind": "amount",
            "title": {"nl": "Nieuwbouw in de regio", "en": "New build in the region"},
            "measure": {"quantity": "new_build"},
            "at_least": self.dwellings,
            "source": (DERIVED if self.assumed else ASKED).as_record(),
        }
        fair = {
            "id": "fair-share",
            "kind": "fair_share",
            "title": {"nl": "Evenredig verdeeld", "en": "Divided in proportion"},
            "measure": {"quantity": "new_build"},
            "key": self.key,
            "source": ASSUMED.as_record(),
        }
        return {
            "name": {"nl": names, "en": names},
            "horizon": {"first_year": first_year, "last_year": last_year},
            "tables": {
                "municipalities": [
                    {"code": one.code, "name": one.name, **self.figures_of(one.code)}
                    for one in self.chosen
                ],
                "capacity": self.capacity,
                "sources": [*self.sources()],
            },
            "agreements": [total, *rules, *([fair] if self.key else [])],
            "goals": [*([{"fair_share": "fair-share"}] if self.key else []), "smooth_years"],
        }

    def figures_of(self, code: str) -> dict[str, int | str]:
        """Give the figures of a municipality as a document has them, without plan capacity."""
        plans = CAPACITY.values()
        return {
            name: int(number) if number.denominator == 1 else str(number)
            for name, number in sorted(self.figures[code].items())
            if name not in plans
        }

    def assumptions(self) -> Iterator[Finding]:
        """Tell what was assumed because nobody said it."""
        said = [] if self.known_plans else [self.assumed_capacity()]
        if self.assumed:
            said.append(
                Text(
                    "Assumed: {number} dwellings are to be built, for which the plan capacity is "
                    "{part}. Give --dwellings to say how many.",
                    number=self.dwellings,
                    part=Percent(PLANS),
                )
            )
        if self.key:
            said.append(
                Text("Assumed: what is built is divided by {figure}.", figure=Word(self.key))
            )
        return (Finding("assumed", "note", text) for text in said)

    def assumed_capacity(self) -> Text:
        """Say what plan capacity was made of the dwellings that are to be built."""
        spread = Text("by {figure}", figure=Word(self.key)) if self.key else Text("in equal parts")
        return Text(
            "Assumed: no file has plan capacity, so it is {part} of what is to be built, over the "
            "municipalities {spread}. Replace it by your own.",
            part=Percent(PLANS),
            spread=spread,
        )

    @property
    def known_plans(self) -> bool:
        """Whether plan capacity was in a file."""
        return "capacity_hard" in self.origins or "capacity_soft" in self.origins

    def sources(self) -> Iterator[dict[str, str]]:
        """Give where each column comes from, and what is an assumption."""
        read = {name: self.origins[name] for name in sorted(self.origins)}
        for name, files in read.items():
            if name not in CAPACITY.values():
                yield _source("municipalities", name, files)
        for column in ("code", "name"):
            yield _source("municipalities", column, {"CBS": set()})
        plans = read.get("capacity_hard")
        for column in ("pool", "municipality", "status", "dwellings"):
            if plans:
                yield _source("capacity", column, plans)
            else:
                assumed = self.assumed_capacity()
                yield {
                    **_assumed("capacity", column, SOURCE),
                    "note": assumed.render("en"),
                    "note_nl": assumed.render("nl"),
                }
        if self.assumed:
            yield _assumed("agreements", "regional-total", SOURCE)
        if self.key:
            yield _assumed("agreements", "fair-share", ASSUMED)


def _of(
    one: ChosenMunicipality, rows: Sequence[tuple[str, FigureRow]]
) -> Iterator[tuple[str, FigureRow, str]]:
    """Give the rows of a municipality with each figure of the latest year that has it."""
    own = [(file, row) for file, row in rows if one.has(row)]
    for name in sorted({name for _, row in own for name in row.figures}):
        latest = max(row.year for _, row in own if name in row.figures)
        counted: set[tuple[str, str]] = set()
        for file, row in own:
            who = row.code, row.name
            if row.year == latest and name in row.figures and who not in counted:
                counted.add(who)
                yield file, row, name


def _assumed(table: str, column: str, source: Text) -> dict[str, str]:
    said = {"source": source.render("en"), "source_nl": source.render("nl")}
    return {"table": table, "column": column, **said, "assumption": "yes"}


def _source(table: str, column: str, files: Mapping[str, set[int]]) -> dict[str, str]:
    years = sorted({str(year) for own in files.values() for year in own if year})
    return {
        "table": table,
        "column": column,
        "source": ", ".join(sorted(files)),
        "year": ", ".join(years),
        "assumption": "no",
    }
