"""Scenarios in dossiers, and their versions."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import Request, Response

from api.asked import given_scenario, named_scenario
from api.bodies import JSON
from api.deposit import address, answered, given, in_store, taken_in
from api.described import problems
from api.dossier_shapes import StoredScenarioPage, StoredScenarioShape, VersionPage, VersionShape
from api.given import GivenRecord
from api.handed_in import handed_in
from api.paging import PagingQuery
from api.query import ReadingQuery
from api.refusals import shown
from api.routes.dossiers import page
from api.routes.stored import Collection, PutIn, Putting, SharingGiven
from api.settings import Settings
from api.tags import UNCHANGED, IfMatch, as_seen
from dossiers import Access, NotFound, StoredScenario, Version
from models.scenario import Scenario


class ScenarioGiven(GivenRecord):
    """What a scenario says."""

    scenario: dict[str, Any] | None = None
    library: str | None = None
    overrides: dict[str, Any] | None = None
    name: str = ""
    note: str = ""

    def read(self, settings: Settings) -> Scenario:
        """Read the scenario that is given or named."""
        if self.library is None:
            return given_scenario(self.scenario, settings)
        return named_scenario(self.library, self.overrides, settings)


class ScenarioPutIn(ScenarioGiven, PutIn[StoredScenario]):
    """A scenario that is put in."""

    def put_in(self, access: Access, dossier: str, settings: Settings, once: str) -> StoredScenario:
        """Put it in."""
        access.dossiers.get(dossier)
        scenario = self.read(settings)
        return access.scenarios.create(dossier, scenario, name=self.name, note=self.note, once=once)


class VersionGiven(ScenarioGiven):
    """A version that is saved."""

    based_on: int


def saved_as_version(
    dossier: str, scenario: str, asked: VersionGiven, access: Access, settings: Settings
) -> Version:
    """Save what a client hands in as a version of a scenario."""
    one = SCENARIOS.within(access, dossier, scenario)
    changed = asked.read(settings)
    return access.scenarios.save(one.id, changed, based_on=asked.based_on, note=asked.note)


SCENARIOS = Collection[StoredScenario](
    path="scenarios",
    kind="scenario",
    operation="DossierScenario",
    dutch="scenario's",
    article="een scenario van een dossier",
    section=lambda access: access.scenarios,
    page=StoredScenarioPage,
    shape=StoredScenarioShape,
    whole=StoredScenarioShape,
    deleted="Met zijn versies, en de programma's en opdrachten daarbij. Wat is gedeeld blijft.",
    putting=Putting(
        given=ScenarioPutIn,
        summary="Breng een scenario in",
        description="Het scenario (`scenario`, of `library` met `overrides`) wordt versie 1. Wat "
        "er mis is, wordt in één keer gezegd; dan is er niets bewaard.",
        handed="Het scenario, met een naam en een toelichting.",
    ),
)

router = SCENARIOS.router()


@router.get(
    "/{scenario_id}/versions",
    summary="Som de versies van een scenario op",
    description="Wie wat wanneer opsloeg en waarvan, de laatste eerst.",
    operation_id="getVersions",
    responses={
        200: {"model": VersionPage, "description": "Een bladzijde met versies."},
        **UNCHANGED,
        **problems(400, 401, 403, 404, 429, 500, 503),
    },
)
async def get_versions(
    request: Request, dossier_id: str, scenario_id: str, query: PagingQuery
) -> Response:
    """List the versions of a scenario."""

    def read(access: Access) -> tuple[int, tuple[Version, ...]]:
        one = SCENARIOS.within(access, dossier_id, scenario_id)
        versions = access.scenarios.versions(one.id, query.first, query.page_size)
        return access.scenarios.count_versions(one.id), versions

    total, found = await in_store(request, read)
    where = address(request, dossier_id, "scenarios", scenario_id, "versions")
    return page(where, "versions", query, total, [*map(shown, found)])


@router.post(
    "/{scenario_id}/versions",
    status_code=201,
    summary="Sla een versie op",
    description="`basedOn` is de versie waar zij van is gemaakt. Sloeg ondertussen een ander iets "
    "op, dan volgt 409 met beide versies (`theirs` en `yours`) en wat er verschilt "
    "(`differences`), en is er niets bewaard. Wie hetzelfde nog eens opslaat, krijgt de versie "
    "die er al is.",
    operation_id="postVersions",
    responses={
        201: {"model": VersionShape, "description": "De versie is bewaard."},
        **problems(400, 401, 403, 404, 408, 409, 413, 415, 429, 500, 503, 507),
    },
    openapi_extra=handed_in(VersionGiven, "Wat het scenario nu zegt, en waarvan het is gemaakt."),
)
async def post_versions(
    request: Request, dossier_id: str, scenario_id: str, query: ReadingQuery
) -> Response:
    """Save a version."""
    save = partial(saved_as_version, dossier_id, scenario_id)
    saved = await taken_in(request, VersionGiven, save)
    path = (dossier_id, "scenarios", scenario_id, "versions", str(saved.number))
    return answered(shown(saved), 201, {"Location": address(request, *path)})


@router.get(
    "/{scenario_id}/versions/{number}",
    summary="Geef een versie van een scenario",
    description="Het hele scenario als één JSON-document, dat zo naar `/solve` kan. Een versie "
    "verandert nooit; de kop `ETag` is haar hash.",
    operation_id="getVersion",
    responses={
        200: {
            "description": "Wat het scenario in die versie zegt.",
            "content": {JSON: {"schema": {"$ref": "#/components/schemas/Scenario"}}},
        },
        **UNCHANGED,
        **problems(400, 401, 403, 404, 429, 500, 503),
    },
)
async def get_version(
    request: Request, dossier_id: str, scenario_id: str, number: str, query: ReadingQuery
) -> Response:
    """Give a version."""

    def read(access: Access) -> tuple[Version, dict[str, Any]]:
        one = SCENARIOS.within(access, dossier_id, scenario_id)
        version = access.scenarios.version(one.id, number_in(number))
        return version, access.scenarios.document(one.id, version.number)

    version, document = await in_store(request, read)
    return answered(document, headers={"ETag": version_tag(version)})


@router.patch(
    "/{scenario_id}/versions/{number}",
    summary="Deel een versie van een scenario",
    description="Laat de voorzitter (`chair`), de tafel (`table`) of iedereen (`public`) deze "
    "versie zien. De versies ervoor en erna blijven zoals zij zijn; wat gedeeld is blijft gedeeld.",
    operation_id="patchVersion",
    responses={
        200: {"model": VersionShape, "description": "Wie de versie nu mag zien."},
        **problems(400, 401, 403, 404, 408, 412, 413, 415, 429, 500, 503, 507),
    },
    openapi_extra=handed_in(SharingGiven, "Wie de versie mag zien."),
)
async def patch_version(
    request: Request,
    dossier_id: str,
    scenario_id: str,
    number: str,
    query: ReadingQuery,
    *,
    if_match: IfMatch = "*",
) -> Response:
    """Share a version."""
    asked = await given(request, SharingGiven)

    def share(access: Access) -> Version:
        one = SCENARIOS.within(access, dossier_id, scenario_id)
        return access.scenarios.share_version(
            one.id,
            number_in(number),
            asked.confidentiality,
            seen=lambda found: as_seen(if_match, version_tag(found) if found else ""),
        )

    found = await in_store(request, share)
    return answered(shown(found), headers={"ETag": version_tag(found)})


def version_tag(version: Version) -> str:
    """Give the tag of what a version says, which never changes."""
    return f'"{version.scenario_hash}"'


def number_in(path: str) -> int:
    """Read the number of a version in an address.

    Raises
    ------
    NotFound
        If it is none.
    """
    if not (path.isascii() and path.isdecimal() and len(path) < 10):
        raise NotFound("version", path)
    return int(path)
