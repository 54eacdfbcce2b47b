"""Results in dossiers: answers of jobs that are kept for good."""

from __future__ import annotations

from fastapi import Request, Response

from api.deposit import GivenRecord, address, answered, given, kept, shown
from api.described import problems
from api.dossier_shapes import KeptResultAnswer, KeptResultPage, KeptResultShape
from api.handed_in import handed_in
from api.query import ReadingQuery
from api.routes.dossier_jobs import JOBS
from api.routes.kept import Collection
from dossiers import Access, KeptResult

RESULTS = Collection[KeptResult](
    path="results",
    kind="result",
    operation="Result",
    dutch="uitkomsten",
    article="een uitkomst van een dossier",
    section=lambda access: access.results,
    page=KeptResultPage,
    shape=KeptResultShape,
    whole=KeptResultAnswer,
    content=lambda access, one: {"answer": access.results.answer(one.id)},
    delete=lambda access, one: access.results.delete(one.id),
)

router = RESULTS.router()


class ResultGiven(GivenRecord):
    """An answer that is kept."""

    job: str
    name: str


@router.post(
    "",
    status_code=201,
    summary="Bewaar het antwoord van een opdracht",
    description="Een antwoord verdwijnt na een tijd met zijn opdracht; een uitkomst blijft.",
    operation_id="postResults",
    responses={
        201: {"model": KeptResultShape, "description": "De uitkomst is bewaard."},
        **problems(400, 401, 403, 404, 408, 413, 415, 429, 500, 503, 507),
    },
    openapi_extra=handed_in(ResultGiven, "Welke opdracht, en hoe de uitkomst heet."),
)
async def post_results(request: Request, dossier_id: str, query: ReadingQuery) -> Response:
    """Keep the answer of a job."""
    asked = await given(request, ResultGiven)

    def keep(access: Access) -> KeptResult:
        job = JOBS.within(access, dossier_id, asked.job)
        return access.results.keep(
            job.scenario,
            job.version,
            job.kind,
            access.jobs.answer(job.id),
            name=asked.name,
            asked=job.asked,
            sources=job.sources,
        )

    made = await kept(request, keep)
    where = address(request, dossier_id, RESULTS.path, made.id)
    return answered(shown(made), 201, {"Location": where})
