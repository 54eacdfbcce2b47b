"""Workbooks: what is written comes back, and what is hostile goes no further."""

import io
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import openpyxl.chart
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from models.findings import Finding, InvalidScenario, Origin
from models.numbers import NumberProblem, parse_number
from scenarios import library_scenario, to_workbook
from scenarios.document.spelling import normal
from scenarios.document.tables import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Table
from scenarios.forms import archive, workbook, workbook_process
from scenarios.forms.text_files import LARGEST_FILE
from scenarios.forms.workbook import read_workbook
from tests.examples import examples
from tests.scenarios.files import write_workbook
from tests.spreadsheets import FORMS, Wrong, ods

Parts = dict[str, bytes]

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)


def filled(fill: Callable[[xlsxwriter.worksheet.Worksheet], object]) -> bytes:
    """A workbook of which the sheet `capacity` is filled with xlsxwriter."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        fill(book.add_worksheet("capacity"))
    return content.getvalue()


def plain(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    for row in range(10):
        sheet.write_row(row, 0, ["code", "name"] if row == 0 else [f"GM{row:04}", f"Town {row}"])


def unpacked(source: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(source)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return content.getvalue()


def changed(**parts: bytes) -> bytes:
    """A plain workbook with some of its parts replaced or added."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "types": "[Content_Types].xml"}
    new = {names.get(name, f"xl/{name}"): part for name, part in parts.items()}
    return packed(unpacked(filled(plain)) | new)


def sheet(rows: str) -> bytes:
    """A plain workbook with these rows of raw XML in its sheet."""
    return changed(sheet=SHEET.format(rows).encode())


def findings(source: bytes) -> list[Finding]:
    with pytest.raises(InvalidScenario) as refused:
        read_workbook(source, "region.xlsx")
    assert all(finding.text.render("en") for finding in refused.value.findings)
    return list(refused.value.findings)


def codes(source: bytes) -> list[str]:
    return [finding.code for finding in findings(source)]


def read(source: bytes) -> Table:
    (table,) = read_workbook(source, "region.xlsx").values()
    return table


def table(*rows: Mapping[str, object], name: str = "t") -> Table:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    return Table(name, "t.csv", columns, rows, tuple(range(2, len(rows) + 2)))


# What was read from a cell once; openpyxl takes _x0041_ for an escape, which nobody types.
TEXTS = (
    st.text(st.characters(blacklist_categories=["Cc", "Cs"], blacklist_characters="\ufffe\uffff_"))
    | st.sampled_from(["=1+1", "-5", "'-5", "''=x", "<r>x</r>", "https://x.nl", "a\nb", "0014"])
    | st.sampled_from(["2/3", "30%", "1.234", "'s-Gravenhage", "&amp;", "]]>", "1E5", "TRUE"])
).filter(lambda text: normal(text) == text != "")
NUMBERS = (
    st.integers(-(10**20), 10**20)
    | st.fractions(-(10**6), 10**6, max_denominator=10**6)
    | st.decimals(-(10**9), 10**9, places=6)
)
CELLS = TEXTS | NUMBERS | st.booleans() | st.dates()


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
@examples(30)
def test_writing_and_reading_loses_nothing(rows: list[list[object]]) -> None:
    written = table(*({"a": a, "b": b, "c": c} for a, b, c in rows))
    again = read(write_workbook([written]))
    assert again.columns == written.columns
    assert again.row_numbers == written.row_numbers
    for row, row_again in zip(written.rows, again.rows, strict=True):
        for column, cell in row.items():
            match cell:
                case bool():
                    assert row_again[column] is cell
                case int() | Fraction() | Decimal():
                    assert parse_number(row_again[column]) == cell
                case date() if cell < date(1900, 3, 1):
                    assert row_again[column] == cell.isoformat()
                case _:
                    assert row_again[column] == cell


@given(st.floats(allow_nan=False, min_value=-1e9, max_value=1e9))
@examples(10)
def test_a_float_stays_a_number_of_sixteen_digits(value: float) -> None:
    if 0 < abs(value) < 1e-9:
        return
    cell = read(write_workbook([table({"name": "x", "share": value})])).rows[0]["share"]
    assert isinstance(cell, int | float)
    assert cell == float(f"{value:.16G}")


def test_shares_are_percentages_that_show_all_of_their_digits() -> None:
    for share, form in ((0.26, "0.0####%"), (0.123456, "0.0####%"), (26.5, "General")):
        # Beside it one that no decimals have.
        rows = {"name": "x", "share": share}, {"name": "y", "share": "5/16"}
        content = write_workbook([table(*rows)])
        cell = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["B2"]
        assert (cell.value, cell.number_format) == (share, form)


def test_texts_of_a_csv_file_are_clear_without_its_decimal_sign() -> None:
    source = Table("t", "t.csv", ("a", "b"), ({"a": "1.234", "b": "0014"},), (2,), ",")
    row = read(write_workbook([source])).rows[0]
    assert row == {"a": "1234", "b": "0014"}


@pytest.mark.processes
def test_the_same_tables_give_the_same_bytes() -> None:
    tables = [table({"code": "GM0202", "dwellings": 23945}), table({"x": 1}, name="other")]
    script = (
        "import sys; from scenarios.document.tables import Table; "
        "from tests.scenarios.files import write_workbook; "
        "t = Table('t', '', ('code', 'dwellings'), ({'code': 'GM0202', 'dwellings': 23945},), (2,))"
        "; o = Table('other', '', ('x',), ({'x': 1},), (2,)); "
        "sys.stdout.buffer.write(write_workbook([t, o]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    elsewhere = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, env=environment
    )
    assert write_workbook(tables) == elsewhere.stdout


def test_a_workbook_is_laid_out_as_planners_expect() -> None:
    rows = [
        {"code": "GM0202", "year": 2025, "dwellings": 23945, "share": 0.3, "note": "=1+1"},
        {"day": date(2025, 1, 31), "source": "https://www.cbs.nl"},
    ]
    written = write_workbook([table(*rows, name="capacity")])
    page = openpyxl.load_workbook(io.BytesIO(written))["capacity"]
    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold
    assert page.tables["table_capacity"].ref == "A1:G3"
    assert page["A2"].data_type == "s"
    assert (page["B2"].value, page["B2"].number_format) == (2025, "0")
    assert (page["C2"].value, page["C2"].number_format) == (23945, "#,##0")
    assert (page["D2"].value, page["D2"].number_format) == (0.3, "0.0####%")
    assert (page["E2"].value, page["E2"].data_type) == ("'=1+1", "s")
    assert (page["F3"].value, page["F3"].number_format) == (datetime(2025, 1, 31), "yyyy-mm-dd")
    assert page["G3"].hyperlink is None


def test_a_table_without_rows_is_a_sheet_with_a_header() -> None:
    empty = Table("capacity", "t.csv", ("code", "=x"), (), ())
    again = read(write_workbook([empty]))
    assert again.columns == empty.columns
    assert again.rows == ()


def test_a_text_that_no_cell_holds_is_not_cut_off() -> None:
    with pytest.raises(InvalidScenario) as refused:
        write_workbook([table({"a": "\N{HOUSE BUILDING}" * LONGEST_CELL})])
    assert refused.value.findings[0].code == "cell-too-long"
    assert refused.value.findings[0].origin == Origin("t", 2, "a")


@pytest.mark.parametrize("value", [float("inf"), float("nan"), object()])
def test_what_is_no_cell_is_not_written(value: object) -> None:
    with pytest.raises(NumberProblem):
        write_workbook([table({"a": value})])


def test_every_sheet_with_cells_is_a_table() -> None:
    book = openpyxl.Workbook()
    first = book.create_sheet("Sociale huur")
    first.append(["Gemeente code ", "Huishoudens", None, "sure", "day", "moment", "share"])
    first.append([])
    day = datetime(2025, 1, 31)
    first.append(["GM0202", 23945, None, True, day, day.replace(hour=12), 0.1])
    book.create_sheet("Blad2")
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(first, min_col=2, min_row=3))
    book.create_chartsheet("Picture").add_chart(chart)
    content = io.BytesIO()
    book.save(content)
    tables = read_workbook(content.getvalue(), "region.xlsx")
    assert tables.keys() == {"social_rent"}
    read_table = tables["social_rent"]
    assert read_table.columns == (
        *("gemeente_code", "households", "sure", "day", "moment", "share"),
    )
    assert read_table.rows == (
        {
            "gemeente_code": "GM0202",
            "households": 23945,
            "sure": True,
            "day": date(2025, 1, 31),
            "moment": "2025-01-31 12:00:00",
            "share": 0.1,
        },
    )
    where = Origin("region.xlsx#Sociale huur", 3, "Huishoudens", "B3")
    assert read_table.origin(0, "households") == where


def test_a_formula_counts_as_its_calculated_value() -> None:
    def fill(page: xlsxwriter.worksheet.Worksheet) -> None:
        page.write_row(0, 0, ["a", "b", "c"])
        page.write_formula(1, 0, "=1+1", value=2)
        page.write_formula(1, 1, '="x"', value="x")
        page.write_formula(1, 2, "=1=1", value=True)

    assert read(filled(fill)).rows == ({"a": 2, "b": "x", "c": True},)


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c>'
        '<c r="B1" t="str"><f>"b"</f><v>b</v></c></row>'
        '<row r="2"><c r="A2"><v>5</v></c><c r="B2" t="str"><f>""</f><v></v></c></row>'
    )
    assert read(sheet(rows)).rows == ({"a": 5},)


def test_formulas_without_value_and_errors_are_found_with_their_cell() -> None:
    book = openpyxl.Workbook()
    page = book.create_sheet("capacity")
    page.append(["code", "Dwellings"])
    page.append(["GM0202", "=1+1"])
    page.append(["GM0209", "#REF!"])
    content = io.BytesIO()
    book.save(content)
    found = findings(content.getvalue())
    assert [(finding.code, finding.origin) for finding in found] == [
        ("uncalculated-formula", Origin("region.xlsx#capacity", 2, "Dwellings", "B2")),
        ("error-cell", Origin("region.xlsx#capacity", 3, "Dwellings", "B3")),
    ]
    assert "B2" in found[0].text.render("en")
    assert "#REF!" in found[1].text.render("en")


def test_all_findings_of_all_sheets_come_at_once() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("one").append(["a", "A"])
    book.create_sheet("two").append(["b"])
    book["two"].append([1, 2])
    book.create_sheet("Two ").append(["c"])
    content = io.BytesIO()
    book.save(content)
    assert codes(content.getvalue()) == ["duplicate-column", "missing-header", "duplicate-sheet"]


def far(page: xlsxwriter.worksheet.Worksheet) -> None:
    page.write_string(0, 0, "code")
    page.write_string(1_048_575, 16_383, "x")


def test_one_cell_at_the_far_end_costs_nothing() -> None:
    source = filled(far)
    assert len(source) < 6000
    (finding,) = findings(source)
    assert finding.code == "cell-out-of-range"
    assert "XFD1048576" in finding.text.render("en")
    assert finding.origin == Origin("region.xlsx#capacity")


def test_the_last_row_and_column_that_may_be_are_read() -> None:
    def fill(page: xlsxwriter.worksheet.Worksheet) -> None:
        page.write_string(0, 0, "a")
        page.write_string(0, MOST_COLUMNS - 1, "b")
        page.write_number(MOST_ROWS, MOST_COLUMNS - 1, 5)

    assert read(filled(fill)).rows == ({"b": 5},)
    beside = filled(lambda page: page.write_string(0, MOST_COLUMNS, "c"))
    below = filled(lambda page: page.write_string(MOST_ROWS + 1, 0, "c"))
    assert codes(beside) == codes(below) == ["cell-out-of-range"]


def test_a_false_dimension_and_empty_cells_far_away_do_no_harm() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="2"><c r="A2"><v>5</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    lying = SHEET.format(rows).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert read(changed(sheet=lying.encode())).rows == ({"a": 5},)


def bomb() -> bytes:
    return packed({"[Content_Types].xml": b"", "xl/sharedStrings.xml": bytes(100 * 2**20)})


def texts() -> bytes:
    item = "<si><t>" + "woningbouwprogramma " * 50 + "</t></si>"
    strings = f"<sst>{item * (100 * 2**20 // len(item))}</sst>"
    return changed(**{"sharedStrings.xml": strings.encode()})


def random_texts() -> bytes:
    """Text that does not shrink, so that only its size gives it away."""
    return packed({"[Content_Types].xml": b"", "x": os.urandom(2**20).hex().encode() * 17})


def shared_text() -> bytes:
    """A short workbook whose cells all point to the same long text."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 2000)
    )
    strings = f"<si><t>{'x' * 30_000}</t></si>"
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return changed(
        **{
            "sheet": SHEET.format(rows).encode(),
            "sharedStrings.xml": f"<sst {space}>{strings}</sst>".encode(),
        }
    )


def lying_about_sizes() -> bytes:
    """An archive that declares a large part as a small one."""
    source = packed({"[Content_Types].xml": b"", "x": bytes(60 * 2**20)})
    true, false = (60 * 2**20).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert source.count(true) == 2
    return source.replace(true, false)


def compound(*streams: str) -> bytes:
    """The beginning of an .xls, or of a workbook with a password, with the names of its streams."""
    names = b"".join(name.encode("utf-16-le") + b"\0\0" for name in streams)
    return archive.COMPOUND_FILE + bytes(504) + names + bytes(4000)


def encrypted() -> bytes:
    flagged = bytearray(packed({"[Content_Types].xml": b"x"}))
    flagged[6] |= 1
    flagged[flagged.index(b"PK\x01\x02") + 8] |= 1
    return bytes(flagged)


def twice() -> bytes:
    source = packed({"[Content_Types].xml": b"", "xl/a.xml": b"", "xl/b.xml": b""})
    return source.replace(b"xl/b.xml", b"xl/a.xml")


def with_types(declared: str) -> bytes:
    types = unpacked(filled(plain))["[Content_Types].xml"]
    return changed(types=types.replace(b"</Types>", f"{declared}</Types>".encode()))


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'


@pytest.mark.parametrize("before", [0, 2**16 - 4])
def test_a_document_type_is_seen_wherever_it_stands(before: int) -> None:
    """Parts are unpacked piece by piece, and it may lie between two of them."""
    source = changed(sheet=b" " * before + (DOCTYPE + SHEET.format("")).encode())
    with pytest.raises(InvalidScenario):
        archive.check_archive(source, "plan.xlsx")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "not-a-workbook"),
        (lambda: b"code;name\nGM0202;Arnhem\n", "not-a-workbook"),
        (lambda: packed({"mimetype": b"application/vnd.oasis"}), "not-a-workbook"),
        (lambda: archive.COMPOUND_FILE + bytes(5000), "not-a-workbook"),
        (lambda: compound("EncryptedPackage"), "encrypted-workbook"),
        (lambda: compound("_VBA_PROJECT", "Workbook"), "macros"),
        (lambda: compound("Workbook"), "damaged-workbook"),
        (encrypted, "encrypted-workbook"),
        (lambda: b"PK\x03\x04" + os.urandom(500), "damaged-workbook"),
        (lambda: filled(plain)[:-200], "damaged-workbook"),
        (lambda: filled(plain)[: len(filled(plain)) // 2], "damaged-workbook"),
        (lambda: packed(unpacked(filled(plain)), zipfile.ZIP_LZMA), "damaged-workbook"),
        (twice, "damaged-workbook"),
        (lying_about_sizes, "damaged-workbook"),
        (lambda: packed({"[Content_Types].xml": b"<Types/>"}), "damaged-workbook"),
        (lambda: changed(sheet=b"<worksheet"), "damaged-workbook"),
        (lambda: changed(sheet=(DOCTYPE + SHEET.format("")).encode()), "damaged-workbook"),
        (lambda: changed(sheet=(DOCTYPE + "<x/>").encode("utf-16-le")), "damaged-workbook"),
        (
            lambda: changed(
                sheet=b'<?xml version="1.0" encoding="cp037"?>'
                + (DOCTYPE + SHEET.format(CELL.format("&b;"))).encode("cp037")
            ),
            "damaged-workbook",
        ),
        (lambda: changed(sheet=b"<a>" * 200_000), "damaged-workbook"),
        (lambda: sheet('<row r="1"><c r="A1"><v>' + "9" * 5000 + "</v></c></row>"), None),
        (lambda: sheet('<row r="1"><c r="A1"><v>x</v></c></row>'), "damaged-workbook"),
        (lambda: sheet('<row r="1"><c r="A2"><v>1</v></c></row>'), "damaged-workbook"),
        (lambda: sheet('<row r="2"/><row r="1"/>'), "damaged-workbook"),
        (lambda: sheet('<row r="1"><c r="A1"/><c r="A1"/></row>'), "damaged-workbook"),
        (lambda: sheet('<row r="1"><c r="A1" t="s"><v>999</v></c></row>'), "damaged-workbook"),
        (lambda: sheet('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'), "damaged-workbook"),
        (lambda: packed({f"{n}": b"" for n in range(archive.MOST_PARTS + 1)}), "file-too-large"),
        (lambda: b"PK\x03\x04" + bytes(LARGEST_FILE), "file-too-large"),
        (bomb, "file-too-large"),
        (texts, "file-too-large"),
        (random_texts, "file-too-large"),
        (shared_text, "file-too-large"),
        (lambda: changed(**{"externalLinks/externalLink1.xml": b"<x/>"}), "external-links"),
        (lambda: changed(**{"connections.xml": b"<x/>"}), "external-links"),
        (lambda: changed(**{"vbaProject.bin": b"x"}), "macros"),
        (
            lambda: with_types('<Override PartName="/x.xml" ContentType="a.externalLink+xml"/>'),
            "external-links",
        ),
        (
            lambda: with_types('<Default Extension="x" ContentType="a.macroEnabled.main+xml"/>'),
            "macros",
        ),
    ],
)
def test_a_hostile_or_broken_workbook_is_refused(
    make: Callable[[], bytes], code: str | None
) -> None:
    if code is None:
        with pytest.raises(InvalidScenario):
            read_workbook(make(), "region.xlsx")
    else:
        assert codes(make()) == [code]


def test_what_exhausts_its_process_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    source = filled(plain)
    for limit, value in (("memory", 20 * 2**20), ("seconds", 0)):
        with monkeypatch.context() as patched:
            patched.setitem(workbook.LIMITS, limit, value)
            assert codes(source) == ["file-too-large"]
    assert read(source).columns == ("code", "name")


def test_many_threads_can_read_at_once() -> None:
    sources = [filled(plain), filled(far)] * 3
    outcomes: list[str] = []

    def attempt(source: bytes) -> None:
        try:
            outcomes.extend(read_workbook(source, "region.xlsx"))
        except InvalidScenario as refusal:
            outcomes.append(refusal.findings[0].code)

    threads = [threading.Thread(target=attempt, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["capacity"] * 3 + ["cell-out-of-range"] * 3


@given(st.data())
@examples(60)
def test_a_spoilt_workbook_is_read_or_refused(data: st.DataObject) -> None:
    """Some bytes of its parts are changed, and the archive made whole again."""
    parts = unpacked(filled(plain))
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(part) - 1))
        part[place] = data.draw(st.integers(0, 255))
    limits: workbook_process.SheetLimits = {
        "rows": 100,
        "columns": 100,
        "characters": 10_000,
        "memory": 0,
        "seconds": 0,
    }
    answer = workbook_process.answered(packed(parts | {name: bytes(part)}), limits)
    assert answer.keys() in ({"sheets"}, {"problem", "sheet", "cell"})


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_a_workbook_is_read_alike(form: str) -> None:
    rows: list[list[object]] = [
        ["code", "Aantal", "sure"],
        [],
        ["GM0202", 23945, None],
        ["'s-Gravenhage", 0.5, Wrong("#DIV/0!")],
        ["Súdwest-Fryslân", -3, "a & <b>"],
    ]
    source = FORMS[form]({"Empty": [], "Sociale huur": rows})
    with pytest.raises(InvalidScenario) as refused:
        read_workbook(source, f"region{form}")
    (finding,) = refused.value.findings
    assert finding.code == "error-cell"
    assert finding.origin == Origin(f"region{form}#Sociale huur", 4, "sure", "C4")
    assert "#DIV/0!" in finding.text.render("en")
    rows[3][2] = None
    (found,) = read_workbook(FORMS[form]({"Sociale huur": rows}), "region").values()
    assert found.rows == (
        {"code": "GM0202", "number": 23945},
        {"code": "'s-Gravenhage", "number": 0.5},
        {"code": "Súdwest-Fryslân", "number": -3, "sure": "a & <b>"},
    )
    assert found.row_numbers == (3, 4, 5)


def test_an_ods_with_one_cell_at_the_far_end_costs_nothing() -> None:
    """It would be a table of 512 GiB, which the process that reads it may not have."""
    parts = unpacked(ods({"a": [["x"]]}))
    start = b"<table:table-row><table:table-cell office"
    away = (
        b'<table:table-row table:number-rows-repeated="1048575"><table:table-cell/>'
        b"</table:table-row><table:table-row><table:table-cell "
        b'table:number-columns-repeated="16383"/><table:table-cell office'
    )
    assert start in parts["content.xml"]
    content = {"content.xml": parts["content.xml"].replace(start, away)}
    assert codes(packed(parts | content))[0] in {"cell-out-of-range", "file-too-large"}
    assert codes(packed(parts | {"Basic/script.xml": b""})) == ["macros"]
    locked = {"META-INF/manifest.xml": b"<encryption-data/>"}
    assert codes(packed(parts | locked)) == ["encrypted-workbook"]


def test_a_year_among_texts_is_no_number_of_dwellings_and_a_long_text_is_folded() -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(library_scenario("noord-veluwe"), "en")))
    cells = {row[0].value: row[1] for row in book["scenario"].iter_rows(min_row=2)}
    assert cells["horizon.first_year"].value == 2025
    assert cells["horizon.first_year"].number_format == "General"
    assert cells["description.nl"].alignment.wrap_text
    capacity = next(book["capacity"].iter_rows(min_row=2))
    assert capacity[-1].number_format == "#,##0"
