"""Parts of the service: one that dies is told of, and started again."""

from __future__ import annotations

import asyncio

import pytest

from api import part


def test_a_part_that_dies_counts_as_such_until_it_goes_on_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Every failure stands in the log; where it was only once, as long as it lasts."""
    monkeypatch.setattr(part, "TROUBLE", 0.01)
    monkeypatch.setattr(part, "WELL", 0.05)
    well: list[bool] = []

    async def watched() -> None:
        async def work() -> None:
            well.append(one.well)
            if len(well) < 4:
                raise OSError("the disk is full")
            await asyncio.sleep(60)

        one = part.ServicePart("batches", work)
        one.start()
        async with asyncio.timeout(30):
            while len(well) < 4 or not one.well:
                await asyncio.sleep(0.005)
        await one.close()

    asyncio.run(watched())
    assert well == [True, False, False, False]
    assert [line.getMessage() for line in caplog.records] == ["batches: the disk is full"] * 3
    assert [bool(line.exc_info) for line in caplog.records] == [True, False, False]
