"""The answers on the page of the regional agreements: a telling number for each, from its plan.

Only numbers that every best plan has in common, so that the page is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from models.language import number
from optimiser import Result
from scenarios import read_negotiated
from scenarios.shipped import library

HALVES = ("first", "second")
"""The half years of the task of permit holders."""


def rows(result: Result, table: str, **wanted: Any) -> list[dict[str, Any]]:
    """Give the rows of a table that say this in these columns."""
    found = result.records(table, "en")
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def total(result: Result, table: str, column: str, **wanted: Any) -> Fraction:
    """Add up a column over the rows that say this."""
    return sum((Fraction(row[column]) for row in rows(result, table, **wanted)), Fraction(0))


def counted(result: Result, agreement: str, column: str = "left", **wanted: Any) -> Fraction:
    """Give what the plan has in the first row of an agreement (``right``: what was agreed)."""
    return Fraction(rows(result, "requirements", agreement=agreement, **wanted)[0][column])


def missing(result: Result, agreement: str) -> Fraction:
    """Add up by how much the rows of an agreement are missed."""
    slacks = (row["slack"] for row in rows(result, "requirements", agreement=agreement))
    return sum((max(Fraction(0), -Fraction(slack)) for slack in slacks), Fraction(0))


def goal(result: Result, name: str) -> Fraction:
    """Give the value of a goal."""
    return next(each.value for each in result.goals if each.id == name)


def off_exact(result: Result, agreement: str) -> Fraction:
    """Give the most that a fair outcome lies off the exact one."""
    found = rows(result, "fair_shares", agreement=agreement)
    return max(Fraction(str(row["off_exact"])) for row in found)


def n(value: Fraction | float) -> str:
    """Write a number."""
    return number(round(Fraction(value), 2), "en")


def percent(value: Fraction) -> str:
    """Write a percentage, to a tenth."""
    return f"{n(round(Fraction(value) * 100, 1))}%"


def social(result: Result, **wanted: Any) -> Fraction:
    """Count the social rent that is built."""
    return total(result, "new_build", "dwellings", segment="social_rent", **wanted)


def built(result: Result, **wanted: Any) -> str:
    """Write how many dwellings of a kind are built."""
    return n(total(result, "new_build", "dwellings", **wanted))


def _n01(result: Result) -> str:
    social = n(counted(result, "social-rent-region", "right"))
    affordable = n(counted(result, "affordable-region", "right"))
    return f"of {built(result)} dwellings at least {social} social rent and {affordable} affordable"


def _n02(result: Result) -> str:
    found = rows(result, "requirements", agreement="social-rent-low-stock")
    return f"holds in {len(found)} of 17 municipalities, kept in {sum(r['kept'] for r in found)}"


def _n03(result: Result) -> str:
    found = rows(result, "requirements", agreement="mid-segment-high-stock")
    kept = sum(row["kept"] for row in found)
    return f"holds in {len(found)} municipalities as a wish, and is kept in {kept}"


def _n04(result: Result) -> str:
    kept = {
        option: {row["name"] for row in rows(result, "choices", option=option, kept=True)}
        for option in ("social-rent", "mid-segment")
    }
    only = sorted(kept["mid-segment"] - kept["social-rent"])
    return (
        f"social rent in {len(kept['social-rent'])} municipalities, and the mid segment instead in "
        f"{' and '.join(only)}, where that stays nearest to the bids"
    )


def _n05(result: Result) -> str:
    names = "elderly-zero-step", "elderly-clustered", "elderly-care-suitable"
    said = (n(counted(result, name, "right")) for name in names)
    return "at least {} zero-step, {} clustered and {} care-suitable".format(*said)


def _n06(result: Result) -> str:
    standing = counted(result, "regional-total")
    return f"{built(result, form='flex')} flex dwellings; {n(standing)} dwellings stand at the end"


def _n07(result: Result) -> str:
    return f"{n(missing(result, 'yearly-task'))} dwellings short in six years"


def _n08(result: Result) -> str:
    first = total(result, "housed", "households", group="permit_holders_first_half", year=2030)
    off = max(off_exact(result, f"permit-holders-{half}-fair-share") for half in HALVES)
    return f"{n(first)} households in each first half; at most {n(off)} off the exact share"


def _n09(result: Result) -> str:
    places = total(result, "facilities", "places", municipality="GM9901")
    return (
        f"{n(goal(result, 'least:places'))} places, {n(places)} where there are many already; "
        f"urgent households at most {n(off_exact(result, 'urgent-fair-share'))} off"
    )


def _n10(result: Result) -> str:
    existing = counted(result, "existing-stock")
    return f"{n(existing)} dwellings from the existing stock, {percent(existing / 3600)} of all"


def _n11(result: Result) -> str:
    there = counted(result, "none-where-load-is-high")
    return f"{built(result, form='supported')} such dwellings, {n(there)} where the load is high"


def _n12(result: Result) -> str:
    low = len(rows(result, "requirements", agreement="social-rent-where-little"))
    high = len(rows(result, "requirements", agreement="mid-segment-where-much"))
    social = Fraction(total(result, "new_build", "dwellings", segment="social_rent"))
    return (
        f"{percent(social / total(result, 'new_build', 'dwellings'))} social rent over the region; "
        f"30% of it in {low} municipalities, 40% mid segment in {high}"
    )


def _n13(result: Result) -> str:
    plans = counted(result, "plans-130")
    first = counted(result, "hard-plans-first")
    return (
        f"plans for {n(plans)} dwellings beside {built(result)} built, {n(first)} of them "
        f"hard beside {n(counted_in(result, range(2026, 2031)))} in five years"
    )


def _n14(result: Result) -> str:
    brings = total(result, "euros", "euros", rate="incentive")
    costs = total(result, "euros", "euros", rate="contribution")
    return f"contributions of {n(costs)} euros, the least possible; the incentive is {n(brings)}"


def _r01(result: Result) -> str:
    kinds = {row["facility"] for row in rows(result, "facilities")}
    off = max(off_exact(result, goal.agreement) for goal in result.scenario.fairness_goals)
    return (
        f"{len(kinds)} facilities sited, proven to {percent(Fraction(result.siting_gap or 0))}; "
        f"six groups at most {n(off)} off the exact spread"
    )


def _r02(result: Result) -> str:
    yearly = total(result, "housed", "households", year=2026)
    off = off_exact(result, "leavers-fair-share")
    waiting = missing(result, "leavers-housed") / 3
    return f"{n(yearly)} a year, at most {n(off)} off the exact spread; {n(waiting)} a year wait"


def _r03(result: Result) -> str:
    elsewhere = goal(result, "least:placed+urgent+elsewhere")
    euros = total(result, "settlements", "receives", municipality="GM0080", year=2026)
    return (
        f"{n(elsewhere)} of 2,800 households elsewhere than fits best; "
        f"Leeuwarden receives {n(round(euros))} euros in 2026"
    )


def _r04(result: Result) -> str:
    return f"{n(480 - missing(result, 'return'))} of 480 return; elsewhere there is no room"


def _r05(result: Result) -> str:
    found = rows(result, "fair_shares", agreement="mixed-key")
    return ", ".join(f"{row['name']} {n(row['assigned'])}" for row in found)


def _r06(result: Result) -> str:
    return f"{n(total(result, 'placed', 'households'))} of 1,290 people housed, 80-10-10 everywhere"


def _r07(result: Result) -> str:
    explained = missing(result, "zero-step") + missing(result, "adapted-or-care")
    special = total(result, "new_build", "dwellings") - total(
        result, "new_build", "dwellings", form="regular"
    )
    return (
        f"six municipalities comply with {n(special)} of 4,000 dwellings, each of which counts for "
        f"both; Opmeer misses {n(explained)}, with its reason"
    )


def _r08(result: Result) -> str:
    places: dict[str, int] = {}
    for row in rows(result, "facilities"):
        places[row["facility"]] = places.get(row["facility"], 0) + row["places"]
    said = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in places.items())
    return f"{said}; {built(result)} flex dwellings"


def _r09(result: Result) -> str:
    said = (
        f"{row['variant']}: {n(row['shortfall'])} short, regret {n(row['regret'])}"
        for row in rows(result, "variants")
    )
    return "; ".join(said)


def _r10(result: Result) -> str:
    elsewhere = goal(result, "least:placed+caravan_dwellers+elsewhere")
    return f"75 pitches, {n(75 - elsewhere)} in the own municipality and {n(elsewhere)} elsewhere"


def _r11(result: Result) -> str:
    leiden = built(result, form="student", municipality="GM0546")
    return f"{built(result, form='student')} student dwellings, {leiden} in Leiden"


def _r12(result: Result) -> str:
    families = total(result, "transferred", "households", group="permit_families", year=2026)
    singles = total(result, "transferred", "households", group="permit_singles", year=2026)
    return f"{n(families)} families and {n(singles)} single persons a year housed for another"


def _r13(result: Result) -> str:
    hosts = {row["name"] for row in rows(result, "facilities")}
    return f"three facilities in {len(hosts)} municipalities; {n(goal(result, 'travel'))} minutes"


def _r14(result: Result) -> str:
    students = {row["name"] for row in rows(result, "facilities", facility="student_housing")}
    return f"students in {', '.join(students)}; {n(goal(result, 'travel'))} minutes of travel"


def _r15(result: Result) -> str:
    groups = [row["places"] for row in rows(result, "facilities")]
    care = built(result, form="care_suitable")
    return f"{len(groups)} groups, the smallest of {min(groups)}, for {care} dwellings"


def _r16(result: Result) -> str:
    found = rows(result, "fair_shares", agreement="on-the-path", municipality="GM9906")
    path = ", ".join(f"{n(row['assigned'])} in {row['year']}" for row in found)
    return f"Voorbeeldwoude: 3 realised in 2026, then {path}"


def _r17(result: Result) -> str:
    town = total(result, "settlements", "receives", municipality="GM9901", year=2026)
    return (
        f"Voorbeeldstad receives {n(round(town))} euros in 2026; "
        f"all together {n(total(result, 'settlements', 'receives'))}"
    )


def _r18(result: Result) -> str:
    past, rest = (
        Fraction(
            sum(int(social(result, year=year)) for year in years),
            sum(int(total(result, "new_build", "dwellings", year=year)) for year in years),
        )
        for years in ((2026, 2027), (2028, 2029))
    )
    return f"{percent(past)} social rent realised, so {percent(rest)} in the years that are left"


def _r19(result: Result) -> str:
    north = total(result, "facilities", "places", facility="sheltered_north")
    south = total(result, "facilities", "places", facility="sheltered_south")
    return f"{n(north)} places in the one Wmo region and {n(south)} in the other; both shares kept"


def _r20(result: Result) -> str:
    said = []
    for name in ("inhabitants", "stock_social_rent", "half_and_half", "by_agreement"):
        weights = result.scenario.key(name).weights(result.scenario.municipalities)
        said.append(f"{name} {n(weights['GM9906'] * 383)}")
    return f"Voorbeeldwoude's households a year: {', '.join(said)}"


def _r21(result: Result) -> str:
    scenario = result.scenario
    entry = next(one for one in library() if one.id == scenario.id)
    deal = read_negotiated(scenario, entry.plans[0])
    numbers = deal.tables["new_build"].numbers
    short = [
        missed
        for place in scenario.municipalities
        if (
            missed := Fraction(2, 3) * place.figure("task_2025_2034")
            - sum(
                number
                for (code, segment), number in numbers.items()
                if code == place.code and segment != "market"
            )
        )
        > 0
    ]
    first = counted_in(result, range(2025, 2031))
    rest = counted_in(result, range(2031, 2035))
    return (
        f"{n(first)} and {n(rest)} dwellings; two thirds affordable can hold in every "
        f"municipality, where the deal is {n(sum(short, Fraction(0)))} short in {len(short)}"
    )


def _v01(result: Result) -> str:
    kept = sum(row["kept"] for row in rows(result, "requirements", agreement="own-share"))
    return f"kept in {kept} municipalities, each by a threshold of its own"


def _v02(result: Result) -> str:
    return f"{n(missing(result, 'near-the-region'))} dwellings short of it anywhere"


def _v03(result: Result) -> str:
    parts = [
        1 - Fraction(total(result, "new_build", "dwellings", segment="market", **here), built)
        for code in result.scenario.codes
        for here in [{"municipality": code}]
        if (built := total(result, "new_build", "dwellings", **here))
    ]
    return f"all six within 20 percentage points: {max(parts) - min(parts) <= Fraction(1, 5)}"


def _v04(result: Result) -> str:
    areas = len(rows(result, "requirements", agreement="each-market"))
    places = len(rows(result, "requirements", agreement="each-neighbourhood"))
    return f"kept in {areas} housing markets and {places} neighbourhoods"


def _v05(result: Result) -> str:
    short = missing(result, "on-course")
    years = len(rows(result, "requirements", agreement="on-course"))
    return f"{n(short)} dwellings short of it at the end of each of {years} years"


def counted_in(result: Result, years: range) -> Fraction:
    """Count the dwellings that are built in some years."""
    return sum((total(result, "new_build", "dwellings", year=year) for year in years), Fraction(0))


ANSWERS: dict[str, Callable[[Result], str]] = {
    "N1": _n01,
    "N2": _n02,
    "N3": _n03,
    "N4": _n04,
    "N5": _n05,
    "N6": _n06,
    "N7": _n07,
    "N8": _n08,
    "N9": _n09,
    "N10": _n10,
    "N11": _n11,
    "N12": _n12,
    "N13": _n13,
    "N14": _n14,
    "R1": _r01,
    "R2": _r02,
    "R3": _r03,
    "R4": _r04,
    "R5": _r05,
    "R6": _r06,
    "R7": _r07,
    "R8": _r08,
    "R9": _r09,
    "R10": _r10,
    "R11": _r11,
    "R12": _r12,
    "R13": _r13,
    "R14": _r14,
    "R15": _r15,
    "R16": _r16,
    "R17": _r17,
    "R18": _r18,
    "R19": _r19,
    "R20": _r20,
    "R21": _r21,
    "V1": _v01,
    "V2": _v02,
    "V3": _v03,
    "V4": _v04,
    "V5": _v05,
}
"""How each agreement's number is read from its plan."""
