"""The kind `either`: of several options some have to be kept, and the plan chooses which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from models.agreements.agreement import Agreement
from models.agreements.amount import Amount
from models.agreements.average import Average
from models.agreements.choosing import limitless, optional_rows
from models.agreements.comparison import MeasureComparison
from models.agreements.share import Share
from models.agreements.stock_share import StockShare
from models.agreements.where_text import where_text
from models.division import Partition
from models.language import Text
from models.measure import Scope
from models.number_fields import Natural
from models.programme import Programme
from models.region import Region
from models.requirement import Requirement

AnyOption = Annotated[Amount | Average | Share | StockShare, Field(discriminator="kind")]

SAID_ONCE = frozenset(Agreement.model_fields) - {"id", "title", "source", "note"}
"""The fields that an option does not have by itself: the agreement says them for all."""

BOUNDED_ABOVE = ("at_most", "exactly", "at_most_by")
"""Thresholds that what is counted can be above."""


class Either(Agreement):
    r"""At least one of several options is kept, in each scope that the agreement holds in.

    .. math::
       q_o \sum_{i \in S} x_i + M_o (1 - c_{o,S}) \;\ge\; p_o \sum_{i \in S} y_i, \qquad
       \sum_o c_{o,S} \ge n

    with :math:`c_{o,S}` whether option :math:`o` is chosen in :math:`S`, yes or no. An option is an
    agreement of kind `amount`, `average`, `share` or `stock_share`, whose rows hold where it is
    chosen; :math:`M_o` is the most by which any plan within capacity can miss such a row, so that
    it says nothing where the option is not chosen. The choice is made with all goals in view, in
    their order. A plan need not say what was chosen: held against a plan, the options count that it
    misses least. When the agreement is a wish, its shortfall is that of those options.

    One option that is itself two agreements is written as two agreements: "A, or B and C" is
    "A or B" and "A or C".

    Parameters
    ----------
    options
        What can be chosen: agreements of kind `amount`, `average`, `share` or `stock_share`, each
        with an ``id``. Where and when they hold, and whether they are binding, is said once, by the
        agreement.
    at_least
        How many have to be kept (:math:`n`).
    """

    kind: Literal["either"] = "either"
    options: tuple[AnyOption, ...]
    at_least: Natural = 1

    @property
    def choices(self) -> Mapping[str, MeasureComparison]:
        """The options by id, each with all that the agreement says for it."""
        return {option.id: self.as_agreed(option) for option in self.options}

    @property
    def unit(self) -> str:
        """The unit of the first option; a row of another option has that option's."""
        return self.options[0].unit

    @property
    def units(self) -> frozenset[str]:
        """Those of its options."""
        return frozenset(option.unit for option in self.options)

    @model_validator(mode="after")
    def _fit(self) -> Self:
        names = [option.id for option in self.options]
        if len(names) < 2:
            raise PydanticCustomError(
                "too-few-options",
                "two options at least",
                {"text": Text("one thing is no choice: give two options or more")},
            )
        for option in self.options:
            for name in sorted(SAID_ONCE & option.model_fields_set):
                raise PydanticCustomError(
                    "option-says-where",
                    "said once for all options",
                    {
                        "text": Text(
                            "the option “{option}” has “{field}”: say that once, for all options",
                            option=option.id,
                            field=name,
                        )
                    },
                )
            if getattr(option, "together", False):
                raise PydanticCustomError(
                    "option-beside-others",
                    "an option stands by itself",
                    {
                        "text": Text(
                            "the option “{option}” holds municipalities against one another: that "
                            "is an agreement of its own",
                            option=option.id,
                        )
                    },
                )
        if len(set(names)) < len(names):
            raise PydanticCustomError(
                "duplicate-option",
                "options have names of their own",
                {"text": Text("two options have the same id")},
            )
        if self.at_least > len(names):
            raise PydanticCustomError(
                "more-than-options",
                "fewer options",
                {
                    "text": Text(
                        "{number} have to be kept and there are {options} options",
                        number=self.at_least,
                        options=len(names),
                    )
                },
            )
        # Their order means nothing.
        ordered = tuple(sorted(self.options, key=lambda option: option.id))
        object.__setattr__(self, "options", ordered)
        return self

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give the rows of every option; which of them count is a choice."""
        for scope in self.scopes(programme.region):
            for option in self.options:
                yield from self._optional(programme, scope, option)

    def _optional(
        self, programme: Programme[Any], scope: Scope, option: MeasureComparison
    ) -> Iterator[Requirement]:
        said = self.as_agreed(option)
        rows, exact = (said.within(one, scope) for one in (programme, programme.linear))
        yield from optional_rows(
            programme.region, rows, exact, option=option.id, scope=scope, at_least=self.at_least
        )

    def as_agreed(self, option: MeasureComparison) -> MeasureComparison:
        """Give an option with all that the agreement says for it: its rows go by its name.

        Parameters
        ----------
        option
            The option, as it was written.

        Returns
        -------
        MeasureComparison
            The option, with where, when and how binding the agreement is.
        """
        said = {name: getattr(self, name) for name in (*SAID_ONCE, "id", "title")}
        return option.model_copy(update=said)

    def without_limit(self, region: Region) -> Iterator[tuple[str, ...]]:
        """Give the options of which nothing but agreements limits how far they can be missed."""
        for option in self.options:
            if not isinstance(option, StockShare):
                bounds = (getattr(option, name, None) for name in BOUNDED_ABOVE)
                above = [option.measure] if any(bound is not None for bound in bounds) else []
                below = [] if isinstance(option, Amount) else [option.of]
                both = [option.measure] if option.measure.quantity == "credited" else []
                if any(limitless(measure, region) for measure in (*above, *below, *both)):
                    yield "options", option.id

    def indivisible(self, region: Region, partition: Partition) -> Text | None:
        """Say, where several parts choose together, that one plan decides it."""
        if not self.spans(region, partition):
            return None
        return Text("which option is chosen is decided in one plan")

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        return Text(
            "at least {number} of these {options}, {where}: {promises}",
            number=self.at_least,
            options=len(self.options),
            where=where_text(self, region),
            promises=Text.joined((each.promise(region) for each in self.options), "; "),
        )
