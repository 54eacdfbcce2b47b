"""Report: what came of a job as a document (PDF), and its drawings as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.language import Language
from optimiser.drawings.svg import bars_svg, places_svg
from optimiser.paper import as_picture, content_of, typeset
from web.downloads import PDF, PNG, SVG, download
from web.language import language_of
from web.plan_view import PlanView
from web.workplace import workplace_of

Drawn = Callable[[PlanView, Language], str]


async def report(request: Request) -> Response:
    """Give a plan, or a comparison, as a report."""
    workplace = workplace_of(request)
    job, opened = await workplace.of_job(request.path_params["job"])
    language = language_of(request)

    def made() -> bytes:
        answer = workplace.access.jobs.answer(job.id)
        return typeset(content_of(opened.scenario, answer, language))

    return download(await run_in_threadpool(made), f"{opened.scenario.id}.pdf", PDF)


async def drawing(request: Request) -> Response:
    """Give a drawing of a plan as a file."""
    workplace = workplace_of(request)
    name, form = request.path_params["name"], request.path_params["form"]
    if name not in DRAWN or form not in FORMS:
        raise HTTPException(404)
    _, opened, answer = await workplace.plan_of_job(request.path_params["job"])
    language = language_of(request)

    def made() -> bytes:
        view = PlanView(opened.scenario, answer)
        svg = DRAWN[name](view, language)
        return as_picture(svg) if form == "png" else svg.encode()

    content = await run_in_threadpool(made)
    return download(content, f"{opened.scenario.id}-{name}.{form}", FORMS[form])


def years_drawn(view: PlanView, language: Language) -> str:
    """Draw dwellings per year and segment."""
    return bars_svg(view.chart, view.scenario.segments, language)


def places_drawn(view: PlanView, language: Language) -> str:
    """Draw where it is built."""
    return places_svg(view.map, language)


DRAWN: Mapping[str, Drawn] = {"years": years_drawn, "map": places_drawn}

FORMS = {"svg": SVG, "png": PNG}

ROUTES = (
    Route("/jobs/{job}/report.pdf", report, methods=["GET"]),
    Route("/jobs/{job}/{name}.{form}", drawing, methods=["GET"]),
)
