"""Whether the plans shown are such as a planner would draw: how far each is from the expected.

Nothing here is a rule of the model. Each column counts what makes a council wonder, and a plan of
which a goal, or an agreement, asks for it shows it here all the same: with whether it is forced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.oddities import CRUMB, LARGE, Kind, Oddity, Verdict, judged
from benchmarks.table import Report, Table
from models.plan import Plan
from models.reference import reference_mixes
from models.scenario import Scenario
from optimiser import solve
from optimiser.results.audit import Audit
from scenarios import library, library_scenario


@dataclass(frozen=True, slots=True)
class Realism:
    """What is counted in one plan.

    Parameters
    ----------
    odd
        What is odd in it, and whether it could be otherwise.
    municipalities, years, cells
        How many municipalities, municipality-years and numbers there are to count in.
    crumbs
        Numbers below three dwellings where more than fifty are built.
    forms
        Per form the planned dwellings, and those of the reference mixes.
    """

    odd: Sequence[Oddity]
    municipalities: int
    years: int
    cells: int
    crumbs: int
    forms: dict[str, tuple[int, int]] = field(default_factory=dict)

    def of(self, kind: Kind) -> list[Oddity]:
        """List what is odd in one way."""
        return [one for one in self.odd if one.expected.kind is kind]


def realism(scenario: Scenario, plan: Plan, audited: Audit) -> Realism:
    """Count in a plan what a council would wonder at.

    Parameters
    ----------
    scenario
        The scenario.
    plan
        A plan for it.
    audited
        The same, held against the scenario.

    Returns
    -------
    Realism
        The counts.
    """
    mixes = reference_mixes(scenario)
    whole = {place: int(n) for place, n in plan.totals("new_build", "municipality").items() if n}
    cells = plan.cells.get("new_build", {})
    large = [number for cell, number in cells.items() if whole[cell[:1]] > LARGE]
    forms = plan.totals("new_build", "form")
    return Realism(
        judged(scenario, plan, audited),
        len(whole),
        len(plan.totals("new_build", "municipality", "year")),
        len(large),
        sum(number < CRUMB for number in large),
        {
            form: (
                int(forms[(form,)]),
                round(sum(mixes[str(code)].forms[form] * n for (code,), n in whole.items())),
            )
            for form in scenario.forms
        },
    )


HEAD = (
    "scenario",
    "over 80 % in one segment",
    "lacks a segment",
    "municipality-years over 80 %",
    "steps of threefold",
    "years of nothing",
    "crumbs",
    "forms: planned (reference)",
)
WHY = ("scenario", "what", "whether", "held by", "where, and what is planned there")
FEW = 4
"""So many places are named of what is odd in one way."""


def report() -> Report:
    """Count in the plan of every scenario of the library, as it is shipped."""
    rows: list[list[str]] = []
    why: list[list[str]] = []
    for entry in library():
        scenario = library_scenario(entry.id)
        result = solve(scenario)
        if result.plan is None or result.audit is None:
            rows.append([entry.id, "no plan", *[""] * (len(HEAD) - 2)])
            continue
        found = realism(scenario, result.plan, result.audit)
        rows.append([entry.id, *shown(found)])
        why += ([entry.id, *row] for row in explained(found.odd))
    notes = (
        "Of every municipality that builds: whether more than 80 % is in one segment, or a segment "
        "is lacking that its reference mix has a dwelling of; the same of a year, if a fifth of it "
        "is three dwellings at least; how often a year has three times another beside it, or "
        "nothing beside a seventh of all; numbers below three dwellings where more than fifty are "
        "built; and the forms. Agreements and goals may ask for each of these.",
        "*Forced*: no plan that is as good for every goal is without it, unless something of this "
        "kind comes up elsewhere; a segment counts as lacking with less than a crumb of it. "
        "*Forced by one of the two years*: of a step, one of the years cannot have so much more, "
        "or so much less, that it ends beside what is planned in the other; the others are level. "
        "*Free*: plans without it are as good, but for balance, or for the few dwellings that "
        "whole households leave room for. *Held by* names agreements; goals hold too.",
    )
    tables = [Table("", HEAD, rows), Table("What is odd, and whether it is forced", WHY, why)]
    return Report("Plans as a planner would draw them", tables=tables, notes=notes)


def explained(found: Sequence[Oddity]) -> Iterator[list[str]]:
    """Write what is odd in one plan: together what is so in the same way, for the same reason."""
    alike: defaultdict[tuple[Kind, Verdict, tuple[str, ...]], list[str]] = defaultdict(list)
    for one in found:
        alike[one.expected.kind, one.verdict, one.held].append(str(one.expected))
    for (kind, verdict, held), places in alike.items():
        held_by = "" if verdict is Verdict.FREE else ", ".join(held) or "plan capacity"
        more = f"; and {len(places) - FEW} more" if len(places) > FEW else ""
        yield [kind, verdict, held_by, "; ".join(places[:FEW]) + more]


def shown(found: Realism) -> list[str]:
    """Write the counts of one plan."""
    return [
        listed(found.of(Kind.SEGMENT), found.municipalities),
        listed(found.of(Kind.LACKING), found.municipalities),
        f"{len(found.of(Kind.YEAR))} of {found.years}",
        str(len(found.of(Kind.STEP))),
        str(len(found.of(Kind.GAP))),
        f"{found.crumbs} of {found.cells}",
        ", ".join(f"{form} {n:,} ({expected:,})" for form, (n, expected) in found.forms.items()),
    ]


def listed(odd: Sequence[Oddity], of: int) -> str:
    """Write how many municipalities, of how many, which, and whether each is forced."""
    verdicts: defaultdict[str, dict[Verdict, None]] = defaultdict(dict)
    for one in odd:
        verdicts[one.expected.place][one.verdict] = None
    named = ", ".join(f"{name} ({' and '.join(each)})" for name, each in verdicts.items())
    return f"{len(verdicts)} of {of}" + (f": {named}" if named else "")
