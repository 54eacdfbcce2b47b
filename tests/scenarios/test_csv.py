"""CSV as Excel in Dutch writes it, as others do, and as nobody should."""

import codecs
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings import MOST_FINDINGS, Finding, InvalidScenario, Origin
from models.numbers import NumberProblem, parse_number
from scenarios.document.spelling import guarded, identifier, normal, unguarded
from scenarios.document.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    table_of_records,
)
from scenarios.forms.csv_files import read_csv, read_csv_grid, write_csv
from tests.examples import examples

DUTCH_EXCEL = (
    "Code;Name;Social Rent;Latitude\r\n"
    "GM0202;Arnhem;23.945;51,9851\r\n"
    "GM14;'s-Gravenhage;7;52,0705\r\n"
    ";;;\r\n"
)

# What a cell can hold once it was read: no blanks around it, no control characters.
TEXTS = (
    st.text(st.characters(blacklist_categories=["Cc", "Cs"], blacklist_characters="\ufffe\uffff"))
    | st.from_regex(r"'{0,3}[=+\-@<'][^\x00-\x1f\x7f-\x9f]{0,8}", fullmatch=True)
    | st.from_regex(r"'{0,2}-?[0-9]{1,3}[.,][0-9]{1,4}%?", fullmatch=True)
    | st.sampled_from(['a;b"c', "a\nb", "a,b\tc", "'s-Gravenhage", "2/3", "<r>x</r>", "-5", "'-5"])
).filter(lambda text: normal(text) == text != "")
NUMBERS = st.integers(-(10**9), 10**9) | st.fractions(-(10**6), 10**6, max_denominator=1000)
PLAIN = st.booleans() | st.dates()


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[object]) -> Table:
    columns = draw(st.lists(st.from_regex("[a-z][a-z_]{0,6}q", fullmatch=True), min_size=1))
    columns = list(dict.fromkeys(columns))
    row = st.dictionaries(st.sampled_from(columns), cells, min_size=1)
    rows = draw(st.lists(row, max_size=5))
    numbers = tuple(range(2, len(rows) + 2))
    return Table("t", "t.csv", tuple(columns), tuple(rows), numbers)


def read(text: str | bytes, encoding: str = "utf-8") -> Table:
    source = text.encode(encoding) if isinstance(text, str) else text
    return read_csv(source, "towns.csv", "municipalities")


def findings(text: str | bytes) -> list[Finding]:
    with pytest.raises(InvalidScenario) as refused:
        read(text)
    assert all(finding.text.render("en") for finding in refused.value.findings)
    return list(refused.value.findings)


def codes(text: str | bytes) -> list[str]:
    return [finding.code for finding in findings(text)]


@pytest.mark.parametrize(
    "source",
    [
        DUTCH_EXCEL.encode("cp1252"),
        DUTCH_EXCEL.encode(),
        DUTCH_EXCEL.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + DUTCH_EXCEL.replace(";", "\t").encode("utf-16-le"),
        codecs.BOM_UTF16_BE + DUTCH_EXCEL.replace(";", "\t").encode("utf-16-be"),
        DUTCH_EXCEL.replace("\r\n", "\n").encode(),
        DUTCH_EXCEL.replace("\r\n", "\r").encode(),
        DUTCH_EXCEL.strip().encode(),
        DUTCH_EXCEL.replace(";;;\r\n", ";;;\r\n" * 50 + "\r\n" * 50).encode(),
        DUTCH_EXCEL.replace("23.945", " 23.945 ").encode(),
        b'Code,Name,"Social  Rent",LATITUDE\n"GM0202",Arnhem,"23.945","51,9851"\n'
        b'GM14,\'s-Gravenhage,7,"52,0705"\n',
    ],
)
def test_excel_and_others_write_the_same_table(source: bytes) -> None:
    table = read(source)
    assert table.columns == ("code", "name", "social_rent", "latitude")
    assert table.rows == (
        {"code": "GM0202", "name": "Arnhem", "social_rent": "23.945", "latitude": "51,9851"},
        {"code": "GM14", "name": "'s-Gravenhage", "social_rent": "7", "latitude": "52,0705"},
    )
    assert table.row_numbers == (2, 3)
    assert table.decimal_sign == ","
    assert parse_number(table.rows[0]["social_rent"], table.decimal_sign) == 23945


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_survive_every_encoding(encoding: str) -> None:
    assert read("name;note\nGaasterlân-Sleat;€ 5 – “ja”\n", encoding).rows == (
        {"name": "Gaasterlân-Sleat", "note": "€ 5 – “ja”"},
    )


def test_a_cell_knows_where_it_was_read_and_under_which_header() -> None:
    table = read("\n\nCode ; Huishoudens\n\nGM0202;5\n;\nGM0209;6\n")
    assert table.row_numbers == (5, 7)
    assert table.columns == ("code", "households")
    assert table.origin(1, "households") == Origin("towns.csv", 7, "Huishoudens")
    # What is missing would be called as the other headers are.
    assert table.origin(column="year") == Origin("towns.csv", None, "jaar")
    assert read("code;households\nGM0202;5\n").origin(column="year").column == "year"
    assert table.origin() == Origin("towns.csv")


def test_a_line_break_in_a_cell_does_not_shift_the_row_numbers_of_excel() -> None:
    table = read('code;note\nGM0202;"one\ntwo"\nGM0209;\n')
    assert table.rows == ({"code": "GM0202", "note": "one\ntwo"}, {"code": "GM0209"})
    assert table.row_numbers == (2, 3)


def test_excels_own_line_about_the_separator_is_obeyed() -> None:
    table = read("sep=,\r\ncode,a;b\r\nGM0202,1\r\n")
    assert table.columns == ("code", "a;b")
    assert table.row_numbers == (3,)


def test_short_rows_are_read_because_excel_writes_them() -> None:
    assert read("a;b;c\n1\n1;2\n").rows == ({"a": "1"}, {"a": "1", "b": "2"})


def test_dutch_and_english_headers_are_one_name() -> None:
    for label in ("Sociale huur", "SOCIALE  HUUR ", "social_rent", "Social Rent", "sociale_huur"):
        assert identifier(label) == "social_rent"
    assert identifier("My Own Column") == "my_own_column"


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["5,8926"], ","),
        (["1.234,5"], ","),
        (["1.234.567"], ","),
        (["33,3 %"], ","),
        (["12.5"], "."),
        (["1,234,567"], "."),
        (["1.234"], None),
        (["1,234", "23 945", "7"], None),
        (["1.2.3", "v1.2", "1.2%a", "'1.25"], None),
        (["1.234", "0,5"], ","),
    ],
)
def test_the_decimal_sign_is_what_the_numbers_prove(
    cells: list[str], sign: Literal[",", "."] | None
) -> None:
    assert read("number\n" + "\n".join(cells)).decimal_sign == sign


def test_a_title_with_another_separator_in_it_is_a_title() -> None:
    """Excel fills each line up to the widest; what the title says has commas as it likes."""
    saved = "Deal, concept 3, mei;;\r\nGemeente;Totaal;Deel\r\nAa;1.250;30,5\r\nBee;40;31,0\r\n"
    grid = read_csv_grid(saved.encode("cp1252"), "deal.csv")
    assert grid.decimal_sign == ","
    assert [*grid.rows[2].values()] == ["Gemeente", "Totaal", "Deel"]
    assert [*grid.rows[3].values()] == ["Aa", "1.250", "30,5"]


def test_contradictory_decimal_signs_are_found() -> None:
    (finding,) = findings("code;share\nGM1;0,5\nGM2;7\nGM3;0.25\n")
    assert finding.code == "contradictory-decimal-signs"
    assert finding.origin == Origin("towns.csv", 4, "share")
    assert "“0,5” in row 2" in finding.text.render("en")


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", "empty-table"),
        ("\n \n;;\n", "empty-table"),
        ("code;Gemeente;code\n", "duplicate-column"),
        ("Households;huishoudens\n1;2\n", "duplicate-column"),
        ("a;b\n1;2;3\n", "row-too-long"),
        ("a,b\nArnhem,5,8926\n", "row-too-long"),
        ("a;;b\n1;2;3\n4;5;6\n", "missing-header"),
        ("a;b,c\n1;2\n", "ambiguous-separator"),
        ("a,b;\n1,2;\n", "ambiguous-separator"),
        ("a,b\n1;2\n", "other-separator"),
        ("a;b\n1\t2\n", "other-separator"),
        ('a;b\n1;"2\n3;4\n', "unclosed-quote"),
        ('a;b\n"1"x;2\n', "unclosed-quote"),
        ('a;b\n1;"' + "x" * 200_000 + "\n", "unclosed-quote"),
        ("a;b\n1;" + "x" * 40_000 + "\n", "cell-too-long"),
        ("a;b\n1;2\0\n", "not-text"),
        ("a;b\n1;\x1b[2J\n", "not-text"),
        (b"a;b\n1;\x81\x8d\n", "not-text"),
        (b"PK\x03\x04" + bytes(100), "not-text"),
        (bytes(range(256)) * 4, "not-text"),
        ("a;b\n1;2\n".encode("utf-16-le"), "not-text"),
        (codecs.BOM_UTF16_LE + b"a\0;", "not-text"),
        ("a;b\nAndré;".encode() + "é".encode("cp1252"), "mixed-encoding"),
        (b"a;b\n" + b"1;2\n" * 5_000_000, "file-too-large"),
        (";".join(f"c{n}" for n in range(MOST_COLUMNS + 1)), "too-many-columns"),
        ("a\n" + "1\n" * (MOST_ROWS + 5), "too-many-rows"),
    ],
)
def test_a_broken_file_is_refused_with_its_reason(source: str | bytes, code: str) -> None:
    assert codes(source) == [code]


def test_a_table_of_the_greatest_length_is_read() -> None:
    assert len(read("a\n" + "1\n" * MOST_ROWS).rows) == MOST_ROWS


def test_all_findings_come_at_once() -> None:
    found = findings('a;a;b\n1;2;3;4\n5;6;7.5\n8;9;7,5\n1;"2\n')
    assert {finding.code for finding in found} == {
        "contradictory-decimal-signs",
        "duplicate-column",
        "row-too-long",
        "unclosed-quote",
    }
    assert {finding.origin.row for finding in found if finding.origin} == {1, 2, 4, 5}


def test_a_file_that_is_wrong_everywhere_is_not_answered_with_a_book() -> None:
    found = findings("a\n" + "1;2\n" * 5000)
    assert len(found) == MOST_FINDINGS + 1
    assert found[-1].text.render("en") == "Only the first 200 of 5,000 findings are shown."


@examples(100)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_a_refusal(source: bytes) -> None:
    try:
        table = read(source)
    except InvalidScenario:
        return
    assert set().union(*table.rows) <= set(table.columns)


@examples(100)
@given(tables(TEXTS | PLAIN | NUMBERS), st.booleans())
def test_writing_and_reading_loses_nothing(table: Table, dutch: bool) -> None:
    again = read_csv(write_csv(table, dutch), "t.csv", "t")
    assert again.columns == table.columns
    assert again.row_numbers == table.row_numbers
    for row, row_again in zip(table.rows, again.rows, strict=True):
        assert meaning(row, None) == meaning(row_again, again.decimal_sign, like=row)


@examples(100)
@given(tables(NUMBERS), st.booleans(), st.booleans())
def test_a_file_can_be_rewritten_in_the_other_style(
    table: Table, dutch: bool, then_dutch: bool
) -> None:
    first = read_csv(write_csv(table, dutch), "t.csv", "t")
    second = read_csv(write_csv(first, then_dutch), "t.csv", "t")
    for row, row_again in zip(table.rows, second.rows, strict=True):
        assert meaning(row, None) == meaning(row_again, second.decimal_sign, like=row)


def meaning(
    row: Mapping[str, object],
    sign: Literal[",", "."] | None,
    like: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Numbers as such, everything else as the text that CSV has for it."""

    def of(value: object, model: object) -> object:
        match model:
            case bool():
                return str(value).lower()
            case int() | Fraction():
                return parse_number(value, sign)
            case _:
                return str(value)

    return {column: of(value, (like or row)[column]) for column, value in row.items()}


def test_both_styles_look_as_they_should() -> None:
    table = Table(
        "t",
        "t.csv",
        ("code", "dwellings", "share", "note", "day", "sure"),
        (
            {"code": "GM0202", "dwellings": 23945, "share": Fraction(-1, 8), "note": "=1+1"},
            {"share": Fraction(1, 3), "note": "-5", "day": date(2025, 1, 31), "sure": True},
        ),
        (2, 3),
    )
    assert write_csv(table) == (
        b"code;dwellings;share;note;day;sure\n"
        b"GM0202;23945;-0.1250;'=1+1;;\n"
        b";;1/3;-5;2025-01-31;true\n"
    )
    assert write_csv(table, dutch=True) == (
        b"\xef\xbb\xbfcode;dwellings;share;note;day;sure\r\n"
        b"GM0202;23945;-0,1250;'=1+1;;\r\n"
        b";;'1/3;-5;2025-01-31;true\r\n"
    )


def test_a_single_column_is_one_whatever_stands_in_it() -> None:
    for other in ("a,b", "a;b", "a\tb"):
        table = Table("t", "t.csv", ("name",), ({"name": other}, {"name": other}), (2, 3))
        assert read_csv(write_csv(table), "t.csv", "t").rows == table.rows


def test_rows_that_are_added_to_a_file_begin_with_no_mark() -> None:
    table = Table("t", "t.csv", ("a", "b"), ({"a": "x", "b": Fraction(1, 2)},), (2,))
    assert write_csv(table, dutch=True, header=False) == b"x;0,5\r\n"


def test_numbers_without_decimals_are_presumed_to_be_dutch_where_columns_are() -> None:
    assert read("code;households\nGM0202;1.031\n").presumed_sign == ","
    assert read("code,households\nGM0202,1031\n").presumed_sign is None
    assert read("code;share\nGM0202;0.25\n").presumed_sign is None


def test_numbers_that_are_texts_change_their_sign_and_nothing_else_does() -> None:
    table = read("code;number;note\n0014;1.234;5,25%\n'=x;0,5;v1,5\n")
    assert write_csv(table) == b"code;number;note\n0014;1234;5.25%\n'=x;0.5;v1,5\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0", " =", "'=", "\n@", "<r>"])
def test_what_a_spreadsheet_would_run_is_guarded(start: str) -> None:
    text = f"{start}cmd|' /c calc'!A1"
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text
    written = write_csv(Table("t", "t", ("a", "b"), ({"a": "x", "b": text},), (2,)))
    assert written.split(b";")[2].strip(b'"').startswith(b"'")


@pytest.mark.parametrize("text", ["-5", "-1.234,5", "−3", "'s-Gravenhage", "'t Goy", "a=b", "'"])
def test_what_is_harmless_is_left_alone(text: str) -> None:
    assert guarded(text) == text == unguarded(text)


@examples(100)
@given(TEXTS)
def test_the_guard_comes_off_exactly_once(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text) in {text, f"'{text}"}


@pytest.mark.parametrize("value", [float("inf"), object()])
def test_what_is_no_cell_is_not_written(value: object) -> None:
    with pytest.raises(NumberProblem):
        write_csv(Table("t", "t", ("a",), ({"a": value},), (2,)))


def test_records_of_json_become_a_table() -> None:
    found: list[Finding] = []
    records: list[dict[str, object]] = [
        {"Code": " GM0202 ", "dwellings": 5},
        {"Code": None},
        {"Code": "GM0209", "share": 0.5, "note": "'=x"},
    ]
    table = table_of_records("t", "t.json", records, found)
    assert not found
    assert table.columns == ("code", "dwellings", "share", "note")
    assert table.rows == (
        {"code": "GM0202", "dwellings": 5},
        {"code": "GM0209", "share": 0.5, "note": "'=x"},
    )
    assert table.origin(1, "code") == Origin("t.json", 3, "Code")


def test_records_with_more_than_a_cell_are_found() -> None:
    found: list[Finding] = []
    table_of_records("t", "t.json", [{"a": [1, 2]}, {"a": "\ud800"}, {"a": {}}], found)
    assert [finding.code for finding in found] == ["unreadable-cell"] * 3
    assert [finding.origin and finding.origin.row for finding in found] == [1, 2, 3]
