"""The master problem: a country in fractions of dwellings, each part with an unknown portion.

There is an unknown for what each part gets of each shared number. Leximin brings these as near to
the key as can be: first the part that lies furthest from it, then the next. How they are made
whole, and whether the parts can carry them so, is told in `optimiser.country.apportionment`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from models.agreements import Agreement, Amount, FairShare, Pace, Share
from models.division import Partition
from models.goals import Fairness, Shortfall
from models.language import Text
from models.measure import Measure, Scope
from models.requirement import Outcome, Requirement, Sense
from models.scenario import Scenario
from optimiser.country.shared_totals import national_needs, need_weights, part_weights
from optimiser.formulation.goal_rows import FairnessRows, FairRow
from optimiser.formulation.problem import SIGNS, Problem, Row


@dataclass(frozen=True, slots=True)
class PartUnknowns:
    """What one part gets of a shared number, as unknowns.

    Parameters
    ----------
    weight
        The part's weight by the key.
    more
        What it gets.
    less
        Of a share: the units that it may miss; what it gets is the difference.
    fair
        The deviation from the key, which leximin makes small.
    """

    weight: Fraction
    more: Any
    less: Any | None
    fair: FairRow

    def got(self) -> list[Any]:
        """Give what adds up to what it gets."""
        return [self.more] if self.less is None else [self.more, -1 * self.less]


@dataclass(frozen=True, slots=True)
class Shared:
    """A number that several parts bring together.

    Parameters
    ----------
    subject, need, row, year, sense
        As in `models.division.Portion`.
    total
        What there is to divide, by the key; of a share nothing, or what rounding may miss.
    unknowns
        What each part gets.
    binding
        Whether it must be brought; of a wish as much as can be.
    """

    subject: str
    need: bool
    row: int
    year: int | None
    sense: Sense
    total: int
    unknowns: Mapping[str, PartUnknowns]
    binding: bool = True

    @property
    def of_share(self) -> bool:
        """Whether it is what parts have beyond a share, or miss of it."""
        return any(of_part.less is not None for of_part in self.unknowns.values())

    def by_key(self, part: str) -> Fraction:
        """Give what a part would get by the key."""
        return self.unknowns[part].weight * self.total


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A requirement of several parts, and what each would have to keep by itself.

    Parameters
    ----------
    agreement
        Whose requirement it is.
    index
        Which of its requirements, from 0.
    row
        The requirement over all of them, as a constraint.
    own
        The same over each part.
    weights
        Each part's weight by the agreement's key.
    """

    agreement: Agreement
    index: int
    row: Row
    own: Mapping[str, Requirement]
    weights: Mapping[str, Fraction]

    @property
    def side(self) -> tuple[Sense, Fraction, int]:
        """The bound of a share that it is a row of."""
        sides = list(self.agreement.sides()) if isinstance(self.agreement, Share) else []
        return sides[self.index % len(sides)]

    @property
    def total(self) -> int | None:
        """What there is to divide; None where each part has to keep it by itself."""
        requirement = self.row.requirement
        if isinstance(self.agreement, Amount | Pace) and isinstance(requirement.right, int):
            return requirement.right
        if isinstance(self.agreement, Share) and requirement.sense != "==":
            return self.side[2]
        return None


class MasterProblem(Problem):
    """The whole country as a problem in which parts get a portion of what they share.

    Parameters
    ----------
    scenario
        The country.
    parts
        Its parts.
    """

    def __init__(self, scenario: Scenario, parts: Partition) -> None:
        super().__init__(scenario.model_copy(update={"goals": ()}))
        self.parts = parts
        self.replaced: list[Row] = []
        self._size = max(Fraction(1), Fraction(sum(p.dwellings for p in scenario.capacity), 1000))
        needs = [self._need(*need) for need in national_needs(scenario)]
        self.needs = {(each.subject, each.year): each for each in needs}
        together: dict[str, list[Row]] = {}
        for row in self.rows:
            together.setdefault(row.requirement.agreement.id, []).append(row)
        agreed = [
            shared
            for agreement in scenario.agreements
            if agreement.id in together and agreement.spans(scenario, parts)
            for shared in self._agreement(agreement, together[agreement.id])
        ]
        by_goal = {
            # First that parts keep shares by themselves, then the needs, then all amounts at once.
            "shares": [shared for shared in agreed if shared.of_share],
            "needs": needs,
            "amounts": [shared for shared in agreed if not shared.of_share],
        }
        self.shared = [shared for group in by_goal.values() for shared in group]
        self.fairness = tuple(self._goal(name, group) for name, group in by_goal.items() if group)
        goals = (Shortfall(), *(rows.goal for rows in self.fairness))
        self.scenario = scenario.model_copy(update={"goals": goals})

    def goal_told(self, name: str) -> Text:
        """Say what is wanted by a goal, for who waits: fairness is of what parts share."""
        if name in {rows.goal.id for rows in self.fairness}:
            return Text("what parts share is divided fairly over them")
        return super().goal_told(name)

    def _goal(self, name: str, group: list[Shared]) -> FairnessRows:
        largest = self.reader.unknown("largest", name)
        rows = tuple(of_part.fair for shared in group for of_part in shared.unknowns.values())
        for row in rows:
            if row.deviation is not None:
                sides = self.reader.total([row.deviation, -1 * largest])
                self.reader.add(row.limit, sides, "<=")
        return FairnessRows(Fairness(agreement=name), largest, rows, rows)

    def _need(self, group: str, year: int, households: int) -> Shared:
        by_part = need_weights(group, year, self.scenario, self.parts)
        unknowns = {
            part: self._unknowns(weight, households, (group, part, year))
            for part, weight in by_part.items()
        }
        self._divided((group, year), unknowns, [-households])
        return Shared(group, True, 0, year, "==", households, unknowns)

    def _agreement(self, agreement: Agreement, rows: list[Row]) -> Iterator[Shared]:
        """Say what each part has to bring, row by row; a part without members brings nothing."""
        members = frozenset(m.code for m in agreement.members(self.scenario))
        by_part = part_weights(agreement, self.scenario, self.parts)
        alone = {
            part: agreement.model_copy(
                update={"municipalities": tuple(sorted(members & self.parts.parts[part]))}
            )
            for part in by_part
        }
        own_rows = {part: list(own.requirements(self.programme)) for part, own in alone.items()}
        for index, row in enumerate(rows):
            own = {part: requirements[index] for part, requirements in own_rows.items()}
            common = SharedRow(agreement, index, row, own, by_part)
            if common.total is not None:
                self.replaced.append(row)
                yield self._shared(common, common.total)
            elif row.requirement.binding:
                for part in own:
                    self._part(common, part, [])

    def _shared(self, common: SharedRow, total: int) -> Shared:
        agreement, whole = common.agreement, common.row.requirement
        of_share = isinstance(agreement, Share)
        unknowns: dict[str, PartUnknowns] = {}
        for part, own in common.own.items():
            labels = (agreement.id, part, common.index)
            of_part = self._unknowns(common.weights[part], total, labels, of_share=of_share)
            unknowns[part] = of_part
            # What all bring together stands on the right side; the part brings its own instead.
            instead = [own.scale * total, *(-own.scale * column for column in of_part.got())]
            self._part(common, part, instead)
        self._divided((agreement.id, common.index), unknowns, [-total, *short_by(common.row)])
        return Shared(
            agreement.id,
            need=False,
            row=common.index,
            year=whole.scope.year,
            sense=whole.sense,
            total=total,
            unknowns=unknowns,
            binding=whole.binding,
        )

    def _part(self, common: SharedRow, part: str, instead: list[Any]) -> None:
        """Say what one part has to keep."""
        own = common.own[part]
        sides = [own.left, -1 * own.right, *self._divided_need(common, part), *instead]
        name = self.reader.name("part", common.agreement.id, part, common.index)
        self.reader.add(name, self.reader.total(sides), own.sense)

    def _divided_need(self, common: SharedRow, part: str) -> Iterator[Any]:
        """Give what a share of the need has in the need that is itself divided over the parts."""
        share = common.agreement
        if isinstance(share, Share) and share.of.quantity == "need":
            years = share.of_which(common.own[part].scope).years
            for (group, year), shared in self.needs.items():
                known = self.scenario.groups_of(share.of.groups)
                if group in known and year in years and part in shared.unknowns:
                    yield -common.side[1].numerator * shared.unknowns[part].more

    def _unknowns(
        self, weight: Fraction, total: int, labels: tuple[str | int, ...], *, of_share: bool = False
    ) -> PartUnknowns:
        """Make the unknowns of what a part gets, and of how far that is from the key."""
        more = self.reader.unknown("portion", *labels)
        less = self.reader.unknown("relief", *labels) if of_share else None
        fair = weight * total
        # Of a share the key gives nothing: deviations are relative to a part's size.
        unit = weight * self._size if of_share else fair
        nowhere = self._nowhere(labels, weight, total)
        if not unit:
            return PartUnknowns(weight, more, less, FairRow(nowhere, more, None, ""))
        deviation = self.reader.unknown("deviation", *labels)
        scale = fair.denominator * unit.denominator
        fairly = FairRow(nowhere, more, deviation, f"{deviation.name}_limit")
        of_part = PartUnknowns(weight, more, less, fairly)
        off = [*(scale * column for column in of_part.got()), -int(scale * fair)]
        for side, sign in (("above", 1), ("below", -1)):
            terms = [*(sign * term for term in off), -int(scale * unit) * deviation]
            self.reader.add(f"{deviation.name}_{side}", self.reader.total(terms), "<=")
        return of_part

    def _nowhere(self, labels: tuple[str | int, ...], weight: Fraction, total: int) -> Outcome:
        """Stand for an outcome: parts are no municipalities."""
        agreement = FairShare(id=str(labels[0]), measure=Measure(quantity=""), key="")
        scope = replace(NOWHERE, label=str(labels[1]))
        return Outcome(agreement, scope, 0, total or 1, weight)

    def _divided(
        self, labels: tuple[str | int, ...], unknowns: Mapping[str, PartUnknowns], less: list[Any]
    ) -> None:
        """Say that what the parts get is all there is."""
        got = [column for of_part in unknowns.values() for column in of_part.got()]
        self.reader.add(
            self.reader.name("all_parts", *labels), self.reader.total([*got, *less]), "=="
        )


NOWHERE = Scope(None, None, frozenset(), frozenset())


def short_by(row: Row) -> Iterator[Any]:
    """Give the unknowns for what a wish may be short, as its requirement counts it."""
    signs = SIGNS[row.requirement.sense]
    yield from (sign * column for sign, column in zip(signs, row.shortfalls, strict=True))
