"""Numbers and codes as people write them: read exactly or refused, never guessed."""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import repeat
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from models.codes import MunicipalityCode, municipality_code
from models.language import Text
from models.number_fields import AnyNumber, Natural, Ratio
from models.numbers import (
    MOST_DIGITS,
    NumberProblem,
    decimal_sign_of,
    parse_natural,
    parse_number,
    parse_ratio,
    parse_whole,
    write_number,
)
from models.values import ValueProblem, quoted
from tests.examples import examples

SIGNS = st.sampled_from([",", "."])
LARGEST = 10 ** (MOST_DIGITS - 1)
FRACTIONS = st.builds(
    Fraction, st.integers(-LARGEST, LARGEST), st.integers(1, LARGEST) | st.just(10**6)
)


def outcome(written: object, sign: Literal[",", "."] | None = None) -> Fraction | str:
    """The number, or the code of the problem."""
    try:
        return parse_number(written, sign)
    except NumberProblem as problem:
        return problem.code


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("23945", 23945),
        (" 23945 ", 23945),
        ("\u00a023\u00a0945\u00a0", 23945),
        ("23 945", 23945),
        ("23\u202f945,5", Fraction("23945.5")),
        ("23'945", 23945),
        ("1’234’567,5", Fraction("1234567.5")),
        ("23 945.125", Fraction("23945.125")),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("1.234,5", Fraction("1234.5")),
        ("1,234.5", Fraction("1234.5")),
        ("1.234,567", Fraction("1234.567")),
        ("12,5", Fraction("12.5")),
        ("12.5", Fraction("12.5")),
        ("0.123", Fraction("0.123")),
        ("0,123", Fraction("0.123")),
        ("1,2345", Fraction("1.2345")),
        ("1234.567", Fraction("1234.567")),
        ("-7", -7),
        ("−7,5", Fraction("-7.5")),
        ("0014", 14),
        ("2/3", Fraction(2, 3)),
        (23945, 23945),
        (0.1, Fraction(1, 10)),
        (5.8926, Fraction("5.8926")),
        (1e3, 1000),
        (Decimal("0.10"), Fraction(1, 10)),
        (Fraction(2, 3), Fraction(2, 3)),
    ],
)
def test_a_number_is_read_exactly(written: object, exact: Fraction) -> None:
    assert parse_number(written) == exact


@pytest.mark.parametrize(
    "written",
    [
        *("1e3", "NaN", "nan", "inf", "-inf", "", "  ", "=A1", "1/2/3", "1/0", "+5", "12,", ",5"),
        *("1.23.456", "1.234.56", "1,234,56", "12 34", "1 234 5", "1.234 567", "--1", "1.2.3,4"),
        *("0.123.456", "٣", "²", "5%", "0x10", "1_000", "9" * 70, "'5"),
        *(None, True, False, float("nan"), float("inf"), Decimal("NaN"), [], {}, b"5"),
        Decimal("1E+1000000"),
        date(2025, 1, 1),
    ],
)
@pytest.mark.parametrize("sign", [None, ",", "."])
def test_what_is_no_number_is_refused(written: object, sign: Literal[",", "."] | None) -> None:
    with pytest.raises(NumberProblem) as refused:
        parse_number(written, sign)
    assert refused.value.code == "not-a-number"


@pytest.mark.parametrize(
    ("written", "with_comma", "with_point"),
    [
        ("23.945", 23945, Fraction("23.945")),
        ("1,234", Fraction("1.234"), 1234),
        ("-1.000", -1000, -1),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_back(
    written: str, with_comma: Fraction, with_point: Fraction
) -> None:
    with pytest.raises(NumberProblem) as refused:
        parse_number(written)
    assert refused.value.code == "ambiguous-number"
    assert parse_number(written, ",") == with_comma
    assert parse_number(written, ".") == with_point
    assert decimal_sign_of(written) is None


def test_the_question_names_both_readings_and_how_to_write_them() -> None:
    with pytest.raises(NumberProblem) as refused:
        parse_number("23.945")
    assert refused.value.text.render("en") == (
        "“23.945” can be read as 23945 and as 23.945. "
        "Write 23945 for the one, 23.9450 for the other."
    )
    assert parse_number("23.9450") == Fraction("23.945")


@pytest.mark.parametrize(("written", "sign"), [("12.5", ","), ("1.234,5", "."), ("1,234,567", ",")])
def test_a_number_that_contradicts_its_file_is_refused(
    written: str, sign: Literal[",", "."]
) -> None:
    with pytest.raises(NumberProblem) as refused:
        parse_number(written, sign)
    assert refused.value.code == "other-decimal-sign"


@pytest.mark.parametrize("value", [10**MOST_DIGITS, -(10.0**200), 5e-324, "1/" + "9" * 30 + "0"])
def test_a_number_that_no_solver_can_hold_is_refused(value: object) -> None:
    with pytest.raises(NumberProblem) as refused:
        parse_number(value)
    assert refused.value.code in {"number-out-of-range", "not-a-number"}


@examples(100)
@given(FRACTIONS, SIGNS, st.none() | SIGNS)
def test_a_written_number_reads_back_whatever_the_file(
    value: Fraction, sign: Literal[",", "."], other: Literal[",", "."] | None
) -> None:
    written = write_number(value, sign)
    assert parse_number(written) == value
    assert parse_number(written, sign) == value
    assert decimal_sign_of(written) in {None, sign}


@examples(100)
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_float_is_the_decimal_that_stands_for_it(value: float) -> None:
    exact = Fraction(Decimal(repr(value)))
    too_fine = exact.denominator >= 10**MOST_DIGITS
    assert outcome(value) == ("number-out-of-range" if too_fine else exact)


@examples(100)
@given(st.integers(-(10**12), 10**12), st.integers(0, 10**6), SIGNS)
def test_grouped_numbers_read_as_what_was_grouped(
    units: int, millionths: int, sign: Literal[",", "."]
) -> None:
    group = "." if sign == "," else ","
    written = f"{units:,}".replace(",", group) + f"{sign}{millionths:07}"
    exact = Fraction(f"{units}.{millionths:07}")
    assert parse_number(written) == parse_number(written, sign) == exact


@examples(100)
@given(st.text(alphabet="0123456789., -/%\u00a0", max_size=14), SIGNS)
def test_a_known_sign_never_changes_what_was_clear(written: str, sign: Literal[",", "."]) -> None:
    clear, known = outcome(written), outcome(written, sign)
    if clear == "not-a-number":
        assert known == clear
    elif clear != "ambiguous-number":
        assert known in {clear, "other-decimal-sign"}


def test_whole_and_natural_numbers() -> None:
    assert parse_whole("12,0") == 12
    assert parse_whole(12.0) == 12
    assert parse_whole("-5") == -5
    assert parse_natural("0") == 0
    with pytest.raises(NumberProblem) as refused:
        parse_whole("12,5")
    assert refused.value.code == "not-whole"
    with pytest.raises(NumberProblem) as refused:
        parse_natural("-5")
    assert refused.value.code == "negative"


@pytest.mark.parametrize(
    ("written", "ratio"),
    [
        ("30%", Fraction(3, 10)),
        ("30 %", Fraction(3, 10)),
        ("33,3%", Fraction(333, 1000)),
        ("2/3", Fraction(2, 3)),
        ("0,3", Fraction(3, 10)),
        (0.3, Fraction(3, 10)),
        ("100%", 1),
        (1, 1),
        ("0", 0),
    ],
)
def test_a_ratio_is_read_exactly(written: object, ratio: Fraction) -> None:
    assert parse_ratio(written) == ratio


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("30", "share-above-100"),
        (30, "share-above-100"),
        ("101%", "share-above-100"),
        ("3/2", "share-above-100"),
        ("-1%", "negative"),
        ("-2/3", "negative"),
        ("33,333%", "ambiguous-number"),
        ("%", "not-a-number"),
        ("30%%", "not-a-number"),
        ("1/2/3", "not-a-number"),
    ],
)
def test_what_is_no_ratio_is_refused(written: object, code: str) -> None:
    with pytest.raises(NumberProblem) as refused:
        parse_ratio(written)
    assert refused.value.code == code


def test_a_bare_number_is_never_taken_for_a_percentage() -> None:
    assert parse_ratio("150%", most=None) == parse_ratio("3/2", most=None) == Fraction(3, 2)
    for most in (None, Fraction(1), Fraction(200)):
        with pytest.raises(NumberProblem, match="Write 30%"):
            parse_ratio("30", most=most)


class Figures(BaseModel):
    natural: Natural = 0
    number: AnyNumber = Fraction(0)
    ratio: Ratio = Fraction(0)
    code: MunicipalityCode = "GM0202"


def test_a_model_reads_and_writes_figures_exactly() -> None:
    written = {"natural": "23 945", "number": "1.234", "ratio": "2/3", "code": 14}
    figures = Figures.model_validate(written, context={"decimal_sign": ","})
    assert figures.number == 1234
    assert figures.model_dump_json() == (
        '{"natural":23945,"number":1234,"ratio":"2/3","code":"GM0014"}'
    )
    assert Figures.model_validate_json(figures.model_dump_json()) == figures


@examples(100)
@given(FRACTIONS)
def test_json_keeps_every_number(value: Fraction) -> None:
    figures = Figures(number=value)
    assert Figures.model_validate_json(figures.model_dump_json()) == figures


def test_a_models_errors_carry_the_finding() -> None:
    written: dict[str, Any] = {"natural": -1, "number": "1.234", "ratio": 30}
    with pytest.raises(ValidationError) as refused:
        Figures.model_validate({**written, "code": "Arnhem"})
    errors = refused.value.errors()
    assert [(error["loc"], error["type"]) for error in errors] == [
        (("natural",), "negative"),
        (("number",), "ambiguous-number"),
        (("ratio",), "share-above-100"),
        (("code",), "unknown-code"),
    ]
    for error in errors:
        text = error["ctx"]["text"]
        assert isinstance(text, Text)
        assert text.render("en") == error["msg"]


def test_a_models_schema_says_what_may_be_written() -> None:
    properties = Figures.model_json_schema()["properties"]
    number, text = properties["ratio"]["anyOf"]
    assert number == {"type": "number", "minimum": 0, "maximum": 1}
    for written in ("30%", " 2/3 ", "12,5 %", "1.234,5", "x", "%", "1/2/3", ""):
        readable = re.search(text["pattern"], written) is not None
        assert readable == (written not in ("x", "%", "1/2/3", ""))
    assert properties["code"]["pattern"] == "^GM[0-9]{4}$"
    for name in ("natural", "number", "ratio", "code"):
        for example in properties[name]["examples"]:
            assert Figures.model_validate({name: example}).model_fields_set == {name}


@pytest.mark.parametrize(
    "written", ["GM0014", "gm14", "GM14", "14", "0014", "GM0014  ", " GM 0014\u00a0", 14, 14.0]
)
def test_a_code_gets_its_letters_and_zeros_back(written: object) -> None:
    assert municipality_code(written) == "GM0014"


@examples(100)
@given(st.integers(1, 9999))
def test_every_code_survives_a_spreadsheet(number: int) -> None:
    code = f"GM{number:04}"
    assert municipality_code(code) == municipality_code(number) == code


@pytest.mark.parametrize(
    "written",
    ["Arnhem", "", "GM", "GM12345", "12345", "0", "GM0000", "PV25", "1.4", 1.5, -14, None, True],
)
def test_what_is_no_code_is_refused(written: object) -> None:
    with pytest.raises(ValueProblem, match="GM0202") as refused:
        municipality_code(written)
    assert refused.value.code == "unknown-code"


def test_a_quoted_value_stays_on_one_short_line() -> None:
    assert quoted("a\r\nb\0c") == "a b?c"
    assert len(quoted("9" * 100_000)) == 40


class Endless(list[int]):
    """What is longer than anybody reads."""

    def __iter__(self) -> Iterator[int]:
        return repeat(1)


def test_of_a_quoted_value_no_more_is_read_than_is_shown() -> None:
    assert quoted(Endless([1])) == f"[{'1, ' * 12}1,…"
    assert quoted({"a": {"b": Endless([1])}}) == f"{{a: {{b: [{'1, ' * 10}…"
    assert quoted(json.loads("[" * 900 + "]" * 900)) == "[" * 39 + "…"
    assert quoted({"a": [1, None], "b": ("x", True)}) == "{a: [1, null], b: [x, true]}"
