"""An agreement in its scenario's form: as a sentence, or with a field for all that it can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from web.agreement_form import CHANGE, NEW, agreement_form, forms_in
from web.agreement_kinds import TOLD
from web.answers import lengthened
from web.form import FormDocument, agreement_in, filled_in
from web.language import language_of, written_in
from web.rendering import page
from web.scenario_view import ScenarioView
from web.submitted import filled, version_in
from web.weighing import parts, weighed_in, weighed_shares
from web.workplace import Opened, workplace_of

if TYPE_CHECKING:
    from optimiser import KeyComparison


async def blank(request: Request) -> Response:
    """Give the empty form of a kind, or an agreement as a sentence again, or nothing."""
    asked = request.query_params
    opened = await workplace_of(request).opened(request.path_params["scenario"], version_in(asked))
    if asked.get("kind") in TOLD:
        return form_page(request, opened, NEW, {"kind": asked["kind"]})
    if "sentence" not in asked:
        return HTMLResponse("")
    view = ScenarioView(opened.scenario, opened.document, {}, {}, language_of(request))
    for one in view.agreements:
        if one.agreement.id == asked["sentence"]:
            values = {"one": one, "view": view, "kinds": TOLD, "here": here(opened)}
            return page(request, "agreement_sentence.html", values)
    raise HTTPException(404)


async def refilled(request: Request) -> Response:
    """Give a form anew: of an agreement as it stands, or with an item more or less in a list."""
    asked = request.query_params
    form = await filled(request)
    language = written_in(form, request)
    opened = await workplace_of(request).opened(
        request.path_params["scenario"], version_in(form, "based_on")
    )
    if "of" in asked:
        said = agreement_in(filled_in(opened.document, form, language), asked["of"])
        if said is None or said["kind"] not in TOLD:
            raise HTTPException(404)
        return form_page(request, opened, f"{CHANGE}{said['id']}", said)
    prefix, less = asked.get("form", ""), asked.get("less")
    left = {name: one for name, one in form.items() if not f"{name}.".startswith(f"{less}.")}
    says = forms_in(left, language).get(prefix)
    if says is None:
        raise HTTPException(404)
    more = asked.get("more", "").removeprefix(f"{prefix}/")
    return form_page(request, opened, prefix, lengthened(says, more) if more else says)


async def weights(request: Request) -> Response:
    """Tell what a key that was weighed gives each municipality, beside the one in force."""
    form = await filled(request)
    opened = await workplace_of(request).opened(
        request.path_params["scenario"], version_in(form, "based_on")
    )
    identifier = request.query_params.get("of", "")
    mix = parts(weighed_in(form, identifier))
    written = [",".join(f"{figure}={part}" for figure, part in mix.items())] if mix else []

    def found() -> KeyComparison:
        from optimiser import compare_keys

        return compare_keys(opened.scenario, identifier, written, plans=False)

    compared = await run_in_threadpool(found)
    key, rows = weighed_shares(compared)
    shared = all(None not in (one.share, one.share_before) for one in rows)
    values = {"key": key, "rows": rows, "shared": shared, "unit": compared.agreement.unit}
    return page(request, "weighed.html", values)


def form_page(request: Request, opened: Opened, prefix: str, says: FormDocument) -> Response:
    """Show the form of an agreement."""
    form = agreement_form(prefix, says, opened.scenario, language_of(request))
    values = {"form": form, "here": here(opened), "number": opened.number}
    return page(request, "agreement_fields.html", values)


def here(opened: Opened) -> str:
    """Give the address of a scenario."""
    return f"/scenarios/{opened.stored.id}"


ROUTES = (
    Route("/scenarios/{scenario}/agreement-fields", blank, methods=["GET"]),
    Route("/scenarios/{scenario}/agreement-fields", refilled, methods=["POST"]),
    Route("/scenarios/{scenario}/weights", weights, methods=["POST"]),
)
