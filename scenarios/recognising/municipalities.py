"""Names of municipalities: how people write them, and which one can be meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import NamedTuple

from models.codes import CodeProblem, municipality_code
from models.tables import Municipality
from scenarios.document.known_words import known_words
from scenarios.recognising.comparing import compared
from scenarios.recognising.meant import Meant

PROVINCES = known_words("provinces")
"""The provinces, which tell places of the same name apart, and how they are shortened."""

OTHER_NAMES = {
    other: name for name, others in known_words("municipalities").items() for other in others
}
"""Two names of one municipality, as they are compared."""

AROUND = re.compile(r"^(?:de )?(?:gemeente|gem|municipality of)\s+|[\s(]+(?:gemeente|gem|c a)\)?$")
LETTERS = {"st": "sint", "ste": "sint"}
CODED = re.compile(r"^\s*\(?((?:GM)?\s*[0-9]{1,4})\)?[\s:–—-]+(\D.*)$", re.IGNORECASE)
CODE_LAST = re.compile(r"^(\D.*?)[\s(–—-]+((?:GM)?\s*[0-9]{1,4})\)?\s*$", re.IGNORECASE)
LISTED = re.compile(r"^\s*[0-9]{1,3}[.)]\s*(\D.*)$")
"""A name with its number in a list before it: ``1. Arnhem``."""

BRACKETS = re.compile(r"^(.*?)\s*\(([^()]*)\)?\s*$")


class Called(NamedTuple):
    """A name without what tells it from others of the same name, and that."""

    name: str
    province: str


def name_apart(text: str) -> Called:
    """Take a name apart: ``Bergen (NH.)`` is Bergen in Noord-Holland."""
    name, province = compared(text), ""
    while (bare := AROUND.sub("", name).strip()) and bare != name:
        name = bare
    found = BRACKETS.fullmatch(name)
    if found and province_of(found[2]):
        name, province = found[1], province_of(found[2])
    else:
        words = name.split()
        for start in range(1, len(words)):
            if known := province_of(" ".join(words[start:])):
                name, province = " ".join(words[:start]), known
                break
    words = [LETTERS.get(word, word) for word in name.replace("(", " ").replace(")", " ").split()]
    name = " ".join(words)
    return Called(OTHER_NAMES.get(name, name), province)


def province_of(text: str) -> str:
    """Give the province that a text names, whole or shortened; nothing for another text."""
    bare = compared(text)
    for name, short in PROVINCES.items():
        if bare == name or bare in short:
            return name
    return ""


class MunicipalityNames:
    """Finds the municipality that a text names, when one only can be meant.

    Parameters
    ----------
    municipalities
        The scenario's.
    """

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        self.names = {one.code: one.name for one in municipalities}
        self._literal: dict[str, list[str]] = {}
        self._by_name: dict[str, list[tuple[str, str]]] = {}
        for code, name in self.names.items():
            self._literal.setdefault(name.casefold(), []).append(code)
            bare = name_apart(name)
            self._by_name.setdefault(bare.name, []).append((bare.province, code))
            first, comma, _ = name.partition(",")
            if comma:  # Nuenen, Gerwen en Nederwetten is called Nuenen
                self._by_name.setdefault(name_apart(first).name, []).append((bare.province, code))
        self._known: dict[object, Meant] = {}

    def meant(self, written: object) -> Meant:
        """Give what a cell means."""
        key = (type(written), str(written))
        if key not in self._known:
            self._known[key] = self._meant(written)
        return self._known[key]

    def _meant(self, written: object) -> Meant:
        text = str(written)
        literal = self._literal.get(text.casefold(), [])
        if len(literal) == 1:
            return Meant(literal[0], literal=True)
        try:
            code = municipality_code(written)
        except CodeProblem:
            pass
        else:
            return Meant(code if code in self.names else None, literal=True, near=())
        for pattern, (number, name) in ((CODED, (1, 2)), (CODE_LAST, (2, 1))):
            if found := pattern.fullmatch(text):
                code = municipality_code(found[number])
                if code in self._codes(name_apart(found[name])):
                    return Meant(code)
        if found := LISTED.fullmatch(text):
            text = found[1]
        codes = self.codes_of(text)
        if len(codes) == 1:
            return Meant(codes[0])
        return Meant(None, near=tuple(self._near(text, codes)))

    def codes_of(self, name: str) -> list[str]:
        """Give the municipalities that have a name; a province that is told has to be theirs."""
        return self._codes(name_apart(name))

    def _codes(self, bare: Called) -> list[str]:
        alike = self._by_name.get(bare.name, [])
        same = [code for province, code in alike if province == bare.province]
        if same or not bare.province:
            return same if len(same) == 1 else [code for _, code in alike]
        return [code for province, code in alike if not province]

    def _near(self, text: str, codes: list[str]) -> Iterator[str]:
        """Give the names that may be meant."""
        if codes:
            yield from (self.names[code] for code in codes)
            return
        bare = name_apart(text).name
        alike = [code for _, code in self._by_name.get(bare, [])]
        longer = [
            code
            for name, found in self._by_name.items()
            for _, code in found
            if len(bare) > 2 and (name.startswith(f"{bare} ") or bare.startswith(f"{name} "))
        ]
        close = get_close_matches(bare, self._by_name, n=2, cutoff=0.75)
        spelled = [code for name in close for _, code in self._by_name[name]]
        for code in dict.fromkeys([*alike, *longer, *spelled]):
            yield self.names[code]
