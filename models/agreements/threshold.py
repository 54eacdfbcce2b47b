"""Thresholds: at least, at most or exactly a number or a ratio."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Generic, Self, TypeVar

from pydantic import BaseModel, model_validator
from pydantic_core import PydanticCustomError

from models.language import Part, Text
from models.requirement import Sense

Bound = TypeVar("Bound", int, Fraction)


class Threshold(BaseModel, Generic[Bound]):
    """The bounds of an agreement, in exact numbers.

    Parameters
    ----------
    at_least, at_most, exactly
        One of them, or the first two together (a bandwidth).
    """

    at_least: Bound | None = None
    at_most: Bound | None = None
    exactly: Bound | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether it has a threshold without having a number."""
        return False

    def more_bounds(self) -> Iterator[Text]:
        """Say what it has for thresholds besides numbers.

        Yields
        ------
        Text
            A phrase, in both languages.
        """
        yield from ()

    def bounds(self) -> Iterator[tuple[Sense, Bound]]:
        """Give each bound with its sense.

        Yields
        ------
        tuple
            The sense and the bound.
        """
        senses: tuple[tuple[Sense, Bound | None], ...] = (
            (">=", self.at_least),
            ("<=", self.at_most),
            ("==", self.exactly),
        )
        for sense, bound in senses:
            if bound is not None:
                yield sense, bound

    def bounds_text(self, written: Callable[[Bound], Part]) -> Text:
        """Say the bounds, each number written as the kind wants it.

        Parameters
        ----------
        written
            Writes a bound with its unit.

        Returns
        -------
        Text
            The bounds, joined as a sentence does.
        """
        words = {">=": "at least {bound}", "<=": "at most {bound}", "==": "exactly {bound}"}
        said = [Text(words[sense], bound=written(bound)) for sense, bound in self.bounds()]
        said.extend(self.more_bounds())
        return Text("{bounds}", bounds=tuple(said))

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.elsewhere or any(True for _ in self.bounds())) or (
            self.exactly is not None and (self.at_least, self.at_most) != (None, None)
        ):
            raise PydanticCustomError(
                "threshold-missing",
                "give at_least, at_most or exactly",
                {"text": Text("give at_least, at_most or both, or else exactly")},
            )
        return self
