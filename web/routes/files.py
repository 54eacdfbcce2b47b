"""Files: what the page is made of, and what can be taken away."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from scenarios import library_scenario, to_workbook
from scenarios.shipped import folders
from web.downloads import download
from web.language import language_of
from web.parts import PARTS, PRINTS
from web.submitted import version_in
from web.workplace import workplace_of

FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For a year, and never asked for again."""

ASKED_ANEW = {"Cache-Control": "no-cache"}


async def static(request: Request) -> Response:
    """Give a file that the page is made of."""
    name = request.path_params["name"]
    if name not in PARTS:
        raise HTTPException(404)
    # A page of another release, while that is replaced, gets what there is now.
    same = request.path_params["print"] == PRINTS[name]
    return FileResponse(PARTS[name], headers=FOR_GOOD if same else ASKED_ANEW)


async def shipped(request: Request) -> Response:
    """Give a shipped region as a workbook, to be filled in anew."""
    identifier = request.path_params["region"]
    if identifier not in folders():
        raise HTTPException(404)

    def content() -> bytes:
        return to_workbook(library_scenario(identifier), language_of(request))

    return download(await run_in_threadpool(content), f"{identifier}.xlsx")


async def scenario(request: Request) -> Response:
    """Give a version of a scenario as a workbook."""
    number = version_in(request.query_params)
    opened = await workplace_of(request).opened(request.path_params["scenario"], number)
    content = await run_in_threadpool(to_workbook, opened.scenario, language_of(request))
    return download(content, f"{opened.scenario.id}-{opened.number}.xlsx")


ROUTES = (
    Route("/static/{print}/{name}", static, methods=["GET"]),
    Route("/library/{region}.xlsx", shipped, methods=["GET"]),
    Route("/scenarios/{scenario}/workbook.xlsx", scenario, methods=["GET"]),
)
