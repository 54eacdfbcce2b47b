"""The whole country: 342 municipalities in twelve provinces, with national totals between them."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

from benchmarks.memory import Peak
from benchmarks.table import Line, Report
from models.scenario import Scenario
from optimiser import solve_country

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
"""Public figures that are not part of the project; see SOURCES.md beside them."""
BASE, PLANNED = DATA / "nl_gemeenten.csv", DATA / "plancapaciteit_gemeenten_2021.csv"

BY = "province"
YEARS = range(2025, 2031)
OF_NINE = Fraction(len(YEARS), 9)
"""The part of the years 2022-2030 that the national aims for the elderly speak of; assumption."""
VACANT = Fraction(7, 100)
"""Vacancies per social dwelling and year; assumption, as in the shipped region."""
PERMIT_HOLDERS = (9979 + 13500) // 2
"""Households a year: the task of 2022 without arrears, two persons each; assumption."""

SINCE_2021 = {
    "Heerhugowaard": "Dijk en Waard",
    "Langedijk": "Dijk en Waard",
    "Weesp": "Amsterdam",
    "Beemster": "Purmerend",
    "Boxmeer": "Land van Cuijk",
    "Cuijk": "Land van Cuijk",
    "Grave": "Land van Cuijk",
    "Mill en Sint Hubert": "Land van Cuijk",
    "Sint Anthonis": "Land van Cuijk",
    "Landerd": "Maashorst",
    "Uden": "Maashorst",
    "Brielle": "Voorne aan Zee",
    "Hellevoetsluis": "Voorne aan Zee",
    "Westvoorne": "Voorne aan Zee",
}
"""What municipalities of the inventory have become part of."""
RESPELLED = {
    ("Noord-Holland", "Bergen"): "Bergen (NH.)",
    ("Limburg", "Bergen (L)"): "Bergen (L.)",
    ("Noord-Brabant", "Nuenen c.a."): "Nuenen, Gerwen en Nederwetten",
    ("Gelderland", "NederBetuwe"): "Neder-Betuwe",
    ("Gelderland", "Oude Ijsselstreek"): "Oude IJsselstreek",
    ("Friesland", "Súdwest Fryslân"): "Súdwest-Fryslân",
}
DIVIDED = {"Haaren": ("Boxtel", "Oisterwijk", "Tilburg", "Vught")}
"""A quarter each: who got which plans is not public; assumption."""

ASSUMED = (
    ("municipalities", "inhabitants_65_plus", "Whole percents of the inhabitants"),
    ("municipalities", "stock_social_rent", "Whole percents of the stock; ownership, not rent"),
    ("municipalities", "vacancies", "7 % of the housing-association stock a year"),
    (
        "capacity",
        "dwellings",
        "The inventory of 2021 less the growth of the stock from 2021 to 2025, all of it for "
        "2025-2030. Provinces define capacity each in their own way, Zuid-Holland knows more per "
        "region than per municipality, and what is neither hard nor soft there counts as soft",
    ),
    ("needs", "households", "National task of 2022, two persons each, the same in every year"),
)


def available() -> bool:
    """Tell whether the public figures are there."""
    return BASE.is_file() and PLANNED.is_file()


@cache
def country() -> Scenario:
    """Make the country of the public figures, in memory.

    Raises
    ------
    FileNotFoundError
        If they are not there.
    """
    rows = list(_rows(BASE))
    return Scenario.model_validate(
        {
            "id": "country",
            "name": {"nl": "Nederland 2025-2030", "en": "The Netherlands 2025-2030"},
            "horizon": {"first_year": YEARS[0], "last_year": YEARS[-1]},
            "forms": ["regular", "zero_step", "clustered", "care_suitable"],
            "groups": ["permit_holders"],
            "municipalities": [_municipality(row) for row in rows],
            "areas": [
                {"area": row["provincie"], "municipality": row["gm_code"], "kind": BY}
                for row in rows
            ],
            "capacity": list(_pools(rows)),
            "needs": [
                {"group": "permit_holders", "year": year, "households": PERMIT_HOLDERS}
                for year in YEARS
            ],
            "agreements": _agreements(),
            "goals": ["shortfall", {"fair_share": "permit-holders-fair-share"}, "smooth_years"],
            "sources": [
                {
                    "table": table,
                    "column": column,
                    "source": "CBS StatLine; inventory of plan capacity 2021",
                    "assumption": "yes",
                    "note": note,
                }
                for table, column, note in ASSUMED
            ],
        }
    )


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _municipality(row: Mapping[str, str]) -> dict[str, Any]:
    inhabitants, stock = int(row["inwoners_2023"]), int(row["woningvoorraad_1jan2026"])
    social = int(row["corporatiewoningen_afgeleid"])
    return {
        "code": row["gm_code"],
        "name": row["gemeente"],
        "inhabitants": inhabitants,
        "households": int(row["huishoudens_2023"]),
        "inhabitants_65_plus": inhabitants * int(row["pct_65plus_2023"]) // 100,
        "stock": stock,
        "stock_social_rent": social,
        "vacancies": int(VACANT * social),
    }


def _pools(rows: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """Give each municipality its hard and its soft plans, less what was built since."""
    planned: dict[str, list[Fraction]] = {}
    for row in _rows(PLANNED):
        name = row["gemeente"].strip()
        name = RESPELLED.get((row["provincie"].strip(), name), SINCE_2021.get(name, name))
        hard, all_of_it = (Fraction(row[column] or 0) for column in ("htotaal", "totaal"))
        heirs = DIVIDED.get(name, (name,))
        for heir in heirs:
            own = planned.setdefault(heir, [Fraction(0), Fraction(0)])
            own[0] += hard / len(heirs)
            own[1] += max(Fraction(0), all_of_it - hard) / len(heirs)
    for row in rows:
        hard, soft = planned[row["gemeente"]]
        grown = int(row["woningvoorraad_1jan2026"]) - int(row["woningvoorraad_ultimo_2020"])
        built = max(0, grown)
        nothing = Fraction(0)
        over = max(built - hard, nothing)
        left = {"hard": max(hard - built, nothing), "soft": max(soft - over, nothing)}
        for status, dwellings in left.items():
            if int(dwellings):
                yield {
                    "pool": f"{row['gm_code']}-{status}",
                    "municipality": row["gm_code"],
                    "status": status,
                    "dwellings": int(dwellings),
                }


def _agreements() -> list[dict[str, Any]]:
    built = {"quantity": "new_build"}
    social = {**built, "segments": ["social_rent"]}
    affordable = {**built, "segments": ["social_rent", "mid_rent", "affordable_owner"]}
    clustered = {**built, "forms": ["clustered"]}
    elderly = {"kind": "amount", "divided_by": "inhabitants_65_plus"}
    housed = {"quantity": "housed", "groups": ["permit_holders"]}
    need = {"quantity": "need", "groups": ["permit_holders"]}
    return [
        {
            "id": "yearly-task",
            "kind": "amount",
            "measure": built,
            "at_least": 100_000,
            "each": "year",
            "divided_by": "households",
            "source": "Government programme",
        },
        *(
            {
                "id": f"elderly-{form.replace('_', '-')}",
                "measure": {**built, "forms": [form]},
                "at_least": ceil(number * OF_NINE),
                **elderly,
            }
            for form, number in (
                ("zero_step", 170_000),
                ("clustered", 80_000),
                ("care_suitable", 40_000),
            )
        ),
        {
            "id": "elderly-clustered-social-rent",
            "kind": "share",
            "measure": {**social, "forms": ["clustered"]},
            "of": clustered,
            "at_least": "50%",
        },
        {"id": "social-rent", "kind": "share", "measure": social, "of": built, "at_least": "30%"},
        {
            "id": "affordable",
            "kind": "share",
            "measure": affordable,
            "of": built,
            "at_least": "2/3",
        },
        {
            "id": "social-rent-low-stock",
            "kind": "share",
            "measure": social,
            "of": built,
            "at_least": "30%",
            "each": "municipality",
            "where": "social_stock_share < 26%",
        },
        {
            "id": "mid-segment-high-stock",
            "kind": "share",
            "measure": {**built, "segments": ["mid_rent", "affordable_owner"]},
            "of": built,
            "at_least": "40%",
            "each": "municipality",
            "where": "social_stock_share > 30%",
            "binding": False,
        },
        {
            "id": "permit-holders-housed",
            "kind": "share",
            "measure": housed,
            "of": need,
            "exactly": "100%",
            "each": "year",
            "divided_by": "inhabitants",
        },
        {
            "id": "permit-holders-cap",
            "kind": "vacancy_cap",
            "groups": ["permit_holders"],
            "at_most": "25%",
        },
        {
            "id": "permit-holders-fair-share",
            "kind": "fair_share",
            "measure": housed,
            "of": need,
            "key": "inhabitants",
            "each": ["municipality", "year"],
        },
    ]


def spent() -> float:
    """Give the processor time of this process, and of those that it started and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def report() -> Report:
    """Measure the country, and hold it against what it must reach."""
    title = "The whole country, part by part"
    if not available():
        return Report(f"{title}: skipped, the public figures are not there ({DATA.name})", ())
    scenario = country()
    began, before = time.perf_counter(), spent()
    first: list[float] = []
    with Peak() as peak:
        result = solve_country(
            scenario, BY, found=lambda part, own: first.append(time.perf_counter() - began)
        )
    seconds = time.perf_counter() - began
    if result.plan is None or result.audit is None or not result.audit.kept:
        raise RuntimeError(f"{scenario.id}: {result.status.value} {result.fault}")
    rows = result.records("division", "en")
    divided = {(row["agreement"], row["group"], row["year"]) for row in rows}
    return Report(
        f"{title}: {len(scenario.municipalities)} municipalities in {len(result.parts)} parts, "
        f"{len(scenario.horizon.years)} years (one run)",
        (
            Line("all goals, whole dwellings, audit", seconds, "s", at_most=60),
            Line("of which dividing what parts share", result.seconds["division"], "s"),
            Line("until the first part is given", first[0], "s"),
            Line("of which the audit of all of it", result.seconds["audit"], "s"),
            Line("processor time of all processes together", spent() - before, "s"),
            Line("memory of all processes together", peak.gigabytes, "GB", at_most=1.5),
            Line("numbers divided over the parts", len(divided), "numbers"),
        ),
    )
