"""The ladder: ever wider vicinities in which something is sought."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Count = Annotated[int, Field(ge=1)]
AtLeastZero = Annotated[float, Field(ge=0, strict=True)]
UpToOne = Annotated[float, Field(ge=0, le=1, strict=True)]

ALL_NODES = 2**31 - 1
"""As many nodes as a proof takes."""


class ParamGroup(BaseModel):
    """Some of the numbers, refused when they cannot be what was meant."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


class Rung(ParamGroup):
    """How far from a point something is sought.

    Parameters
    ----------
    radius
        Units that an unknown may lie from the whole numbers next to the point; infinite: anywhere.
    begins
        The part of what is nothing at the point that may become something, spread over all of it.
    """

    radius: AtLeastZero
    begins: UpToOne = 1.0


class Ladder(ParamGroup):
    """Vicinities of a point, tried one after the other until one of them gives an answer.

    Parameters
    ----------
    rungs
        The vicinities, each wider than the one before.
    nodes
        Nodes that the search in each may take: unlike seconds, the same on every machine.
    """

    rungs: tuple[Rung, ...] = Field(min_length=1)
    nodes: Count = ALL_NODES

    @classmethod
    def of(cls, *radii: float, nodes: int = ALL_NODES) -> Self:
        """Give a ladder in which everything may begin."""
        return cls(rungs=tuple(Rung(radius=float(radius)) for radius in radii), nodes=nodes)

    @model_validator(mode="after")
    def _wider_and_wider(self) -> Self:
        if any(wider.radius <= one.radius for one, wider in pairwise(self.rungs)):
            raise ValueError("each rung of a ladder reaches further than the one before")
        return self

    @property
    def near(self) -> Ladder:
        """All but the last rung when that reaches everything."""
        return self.up_to(sys.float_info.max)

    def only(self, radius: float) -> Ladder:
        """Give one vicinity, searched as far as these are."""
        return Ladder.of(radius, nodes=self.nodes)

    def up_to(self, radius: float) -> Ladder:
        """Give the rungs that reach no further than this."""
        rungs = tuple(rung for rung in self.rungs if rung.radius <= radius)
        return Ladder(rungs=rungs, nodes=self.nodes)
