"""Recollection: of each asker apart, and never of more than fits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models import recollection
from models.recollection import forget, recall_for, recalled, weigh


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    forget()
    yield
    forget()


def notes() -> list[str]:
    return []


def test_what_one_left_is_there_for_them_and_for_nobody_else() -> None:
    recall_for("aa")
    recalled(notes).append("what aa asked")
    recall_for("bee")
    assert recalled(notes) == []
    recall_for("aa")
    assert recalled(notes) == ["what aa asked"]
    forget()
    assert recalled(notes) == []


@pytest.mark.parametrize("cells", [0, recollection.MOST_CELLS // 4])
def test_who_asked_longest_ago_is_forgotten_first(cells: int) -> None:
    most = 4 if cells else recollection.MOST_ASKERS
    names = [str(number) for number in range(most + 1)]
    for name in names[:most]:
        recall_for(name)
        recalled(notes).append(name)
        weigh(cells)
    recall_for(names[0])  # who asks again is no longer the one who asked longest ago
    recall_for(names[most])
    weigh(cells)
    recall_for(names[0])
    assert recalled(notes) == [names[0]]
    recall_for(names[1])
    assert recalled(notes) == []


def test_who_asks_keeps_what_is_too_large_beside_others() -> None:
    for name in ("aa", "bee"):
        recall_for(name)
        recalled(notes).append(name)
        weigh(2 * recollection.MOST_CELLS)
    for _ in range(2):
        recall_for("bee")
        assert recalled(notes) == ["bee"]
    recall_for("aa")
    assert recalled(notes) == []
