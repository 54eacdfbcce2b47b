"""Downloads: workbooks that a reader takes along."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(content: bytes, name: str) -> Response:
    """Give a workbook to be saved.

    Parameters
    ----------
    content
        The file's content.
    name
        Its name; any text, for a scenario may be called anything.

    Returns
    -------
    Response
        The answer.
    """
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, headers=headers, media_type=WORKBOOK)
