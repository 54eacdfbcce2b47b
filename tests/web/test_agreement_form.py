"""Forms of agreements: made of what each kind can say, with what is the matter beside the field."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from dossiers import Access
from models.agreements import Amount, Either
from models.language import LANGUAGES, Language
from scenarios import library, library_scenario, to_json
from tests.web.conftest import region, row, submitted, words
from web.agreement_form import agreement_form, names_in, with_forms
from web.agreement_kinds import kinds


def measured(*segments: str) -> dict[str, Any]:
    return {"quantity": "new_build"} | ({"segments": segments} if segments else {})


def much() -> dict[str, Any]:
    """A region whose agreements say what is nested, listed, conditional and explained."""
    made = region()
    made["tables"]["capacity"][1]["neighbourhood"] = "Noord"
    made["tables"]["neighbourhoods"] = [
        {"neighbourhood": "Noord", "municipality": "GM0002", "stock": 900}
    ]
    made["tables"]["demands"] = [
        {"variant": name, "dwellings": number} for name, number in (("basis", 90), ("groei", 130))
    ]
    made["groups"] = ["urgent"]
    made["tables"]["rates"] = [
        {"rate": "persons", "per": "housed", "group": "urgent", "number": "2.1"}
    ]
    made["tables"]["withdrawals"] = [
        {"municipality": "GM0002", "year": 2026, "segment": "market", "at_most": 9}
    ]
    for one in made["tables"]["municipalities"]:
        one |= {"stock": 2 * one["households"], "inhabitants": 2000}
    share = {"id": "deel", "kind": "share", "measure": measured("mid_rent"), "of": measured()}
    amount = {"id": "veel", "kind": "amount", "title": {"nl": "Veel", "en": "Much"}}
    made["agreements"] += [
        {"id": "keuze", "kind": "either", "each": ["municipality"], "binding": False,
         "title": {"nl": "Dit of dat", "en": "This or that"}, "where": ["households >= 900"],
         "options": [share | {"at_least": "20%"},
                     amount | {"measure": measured("market"), "at_most": 60}]},
        {"id": "band", "kind": "bandwidth", "variants": ["basis"]},
        {"id": "groei", "kind": "fair_share", "measure": measured(), "key": "households",
         "path": {"start": "stock", "from_year": 2025, "to_year": 2027}, "side": "above"},
        {"id": "opvang", "kind": "facility", "facility": "shelter", "places": 9,
         "places_by": {"2026": 6}},
        {"id": "locaties", "kind": "amount", "at_most": 1,
         "measure": {"quantity": "hosts", "facilities": ["shelter"]}},
        {"id": "volgorde", "kind": "amount", "at_most": 99,
         "measure": measured("market", "social_rent")},
        {"id": "personen", "kind": "amount", "at_least": 2,
         "measure": {"quantity": "rated", "rates": ["persons"], "groups": ["urgent"]}},
        {"id": "eerst-bouwen", "kind": "share", "at_most": "100%", "each": ["year"],
         "measure": {"quantity": "withdrawn", "becomes": ["demolished"]}, "of": measured(),
         "so_far": True, "delay": 1},
        {"id": "buurt", "kind": "amount", "at_most": 90, "years": [2026], "weight": "1/3",
         "measure": measured() | {"where_neighbourhood": ["stock < 1000"]},
         "explained": {"GM0002": "Te weinig stroom"}, "note": {"nl": "Zie bijlage", "en": "See"}},
    ]  # fmt: skip
    made["goals"].append({"worst_case": "band"})
    return made


@pytest.fixture
def rich(client: TestClient) -> str:
    """Bring that region, and give the address of its scenario."""
    return brought(client, much())


def brought(client: TestClient, document: dict[str, Any]) -> str:
    """Bring a scenario, and give its address."""
    file = {"file": ("veel.json", json.dumps(document), "application/json")}
    answer = client.post("/dossiers", files=file, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def as_opened(
    client: TestClient, address: str, ids: list[str], language: Language
) -> dict[str, list[str]]:
    """Give what a browser would send of the forms of all agreements."""
    form: dict[str, list[str]] = {"based_on": ["1"], "written_in": [language]}
    spoken = {"Accept-Language": language}
    for one in ids:
        form |= submitted(client.post(f"{address}/agreement-fields?of={one}", headers=spoken).text)
        assert f"change/{one}/kind" in form
    return form


SAMPLE = ("v03-shared-tasks",)
"""Shipped scenarios whose forms are opened each time."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(one.id, marks=[] if one.id in SAMPLE else [pytest.mark.long])
        for one in library()
    ],
)
def test_every_shipped_agreement_is_the_same_after_its_form(
    client: TestClient, access: Access, name: str
) -> None:
    document = to_json(library_scenario(name))
    address = brought(client, document)
    kept = address.rpartition("/")[2]
    for language in LANGUAGES:
        form = as_opened(client, address, [one["id"] for one in document["agreements"]], language)
        saved = client.post(f"{address}/versions", data=form, follow_redirects=False)
        assert saved.status_code == 303, words(saved.text)
        assert access.scenarios.version(kept).number == 1
    assert access.scenarios.scenario(kept).agreements == library_scenario(name).agreements


def test_a_form_as_it_was_opened_changes_nothing(
    client: TestClient, rich: str, access: Access
) -> None:
    """Of every agreement, in either language; with one thing changed that is what is changed."""
    identifier = rich.rpartition("/")[2]
    ids = [one.id for one in access.scenarios.scenario(identifier).agreements]
    form: dict[str, list[str]] = {}
    for language in LANGUAGES:
        form = as_opened(client, rich, ids, language)
        client.post(f"{rich}/versions", data=form)
        assert access.scenarios.version(identifier).number == 1
    form["change/keuze/options.0.at_least"] = ["25%"]
    client.post(f"{rich}/versions", data=form)
    changed = access.scenarios.document(identifier)
    before = access.scenarios.document(identifier, 1)
    choice = next(one for one in before["agreements"] if one["id"] == "keuze")
    choice["options"][0]["at_least"] = "25%"
    assert changed == before


def test_a_choice_is_made_of_options_that_are_added_and_taken_away(
    client: TestClient, opened: str, access: Access
) -> None:
    form = submitted(client.get(f"{opened}/agreement-fields?kind=either").text)
    shown = ""
    for _ in range(3):
        shown = client.post(f"{opened}/agreement-fields?form=new&more=new/options", data=form).text
        form = submitted(shown)
    assert "Optie 3" in words(shown)
    form["new/options.1.kind"] = ["share"]
    form |= submitted(client.post(f"{opened}/agreement-fields?form=new", data=form).text)
    assert "new/options.1.of.quantity" in form
    less = client.post(f"{opened}/agreement-fields?form=new&less=new/options.0", data=form)
    form = submitted(less.text) | {
        "based_on": ["1"],
        "new/title": ["Huur of getal"],
        "new/options.0.measure.segments.*": ["social_rent", "mid_rent"],
        "new/options.0.at_least": ["40%"],
        "new/options.1.at_least": ["1.050"],
    }
    assert "new/options.2.kind" not in form
    client.post(f"{opened}/versions", data=form)
    made = access.scenarios.scenario(opened.rpartition("/")[2]).agreement("huur-of-getal")
    assert isinstance(made, Either)
    assert [(one.id, one.kind) for one in made.options] == [
        ("amount", "amount"),
        ("share", "share"),
    ]
    assert made.options[0].at_least == 1050


def test_all_that_is_wrong_is_said_at_once_beside_its_field(
    client: TestClient, rich: str, access: Access
) -> None:
    form = submitted(client.post(f"{rich}/agreement-fields?of=keuze").text) | {
        "based_on": ["1"],
        "change/keuze/options.0.at_least": ["veel"],
        "change/keuze/where.0.number": ["tien"],
        "capacity/bee/most_per_year": ["-3"],
        "municipalities/GM0001/households": ["1,5x"],
        "agreements/total/at_least": ["honderd"],
        "new/kind": ["amount"],
        "new/title": ["Deel"],
        "new/measure.quantity": ["new_build"],
        "new/at_least": ["acht"],
    }
    wrong = {"change/keuze/options.0.at_least", "change/keuze/where.0", "new/at_least"}
    wrong |= {name for name in form if name.partition("/")[0] in ("capacity", "municipalities")}
    wrong |= {"agreements/total/at_least"}
    answer = client.post(f"{rich}/versions", data=form)
    assert answer.status_code == 400
    assert set(re.findall(r'data-field="([^"]*)"', answer.text)) == wrong
    assert set(re.findall(r'id="wrong-([^"]*)"', answer.text)) == wrong
    shown = submitted(answer.text)
    assert {name: shown[name] for name in form if "*" not in name} == {
        name: value for name, value in form.items() if "*" not in name
    }
    looked = client.post(f"{rich}/preview", data=form)
    assert set(re.findall(r'data-field="([^"]*)"', looked.text)) == wrong
    assert access.scenarios.version(rich.rpartition("/")[2]).number == 1


def test_every_kind_has_a_form_with_all_that_it_can_say() -> None:
    scenario = library_scenario("fictitious-region")
    for kind, model in kinds().items():
        form = agreement_form("new", {"kind": kind}, scenario, "nl")
        parts = (form.title, form.source, *form.own, *form.placed)
        shown = {one.removeprefix("new/").partition(".")[0] for one in names_in(parts)}
        assert shown - {"*"} <= model.model_fields.keys()
        needed = {name for name, about in model.model_fields.items() if about.is_required()}
        assert needed - {"id"} <= shown, kind
        assert (form.binding is None) == (model.model_fields["binding"].annotation is not bool)


def test_an_agreement_is_added_from_its_kinds_form(
    client: TestClient, opened: str, access: Access
) -> None:
    """It counts in the preview, is kept with a version, and needs no file format."""
    part = client.get(f"{opened}/agreement-fields?kind=amount")
    for name in ("new/title", "new/at_least", "new/measure.segments.*", "new/municipalities.*"):
        assert f'name="{name}"' in part.text
    assert "<html" not in part.text
    form = {
        "based_on": "1",
        "new/kind": "amount",
        "new/title": "Veel in Aa, hé!",
        "new/measure.quantity": "new_build",
        "new/measure.segments.*": ["social_rent", "mid_rent"],
        "new/municipalities.*": "GM0001",
        "new/at_least": "36",
        "new/at_most": "",
        "new/binding": "yes",
    }
    assert row(client.post(f"{opened}/preview", data=form).text, "Aa").split()[1] == "36"
    saved = client.post(f"{opened}/versions", data=form)
    assert "Veel in Aa, hé!" in words(saved.text)
    scenario = access.scenarios.scenario(opened.rpartition("/")[2])
    made = scenario.agreement("veel-in-aa-he")
    assert isinstance(made, Amount)
    assert made.measure.segments == ("social_rent", "mid_rent")
    assert (made.at_least, made.municipalities, made.binding) == (36, ("GM0001",), True)


def test_a_fair_share_brings_its_goal_and_a_wish_the_shortfall() -> None:
    document = {"agreements": [{"id": "delen"}], "goals": []}
    fair = {"new/kind": "fair_share", "new/title": "Delen", "new/key": "households",
            "new/measure.quantity": "new_build", "new/binding": "no"}  # fmt: skip
    made = with_forms(document, fair, "nl")
    assert [one["id"] for one in made["agreements"]] == ["delen", "delen-2"]
    assert made["goals"] == [{"fair_share": "delen-2"}]
    assert made["agreements"][1]["binding"] is False
    asked = {"new/kind": "amount", "new/binding": "no", "new/at_least": "5"}
    wish = with_forms(document, asked, "nl")
    assert wish["goals"] == ["shortfall"]
    assert with_forms(document, {"new/kind": "", "new/title": "x"}, "nl") == document


def test_each_number_says_in_what_it_is_written(client: TestClient, opened: str) -> None:
    def said(kind: str) -> str:
        return words(client.get(f"{opened}/agreement-fields?kind={kind}").text)

    assert "Minstens hoeveel van wat wordt geteld" in said("amount")
    assert "Minstens een percentage of een deel, zoals 30% of 2/3" in said("share")
    assert "Tolerantie een percentage of een deel" in said("fair_share")
    assert "Bedrag (nodig) euro" in said("settlement")
    assert "Onderlinge afstand minuten" in said("facility")
    assert "hoeveel van wat wordt geteld" not in said("either")


def test_what_is_missing_is_asked_without_a_word_of_a_file(client: TestClient, opened: str) -> None:
    form = submitted(client.get(f"{opened}/agreement-fields?kind=average").text)
    said = {name: some[-1] for name, some in form.items()} | {"new/measure.quantity": "euros"}
    answer = client.post(f"{opened}/preview", data={"based_on": "1", **said, "new/title": "Prijs"})
    assert "zeg welke bedragen tellen, met hun namen uit de tabel bedragen" in words(answer.text)
