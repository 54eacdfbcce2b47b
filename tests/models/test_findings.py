"""What is found says where it was found, also to who only sees an exception."""

import pickle
from pathlib import Path

import pytest

from models.findings import InvalidScenario, Origin
from scenarios import library_scenario, read_negotiated


def refused(folder: Path) -> InvalidScenario:
    bid = folder / "bid.csv"
    bid.write_text("municipality,dwellings\nGM9901,5\nNowhere,many\n", encoding="utf-8")
    with pytest.raises(InvalidScenario) as found:
        read_negotiated(library_scenario("fictitious-region"), bid)
    return found.value


def test_an_exception_says_where_each_thing_is_wrong(tmp_path: Path) -> None:
    said = str(refused(tmp_path))
    assert "unknown-code: bid.csv:3, municipality: “Nowhere” is not" in said
    assert "not-a-number: bid.csv:3, dwellings: “many” is not" in said


def test_an_exception_comes_back_whole_from_another_process(tmp_path: Path) -> None:
    found = refused(tmp_path)
    again = pickle.loads(pickle.dumps(found))
    assert again.findings == found.findings
    assert str(again) == str(found)


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        (Origin("bids.csv", 3, "dwellings"), "bids.csv:3, dwellings"),
        (Origin("bids.csv", 3), "bids.csv:3"),
        (Origin("--vary", None, "horizon"), "--vary, horizon"),
        (Origin("", None, "page"), "page"),
    ],
)
def test_a_place_is_written_as_people_do(origin: Origin, said: str) -> None:
    assert str(origin) == said
