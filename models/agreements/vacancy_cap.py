"""The kind `vacancy_cap`: only a part of the social dwellings that come free go to some groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from models.agreements.agreement import Agreement
from models.agreements.where_text import where_text
from models.division import Partition
from models.language import Percent, Term, Text
from models.measure import Axes, Measure
from models.noun import Names
from models.numbers import Ratio
from models.programme import Programme
from models.proportion import Proportion
from models.region import Region
from models.requirement import Requirement


class VacancyCap(Agreement):
    r"""At most a part of the social dwellings that come free is for some target groups.

    .. math:: q \sum_{g} h_{m,g,y} \;\le\; p \,(v_{m} + \sum_{i \in (m, y)} x_i)

    for each municipality :math:`m` and year :math:`y`, with :math:`h` the households housed,
    :math:`v` the vacancies per year and :math:`x` the new social rent completed in that year.

    Parameters
    ----------
    groups
        The target groups that count; without them: all.
    at_most
        The ratio :math:`p/q`.
    """

    kind: Literal["vacancy_cap"] = "vacancy_cap"
    groups: Names | None = None
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
        vacancies = Measure(quantity="vacancies")
        built = Measure(quantity="new_build", segments=("social_rent",))
        for scope in self.scopes(programme.region):
            housed = programme.measure(urgent, scope)
            free = programme.measure(vacancies, scope) + programme.measure(built, scope)
            proportion = Proportion(housed, self.at_most, free)
            yield Requirement.of_proportion(self, scope, "<=", proportion)

    def figures(self, region: Region) -> Iterator[tuple[str, str]]:
        """Give the vacancies."""
        yield "kind", "vacancies"

    def indivisible(self, region: Region, partition: Partition) -> None:
        """Give nothing: a cap that each part keeps is kept by all together."""

    def sentence(self, region: Region) -> Text:
        """Say in one sentence what was agreed."""
        return Text(
            "at most {ratio} of the social dwellings that come free or are built "
            "go to {groups}, {where}",
            ratio=Percent(self.at_most),
            groups=tuple(Term(group) for group in self.groups or region.groups),
            where=where_text(self, region),
        )
