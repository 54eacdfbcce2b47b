"""What makes a programme's numbers: of a problem, of a proof, or of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from models.exact import Number
from models.quantity import Quantity
from models.shape import Shape, Total


class Arithmetic(Protocol):
    """What a formula asks of a number: to be added, subtracted, and multiplied by whole numbers."""

    def __add__(self, other: Any, /) -> Any: ...
    def __radd__(self, other: Any, /) -> Any: ...
    def __sub__(self, other: Any, /) -> Any: ...
    def __rsub__(self, other: Any, /) -> Any: ...
    def __rmul__(self, other: Any, /) -> Any: ...


N = TypeVar("N", bound=Arithmetic)
Made_co = TypeVar("Made_co", bound=Arithmetic, covariant=True)


class Reader(Protocol[Made_co]):
    """Makes a programme's numbers: the only thing in which its readers differ."""

    def cells(self, shape: Shape) -> Sequence[Made_co]:
        """Give the numbers of a shape's cells, in their order.

        Parameters
        ----------
        shape
            The cells and what their totals are made of.

        Returns
        -------
        Sequence
            The numbers, in the order of the cells.
        """
        ...

    def total(self, terms: Sequence[Any]) -> Any:
        """Add up.

        Parameters
        ----------
        terms
            Numbers of cells, or totals.

        Returns
        -------
        any
            The sum, in the same kind of number.
        """
        ...

    def define(self, quantity: Quantity, total: Total, terms: Sequence[Any]) -> Any:
        """Add up, as a total that many rows will use.

        Parameters
        ----------
        quantity
            Whose cells they are.
        total
            What is added up, and where it is used.
        terms
            Numbers of cells, or totals.

        Returns
        -------
        any
            The total.
        """
        ...

    def given(self, numbers: Sequence[Any]) -> Sequence[Any]:
        """Give numbers of cells and totals as formulas read them.

        Parameters
        ----------
        numbers
            What was made for cells, or added up of that.

        Returns
        -------
        Sequence
            The same, unless the reader adds up in another unit.
        """
        return numbers


class FormulaReader(Reader[Made_co], Protocol[Made_co]):
    """A reader of formulas that were read before: as sums of cells and totals."""

    def combined(self, parts: Sequence[tuple[Number, Any]], constant: Number) -> Any:
        """Add up what was made for cells, or added up of that, as formulas read it.

        Parameters
        ----------
        parts
            Factors, each with what it multiplies.
        constant
            What is added.

        Returns
        -------
        any
            The sum.
        """
        ...
