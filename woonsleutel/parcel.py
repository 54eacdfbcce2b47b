"""What was found, packed to be sent as JSON: every number exact, every thing of its own kind.

Answers for readers hold tables and sentences; whoever goes on with them, as the command does that
shows what a server found, needs all of it. Nothing but values is packed and unpacked: records of
this project's own, and no code. Both sides have to be of the same release.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import partial
from importlib import import_module
from typing import Any, Final

from pydantic import BaseModel

from models.findings import Finding
from models.language import Text
from models.scenario import Scenario
from optimiser.solver.versions import release
from scenarios import check

MEDIA_TYPE: Final = "application/vnd.woonsleutel.parcel+json"

ROOT: Final = Scenario.__module__.removesuffix("models.scenario")
"""Under what the packages stand: nothing in the repository, ``woonsleutel.`` when installed."""

PACKAGES: Final = ("models.", "optimiser.")
"""Where the records are that may be packed."""

UNLIKE_A_PARCEL: Final = (
    ArithmeticError,
    AttributeError,
    ImportError,
    LookupError,
    TypeError,
    ValueError,
)
"""What happens when something else is unpacked."""

GROUPS: Final[Mapping[str, type[Any]]] = {
    kind.__name__: kind for kind in (tuple, list, set, frozenset)
}

STATE: Final = ("__dict__", "__pydantic_extra__", "__pydantic_fields_set__", "__pydantic_private__")
"""What pydantic keeps of a record, and makes it anew from."""


class Unreadable(ValueError):
    """A parcel that cannot be unpacked here: of another release, or no parcel."""


@dataclass(frozen=True)
class Known:
    """What both sides have and nobody sends: the scenario, and what belongs to it.

    Findings are told with the places where each side read them.

    Parameters
    ----------
    scenario
        The scenario that was asked about.
    """

    scenario: Scenario
    named: Mapping[str, Any] = field(init=False)
    _names: Mapping[int, str] = field(init=False)
    _findings: tuple[Finding, ...] = field(init=False)

    def __post_init__(self) -> None:
        named: dict[str, Any] = {"scenario": self.scenario}
        agreed = {one.id: one for one in self.scenario.everything_agreed}
        named |= {f"agreement {name}": one for name, one in agreed.items()}
        named |= {f"goal {number}": one for number, one in enumerate(self.scenario.goals)}
        object.__setattr__(self, "_names", {id(one): name for name, one in named.items()})
        object.__setattr__(self, "_findings", check(self.scenario))
        named |= {f"finding {number}": one for number, one in enumerate(self._findings)}
        object.__setattr__(self, "named", named)

    def name_of(self, value: object) -> str | None:
        """Give what something is called that both sides have; None of anything else."""
        if isinstance(value, Finding) and value in self._findings:
            return f"finding {self._findings.index(value)}"
        return self._names.get(id(value))


def packed(found: object, scenario: Scenario) -> dict[str, Any]:
    """Pack what was found about a scenario.

    Parameters
    ----------
    found
        What was found: a `Account`.
    scenario
        The scenario, which whoever unpacks it has to have.

    Returns
    -------
    dict
        What JSON holds.

    Raises
    ------
    TypeError
        If there is something in it that is no value of this project's.
    """
    packing = Packing(Known(scenario))
    return {"release": release(), "found": packing.told(found), "things": packing.things}


@dataclass
class Packing:
    """What is packed so far: each thing once, after all that it holds.

    Parameters
    ----------
    known
        What is not sent.
    things
        What is packed: a number in brackets stands for one of these.
    """

    known: Known
    things: list[Any] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)
    _held: list[Any] = field(default_factory=list)

    def told(self, value: Any) -> Any:
        """Give a value as JSON: itself, or where it is."""
        if value is None or (isinstance(value, bool | str | int) and not isinstance(value, Enum)):
            return value
        if isinstance(value, float) and math.isfinite(value):
            return float(value)
        place = self._places.get(id(value))
        if place is None:
            thing = self._thing(value)
            place = self._places[id(value)] = len(self.things)
            # As long as it is held no other thing has its address.
            self._held.append(value)
            self.things.append(thing)
        return [place]

    def _thing(self, value: Any) -> list[Any]:
        """Pack a thing, and before it all that it holds."""
        if (name := self.known.name_of(value)) is not None:
            return ["known", name]
        kind = type(value)
        match value:
            case float():
                said: list[Any] = ["float", str(value)]
            case Fraction():
                said = ["fraction", value.numerator, value.denominator]
            case Enum():
                said = ["member", kind_name(kind), value.name]
            case Text():
                said = ["text", value.message, self.told(value.parts)]
            case BaseModel():
                own = {name: getattr(value, name) for name in kind.model_fields}
                state = value.__getstate__()
                parts = [own, *(state[name] for name in STATE[1:])]
                said = ["model", kind_name(kind), *map(self.told, parts)]
            case _ if is_dataclass(kind):
                names = [each.name for each in fields(kind) if each.init]
                held = {name: self.told(getattr(value, name)) for name in names}
                said = ["record", kind_name(kind), held]
            case dict():
                said = ["dict", *([self.told(key), self.told(held)] for key, held in value.items())]
            case _ if kind.__name__ in GROUPS:
                members = sorted(value, key=repr) if isinstance(value, set | frozenset) else value
                said = [kind.__name__, *map(self.told, members)]
            case _:
                raise TypeError(f"{kind.__name__} cannot be packed")
        return said


def kind_name(kind: type[Any]) -> str:
    """Give the name of a kind of records: the module, and the class in it."""
    name = kind.__module__.removeprefix(ROOT)
    if not name.startswith(PACKAGES) or kind.__qualname__ != kind.__name__:
        raise TypeError(f"{kind.__name__} cannot be packed")
    return f"{name}:{kind.__name__}"


def kind_named(name: object, base: type[Any]) -> Any:
    """Find a kind of records by its name, and nothing else that has a name."""
    module, _, own = str(name).partition(":")
    found = vars(import_module(ROOT + module)).get(own) if module.startswith(PACKAGES) else None
    if not isinstance(found, type) or found.__module__ != ROOT + module:
        raise Unreadable(str(name))
    if not issubclass(found, base) or (base is object and not is_dataclass(found)):
        raise Unreadable(str(name))
    return found


def unpacked(parcel: Mapping[str, Any], scenario: Scenario) -> Any:
    """Unpack what was found about a scenario.

    Parameters
    ----------
    parcel
        What JSON holds.
    scenario
        The scenario that was asked about.

    Returns
    -------
    Account
        What was found, as if it had been found here.

    Raises
    ------
    Unreadable
        If it is of another release, or no parcel.
    """
    if parcel.get("release") != release():
        raise Unreadable(str(parcel.get("release")))
    try:
        known = Known(scenario)
        unpacking = Unpacking(known)
        for mark, *said in parcel["things"]:
            unpacking.things.append(unpacking.made(mark, said))
        return unpacking.value(parcel["found"])
    except UNLIKE_A_PARCEL as problem:
        raise Unreadable(str(problem)) from problem


@dataclass
class Unpacking:
    """What is unpacked so far.

    Parameters
    ----------
    known
        What was not sent.
    things
        What is made, by its place.
    """

    known: Known
    things: list[Any] = field(default_factory=list)

    def value(self, said: Any) -> Any:
        """Give what stands for itself, or for a thing that was made."""
        return self.things[said[0]] if isinstance(said, list) else said

    def made(self, mark: str, said: Sequence[Any]) -> Any:
        """Make a thing of those before it."""
        makers: Mapping[str, Callable[..., Any]] = {
            "known": lambda name: self.known.named[name],
            "float": float,
            "fraction": Fraction,
            "member": lambda name, member: kind_named(name, Enum)[member],
            "text": lambda message, parts: Text(message, **self.value(parts)),
            "model": self._model,
            "record": self._record,
            "dict": lambda *pairs: {self.value(key): self.value(held) for key, held in pairs},
            **{name: partial(self._group, kind) for name, kind in GROUPS.items()},
        }
        return makers[mark](*said)

    def _group(self, kind: type[Any], *members: Any) -> Any:
        return kind(map(self.value, members))

    def _record(self, name: str, held: Mapping[str, Any]) -> Any:
        return kind_named(name, object)(**{each: self.value(said) for each, said in held.items()})

    def _model(self, name: str, *parts: Any) -> Any:
        made = BaseModel.__new__(kind_named(name, BaseModel))
        made.__setstate__(dict(zip(STATE, map(self.value, parts), strict=True)))
        return made
