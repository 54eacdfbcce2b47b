"""Where to report a weakness (RFC 9116)."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse


def security_router(text: str) -> APIRouter:
    """Serve a security.txt.

    Parameters
    ----------
    text
        The file's content.
    """
    router = APIRouter()

    @router.get("/.well-known/security.txt", include_in_schema=False)
    async def security() -> PlainTextResponse:
        return PlainTextResponse(text)

    return router
