"""What a request asks: of a scenario, given or named, something; all of it read at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import ErrorDetails

from api.expected import OBJECT, SHIPPED, Expected
from api.problems import (
    BODY,
    INVALID_PLAN,
    INVALID_REQUEST,
    INVALID_SCENARIO,
    ProblemDetails,
    Refused,
    in_body,
    invalid,
)
from api.settings import Settings
from models.findings import Finding, InvalidScenario, Origin
from models.language import Text
from models.scenario import Scenario
from models.values import ValueProblem, quoted
from scenarios import (
    check,
    library_scenario,
    read_scenario,
    scenario_from_json,
    scenario_from_workbook,
)
from scenarios.checks.limits import count_cells
from scenarios.document.size import MOST_KEYS, too_many_keys, too_many_values
from scenarios.shipped import folders

T = TypeVar("T")
A = TypeVar("A", bound="Asked")

ReadBeside: TypeAlias = ValidationInfo[Settings]
"""What a field is read beside: those before it, and the size that a request may have."""

MEASURED = frozenset(("scenario", "overrides", "plan", "plans", "parties", "vary", "variants"))
"""The parts of a request that have a measure of their own."""

Library = Annotated[
    str | None,
    WithJsonSchema({"type": "string", "enum": sorted(folders()), "examples": ["arnhem-nijmegen"]}),
    SHIPPED,
]
"""The name of a shipped scenario."""


def about_scenario(
    shape: Any,
    read: Callable[[Any, Scenario, ReadBeside], object],
    problem: ProblemDetails = INVALID_REQUEST,
) -> PlainValidator:
    """Make the validator of a field that can only be understood beside the scenario.

    Parameters
    ----------
    shape
        What JSON has to hold for it.
    read
        Reads it. It may raise an `InvalidScenario`.
    problem
        What a request is called in which that happens.
    """
    shaped: TypeAdapter[Any] = TypeAdapter(shape)

    def validated(given: object, info: ReadBeside) -> object:
        value = shaped.validate_python(given, strict=True)
        scenario = info.data.get("scenario")
        # Without a scenario the request is refused for that.
        return None if scenario is None else read(value, scenario, info)

    return PlainValidator(refusing(validated, problem), json_schema_input_type=shape)


def refusing(
    read: Callable[[object, ReadBeside], T], problem: ProblemDetails
) -> Callable[[object, ReadBeside], T]:
    """Say what a request is called in which something cannot be understood."""

    def validated(given: object, info: ReadBeside) -> T:
        try:
            return read(given, info)
        except InvalidScenario as found:
            # What is wrong in a scenario or a plan has its place there.
            elsewhere = problem in (INVALID_SCENARIO, INVALID_PLAN)
            findings = found.findings if elsewhere else in_body(found.findings)
            raise invalid(problem, findings) from None

    return validated


def the_scenario(given: object, info: ReadBeside) -> Scenario:
    """Read the scenario that a request gives or names."""
    if "library" not in info.data:
        raise invalid(INVALID_REQUEST, [])  # that it is no name is told already
    library, overrides = info.data["library"], info.data.get("overrides")
    beside, other = ("scenario", given) if library is not None else ("overrides", overrides)
    if other is not None:
        raise invalid(INVALID_REQUEST, [unknown_key(beside, library is not None)])
    if library is None:
        return given_scenario(given, info.context)
    return named_scenario(library, overrides, info.context)


class LibraryScenario(BaseModel):
    """A shipped scenario, by its name."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True
    )

    library: Library
    overrides: Annotated[dict[str, Any] | None, WithJsonSchema({"type": "object"}), OBJECT] = Field(
        default=None,
        description="Wat er anders is: een scenario-document dat op `id` over het andere ligt.",
    )

    @field_validator("library", "overrides", mode="before")
    @classmethod
    def _something(cls, given: object) -> object:
        """Insist on a value where the key is given, as the document does."""
        if given is None:
            raise ValueError("nothing")
        return given


class Asked(LibraryScenario):
    """A scenario, given or named; what is asked of it stands beside it."""

    library: Library = None
    scenario: Annotated[
        Scenario,
        PlainValidator(refusing(the_scenario, INVALID_SCENARIO), json_schema_input_type=Scenario),
    ] = Field(default=None, validate_default=True)

    @field_validator("scenario")
    @classmethod
    def _usable(cls, scenario: Scenario) -> Scenario:
        """Insist that the scenario passes its checks."""
        findings = check(scenario)
        if any(finding.severity == "error" for finding in findings):
            raise invalid(INVALID_SCENARIO, findings)
        return scenario


def asked(kind: type[A], document: Mapping[str, Any], settings: Settings) -> A:
    """Read what a request asks.

    Parameters
    ----------
    kind
        What it may ask.
    document
        What its body holds.
    settings
        With the size that a request may have.

    Raises
    ------
    Refused
        With everything that is wrong in it.
    """
    check_extent(document)
    try:
        return kind.model_validate(document, context=settings)
    except ValidationError as error:
        wrong = list(faults(error, kind, document))
    problems = {problem for problem, _ in wrong}
    problem = problems.pop() if len(problems) == 1 else INVALID_REQUEST
    raise invalid(problem, [finding for _, finding in wrong])


def check_extent(document: Mapping[str, Any]) -> None:
    """Refuse more than anybody asks of a scenario, before any of it is looked at.

    Raises
    ------
    Refused
        If there is more.
    """
    besides = {key: value for key, value in document.items() if key not in MEASURED}
    if (too_much := too_many_values(besides, MOST_KEYS)) is not None:
        finding = Finding("document-too-large", "error", too_much, Origin(BODY))
        raise invalid(INVALID_REQUEST, [finding])


def faults(
    error: ValidationError, kind: type[Asked], document: Mapping[str, Any]
) -> Iterator[tuple[ProblemDetails, Finding]]:
    """Give a finding for each thing that is wrong, and what a request with that is called."""
    told: set[str] = set()
    for field, details in leaves(error):
        place, context = Origin(BODY, None, quoted(field)), details.get("ctx", {})
        if details["type"] == "extra_forbidden":
            yield INVALID_REQUEST, unknown_key(field, "library" in document)
            continue
        match context.get("error", context.get("text")):
            case Refused() as refused:
                yield from ((refused.problem, finding) for finding in refused.findings)
            case ValueProblem(code=code, text=text):
                yield INVALID_REQUEST, Finding(code, "error", text, place)
            case Text() as text:
                yield INVALID_REQUEST, Finding(details["type"], "error", text, place)
            case _ if field not in told:
                told.add(field)
                expected = expected_in(kind, field)
                text = expected.say(field, document.get(field))
                yield expected.problem, Finding(expected.code, "error", text, place)


def leaves(error: ValidationError, field: str = "") -> Iterator[tuple[str, ErrorDetails]]:
    """Give each error with the field that it is in, also where a field's own shape is refused."""
    for details in error.errors(include_url=False):
        own = field or str(details["loc"][0])
        inner = details.get("ctx", {}).get("error")
        if isinstance(inner, ValidationError):
            yield from leaves(inner, own)
        else:
            yield own, details


def expected_in(kind: type[Asked], field: str) -> Expected:
    """Give what belongs in a field."""
    own = (one for name, one in kind.model_fields.items() if (one.alias or name) == field)
    return next(one for each in own for one in each.metadata if isinstance(one, Expected))


def unknown_key(key: str, named: bool) -> Finding:
    """Say that nobody would read a key of a request."""
    beside = "library" if named else "scenario"
    text = Text("“{key}” is not known beside “{beside}”.", key=quoted(key), beside=beside)
    return Finding("unknown-key", "error", text, Origin(BODY, None, quoted(key)))


def given_scenario(given: object, settings: Settings) -> Scenario:
    """Read a scenario that is given: as a document, or as the bytes of a workbook."""
    match given:
        case bytes():
            # Nobody hears here what was recognised or left out, so nothing is.
            return bounded(scenario_from_workbook(given, strict=True), settings)
        case None | Mapping():
            document = given or {}
            check_rows(document.get("tables"), BODY, settings)
            return bounded(scenario_from_json(document, file=BODY), settings)
    text, where = OBJECT.say("scenario", given), Origin(BODY, None, "scenario")
    raise invalid(INVALID_REQUEST, [Finding(OBJECT.code, "error", text, where)])


def named_scenario(name: str, overrides: Mapping[str, Any] | None, settings: Settings) -> Scenario:
    """Read a shipped scenario, with what is different."""
    try:
        scenario = library_scenario(name)
    except KeyError:
        text, where = SHIPPED.say("library", name), Origin(BODY, None, "library")
        raise InvalidScenario([Finding(SHIPPED.code, "error", text, where)]) from None
    if overrides is None:
        return scenario
    check_rows(overrides.get("tables"), "overrides", settings)
    return bounded(read_scenario(name, overrides=overrides), settings)


def check_rows(tables: object, file: str, settings: Settings) -> None:
    """Refuse more rows than the service reads, before any of them is looked at."""
    tables = tables if isinstance(tables, Mapping) else {}
    if (too_many := too_many_keys(tables)) is not None:
        finding = Finding("document-too-large", "error", too_many, Origin(file))
        raise invalid(INVALID_REQUEST, [finding])
    rows = sum(len(table) for table in tables.values() if isinstance(table, list))
    if rows > settings.rows:
        text = Text(
            "All tables together have {rows} rows; this service reads {most}.",
            rows=rows,
            most=settings.rows,
        )
        raise invalid(INVALID_REQUEST, [Finding("too-many-rows", "error", text, Origin(file))])


def bounded(scenario: Scenario, settings: Settings) -> Scenario:
    """Refuse a scenario that is larger than what this service solves."""
    unknowns = count_cells(scenario)
    requirements = (
        len(scenario.agreements)
        * (len(scenario.municipalities) + 1)
        * (len(scenario.horizon.years) + 1)
    )
    if max(unknowns, requirements) > settings.unknowns:
        text = Text(
            "This scenario leaves {unknowns} numbers to be decided and has up to "
            "{requirements} requirements; this service takes {most} of each. Fewer years, "
            "forms or pools make it smaller.",
            unknowns=unknowns,
            requirements=requirements,
            most=settings.unknowns,
        )
        raise InvalidScenario([Finding("scenario-too-large", "error", text, Origin(BODY))])
    return scenario
