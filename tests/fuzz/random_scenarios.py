"""Random small scenarios: every kind of agreement, goals in any order, empty and extreme values.

The same number gives the same scenario, whatever ran before it, so a number is a report.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.regions import Document

CODES = ("GM0001", "GM0002", "GM0003", "GM0004")
NAMES = ("Aarle", "Beek", "Cuijk", "Dommelen")
SEGMENTS = ("social_rent", "mid_rent", "market")
FORMS = ("regular", "zero_step")
GROUPS = ("urgent", "status")
FACILITIES = ("care", "domus")
PERCENT = ("10%", "25%", "30%", "1/3", "0.4", "50%", "2/3", "0.6666666667", "75%", "100%")
WEIGHTS = (1, 1, 1, 2, "1/3", "1/23945", 1000, "0.000001")


class Draw:
    """Draws the parts of one scenario, each from what was drawn before.

    Parameters
    ----------
    number
        Which scenario.
    """

    def __init__(self, number: int) -> None:
        self.random = Random(number)
        self.codes = CODES[: self.among(2, 2, 3, 3, 4)]
        self.years = [2025, 2026, 2027][: self.among(1, 1, 2, 3)]
        self.segments = SEGMENTS[: self.among(1, 2, 2, 3)]
        self.forms = FORMS[: self.among(1, 1, 2)]
        self.groups = GROUPS[: self.among(0, 1, 1, 2)]

    def among(self, *choices: Any) -> Any:
        """Choose one."""
        return self.random.choice(choices)

    def maybe(self, chance: float = 0.5) -> bool:
        """Toss a coin."""
        return self.random.random() < chance

    def some(self, names: Any) -> list[Any]:
        """Choose one or more, in their order."""
        chosen = self.random.sample(list(names), self.random.randint(1, len(names)))
        return [name for name in names if name in chosen]

    def number(self, most: int = 6) -> int:
        """Draw a small number, now and then none."""
        return self.random.randint(0, most)

    def document(self) -> Document:
        """Draw a scenario as it is written in JSON, with its tables inside."""
        self.tables = self._tables()
        self.agreements: list[Document] = []
        for index in range(self.among(0, 1, 2, 3, 3, 4, 5)):
            kind = self.among(*self.drawn_from())
            drawn = self.drawn_from()[kind](self)
            if drawn is not None:
                identifier = f"{kind}-{index}"
                self.agreements.append({"id": identifier, "kind": kind, **drawn})
        return {
            "id": "random",
            "name": "random",
            "horizon": {"first_year": self.years[0], "last_year": self.years[-1]},
            "segments": list(self.segments),
            "forms": list(self.forms),
            "groups": list(self.groups),
            "keys": {"given": {"given": {code: self.number(9) for code in self.codes}}},
            **self.tables,
            "agreements": self.agreements,
            "goals": self._goals(),
        }

    def drawn_from(self) -> dict[str, Callable[[Any], Document | None]]:
        """Give what draws each kind of agreement."""
        return dict(KINDS)

    def _tables(self) -> Document:
        municipalities = [
            {
                "code": code,
                "name": NAMES[index],
                "households": self.among(1, 2, 3, 5, 8, 1_000_000 if self.maybe(0.05) else 4),
                "stock": self.random.randint(4, 30),
                "stock_social_rent": self.number(4),
                "vacancies": self.number(4),
            }
            for index, code in enumerate(self.codes)
        ]
        return {
            "municipalities": municipalities,
            "capacity": [self._pool(index) for index in range(self.among(0, 1, 2, 3, 4))],
            "needs": self._needs(),
            "bids": [
                {
                    "party": self.among("one", "two"),
                    "municipality": code,
                    "dwellings": self.number(),
                }
                for code in (self.some(self.codes) if self.maybe(0.3) else ())
            ],
            "areas": [
                {"area": "west", "municipality": code}
                for code in (self.some(self.codes) if self.maybe(0.3) else ())
            ],
            "offers": [
                {"facility": "care", "municipality": code, "places": self.number(5)}
                for code in (self.some(self.codes) if self.maybe(0.15) else ())
            ],
            "travel": [
                {"origin": one, "destination": other, "minutes": self.among(10, 20, 35)}
                for index, one in enumerate(self.codes)
                for other in self.codes[index + 1 :]
            ],
            "realised": self._realised() if self.maybe(0.1) else [],
            "demands": [
                {
                    "variant": variant,
                    "dwellings": self.number(),
                    **({"municipality": self.among(*self.codes)} if self.maybe() else {}),
                }
                for variant in (self.some(("base", "trend")) if self.maybe(0.3) else ())
            ],
        }

    def _pool(self, index: int) -> Document:
        most = self.among(0, 1, 3, 5, 6, 8, 99_999_999 if self.maybe(0.1) else 4)
        found: Document = {
            "pool": f"p{index}",
            "municipality": self.among(*self.codes),
            "dwellings": most,
        }
        optional: Document = {
            "status": "soft",
            "most_per_year": self.among(0, 1, 2, 4),
            "cost_per_dwelling": self.among(0, 5, 7, 25_000, -3),
            "segments": self.some(self.segments),
            "forms": self.some(self.forms),
            "first_year": self.among(2024, *self.years),
            "end_year": self.among(2026, 2027, 2030),
        }
        return found | {name: value for name, value in optional.items() if self.maybe(0.2)}

    def _needs(self) -> list[Document]:
        origins = [None, self.codes[0], "elsewhere-far"] if self.maybe(0.15) else [None]
        return [
            {"group": group, "year": year, "households": self.number()}
            | ({"origin": origin} if origin else {})
            for group in self.groups
            for year in self.years
            for origin in origins
            if self.maybe(0.9)
        ]

    def _realised(self) -> list[Document]:
        return [
            {"municipality": code, "year": self.years[0], "segment": segment, "number": number}
            for code in self.some(self.codes)
            for segment, number in ((self.among(*self.segments), self.number(2)),)
        ]

    def _goals(self) -> list[Document | str]:
        known: list[Document | str] = ["shortfall", "shortfall", "smooth_years"]
        if any("cost_per_dwelling" in pool for pool in self.tables["capacity"]):
            known.append("cost")
        for agreement in self.agreements:
            goal = {"fair_share": "fair_share", "bid": "nearness", "bandwidth": "worst_case"}
            if agreement["kind"] in goal and not agreement.get("measure", {}).get("origins"):
                known.append({goal[agreement["kind"]]: agreement["id"]})
            if agreement["kind"] == "facility":
                known.append("travel")
        known.append({"kind": "least", "measure": self.dwellings()})
        wanted = self.random.sample(known, self.random.randint(0, min(4, len(known))))
        return [goal for index, goal in enumerate(wanted) if goal not in wanted[:index]]

    def dwellings(self) -> Document:
        """Draw a measure of dwellings."""
        found: Document = {"quantity": self.among("new_build", "new_build", "standing")}
        if self.maybe():
            found["segments"] = self.some(self.segments)
        if self.maybe(0.2):
            found["forms"] = self.some(self.forms)
        if self.maybe(0.1):
            found["status"] = [self.among("hard", "soft")]
        return found

    def counted(self) -> Document:
        """Draw a measure of dwellings or households."""
        if not self.groups or self.maybe(0.7):
            return self.dwellings()
        return self.households("housed")

    def households(self, quantity: str) -> Document:
        """Draw a measure of households."""
        return {"quantity": quantity} | ({"groups": self.some(self.groups)} if self.maybe() else {})

    def where(self, *axes: str) -> Document:
        """Draw where and when an agreement holds, and whether it must."""
        found: Document = {}
        each = [axis for axis in axes if self.maybe(0.4)]
        if each:
            found["each"] = each
        if self.maybe(0.15):
            found["municipalities"] = self.some(self.codes)
        if self.maybe(0.15):
            found["years"] = self.some(self.years)
        if self.maybe(0.1):
            found["where"] = self.among("social_stock_share < 20%", "stock >= 12")
        if self.maybe(0.1) and self.tables["areas"]:
            found["area"] = "west"
        return found | self.wish()

    def wish(self, chance: float = 0.5) -> Document:
        """Draw whether an agreement is binding, and else how much it weighs."""
        if not self.maybe(chance):
            return {}
        found: Document = {"binding": False}
        if self.maybe(0.4):
            found["weight"] = self.among(*WEIGHTS)
        if self.maybe(0.3):
            found["priority"] = self.among(1, 2)
        return found

    def bounds(self, *values: Any) -> Document:
        """Draw a threshold."""
        words = self.among(["at_least"], ["at_least"], ["at_most"], ["exactly"])
        return {word: self.among(*values) for word in words}

    def amount(self) -> Document:
        """Draw an amount."""
        return {
            "measure": self.counted(),
            **self.bounds(0, 1, 2, 3, 5, 8, 13),
            **self.where("municipality", "year"),
        }

    def share(self) -> Document:
        """Draw a share: of dwellings, or of the need."""
        measure = self.counted()
        of = {"quantity": "new_build"}
        if measure["quantity"] == "housed":
            of = {**measure, "quantity": "need"}
        elif measure["quantity"] == "standing":
            of = {"quantity": "standing"}
        found = {"measure": measure, "of": of, **self.bounds(*PERCENT)}
        if self.maybe(0.1):
            found["rounding"] = 1
        if self.maybe(0.1) and "exactly" not in found:
            found["beyond"] = 1
        return found | self.where("municipality", "year")

    def stock_share(self) -> Document:
        """Draw a share of the stock."""
        return {
            "segments": ["social_rent"],
            **self.bounds("10%", "15%", "20%", "25%"),
            **self.where("municipality"),
        }

    def either(self) -> Document:
        """Draw a choice between two agreements on dwellings."""
        options = []
        for name in "ab":
            measure = self.dwellings() | {"quantity": "new_build"}
            ratio = {"kind": "share", "of": {"quantity": "new_build"}, **self.bounds(*PERCENT)}
            number = {"kind": "amount", **self.bounds(1, 2, 3, 5)}
            options.append({"id": name, "measure": measure, **self.among(ratio, number)})
        return {"options": options, **self.where("municipality")}

    def fair_share(self) -> Document:
        """Draw a fair share of dwellings, or of households by the need."""
        found: Document = {"key": self.among("households", "stock", "given", "households / stock")}
        if self.groups and self.maybe(0.7):
            found["measure"] = self.households("housed")
            if self.maybe(0.8):
                found["of"] = {**found["measure"], "quantity": "need"}
        else:
            found["measure"] = self.dwellings() | {"quantity": "new_build"}
        if self.maybe(0.4):
            found["each"] = ["municipality", "year"]
        if self.maybe(0.4):
            found |= {"tolerance": self.among("0%", "10%", "25%", "50%"), **self.wish(0.9)}
            found["side"] = self.among("both", "above", "below")
        if self.maybe(0.2):
            found["path"] = {"start": "stock", "from_year": 2024, "to_year": 2026}
        if found.get("tolerance") and "binding" not in found:
            found["binding"] = True
        return found

    def vacancy_cap(self) -> Document | None:
        """Draw a cap on the households that are housed."""
        if not self.groups:
            return None
        groups = {"groups": self.some(self.groups)} if self.maybe() else {}
        return {"at_most": self.among(*PERCENT), **groups, **self.wish(0.3)}

    def pace(self) -> Document:
        """Draw a pace."""
        found: Document = self.wish()
        if self.maybe():
            found["at_most"] = self.among(1, 2, 4)
        if self.maybe():
            found["rise"] = self.among("0%", "50%", "100%")
        if self.maybe(0.3):
            found["at_least"] = self.among(0, 1)
        if self.maybe(0.3):
            found["each"] = ["municipality", "year"]
        return found

    def facility(self) -> Document | None:
        """Draw a facility."""
        taken = {each.get("facility") for each in self.agreements}
        free = [name for name in FACILITIES if name not in taken]
        if not free:
            return None
        found: Document = {"facility": free[0], "places": self.number(8)}
        if self.maybe():
            found["hosts"] = {self.among("at_least", "at_most"): self.among(1, 2)}
        if self.maybe():
            found["per_location"] = {self.among("at_least", "at_most"): self.among(2, 3, 5)}
        if self.maybe():
            found["key"] = self.among("households", "given")
            if self.maybe():
                found["reach"] = self.among(15, 25)
        if self.maybe(0.2) and taken - {None}:
            found["near"] = [{"facility": "care", "minutes": self.among(0, 15)}]
        return found | self.wish(0.3)

    def exchange(self) -> Document | None:
        """Draw an exchange of what was drawn as a fair share of households."""
        fair = [
            each["id"]
            for each in self.agreements
            if each["kind"] == "fair_share" and each["measure"]["quantity"] == "housed"
        ]
        if not fair:
            return None
        found = {"of": self.among(*fair), "at_most": self.among("10%", "50%", "100%")}
        return found | self.wish(0.2)

    def bid(self) -> Document | None:
        """Draw bids, where there are any."""
        return {} if self.tables["bids"] else None

    def bandwidth(self) -> Document | None:
        """Draw a bandwidth, where there are demands."""
        return {} if self.tables["demands"] else None


KINDS: dict[str, Callable[[Draw], Document | None]] = {
    "amount": Draw.amount,
    "share": Draw.share,
    "stock_share": Draw.stock_share,
    "either": Draw.either,
    "fair_share": Draw.fair_share,
    "vacancy_cap": Draw.vacancy_cap,
    "pace": Draw.pace,
    "facility": Draw.facility,
    "exchange": Draw.exchange,
    "bid": Draw.bid,
    "bandwidth": Draw.bandwidth,
}
"""What draws each kind of agreement; a settlement decides nothing."""


def random_document(number: int) -> Document:
    """Give one random scenario."""
    return Draw(number).document()
