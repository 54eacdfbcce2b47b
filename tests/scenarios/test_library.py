"""The shipped scenarios: listed, sound, and their public figures add up."""

from __future__ import annotations

import pytest

from scenarios import check, library, library_scenario, read_scenario

IDS = [entry.id for entry in library()]


def test_the_library_is_sorted_and_says_what_it_holds() -> None:
    assert sorted(IDS) == IDS
    assert {"arnhem-nijmegen", "arnhem-nijmegen-arnhem-9500"} <= set(IDS)
    for entry in library():
        assert entry.path.name == entry.id
        assert all((entry.name.nl, entry.name.en, entry.description.nl, entry.description.en))


@pytest.mark.parametrize("name", IDS)
def test_a_shipped_scenario_can_be_solved_and_names_its_sources(name: str) -> None:
    scenario = library_scenario(name)
    assert scenario.id == name
    found = check(scenario)
    assert {finding.code for finding in found if finding.severity == "error"} == set()
    assert {finding.code for finding in found} & {
        "source-missing",
        "source-without-column",
    } == set()
    assert all(agreement.source for agreement in scenario.agreements)


def test_the_region_is_what_the_woondeal_leaves() -> None:
    scenario = library_scenario("arnhem-nijmegen")
    total = scenario.agreement("regional-total").model_dump()
    assert total["at_least"] == 33_000 - 9_055
    assert len(scenario.municipalities) == 17
    assert sum(pool.dwellings for pool in scenario.capacity) == 25_394
    assert sum(need.households for need in scenario.needs) == 6 * 1_479


def test_arnhem_is_short_of_plans() -> None:
    scenario = library_scenario("arnhem-nijmegen-arnhem-9500")
    found = {finding.code: finding for finding in check(scenario)}["capacity-below-target"]
    assert found.text.render("en") == (
        "Arnhem: 7,500 dwellings asked for and a plan capacity of 3,436 dwellings, "
        "4,064 dwellings short."
    )


def test_an_unknown_scenario_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        library_scenario("nothing")


def test_the_library_is_read_by_name_too() -> None:
    assert read_scenario("arnhem-nijmegen") == library_scenario("arnhem-nijmegen")


@pytest.mark.parametrize("name", ["arnhem-nijmegen", "arnhem-nijmegen-arnhem-9500"])
def test_notes_are_there_in_dutch_too(name: str) -> None:
    scenario = library_scenario(name)
    assert all(one.note is None or one.note.nl != one.note.en for one in scenario.agreements)
    assert all(bool(source.note) == bool(source.note_nl) for source in scenario.sources)
    stock = next(source for source in scenario.sources if source.column == "stock")
    assert stock.said("nl").startswith("Voorraad")
    assert stock.said("en").startswith("Stock")
