"""Words of segments, forms, groups and years, as planners write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches

from models.existing_stock import DEMOLISHED
from models.language import Word, word
from models.scenario import Scenario
from scenarios.document.known_words import known_words
from scenarios.document.spelling import identifier
from scenarios.recognising.comparing import compared
from scenarios.recognising.meant import Meant
from scenarios.recognising.municipalities import MunicipalityNames

SYNONYMS = known_words("names")
"""What else people call what a scenario calls by these names, as it is compared."""

MONEY = r"(?:€|euro?\b)\s*[0-9][0-9.,]*"
LIMIT = r"(?:tot en met|tot|t/m|vanaf|tussen|max\.?|maximaal|onder|boven|up to|from|below|above)"
PRICE = re.compile(
    rf"[(\[]?\s*(?:[<>≤≥=]+\s*)?(?:{LIMIT}\s*)?{MONEY}"
    r"(?:\s*(?:-|–|tot|t/m|en|to|and)\s*(?:€|euro?)?\s*[0-9][0-9.,]*)*\s*(?:,-)?\s*[)\]]?",
    re.IGNORECASE,
)
"""The price limits that stand behind the name of a segment."""

BRACKETED = re.compile(r"\([^()]*\)")

YEAR = re.compile(r"(?:jaar |year )?((?:19|20|21)[0-9]{2})(?:jj00)?")

MUNICIPAL = ("municipality", "to", "host")
"""The axes whose names are municipalities."""


class AxisWords:
    """The words for the names of one axis.

    Parameters
    ----------
    names
        The identifiers that the scenario has.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(names))
        found: dict[str, set[str]] = {}
        synonyms: dict[str, set[str]] = {}
        for name in self.names:
            for ours in (name, word(name, "nl"), word(name, "en")):
                found.setdefault(compared(ours), set()).add(name)
            for theirs in SYNONYMS.get(name, ()):
                synonyms.setdefault(compared(theirs), set()).add(name)
        # A name of the scenario's own goes before what another is called besides.
        self.words = {text: names for text, names in (synonyms | found).items() if len(names) == 1}

    def name(self, text: str) -> str | None:
        """Give the one name that a text stands for, as it is compared."""
        return next(iter(self.words.get(compared(text), ())), None)

    def meant(self, written: object) -> Meant:
        """Give what a text means."""
        text = str(written)
        for same in (text, identifier(text), text.removesuffix(".0")):
            if same in self.names:
                return Meant(same, literal=True)
        bare = PRICE.sub(" ", text)
        # What stands between brackets explains, where the rest is a name.
        for less in (text, bare, BRACKETED.sub(" ", bare)):
            if (name := self.name(less)) is not None:
                return Meant(name)
        close = get_close_matches(compared(bare), self.words, n=1, cutoff=0.6)
        near = [found for text in close for found in self.words[text]]
        return Meant(None, near=tuple(map(Word, near)))


class Vocabulary:
    """The names and words of a scenario, as people write them.

    Parameters
    ----------
    scenario
        Whose names they are.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.municipalities = MunicipalityNames(scenario.municipalities)
        self.years = scenario.horizon.years
        facilities = (getattr(one, "facility", None) for one in scenario.agreements)
        self.axes = {
            "segment": AxisWords(scenario.segments),
            "becomes": AxisWords((*scenario.segments, DEMOLISHED)),
            "form": AxisWords(scenario.forms),
            "group": AxisWords(scenario.groups),
            "pool": AxisWords(pool.pool for pool in scenario.capacity),
            "facility": AxisWords(sorted({one for one in facilities if isinstance(one, str)})),
            "origin": AxisWords(sorted({need.origin for need in scenario.needs if need.origin})),
        }
        self._known: dict[tuple[str, type, object], Meant] = {}

    def meant(self, axis: str, written: object) -> Meant:
        """Give what a cell means on an axis."""
        if axis in MUNICIPAL:
            return self.municipalities.meant(written)
        if axis == "year":
            return year_meant(written)
        key = (axis, type(written), written)
        if key not in self._known:
            self._known[key] = self.axes[axis].meant(written)
        return self._known[key]


def year_meant(written: object) -> Meant:
    """Give the year that a cell names: ``2025``, ``2025JJ00``, a day in 2025."""
    match written:
        case bool():
            return Meant(None)
        case int():
            return Meant(written, literal=True)
        case float() if written.is_integer():
            return Meant(int(written), literal=True)
        case date():
            return Meant(written.year)
    found = YEAR.fullmatch(compared(str(written)))
    return Meant(int(found[1]), literal=str(written).isdigit()) if found else Meant(None)
