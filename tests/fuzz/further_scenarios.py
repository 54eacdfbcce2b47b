"""Further random scenarios: the words and tables that the wider ones do not use, and odd names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fuzz.random_scenarios import PERCENT
from tests.fuzz.wider_scenarios import WiderDraw
from tests.regions import Document

NAMES_OF_AGREEMENTS = ("6.1 social/rent {}", "é{}", "{} 'of' \"or\"", "a{}=b>c", "{}")
NAMES_OF_POOLS = ("Noord/Oost 1.{}", "{}", "x:{}*")


class FurtherDraw(WiderDraw):
    """Draws both ends of a threshold, origins, figures, rates per household, wishes of parties.

    Parameters
    ----------
    number
        Which scenario.
    """

    def drawn_from(self) -> dict[str, Callable[[Any], Document | None]]:
        """Give what draws each kind of agreement, besides the wider ones."""
        return super().drawn_from() | {
            "placed": FurtherDraw.placed,
            "late-share": FurtherDraw.late_share,
            "of-a-figure": FurtherDraw.of_a_figure,
            "stock-beside": FurtherDraw.stock_beside,
            "either-of-three": FurtherDraw.either_of_three,
            "mixed-key": FurtherDraw.mixed_key,
            "cap-of-a-kind": FurtherDraw.cap_of_a_kind,
            "rated": FurtherDraw.rated,
            "narrow": FurtherDraw.narrow,
            "pace-of-some": FurtherDraw.pace_of_some,
            "spread-facility": FurtherDraw.spread_facility,
            "exchange-of-some": FurtherDraw.exchange_of_some,
            "settlement": FurtherDraw.settlement,
        }

    def document(self) -> Document:
        """Draw a scenario, and give what is named in it other names."""
        found = super().document()
        if self.maybe(0.3) and len(self.groups) > 1:
            found.setdefault("counts_as", {})["status"] = ["urgent"]
        if self.maybe(0.3) and len(self.forms) > 1:
            found.setdefault("counts_as", {})["zero_step"] = ["adapted", "regular"]
        found["keys"]["mixed"] = {"mix": {"households": "60%", "stock": "40%"}}
        found["reference"] = self._reference()
        known = {each["id"]: self.among(*NAMES_OF_AGREEMENTS) for each in self.agreements}
        pools = {pool["pool"]: self.among(*NAMES_OF_POOLS) for pool in found["capacity"]}
        names = {old: new.format(old) for old, new in (known | pools).items()}
        return renamed(found, names) if self.maybe() else found

    def _tables(self) -> Document:
        found = super()._tables()
        for need in found["needs"]:
            if "origin" not in need and self.maybe(0.2):
                need["municipality"] = self.among(*self.codes)
        for pool in found["capacity"]:
            if self.maybe(0.1):
                pool["supply"] = "topping_up"
        for municipality in found["municipalities"]:
            municipality["vacancies_mid_rent"] = self.number(3)
            municipality["stock_mid_rent"] = self.number(4)
        if more := self._further_rates():
            found["rates"] = [*found.get("rates", [{"rate": "subsidy", "euros": 3}]), *more]
        found["moving_on"] = [
            *found.get("moving_on", ()),
            *({"municipality": self.codes[0], **self._moving_on()} for _ in range(self.maybe(0.2))),
        ]
        return found

    def _further_rates(self) -> list[Document]:
        rows: list[Document] = []
        if self.groups and self.maybe(0.5):
            rows.append({"rate": "persons", "per": "housed", "number": self.among("3.2", 2, "1/3")})
            if self.maybe():
                rows[0]["group"] = self.groups[0]
        if self.maybe(0.3):
            rows.append({"rate": "area", "number": self.among(60, "72.5", "0.001")})
        if self.maybe(0.3):
            row = {"rate": "renewal", "per": "withdrawn", "euros": self.among(40_000, 3)}
            rows.append(row | ({"becomes": "demolished"} if self.maybe() else {}))
        return rows

    def _reference(self) -> list[Document]:
        if not self.maybe(0.3):
            return []
        first, *others = self.segments
        shares = {first: "100%"} if not others else {first: "30%", others[0]: "70%"}
        where = {"municipality": self.codes[0]} if self.maybe() else {}
        return [{**where, "segment": name, "share": part} for name, part in shares.items()]

    def bounds(self, *values: Any) -> Document:
        """Draw a threshold, now and then with both ends."""
        if self.maybe(0.8):
            return super().bounds(*values)
        low, high = sorted(self.random.sample(range(len(values)), 2))
        return {"at_least": values[low], "at_most": values[high]}

    def dwellings(self) -> Document:
        """Draw a measure of dwellings, of some plan locations or neighbourhoods too."""
        found = super().dwellings()
        pools = self.tables_so_far.get("capacity", ())
        if found["quantity"] == "new_build" and pools and self.maybe(0.1):
            found["pools"] = self.some([pool["pool"] for pool in pools])
        elif found["quantity"] == "new_build" and self.maybe(0.1):
            found["where_neighbourhood"] = ["load <= 3"]
        if self.maybe(0.1):
            found["municipalities"] = self.some(self.codes)
        return found

    def placed(self) -> Document | None:
        """Draw an amount or a share of households by where they come from."""
        if not any("origin" in need for need in self.tables["needs"]):
            return None
        origin = self.among("own", "elsewhere", self.codes[0], "elsewhere-far")
        measure = {"quantity": "placed", "origins": [origin]}
        if self.maybe():
            return {"kind": "amount", "measure": measure, **self.bounds(0, 1, 2, 3), **self.apart()}
        found = {"kind": "share", "measure": measure, "of": {"quantity": "housed"}}
        return found | self.bounds(*PERCENT) | self.where("municipality", "year")

    def late_share(self) -> Document | None:
        """Draw a running share of what there was before."""
        found: Document = {"kind": "share", "each": ["year"], "so_far": True}
        found["delay"] = self.among(0, 1, 1, 2)
        if self.groups and self.maybe():
            found |= {"measure": self.households("housed"), "of": {"quantity": "need"}}
        elif self.tables["withdrawals"]:
            found |= {"measure": {"quantity": "withdrawn"}, "of": {"quantity": "new_build"}}
        else:
            return None
        return found | self.bounds(*PERCENT) | self.wish()

    def of_a_figure(self) -> Document:
        """Draw a share of what is known before there is a plan."""
        known = ("households", "stock", "vacancies", "capacity", *(["need"] if self.groups else []))
        found = {"kind": "share", "measure": self.counted(), "of": {"quantity": self.among(*known)}}
        return found | self.bounds("10%", "50%", "100%", "200%") | self.where("municipality")

    def stock_beside(self) -> Document:
        """Draw shares of the stock beside figures, the region or one another."""
        found: Document = {"kind": "stock_share", "segments": ["social_rent"]}
        words = self.among("at_least_by", "at_most_by", "apart")
        value = self.among("10%", "50%") if words == "apart" else None
        found[words] = value or self.among("own_part", "region", "stock_social_rent / stock")
        if words != "apart" and self.maybe():
            found["margin"] = self.among("5%", "25%")
        found["step"] = self.among("5%", "10%", "25%")
        return found | self.where() | {"each": ["municipality"]}

    def either_of_three(self) -> Document:
        """Draw a choice among shares of the stock, averages and others, of which two may count."""
        kinds: list[Document] = [
            {"kind": "stock_share", "segments": ["social_rent"], **self.bounds("10%", "20%")},
            {"kind": "amount", "measure": self.counted(), **self.bounds(1, 2, 3)},
            {
                "kind": "share",
                "measure": self.dwellings() | {"quantity": "new_build"},
                "of": {"quantity": "new_build"},
                **self.bounds(*PERCENT),
            },
        ]
        if any(row["rate"] == "subsidy" for row in self.tables.get("rates", ())):
            kinds.append({"kind": "average", "measure": self.euros(), **self.bounds(1, 3, 10)})
        number = self.random.randint(2, len(kinds))
        options = [
            {"id": f"o{place}", **each}
            for place, each in enumerate(self.random.sample(kinds, number))
        ]
        return {
            "kind": "either",
            "options": options,
            "at_least": self.random.randint(1, number),
            **self.where("municipality", "year"),
        }

    def mixed_key(self) -> Document:
        """Draw a fair share by a mix of figures, in some years or places."""
        found = self.fair_share() | {"kind": "fair_share", "key": "mixed"}
        if self.maybe(0.3):
            found["years"] = self.some(self.years)
        if self.maybe(0.3):
            found["municipalities"] = self.some(self.codes)
        return found

    def cap_of_a_kind(self) -> Document | None:
        """Draw a cap on what goes to groups of another segment, or of some forms."""
        if not self.groups:
            return None
        found: Document = {"kind": "vacancy_cap", "at_most": self.among(*PERCENT), **self.wish(0.3)}
        if self.maybe() and "mid_rent" in self.segments:
            found["segments"] = self.among(["mid_rent"], ["social_rent", "mid_rent"])
        if self.maybe():
            found["forms"] = self.some(self.forms)
        return found | ({"each": self.among(["municipality"], ["year"])} if self.maybe(0.3) else {})

    def rated(self) -> Document | None:
        """Draw an amount or an average of what a unit counts for besides money."""
        rates = sorted({row["rate"] for row in self.tables.get("rates", ())} - {"subsidy"})
        if not rates:
            return None
        rate = self.among(*rates)
        measure = {"quantity": "euros" if rate == "renewal" else "rated", "rates": [rate]}
        if rate == "area" and self.maybe():
            found: Document = {"kind": "average", "measure": measure, **self.bounds(1, 60, 70)}
        else:
            found = {"kind": "amount", "measure": measure, **self.bounds(0, 3, 7, 100)}
        return found | self.where("municipality", "year")

    def narrow(self) -> Document:
        """Draw an amount of which huge and tiny values, and a written reason, are part."""
        found: Document = {"kind": "amount", "measure": self.dwellings()}
        found |= self.bounds(0, 1, 6, 1_000_000, 99_999_999) | self.where("municipality")
        found |= {"binding": False, "weight": self.among("1/99991", "0.000001", 999_983, "7/3")}
        if self.maybe(0.3):
            found["explained"] = {self.codes[0]: "too small"}
        return found

    def pace_of_some(self) -> Document:
        """Draw a pace of one segment, in some places."""
        found = {"kind": "pace", "measure": {"quantity": "new_build", "segments": ["social_rent"]}}
        return (
            found
            | self.pace()
            | ({"municipalities": self.some(self.codes)} if self.maybe() else {})
        )

    def spread_facility(self) -> Document | None:
        """Draw a facility in each area or municipality, with both ends on its locations."""
        found = self.facility()
        if found is None:
            return None
        found |= {"kind": "facility", "places": self.number(4)}
        found["each"] = ["area"] if self.tables["areas"] and self.maybe() else ["municipality"]
        if self.maybe():
            found["per_location"] = {"at_least": 1, "at_most": self.among(2, 4)}
        return {name: value for name, value in found.items() if name not in ("key", "reach")}

    def exchange_of_some(self) -> Document | None:
        """Draw an exchange with its givers, takers and groups."""
        found = None if self._exchanged() else self.exchange()
        if found is None:
            return None
        found |= {"kind": "exchange", "givers": self.some(self.codes)}
        if self.maybe():
            found["takers"] = self.some(self.codes)
        if self.maybe():
            found["groups"] = self.some(self.groups)
        return found

    def _exchanged(self) -> bool:
        return any(each["kind"] == "exchange" for each in self.agreements)

    def settlement(self) -> Document | None:
        """Draw what a unit above or below a fair share costs."""
        fair = [each["id"] for each in self.agreements if each["kind"] == "fair_share"]
        if not fair:
            return None
        return {"kind": "settlement", "of": self.among(*fair), "rate": self.among(0, 2500, "1/3")}

    def _goals(self) -> list[Document | str]:
        found = super()._goals()
        wanted = [
            {"quantity": "placed", "origins": ["elsewhere"]},
            {"quantity": "credited"},
            {"quantity": "net"},
            {"quantity": "freed"},
        ]
        if self.groups and self.maybe(0.2):
            goal = {"kind": "least", "measure": self.among(*wanted)}
            found.insert(self.random.randint(0, len(found)), goal)
        claims = [each["id"] for each in self.agreements if each.get("binding") is False]
        claims = [each for each in claims if not each.startswith("settlement")]
        if len(claims) > 1 and self.maybe(0.5):
            parties = [
                {"name": name, "claims": {claim: 1}, "asked": self.among(1, 5, "7/2")}
                for name, claim in zip("ab", claims, strict=False)
            ]
            # The sums that come after the worst are no part of the second opinion.
            found = [goal for goal in found if goal != "shortfall"]
            found += ["shortfall", {"kind": "concessions", "parties": parties}]
        return found


def renamed(value: Any, names: dict[str, str]) -> Any:
    """Give a document with other names for some things, wherever these stand by themselves.

    Parameters
    ----------
    value
        The document, or a part of it.
    names
        The new ones by the old.
    """
    match value:
        case str():
            return names.get(value, value)
        case list():
            return [renamed(each, names) for each in value]
        case dict():
            return {names.get(key, key): renamed(each, names) for key, each in value.items()}
        case _:
            return value


def further_document(number: int) -> Document:
    """Give one further random scenario."""
    return FurtherDraw(number).document()
