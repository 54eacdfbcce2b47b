"""What a request asks of an exploration: plans to compare, room, prices, parties, and so on."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from api.problems import INVALID_REQUEST, invalid
from models.findings import Finding, Origin
from models.language import Text
from models.numbers import NumberProblem, parse_number, parse_ratio
from models.values import quoted
from optimiser.negotiation.positions import LEAST as LEAST_PARTIES
from optimiser.negotiation.positions import MOST as MOST_PARTIES

FIELDS = {
    "compare_plans": frozenset({"plans", "all"}),
    "room": frozenset({"within"}),
    "front": frozenset({"goals", "points", "plan"}),
    "alternatives": frozenset({"number", "within", "sparing"}),
    "explanation": frozenset({"cell", "ways", "untouchable", "weights"}),
    "prices": frozenset({"agreements", "step", "steps", "whole"}),
    "compromise": frozenset({"parties", "negotiable"}),
}
"""What a request of each kind says besides its scenario."""

MOST_PLANS, MOST_POINTS, MOST_ALTERNATIVES, MOST_WAYS, MOST_STEPS = 20, 100, 20, 10, 20
"""Each takes a solve or so of its own."""


class Asked:
    """Reads the fields of a request.

    Parameters
    ----------
    document
        The request.
    file
        What findings call it.
    """

    def __init__(self, document: Mapping[str, Any], file: str) -> None:
        self.document, self.file = document, file

    def within(self) -> Fraction:
        """Give how far from the best a goal may be.

        Raises
        ------
        Refused
            If it is no share.
        """
        written = self.document.get("within", "1%")
        try:
            return parse_ratio(written)
        except NumberProblem as problem:
            raise self.wrong(problem.code, problem.text, "within") from None

    def number(self, field: str, default: int, least: int, most: int) -> int:
        """Give a whole number.

        Raises
        ------
        Refused
            If it is none, or out of range.
        """
        given = self.document.get(field, default)
        if isinstance(given, int) and not isinstance(given, bool) and least <= given <= most:
            return given
        text = Text(
            "“{field}” is a whole number from {least} to {most}, not “{given}”.",
            field=field,
            least=least,
            most=most,
            given=quoted(given),
        )
        raise self.wrong("out-of-range", text, field)

    def flag(self, field: str) -> bool:
        """Give a yes or no; no when it is absent.

        Raises
        ------
        Refused
            If it is neither.
        """
        given = self.document.get(field, False)
        if isinstance(given, bool):
            return given
        text = Text("“{field}” is true or false, not “{given}”.", field=field, given=quoted(given))
        raise self.wrong("boolean-expected", text, field)

    def one_of(self, field: str, given: object, known: tuple[str, ...]) -> str:
        """Give a name that is known.

        Raises
        ------
        Refused
            If it is not.
        """
        if isinstance(given, str) and given in known:
            return given
        text = Text("“{name}” is not known here. Known: {known}.", name=quoted(given), known=known)
        raise self.wrong("unknown-name", text, field)

    def goals(self, known: tuple[str, ...]) -> tuple[str, str]:
        """Give two goals.

        Raises
        ------
        Refused
            If there are no two, or they are not known.
        """
        given = self.document.get("goals")
        if not isinstance(given, list) or len(given) != 2:
            text = Text("“goals” is a list of two goals. Known: {known}.", known=known)
            raise self.wrong("goals-expected", text, "goals")
        first, second = (self.one_of("goals", name, known) for name in given)
        return first, second

    def plans(self) -> dict[str, Mapping[str, Any]]:
        """Give the plans by their names, as they stand in the request.

        Raises
        ------
        Refused
            If there are none, too many, or something else.
        """
        given = self.document.get("plans")
        if (
            not isinstance(given, Mapping)
            or not 1 <= len(given) <= MOST_PLANS
            or not all(isinstance(plan, Mapping) for plan in given.values())
        ):
            text = Text(
                "“plans” holds 1 to {most} plans by their names, each with its tables.",
                most=MOST_PLANS,
            )
            raise self.wrong("plans-expected", text, "plans")
        return {str(name): plan for name, plan in given.items()}

    def parties(self) -> dict[str, Mapping[str, Any]]:
        """Give what each party changes in the scenario, by its name.

        Raises
        ------
        Refused
            If there are too few or too many, or something else.
        """
        given = self.document.get("parties")
        if (
            not isinstance(given, Mapping)
            or not LEAST_PARTIES <= len(given) <= MOST_PARTIES
            or not all(isinstance(party, Mapping) for party in given.values())
        ):
            text = Text(
                "“parties” holds {least} to {most} parties by their names, each with what it "
                "changes in the scenario.",
                least=LEAST_PARTIES,
                most=MOST_PARTIES,
            )
            raise self.wrong("parties-expected", text, "parties")
        return {str(name): party for name, party in given.items()}

    def names(self, field: str) -> tuple[str, ...]:
        """Give a list of names; none when it is absent.

        Raises
        ------
        Refused
            If it is no list of texts.
        """
        given = self.document.get(field, [])
        if isinstance(given, list) and all(isinstance(name, str) for name in given):
            return tuple(given)
        text = Text(
            "“{field}” is a list of texts, not “{given}”.", field=field, given=quoted(given)
        )
        raise self.wrong("list-expected", text, field)

    def by_name(self, field: str) -> dict[str, object] | None:
        """Give an object of texts and numbers; None when it is absent.

        Raises
        ------
        Refused
            If it is something else.
        """
        given = self.document.get(field)
        if given is None:
            return None
        if isinstance(given, Mapping) and all(
            isinstance(value, str | int | float) and not isinstance(value, bool)
            for value in given.values()
        ):
            return dict(given)
        text = Text(
            "“{field}” is an object of texts and numbers, not “{given}”.",
            field=field,
            given=quoted(given),
        )
        raise self.wrong("object-expected", text, field)

    def weights(self) -> dict[str, Fraction]:
        """Give the weights of agreements.

        Raises
        ------
        Refused
            If one is no number.
        """
        try:
            given = self.by_name("weights") or {}
            return {name: parse_number(value) for name, value in given.items()}
        except NumberProblem as problem:
            raise self.wrong(problem.code, problem.text, "weights") from None

    def step(self) -> Fraction | None:
        """Give the step of thresholds; None when it is absent.

        Raises
        ------
        Refused
            If it is no share above zero.
        """
        written = self.document.get("step")
        if written is None:
            return None
        try:
            step = parse_ratio(written)
        except NumberProblem as problem:
            raise self.wrong(problem.code, problem.text, "step") from None
        if step > 0:
            return step
        text = Text("“{value}” is not more than zero.", value=quoted(written))
        raise self.wrong("out-of-range", text, "step")

    def wrong(self, code: str, text: Text, column: str) -> Exception:
        """Refuse the request."""
        finding = Finding(code, "error", text, Origin(self.file, None, column))
        return invalid(INVALID_REQUEST, [finding])
