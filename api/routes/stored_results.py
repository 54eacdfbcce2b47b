"""Results in dossiers: answers of jobs that are stored for good."""

from __future__ import annotations

from api.dossier_shapes import StoredResultAnswer, StoredResultPage, StoredResultShape
from api.routes.dossier_jobs import JOBS
from api.routes.stored import Collection, PutIn, Putting
from api.settings import Settings
from dossiers import Access, StoredResult


class ResultGiven(PutIn[StoredResult]):
    """An answer that is stored."""

    job: str
    name: str

    def put_in(self, access: Access, dossier: str, settings: Settings, once: str) -> StoredResult:
        """Keep it."""
        job = JOBS.within(access, dossier, self.job)
        return access.results.store(
            job.scenario,
            job.version,
            job.kind,
            access.jobs.answer(job.id),
            name=self.name,
            asked=access.jobs.asked(job.id),
            sources=job.sources,
            once=once,
        )


RESULTS = Collection[StoredResult](
    path="results",
    kind="result",
    operation="Result",
    dutch="uitkomsten",
    article="een uitkomst van een dossier",
    section=lambda access: access.results,
    page=StoredResultPage,
    shape=StoredResultShape,
    whole=StoredResultAnswer,
    content=lambda access, one: {
        "asked": access.results.asked(one.id),
        "answer": access.results.answer(one.id),
    },
    putting=Putting(
        given=ResultGiven,
        summary="Bewaar het antwoord van een opdracht",
        description="Een antwoord verdwijnt na een tijd met zijn opdracht; een uitkomst blijft.",
        handed="Welke opdracht, en hoe de uitkomst heet.",
    ),
)

router = RESULTS.router()
