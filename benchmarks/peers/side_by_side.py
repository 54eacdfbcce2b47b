"""All peers side by side: what they take, and what the plan is worth by our exact audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.peers.region import read_region
from benchmarks.peers.running import OURS, PEERS, Peer, Run, run
from benchmarks.table import Line, Report, Table, shown
from models.scenario import Scenario
from optimiser.results.audit import Audit
from scenarios import read_scenario

REGIONS = ("arnhem-nijmegen", "fictitious-region")
SECONDS = 60.0
"""What each peer may take."""
QUICK = 10.0
"""A peer that takes less is run three times in all."""
SLOW = "PuLP + CBC"


def report(seconds: float = SECONDS) -> Report:
    """Let all peers solve both regions in turns."""
    lines: list[Line] = []
    tables: list[Table] = []
    for name in REGIONS:
        runs = in_turns(name, seconds)
        scenario = read_scenario(name)
        size = f"{len(scenario.municipalities)} municipalities, {len(scenario.horizon.years)} years"
        tables.append(table(f"{name}: {size}", scenario, runs))
        if name == REGIONS[0]:
            lines = against(runs, seconds)
    return Report(
        "Peers: the same region written by hand in other libraries",
        lines,
        tables,
        [
            f"Each run in a process of its own, in turns, {seconds:.0f} s at most; the median of "
            "three for who needs less than "
            f"{QUICK:.0f} s. Time is from the first line of the model to the last goal, without "
            "importing and reading. **Bold** is better than ours. Every library has its own "
            "defaults (HiGHS ends a search within 0.01 %); ours asks for proof.",
            "The peers make the largest deviation as small as can be, and then all deviations "
            "together, in households; ours makes the next largest as small as can be, and so on "
            "(leximin), which no single model can. So what is left for the goals after fairness "
            "differs. `gap` is that of the last goal, as the library tells it; of ours it is the "
            "distance to the best in fractions of dwellings. Calc tells no gap, and not whether "
            "what it found is proven.",
        ],
    )


def in_turns(name: str, seconds: float) -> dict[Peer, list[Run]]:
    """Run every peer once, and who is quick twice more, taking turns."""
    present = [peer for peer in PEERS if peer.installed]
    runs = {peer: [run(peer, name, seconds)] for peer in present}
    for _ in range(2):
        for peer in present:
            took = runs[peer][0].seconds
            if took is not None and took < QUICK:
                runs[peer].append(run(peer, name, seconds))
    return runs


def against(runs: Mapping[Peer, Sequence[Run]], seconds: float) -> list[Line]:
    """Hold our time against the peers that came to the last goal, with a plan that is kept."""
    found = {peer.name: typical(each) for peer, each in runs.items()}
    took = {
        name: each.seconds
        for name, each in found.items()
        if each.seconds and each.audit and each.audit.kept and not each.fault
    }
    mine = took.pop(OURS.name)
    fastest = min(took, key=lambda name: took[name])
    lines = [Line(f"ours against the fastest, {fastest}", mine / took[fastest], "x", at_most=1)]
    # What was stopped would have taken longer still.
    slow = took.get(SLOW, seconds)
    return [*lines, Line(f"ours against {SLOW}", mine / slow, "x", at_most=0.05)]


def typical(runs: Sequence[Run]) -> Run:
    """Give the run with the median time."""
    return sorted(runs, key=lambda each: each.seconds or float("inf"))[len(runs) // 2]


def table(title: str, scenario: Scenario, runs: Mapping[Peer, Sequence[Run]]) -> Table:
    """Show what each peer took and reached, those that are not installed by name only."""
    ours = typical(runs[OURS])
    head = (
        "peer",
        "s",
        "times ours",
        "processor s",
        "peak MB",
        "goals proven",
        "audit",
        *measures(scenario),
        "gap",
    )
    rows = []
    for peer in PEERS:
        if peer not in runs:
            rows.append((peer.name, "not installed here", *[""] * (len(head) - 2)))
            continue
        found = typical(runs[peer])
        asked = scenario.goals if peer is OURS else read_region(scenario).goals
        rows.append((peer.name, *row(scenario, found, ours, len(asked))))
    return Table(title, head, rows)


def row(scenario: Scenario, found: Run, ours: Run, asked: int) -> tuple[str, ...]:
    """Show one run, which was asked for so many goals, beside ours."""
    wanted = measures(scenario)
    if found.audit is None:
        took = "-" if found.seconds is None else f"{found.seconds:.2f}"
        return took, "", "", "", found.fault, *[""] * (len(wanted) + 2)
    proven = sum(goal["proven"] for goal in found.goals)
    missed = len(found.audit.missed)
    audited = "kept" if found.audit.kept else f"{missed} missed"
    best = quality(scenario, ours.audit) if ours.audit else {}
    values = [
        f"**{shown(value)}**" if value < best.get(name, value) - 1e-9 else shown(value)
        for name, value in quality(scenario, found.audit).items()
    ]
    return (
        f"{found.seconds or 0:.2f}",
        f"{(found.seconds or 0) / (ours.seconds or 1):.1f}",
        f"{found.busy:.2f}",
        f"{found.megabytes:.0f}",
        f"{proven} of {asked}" + (f" ({found.fault})" if found.fault else ""),
        audited,
        *values,
        gap(found),
    )


def measures(scenario: Scenario) -> list[str]:
    """Name what a plan is judged by."""
    return ["shortfall", "largest deviation", "Hoover", *others(scenario)]


def others(scenario: Scenario) -> list[str]:
    """Name the goals after fairness."""
    first = ("shortfall", "fair_share")
    return [goal.id.partition(":")[0] for goal in scenario.goals if goal.kind not in first]


def quality(scenario: Scenario, audited: Audit) -> dict[str, float]:
    """Give what a plan is worth: all of it is better the less it is."""
    goals = {name.partition(":")[0]: float(value) for name, value in audited.goals.items()}
    hoover = [float(spread.hoover) for spread in audited.spreads]
    return {
        "shortfall": goals["shortfall"],
        "largest deviation": goals["fair_share"],
        "Hoover": sum(hoover) / max(1, len(hoover)),
        **{name: goals[name] for name in others(scenario)},
    }


def gap(found: Run) -> str:
    """Give the gap of the last goal that was pursued, when the library tells it."""
    last = found.goals[-1]
    if last["bound"] is None:
        return "not told"
    return f"{100 * max(0.0, last['value'] - last['bound']) / max(1.0, abs(last['value'])):.2f} %"
