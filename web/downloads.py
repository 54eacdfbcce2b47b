"""Downloads: files that a reader takes along."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF, SVG, PNG = "application/pdf", "image/svg+xml", "image/png"


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
