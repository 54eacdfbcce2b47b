"""Travel times, where nobody measured them."""

from __future__ import annotations

from math import asin, ceil, cos, radians, sin, sqrt

from models.tables import Municipality

EARTH = 6371.0
"""Mean radius in kilometres (IUGG)."""
DETOUR = 1.3
"""Kilometres of road per kilometre as the crow flies: an assumption."""
SPEED = 50.0
"""Kilometres per hour from door to door, by car within a region: an assumption."""


def estimated_minutes(origin: Municipality, destination: Municipality) -> int:
    r"""Estimate the minutes of travel between the centres of two municipalities.

    .. math:: t = \left\lceil \frac{60 \cdot 1.3 \, d}{50} \right\rceil, \qquad
       d = 2 R \arcsin \sqrt{\sin^2 \tfrac{\Delta\varphi}{2}
       + \cos\varphi_1 \cos\varphi_2 \sin^2 \tfrac{\Delta\lambda}{2}}

    with :math:`d` the distance in kilometres along a great circle (haversine formula).

    Parameters
    ----------
    origin
        Where one leaves.
    destination
        Where one arrives.

    Returns
    -------
    int
        Whole minutes, rounded up.

    Raises
    ------
    KeyError
        If a municipality lacks ``latitude`` or ``longitude`` (degrees, WGS84).
    """
    north, east = (radians(float(origin.figure(name))) for name in ("latitude", "longitude"))
    to_north, to_east = (
        radians(float(destination.figure(name))) for name in ("latitude", "longitude")
    )
    chord = (
        sin((to_north - north) / 2) ** 2
        + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    )
    distance = 2 * EARTH * asin(sqrt(chord))
    return ceil(60 * DETOUR * distance / SPEED)
