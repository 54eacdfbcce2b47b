"""The kind `vacancy_cap`: only a part of the social dwellings that come free go to some groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from models.agreements.agreement import Agreement
from models.agreements.where_text import where_text
from models.division import Partition
from models.language import Percent, Text, Word
from models.measure import Axes, Measure
from models.noun import Names
from models.number_fields import Ratio
from models.programme import Programme
from models.proportion import Proportion
from models.region import Region
from models.requirement import Requirement

SOCIAL = ("social_rent",)


class VacancyCap(Agreement):
    r"""At most a part of the social dwellings that come free is for some target groups.

    .. math:: q \sum_{g} h_{m,g,y} \;\le\; p \,(v_{m} + \sum_{i \in (m, y)} (x_i + f_i))

    for each municipality :math:`m` and year :math:`y`, with :math:`h` the households housed,
    :math:`v` the vacancies per year, :math:`x` the new social rent completed in that year and
    :math:`f` what comes free of the stock because people move on to new dwellings.

    Parameters
    ----------
    groups
        The target groups that count; without them: all.
    segments
        Of what the dwellings are that come free or are built: social rent unless something else is
        named. Vacancies of social rent are the figure ``vacancies``, those of another segment
        ``vacancies_<segment>``.
    forms
        The forms of new dwellings that count; without them all.
    at_most
        The ratio :math:`p/q`; 100% says no more than that each household needs a dwelling.
    """

    kind: Literal["vacancy_cap"] = "vacancy_cap"
    groups: Names | None = None
    segments: Names = SOCIAL
    forms: Names | None = None
    at_most: Ratio
    each: Axes = ("municipality", "year")

    only_rows: ClassVar[bool] = True

    @property
    def unit(self) -> str:
        """Households, each in one dwelling."""
        return "households"

    def requirements(self, programme: Programme[Any]) -> Iterator[Requirement]:
        """Give a row for each scope."""
        urgent = Measure(quantity="housed", groups=self.groups)
        free = [*self.free(programme.region)]
        for scope in self.scopes(programme.region):
            housed = programme.measure(urgent, scope)
            first, *others = (programme.measure(one, scope) for one in free)
            for other in others:
                first = first + other
            proportion = Proportion(housed, self.at_most, first)
            yield Requirement.of_proportion(self, scope, "<=", proportion)

    def free(self, region: Region) -> Iterator[Measure]:
        """Give what is counted of the dwellings that come free or are built.

        Parameters
        ----------
        region
            The region, or the scenario that it is.

        Yields
        ------
        Measure
            Vacancies, new build, and what people leave who move on.
        """
        for _, figure in self.figures(region):
            yield Measure(quantity=figure)
        yield Measure(quantity="new_build", segments=self.segments, forms=self.forms)
        if region.moving_on:
            yield Measure(quantity="freed", segments=self.segments)

    def figures(self, region: Region) -> Iterator[tuple[str, str]]:
        """Give the vacancies."""
        for segment in region.named_apart(self.segments):
            yield "kind", "vacancies" if segment in SOCIAL else f"vacancies_{segment}"

    def indivisible(self, region: Region, partition: Partition) -> None:
        """Give nothing: a cap that each part keeps is kept by all together."""

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        message = (
            "at most {ratio} of the social dwellings that come free or are built "
            "go to {groups}, {where}"
        )
        if self.segments != SOCIAL or self.forms is not None:
            message = (
                "at most {ratio} of the dwellings ({kinds}) that come free or are built "
                "go to {groups}, {where}"
            )
        return Text(
            message,
            kinds=tuple(Word(name) for name in (*self.segments, *(self.forms or ()))),
            ratio=Percent(self.at_most),
            groups=tuple(Word(group) for group in self.groups or region.groups),
            where=where_text(self, region),
        )
