"""Wider random scenarios: what the tables and the kinds can say besides, on top of the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fuzz.random_scenarios import FACILITIES, Draw
from tests.regions import Document

PLACES = ("municipality", "pool", "neighbourhood", "area")
FEW = (0, 1, 2, 3)


class WiderDraw(Draw):
    """Draws scenarios with withdrawals, prices, exchanged dwellings and facilities that grow.

    Parameters
    ----------
    number
        Which scenario.
    """

    def drawn_from(self) -> dict[str, Callable[[Any], Document | None]]:
        """Give what draws each kind of agreement, each other kind twice as often."""
        return super().drawn_from() | {
            "running-amount": WiderDraw.running_amount,
            "running-share": WiderDraw.running_share,
            "beside": WiderDraw.beside,
            "average": WiderDraw.average,
            "phasing": WiderDraw.phasing,
            "stepwise-pace": WiderDraw.stepwise_pace,
            "growing-facility": WiderDraw.growing_facility,
            "task": WiderDraw.task,
            "exchange-of-dwellings": WiderDraw.exchange_of_dwellings,
            "withdrawn": WiderDraw.withdrawn_amount,
            "leaving": WiderDraw.withdrawn_amount,
        }

    def document(self) -> Document:
        """Draw a scenario with the further tables."""
        found = super().document()
        if self.maybe(0.1) and len(self.segments) > 1:
            found["counts_as"] = {self.segments[1]: ["social_rent"]}
        return found

    def _tables(self) -> Document:
        found = super()._tables()
        for pool in found["capacity"]:
            optional: Document = {
                "supply": self.among("transformation", "splitting", "flex"),
                "neighbourhood": f"centre {pool['municipality']}",
                "last_year": self.among(*self.years),
            }
            pool |= {name: value for name, value in optional.items() if self.maybe(0.2)}
        named = {
            pool["municipality"]: {"neighbourhood": pool["neighbourhood"], "load": self.number()}
            for pool in found["capacity"]
            if "neighbourhood" in pool
        }
        here = [{"municipality": code, **row} for code, row in named.items()]
        more: Document = {"neighbourhoods": here, "withdrawals": self._withdrawals()}
        if self.maybe(0.4):
            more |= self._prices()
        if self.maybe(0.4):
            rates = [self._rate() for _ in range(self.among(1, 2, 3))]
            more["rates"] = [*{tuple({**row, "euros": 0}.items()): row for row in rates}.values()]
        if self.maybe(0.3):
            more["moving_on"] = [self._moving_on()]
        if self.maybe(0.15) and self.groups:
            more["realised"] = [
                {
                    "municipality": self.codes[0],
                    "year": self.years[0],
                    "group": self.groups[0],
                    "number": self.number(2),
                }
            ]
        for municipality in found["municipalities"]:
            municipality["own_part"] = self.among("0.1", "0.25", "0.5")
        return found | more

    def _withdrawals(self) -> list[Document]:
        rows: dict[tuple[Any, ...], Document] = {}
        for _ in range(self.among(0, 1, 2, 3)):
            row: Document = {
                "municipality": self.among(*self.codes),
                "year": self.among(*self.years),
                "segment": self.among(*self.segments),
            }
            others = [name for name in self.segments if name != row["segment"]]
            if others and self.maybe():
                row["becomes"] = self.among(*others)
            key = tuple(row.get(name) for name in ("municipality", "year", "segment", "becomes"))
            if self.maybe(0.7):
                row["at_most"] = self.number(5)
                if self.maybe(0.3):
                    row["at_least"] = self.random.randint(0, row["at_most"])
            else:
                row["dwellings"] = self.number(3)
            rows[key] = row
        return list(rows.values())

    def _prices(self) -> Document:
        limits = [
            {"price_class": "cheap", "euros": self.among(200, 300)},
            *({"price_class": "cheap", "year": year, "euros": 250} for year in self.years[1:2]),
        ]
        prices = [
            {
                "segment": segment,
                "price_class": "cheap",
                "euros": self.among(150, 220, 260, 400),
                **({"otherwise": self.among(*self.segments)} if self.maybe() else {}),
            }
            for segment in self.some(self.segments)
        ]
        return {"prices": prices, "price_limits": limits}

    def _rate(self) -> Document:
        optional: Document = {
            "municipality": self.among(*self.codes),
            "year": self.among(*self.years),
            "segment": self.among(*self.segments),
            "form": self.among(*self.forms),
        }
        kept = {name: value for name, value in optional.items() if self.maybe(0.3)}
        return {"rate": "subsidy", "euros": self.among(0, 3, 10, 25_000), **kept}

    def _moving_on(self) -> Document:
        found = {
            "frees": self.among(*self.segments),
            "per_dwelling": self.among("0.5", "1/3", 1, 2),
        }
        return found | ({"segment": self.among(*self.segments)} if self.maybe() else {})

    def dwellings(self) -> Document:
        """Draw a measure of dwellings, of the stock that leaves, and of price classes."""
        found = super().dwellings()
        if self.maybe(0.2) and (prices := self.tables_so_far.get("prices")):
            found["segments"] = [self.among(*prices)["price_class"]]
        if self.maybe(0.2) and found["quantity"] == "new_build":
            found["quantity"] = self.among("net", "net", "freed", "withdrawn")
            found = {name: found[name] for name in ("quantity", "segments") if name in found}
        elif self.maybe(0.1):
            found["supply"] = self.some(("new_build_site", "transformation", "flex"))
        return found

    @property
    def tables_so_far(self) -> Document:
        """The tables, once there are any."""
        return getattr(self, "tables", {})

    def euros(self) -> Document:
        """Draw a measure of euros."""
        return {"quantity": "euros", "rates": ["subsidy"]}

    def apart(self) -> Document:
        """Draw for each of what an agreement holds by itself."""
        each = [self.among(*PLACES)] if self.maybe(0.7) else []
        each += [axis for axis in ("segment", "form", "year") if self.maybe(0.25)]
        return {"each": each}

    def running_amount(self) -> Document:
        """Draw an amount, of euros too, as a running total or for each of many things."""
        counted = self.tables["rates"] if "rates" in self.tables and self.maybe(0.4) else []
        measure = self.euros() if counted else self.counted()
        found: Document = {"measure": measure, **self.bounds(0, 1, 2, 3, 5, 20), **self.where()}
        found |= self.apart()
        if self.maybe():
            found |= {"each": [*{"year": None, **dict.fromkeys(found["each"])}], "so_far": True}
        return {"kind": "amount", **found}

    def running_share(self) -> Document:
        """Draw a share, as a running one or for each of many things."""
        found: Document = {"measure": self.dwellings(), "of": {"quantity": "new_build"}}
        found |= {**self.bounds(*PARTS), **self.where(), **self.apart()}
        if self.maybe():
            found |= {"each": [*{"year": None, **dict.fromkeys(found["each"])}], "so_far": True}
        return {"kind": "share", **found}

    def beside(self) -> Document:
        """Draw shares that are held against figures, against the region and one another."""
        measure = {"quantity": "new_build", "segments": self.some(self.segments)}
        found: Document = {"kind": "share", "measure": measure, "of": {"quantity": "new_build"}}
        words = self.among("at_least_by", "at_most_by", "apart")
        value = self.among("0%", "20%", "50%") if words == "apart" else None
        found[words] = value or self.among("own_part", "region")
        if words != "apart" and self.maybe():
            found["margin"] = self.among("5%", "25%")
        found["step"] = self.among("5%", "10%", "25%")
        return found | self.where() | {"each": ["municipality"]}

    def average(self) -> Document | None:
        """Draw an average of euros."""
        if "rates" not in self.tables:
            return None
        found = {"measure": self.euros(), **self.bounds(1, 3, 5, "7/2", 10_000)}
        return found | self.where("municipality", "year")

    def phasing(self) -> Document | None:
        """Draw which locations come after which."""
        pools = [pool["pool"] for pool in self.tables["capacity"]]
        if len(pools) < 2:
            return None
        later, *first = self.random.sample(pools, self.random.randint(2, len(pools)))
        found: Document = {"pools": [later]}
        if self.maybe(0.7):
            found |= {"follows": first, "once": self.among("complete", "begun")}
            if self.maybe(0.3):
                found["each"] = []
            elif self.maybe(0.3):
                found["later"] = 1
        if "follows" not in found or self.maybe(0.3):
            found["all_or_nothing"] = True
        return found | self.wish(0.3)

    def stepwise_pace(self) -> Document:
        """Draw a pace with steps, of any measure."""
        found = {"kind": "pace", "measure": self.counted(), "step": self.among(*FEW)}
        return found | self.wish()

    def growing_facility(self) -> Document | None:
        """Draw a facility whose places grow, with its locations far apart."""
        found = self.facility()
        if found is None or len(self.years) < 2:
            return None
        found["kind"] = "facility"
        places = found["places"]
        if self.maybe():
            found["places_are"] = self.among("at_least", "exactly", "at_most")
        if self.maybe(0.6):
            found["places_by"] = {str(self.years[0]): self.random.randint(0, places)}
        elif self.maybe():
            found["opens"] = self.years[1]
        if self.maybe(0.4):
            found["between"] = self.among(15, 25)
        return found

    def task(self) -> Document:
        """Draw a fair share of dwellings, with what others build on one's behalf."""
        found: Document = {"kind": "fair_share", "key": self.among("households", "given")}
        segments = {"segments": self.some(self.segments)} if self.maybe() else {}
        found["measure"] = {"quantity": "attributed", **segments}
        found["of"] = {"quantity": "new_build", **segments}
        if self.maybe():
            found |= {"tolerance": self.among("0%", "25%", "50%"), **self.wish(0.5)}
        return found

    def exchange_of_dwellings(self) -> Document | None:
        """Draw an exchange of dwellings, at a rate, for what was drawn as a task."""
        tasks = [
            each["id"]
            for each in self.agreements
            if each["kind"] == "fair_share" and each["measure"]["quantity"] == "attributed"
        ]
        if not tasks or any(each["kind"] == "exchange" for each in self.agreements):
            return None
        found = {
            "kind": "exchange",
            "of": self.among(*tasks),
            "exchanged": "dwellings",
            "at_most": self.among("25%", "50%", "100%"),
            "exchange_rate": self.among(1, 2, "3/2", "1/2"),
        }
        if self.maybe(0.3):
            found["takes_at_most"] = self.number(4)
        if self.maybe(0.3):
            found["segments"] = self.some(self.segments)
        return found | self.wish(0.2)

    def withdrawn_amount(self) -> Document | None:
        """Draw what the stock loses or grows by."""
        if not self.tables["withdrawals"]:
            return None
        segments = {"segments": self.some(self.segments)} if self.maybe() else {}
        measure = {"quantity": self.among("withdrawn", "net", "net"), **segments}
        found = {"kind": "amount", "measure": measure, **self.bounds(0, 1, 2, 4)}
        return found | self.where("municipality", "year")

    def _goals(self) -> list[Document | str]:
        found = super()._goals()
        wanted: list[Document] = []
        if "rates" in self.tables:
            wanted.append(self.euros())
        if any(each["kind"] == "exchange" for each in self.agreements):
            wanted.append({"quantity": self.among("ceded", "transferred")})
        if self.tables["withdrawals"]:
            wanted.append({"quantity": "withdrawn"})
        if any(each.get("facility") in FACILITIES for each in self.agreements):
            wanted.append({"quantity": self.among("hosts", "places")})
        for measure in wanted:
            goal = {"kind": "least", "measure": measure}
            if self.maybe(0.5) and goal not in found:
                found.insert(self.random.randint(0, len(found)), goal)
        return found


PARTS = ("10%", "30%", "1/3", "50%", "2/3", "100%")
"""What shares are held to."""


def wider_document(number: int) -> Document:
    """Give one wider random scenario."""
    return WiderDraw(number).document()
