"""Codes and names of municipalities must be those of one municipality, where it is a real one.

A region of municipalities that are made up may call and number them as it likes: what is told of
rests on a name that Statistics Netherlands has under another code, or on a region in which other
municipalities are real.
"""

from __future__ import annotations

from collections.abc import Iterator

from models.language import Text
from models.scenario import Scenario
from models.tables import Municipality
from models.values import quoted
from scenarios.checks.places import Places, Remarks
from scenarios.recognising.known_municipalities import (
    FICTITIOUS,
    known_municipalities,
    real_names,
)
from scenarios.recognising.municipalities import name_apart
from scenarios.recognising.reorganisations import reorganisations


def code_of_another(scenario: Scenario, places: Places) -> Remarks:
    """Find municipalities with a code that is another's, nobody's, or of one that has ended."""
    doubtful = [one for one in scenario.municipalities if not _is_real(one)]
    some_real = len(doubtful) < len(scenario.municipalities)
    for one in doubtful:
        for text in _told(one, some_real=some_real):
            yield text, places.row(one, "code")


def _told(one: Municipality, *, some_real: bool) -> Iterator[Text]:
    """Say what is odd about a code beside a name."""
    own = real_names().codes_of(one.name)
    there = known_municipalities().get(one.code)
    ended = reorganisations().get(one.code)
    if len(own) == 1:
        yield Text(
            "With Statistics Netherlands (CBS) “{name}” has the code {right}, and not {code}.",
            name=quoted(one.name),
            right=own[0],
            code=one.code,
        )
    elif there is not None and some_real:
        yield Text("{code} is the code of {name}.", code=one.code, name=there)
    elif ended is not None and (
        some_real or name_apart(ended.name).name == name_apart(one.name).name
    ):
        yield ended.text()
    elif some_real and not one.code.startswith(FICTITIOUS):
        yield Text(
            "No municipality has the code {code} with Statistics Netherlands (CBS). Codes of "
            "municipalities that are made up begin with {made_up}.",
            code=one.code,
            made_up=FICTITIOUS,
        )


def _is_real(one: Municipality) -> bool:
    """Tell whether a code is that of a municipality that has the name."""
    name = known_municipalities().get(one.code)
    return name == one.name or (name is not None and one.code in real_names().codes_of(one.name))
