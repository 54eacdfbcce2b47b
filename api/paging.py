"""Pages: which part of a long list is wanted, and where the others are."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from api.query import AS_JSON, Reading

MOST_ON_A_PAGE = 1_000


class Paging(Reading):
    """Which part of a list is wanted."""

    page: Annotated[int, Field(strict=True, ge=1, le=10**6), AS_JSON] = Field(
        default=1, description="De bladzijde, vanaf 1."
    )
    page_size: Annotated[int, Field(strict=True, ge=1, le=MOST_ON_A_PAGE), AS_JSON] = Field(
        default=100,
        alias="pageSize",
        description="Hoeveel er op een bladzijde staan.",
    )

    @property
    def first(self) -> int:
        """How many stand on the pages before this one."""
        return (self.page - 1) * self.page_size


PagingQuery = Annotated[Paging, Query()]


def links(where: str, query: Paging, total: int) -> str:
    """Point at the other pages (RFC 8288).

    Parameters
    ----------
    where
        The address of the list.
    query
        Which page this is.
    total
        How many there are on all pages together.
    """
    last = max(1, -(-total // query.page_size))
    pages = {"first": 1, "prev": query.page - 1, "next": query.page + 1, "last": last}
    language = f"&language={query.language}" if query.language else ""
    return ", ".join(
        f'<{where}?page={page}&pageSize={query.page_size}{language}>; rel="{name}"'
        for name, page in pages.items()
        if 1 <= page <= last
    )
