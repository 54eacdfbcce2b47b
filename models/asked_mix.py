"""The mix that has of each segment, or form, what is asked of it at least."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Mix = Mapping[str, Fraction]
"""Per segment or form its part of the whole; the parts sum to one."""


@dataclass(frozen=True, slots=True)
class AskedPart:
    """That some segments, or forms, together are at least a part of the whole, or of others.

    Parameters
    ----------
    names
        The segments, or forms.
    part
        The part.
    of
        Of which others it is a part; of all when None.
    """

    names: frozenset[str]
    part: Fraction
    of: frozenset[str] | None = None


def mix_of(names: Sequence[str], asked: Collection[AskedPart], others: Collection[str] = ()) -> Mix:
    """Give the mix that has of each what is asked at least, and the rest spread evenly.

    Parameters
    ----------
    names
        The segments, or forms.
    asked
        What is asked of them. What is asked of one comes first, then what is asked of several
        together: where those have less, they rise evenly, and what is more than asked of the
        others goes down.
    others
        Over which the rest is spread; without them over those of which nothing is asked, or all.

    Returns
    -------
    Mapping
        The part of each.
    """
    least = dict.fromkeys(names, Fraction(0))
    for each in asked:
        if len(each.names) == 1 and each.of is None:
            (name,) = each.names
            least[name] = max(least[name], each.part)
    whole = sum(least.values(), Fraction(0))
    if whole > 1:
        return {name: part / whole for name, part in least.items()}
    spread = [*others] or [name for name in names if not least[name]] or [*names]
    mix = {name: least[name] + (1 - whole) * (name in spread) / len(spread) for name in names}
    for each in sorted(
        (one for one in asked if len(one.names) > 1 or one.of is not None),
        key=lambda one: (one.of is not None, len(one.names), sorted(one.names), one.part),
    ):
        _raise(mix, least, each)
    return mix


def _raise(mix: dict[str, Fraction], least: Mapping[str, Fraction], asked: AskedPart) -> None:
    """Bring some names together to what is asked of them, at the cost of the others."""
    whole = Fraction(1) if asked.of is None else sum((mix[n] for n in asked.of), Fraction(0))
    lacking = asked.part * whole - sum((mix[name] for name in asked.names), Fraction(0))
    spare = {name: part - least[name] for name, part in mix.items() if name not in asked.names}
    left = sum(spare.values(), Fraction(0))
    lacking = min(lacking, left)
    if lacking <= 0:
        return
    rising = sorted(name for name in asked.names if not least[name]) or sorted(asked.names)
    for name in rising:
        mix[name] += lacking / len(rising)
    for name, part in spare.items():
        mix[name] -= lacking * part / left
