"""The description of the interface itself."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse

from api.version import routes_at

router = routes_at("")

HEADERS = {"Access-Control-Allow-Origin": "*", "Content-Language": "nl"}


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> JSONResponse:
    """Give the OpenAPI document, readable from any web page (NL API Design Rules)."""
    return JSONResponse(request.app.openapi(), headers=HEADERS)
