"""How often one person, key or address may ask: what is not used is saved up for a minute."""

from __future__ import annotations

import time
from collections import OrderedDict

from api.problems import TOO_OFTEN, Refused
from models.language import Text

REMEMBERED = 10_000
"""Askers of whom is remembered how often they asked."""

MINUTE = 60.0


class Frequency:
    """How often each may ask.

    Parameters
    ----------
    per_minute
        The most requests in a minute.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def count(self, asker: str) -> None:
        """Count a request.

        Parameters
        ----------
        asker
            Who asks.

        Raises
        ------
        Refused
            With 429, if they asked too often.
        """
        moment = time.monotonic()
        left, before = self._left.pop(asker, (float(self._per_minute), moment))
        left = min(self._per_minute, left + (moment - before) * self._per_minute / MINUTE)
        refused = left < 1
        self._left[asker] = (left if refused else left - 1, moment)
        while len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        if refused:
            text = Text("There are at most {most} requests a minute.", most=self._per_minute)
            raise Refused(TOO_OFTEN, text, headers={"Retry-After": "1"})
