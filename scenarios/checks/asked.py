"""Asked: by which of its fields an agreement asks for nothing at all."""

from __future__ import annotations

from collections.abc import Iterator

from models.agreements import Agreement, Exchange, Facility, FairShare, Settlement, Share
from models.language import Text
from models.scenario import Scenario


def asking_nothing(agreement: Agreement, scenario: Scenario) -> Iterator[tuple[str, Text]]:
    """Name the fields by which an agreement asks for nothing at all.

    Parameters
    ----------
    agreement
        The agreement.
    scenario
        The scenario.

    Yields
    ------
    tuple
        The field, and why nothing is asked by it.
    """
    if agreement.can_fall_short and not agreement.weight and not agreement.binding:
        yield "weight", Text("With a weight of zero it does not count how far this is missed.")
    measure, whole = getattr(agreement, "measure", None), getattr(agreement, "of", None)
    other = any(getattr(agreement, name, 0) for name in ("beyond", "delay"))
    if measure is not None and measure == whole and not other:
        yield "of", Text("This is a part of itself, which is always 100%: it says nothing.")
    if not agreement.choices and getattr(agreement, "at_least", None) == 0:
        yield "at_least", Text("Nothing is less than zero: this asks for nothing.")
    if (getattr(agreement, "apart", None) or 0) >= 1:
        yield "apart", Text("Shares are never further apart than this: it says nothing.")
    kept = [
        option.id
        for option in agreement.choices.values()
        if any(True for _ in asking_nothing(option, scenario))
    ]
    if kept and len(kept) >= getattr(agreement, "at_least", 1):
        yield "options", Text("The option “{id}” is always kept, so nothing is asked.", id=kept[0])
    match agreement:
        case Share() if agreement.delay >= len(scenario.horizon.years) and agreement.at_least:
            yield "delay", Text("Within the horizon nothing of it has to be there yet.")
        case FairShare() if agreement.side == "below" and (agreement.tolerance or 0) >= 1:
            yield "tolerance", Text("Nobody can have less than nothing: this asks for nothing.")
        case Exchange() if not agreement.at_most:
            yield "at_most", Text("Nothing may be exchanged by this: it says nothing.")
        case Settlement() if not agreement.rate:
            yield "rate", Text("At a rate of zero nothing is paid: this says nothing.")
        case Facility() if not agreement.places and agreement.places_are == "at_least":
            yield "places", Text("No places are asked: this says nothing.")
