"""What belongs in the fields of a request, as it is said when something else stands there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from api.problems import INVALID_PLAN, INVALID_REQUEST, INVALID_SCENARIO, ProblemDetails
from api.version import VERSION
from models.language import Text
from models.values import quoted
from scenarios.document.hints import unknown
from scenarios.shipped import folders


@dataclass(frozen=True, slots=True)
class Expected:
    """What belongs in a field.

    Parameters
    ----------
    code
        Of the finding that anything else leads to.
    say
        Says it, of the field's name and what it holds instead.
    problem
        What a request is called in which this is wrong.
    """

    code: str
    say: Callable[[str, object], Text]
    problem: ProblemDetails = INVALID_REQUEST


def between(least: int, most: int) -> Expected:
    """Expect a whole number."""
    return Expected(
        "out-of-range",
        lambda field, given: Text(
            "“{field}” is a whole number from {least} to {most}, not “{given}”.",
            field=field,
            least=least,
            most=most,
            given=quoted(given),
        ),
    )


SECONDS = Expected(
    "out-of-range",
    lambda field, given: Text(
        "{name} is a number above zero, not “{given}”.", name=field, given=quoted(given)
    ),
)
OBJECT = Expected(
    "object-expected",
    lambda field, given: Text(
        "A JSON object is expected here, not “{value}”.", value=quoted(given)
    ),
)
SHIPPED = Expected(
    "scenario-not-found",
    lambda field, given: Text(
        "There is no scenario “{name}” in the library: {problem} “{path}” lists those that are "
        "shipped.",
        name=quoted(given),
        problem=unknown(given, folders()),
        path=f"{VERSION}/scenarios",
    ),
    INVALID_SCENARIO,
)
YES_OR_NO = Expected(
    "boolean-expected",
    lambda field, given: Text(
        "“{field}” is true or false, not “{given}”.", field=field, given=quoted(given)
    ),
)
NAMES = Expected(
    "list-expected",
    lambda field, given: Text(
        "“{field}” is a list of texts, not “{given}”.", field=field, given=quoted(given)
    ),
)
BY_NAME = Expected(
    "object-expected",
    lambda field, given: Text(
        "“{field}” is an object of texts and numbers, not “{given}”.",
        field=field,
        given=quoted(given),
    ),
)
KEYS = Expected(
    "keys-expected",
    lambda field, given: Text(
        "“keys” is a list of keys, such as {example}.", example='["households"]'
    ),
)
AGREEMENT = Expected(
    "text-expected",
    lambda field, given: Text("“{value}” is not the id of an agreement.", value=quoted(given)),
)
PLAN = Expected(
    "missing-value",
    lambda field, given: Text(
        "The plan is missing: “plan” holds the tables “newBuild” and “housed”."
    ),
    INVALID_PLAN,
)
VALUES_BY_PATH = Expected(
    "object-expected",
    lambda field, given: Text("“vary” holds a list of values for each path."),
)
VARIANTS = Expected(
    "list-expected",
    lambda field, given: Text("“variants” is a list of objects, each with values by path."),
)


def plans(most: int) -> Expected:
    """Expect plans by their names."""
    return Expected(
        "plans-expected",
        lambda field, given: Text(
            "“plans” holds 1 to {most} plans by their names, each with its tables.", most=most
        ),
    )


def parties(least: int, most: int) -> Expected:
    """Expect parties by their names."""
    return Expected(
        "parties-expected",
        lambda field, given: Text(
            "“parties” holds {least} to {most} parties by their names, each with what it "
            "changes in the scenario.",
            least=least,
            most=most,
        ),
    )
