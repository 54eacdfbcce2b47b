"""Tables of municipalities by themselves, as people save them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.findings import Finding, InvalidScenario
from scenarios.municipality_table import scenario_of_municipalities
from tests.spreadsheets import ods, xlsx

Rows = list[list[object]]

HEADER: list[object] = ["Gemeente", "Huishoudens", "Voorraad"]
ARNHEM: list[object] = ["Arnhem", 82000, 79500]
EDE: list[object] = ["Ede", 52000, 51500]
NIJMEGEN: list[object] = ["Nijmegen", 95000, 86000]
FIGURES = {
    "Arnhem": (Fraction(82000), Fraction(79500)),
    "Ede": (Fraction(52000), Fraction(51500)),
    "Nijmegen": (Fraction(95000), Fraction(86000)),
}


def read(
    content: bytes, file: str = "cijfers.csv"
) -> tuple[dict[str, tuple[Fraction, Fraction]], str]:
    """Give households and stock by municipality, and all that is told of how they were read."""
    notes: list[Finding] = []
    found = scenario_of_municipalities(content, file, notes).municipalities
    figures = {one.name: (one.figure("households"), one.figure("stock")) for one in found}
    return figures, " ".join(one.text.render("nl") for one in notes)


def as_csv(rows: Rows, separator: str = ";") -> bytes:
    return "\n".join(separator.join(map(str, row)) for row in rows).encode()


@pytest.mark.parametrize("name", ["Regio totaal", "Arnhem-Nijmegen", "Foodvalley", "De Liemers"])
@pytest.mark.parametrize("first", [True, False])
def test_a_row_that_adds_up_the_others_is_no_municipality(name: str, *, first: bool) -> None:
    total: list[object] = [name, 229000, 217000]
    rows = [total, ARNHEM, EDE, NIJMEGEN] if first else [ARNHEM, EDE, NIJMEGEN, total]
    for content, file in (
        (as_csv([HEADER, *rows]), "a.csv"),
        (xlsx({"Blad1": [HEADER, *rows]}), "a.xlsx"),
    ):
        figures, said = read(content, file)
        assert figures == FIGURES
        assert f"“{name}” (telt op, en klopt)" in said


def test_what_adds_up_no_others_or_has_a_code_is_a_municipality() -> None:
    nearly: Rows = [HEADER, ARNHEM, EDE, ["Zonnedorp", 134000, 131001]]
    assert "Zonnedorp" in read(as_csv(nearly))[0]
    coded: Rows = [["code", *HEADER], *(["GM0202", *ARNHEM], ["GM0228", *EDE])]
    coded.append(["GM9901", "Zonnedorp", 134000, 131000])
    assert "Zonnedorp" in read(as_csv(coded))[0]


def test_totals_per_province_and_means_are_left_out() -> None:
    rows: Rows = [
        HEADER, ARNHEM, EDE, ["Subtotaal Noord", 134000, 131000],
        NIJMEGEN, ["Subtotaal Zuid", 95000, 86000], ["Totaal", 229000, 217000],
        ["gemiddeld", 76333, 72333],
    ]  # fmt: skip
    figures, said = read(as_csv(rows))
    assert figures == FIGURES
    assert "rij 4, 6-7 “Subtotaal Noord” (telt op, en klopt)" in said
    assert "“gemiddeld” (een gemiddelde of een verschil)" in said


def test_a_header_of_two_rows_says_what_each_column_has() -> None:
    bands: Rows = [
        ["Gemeente", "Bevolking", None, "Woningvoorraad", None, "WOZ"],
        [None, "Inwoners", "Huishoudens", "Totaal", "Sociale huur", None],
        ["Arnhem", 167000, 82000, 79500, 28000, 300],
        ["Ede", 121000, 52000, 51500, 15200, 310],
    ]
    notes: list[Finding] = []
    arnhem, _ = scenario_of_municipalities(xlsx({"Blad1": bands}), "a.xlsx", notes).municipalities
    assert arnhem.model_extra == {
        "inhabitants": 167000, "households": 82000, "stock": 79500,
        "stock_social_rent": 28000, "woz": 300,
    }  # fmt: skip
    years: Rows = [
        ["Gemeente", "Huishoudens", None, "Voorraad"],
        [None, 2023, 2024, 2024],
        ["Arnhem", 81900, 82000, 79500],
    ]
    found = scenario_of_municipalities(ods({"Blad1": years}), "a.ods", notes).municipalities[0]
    assert found.model_extra == {
        "huishoudens_2023": 81900, "huishoudens_2024": 82000, "stock": 79500
    }  # fmt: skip


def test_figures_are_known_by_more_than_their_bare_name() -> None:
    """A topic above it, a unit behind it, thousands, and a word that goes on on the next line."""
    written = (
        '"Regio\'s";"Huishoudens|Huishoudens totaal (aantal)";"Woning-\nvoorraad (x 1.000)"\n'
        "Arnhem;82000;79,5\nEde;52000;51,5\n"
    )
    figures, said = read(written.encode())
    assert figures == {name: FIGURES[name] for name in ("Arnhem", "Ede")}
    assert "Uitgeschreven: “Woning- voorraad (x 1.000)” maal 1.000." in said


def test_percentages_are_parts_of_one_and_what_is_not_known_is_nothing() -> None:
    rows: Rows = [
        [*HEADER, "Aandeel koop", "Leegstand"],
        [*ARNHEM, "35,2%", "n.b."], [*EDE, "40%", "1,5"], [*NIJMEGEN, "41,5 %", "?"],
    ]  # fmt: skip
    notes: list[Finding] = []
    found = scenario_of_municipalities(as_csv(rows), "a.csv", notes).municipalities
    assert [(one.model_extra or {})["aandeel_koop"] for one in found] == [
        Fraction(44, 125), Fraction(2, 5), Fraction(83, 200),
    ]  # fmt: skip
    assert [(one.model_extra or {}).get("leegstand") for one in found] == [None, 1.5, None]
    assert "Geldt als onbekend: “n.b.” en “?”." in [one.text.render("nl") for one in notes]


def test_a_table_may_be_separated_by_pipes_and_stand_beside_its_sources() -> None:
    assert read(as_csv([HEADER, ARNHEM, EDE, NIJMEGEN], "|"))[0] == FIGURES
    decimals = as_csv([[*HEADER, "dichtheid"], [*ARNHEM, "1,5"], [*EDE, "2,5"]], "|")
    assert read(decimals)[0] == {name: FIGURES[name] for name in ("Arnhem", "Ede")}
    book = xlsx({
        "Leeswijzer": [["Dit zijn cijfers"]],
        "Gemeenten": [HEADER, ARNHEM, EDE, NIJMEGEN],
        "Bronnen": [["Kolom", "Bron"], ["Huishoudens", "CBS"]],
    })  # fmt: skip
    assert read(book, "a.xlsx")[0] == FIGURES


def test_decimals_of_two_kinds_hide_nothing_else_that_is_wrong() -> None:
    mixed = "gemeente;huishoudens;dichtheid\nArnhem;82000;1,5\nEde;veel;1.75\nNijmegen;-95000;1,2\n"
    with pytest.raises(InvalidScenario) as refused:
        scenario_of_municipalities(mixed.encode(), "a.csv", [])
    assert {one.code for one in refused.value.findings} == {
        "contradictory-decimal-signs", "not-a-number", "negative-figure",
    }  # fmt: skip


def test_an_empty_file_is_told_to_be_empty() -> None:
    for content, file in ((b"", "a.csv"), (xlsx({"Blad1": []}), "a.xlsx")):
        with pytest.raises(InvalidScenario, match="empty"):
            scenario_of_municipalities(content, file, [])


def test_a_note_below_names_without_codes_is_no_municipality() -> None:
    rows: Rows = [HEADER, ARNHEM, EDE, NIJMEGEN, [], ["Bron: CBS"], ["* voorlopig"]]
    figures, said = read(ods({"Blad1": rows}), "a.ods")
    assert figures == FIGURES
    assert "rij 6-7 “Bron: CBS” (tekst)" in said


def test_a_comma_before_three_digits_is_asked_about_where_nothing_says_what_it_is() -> None:
    """Excel in Dutch separates with semicolons; whoever writes 82,000 there may mean thousands."""
    written = b"gemeente;huishoudens\nArnhem;82,000\nEde;52.000\n"
    with pytest.raises(InvalidScenario) as refused:
        scenario_of_municipalities(written, "a.csv", [])
    assert [one.code for one in refused.value.findings] == ["ambiguous-number"]
