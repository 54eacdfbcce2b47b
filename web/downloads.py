"""Downloads: files that a reader takes along."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from starlette.responses import Response

from dossiers import StoredJob
from models.language import Language, Text

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF, SVG, PNG = "application/pdf", "image/svg+xml", "image/png"


CALLED: Mapping[str, Text] = {
    "solve": Text("plan"),
    "compare_plans": Text("Comparison"),
    "compromise": Text("compromise"),
    "room": Text("room"),
    "prices": Text("prices"),
    "front": Text("front"),
    "alternatives": Text("alternatives"),
}
"""What is in a file, by the kind of job that it came of."""


def file_name(scenario: str, job: StoredJob, language: Language) -> str:
    """Give the name of a file with what came of a job, by which it is told from others."""
    said = CALLED[job.kind].render(language).lower() if job.kind in CALLED else job.kind
    return f"{scenario}-{job.version}-{said}"


def download(content: bytes, name: str, form: str = WORKBOOK) -> Response:
    """Give a file to be saved.

    Parameters
    ----------
    content
        The file's content.
    name
        Its name; any text, for a scenario may be called anything.
    form
        What kind of file it is.

    Returns
    -------
    Response
        The answer.
    """
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, headers=headers, media_type=form)
