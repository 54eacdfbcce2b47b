"""What a reader submits with a form: what was filled in, and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from models.findings import Finding, InvalidScenario
from models.language import Text
from scenarios.forms.text_files import LARGEST_FILE

MOST_FIELDS = 100_000
"""A country has some four thousand."""


async def filled(request: Request) -> dict[str, str]:
    """Give what stands in a form; of several that are chosen under one name each on a line."""
    form: dict[str, str] = {}
    for name, value in (await request.form(max_fields=MOST_FIELDS)).multi_items():
        form[name] = f"{form[name]}\n{value}" if name in form else str(value)
    return form


def version_in(form: Mapping[str, Any], field: str = "version") -> int | None:
    """Give the version that a form or an address names: None where it names none, for the latest.

    Raises
    ------
    HTTPException
        400, if what stands there is no number: another version would be taken for it.
    """
    said = str(form.get(field, ""))
    if said and not said.isdecimal():
        raise HTTPException(400)
    return int(said) if said else None


async def brought(form: FormData, field: str) -> tuple[bytes, str]:
    """Give what somebody brought: a file's content and its name.

    Parameters
    ----------
    form
        The form that it came with.
    field
        The form's field.

    Returns
    -------
    tuple
        The content and the name; both empty when no file was chosen.

    Raises
    ------
    HTTPException
        413, if it is too large.
    """
    return next(iter(await all_brought(form, field)), (b"", ""))


async def all_brought(form: FormData, field: str) -> list[tuple[bytes, str]]:
    """Give each of the files that somebody brought, as `brought` gives one."""
    found: list[tuple[bytes, str]] = []
    left = LARGEST_FILE
    for upload in form.getlist(field):
        if isinstance(upload, UploadFile) and upload.filename:
            content = await upload.read(left + 1)
            left -= len(content)
            if left < 0:
                raise HTTPException(413)
            found.append((content, upload.filename))
    return found


def no_file() -> InvalidScenario:
    """Say that no file was chosen."""
    return InvalidScenario([Finding("file-expected", "error", Text("Choose a file first."))])
