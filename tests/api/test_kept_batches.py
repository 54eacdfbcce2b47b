"""Batches that are kept: whose goes when there is no room, damage, and a disk that is full."""

from __future__ import annotations

import asyncio
import errno
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import api.part
from api import Settings
from api.batches import STATE, Batches, State, TooMany
from api.part import Part

ASKED = {"number": 1}


def kept(folder: Path, most: int = 4) -> Batches:
    return Batches(Settings(batch_folder=str(folder), batches=most))


def finished(batches: Batches, state: State) -> State:
    batches._write({**state, "status": "complete"})
    return state


def test_nobody_loses_a_finished_batch_to_somebody_who_has_more(tmp_path: Path) -> None:
    batches = kept(tmp_path)
    mine = finished(batches, batches.accept(ASKED, "me"))
    theirs = [finished(batches, batches.accept(ASKED, "stranger")) for _ in range(6)]
    assert batches.state(mine["id"])
    assert [batches.state(one["id"]) is not None for one in theirs] == [False] * 3 + [True] * 3
    # Whoever comes later gets room from whoever has most of it.
    batches.accept(ASKED, "third")
    assert batches.state(mine["id"])
    assert batches.state(theirs[3]["id"]) is None


def test_what_is_not_finished_is_never_pushed_out(tmp_path: Path) -> None:
    batches = kept(tmp_path, most=2)
    waiting = [batches.accept(ASKED, "me") for _ in range(2)]
    with pytest.raises(TooMany):
        batches.accept(ASKED, "me")
    assert all(batches.state(one["id"]) for one in waiting)


def test_a_folder_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    state = kept(tmp_path).accept(ASKED, "me")
    assert stat.S_IMODE((tmp_path / state["id"]).stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b'{"status": 3', b"\xff\xfe"])
def test_damaged_notes_are_told_and_stop_nobody(tmp_path: Path, damage: bytes) -> None:
    batches = kept(tmp_path, most=2)
    state = batches.accept(ASKED, "me")
    (tmp_path / state["id"] / STATE).write_bytes(damage)
    read = batches.state(state["id"])
    assert read
    assert read["status"] == "failed"
    assert "damaged" in read["reason"]["en"]
    assert batches.accept(ASKED, "me")
    assert batches.accept(ASKED, "me")
    assert batches.state(state["id"]) is None


def test_a_full_disk_holds_batches_up_and_they_go_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.part, "TROUBLE", 0.02)
    monkeypatch.setattr(api.part, "WELL", 0.01)
    batches = kept(tmp_path)
    full = True
    write = batches._write

    def written(state: State) -> None:
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(state)

    async def run(state: State) -> None:
        batches._write({**state, "status": "running"})
        batches._write({**state, "status": "complete"})

    async def life() -> None:
        nonlocal full
        batches.start()
        state = batches.accept(ASKED, "me")
        monkeypatch.setattr(batches, "_write", written)
        monkeypatch.setattr(batches, "_run", run)
        await until(lambda: not batches.runner.well)
        with pytest.raises(OSError, match="No space"):
            batches.accept(ASKED, "me")
        assert [one.name for one in tmp_path.iterdir()] == [state["id"]]
        full = False
        await until(lambda: batches.runner.well)
        await until(lambda: (batches.state(state["id"]) or {})["status"] == "complete")
        await batches.close()

    asyncio.run(life())


def test_a_part_that_dies_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.part, "TROUBLE", 0.01)
    monkeypatch.setattr(api.part, "WELL", 0.01)
    lives = 0

    async def work() -> None:
        nonlocal lives
        lives += 1
        if lives < 3:
            raise ValueError("dead")
        await asyncio.Event().wait()

    async def life() -> None:
        part = Part("part", work)
        part.start()
        await until(lambda: not part.well)
        await until(lambda: part.well and lives == 3)
        await part.close()

    asyncio.run(life())


async def until(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.005)
