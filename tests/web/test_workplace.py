"""What is remembered of versions: each is worked out once, whoever opens it and when."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.requests import Request

from dossiers import Access
from models.language import Language
from tests.web.conftest import service
from web.enquiries import CLOSED, OK, Enquiries, Reply
from web.workplace import SharedShelf, Workplace


class Counted(Enquiries):
    """Enquiries that take a moment; the first who asks may have left by then.

    Parameters
    ----------
    first
        The status that the first gets.
    """

    def __init__(self, first: int) -> None:
        super().__init__(service)
        self.statuses, self.asked = [first], 0

    async def ask(
        self,
        request: Request,
        what: str,
        body: Mapping[str, Any],
        language: Language,
        **query: Any,
    ) -> Reply:
        self.asked += 1
        await asyncio.sleep(0.01)
        return Reply(self.statuses.pop() if self.statuses else OK, {"asked": self.asked})


@pytest.mark.parametrize(
    ("first", "name", "asked"),
    [(OK, "scenario/1", 1), (CLOSED, "scenario/1", 2), (OK, "", 5)],
    ids=["at once", "the first leaves", "not kept"],
)
def test_a_version_that_many_open_at_once_is_worked_out_once(
    access: Access, first: int, name: str, asked: int
) -> None:
    enquiries = Counted(first)
    place = Workplace(access, enquiries, SharedShelf())
    request = Request({"type": "http"})

    async def together() -> list[Reply]:
        return await asyncio.gather(*(place.preview(request, {}, "nl", name) for _ in range(5)))

    replies = asyncio.run(together())
    assert enquiries.asked == asked
    assert len([reply for reply in replies if reply.found]) >= 4
