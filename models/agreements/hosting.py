"""Hosting: how many hosts of a facility there may be, how large, and near to what."""

from __future__ import annotations

from models.noun import Noun
from models.number_fields import Natural


class Band(Noun):
    """A least and a most.

    Parameters
    ----------
    at_least, at_most
        Hosts, or places at a location; without them no bound.
    """

    at_least: Natural | None = None
    at_most: Natural | None = None


class Near(Noun):
    """Every host lies near a host of another facility (which may be the same municipality).

    Parameters
    ----------
    facility
        The other facility.
    minutes
        The longest travel time between the two; 0 is in the same municipality.
    """

    facility: str
    minutes: Natural = 0
