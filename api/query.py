"""What clients may say in the query."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.problems import INVALID_REQUEST, Refused
from models.findings import MOST_FINDINGS, Finding, Origin
from models.language import Language, Text
from models.values import as_whole, quoted


def as_json(value: object) -> object:
    """Read a value as JSON has it: the document says it is a number, or true or false."""
    if not isinstance(value, str) or value != value.strip():
        return value
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return as_whole(read)


AS_JSON = BeforeValidator(as_json)

YesOrNo = Annotated[bool, Field(strict=True), AS_JSON]
TableNames = Annotated[str, Field(pattern=r"^[a-z_]+(,[a-z_]+)*$", max_length=1_000)]
AskedSeconds = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False), AS_JSON]


class Reading(BaseModel):
    """How the answer is read."""

    model_config = ConfigDict(extra="forbid")

    language: Language | None = Field(
        default=None,
        description="De taal van de zinnen in het antwoord: `nl` of `en`. Gaat voor de kop "
        "`Accept-Language`; zonder beide is het Nederlands.",
    )


class Solving(Reading):
    """How a scenario is solved."""

    preview: YesOrNo = Field(
        default=False,
        description="Stopt vóór hele woningen: een snel antwoord voor een schuif die beweegt. "
        "Het programma heeft dan delen van woningen.",
    )
    time_limit: AskedSeconds | None = Field(
        default=None,
        alias="timeLimit",
        description="Seconden die het oplossen mag duren, het wachten op een proces meegeteld "
        "(is er na de helft nog geen, dan is het antwoord 503). Wat er dan is, komt terug als "
        "`feasible`. Hoogstens wat de dienst toestaat; zonder deze parameter is het dat.",
    )


class SolvingFully(Solving):
    """How a scenario is solved, and what is told of its plan."""

    free: YesOrNo = Field(
        default=False,
        description="Zegt van elk getal ook of het gedwongen is, of tussen welk minste en meeste "
        "het mag liggen zonder dat een doel slechter wordt: de tabel `free_ranges`. Niet samen met "
        "`preview`.",
    )
    by: Annotated[str, Field(max_length=100)] = Field(
        default="",
        description="Lost een land deel voor deel op: de delen zijn de gebieden van deze soort, "
        "zoals `province` (zie de tabel `areas`). Elk deel krijgt het beste programma voor wat het "
        "van het geheel krijgt; het geheel wordt nagerekend. Niet samen met `preview` of `free`.",
    )
    tables: TableNames | None = Field(
        default=None,
        description="De tabellen die in het antwoord staan, met komma’s ertussen: "
        "`totals,goals`. Zonder deze parameter zijn het alle tabellen met rijen.",
    )


class Exploring(Reading):
    """How a scenario is explored."""

    time_limit: AskedSeconds | None = Field(
        default=None,
        alias="timeLimit",
        description="Seconden die het mag duren. Hoogstens wat de dienst toestaat; zonder deze "
        "parameter is het dat.",
    )


ReadingQuery = Annotated[Reading, Query()]
SolvingQuery = Annotated[Solving, Query()]
SolvingFullyQuery = Annotated[SolvingFully, Query()]
ExploringQuery = Annotated[Exploring, Query()]


def allowed_seconds(asked: float | None, most: float) -> float:
    """Give the time that a solve may take.

    Raises
    ------
    Refused
        If the client asks for more than there is.
    """
    if asked is not None and asked > most:
        raise refused_query([out_of_range("timeLimit", most)])
    return most if asked is None else asked


def out_of_range(name: str, most: float) -> Finding:
    """Say that a client asks for too much."""
    text = Text("{name} is at most {most} here.", name=name, most=f"{most:.15g}")
    return Finding("out-of-range", "error", text, Origin("", None, name))


async def said_once(request: Request) -> None:
    """Insist that a parameter is said once: of two it would be a guess which is meant.

    Parameters
    ----------
    request
        The request.

    Raises
    ------
    Refused
        With 400, if one is given twice.
    """
    said = Counter(name for name, _ in request.query_params.multi_items())
    twice = [quoted(name) for name, number in sorted(said.items()) if number > 1]
    if twice:
        raise refused_query(
            [
                Finding(
                    "parameter-given-twice",
                    "error",
                    Text("{name} is given more than once.", name=name),
                    Origin("", None, name),
                )
                for name in twice[:MOST_FINDINGS]
            ]
        )


def not_of_a_preview() -> Finding:
    """Say that a preview has no free ranges."""
    text = Text("free and preview do not go together: a preview has no whole dwellings.")
    return Finding("invalid-parameter", "error", text, Origin("", None, "free"))


def not_of_parts(option: str) -> Finding:
    """Say that a plan that is found part by part is neither a preview nor has free ranges."""
    text = Text("{option} and by do not go together.", option=option)
    return Finding("invalid-parameter", "error", text, Origin("", None, option))


def query_findings(
    errors: Iterable[Mapping[str, Any]], query: Mapping[str, str], most: float
) -> list[Finding]:
    """Say everything that is wrong in a query.

    Parameters
    ----------
    errors
        What pydantic found.
    query
        The query.
    most
        Seconds that a solve may take, which pydantic does not know.
    """
    findings = [query_finding(error) for error in errors]
    try:
        too_long = most < float(query.get("timeLimit", 0)) < float("inf")
    except ValueError:
        too_long = False
    return [*findings, out_of_range("timeLimit", most)] if too_long else findings


def refused_query(findings: Sequence[Finding]) -> Refused:
    """Refuse a query for everything that is wrong in it."""
    detail = (
        findings[0].text
        if len(findings) == 1
        else Text("There are {number} errors.", number=len(findings))
    )
    return Refused(INVALID_REQUEST, detail, findings, "query")


def query_finding(error: Mapping[str, Any]) -> Finding:
    """Say what is wrong with one parameter."""
    name = quoted(error["loc"][-1])
    where = Origin("", None, name)
    if error["type"] == "extra_forbidden":
        unknown = Text("There is no parameter “{name}”.", name=name)
        return Finding("unknown-parameter", "error", unknown, where)
    if error["type"] == "missing":
        missing = Text("{name} is missing.", name=name)
        return Finding("missing-value", "error", missing, where)
    if error["type"] == "less_than_equal":
        return out_of_range(name, error["ctx"]["le"])
    given = quoted(error.get("input", ""))
    match name:
        case "language":
            text = Text("language is nl or en, not “{given}”.", given=given)
        case "preview" | "free":
            text = Text("{name} is true or false, not “{given}”.", name=name, given=given)
        case "tables":
            text = Text(
                "{name} names tables, with commas between: not “{given}”.", name=name, given=given
            )
        case _:
            text = Text("{name} is a number above zero, not “{given}”.", name=name, given=given)
    return Finding("invalid-parameter", "error", text, where)
