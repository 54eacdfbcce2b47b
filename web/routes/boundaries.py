"""Boundaries: a file that somebody brings, so that maps of a scenario have them."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dossiers import Access
from models.language import Text, capital
from scenarios import scenario_from_json
from scenarios.forms.boundary_file import read_boundaries
from web.language import language_of
from web.submitted import brought, no_file
from web.workplace import Opened, workplace_of

LONGEST_NAME = 100
"""Characters of a file's name that are told."""


async def bring(request: Request) -> Response:
    """Keep a scenario with the boundaries of its municipalities, as a new version."""
    workplace = workplace_of(request)
    async with request.form() as form:
        content, file = await brought(form, "boundaries")
    if not file:
        raise no_file()
    opened = await workplace.opened(request.path_params["scenario"])
    name = PurePath(file).name[:LONGEST_NAME]
    note = capital(Text("boundaries of {file}", file=name).render(language_of(request)))

    work = partial(saved, opened, content, name, note)
    await workplace.taken_in(content, file, work, language_of(request))
    return RedirectResponse(f"/scenarios/{opened.stored.id}", 303)


def saved(opened: Opened, content: bytes, file: str, note: str, access: Access) -> None:
    """Save the boundaries that a file has."""
    known = {one.code: one.name for one in opened.scenario.municipalities}
    found = read_boundaries(content, file, known)
    tables = opened.document["tables"]
    rows = [{**row, "boundary": found[row["code"]]} for row in tables["municipalities"]]
    changed = {**opened.document, "tables": {**tables, "municipalities": rows}}
    scenario = scenario_from_json(changed, file=file)
    access.scenarios.save(opened.stored.id, scenario, based_on=opened.number, note=note)


ROUTES = (Route("/scenarios/{scenario}/boundaries", bring, methods=["POST"]),)
