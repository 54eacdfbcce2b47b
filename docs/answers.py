"""The answers on the page of the regional agreements: telling numbers for each, from its plan.

Only numbers that every best plan has in common, so that the page is the same on every machine. The
sentences around them stand in ``docs/agreed.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from docs.plan_numbers import (
    built,
    built_in,
    counted,
    goal,
    kept,
    missing,
    off_exact,
    percent,
    places,
    rows,
    total,
)
from models.language import Part, Word
from optimiser import Result
from scenarios import read_negotiated
from scenarios.shipped import library

HALVES = ("first", "second")
"""The half years of the task of permit holders."""

Values = Mapping[str, Part]
"""What is told, by the names that the sentence gives to it."""


def _n01(result: Result) -> Values:
    return {
        "built": built(result),
        "social": counted(result, "social-rent-region", "right"),
        "affordable": counted(result, "affordable-region", "right"),
    }


def _n02(result: Result) -> Values:
    holds, keep = kept(result, "social-rent-low-stock")
    return {"holds": holds, "kept": keep}


def _n03(result: Result) -> Values:
    holds, keep = kept(result, "mid-segment-high-stock")
    return {"holds": holds, "kept": keep}


def _n04(result: Result) -> Values:
    chosen = {
        option: {row["name"] for row in rows(result, "choices", option=option, kept=True)}
        for option in ("social-rent", "mid-segment")
    }
    return {
        "social": len(chosen["social-rent"]),
        "mid": tuple(sorted(chosen["mid-segment"] - chosen["social-rent"])),
    }


def _n05(result: Result) -> Values:
    return {
        form: counted(result, f"elderly-{form.replace('_', '-')}", "right")
        for form in ("zero_step", "clustered", "care_suitable")
    }


def _n06(result: Result) -> Values:
    return {"flex": built(result, form="flex"), "standing": counted(result, "regional-total")}


def _n07(result: Result) -> Values:
    rows = result.records("requirements")
    (year,) = {row["year"] for row in rows if row["agreement"] == "yearly-task" and not row["kept"]}
    return {"short": missing(result, "yearly-task"), "year": str(year)}


def _n08(result: Result) -> Values:
    housed = total(result, "housed", "households", group="permit_holders_first_half", year=2030)
    off = max(off_exact(result, f"permit-holders-{half}-fair-share") for half in HALVES)
    return {"housed": housed, "off": off}


def _n09(result: Result) -> Values:
    return {
        "places": goal(result, "least:places"),
        "there": total(result, "facilities", "places", municipality="GM9901"),
        "off": off_exact(result, "urgent-fair-share"),
    }


def _n10(result: Result) -> Values:
    existing = counted(result, "existing-stock")
    return {"existing": existing, "part": percent(existing / 3600)}


def _n11(result: Result) -> Values:
    there = counted(result, "none-where-load-is-high")
    return {"built": built(result, form="supported"), "there": there}


def _n12(result: Result) -> Values:
    return {
        "social": percent(built(result, segment="social_rent") / built(result)),
        "low": len(rows(result, "requirements", agreement="social-rent-where-little")),
        "high": len(rows(result, "requirements", agreement="mid-segment-where-much")),
    }


def _n13(result: Result) -> Values:
    return {
        "plans": counted(result, "plans-130"),
        "built": built(result),
        "hard": counted(result, "hard-plans-first"),
        "first": built_in(result, range(2026, 2031)),
    }


def _n14(result: Result) -> Values:
    return {
        "costs": total(result, "euros", "euros", rate="contribution"),
        "brings": total(result, "euros", "euros", rate="incentive"),
    }


def _r01(result: Result) -> Values:
    off = max(off_exact(result, goal.agreement) for goal in result.scenario.fairness_goals)
    gap = percent(Fraction(result.siting_gap or 0))
    return {"kinds": len(places(result)), "gap": gap, "off": off}


def _r02(result: Result) -> Values:
    return {
        "yearly": total(result, "housed", "households", year=2026),
        "off": off_exact(result, "leavers-fair-share"),
        "waiting": missing(result, "leavers-housed") / 3,
    }


def _r03(result: Result) -> Values:
    euros = total(result, "settlements", "receives", municipality="GM0080", year=2026)
    return {"elsewhere": goal(result, "least:placed+urgent+elsewhere"), "euros": round(euros)}


def _r04(result: Result) -> Values:
    return {"return": 480 - missing(result, "return")}


def _r05(result: Result) -> Values:
    found = rows(result, "fair_shares", agreement="mixed-key")
    return {"places": tuple(f"{row['name']} {row['assigned']}" for row in found)}


def _r06(result: Result) -> Values:
    return {"housed": total(result, "placed", "households")}


def _r07(result: Result) -> Values:
    return {
        "special": built(result) - built(result, form="regular"),
        "explained": missing(result, "zero-step") + missing(result, "adapted-or-care"),
    }


def _r08(result: Result) -> Values:
    return {**places(result), "built": built(result)}


def _r09(result: Result) -> Values:
    found = {row["demand_scenario"]: row for row in rows(result, "demand_scenarios")}
    return {
        f"{name}_{column}": round(Fraction(found[name][column]), 2)
        for name in ("base", "trend")
        for column in ("shortfall", "regret")
    }


def _r10(result: Result) -> Values:
    elsewhere = goal(result, "least:placed+caravan_dwellers+elsewhere")
    return {"own": 75 - elsewhere, "elsewhere": elsewhere}


def _r11(result: Result) -> Values:
    leiden = built(result, form="student", municipality="GM0546")
    return {"built": built(result, form="student"), "leiden": leiden}


def _r12(result: Result) -> Values:
    return {
        group: total(result, "transferred", "households", group=f"permit_{group}", year=2026)
        for group in ("families", "singles")
    }


def _r13(result: Result) -> Values:
    hosts = {row["name"] for row in rows(result, "facilities")}
    return {"hosts": len(hosts), "minutes": goal(result, "travel")}


def _r14(result: Result) -> Values:
    students = {row["name"] for row in rows(result, "facilities", facility="student_housing")}
    return {"students": tuple(sorted(students)), "minutes": goal(result, "travel")}


def _r15(result: Result) -> Values:
    groups = [row["places"] for row in rows(result, "facilities")]
    care = built(result, form="care_suitable")
    return {"groups": len(groups), "smallest": min(groups), "built": care}


def _r16(result: Result) -> Values:
    found = rows(result, "fair_shares", agreement="on-the-path", municipality="GM9906")
    return {"path": tuple(f"{row['assigned']} in {row['year']}" for row in found)}


def _r17(result: Result) -> Values:
    town = total(result, "settlements", "receives", municipality="GM9901", year=2026)
    return {"town": round(town), "together": total(result, "settlements", "receives")}


def _r18(result: Result) -> Values:
    social = ("social_low", "social_high")
    parts = {
        name: percent(
            sum(built_in(result, years, segment=one) for one in social) / built_in(result, years)
        )
        for name, years in (("past", range(2026, 2028)), ("rest", range(2028, 2030)))
    }
    return {**parts, "persons": counted(result, "persons", year=2028)}


def _r19(result: Result) -> Values:
    found = places(result)
    return {side: found[f"sheltered_{side}"] for side in ("north", "south")}


def _r20(result: Result) -> Values:
    scenario = result.scenario
    return {
        name: scenario.key(name).weights(scenario.municipalities)["GM9906"] * 383
        for name in ("inhabitants", "stock_social_rent", "half_and_half", "by_agreement")
    }


def _r21(result: Result) -> Values:
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
    return {
        "first": built_in(result, range(2025, 2031)),
        "rest": built_in(result, range(2031, 2035)),
        "short": sum(short, Fraction(0)),
        "where": len(short),
    }


def _v01(result: Result) -> Values:
    return {"kept": kept(result, "own-share")[1]}


def _v02(result: Result) -> Values:
    return {"short": missing(result, "near-the-region")}


def _v03(result: Result) -> Values:
    parts = [
        1 - built(result, segment="market", municipality=code) / all_kinds
        for code in result.scenario.codes
        if (all_kinds := built(result, municipality=code))
    ]
    within = max(parts) - min(parts) <= Fraction(1, 5)
    return {"within": yes_or_no(within)}


def _v04(result: Result) -> Values:
    areas, _ = kept(result, "each-market")
    neighbourhoods, _ = kept(result, "each-neighbourhood")
    return {"areas": areas, "places": neighbourhoods}


def _v05(result: Result) -> Values:
    years, _ = kept(result, "on-course")
    return {"short": missing(result, "on-course"), "years": years}


def _v06(result: Result) -> Values:
    gone = sum(row["withdrawn"] for row in rows(result, "net", segment="social_rent"))
    return {"gone": gone, "kept": kept(result, "stock-grows")[1]}


def _v10(result: Result) -> Values:
    return {
        "sold": total(result, "withdrawn", "dwellings", becomes="affordable_owner"),
        "demolished": total(result, "withdrawn", "dwellings", becomes="demolished"),
        "euros": total(result, "euros", "euros", rate="demolition"),
    }


def _v07(result: Result) -> Values:
    years = result.scenario.horizon.years
    soft = [year for year in years if built(result, pool="stad-soft", year=year)]
    hard = [year for year in years if built(result, pool="stad-hard", year=year)]
    in_order = not soft or (built(result, pool="stad-hard") == 1200 and max(hard) < min(soft))
    whole = built(result, pool="meer-soft") in (0, 150)
    return {"order": yes_or_no(in_order), "whole": yes_or_no(whole)}


def _v08(result: Result) -> Values:
    return {"short": missing(result, "mean-rent")}


def _v09(result: Result) -> Values:
    hosts = [row["municipality"] for row in rows(result, "facilities", facility="shelter")]
    apart = result.scenario.minutes(hosts[0], hosts[-1]) >= 15
    return {"hosts": len(hosts), "minutes": 15, "apart": yes_or_no(apart)}


def _v11(result: Result) -> Values:
    ceded = total(result, "ceded", "dwellings")
    return {"ceded": ceded, "taken": Fraction(5, 4) * ceded}


def _v12(result: Result) -> Values:
    dear = sum(built(result, segment="owner_430", year=year) for year in (2026, 2027))
    years, _ = kept(result, "affordable-each-year")
    affordable = built(result, segment="owner_430") - dear
    return {"years": years, "affordable": affordable, "dear": dear}


def _v13(result: Result) -> Values:
    years = zip(("first", "second", "third"), (2026, 2027, 2028), strict=True)
    grown = {name: total(result, "opened", "places", year=year) for name, year in years}
    return {**grown, "places": total(result, "facilities", "places")}


def yes_or_no(answer: object) -> Word:
    """Write yes or no."""
    return Word("yes" if answer else "no")


ANSWERS: dict[str, Callable[[Result], Values]] = {
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
    "V6": _v06,
    "V7": _v07,
    "V8": _v08,
    "V9": _v09,
    "V10": _v10,
    "V11": _v11,
    "V12": _v12,
    "V13": _v13,
}
"""How the numbers of each agreement are read from its plan."""
