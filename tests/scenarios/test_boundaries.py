"""Boundaries: read from GeoJSON of any source, simplified together, and drawn."""

from __future__ import annotations

import json
from itertools import permutations
from math import sin
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from models.boundary import rings
from models.findings import InvalidScenario
from models.scenario import Scenario
from models.tables import Municipality
from optimiser.drawings.maps import HEIGHT, LINE, NAME_LETTER, mapped_places, overlap
from optimiser.drawings.svg import places_svg
from scenarios import read_scenario, scenario_from_json
from scenarios.forms.boundary_file import MOST_POINTS, read_boundaries
from scenarios.writing import write_folder
from tests.web.conftest import region

NAMES = {"GM0001": "Aa", "GM0002": "Bee"}
DEGREES = ([[5.0, 52.0], [5.2, 52.0], [5.2, 52.1], [5.0, 52.1]],
           [[5.2, 52.0], [5.5, 52.0], [5.5, 52.1], [5.2, 52.1]])  # fmt: skip
METRES = ([[120000, 440000], [140000, 440000], [140000, 450000], [120000, 450000]],
          [[140000, 440000], [170000, 440000], [170000, 450000], [140000, 450000]])  # fmt: skip


def square(ring: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def collection(*features: dict[str, Any]) -> bytes:
    """Give a file of features."""
    several = [{"type": "Feature", "properties": {}, **one} for one in features]
    return json.dumps({"type": "FeatureCollection", "features": several}).encode()


def both(rings: Any = DEGREES, key: str = "statcode") -> bytes:
    """Give a file of both municipalities."""
    pairs = zip(NAMES, rings, strict=True)
    return collection(
        *({"properties": {key: code}, "geometry": square(ring)} for code, ring in pairs)
    )


def codes(content: bytes) -> list[str]:
    """Give what is wrong with a file."""
    with pytest.raises(InvalidScenario) as wrong:
        read_boundaries(content, "grenzen.geojson", NAMES)
    assert all(one.origin and one.origin.file == "grenzen.geojson" for one in wrong.value.findings)
    return [one.code for one in wrong.value.findings]


@pytest.mark.parametrize("corners", [DEGREES, METRES], ids=["WGS84", "RD"])
@pytest.mark.parametrize("key", ["statcode", "gm_code", "GM_CODE", "gemeentecode"])
def test_both_systems_and_the_names_of_codes_are_known(corners: Any, key: str) -> None:
    found = read_boundaries(both(corners, key), "x", NAMES)
    for (code, written), ring in zip(found.items(), corners, strict=True):
        assert code in NAMES
        assert {*rings(written)[0]} == {(x, y) for x, y in ring}


def test_codes_may_have_lost_their_letters_and_stand_beside_the_properties() -> None:
    one, other = map(square, DEGREES)
    lost = collection(
        {"id": "GM0001", "geometry": one},
        {"properties": {"code": 2}, "geometry": other},
        {"properties": {"statcode": "GM0003"}, "geometry": None},
        {"properties": {"statcode": "GM0001", "water": "JA"}, "geometry": other},
    )
    assert [len(rings(written)) for written in read_boundaries(lost, "x", NAMES).values()] == [1, 1]


def test_what_is_wrong_with_a_file_is_said() -> None:
    assert codes(b'{"type": "Polygon"}') == ["feature-collection-expected"]
    assert codes(b"{") == ["malformed-json"]
    assert codes(b"\x00\x00\x27\x0a shape") == ["not-text"]
    assert codes(collection({"id": "GM0001", "geometry": square(DEGREES[0])})) == [
        "boundary-missing"
    ]
    line = {"type": "LineString", "coordinates": DEGREES[0]}
    unreadable = collection({"id": 1, "geometry": line}, {"id": 2, "geometry": {"type": "Nix"}})
    assert codes(unreadable) == ["boundary-not-readable"] * 2
    swapped = [[[y, x] for x, y in ring] for ring in DEGREES]
    assert codes(both(swapped)) == ["coordinates-elsewhere"]


def test_neighbours_stay_neighbours_when_nobody_sees_the_difference() -> None:
    """Twenty thousand points of a shore become few, and the same ones on both sides."""
    shore = [
        [5.2 + 0.01 * sin(y / 40) + 0.0004 * sin(y), 52.0 + y / 200_000] for y in range(20_000)
    ]
    west = [[5.0, 52.0], *shore, [5.0, 52.1]]
    east = [[5.5, 52.0], *shore, [5.5, 52.1]]
    found = read_boundaries(both([west, east]), "x", NAMES)
    (one,), (other,) = (rings(found[code]) for code in NAMES)
    assert len(one) + len(other) <= MOST_POINTS
    shared = {*one} & {*other}
    assert len(shared) > 100
    assert len({*one} - shared) <= 4


def test_a_folder_has_them_in_a_file_beside_its_tables(tmp_path: Path) -> None:
    scenario = scenario_from_json(region())
    write_folder(scenario, tmp_path / "two")
    (tmp_path / "two" / "grenzen.geojson").write_bytes(both())
    read = read_scenario(tmp_path / "two")
    assert all(one.boundary for one in read.municipalities)
    bare = [one.model_copy(update={"boundary": ""}) for one in read.municipalities]
    assert read.model_copy(update={"municipalities": tuple(bare)}) == scenario
    # It is part of what the scenario says, and goes along in every form.
    assert read.content_hash != scenario.content_hash
    write_folder(read, tmp_path / "again")
    assert read_scenario(tmp_path / "again") == read
    (tmp_path / "two" / "grenzen.geojson").write_bytes(b"[]")
    with pytest.raises(InvalidScenario, match="FeatureCollection"):
        read_scenario(tmp_path / "two")


def bounded(corners: Any = DEGREES) -> Scenario:
    """Give the two municipalities with their boundaries."""
    document = region()
    found = read_boundaries(both(corners), "x", NAMES)
    for row in document["tables"]["municipalities"]:
        row["boundary"] = found[row["code"]]
    return scenario_from_json(document)


@pytest.mark.parametrize("corners", [DEGREES, METRES], ids=["WGS84", "RD"])
def test_a_map_draws_them_with_the_name_inside(corners: Any) -> None:
    bee, aa = mapped_places(bounded(corners), {"GM0001": 25, "GM0002": 75}, {"GM0001": "more"})
    assert (aa.name, aa.number, aa.mark) == ("Aa", 25, "more")
    (west,), (east,) = (rings(one.outline) for one in (aa, bee))
    assert min(x for x, _ in west) <= aa.x <= max(x for x, _ in west) == min(x for x, _ in east)
    assert min(y for _, y in west) >= 0
    assert max(x for x, _ in east) <= 640
    # Bee is half as wide again as Aa.
    assert bee.radius == pytest.approx(1.5 * aa.radius, abs=0.1)
    drawn = places_svg([bee, aa], "nl")
    assert drawn.count("<path ") == 2
    assert "<circle" not in drawn


def test_names_beside_small_circles_stand_clear_of_each_other() -> None:
    drawn = mapped_places(read_scenario("arnhem-nijmegen"), {}, {})
    boxes = [(one.across, one.label, len(one.name) * NAME_LETTER / 2, LINE) for one in drawn]
    circles = [(one.x, one.y, one.radius, one.radius) for one in drawn]
    for here, there in permutations(range(len(drawn)), 2):
        assert not overlap(boxes[here], boxes[there])
        assert not overlap(boxes[here], circles[there]), drawn[here].name
    assert all(LINE <= one.label <= HEIGHT - LINE for one in drawn)


@pytest.mark.parametrize("written", ["M0 0Z", "M0 0 1 1 2 2", 'M0 0 1 1 2 2Z"/><script>', 5])
def test_nothing_but_a_boundary_is_one(written: object) -> None:
    with pytest.raises(ValidationError):
        Municipality.model_validate({"code": "GM0001", "name": "Aa", "boundary": written})
