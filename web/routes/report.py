"""Report: what came of a job as a document (PDF), and its drawings as files."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from optimiser.drawings.drawn import drawings
from optimiser.paper import as_picture, content_of, typeset
from web.downloads import PDF, PNG, SVG, download, file_name
from web.language import language_of
from web.routes.job import SHOWN
from web.workplace import workplace_of


async def report(request: Request) -> Response:
    """Give a plan, or a comparison, as a report."""
    job, opened, answer = await workplace_of(request).answer_of_job(request.path_params["job"])
    if job.kind not in SHOWN:
        raise HTTPException(404)
    language = language_of(request)

    def made() -> bytes:
        return typeset(content_of(opened.scenario, answer, language))

    return download(
        await run_in_threadpool(made), f"{file_name(opened.scenario.id, job, language)}.pdf", PDF
    )


async def drawing(request: Request) -> Response:
    """Give a drawing of what came of a job as a file."""
    name, form = request.path_params["name"], request.path_params["form"]
    if form not in FORMS:
        raise HTTPException(404)
    _, opened, answer = await workplace_of(request).answer_of_job(request.path_params["job"])
    language = language_of(request)

    def made() -> bytes:
        drawn = drawings(opened.scenario, answer, language)
        if name not in drawn:
            raise HTTPException(404)
        return as_picture(drawn[name]) if form == "png" else drawn[name].encode()

    content = await run_in_threadpool(made)
    return download(content, f"{opened.scenario.id}-{name}.{form}", FORMS[form])


FORMS = {"svg": SVG, "png": PNG}

ROUTES = (
    Route("/jobs/{job}/report.pdf", report, methods=["GET"]),
    Route("/jobs/{job}/{name}.{form}", drawing, methods=["GET"]),
)
