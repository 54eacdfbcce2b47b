"""What is asked alike at once is worked out once, but never for two askers together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from api.alike import Alike
from api.job import Job, JobAnswer

ASKED = Job("solve", b"{}", False, "nl", 10.0, preview=True, whose="aa")


class Desk:
    """Does jobs when it is told to, and counts them.

    Parameters
    ----------
    status
        Of its answers.
    """

    def __init__(self, status: int = 200) -> None:
        self.status, self.begun, self.ended = status, list[Job](), list[Job]()
        self.told = asyncio.Event()

    async def work(self, job: Job) -> JobAnswer:
        self.begun.append(job)
        try:
            await self.told.wait()
            return JobAnswer(self.status, str(len(self.begun)).encode())
        finally:
            self.ended.append(job)


def asked_together(desk: Desk, *jobs: Job, leave: Callable[[list[Any]], object] = len) -> list[Any]:
    """Ask all at once; some may leave before the desk is told to go on."""

    async def together() -> list[Any]:
        alike = Alike()
        asking = [asyncio.create_task(alike.done(job, desk.work)) for job in jobs]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        leave(asking)
        for _ in range(3):
            await asyncio.sleep(0)
        desk.told.set()
        return await asyncio.gather(*asking, return_exceptions=True)

    return asyncio.run(together())


def test_the_same_question_at_once_is_worked_out_once() -> None:
    desk = Desk()
    answers = asked_together(desk, *(replace(ASKED, since=float(at)) for at in range(8)))
    assert len(desk.begun) == 1
    assert {answer.body for answer in answers} == {b"1"}


@pytest.mark.parametrize(
    "other",
    [{"whose": "bee"}, {"body": b"{} "}, {"language": "en"}, {"seconds": 9.0}, {"in_full": True}],
    ids=str,
)
def test_another_asker_or_another_question_has_work_of_its_own(other: dict[str, Any]) -> None:
    desk = Desk()
    asked_together(desk, ASKED, replace(ASKED, **other))
    assert len(desk.begun) == 2


def test_who_asked_first_may_leave_and_the_others_get_their_answer() -> None:
    desk = Desk()
    first, *others = asked_together(desk, ASKED, ASKED, ASKED, leave=lambda all_: all_[0].cancel())
    assert isinstance(first, asyncio.CancelledError)
    assert {answer.body for answer in others} == {b"1"}
    assert len(desk.begun) == 1


def test_what_nobody_waits_for_is_ended() -> None:
    desk = Desk()
    asked_together(desk, ASKED, ASKED, leave=lambda all_: [one.cancel() for one in all_])
    assert len(desk.ended) == 1
    assert not desk.told.is_set() or len(desk.begun) == 1


def test_what_was_not_found_for_one_may_be_found_for_another() -> None:
    desk = Desk(status=413)
    answers = asked_together(desk, ASKED, ASKED)
    assert len(desk.begun) == 2
    assert {answer.status for answer in answers} == {413}


def test_what_is_asked_later_is_worked_out_again() -> None:
    async def one_by_one() -> int:
        alike, desk = Alike(), Desk()
        desk.told.set()
        for _ in range(3):
            await alike.done(ASKED, desk.work)
        return len(desk.begun)

    assert asyncio.run(one_by_one()) == 3
